package mainland_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// translated is a file, read and translated.
type translated struct {
	layout    *mapping.Layout
	documents [][]byte // nil where the record was rejected
	issues    []mapping.Issue
}

func translate(t testing.TB, file []byte) translated {
	t.Helper()
	r, err := mapping.NewReader(bytes.NewReader(file), mainland.Layouts(), nil)
	require.NoError(t, err)
	out := translated{layout: r.Layout(), issues: r.Issues()}
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range r.Records() {
		require.NoError(t, err)
		out.issues = append(out.issues, record.Issues...)
		if record.Sheet == nil {
			out.documents = append(out.documents, nil)
			continue
		}
		document, issues := translator.Document(record.Sheet)
		out.issues = append(out.issues, issues...)
		text, err := document.Append(nil)
		require.NoError(t, err, "record %d", record.Number)
		out.documents = append(out.documents, text)
	}
	return out
}

// table returns the cells of a sample file, decoded.
func table(t testing.TB, name string) [][]string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(text) {
		// One sample has a name in the user-defined zone, which x/text loses.
		parts := bytes.Split(text, []byte("\xb2\xe2\xaa\xa1"))
		for i, part := range parts {
			parts[i], err = simplifiedchinese.GB18030.NewDecoder().Bytes(part)
			require.NoError(t, err)
		}
		text = bytes.Join(parts, []byte("测\ue000"))
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	require.NoError(t, err)
	return rows
}

// write writes rows as CSV.
func write(t testing.TB, rows [][]string, delimiter rune) []byte {
	t.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma = delimiter
	require.NoError(t, w.WriteAll(rows))
	return out.Bytes()
}

// isNothing reports whether a cell stands for nothing.
func isNothing(cell string) bool {
	return strings.Trim(strings.TrimSpace(cell), "-—－") == ""
}

// The columns whose values tell who the patient is, or who treated them.
func tells(element string) bool {
	switch element {
	case "patient.record-number", "patient.health-card", "patient.name", "patient.document-number",
		"patient.birth-place", "patient.birth-date":
		return true
	}
	for _, prefix := range []string{"patient.current.", "patient.registered.", "patient.employer.", "patient.contact."} {
		if strings.HasPrefix(element, prefix) && element != "patient.contact.relationship" {
			return true
		}
	}
	return strings.HasPrefix(element, "staff.")
}

// No issue holds a patient's name, number, telephone, address or birth date.
func TestIssuesHoldNoPatientValue(t *testing.T) {
	for _, name := range sampleNames(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			out := translate(t, text)
			rows := table(t, name)
			elements := elementsOf(t, out.layout, rows[0])
			checked := 0
			for _, issue := range out.issues {
				issue.Record, issue.Line = 0, 0
				printed, err := json.Marshal(issue)
				require.NoError(t, err)
				all := string(printed) + issue.Error()
				for _, row := range rows[1:] {
					for i, cell := range row {
						if i >= len(elements) || !tells(elements[i]) && elements[i] != "" || len(cell) < 4 {
							continue
						}
						checked++
						assert.NotContains(t, all, cell)
						if at := strings.TrimLeft(cell, "'=\""); at != cell {
							assert.NotContains(t, all, at)
						}
					}
				}
			}
			t.Log(len(out.issues), "issues,", checked, "comparisons")
		})
	}
}

// Nor does one hold any other text of a cell that could not be understood.
func TestIssuesQuoteNoCell(t *testing.T) {
	const secret = "密文Q7"
	for _, layout := range mainland.Layouts() {
		if layout.Nested() || layout.ClinicalDocuments() {
			continue // TestNestedIssuesQuoteNoValue, TestCDAIssuesQuoteNoValue
		}
		var header, row []string
		for _, c := range layout.Columns() {
			header = append(header, c.Name)
			row = append(row, secret+c.Name)
		}
		out := translate(t, write(t, [][]string{header, row}, ','))
		require.NotEmpty(t, out.issues)
		for _, issue := range out.issues {
			assert.NotContains(t, issue.Error(), secret)
		}
	}
}

