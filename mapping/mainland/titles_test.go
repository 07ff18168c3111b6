package mainland_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// readsTitle returns the columns of N041 as which a header is read that has a title
// beside that of the record number.
func readsTitles(t *testing.T, titles ...string) map[string]string {
	t.Helper()
	var file strings.Builder
	w := csv.NewWriter(&file)
	require.NoError(t, w.Write(append([]string{"病案号"}, titles...)))
	row := []string{"1"}
	for range titles {
		row = append(row, "?")
	}
	require.NoError(t, w.Write(row))
	w.Flush()
	r, err := mapping.NewReader(strings.NewReader(file.String()), []*mapping.Layout{mainland.N041()}, nil)
	require.NoError(t, err)
	unknown := map[string]string{}
	for _, i := range r.Issues() {
		if i.Code == "unknown-column" {
			unknown[i.Column] = i.Code
		}
	}
	return unknown
}

// The titles under which hospital systems print the columns of 卫统4-1, as public
// programs for its upload name them.
func TestTitlesOfN041(t *testing.T) {
	const path = "../../../../shared/formats/mainland/n041_fields.csv"
	f, err := os.Open(path)
	if err != nil {
		t.Skip("the list of titles is not here: " + err.Error())
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var titles []string
	for _, row := range rows[1:] {
		if row[2] != "病案号" {
			titles = append(titles, row[2])
		}
	}
	assert.Empty(t, readsTitles(t, titles...))
	for i := range titles { // brackets are as wide as the program's
		titles[i] = strings.NewReplacer("(", "（", ")", "）").Replace(titles[i])
	}
	assert.Empty(t, readsTitles(t, titles...))
}
