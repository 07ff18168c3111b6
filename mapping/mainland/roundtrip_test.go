package mainland_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/roundtriptest"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// An edition is a width of a layout.
type edition struct {
	roundtriptest.Table
	name string
}

func editions() []*edition {
	list := []*edition{
		{name: "HQMS of 2019", Table: roundtriptest.Table{Layout: mainland.HQMS(), Edition: "2019"}},
		{name: "HQMS of 2022", Table: roundtriptest.Table{Layout: mainland.HQMS(), Edition: "2022"}},
		{name: "N041", Table: roundtriptest.Table{Layout: mainland.N041()}},
		{name: "N042", Table: roundtriptest.Table{Layout: mainland.N042()}},
		{name: "P codes", Table: roundtriptest.Table{Layout: mainland.HQMSP()}},
	}
	for _, e := range list {
		e.Columns, e.Translator = roundtriptest.ColumnsOf(e.Layout, e.Edition), both
		e.Generate = func(r *rand.Rand) []roundtriptest.Row { return []roundtriptest.Row{e.generate(r)} }
		e.Consistent = e.consistent
		e.IsKey = func(c mapping.Column) bool { return c.Element == "patient.record-number" }
		e.Harmless = []string{"required-empty", "not-whole"}
	}
	return list
}

// Any canonical row comes back from FHIR byte for byte, and there is nothing to
// report on the way back.
func TestCanonicalRowsComeBack(t *testing.T) {
	stays := 1000
	if testing.Short() {
		stays = 100
	}
	for _, e := range editions() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			e.ComeBack(t, stays, 20190101)
		})
	}
}

// consistent takes out hours without a date, which no canonical row has.
func (e *edition) consistent(row roundtriptest.Row) {
	for _, c := range e.Columns {
		if date, ok := strings.CutSuffix(c.Element, ".hour"); ok && row[e.Column(date)] == "" {
			delete(row, c.Name)
		}
	}
}

// generate returns a canonical row: few cells of it are filled, or most.
func (e *edition) generate(r *rand.Rand) roundtriptest.Row {
	row := roundtriptest.Row{}
	density := []float64{0.01, 0.05, 0.3, 0.9, 1}[r.IntN(5)]
	for _, c := range e.Columns {
		if c.Element == "patient.record-number" || r.Float64() < density {
			row[c.Name] = canonical(r, c)
		}
	}
	e.consistent(row)
	return row
}

// canonical returns a cell in the form that the standard prescribes. Values need
// not make sense together: dates come in any order.
func canonical(r *rand.Rand, c mapping.Column) string {
	name := c.Element
	if i := strings.LastIndex(name, "]"); i >= 0 {
		name = name[i+1:]
	}
	code := func() string {
		concepts := c.Values.Concepts()
		concept := concepts[r.IntN(len(concepts))]
		if c.Format == "name" {
			return concept.Chinese
		}
		return concept.Code
	}
	list := func(item func() string) string {
		items := []string{item()}
		for r.IntN(3) > 0 {
			items = append(items, item())
		}
		return strings.Join(items, ",")
	}
	letter := string(rune('A' + r.IntN(26)))
	switch {
	case strings.HasPrefix(c.Element, "diagnosis.tcm-") && name == ".code":
		return roundtriptest.Pick(r, "BN"+letter+roundtriptest.Numeral(r, 3), "ZZ"+letter+"A"+roundtriptest.Numeral(r, 2), "ZYVXF0", "A"+roundtriptest.Numeral(r, 2)+".01.02", "B04.06."+roundtriptest.Numeral(r, 2)+".01.03", "A01.03.")
	case strings.HasPrefix(c.Element, "diagnosis.") && name == ".code":
		switch r.IntN(9) {
		case 0:
			return letter + roundtriptest.Numeral(r, 2) + "." + roundtriptest.Numeral(r, 3) + "x" + roundtriptest.Numeral(r, 3)
		case 1:
			return letter + roundtriptest.Numeral(r, 2) + ".x" + roundtriptest.Numeral(r, 2)
		case 2:
			return letter + roundtriptest.Numeral(r, 2) + ".x" + roundtriptest.Numeral(r, 2) + "x" + roundtriptest.Numeral(r, 3)
		case 3:
			return letter + roundtriptest.Numeral(r, 2) + "." + roundtriptest.Numeral(r, 3) + "x" + roundtriptest.Numeral(r, 3) + "+" + letter + roundtriptest.Numeral(r, 2) + "." + roundtriptest.Numeral(r, 1) + "*"
		case 4:
			return letter + roundtriptest.Numeral(r, 2) + "." + roundtriptest.Numeral(r, 3) + "M" + roundtriptest.Numeral(r, 5) + "/3"
		case 5:
			return "M" + roundtriptest.Numeral(r, 5) + "/" + roundtriptest.Numeral(r, 1)
		case 6:
			return letter + roundtriptest.Numeral(r, 2)
		}
		return letter + roundtriptest.Numeral(r, 2) + "." + roundtriptest.Numeral(r, 3)
	case strings.HasPrefix(c.Element, "procedure[") && name == ".code":
		return roundtriptest.Numeral(r, 2) + "." + roundtriptest.Pick(r, roundtriptest.Numeral(r, 4), roundtriptest.Numeral(r, 4)+"x"+roundtriptest.Numeral(r, 3), roundtriptest.Numeral(r, 1)+"x"+roundtriptest.Numeral(r, 2), roundtriptest.Numeral(r, 2), roundtriptest.Numeral(r, 3)+"A"+roundtriptest.Numeral(r, 1))
	case c.Format == "months-or-days":
		return roundtriptest.Pick(r, "4.50", "0.25", "5", "15", "200")
	case c.Element == "patient.age-months":
		return roundtriptest.Pick(r, roundtriptest.Numeral(r, 1), "1"+roundtriptest.Numeral(r, 1), roundtriptest.Numeral(r, 1)+" 1"+roundtriptest.Numeral(r, 1)+"/30", "2"+roundtriptest.Numeral(r, 1)+"/30", "2.5")
	case c.Element == "patient.document-number":
		return roundtriptest.Pick(r, "11010519491231002X", "11010519491231002x", "110105194912310021", "110105194912310000", "810000197204150012",
			"110105491231002", "H12345678", "E12345678", "A123456(3)", "1.10105E+17", text(r))
	case strings.HasSuffix(c.Element, ".hour"):
		return fmt.Sprint(r.IntN(24))
	case c.Element == "allergy.drugs":
		return list(func() string {
			return roundtriptest.Pick(r, "青霉素", "头孢曲松钠", "aspirin 100 mg", "碘（造影剂）")
		})
	case c.Element == "stay.transfers":
		return list(code)
	case c.Values != nil:
		return code()
	}
	date := fmt.Sprintf("%04d-%02d-%02d", 1905+r.IntN(150), 1+r.IntN(12), 1+r.IntN(28))
	if r.IntN(2) == 0 {
		date = fmt.Sprintf("2024-01-%02d", 1+r.IntN(9)) // so that many fall together
	}
	switch c.Format {
	case "yyyyMMdd":
		return strings.ReplaceAll(date, "-", "")
	case "yyyy-MM-dd":
		return date
	case "yyyy-MM-dd HH:mm:ss":
		return date + fmt.Sprintf(" %02d:%02d:%02d", r.IntN(24), r.IntN(60), r.IntN(60))
	case "decimal":
		return roundtriptest.Pick(r, "0.00", "0", "-35.00", "12345.60", "7", fmt.Sprint(1+r.IntN(1000))+"."+roundtriptest.Numeral(r, 2))
	case "integer", "age":
		return roundtriptest.Pick(r, "0", fmt.Sprint(r.IntN(1000)))
	case "count":
		return roundtriptest.Pick(r, "1", fmt.Sprint(1+r.IntN(1000)), "1"+roundtriptest.Numeral(r, 11))
	case "postcode":
		return roundtriptest.Pick(r, "510000", "0"+roundtriptest.Numeral(r, 5), text(r))
	case "phone":
		return roundtriptest.Pick(r, "138"+roundtriptest.Numeral(r, 8), "020-"+roundtriptest.Numeral(r, 8), text(r))
	case "weight":
		return roundtriptest.Pick(r, "3250", "3250.5", "0.5", "1"+roundtriptest.Numeral(r, 3))
	}
	return text(r)
}

