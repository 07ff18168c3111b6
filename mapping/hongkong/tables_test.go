package hongkong_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/internal/golden"
)

const samples = "../../examples/testdata/"

// The sample files, with the records that each has.
var sampleFiles = []struct {
	name, layout string
	records      int
}{
	{"hk-cdars.csv", "hk-cdars", 12},
	{"hk-cdars.xls", "hk-cdars", 10},
	{"hk-cdars-diagnoses.csv", "hk-cdars", 12},
	{"hk-ehealth.csv", "hk-ehealth", 11},
	{"hk-ehealth.json", "hk-ehealth", 11},
	{"hk-ehealth.ndjson", "hk-ehealth", 11},
	{"hk-frontsheet.csv", "hk-frontsheet", 11},
	{"hk-frontsheet-big5.csv", "hk-frontsheet", 11},
	{"hk-frontsheet.xlsx", "hk-frontsheet", 11},
}

func read(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(samples + name)
	require.NoError(t, err)
	return string(text)
}

// openSample opens a sample, a workbook too.
func openSample(t testing.TB, name string) *mapping.Reader {
	t.Helper()
	text := read(t, name)
	options := &mapping.ReaderOptions{File: name, Tables: icd9cm.Tables()}
	if !strings.HasPrefix(text, "PK") {
		reader, err := open(text, options)
		require.NoError(t, err)
		return reader
	}
	book, err := excelize.OpenReader(strings.NewReader(text))
	require.NoError(t, err)
	t.Cleanup(func() { book.Close() })
	rows, err := book.GetRows(book.GetSheetName(0), excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	reader, err := mapping.NewRowReader(all(rows), hongkong.Layouts(), options)
	require.NoError(t, err)
	return reader
}

func all(rows [][]string) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// Every sample is recognised, every record of it read, and every document holds
// together; the same file gives the same bytes, whatever the workers.
func TestSamples(t *testing.T) {
	for _, f := range sampleFiles {
		t.Run(f.name, func(t *testing.T) {
			var outputs []string
			for _, workers := range []int{1, 4} {
				reader := openSample(t, f.name)
				assert.Equal(t, f.layout, reader.Layout().Name)
				var out strings.Builder
				records := 0
				err := mapping.NewTranslator(nil, nil).Run(context.Background(), reader, &mapping.RunOptions{Workers: workers}, func(r *mapping.Result) error {
					records++
					assert.False(t, r.Rejected(), "record %d: %v", r.Number, r.Issues)
					out.Write(r.Output)
					out.WriteByte('\n')
					return nil
				})
				require.NoError(t, err)
				assert.Equal(t, f.records, records)
				outputs = append(outputs, out.String())
			}
			assert.Equal(t, outputs[0], outputs[1])

			ids := map[string]int{}
			translator := mapping.NewTranslator(nil, nil)
			for record, err := range openSample(t, f.name).Records() {
				require.NoError(t, err)
				require.NotNil(t, record.Sheet)
				document, _ := translator.Document(record.Sheet)
				assert.Empty(t, document.Check(), "record %d", record.Number)
				other, twice := ids[*document.Composition.Id]
				assert.False(t, twice, "records %d and %d have one id", other, record.Number)
				ids[*document.Composition.Id] = record.Number
			}
		})
	}
}

// A layout is recognised among those of both the region and its own.
func TestRecognize(t *testing.T) {
	for _, l := range hongkong.Layouts() {
		var names, titles []string
		for _, c := range l.Columns() {
			names, titles = append(names, c.Name), append(titles, c.Title)
		}
		got, n := mapping.Recognize(names, hongkong.Layouts())
		require.NotNil(t, got, l.Name)
		assert.Equal(t, l.Name, got.Name)
		assert.Equal(t, len(names), n, "every column of %s is its own", l.Name)
		if l.Name == "hk-frontsheet" {
			got, _ = mapping.Recognize(titles, hongkong.Layouts())
			require.NotNil(t, got, l.Name)
			assert.Equal(t, l.Name, got.Name)
		}
	}
}

// The forms of a file say the same: a page of HTML what the CSV does, an array
// what NDJSON and CSV do, a workbook what the CSV does.
func TestFormsAgree(t *testing.T) {
	for _, pair := range [][2]string{
		{"hk-ehealth.json", "hk-ehealth.ndjson"},
		{"hk-ehealth.csv", "hk-ehealth.ndjson"},
		{"hk-cdars.xls", "hk-cdars.csv"},
		{"hk-frontsheet.xlsx", "hk-frontsheet.csv"},
	} {
		t.Run(pair[0], func(t *testing.T) {
			a, b := sheets(t, pair[0]), sheets(t, pair[1])
			require.LessOrEqual(t, len(a), len(b))
			for i := range a {
				assert.Equal(t, b[i], a[i], "record %d", i+1)
			}
		})
	}
}

// sheets returns the sheets of a sample as JSON, except for the cells that they
// keep as written, and the rows in which their items stand: a file in JSON has
// several items in one.
func sheets(t *testing.T, name string) []string {
	t.Helper()
	var list []string
	for record, err := range openSample(t, name).Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		s := record.Sheet
		s.Fields = nil
		for i := range s.Diagnoses {
			s.Diagnoses[i].Row = 0
		}
		for i := range s.Procedures {
			s.Procedures[i].Row = 0
		}
		for i := range s.Allergy.Items {
			s.Allergy.Items[i].Row = 0
		}
		for i := range s.Observations {
			s.Observations[i].Row = 0
		}
		list = append(list, mapping.Reveal(s))
	}
	return list
}

