package xlsx_test

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/load/xlsx"
)

func ExampleRows() {
	f := excelize.NewFile()
	f.SetSheetRow("Sheet1", "A1", &[]any{"分类码", "分类名", "诊断名", "诊断码"})
	f.SetSheetRow("Sheet1", "A2", &[]any{"A00", "霍乱"})
	f.SetSheetRow("Sheet1", "A3", &[]any{nil, nil, "霍乱", "A00.900"})
	var book bytes.Buffer
	if err := f.Write(&book); err != nil {
		fmt.Println(err)
		return
	}
	set, err := load.Read(&book, &load.Options{Workbook: xlsx.Rows})
	if err != nil {
		fmt.Println(err)
		return
	}
	c, _ := codes.NewRegistry(set.Tables, set.Maps).Lookup(codes.DiagnosisInsurance, "A00.900")
	fmt.Println(c.Code, c.Hans)
	// Output:
	// A00.900 霍乱
}
