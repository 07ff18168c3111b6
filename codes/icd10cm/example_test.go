package icd10cm_test

import (
	"fmt"

	"github.com/crossbay/crossbay/codes/icd10cm"
)

func Example() {
	table := icd10cm.Table()
	c, _ := table.Lookup("I21.4")
	fmt.Println(c.English)
	for code := c.Code; ; {
		parent, ok := table.Parent(code)
		if !ok {
			break
		}
		fmt.Println(parent.Code, parent.English)
		code = parent.Code
	}
	block, _ := table.Block("I21.4")
	chapter, _ := table.Chapter("I21.4")
	fmt.Println(block.Title)
	fmt.Println(chapter.Code, chapter.Title)
	// Output:
	// Non-ST elevation (NSTEMI) myocardial infarction
	// I21 Acute myocardial infarction
	// Ischemic heart diseases (I20-I25)
	// 9 Diseases of the circulatory system (I00-I99)
}