// elementsOf returns the element that each cell of a header fills, "" where
// the layout has no such column.
func elementsOf(t testing.TB, l *mapping.Layout, header []string) []string {
	t.Helper()
	byName := map[string]string{}
	count := map[string]int{}
	for _, c := range l.Columns() {
		count[c.Title]++
	}
	for _, c := range l.Columns() {
		byName[strings.ToUpper(c.Name)] = c.Element
		byName[titleOf(c, count)] = c.Element
		if m := repeated.FindStringSubmatch(c.Name); m != nil && strings.Contains(c.Name, "x") {
			body, _, _ := strings.Cut(c.Name, "x")
			for _, padding := range []string{"", "0", "00"} {
				for _, suffix := range []string{"", "C", "N"} {
					byName[strings.ToUpper(body+"x"+padding+m[1]+suffix)] = c.Element
				}
			}
		}
		for _, prefix := range []string{"", "1.", "9."} {
			byName[prefix+c.Title] = c.Element
		}
	}
	byName["出生地"] = "patient.birth-place"
	elements := make([]string, len(header))
	used := map[string]bool{}
	for i, cell := range header {
		if open := strings.Index(cell, "（"); open > 0 && strings.HasSuffix(cell, "）") && byName[cell] == "" {
			cell = strings.TrimSuffix(cell[open+len("（"):], "）")
		}
		e := byName[cell]
		if e == "" {
			e = byName[strings.ToUpper(cell)]
		}
		if used[e] {
			e = ""
		}
		used[e] = true
		elements[i] = e
	}
	return elements
}

// leaves lists the strings and numbers of a document. A coding's is
// "system|code". Those of source-field extensions come second.
func leaves(t testing.TB, document []byte) (values, kept map[string]int) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	var tree any
	require.NoError(t, d.Decode(&tree))
	values, kept = map[string]int{}, map[string]int{}
	var walk func(any, map[string]int)
	walk = func(node any, into map[string]int) {
		switch v := node.(type) {
		case map[string]any:
			if v["url"] == fhir.ExtensionSourceField {
				into = kept
			}
			if v["system"] != nil && v["code"] != nil {
				into[fmt.Sprint(v["system"], "|", v["code"])]++
			}
			for _, child := range v {
				walk(child, into)
			}
		case []any:
			for _, child := range v {
				walk(child, into)
			}
		case string:
			into[v]++
		case json.Number:
			into[v.String()]++
		}
	}
	walk(tree, values)
	return values, kept
}

// An example is a value of the right kind for a column.
type example struct {
	cell string
	want []string // leaves of which each must be new in the document
}

func exampleOf(c mapping.Column) example {
	name := c.Element
	if i := strings.LastIndex(name, "]"); i >= 0 {
		name = name[i+1:]
	}
	switch {
	case strings.HasPrefix(c.Element, "diagnosis.") && name == ".code":
		code := "K12.345x678"
		if strings.HasPrefix(c.Element, "diagnosis.pathology") {
			code = "M81234/3"
		}
		return example{code, []string{code}}
	case strings.HasPrefix(c.Element, "procedure[") && name == ".code":
		return example{"12.3456x789", []string{"12.3456x789"}}
	case c.Element == "patient.age-months":
		return example{"7 13/30", []string{"7", "13"}}
	case strings.HasSuffix(c.Element, ".hour"):
		return example{"17", []string{"17"}}
	case c.Element == "allergy.drugs":
		return example{"药甲,药乙", []string{"药甲", "药乙"}}
	case c.Element == "stay.transfers":
		concepts := c.Values.Concepts()
		a, b := concepts[5].Code, concepts[7].Code
		return example{a + "," + b, []string{c.Values.URI + "|" + a, c.Values.URI + "|" + b}}
	case c.Values != nil:
		concepts := c.Values.Concepts()
		last := concepts[len(concepts)-1]
		if c.Format == "name" {
			return example{last.Chinese, []string{last.Chinese}}
		}
		return example{last.Code, []string{c.Values.URI + "|" + last.Code}}
	}
	switch c.Format {
	case "yyyyMMdd":
		return example{"20170823", []string{"2017-08-23"}}
	case "yyyy-MM-dd":
		return example{"2017-08-23", []string{"2017-08-23"}}
	case "yyyy-MM-dd HH:mm:ss":
		return example{"2017-08-23 06:07:08", []string{"2017-08-23T06:07:08+08:00"}}
	case "decimal":
		return example{"37.25", []string{"37.25"}}
	case "integer", "weight", "count":
		return example{"37", []string{"37"}}
	}
	return example{"值" + c.Name, []string{"值" + c.Name}}
}