// text returns a text as people write it, and worse.
func text(r *rand.Rand) string {
	const letters = "示例张三李四〇䶮𠮷㛃éÅ\ue000 ABCxyz0123456789-/\\·.,;，、；：“”\"'<>&(){}[]|*+%#@\n\u00a0"
	runes := []rune(letters)
	n := 1 + r.IntN(12)
	out := make([]rune, 0, n)
	for range n {
		out = append(out, runes[r.IntN(len(runes)-1)])
	}
	// It starts and ends with what no mark for nothing, and no spreadsheet's guard, does.
	return "字" + string(out) + "元"
}

// What a row that is not canonical becomes is canonical: another trip does not
// change it any more. The first trip reported each change.
func TestTheSecondTripChangesNothing(t *testing.T) {
	for _, name := range sampleNames(t) {
		if strings.HasPrefix(filepath.Base(name), "ws445") {
			continue // it has a test of its own
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			file, err := os.ReadFile(name)
			require.NoError(t, err)
			e := editions()[1]
			for i, prefix := range [...]string{2: "n041", 3: "n042", 4: "hqms-p"} {
				if prefix != "" && strings.HasPrefix(filepath.Base(name), prefix) {
					e = editions()[i]
				}
			}
			first, out, in := e.Trip(t, file)
			second, _, _ := e.Trip(t, first)
			assert.Equal(t, string(first), string(second))
			e.checkReported(t, name, first, append(out, in...))
		})
	}
}

// checkReported checks that there is an issue for each cell of a file that is
// another in the file that came back.
func (e *edition) checkReported(t *testing.T, name string, back []byte, issues []mapping.Issue) {
	t.Helper()
	before := table(t, name)
	after, err := csv.NewReader(bytes.NewReader(back)).ReadAll()
	require.NoError(t, err)
	reported := map[string]bool{}
	once := map[string]bool{} // columns of which the first record alone is told
	rejected := map[int]bool{}
	for _, i := range issues {
		reported[fmt.Sprint(i.Record, i.Column)] = true
		once[i.Column] = once[i.Column] || i.Once
		rejected[i.Record] = rejected[i.Record] || i.Code == "wrong-width" || i.Code == "no-record-key"
	}
	columns := map[string]int{}
	for i, c := range e.Columns {
		columns[c.Element] = i
	}
	elements := elementsOf(t, e.Layout, before[0])
	row, changed := 0, 0
	for n, cells := range before[1:] {
		if rejected[n+1] {
			continue
		}
		row++
		for i, cell := range cells {
			if elements[i] == "" {
				continue
			}
			at := columns[elements[i]]
			if cell == after[row][at] || isNothing(cell) && after[row][at] == "" {
				continue
			}
			changed++
			assert.True(t, reported[fmt.Sprint(n+1, e.Columns[at].Name)] || once[e.Columns[at].Name], "record %d: nobody said that %s was changed from %q to %q", n+1, e.Columns[at].Name, cell, after[row][at])
		}
	}
	t.Log(changed, "cells are written otherwise than they were")
}
