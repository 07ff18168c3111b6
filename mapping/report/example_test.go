package report_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/crossbay/crossbay/mapping/report"
)

// A report that a program makes itself. Number, unit and range are as printed.
func Example() {
	r := report.Result{Test: report.Concept{Text: "血红蛋白"}, Kind: "NM", Number: "132", Unit: "g/L", Range: "115-150"}
	fmt.Println(r.IsNumber(), r.Number, r.Unit)
	fmt.Println(r) // a log holds no value of a patient
	text, err := json.Marshal(r)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
	// Output:
	// true 132 g/L
	// [redacted]
	// "[redacted]"
}