// companions are the cells without which FHIR has no place for another.
var companions = map[string]map[string]string{
	"stay.admission.hour":          {"stay.admission": "20170801"},
	"stay.discharge.hour":          {"stay.discharge": "20170801"},
	"patient.contact.relationship": {"patient.contact.name": "联系人示例"},
	"patient.document-type":        {"patient.document-number": "示例0001"},
}

// Each column of each edition reaches an element of its own: a value of the
// right kind comes out in the document, outside the extension that keeps
// cells. At least 95 % must.
func TestEveryColumnReachesAnElement(t *testing.T) {
	for _, edition := range []struct {
		name    string
		layout  *mapping.Layout
		newest  bool
		columns int
	}{
		{"HQMS of 2019", mainland.HQMS(), false, 642},
		{"HQMS of 2022", mainland.HQMS(), true, 811},
		{"N041", mainland.N041(), true, 232},
	} {
		t.Run(edition.name, func(t *testing.T) {
			reached, kept, total := 0, 0, 0
			for _, c := range edition.layout.Columns() {
				if !edition.newest && c.Since != "" {
					continue
				}
				total++
				switch where(t, edition.layout, c) {
				case "element":
					reached++
				case "kept":
					kept++
					t.Log("only kept:", c.Name, c.Element)
				default:
					t.Errorf("%s (%s) is lost", c.Name, c.Element)
				}
			}
			t.Logf("%d columns: %d reach an element, %d are kept as cells", total, reached, kept)
			assert.Equal(t, edition.columns, total)
			assert.GreaterOrEqual(t, 100*reached, 95*total)
		})
	}
}

func where(t *testing.T, l *mapping.Layout, c mapping.Column) string {
	key := columnOf(l, "patient.record-number")
	header, row := []string{key}, []string{"键0001"}
	for element, value := range companions[c.Element] {
		header, row = append(header, columnOf(l, element)), append(row, value)
	}
	before, _ := leaves(t, translate(t, write(t, [][]string{header, row}, ',')).documents[0])
	e := exampleOf(c)
	if c.Name == key {
		header, row, before = []string{key}, []string{e.cell}, nil
	} else {
		header, row = append(header, c.Name), append(row, e.cell)
	}
	after, kept := leaves(t, translate(t, write(t, [][]string{header, row}, ',')).documents[0])
	found := true
	for _, want := range e.want {
		found = found && after[want] > before[want]
	}
	switch {
	case found:
		return "element"
	case kept[e.cell] > 0:
		return "kept"
	}
	return ""
}

// Nothing is lost: each cell of the samples that says anything is in the
// document, as a value or kept as written.
func TestNothingIsLost(t *testing.T) {
	for _, name := range sampleNames(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			out := translate(t, text)
			rows := table(t, name)
			elements := elementsOf(t, out.layout, rows[0])
			columns := map[string]mapping.Column{}
			for _, c := range out.layout.Columns() {
				columns[c.Element] = c
			}
			cells := 0
			for n, row := range rows[1:] {
				if out.documents[n] == nil {
					continue
				}
				values, kept := leaves(t, out.documents[n])
				for i, cell := range row {
					if isNothing(cell) {
						continue
					}
					cells++
					assert.True(t, isThere(columns[elements[i]], cell, values, kept),
						"record %d: the cell of %s (%s) is lost: %q", n+1, rows[0][i], elements[i], cell)
				}
			}
			t.Log(cells, "cells")
		})
	}
}

