package hongkong_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/internal/roundtriptest"
)

var both = mapping.NewTranslator(nil, &mapping.Options{Layouts: hongkong.Layouts()})

type row = roundtriptest.Row

// A table is a layout of rows, of which one record has one or several.
type table struct {
	roundtriptest.Table
	group bool // neighbouring rows are one record
}

func tables() []*table {
	var list []*table
	for _, l := range []*mapping.Layout{hongkong.FrontSheet(), hongkong.CDARS(), hongkong.EHealth()} {
		t := &table{group: l == hongkong.EHealth()}
		t.Table = roundtriptest.Table{
			Layout: l, Columns: l.Columns(), Translator: both, Harmless: []string{"required-empty"},
			Generate: t.generate, Consistent: t.consistent, IsKey: t.isKey, HasOwn: t.ownCells,
		}
		list = append(list, t)
	}
	return list
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

// Any canonical record comes back from FHIR byte for byte, and there is nothing
// to report on the way back.
func TestCanonicalRowsComeBack(t *testing.T) {
	records := 1500
	if testing.Short() {
		records = 200
	}
	for _, tab := range tables() {
		t.Run(tab.Layout.Name, func(t *testing.T) {
			t.Parallel()
			tab.ComeBack(t, records, 852)
		})
	}
}

// consistent takes out of a row what no canonical one has: an hour or a
// precision without a date, part of a coded item, what stands beside an item
// without one.
func (t *table) consistent(r row) {
	for _, c := range t.Columns {
		date, hour := strings.CutSuffix(c.Element, ".hour")
		if !hour {
			date, hour = strings.CutSuffix(c.Element, ".precision")
		}
		if hour && date != "emergency.class" && r[t.Column(date)] == "" {
			delete(r, c.Name)
		}
	}
	if r[t.Column("patient.birth-date.precision")] == "M" || r[t.Column("patient.birth-date.precision")] == "Y" {
		date := r[t.Column("patient.birth-date")]
		if month := date[:7] + "-01"; r[t.Column("patient.birth-date.precision")] == "M" {
			r[t.Column("patient.birth-date")] = month
		} else {
			r[t.Column("patient.birth-date")] = date[:4] + "-01-01"
		}
	}
	for _, list := range []string{"diagnosis", "procedure"} {
		if date := map[string]string{"diagnosis": "reference", "procedure": "performed"}[list]; r[t.Column(list+".all.code")] == "" {
			delete(r, t.Column(list+".all."+date))
		}
	}
	if !t.group {
		return
	}
	for _, kind := range []string{"problem", "procedure", "allergy", "test"} {
		part := func(name string) string { return t.Column("domain." + kind + "." + name) }
		five := []string{"terminology", "identifier", "description", "local-code", "local-description"}
		if r[part("terminology")] == "" || r[part("identifier")] == "" || r[part("description")] == "" {
			for _, name := range five[:3] {
				delete(r, part(name))
			}
		}
		if r[part("identifier")] != "" || r[part("local-code")] != "" || r[part("local-description")] != "" {
			continue
		}
		for _, c := range t.Columns {
			if strings.HasPrefix(c.Element, "domain."+kind+".") {
				delete(r, c.Name)
			}
		}
	}
	items := 0
	for _, kind := range []string{"problem", "procedure", "allergy", "test"} {
		for _, name := range []string{"identifier", "local-code", "local-description"} {
			items += len(r[t.Column("domain."+kind+"."+name)])
		}
	}
	if items == 0 {
		delete(r, t.Column("domain.level"))
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
		for _, c := range t.Columns {
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
				if cell := record[n][t.Column(element)]; cell == "P" || cell == "Y" {
					delete(record[n], t.Column(element))
				}
			}
		}
		principal = true
	}
	for len(record) > 1 && !t.ownCells(record[len(record)-1]) {
		record = record[:len(record)-1]
	}
	if t.Layout == hongkong.CDARS() && record[0][t.Column("diagnosis.all.code")] == "" {
		delete(record[0], t.Column("diagnosis.all.reference"))
	}
	return record
}

