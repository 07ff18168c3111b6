package source_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/source"
)

// An upload is an archive of two exports and a note. Each is read under its own
// name, and what is no export is named.
func ExampleOpenReaderAt() {
	var upload bytes.Buffer
	archive := zip.NewWriter(&upload)
	for name, text := range map[string]string{
		"cdars.csv":  "Reference Key,Sex,Principal Diagnosis Code\n9000001,M,786.50\n",
		"cdars.xls":  "<table><tr><td>Reference Key<td>Sex<tr><td>9000002<td>F</table>",
		"readme.txt": "Exported on Friday\n",
	} {
		if file, err := archive.Create(name); err == nil {
			io.WriteString(file, text)
		}
	}
	archive.Close()

	options := &mapping.ReaderOptions{File: "upload.zip"}
	tables := source.OpenReaderAt(bytes.NewReader(upload.Bytes()), int64(upload.Len()), hongkong.Layouts(), options)
	for table, err := range tables {
		if err != nil {
			fmt.Println("not read:", err)
			continue
		}
		for record, err := range table.Records() {
			if err != nil {
				fmt.Println("not read further:", err)
				break
			}
			if record.Sheet != nil {
				fmt.Println(table.Name, "has a", record.Sheet.Patient.Sex.Code)
			}
		}
	}
	// Unordered output:
	// upload.zip/cdars.csv has a M
	// upload.zip/cdars.xls has a F
	// not read: upload.zip/readme.txt:1: the header fits none of the layouts: no column of the record's key is there
}

// A stream is read as it comes, packed or not.
func ExampleOpenReader() {
	body := strings.NewReader("<table><tr><td>Reference Key<td>Sex<tr><td>9000002<td>F</table>")
	for table, err := range source.OpenReader(body, hongkong.Layouts(), &mapping.ReaderOptions{File: "request"}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(table.Name, "is in the layout", table.Layout().Name)
	}
	// Output:
	// request is in the layout hk-cdars
}

// A file of any form is opened by its name: text, a workbook, an archive. Each sheet,
// and each file of an archive, is a table.
func ExampleOpen() {
	for table, err := range source.Open("../../examples/testdata/hk-frontsheet.xlsx", hongkong.Layouts(), nil) {
		if err != nil {
			fmt.Println("not read:", err)
			continue
		}
		n := 0
		for record, err := range table.Records() {
			if err != nil {
				fmt.Println("not read further:", err)
				break
			}
			if record.Sheet != nil {
				n++
			}
		}
		fmt.Println(table.Layout().Name, n > 0)
	}
	// Output:
	// hk-frontsheet true
}
