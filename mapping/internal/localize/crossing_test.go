package localize_test

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Each row of the table of crossings is about codes that there are, and says
// what neither FHIR's codes nor the names say.
func TestCrossingTable(t *testing.T) {
	table := csv.NewReader(strings.NewReader(localize.CrossingTable))
	table.Comment = '#'
	rows, err := table.ReadAll()
	require.NoError(t, err)
	require.Greater(t, len(rows), 100)
	sets := map[string]*mapping.ValueSet{}
	for _, s := range slices.Concat(mainland.ValueSets(), hongkong.ValueSets(), macao.ValueSets()) {
		sets[s.Name] = s
	}
	seen := map[string]bool{}
	for _, row := range rows[1:] {
		source, target := sets[row[0]], sets[row[2]]
		require.NotNil(t, source, row)
		require.NotNil(t, target, row)
		begin, several := strings.CutSuffix(row[1], "*")
		assert.True(t, slices.ContainsFunc(source.Concepts(), func(c mapping.SetConcept) bool {
			return c.Code == row[1] || several && strings.HasPrefix(c.Code, begin)
		}), "%s has no code %s", row[0], row[1])
		if row[3] != "" {
			_, ok := target.Concept(row[3])
			assert.True(t, ok, "%s has no code %s", row[2], row[3])
			assert.Contains(t, []string{"equivalent", "wider", "narrower", "inexact", "relatedto"}, row[4])
		}
		key := strings.Join(row[:3], "|")
		assert.False(t, seen[key], "%s stands twice", key)
		seen[key] = true
	}
}
