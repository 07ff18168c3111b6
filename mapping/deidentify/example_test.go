package deidentify_test

import (
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/deidentify"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Records are passed on for research: the sheet is rebuilt of what the profile
// permits, the document labelled, and the manifest says what was done.
func Example() {
	profile, err := deidentify.Find("research")
	if err != nil {
		log.Fatal(err)
	}
	key := []byte("0123456789abcdefghijklmnopqrstuvwxyz") // of a file of random bytes, kept apart from the data
	d, err := deidentify.New(profile, key, &deidentify.Options{
		Purpose: "HRESCH", Recorded: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		log.Fatal(err)
	}
	file := strings.NewReader("A01,A48,A11,A12C,A13,B12,B15,C03C\n12345678-9,0001,测试甲,2,1980-02-29,2024-03-04 09:20:00,2024-03-09 10:05:00,K80.000x003\n")
	reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		if record.Sheet == nil {
			continue
		}
		sheet, _ := d.Apply(record.Sheet) // the issues say what was dropped and generalised
		if sheet == nil {
			continue // whose it is cannot be said
		}
		document, _ := translator.Document(sheet)
		d.Label(document)
		fmt.Printf("name %q, code %s, moved by days: %t\n", sheet.Patient.Name, sheet.Diagnoses[0].Codes[0].Code,
			string(sheet.Stay.Admission.Append(nil, "")) < "2024-03-04")
		for _, label := range document.Meta.Security {
			fmt.Println(*label.Code)
		}
	}
	manifest := d.Manifest()
	fmt.Println(manifest.Profile, manifest.Purpose, manifest.Records, "record,", manifest.People, "person")
	// Output:
	// name "", code K80, moved by days: true
	// R
	// PSEUDED
	// REDACTED
	// NORDSCLCD
	// HRESCH
	// research HRESCH 1 record, 1 person
}
