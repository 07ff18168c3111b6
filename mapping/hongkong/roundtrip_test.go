package hongkong_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

var both = mapping.NewTranslator(nil, &mapping.Options{Layouts: hongkong.Layouts()})

// A row is the cells of a row by the names of their columns.
type row = map[string]string

// A table is a layout of rows, of which one record has one or several.
type table struct {
	layout  *mapping.Layout
	columns []mapping.Column
	group   bool // neighbouring rows are one record
}

func tables() []*table {
	var list []*table
	for _, l := range []*mapping.Layout{hongkong.FrontSheet(), hongkong.CDARS(), hongkong.EHealth()} {
		list = append(list, &table{l, l.Columns(), l == hongkong.EHealth()})
	}
	return list
}

// column returns the name of the column that fills an element, "" for none.
func (t *table) column(element string) string {
	for _, c := range t.columns {
		if c.Element == element {
			return c.Name
		}
	}
	return ""
}

// isKey reports whether a record must have a column.
func (t *table) isKey(c mapping.Column) bool {
	switch c.Element {
	case "patient.record-number", "patient.reference-key":
		return true
	case "stay.number":
		return t.group
	}
	return false
}

// file writes records in the canonical form: commas, and quotes where there
// must be.
func (t *table) file(records ...[]row) []byte {
	var out []byte
	line := func(cell func(mapping.Column) string) {
		for i, c := range t.columns {
			if i > 0 {
				out = append(out, ',')
			}
			text := cell(c)
			if strings.ContainsAny(text, ",\"\n\r") {
				text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
			}
			out = append(out, text...)
		}
		out = append(out, '\n')
	}
	line(func(c mapping.Column) string { return c.Name })
	for _, record := range records {
		for _, r := range record {
			line(func(c mapping.Column) string { return r[c.Name] })
		}
	}
	return out
}

// trip takes a file to FHIR's JSON and back, and returns the file and what was
// reported on the way out and on the way back.
func (t *table) trip(tb testing.TB, file []byte) (back []byte, out, in []mapping.Issue) {
	tb.Helper()
	r, err := mapping.NewReader(bytes.NewReader(file), []*mapping.Layout{t.layout}, nil)
	require.NoError(tb, err)
	var buffer bytes.Buffer
	w, err := mapping.NewWriter(&buffer, t.layout, nil)
	require.NoError(tb, err)
	out, in = travel(tb, r, w)
	return buffer.Bytes(), out, in
}

// travel takes the sheets of a reader to FHIR's JSON and back into a writer.
func travel(tb testing.TB, r *mapping.Reader, w *mapping.Writer) (out, in []mapping.Issue) {
	tb.Helper()
	out = append(out, r.Issues()...)
	for record, err := range r.Records() {
		require.NoError(tb, err)
		out = append(out, record.Issues...)
		if record.Sheet == nil {
			continue
		}
		document, issues := both.Document(record.Sheet)
		for _, i := range issues {
			i.Record = record.Number
			out = append(out, i)
		}
		text, err := document.Append(nil)
		require.NoError(tb, err)
		read, err := fhir.Read(text)
		require.NoError(tb, err)
		sheet, issues := both.FrontSheet(read)
		written, err := w.Write(sheet)
		require.NoError(tb, err)
		for _, i := range append(issues, written...) {
			i.Record = record.Number
			in = append(in, i)
		}
	}
	require.NoError(tb, w.Flush())
	return out, in
}

