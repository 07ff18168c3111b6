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

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// An edition is a width of a layout.
type edition struct {
	name, edition string
	layout        *mapping.Layout
	columns       []mapping.Column
}

func editions() []edition {
	list := []edition{
		{name: "HQMS of 2019", edition: "2019", layout: mainland.HQMS()},
		{name: "HQMS of 2022", edition: "2022", layout: mainland.HQMS()},
		{name: "N041", layout: mainland.N041()},
	}
	for i := range list {
		for _, c := range list[i].layout.Columns() {
			if list[i].edition == "" || c.Since <= list[i].edition {
				list[i].columns = append(list[i].columns, c)
			}
		}
	}
	return list
}

// file writes rows in the canonical form: commas, and quotes where
// there must be.
func (e *edition) file(rows ...map[string]string) []byte {
	var out []byte
	line := func(cell func(mapping.Column) string) {
		for i, c := range e.columns {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(out, quote(cell(c))...)
		}
		out = append(out, '\n')
	}
	line(func(c mapping.Column) string { return c.Name })
	for _, row := range rows {
		line(func(c mapping.Column) string { return row[c.Name] })
	}
	return out
}

// trip takes a file to FHIR's JSON and back, and returns the file and what was
// reported on the way out and on the way back.
func (e *edition) trip(t testing.TB, file []byte) (back []byte, out, in []mapping.Issue) {
	t.Helper()
	r, err := mapping.NewReader(bytes.NewReader(file), []*mapping.Layout{e.layout}, nil)
	require.NoError(t, err)
	var buffer bytes.Buffer
	w, err := mapping.NewWriter(&buffer, e.layout, &mapping.WriterOptions{Edition: e.edition})
	require.NoError(t, err)
	out = append(out, r.Issues()...)
	for record, err := range r.Records() {
		require.NoError(t, err)
		out = append(out, record.Issues...)
		if record.Sheet == nil {
			continue
		}
		document, issues := both.Document(record.Sheet)
		out = append(out, issues...)
		text, err := document.Append(nil)
		require.NoError(t, err)
		read, err := fhir.Read(text)
		require.NoError(t, err)
		sheet, issues := both.FrontSheet(read)
		in = append(in, issues...)
		issues, err = w.Write(sheet)
		require.NoError(t, err)
		in = append(in, issues...)
	}
	require.NoError(t, w.Flush())
	return buffer.Bytes(), out, in
}

// Any canonical row comes back from FHIR byte for byte, and there is nothing to
// report on the way back.
func TestCanonicalRowsComeBack(t *testing.T) {
	stays := 1000
	if testing.Short() {
		stays = 100
	}
	const batch = 25 // rows of a file: one by one they take longer
	for _, e := range editions() {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			used := map[string]int{}
			for seed := 0; seed < stays; seed += batch {
				var rows []map[string]string
				for i := range batch {
					row := e.generate(rand.New(rand.NewPCG(uint64(seed+i), 20190101)))
					rows = append(rows, row)
					for column := range row {
						used[column]++
					}
				}
				if e.fault(t, rows...) == "" {
					continue
				}
				for i, row := range rows {
					if fault := e.fault(t, row); fault != "" {
						row = e.shrink(t, row)
						t.Fatalf("seed %d: %s\nthe least row with a fault: %q\n%s", seed+i, fault, row, e.fault(t, row))
					}
				}
				t.Fatalf("seeds from %d on: only together: %s", seed, e.fault(t, rows...))
			}
			for _, c := range e.columns {
				assert.NotZero(t, used[c.Name], "%s is in no row", c.Name)
			}
		})
	}
}

// fault says what is wrong with the round trip of rows, "" for nothing.
func (e *edition) fault(t testing.TB, rows ...map[string]string) string {
	t.Helper()
	file := e.file(rows...)
	back, out, in := e.trip(t, file)
	for _, i := range in {
		if i.Code != "required-empty" && i.Code != "not-whole" {
			return "on the way back: " + i.Error() + " " + i.Field
		}
	}
	if !bytes.Equal(file, back) {
		return fmt.Sprintf("another row: %q\nreported on the way out: %v", difference(file, back), out)
	}
	return ""
}

func difference(a, b []byte) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s []byte) []byte { return s[max(0, i-40):min(len(s), i+40)] }
	return string(cut(a)) + " → " + string(cut(b))
}

// shrink takes out of a row that has a fault all cells that it does not need.
func (e *edition) shrink(t testing.TB, row map[string]string) map[string]string {
	t.Helper()
	for size := len(row); size > 0; size /= 2 {
		for from := 0; from < len(e.columns); from += size {
			less := map[string]string{}
			for i, c := range e.columns {
				if cell, ok := row[c.Name]; ok && (i < from || i >= from+size || c.Element == "patient.record-number") {
					less[c.Name] = cell
				}
			}
			e.consistent(less)
			if len(less) < len(row) && e.fault(t, less) != "" {
				row = less
			}
		}
	}
	return row
}