// The columns are those that published research code names.
func TestCDARSColumns(t *testing.T) {
	text, err := os.ReadFile("../../../shared/formats/hongkong/cdars_headers.json")
	if err != nil {
		t.Skip("the published list of columns is not here: ", err)
	}
	var lists map[string]any
	require.NoError(t, json.Unmarshal(text, &lists))
	names := map[string]bool{}
	for _, c := range hongkong.CDARS().Columns() {
		names[c.Name] = true
	}
	for key, list := range lists {
		if items, ok := list.([]any); ok && !strings.HasPrefix(key, "_") && key != "file_facts" {
			for _, item := range items {
				assert.True(t, names[item.(string)], "%s: %s", key, item)
			}
		}
	}
}

// The public example is read without a warning except for what it leaves open.
func TestCDARSExample(t *testing.T) {
	text, err := os.ReadFile("../../../shared/formats/hongkong/synthetic_cdars_ae_ip.csv")
	if err != nil {
		t.Skip("the example is not here: ", err)
	}
	reader, err := mapping.NewReader(bytes.NewReader(text), hongkong.Layouts(), nil)
	require.NoError(t, err)
	assert.Empty(t, reader.Issues())
	for record, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet)
		for _, i := range record.Issues {
			assert.Equal(t, "code-form", strings.Replace(i.Code, "unknown-code", "code-form", 1), i.Error())
		}
	}
}

func TestFrontSheetTemplate(t *testing.T) {
	want, err := os.ReadFile(samples + "hk-frontsheet-template.csv")
	if golden.Update() || err != nil {
		want = hongkong.FrontSheetTemplate()
		require.NoError(t, os.WriteFile(samples+"hk-frontsheet-template.csv", want, 0o644))
	}
	got := hongkong.FrontSheetTemplate()
	assert.Equal(t, string(want), string(got), "run with -update if the change is meant")
	header, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(got, []byte("\xef\xbb\xbf")))).Read()
	require.NoError(t, err)
	layout, n := mapping.Recognize(header, hongkong.Layouts())
	require.NotNil(t, layout)
	assert.Equal(t, "hk-frontsheet", layout.Name)
	assert.Equal(t, len(layout.Columns()), n)
	_, err = mapping.NewReader(bytes.NewReader(got), hongkong.Layouts(), nil)
	assert.NoError(t, err)
}