// Any canonical record comes back from FHIR byte for byte, and there is nothing
// to report on the way back.
func TestCanonicalRowsComeBack(t *testing.T) {
	records := 3000
	if testing.Short() {
		records = 200
	}
	const batch = 25 // records of a file: one by one they take longer
	for _, tab := range tables() {
		t.Run(tab.layout.Name, func(t *testing.T) {
			t.Parallel()
			used := map[string]int{}
			for seed := 0; seed < records; seed += batch {
				var list [][]row
				for i := range batch {
					record := tab.generate(rand.New(rand.NewPCG(uint64(seed+i), 852)))
					list = append(list, record)
					for _, r := range record {
						for column := range r {
							used[column]++
						}
					}
				}
				if tab.fault(t, list...) == "" {
					continue
				}
				for i, record := range list {
					if fault := tab.fault(t, record); fault != "" {
						record = tab.shrink(t, record)
						t.Fatalf("seed %d: %s\nthe least record with a fault: %q\n%s", seed+i, fault, record, tab.fault(t, record))
					}
				}
				t.Fatalf("seeds from %d on: only together: %s", seed, tab.fault(t, list...))
			}
			for _, c := range tab.columns {
				assert.NotZero(t, used[c.Name], "%s is in no row", c.Name)
			}
		})
	}
}

// fault says what is wrong with the round trip of records, "" for nothing.
func (t *table) fault(tb testing.TB, records ...[]row) string {
	tb.Helper()
	file := t.file(records...)
	back, out, in := t.trip(tb, file)
	for _, i := range in {
		if i.Code != "required-empty" {
			return "on the way back: " + i.Error() + " " + i.Field
		}
	}
	if !bytes.Equal(file, back) {
		return fmt.Sprintf("another row: %q\nreported on the way out: %v", around(file, back), out)
	}
	return ""
}

func around(a, b []byte) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s []byte) []byte { return s[max(0, i-40):min(len(s), i+40)] }
	return string(cut(a)) + " → " + string(cut(b))
}

// shrink takes out of a record that has a fault all rows and cells that it does
// not need.
func (t *table) shrink(tb testing.TB, record []row) []row {
	tb.Helper()
	for i := 0; i < len(record) && len(record) > 1; {
		less := slices.Delete(slices.Clone(record), i, i+1)
		if last := less[len(less)-1]; (len(less) == 1 || t.ownCells(last)) && t.fault(tb, less) != "" {
			record = less
		} else {
			i++
		}
	}
	for size := len(t.columns); size > 0; size /= 2 {
		for from := 0; from < len(t.columns); from += size {
			less, cells := make([]row, len(record)), 0
			for n, r := range record {
				less[n] = row{}
				for i, c := range t.columns {
					if cell, ok := r[c.Name]; ok && (i < from || i >= from+size || t.isKey(c)) {
						less[n][c.Name] = cell
					}
				}
				t.consistent(less[n])
				if n == len(record)-1 && n > 0 && !t.ownCells(less[n]) {
					cells = -len(t.columns) * len(record) // no record has such a row
				}
				cells += len(r) - len(less[n])
			}
			if cells > 0 && t.fault(tb, less) != "" {
				record = less
			}
		}
	}
	return record
}

// consistent takes out of a row what no canonical one has: an hour or a
// precision without a date, part of a coded item, what stands beside an item
// without one.
func (t *table) consistent(r row) {
	for _, c := range t.columns {
		date, hour := strings.CutSuffix(c.Element, ".hour")
		if !hour {
			date, hour = strings.CutSuffix(c.Element, ".precision")
		}
		if hour && date != "emergency.class" && r[t.column(date)] == "" {
			delete(r, c.Name)
		}
	}
	if r[t.column("patient.birth-date.precision")] == "M" || r[t.column("patient.birth-date.precision")] == "Y" {
		date := r[t.column("patient.birth-date")]
		if month := date[:7] + "-01"; r[t.column("patient.birth-date.precision")] == "M" {
			r[t.column("patient.birth-date")] = month
		} else {
			r[t.column("patient.birth-date")] = date[:4] + "-01-01"
		}
	}
	for _, list := range []string{"diagnosis", "procedure"} {
		if date := map[string]string{"diagnosis": "reference", "procedure": "performed"}[list]; r[t.column(list+".all.code")] == "" {
			delete(r, t.column(list+".all."+date))
		}
	}
	if !t.group {
		return
	}
	for _, kind := range []string{"problem", "procedure", "allergy", "test"} {
		part := func(name string) string { return t.column("domain." + kind + "." + name) }
		five := []string{"terminology", "identifier", "description", "local-code", "local-description"}
		if r[part("terminology")] == "" || r[part("identifier")] == "" || r[part("description")] == "" {
			for _, name := range five[:3] {
				delete(r, part(name))
			}
		}
		if r[part("identifier")] != "" || r[part("local-code")] != "" || r[part("local-description")] != "" {
			continue
		}
		for _, c := range t.columns {
			if strings.HasPrefix(c.Element, "domain."+kind+".") {
				delete(r, c.Name)
			}
		}
	}
	items := 0
	for _, kind := range []string{"problem", "procedure", "allergy", "test"} {
		for _, name := range []string{"identifier", "local-code", "local-description"} {
			items += len(r[t.column("domain."+kind+"."+name)])
		}
	}
	if items == 0 {
		delete(r, t.column("domain.level"))
	}
}

