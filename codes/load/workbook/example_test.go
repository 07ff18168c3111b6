package workbook_test

import (
	"bytes"
	"fmt"
	"log"

	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/codes/load/workbook"
)

// The cells of a sheet as text, blank rows left out.
func ExampleOpen() {
	var file bytes.Buffer
	book := excelize.NewFile()
	for cell, value := range map[string]any{"A1": "A48", "B1": "A49", "A3": "0001", "B3": 1} {
		if err := book.SetCellValue("Sheet1", cell, value); err != nil {
			log.Fatal(err)
		}
	}
	if err := book.Write(&file); err != nil {
		log.Fatal(err)
	}

	read, err := workbook.Open(file.Bytes(), workbook.Limits{Cell: 1 << 20, Row: 16 << 20, Columns: 4096, Unpacked: 1 << 30})
	if err != nil {
		log.Fatal(err)
	}
	defer read.Close()
	for row, err := range read.Sheets[0].Rows() {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row.Number, row.Cells)
	}
	// Output:
	// 1 [A48 A49]
	// 3 [0001 1]
}
