package hongkong_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/internal/roundtriptest"
)

// there takes a sample to FHIR's JSON and back into rows of its layout.
func there(t *testing.T, r *mapping.Reader) (back []byte, issues []mapping.Issue) {
	t.Helper()
	var buffer bytes.Buffer
	w, err := mapping.NewWriter(&buffer, r.Layout(), nil)
	require.NoError(t, err)
	out, in := roundtriptest.Travel(t, both, r, w)
	return buffer.Bytes(), append(out, in...)
}

// Every sample goes there and back: another trip does not change it any more,
// and whatever the first changed was reported.
func TestSamplesComeBack(t *testing.T) {
	for _, f := range sampleFiles {
		t.Run(f.name, func(t *testing.T) {
			first, issues := there(t, openSample(t, f.name))
			r, err := mapping.NewReader(bytes.NewReader(first), hongkong.Layouts(), nil)
			require.NoError(t, err)
			second, _ := there(t, r)
			assert.Equal(t, string(first), string(second))
			if strings.HasSuffix(f.name, ".csv") && !strings.Contains(f.name, "big5") {
				checkReported(t, f.name, first, issues)
			}
		})
	}
}

// checkReported checks that there is an issue for each cell of a sample that is
// another in the file that came back.
func checkReported(t *testing.T, name string, back []byte, issues []mapping.Issue) {
	t.Helper()
	reader := openSample(t, name)
	header, err := csv.NewReader(bytes.NewReader(reader.Header())).Read()
	require.NoError(t, err)
	after, err := csv.NewReader(bytes.NewReader(back)).ReadAll()
	require.NoError(t, err)
	columns := map[string]mapping.Column{}
	for _, c := range reader.Layout().Columns() {
		columns[c.Name] = c
	}
	at := map[string]int{}
	for i, c := range after[0] {
		at[c] = i
	}
	reported := map[string]bool{}
	for _, i := range issues {
		reported[fmt.Sprint(i.Record, i.Column)] = true
	}
	row, changed := 0, 0
	for record, err := range reader.Records() {
		require.NoError(t, err)
		rows, err := csv.NewReader(bytes.NewReader(record.Raw)).ReadAll()
		require.NoError(t, err)
		for _, cells := range rows {
			row++
			for i, cell := range cells {
				// Columns under other names than the layout's are compared by their cells' issues alone.
				c, ok := columns[header[i]]
				if !ok || same(c, cell, after[row][at[c.Name]]) {
					continue
				}
				changed++
				assert.True(t, reported[fmt.Sprint(record.Number, c.Name)], "record %d: nobody said that %s was changed from %q to %q", record.Number, c.Name, cell, after[row][at[c.Name]])
			}
		}
	}
	assert.Equal(t, len(after)-1, row, "rows")
	t.Log(changed, "cells are written otherwise than they were")
}

// same reports whether two cells say the same in forms that the column takes: a
// time with or without the T of ISO 8601, its zone or its seconds, an hour in
// one digit or two. A cell that repeats what another row of the record says may
// have been empty, and one with a mark for nothing comes back empty.
func same(c mapping.Column, before, after string) bool {
	before = strings.TrimSpace(before)
	switch {
	case before == after, strings.Trim(before, "-") == "" && after == "":
		return true
	case strings.Trim(before, "-") == "":
		return c.Element != "source-field" && !strings.HasPrefix(c.Element, "domain.")
	}
	switch c.Format {
	case "HH":
		return "0"+before == after
	case "yyyy-MM-dd H:mm:ss":
		time := strings.TrimSuffix(strings.TrimSuffix(strings.Replace(before, "T", " ", 1), "+08:00"), ".0")
		if strings.Count(time, ":") == 1 {
			time += ":00"
		}
		return time == after
	}
	return false
}