// generate returns a canonical record: few cells of it are filled, or most.
func (t *table) generate(r *rand.Rand) []row {
	rows := 1
	if t.group && r.IntN(2) > 0 {
		rows += r.IntN(5)
	}
	record := make([]row, rows)
	principal := false
	for n := range record {
		record[n] = row{}
		density := []float64{0.01, 0.05, 0.3, 0.9, 1}[r.IntN(5)]
		for _, c := range t.columns {
			switch repeated := t.group && c.Element != "source-field" && !strings.HasPrefix(c.Element, "domain."); {
			case repeated && n > 0:
				if cell := record[0][c.Name]; cell != "" {
					record[n][c.Name] = cell
				}
			case t.isKey(c) || r.Float64() < density:
				record[n][c.Name] = canonical(r, c)
			}
		}
		t.consistent(record[n])
		// A record has one principal problem, and one principal procedure.
		if principal {
			for _, element := range []string{"domain.problem.type", "domain.procedure.principal"} {
				if cell := record[n][t.column(element)]; cell == "P" || cell == "Y" {
					delete(record[n], t.column(element))
				}
			}
		}
		principal = true
	}
	for len(record) > 1 && !t.ownCells(record[len(record)-1]) {
		record = record[:len(record)-1]
	}
	if t.layout == hongkong.CDARS() && record[0][t.column("diagnosis.all.code")] == "" {
		delete(record[0], t.column("diagnosis.all.reference"))
	}
	return record
}

// ownCells reports whether a row has cells that are not repeated in each row of
// its record.
func (t *table) ownCells(r row) bool {
	for _, c := range t.columns {
		if r[c.Name] != "" && (c.Element == "source-field" || strings.HasPrefix(c.Element, "domain.")) {
			return true
		}
	}
	return false
}

func pick(r *rand.Rand, list ...string) string { return list[r.IntN(len(list))] }

func numeral(r *rand.Rand, digits int) string {
	var b []byte
	for range digits {
		b = append(b, byte('0'+r.IntN(10)))
	}
	return string(b)
}

