package xlsx_test

import (
	"bytes"
	"fmt"
	"log"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/xlsx"
)

// Records are written as a workbook of text cells, which no spreadsheet damages, and
// read back from it.
func Example() {
	file := strings.NewReader("BAH,XM,XB,RYSJ,JBDM\n0001,测试甲,2,20240304,I10.x00\n")
	reader, err := mapping.NewReader(file, mainland.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	var workbook bytes.Buffer
	book, err := xlsx.NewWriter(&workbook)
	if err != nil {
		log.Fatal(err)
	}
	w, err := mapping.NewRowWriter(book, mainland.N041(), nil)
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range reader.Records() {
		if err != nil {
			log.Fatal(err)
		}
		if _, err := w.Write(record.Sheet); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		log.Fatal(err)
	}
	if err := book.Close(); err != nil {
		log.Fatal(err)
	}

	back, err := mapping.NewRowReader(xlsx.Rows(&workbook, nil), mainland.Layouts(), nil)
	if err != nil {
		log.Fatal(err)
	}
	for record, err := range back.Records() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(back.Layout().Name, record.Sheet.Patient.RecordNumber, record.Sheet.Diagnoses[0].Codes[0].Code)
	}
	// Output:
	// n041 0001 I10.x00
}

// A workbook has several sheets: each is a file of its own.
func ExampleOpen() {
	var workbook bytes.Buffer
	w, err := xlsx.NewWriter(&workbook)
	if err != nil {
		log.Fatal(err)
	}
	w.WriteRow([]string{"A48", "A11"})
	w.WriteRow([]string{"0001", "测试甲"})
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	book, err := xlsx.Open(&workbook)
	if err != nil {
		log.Fatal(err)
	}
	defer book.Close()
	for _, sheet := range book.Sheets() {
		n := 0
		for _, err := range sheet.Rows() {
			if err == nil { // otherwise a mapping.RowNote, or the end
				n++
			}
		}
		fmt.Println(sheet.Name, n, "rows")
	}
	// Output:
	// Sheet1 2 rows
}