// ownCells reports whether a row has cells that are not repeated in each row of
// its record.
func (t *table) ownCells(r row) bool {
	for _, c := range t.Columns {
		if r[c.Name] != "" && (c.Element == "source-field" || strings.HasPrefix(c.Element, "domain.")) {
			return true
		}
	}
	return false
}

// canonical returns a cell in the form that the layout prescribes. Values need
// not make sense together: dates come in any order.
func canonical(r *rand.Rand, c mapping.Column) string {
	letter := string(rune('A' + r.IntN(20)))
	item := func() string {
		return roundtriptest.Pick(r, "盤尼西林", "aspirin 100 mg", "ceftriaxone", "顯影劑（碘）", "𠮷-lactam")
	}
	switch {
	case strings.HasSuffix(c.Element, ".code") && strings.HasPrefix(c.Element, "diagnosis"):
		return roundtriptest.Pick(r, letter+roundtriptest.Numeral(r, 2)+"."+roundtriptest.Numeral(r, 1), letter+roundtriptest.Numeral(r, 2))
	case strings.HasSuffix(c.Element, ".code") && strings.HasPrefix(c.Element, "procedure"):
		return roundtriptest.Numeral(r, 2) + "." + roundtriptest.Numeral(r, 1+r.IntN(2))
	case c.Element == "allergy.drugs-or-none" || c.Element == "domain.allergy.reaction":
		items := []string{item()}
		for r.IntN(3) > 0 {
			items = append(items, item())
		}
		return strings.Join(items, ",")
	case c.Element == "patient.death.exact":
		return roundtriptest.Pick(r, "Y", "N", date(r))
	case c.Format == "HH":
		return fmt.Sprintf("%02d", r.IntN(24))
	case c.Format == "name" && c.Values != nil:
		concepts := c.Values.Concepts()
		return concepts[r.IntN(len(concepts))].English
	case c.Values != nil:
		concepts := c.Values.Concepts()
		return concepts[r.IntN(len(concepts))].Code
	case c.Element == "patient.document-number":
		return roundtriptest.Pick(r, "A123456(3)", "A1234563", "AB987654(2)", "A123456(9)", "H12345678", "11010519491231002X", "110105491231002", "1.10105E+17", text(r))
	case strings.HasSuffix(c.Element, ".identifier"):
		return roundtriptest.Pick(r, roundtriptest.Numeral(r, 6), letter+roundtriptest.Numeral(r, 2)+"."+roundtriptest.Numeral(r, 1), "x "+roundtriptest.Numeral(r, 3), roundtriptest.Numeral(r, 4)+"-"+roundtriptest.Numeral(r, 1))
	case strings.HasSuffix(c.Element, ".local-code"):
		return roundtriptest.Pick(r, "P-"+roundtriptest.Numeral(r, 3), letter, roundtriptest.Numeral(r, 20))
	case c.Element == "domain.test.value":
		return roundtriptest.Pick(r, "7.90", "0", "-1.5", roundtriptest.Numeral(r, 25), "<0.01", "1e5", "007", "+", text(r))
	case c.Element == "laboratory.result":
		return roundtriptest.Pick(r, "7.90", "0", "<0.01", "007", text(r))
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
		return roundtriptest.Pick(r, "0", fmt.Sprint(r.IntN(1000)))
	}
	switch c.Element {
	case "fee.total":
		return roundtriptest.Pick(r, "0.00", "0", "-35.00", "12345.60", "7")
	case "item.gcs-total", "item.waiting-time-cubicle", "item.waiting-time-triage", "item.observation-room-time",
		"item.emergency-staying-time", "item.waiting-time-admission":
		return roundtriptest.Pick(r, "0", fmt.Sprint(1+r.IntN(1000)), "12.5")
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
