package mapping_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// What the key of a page explains are codes that value sets have, in every language of
// the labels, and each explanation names the published text that it is from.
func TestKeyToTheGrades(t *testing.T) {
	file, err := os.Open("internal/narrative/key.csv")
	require.NoError(t, err)
	defer file.Close()
	table := csv.NewReader(file)
	table.Comment = '#'
	rows, err := table.ReadAll()
	require.NoError(t, err)
	labels, err := os.ReadFile("internal/narrative/labels.csv")
	require.NoError(t, err)
	languages := strings.Join(rows[0][2:len(rows[0])-1], ",")
	assert.Contains(t, string(labels), "\nname,"+languages+"\n", "the languages are those of the labels")
	sets := slices.Concat(mainland.ValueSets(), hongkong.ValueSets())
	for _, row := range rows[1:] {
		for i, cell := range row {
			if rows[0][i] != "zh-Hant-MO" {
				assert.NotEmpty(t, cell, "%s: %s", row[0], rows[0][i])
			}
		}
		for of := range strings.FieldsSeq(row[0]) {
			name, code, _ := strings.Cut(of, "|")
			if name == "row" {
				continue
			}
			i := slices.IndexFunc(sets, func(s *mapping.ValueSet) bool { return s.Name == name })
			if assert.GreaterOrEqual(t, i, 0, name) {
				_, ok := sets[i].Concept(code)
				assert.True(t, ok, of)
			}
		}
	}
}
