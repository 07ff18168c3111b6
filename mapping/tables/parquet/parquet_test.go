package parquet_test

import (
	"bytes"
	"fmt"
	"testing"

	pq "github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/tables"
	"github.com/crossbay/crossbay/mapping/tables/parquet"
)

var table = &tables.Table{Name: "stays", Columns: []tables.Column{
	{Name: "stay"},
	{Name: "admitted", Type: tables.Timestamp},
	{Name: "born", Type: tables.Date},
	{Name: "total", Type: tables.Decimal, Precision: 12, Scale: 2},
	{Name: "days", Type: tables.Integer},
	{Name: "died", Type: tables.Boolean},
}}

// The columns stand in the order of the table, values have its types and nothing is
// rounded: the library that reads here is not what counts the zeros.
func TestRowsComeBack(t *testing.T) {
	var file bytes.Buffer
	w := parquet.NewWriter(&file, table)
	require.NoError(t, w.WriteRow(tables.Row{
		[]byte("示例"), []byte("2024-03-04 09:20:00"), []byte("1969-12-31"), []byte("-1234567890.5"), []byte("7"), []byte("true"),
	}))
	require.NoError(t, w.WriteRow(make(tables.Row, 6)))
	require.NoError(t, w.Close())

	f, err := pq.OpenFile(bytes.NewReader(file.Bytes()), int64(file.Len()))
	require.NoError(t, err)
	var types []string
	for _, c := range f.Root().Columns() {
		types = append(types, c.Name()+" "+c.Type().String())
		assert.True(t, c.Optional(), c.Name())
	}
	assert.Equal(t, []string{
		"stay STRING", "admitted TIMESTAMP(isAdjustedToUTC=false,unit=MICROS)", "born DATE", "total DECIMAL(12,2)", "days INT(64,true)", "died BOOLEAN",
	}, types)
	rows := f.RowGroups()[0].Rows()
	defer rows.Close()
	read := make([]pq.Row, 2)
	n, _ := rows.ReadRows(read)
	require.Equal(t, 2, n)
	assert.Equal(t, "示例 1709544000000000 -1 -123456789050 7 true", fmt.Sprintf("%v %v %v %v %v %v",
		read[0][0], read[0][1].Int64(), read[0][2].Int32(), read[0][3].Int64(), read[0][4], read[0][5]))
	for _, v := range read[1] {
		assert.True(t, v.IsNull())
	}
}

// A value that is not of its column's type is told without the value.
func TestWrongValues(t *testing.T) {
	for i, text := range map[int]string{1: "2024-13-01 00:00:00", 2: "secret", 3: "1.234", 4: "1.5", 5: "perhaps"} {
		row := make(tables.Row, 6)
		row[i] = []byte(text)
		err := parquet.NewWriter(&bytes.Buffer{}, table).WriteRow(row)
		require.Error(t, err, text)
		assert.NotContains(t, err.Error(), text)
		assert.Contains(t, err.Error(), "stays."+table.Columns[i].Name)
	}
}

func Example() {
	var file bytes.Buffer
	w := parquet.NewWriter(&file, tables.Stays().Tables()[0])
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	fmt.Println(file.String()[:4])
	// Output: PAR1
}
