package mainland

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const shared = "../../../shared/formats/mainland/"

// header reads a published list of columns, which is not part of the project.
func header(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(shared + name)
	if err != nil {
		t.Skip("the published list of columns is not here: ", err)
	}
	row, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).Read()
	require.NoError(t, err)
	return row
}

func TestHQMSColumnsOf2019(t *testing.T) {
	var names []string
	for _, c := range HQMS().Columns() {
		if c.Since == "" {
			names = append(names, c.Name)
		}
	}
	assert.Len(t, names, 642)
	assert.Equal(t, header(t, "hqms_2019_header.csv"), names)
}

func TestHQMSColumnsOf2022(t *testing.T) {
	var names []string
	for _, c := range HQMS().Columns() {
		names = append(names, c.Name)
	}
	assert.Len(t, names, 811)
	assert.Equal(t, header(t, "hqms_2022_header_observed.csv"), names)
}

func TestN041Columns(t *testing.T) {
	columns := N041().Columns()
	require.Len(t, columns, 232)
	file, err := os.Open(shared + "n041_fields.csv")
	if err != nil {
		t.Skip("the published list of columns is not here: ", err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	for i, row := range rows[1:] {
		assert.Equal(t, row[1], columns[i].Name)
	}
}
