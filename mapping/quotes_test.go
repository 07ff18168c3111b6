package mapping_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Blanks around a quoted cell are no part of it, and make no cell of its quotes.
// Files have them that are written by hand or by programs that put ", " between
// cells: vincentlaucsb/csv-parser#166, #190 and #201, danielgindi/node-csv-reader#27,
// JoshClose/CsvHelper#479. Text that begins with a blank and a quote stays what it
// is.
func TestBlanksAroundQuotes(t *testing.T) {
	for row, want := range map[string]string{
		`"1", "示例医院", "张三"`:          "示例医院|张三|padded",
		"\"1\",\t\"示例医院\" , \"张三\" ": "示例医院|张三|padded",
		`"1", "示例医院, 分院", "张三"`:      "示例医院, 分院|张三|padded",
		`"1", "示例""甲""医院", 张三`:       `示例"甲"医院|张三|padded`,
		`1, "甲" 示例医院,张三`:             `"甲" 示例医院|张三|`,
		`1,示例医院,张三`:                  "示例医院|张三|",
		"\"1\", \"示例\n医院\", \"张三\"":  "示例医院|张三|padded",
	} {
		r, err := mapping.NewReader(strings.NewReader("A48,A02,A11\n"+row+"\n"), mainland.Layouts(), nil)
		require.NoError(t, err)
		n := 0
		for record, err := range r.Records() {
			require.NoError(t, err)
			n++
			require.NotNil(t, record.Sheet, row)
			got := strings.NewReplacer("\n", "", " ", " ").Replace(record.Sheet.Facility.Name) + "|" + record.Sheet.Patient.Name + "|"
			for _, i := range record.Issues {
				if i.Code == "blank-around-quotes" {
					got += "padded"
				}
			}
			assert.Equal(t, want, got, row)
		}
		assert.Equal(t, 1, n, row)
	}
}
