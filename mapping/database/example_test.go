package database_test

import (
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/database"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A query names its columns as the layout does, and its rows become documents. The
// driver gives a DATETIME, which has no zone, in UTC: the clock of the hospital showed
// half past nine. What is NULL is not stated.
func Example() {
	hospital := &table{
		names: []string{"A02", "A48", "A49", "A11", "A13", "B12", "B15", "C03C", "C04N", "D01"},
		types: []string{"VARCHAR", "VARCHAR", "INT", "VARCHAR", "DATE", "DATETIME", "DATETIME", "VARCHAR", "VARCHAR", "DECIMAL"},
		rows: [][]driver.Value{{
			"示例医院", "0001234", int64(1), "测试甲", time.Date(1961, 5, 17, 0, 0, 0, 0, time.UTC),
			time.Date(2024, 1, 5, 9, 30, 0, 0, time.UTC), nil, "I21.900x001", "急性心肌梗死", []byte("1250.50"),
		}},
	}
	db := hospital.open()
	defer db.Close()
	rows, err := db.Query("SELECT yymc AS A02, bah AS A48, zycs AS A49, xm AS A11, csrq AS A13, rysj AS B12, … FROM stays")
	if err != nil {
		fmt.Println(err)
		return
	}
	reader, err := mapping.NewRowReader(database.Rows(rows, nil), mainland.Layouts(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range reader.Records() {
		if err != nil {
			fmt.Println(err)
			return
		}
		document, _ := translator.Document(record.Sheet)
		if document == nil {
			continue
		}
		fmt.Println(reader.Layout().Name, *document.Patient.BirthDate)
		fmt.Println(*document.Encounters[0].Period.Start, document.Encounters[0].Period.End == nil)
		fmt.Println(*document.Principal().Code.Text)
	}
	// Output:
	// hqms 1961-05-17
	// 2024-01-05T09:30:00+08:00 true
	// 急性心肌梗死
}
