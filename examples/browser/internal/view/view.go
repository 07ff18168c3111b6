// Package view makes of a file what the page shows of it: the source as it was
// read, the FHIR document of each record, the sheet for the other side, and every
// issue. It stands apart from the browser, so that it can be tested without one.
package view

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/internal/terminology"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/report"
	"github.com/crossbay/crossbay/mapping/results"
	"github.com/crossbay/crossbay/mapping/source"
)

// FHIR is the name of the form of input that is no layout: documents and
// resources of FHIR.
const FHIR = "fhir"

// MostRecords is how many records of a file are kept for the page: all of them are in
// memory at once.
const MostRecords = 200

// A Layout is one that can be chosen.
type Layout struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	// Write tells that records can be written in it: stays, or where Reports is true,
	// reports of laboratories.
	Write   bool `json:"write"`
	Reports bool `json:"reports"`
	// Other is the layout of the other side that is shown first, "" for none.
	Other string `json:"other"`
	// Extension is how the names of its files end.
	Extension string `json:"extension"`
}

// A Viewer has what all files need: the layouts, and a translator with all tables
// that are built in. Both are made when they are first needed. It is not safe for
// concurrent use.
type Viewer struct {
	layouts    []*mapping.Layout
	kinds      map[string]mapping.IssueKind
	tables     []codes.Table
	translator *mapping.Translator
	reports    *results.Translator
	file       *file
}

// Warm makes what the first file would have to wait for.
func (v *Viewer) Warm() {
	if v.translator != nil {
		return
	}
	v.layouts = slices.Concat(mainland.Layouts(), hongkong.Layouts(), macao.Layouts())
	v.kinds = map[string]mapping.IssueKind{}
	for _, k := range mapping.IssueKinds() {
		v.kinds[k.Code] = k
	}
	registry := terminology.Registry(&load.Set{})
	v.tables = registry.Tables()
	v.translator = mapping.NewTranslator(registry, &mapping.Options{Layouts: v.layouts})
	v.reports = results.NewTranslator(v.translator, hongkong.ADT(), laboratory.Default(), false)
}

// Layouts lists what can be chosen.
func (v *Viewer) Layouts() []Layout {
	v.Warm()
	list := []Layout{{Name: FHIR, Title: "HL7 FHIR R4", Other: "hqms"}}
	for _, l := range v.layouts {
		_, err := mapping.NewWriter(io.Discard, l, nil)
		other := "hqms"
		if slices.Contains(mainland.Layouts(), l) {
			other = "hk-frontsheet"
		}
		list = append(list, Layout{Name: l.Name, Title: l.Title, Write: err == nil, Other: other, Extension: extension(l)})
	}
	for _, name := range results.Layouts() {
		other := results.ORU
		if name == other {
			other = results.Upload
		}
		write := slices.Contains(results.Written(), name)
		list = append(list, Layout{Name: name, Title: results.Title(name), Write: write, Reports: true, Other: other, Extension: results.Extension(name)})
	}
	return list
}

func extension(l *mapping.Layout) string {
	switch {
	case l.Messages():
		return "hl7"
	case l.Nested():
		return "json"
	case l.ClinicalDocuments():
		return "xml"
	}
	return "csv"
}

// A file is the one that was opened last.
type file struct {
	records []*record
}

// A record is one of a file, and what is kept of it.
type record struct {
	table  int
	number int
	line   int
	raw    string
	sheet  *mapping.FrontSheet
	report *report.Record // of a laboratory: then there is no sheet
	source []Cell
	issues []Issue
}

// cell returns the cell of a column, the zero Cell where the record has none.
func (r *record) cell(column string) Cell {
	if i := slices.IndexFunc(r.source, func(c Cell) bool { return c.Column == column }); i >= 0 {
		return r.source[i]
	}
	return Cell{}
}

// A Table is one table of a file.
type Table struct {
	Name      string  `json:"name"`
	Layout    string  `json:"layout"`
	Title     string  `json:"title"`
	Encoding  string  `json:"encoding"`
	Diagnosis string  `json:"diagnosis"`
	Procedure string  `json:"procedure"`
	Issues    []Issue `json:"issues"`
}

// An Entry is a record in the list of a file.
type Entry struct {
	Table    int  `json:"table"`
	Number   int  `json:"number"`
	Line     int  `json:"line"`
	Rejected bool `json:"rejected"`
	Issues   int  `json:"issues"`
}

// A File is what the page shows of a file as a whole.
type File struct {
	Tables  []Table  `json:"tables"`
	Records []Entry  `json:"records"`
	Faults  []string `json:"faults"`
	// More tells that the file has records that are not shown.
	More bool `json:"more"`
}

// A Cell is one cell of a sheet, read or written.
type Cell struct {
	Column  string `json:"column"`
	Title   string `json:"title"`
	Element string `json:"element"`
	Value   string `json:"value"`
}