// consistent takes out hours without a date, which no canonical row has.
func (e *edition) consistent(row map[string]string) {
	for _, c := range e.columns {
		if date, ok := strings.CutSuffix(c.Element, ".hour"); ok && row[columnOf(e.layout, date)] == "" {
			delete(row, c.Name)
		}
	}
}

// generate returns a canonical row: few cells of it are filled, or most.
func (e *edition) generate(r *rand.Rand) map[string]string {
	row := map[string]string{}
	density := []float64{0.01, 0.05, 0.3, 0.9, 1}[r.IntN(5)]
	for _, c := range e.columns {
		if c.Element == "patient.record-number" || r.Float64() < density {
			row[c.Name] = canonical(r, c)
		}
	}
	e.consistent(row)
	return row
}

func pick(r *rand.Rand, list ...string) string { return list[r.IntN(len(list))] }

func numeral(r *rand.Rand, digits int) string {
	var b []byte
	for range digits {
		b = append(b, byte('0'+r.IntN(10)))
	}
	return string(b)
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
	case strings.HasPrefix(c.Element, "diagnosis.") && name == ".code":
		switch r.IntN(9) {
		case 0:
			return letter + numeral(r, 2) + "." + numeral(r, 3) + "x" + numeral(r, 3)
		case 1:
			return letter + numeral(r, 2) + ".x" + numeral(r, 2)
		case 2:
			return letter + numeral(r, 2) + ".x" + numeral(r, 2) + "x" + numeral(r, 3)
		case 3:
			return letter + numeral(r, 2) + "." + numeral(r, 3) + "x" + numeral(r, 3) + "+" + letter + numeral(r, 2) + "." + numeral(r, 1) + "*"
		case 4:
			return letter + numeral(r, 2) + "." + numeral(r, 3) + "M" + numeral(r, 5) + "/3"
		case 5:
			return "M" + numeral(r, 5) + "/" + numeral(r, 1)
		case 6:
			return letter + numeral(r, 2)
		}
		return letter + numeral(r, 2) + "." + numeral(r, 3)
	case strings.HasPrefix(c.Element, "procedure[") && name == ".code":
		return numeral(r, 2) + "." + pick(r, numeral(r, 4), numeral(r, 4)+"x"+numeral(r, 3), numeral(r, 1)+"x"+numeral(r, 2), numeral(r, 2), numeral(r, 3)+"A"+numeral(r, 1))
	case c.Element == "patient.age-months":
		return pick(r, numeral(r, 1), "1"+numeral(r, 1), numeral(r, 1)+" 1"+numeral(r, 1)+"/30", "2"+numeral(r, 1)+"/30", "2.5")
	case c.Element == "patient.document-number":
		return pick(r, "11010519491231002X", "11010519491231002x", "110105194912310021", "110105194912310000", "810000197204150012",
			"１１０１０５１９４９１２３１００２Ｘ", "110105491231002", "H12345678", "E12345678", "A123456(3)", "1.10105E+17", text(r))
	case strings.HasSuffix(c.Element, ".hour"):
		return fmt.Sprint(r.IntN(24))
	case c.Element == "allergy.drugs":
		return list(func() string { return pick(r, "青霉素", "头孢曲松钠", "aspirin 100 mg", "碘（造影剂）") })
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
		return pick(r, "0.00", "0", "-35.00", "12345.60", "7", fmt.Sprint(1+r.IntN(1000))+"."+numeral(r, 2))
	case "integer", "age":
		return pick(r, "0", fmt.Sprint(r.IntN(1000)))
	case "count":
		return pick(r, "1", fmt.Sprint(1+r.IntN(1000)), "1"+numeral(r, 11))
	case "postcode":
		return pick(r, "510000", "0"+numeral(r, 5), text(r))
	case "phone":
		return pick(r, "138"+numeral(r, 8), "020-"+numeral(r, 8), text(r))
	case "weight":
		return pick(r, "3250", "3250.5", "0.5", "1"+numeral(r, 3))
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
		t.Run(filepath.Base(name), func(t *testing.T) {
			file, err := os.ReadFile(name)
			require.NoError(t, err)
			e := editions()[1]
			if strings.HasPrefix(filepath.Base(name), "n041") {
				e = editions()[2]
			}
			first, out, in := e.trip(t, file)
			second, _, _ := e.trip(t, first)
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
	rejected := map[int]bool{}
	for _, i := range issues {
		reported[fmt.Sprint(i.Record, i.Column)] = true
		rejected[i.Record] = rejected[i.Record] || i.Code == "wrong-width" || i.Code == "no-record-key"
	}
	columns := map[string]int{}
	for i, c := range e.columns {
		columns[c.Element] = i
	}
	elements := elementsOf(t, e.layout, before[0])
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
			assert.True(t, reported[fmt.Sprint(n+1, e.columns[at].Name)], "record %d: nobody said that %s was changed from %q to %q", n+1, e.columns[at].Name, cell, after[row][at])
		}
	}
	t.Log(changed, "cells are written otherwise than they were")
}
