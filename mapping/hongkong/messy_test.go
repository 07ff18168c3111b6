package hongkong_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/roundtriptest"
)

// What a record that is not canonical becomes is canonical: another trip does
// not change it any more. The first trip reported each change.
func TestTheSecondTripChangesNothing(t *testing.T) {
	records := 500
	if testing.Short() {
		records = 100
	}
	for _, tab := range tables() {
		t.Run(tab.Layout.Name, func(t *testing.T) {
			t.Parallel()
			for seed := range records {
				r := rand.New(rand.NewPCG(uint64(seed), 1997))
				record := tab.generate(r)
				for n := range record {
					tab.mess(r, record[n])
				}
				if fault := tab.unsettled(t, record); fault != "" {
					messy := tab.Table
					messy.Consistent = nil // of canonical rows alone
					least := messy.Least(record, func(less []row) bool { return tab.unsettled(t, less) != "" })
					t.Fatalf("seed %d: %s\nthe least record with a fault: %q\n%s", seed, fault, least, tab.unsettled(t, least))
				}
			}
		})
	}
}

// unsettled says what is wrong with two trips of a record that need not be
// canonical, "" for nothing.
func (t *table) unsettled(tb testing.TB, record []row) string {
	tb.Helper()
	if last := len(record) - 1; last > 0 && !t.ownCells(record[last]) {
		return "" // nothing would be lost with it
	}
	file := t.File(record)
	first, out, in := t.Trip(tb, file)
	second, _, _ := t.Trip(tb, first)
	if !bytes.Equal(first, second) {
		return fmt.Sprintf("the second trip changed: %q", roundtriptest.Difference(first, second))
	}
	after, err := csv.NewReader(bytes.NewReader(first)).ReadAll()
	require.NoError(tb, err)
	reported := map[string]bool{}
	for _, i := range append(out, in...) {
		if i.Code == "no-record-key" || i.Code == "several-patients" {
			return ""
		}
		reported[i.Column] = true
	}
	if len(after) != 1+len(record) {
		return fmt.Sprintf("%d rows instead of %d", len(after)-1, len(record))
	}
	for n, r := range record {
		for i, c := range t.Columns {
			before, after := strings.ReplaceAll(r[c.Name], "\r", ""), strings.ReplaceAll(after[n+1][i], "\r", "")
			if !same(c, before, after) && !reported[c.Name] {
				return fmt.Sprintf("nobody said that row %d of %s was changed from %q to %q", n+1, c.Name, r[c.Name], after)
			}
		}
	}
	return ""
}

// mess writes some cells of a row as people and programs write them.
func (t *table) mess(r *rand.Rand, cells row) {
	for _, c := range t.Columns {
		cell, ok := cells[c.Name]
		if t.isKey(c) || t.group && !strings.HasPrefix(c.Element, "domain.") && c.Element != "source-field" {
			continue // the rows of a record would be of several patients, or differ
		}
		if r.IntN(4) > 0 {
			continue
		}
		if !ok {
			cells[c.Name] = roundtriptest.Pick(r, "", "-", "NULL", "N/A", "?", "x", "0", "Y", "=\"1\"", "'1", "2024", " ")
			continue
		}
		if messed := messy(r, c, cell); messed != "" {
			cells[c.Name] = messed
		} else {
			delete(cells, c.Name)
		}
	}
}

func messy(r *rand.Rand, c mapping.Column, cell string) string {
	switch r.IntN(8) {
	case 0:
		return " " + cell + "\u3000"
	case 1:
		return strings.ToLower(cell)
	case 2:
		return wide(cell)
	case 3:
		return ""
	case 4:
		return cell + roundtriptest.Pick(r, "?", ".0", ";"+cell, "|x", "、y", "\n"+cell)
	case 5:
		return roundtriptest.Pick(r, "-", "NULL", "不詳", "0", "?", "NKDA", "13/2/2024", "30-02-2024", "2024-13-45", "24:00", "1e5")
	}
	switch {
	case strings.HasPrefix(c.Format, "yyyy") && len(cell) >= 10:
		y, m, d := cell[:4], cell[5:7], cell[8:10]
		return roundtriptest.Pick(r, d+"/"+m+"/"+y, y+m+d, y+"/"+m+"/"+d+cell[10:], y, y+"-"+m, "00-"+m+"-"+y, y+"-"+m+"-"+d+"T09:30:00Z", y+"-"+m+"-"+d+"T09:30:00+08:00", y+"-"+m+"-"+d+" 09:30", y+"-"+m+"-"+d+" 9", y+"-"+m+"-"+d+" 24:00", "45296", "45296.5")
	case c.Values != nil:
		concepts := c.Values.Concepts()
		concept := concepts[r.IntN(len(concepts))]
		return roundtriptest.Pick(r, concept.Chinese, concept.English, concept.Code, strings.ToLower(concept.English), "unheard of")
	case strings.HasSuffix(c.Element, ".code"):
		return roundtriptest.Pick(r, strings.ReplaceAll(cell, ".", ""), cell+" "+cell, "I10,E11.9", "410.71;250.00", "A17.0+ G01*", "M8000/3", "not a code", cell+"x")
	case c.Format == "HH":
		return roundtriptest.Pick(r, "7", "24", "7.0", "07:30")
	}
	return "=" + `"` + cell + `"`
}

// wide writes digits and letters in the width of ideographs.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r + 0xfee0
		}
		return r
	}, s)
}