// An Issue is an issue with what it means, and the cell that it is about. The page
// shows it to whoever has opened the file, and to nobody else.
type Issue struct {
	// Step is where it was found: in the file, or when a record was read, put into
	// fhir, or into the sheet for the other side.
	Step     string `json:"step"`
	Line     int    `json:"line"`
	Column   string `json:"column"`
	Title    string `json:"title"`
	Field    string `json:"field"`
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Detail   string `json:"detail"`
	Value    string `json:"value"`
	// What it means and what to do, in two languages.
	English       string `json:"english"`
	Chinese       string `json:"chinese"`
	Advice        string `json:"advice"`
	ChineseAdvice string `json:"chineseAdvice"`
}

// Open reads a file, in the layout that is named or, where none is, the one that
// its header has. The name is what issues call it.
func (v *Viewer) Open(name string, data []byte, layout string) File {
	v.Warm()
	v.file = &file{}
	f := File{Tables: []Table{}, Records: []Entry{}, Faults: []string{}}
	if reports := reportsOf(data, layout); reports != "" {
		v.openReports(&f, name, data, reports)
		return f
	}
	for table, err := range v.open(name, data, layout) {
		if err != nil {
			f.Faults = append(f.Faults, err.Error())
			continue
		}
		f.Tables = append(f.Tables, Table{Name: table.Name})
		t := &f.Tables[len(f.Tables)-1]
		titles := map[string]string{}
		if l := table.Layout(); l != nil {
			t.Layout, t.Title = l.Name, l.Title
			for _, c := range l.Columns() {
				titles[c.Name] = c.Title
			}
		} else {
			t.Layout, t.Title = FHIR, "HL7 FHIR R4"
		}
		for r, err := range table.Records() {
			if err != nil {
				f.Faults = append(f.Faults, err.Error())
				break
			}
			if len(v.file.records) == MostRecords {
				f.More = true
				break
			}
			v.keep(r, len(f.Tables)-1, table.Layout(), titles)
		}
		t.Encoding = table.Encoding()
		if table.Layout() != nil {
			t.Diagnosis, t.Procedure = systemName(table.Diagnosis()), systemName(table.Procedure())
		}
		t.Issues = v.issues([]Issue{}, "file", func(i mapping.Issue) (int, string, string) { return i.Line, titles[i.Column], "" }, table.Issues())
	}
	v.list(&f)
	return f
}

// list lists the records that are kept.
func (v *Viewer) list(f *File) {
	for _, r := range v.file.records {
		f.Records = append(f.Records, Entry{r.table, r.number, r.line, r.sheet == nil && r.report == nil, len(r.issues)})
	}
}

// keep keeps what the page needs of a record, which lasts until the next.
func (v *Viewer) keep(r *mapping.Record, table int, l *mapping.Layout, titles map[string]string) {
	v.file.records = append(v.file.records, &record{
		table: table, number: r.Number, line: r.Line, raw: strings.ToValidUTF8(string(r.Raw), "\ufffd"), sheet: r.Sheet,
		source: cells(r, l), issues: v.issues([]Issue{}, "read", func(i mapping.Issue) (int, string, string) {
			return cmp.Or(i.Line, r.Line), titles[i.Column], r.Cell(i.Column)
		}, r.Issues),
	})
}

// whole names the fields of a message that are the message itself, or how its
// segments stood: the page has it as it was read.
var whole = map[string]bool{"message": true, "segments": true}

// cells lists the cells of a record that are not empty, and after those of the
// layout the ones that it has no column for.
func cells(r *mapping.Record, l *mapping.Layout) []Cell {
	list := []Cell{}
	seen := map[string]bool{}
	if l != nil {
		for _, c := range l.Columns() {
			seen[c.Name] = true
			if value := r.Cell(c.Name); value != "" {
				list = append(list, Cell{c.Name, c.Title, c.Element, value})
			}
		}
	}
	if r.Sheet != nil {
		for _, f := range r.Sheet.Fields {
			if !seen[f.Column] && f.Value != "" && !whole[f.Column] {
				list = append(list, Cell{Column: f.Column, Value: f.Value})
			}
		}
	}
	return list
}

// open opens the tables of a file.
func (v *Viewer) open(name string, data []byte, layout string) iter.Seq2[*source.Table, error] {
	options := &mapping.ReaderOptions{File: name, Tables: v.tables}
	if layout == FHIR {
		return func(yield func(*source.Table, error) bool) {
			open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
			reader := mapping.NewFHIRReader(v.translator, []mapping.FHIRFile{{Name: name, Open: open}}, nil)
			yield(&source.Table{Reader: reader, Name: name}, nil)
		}
	}
	layouts := v.layouts
	if l := v.layout(layout); l != nil {
		layouts, options.Others = []*mapping.Layout{l}, v.layouts
	}
	return source.OpenReaderAt(bytes.NewReader(data), int64(len(data)), layouts, options)
}

