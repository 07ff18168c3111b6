package dbf_test

import (
	"bytes"
	"fmt"
	"io"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/dbf"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Rows are written as a table of FoxPro, and read as records of a layout. The names
// of the table's fields are those of the layout's columns, as far as ten characters
// have room for them.
func Example() {
	var table bytes.Buffer
	w, err := dbf.NewWriter(func(end string) (io.Writer, error) { return &table, nil }, nil) // ".dbf" alone: there are no memos
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range [][]string{{"A48", "A11", "C03C"}, {"000123", "测试甲", "I10.x00"}} {
		if err := w.WriteRow(row); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := w.Close(); err != nil {
		fmt.Println(err)
		return
	}

	reader, err := mapping.NewRowReader(dbf.Rows(&table, nil), mainland.Layouts(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for record, err := range reader.Records() {
		if err != nil {
			fmt.Println(err)
			return
		}
		s := record.Sheet
		fmt.Println(reader.Layout().Name, record.Number, s.Patient.RecordNumber, s.Diagnoses[0].Codes[0].Code)
	}
	// Output:
	// hqms 1 000123 I10.x00
}
