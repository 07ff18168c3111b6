package tables_test

import (
	"fmt"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/tables"
)

func ExampleSet_Rows() {
	rows := "A01,A48,A49,A11,B12,B15,C03C,C04N\n1,7,1,测试甲,2024-01-05,2024-01-08,I10.x00,高血压\n"
	reader, err := mapping.NewReader(strings.NewReader(rows), mainland.Layouts(), nil)
	if err != nil {
		panic(err)
	}
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range reader.Records() {
		if err != nil {
			panic(err)
		}
		document, _ := translator.Document(record.Sheet)
		tables.Stays().Rows(document, func(t *tables.Table, row tables.Row) {
			for i, c := range t.Columns {
				switch c.Name {
				case "admission_date", "code", "role_code":
					fmt.Printf("%s.%s %s: %s\n", t.Name, c.Name, c.SQL(), row[i])
				}
			}
		})
	}
	// Output:
	// stays.admission_date DATE: 2024-01-05
	// diagnoses.role_code VARCHAR: principal
	// diagnoses.code VARCHAR: I10.x00
}