func (v *Viewer) layout(name string) *mapping.Layout {
	for _, l := range v.layouts {
		if l.Name == name {
			return l
		}
	}
	return nil
}

// A Record is what the page shows of one record.
type Record struct {
	Source []Cell `json:"source"`
	Raw    string `json:"raw"`
	// FHIR is the document, indented; Line is the same on one line.
	FHIR string `json:"fhir"`
	Line string `json:"line"`
	// Sheet are the cells of the sheet for the other side, Text that sheet as a
	// file, and Page the page for its readers.
	Sheet  []Cell  `json:"sheet"`
	Text   string  `json:"text"`
	Page   string  `json:"page"`
	Issues []Issue `json:"issues"`
}

// Record translates one record of the file that was opened last: into FHIR, into
// the layout to, and into a page.
func (v *Viewer) Record(index int, to string) (Record, error) {
	if v.file == nil || index < 0 || index >= len(v.file.records) {
		return Record{}, errors.New("there is no such record")
	}
	r := v.file.records[index]
	out := Record{Source: r.source, Raw: r.raw, Sheet: []Cell{}, Issues: slices.Clone(r.issues)}
	if r.report != nil {
		return out, v.report(&out, r, to)
	}
	if r.sheet == nil {
		return out, nil
	}
	t := v.translator
	document, issues := t.Document(r.sheet)
	out.Issues = v.issues(out.Issues, "fhir", func(i mapping.Issue) (int, string, string) {
		c := r.cell(i.Column)
		return r.line, c.Title, c.Value
	}, issues)
	if err := out.document(document); err != nil {
		return out, err
	}
	if l := v.layout(to); l != nil {
		if err := v.write(&out, r, l); err != nil {
			return out, err
		}
	}
	var page bytes.Buffer
	w := mapping.NewPageWriter(&page, t)
	_, err := w.Write(r.sheet) // the issues are those of the document
	out.Page = page.String()
	if err == nil {
		err = w.Close()
		out.Page = page.String()
	}
	if errors.Is(err, mapping.ErrInternal) {
		err = nil // the document's issues say so
	}
	return out, err
}

// document takes a document, nil where a fault of the library left none.
func (out *Record) document(d *fhir.Document) error {
	if d == nil {
		return nil
	}
	line, err := d.Append(nil)
	if err != nil {
		return err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, line, "", "  "); err != nil {
		return err
	}
	out.Line, out.FHIR = string(line), indented.String()
	return nil
}

// write writes a sheet for the other side.
func (v *Viewer) write(out *Record, r *record, l *mapping.Layout) error {
	titles := map[string]string{}
	for _, c := range l.Columns() {
		titles[c.Name] = c.Title
	}
	// The column is one of the sheet that is written; line and cell are the source's.
	find := func(i mapping.Issue) (int, string, string) {
		return r.line, titles[i.Column], r.cell(r.sheet.Column(i.Field)).Value
	}
	local := v.translator.Localize(r.sheet, l, nil)
	out.Issues = v.issues(out.Issues, "sheet", find, local.Issues)
	var text bytes.Buffer
	w, err := mapping.NewWriter(&text, l, &mapping.WriterOptions{CRLF: true})
	if err != nil {
		return err
	}
	issues, err := w.Write(local.Sheet)
	out.Issues = v.issues(out.Issues, "sheet", find, issues)
	if errors.Is(err, mapping.ErrInternal) {
		return nil
	}
	if err := cmp.Or(err, w.Flush()); err != nil {
		return err
	}
	out.Text = text.String()
	reader, err := mapping.NewReader(bytes.NewReader(text.Bytes()), []*mapping.Layout{l}, nil)
	if err != nil {
		return fmt.Errorf("what was written cannot be read: %w", err)
	}
	for r, err := range reader.Records() {
		if err != nil {
			return err
		}
		out.Sheet = append(out.Sheet, cells(r, l)...)
	}
	return nil
}

// A finder says of an issue where it is: on which line, in a column of what title, and
// what stands in the cell that it is about.
type finder func(i mapping.Issue) (line int, title, value string)

// issues appends issues as the page shows them.
func (v *Viewer) issues(list []Issue, step string, find finder, issues []mapping.Issue) []Issue {
	for _, i := range issues {
		k := v.kinds[i.Code]
		line, title, value := find(i)
		list = append(list, Issue{
			Step: step, Line: line, Column: i.Column, Title: title, Field: i.Field, Severity: string(i.Severity), Code: i.Code, Detail: i.Detail, Value: value,
			English: k.English, Chinese: k.Chinese, Advice: k.Advice, ChineseAdvice: k.ChineseAdvice,
		})
	}
	return list
}

// systemName is the short name of a code system, with its edition.
func systemName(system codes.System) string {
	for _, s := range codes.Systems() {
		if s.System == system {
			return strings.TrimSpace(s.Name + " " + s.Version)
		}
	}
	return system.String()
}