func isThere(c mapping.Column, cell string, values, kept map[string]int) bool {
	if kept[cell] > 0 {
		return true
	}
	all := func(parts []string) bool {
		for _, part := range parts {
			if values[part] == 0 {
				return false
			}
		}
		return true
	}
	cell = strings.TrimSpace(cell)
	switch {
	case c.Values != nil && c.Format != "name":
		for _, code := range strings.Split(cell, ",") {
			if values[c.Values.URI+"|"+code] == 0 && values[cell] == 0 {
				return false
			}
		}
		return true
	case c.Element == "allergy.drugs":
		return all(strings.Split(cell, ","))
	case c.Element == "patient.age-months":
		return all(strings.Fields(strings.TrimSuffix(cell, "/30")))
	case c.Format == "yyyyMMdd" && len(cell) == 8:
		return all([]string{cell[:4] + "-" + cell[4:6] + "-" + cell[6:]})
	case c.Format == "yyyy-MM-dd HH:mm:ss" && len(cell) == 19:
		stamp := strings.Replace(cell, " ", "T", 1)
		return values[stamp+"+08:00"] > 0 || kept[stamp] > 0
	case c.Format == "decimal":
		return values[norm.NFKC.String(cell)] > 0
	}
	return values[cell] > 0
}

// The order of the columns, the encoding, the line ends, quotes and the
// delimiter make no difference to the documents.
func TestTheFormOfAFileMakesNoDifference(t *testing.T) {
	for _, name := range sampleNames(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			want := translate(t, text)
			rows := table(t, name)
			if strings.Contains(name, "dirty") {
				// Bytes that are no characters and records that are rejected have
				// no other form.
				rows, want.documents = rows[:9], want.documents[:8]
			}
			check := func(form string, file []byte) {
				t.Helper()
				got := translate(t, file)
				require.Len(t, got.documents, len(want.documents), form)
				for i := range got.documents {
					assert.Equal(t, string(want.documents[i]), string(got.documents[i]), "%s: record %d", form, i+1)
				}
			}
			utf8 := write(t, rows, ',')
			check("UTF-8", utf8)
			check("byte order mark", append([]byte("\xef\xbb\xbf"), utf8...))
			check("CRLF", crlf(rows, false))
			check("quotes", crlf(rows, true))
			check("tabs", write(t, rows, '\t'))
			check("semicolons", write(t, rows, ';'))
			gb18030, err := simplifiedchinese.GB18030.NewEncoder().Bytes(utf8)
			require.NoError(t, err)
			check("GB18030", gb18030)
			for _, endianness := range []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian} {
				utf16, err := unicode.UTF16(endianness, unicode.UseBOM).NewEncoder().Bytes(utf8)
				require.NoError(t, err)
				check("UTF-16", utf16)
			}
		})
	}
}

// crlf writes rows with CRLF between them, and the line breaks within cells as
// they are.
func crlf(rows [][]string, quoteAll bool) []byte {
	var out []byte
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				out = append(out, ',')
			}
			if quoteAll || strings.ContainsAny(cell, ",\"\n\r") {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			out = append(out, cell...)
		}
		out = append(out, "\r\n"...)
	}
	return out
}

func TestTheOrderOfColumnsMakesNoDifference(t *testing.T) {
	for _, name := range sampleNames(t) {
		if strings.Contains(name, "dirty") {
			continue // a column that stands twice has an order
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			rows := table(t, name)
			want := translate(t, write(t, rows, ','))
			for seed := range uint64(3) {
				order := rand.New(rand.NewPCG(seed, 1)).Perm(len(rows[0]))
				shuffled := make([][]string, len(rows))
				for i, row := range rows {
					shuffled[i] = make([]string, len(row))
					for to, from := range order {
						shuffled[i][to] = row[from]
					}
				}
				got := translate(t, write(t, shuffled, ','))
				for i := range want.documents {
					assert.Equal(t, string(want.documents[i]), string(got.documents[i]), "record %d", i+1)
				}
			}
		})
	}
}