// The workbook is the CSV, written by another program.
func TestWorkbookSample(t *testing.T) {
	if !golden.Update() {
		t.Skip("the workbook is written with -update")
	}
	rows, err := csv.NewReader(strings.NewReader(read(t, "hk-frontsheet.csv"))).ReadAll()
	require.NoError(t, err)
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rows {
		require.NoError(t, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	require.NoError(t, book.SaveAs(samples+"hk-frontsheet.xlsx"))
}

// No issue holds what a patient's record says: names, numbers, addresses,
// telephones, dates, texts of diagnoses.
func TestIssuesHoldNoValues(t *testing.T) {
	for _, f := range sampleFiles {
		if strings.HasSuffix(f.name, ".xlsx") {
			continue
		}
		noValues(t, f.name, read(t, f.name))
	}
	archives, err := os.ReadDir("testdata")
	require.NoError(t, err)
	for _, entry := range archives {
		if text, err := os.ReadFile("testdata/" + entry.Name()); err == nil && strings.HasSuffix(entry.Name(), ".txtar") {
			noValues(t, entry.Name(), golden.Parse(string(text)).Input(t))
		}
	}
}

func noValues(t *testing.T, name, input string) {
	t.Helper()
	reader, err := open(input, &mapping.ReaderOptions{Tables: icd9cm.Tables()})
	require.NoError(t, err, name)
	translator := mapping.NewTranslator(nil, nil)
	check := func(sheet *mapping.FrontSheet, issues []mapping.Issue) {
		var text strings.Builder
		for _, i := range issues {
			text.WriteString(i.Detail + "\n")
			if strings.HasPrefix(i.Column, "#") || i.Code == "unknown-column" {
				continue
			}
			assert.True(t, i.Column == "" || i.Field != "" || !strings.ContainsAny(i.Column, "\n"), i.Column)
		}
		for _, value := range private(sheet) {
			assert.NotContains(t, text.String(), value, name)
		}
	}
	for record, err := range reader.Records() {
		if err != nil {
			break // a file broken off on purpose
		}
		if record.Sheet != nil {
			_, issues := translator.Document(record.Sheet)
			check(record.Sheet, append(record.Issues, issues...))
		}
	}
}

// private returns the values of a sheet that are a patient's own.
func private(s *mapping.FrontSheet) []string {
	p := &s.Patient
	values := []string{
		p.RecordNumber, p.Name, p.EnglishName.Surname, p.EnglishName.GivenName, p.EnglishName.Text, p.DocumentNumber,
		p.Current.Text, p.Current.Phone, p.Contact.Name, p.Contact.Phone, string(p.BirthDate.AppendDate(nil)),
		s.Stay.Number, s.Emergency.Number, p.Race.Text,
	}
	for _, i := range p.Identifiers {
		values = append(values, i.Value)
	}
	for _, tel := range p.Telecoms {
		values = append(values, tel.Value)
	}
	for _, d := range s.Diagnoses {
		values = append(values, d.Name)
	}
	for _, m := range s.Staff {
		values = append(values, m.Name, m.Licence)
	}
	for _, f := range s.Fields {
		values = append(values, f.Value)
	}
	long := values[:0]
	for _, v := range values {
		// Short values ("M", "IP", "A") stand in any text by chance.
		if len(v) > 4 && v != "0000-00-00" && v != "Fever" && v != "Admitted" {
			long = append(long, v)
		}
	}
	return long
}

// Every cell of a sample stands in its document: as it is, in the form that
// FHIR writes it in, or verbatim. What a standard code alone says is left out.
func TestNothingIsLost(t *testing.T) {
	said := map[string]bool{
		"Patient class": true, "Encounter type": true, "Allergy severity": true, "Procedure principal indicator": true,
		"Date of birth": true, "Recipient date of birth": true,
	}
	for _, name := range []string{"hk-cdars.csv", "hk-cdars-diagnoses.csv", "hk-frontsheet.csv", "hk-ehealth.csv"} {
		t.Run(name, func(t *testing.T) {
			r := csv.NewReader(strings.NewReader(read(t, name)))
			rows, err := r.ReadAll()
			require.NoError(t, err)
			for !strings.HasPrefix(rows[0][0], "Reference Key") && len(rows[0]) > 1 && rows[0][1] == "" {
				rows = rows[1:]
			}
			header, rows := rows[0], rows[1:]
			translator := mapping.NewTranslator(nil, nil)
			for record, err := range openSample(t, name).Records() {
				require.NoError(t, err)
				document, _ := translator.Document(record.Sheet)
				text, err := document.Append(nil)
				require.NoError(t, err)
				// The rows of a record are as many as its lines.
				for range max(1, strings.Count(string(record.Raw), "\n")) {
					for i, cell := range rows[0] {
						if cell == "" || said[header[i]] || strings.HasSuffix(header[i], "terminology name") {
							continue
						}
						assert.True(t, holds(string(text), cell), "record %d: %s is lost", record.Number, header[i])
					}
					rows = rows[1:]
				}
			}
			assert.Empty(t, rows)
		})
	}
}

func holds(document, cell string) bool {
	quoted, _ := json.Marshal(cell)
	for _, form := range []string{
		strings.Trim(string(quoted), `"`), strings.Replace(cell, " ", "T", 1), strings.TrimLeft(cell, "0"),
		strings.ReplaceAll(strings.ReplaceAll(strings.Trim(string(quoted), `"`), `\u003c`, "<"), `\u003e`, ">"),
	} {
		if form != "" && strings.Contains(document, form) {
			return true
		}
	}
	for _, item := range strings.FieldsFunc(cell, func(r rune) bool { return r == ',' || r == '、' }) {
		if !strings.Contains(document, item) {
			return false
		}
	}
	return true
}
