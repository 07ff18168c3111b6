package icd9cm_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes/icd9cm"
)

func Example() {
	c, _ := icd9cm.Diagnoses().Lookup("V12.72")
	fmt.Println(c.English)
	c, _ = icd9cm.Procedures().Lookup("36.06")
	fmt.Println(c.English)
	short, _ := icd9cm.Procedures().Short("36.06")
	fmt.Println(short)
	// Output:
	// Personal history of colonic polyps
	// Insertion of non-drug-eluting coronary artery stent(s)
	// Ins nondrug elut cor st
}
