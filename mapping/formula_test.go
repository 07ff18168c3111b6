package mapping_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// A cell whose formula has no stored result is not the same as an empty one.
func TestRowReaderTellsOfFormulasWithoutResult(t *testing.T) {
	rows := []struct {
		cells      []string
		unresolved []int
	}{
		{cells: []string{"A48", "A11", "A12C", "OTHER", ""}, unresolved: []int{4}},
		{cells: []string{"1", "", "1"}, unresolved: []int{1, 3}},
		{cells: []string{"2", "乙", "1"}},
		{cells: nil, unresolved: []int{0}},
		{cells: nil},
		{cells: []string{"6", "丙", "1", "x", "", ""}, unresolved: []int{5}},
	}
	r, err := mapping.NewRowReader(func(yield func([]string, error) bool) {
		for _, row := range rows {
			var err error
			if row.unresolved != nil {
				err = mapping.RowNote{Unresolved: row.unresolved}
			}
			if !yield(row.cells, err) {
				return
			}
		}
	}, mainland.Layouts(), &mapping.ReaderOptions{File: "in.xlsx"})
	require.NoError(t, err)
	type place struct {
		line          int
		column, field string
	}
	var got []place
	note := func(issues []mapping.Issue) {
		for _, i := range issues {
			if i.Code == "formula-without-result" {
				assert.Equal(t, mapping.Warning, i.Severity)
				assert.Equal(t, "in.xlsx", i.File)
				got = append(got, place{i.Line, i.Column, i.Field})
			}
		}
	}
	note(r.Issues())
	read := 0
	for record, err := range r.Records() {
		require.NoError(t, err)
		note(record.Issues)
		if record.Sheet != nil {
			read++
		}
	}
	assert.Equal(t, []place{
		{1, "#5", ""},
		{2, "A11", "patient.name"},
		{2, "OTHER", ""},
		{4, "A48", "patient.record-number"},
		{6, "#6", ""},
	}, got)
	assert.Equal(t, 3, read, "what the other cells say is read")
}