// canonical returns a cell in the form that the layout prescribes. Values need
// not make sense together: dates come in any order.
func canonical(r *rand.Rand, c mapping.Column) string {
	letter := string(rune('A' + r.IntN(20)))
	item := func() string {
		return pick(r, "盤尼西林", "aspirin 100 mg", "ceftriaxone", "顯影劑（碘）", "𠮷-lactam")
	}
	switch {
	case strings.HasSuffix(c.Element, ".code") && strings.HasPrefix(c.Element, "diagnosis"):
		return pick(r, letter+numeral(r, 2)+"."+numeral(r, 1), letter+numeral(r, 2))
	case strings.HasSuffix(c.Element, ".code") && strings.HasPrefix(c.Element, "procedure"):
		return numeral(r, 2) + "." + numeral(r, 1+r.IntN(2))
	case c.Element == "allergy.drugs-or-none" || c.Element == "domain.allergy.reaction":
		items := []string{item()}
		for r.IntN(3) > 0 {
			items = append(items, item())
		}
		return strings.Join(items, ",")
	case c.Element == "patient.death.exact":
		return pick(r, "Y", "N", date(r))
	case c.Format == "HH":
		return fmt.Sprintf("%02d", r.IntN(24))
	case c.Format == "name" && c.Values != nil:
		concepts := c.Values.Concepts()
		return concepts[r.IntN(len(concepts))].English
	case c.Values != nil:
		concepts := c.Values.Concepts()
		return concepts[r.IntN(len(concepts))].Code
	case c.Element == "patient.document-number":
		return pick(r, "A123456(3)", "A1234563", "AB987654(2)", "A123456(9)", "H12345678", "11010519491231002X", "Ａ１２３４５６（３）", "110105491231002", "1.10105E+17", text(r))
	case strings.HasSuffix(c.Element, ".identifier"):
		return pick(r, numeral(r, 6), letter+numeral(r, 2)+"."+numeral(r, 1), "x "+numeral(r, 3), numeral(r, 4)+"-"+numeral(r, 1))
	case strings.HasSuffix(c.Element, ".local-code"):
		return pick(r, "P-"+numeral(r, 3), letter, numeral(r, 20))
	case c.Element == "domain.test.value":
		return pick(r, "7.90", "0", "-1.5", numeral(r, 25), "<0.01", "1e5", "007", "+", text(r))
	case c.Element == "laboratory.result":
		return pick(r, "7.90", "0", "<0.01", "007", text(r))
	}
	switch c.Format {
	case "yyyy-MM-dd":
		return date(r)
	case "yyyy-MM-dd H:mm:ss":
		if r.IntN(4) == 0 {
			return date(r)
		}
		return date(r) + fmt.Sprintf(" %02d:%02d:%02d", r.IntN(24), r.IntN(60), r.IntN(60))
	case "integer":
		return pick(r, "0", fmt.Sprint(r.IntN(1000)))
	}
	switch c.Element {
	case "fee.total":
		return pick(r, "0.00", "0", "-35.00", "12345.60", "7")
	case "item.gcs-total", "item.waiting-time-cubicle", "item.waiting-time-triage", "item.observation-room-time",
		"item.emergency-staying-time", "item.waiting-time-admission":
		return pick(r, "0", fmt.Sprint(1+r.IntN(1000)), "12.5")
	}
	return text(r)
}

func date(r *rand.Rand) string {
	if r.IntN(2) == 0 {
		return fmt.Sprintf("2024-01-%02d", 1+r.IntN(9)) // so that many fall together
	}
	return fmt.Sprintf("%04d-%02d-%02d", 1905+r.IntN(150), 1+r.IntN(12), 1+r.IntN(28))
}

// text returns a text as people write it, and worse.
func text(r *rand.Rand) string {
	const letters = "示例陳大文〇䶮𠮷㛃𨋢éÊ\ue000😀👩‍⚕️ ABCxyz0123456789-/\\·.,;，、；：“”\"'<>&(){}[]|*+%#@=\r\n\u00a0"
	runes := []rune(strings.TrimSuffix(letters, "\u00a0"))
	n := 1 + r.IntN(12)
	if r.IntN(400) == 0 {
		n = 5000
	}
	out := make([]rune, 0, n)
	for range n {
		out = append(out, runes[r.IntN(len(runes))])
	}
	// It starts and ends with what no mark for nothing, and no spreadsheet's guard, does.
	ends := [][2]string{{"字", "元"}, {"A", "z"}, {"=", "1"}, {"@", "0"}, {"+", ")"}, {"\"", "\""}}[r.IntN(6)]
	return ends[0] + string(out) + ends[1]
}
