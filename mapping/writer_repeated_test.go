package mapping_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

var indices = regexp.MustCompile(`\[\d+\]`)

// What a layout has no column for is said once for each element of a record,
// with the count where the sheet has several.
func TestNoColumnIsSaidOncePerElement(t *testing.T) {
	names, err := filepath.Glob("../examples/testdata/*.[ch][sl][v7]")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	found := 0
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, to := range allSides() {
			reader, err := mapping.NewReader(strings.NewReader(string(text)), allSides(), nil)
			require.NoError(t, err, name)
			w, err := mapping.NewWriter(&strings.Builder{}, to, nil)
			require.NoError(t, err)
			for record, err := range reader.Records() {
				require.NoError(t, err)
				if record.Sheet == nil {
					continue
				}
				issues, err := w.Write(record.Sheet)
				require.NoError(t, err)
				said := map[string]bool{}
				for _, i := range issues {
					if i.Code != "no-column" {
						continue
					}
					what := indices.ReplaceAllString(i.Column+" "+i.Field, "")
					if what == " " {
						what = i.Detail
					}
					if said[what] {
						assert.Fail(t, "said twice", "%s as %s, record %d: %s", filepath.Base(name), to.Name, i.Record, what)
						return
					}
					said[what] = true
					found++
				}
			}
		}
	}
	assert.NotZero(t, found)
}

// Of several values the issue says how many they are, and which; of one, which.
func TestNoColumnCountsValues(t *testing.T) {
	header, row := "A48", "1"
	for n := 16; n <= 18; n++ {
		header += fmt.Sprintf(",C06x%dC", n)
		row += ",I10.x00"
	}
	issues := func(to *mapping.Layout, text string) (list []string) {
		_, found := writtenFor(t, firstSheet(t, text), to)
		for _, i := range found {
			if i.Code == "no-column" {
				list = append(list, strings.TrimSpace(i.Field+": "+i.Detail))
			}
		}
		return list
	}
	assert.Equal(t, []string{"diagnosis.other.code: the sheet has a value for which the file has no column: it is left out (3 times: 16 17 18)"},
		issues(mainland.N041(), header+"\n"+row+"\n"))
	assert.Equal(t, []string{"diagnosis.other[16].code: the sheet has a value for which the file has no column: it is left out"},
		issues(mainland.N041(), "A48,C06x16C\n1,I10.x00\n"))
	assert.Contains(t, issues(hongkong.ADT(), "A48,C15x01N,C17x01,C36x01N,C38x01\n1,阑尾切除术,2,疝修补术,3\n"),
		"procedure.level: the sheet has a value for which the message has no field: it is left out (2 times: 1 2)")
}
