package results_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/results"
)

const oru = "MSH|^~\\&|LIS|QEH|||202403020930||ORU^R01|78|P|2.5\r" +
	"PID|1||P000123^^^QEH^MR||CHAN^TAI MAN\r" +
	"OBR|1||L-1|CBC^Complete blood count^L|||202403020800\r" +
	"OBX|1|NM|HB^Haemoglobin^L||13.2|g/dL|11.5-15.5|N|||F\r"

// A report of a laboratory becomes a document: the result as printed, and beside it
// its code of LOINC where name, specimen and unit lead to one.
func Example() {
	options := &results.Options{Admissions: hongkong.ADT()}
	translator := results.NewTranslator(mapping.NewTranslator(nil, nil), hongkong.ADT(), laboratory.Default(), false)
	for entry, err := range results.Read(strings.NewReader(oru), results.ORU, options) {
		if err != nil {
			log.Fatal(err)
		}
		if entry.Record == nil {
			continue // rejected: entry.Issues says why
		}
		result := entry.Record.Reports[0].Results[0]
		fmt.Println(result.Number, result.Unit, result.Range, result.Flags)
		document, _ := translator.Document(entry.Record)
		for _, coding := range document.Observations[0].Code.Coding {
			if coding.System != nil {
				fmt.Println(*coding.System, *coding.Code)
			}
		}
	}
	// Output:
	// 13.2 g/dL 11.5-15.5 [N]
	// http://loinc.org 718-7
}

// Reports go back into either layout.
func ExampleWriter() {
	var uploads strings.Builder
	w, err := results.NewWriter(&uploads, results.Upload, hongkong.ADT())
	if err != nil {
		log.Fatal(err)
	}
	for entry, err := range results.Read(strings.NewReader(oru), results.ORU, &results.Options{Admissions: hongkong.ADT()}) {
		if err != nil {
			log.Fatal(err)
		}
		issues, err := w.Write(entry.Record)
		if err != nil {
			log.Fatal(err)
		}
		for _, issue := range issues {
			fmt.Println(issue.Column, issue.Code)
		}
	}
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Contains(uploads.String(), `"rpotc_no":"L-1"`))
	// Output:
	// labinfo.mdtrt_sn required-empty
	// labinfo.psn_no no-column
	// labinfo no-column
	// labinfo.vali_flag status-lost
	// true
}
