package results

import (
	"bufio"
	"crypto/sha256"
	"iter"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/report"
)

// readTable yields the reports of a file of rows in CSV.
func readTable(in *bufio.Reader, o *Options) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		reader, err := mapping.NewReader(in, []*mapping.Layout{rowsLayout()}, &mapping.ReaderOptions{File: o.File, Encoding: o.Encoding, Facility: o.Facility})
		if err != nil {
			yield(nil, err)
			return
		}
		defer reader.Close()
		ReadRows(reader, o)(yield)
	}
}

// ReadRows yields the reports of rows, which a Reader reads with the layout of [Table]. The
// rows of one report, which has a number within a visit (P7622 and P7000), must follow each
// other: rows of a report that has ended are rejected. Numbers of the entries count
// reports. An error, the last thing yielded, is that of the reader.
func ReadRows(reader *mapping.Reader, o *Options) iter.Seq2[*Entry, error] {
	if o == nil {
		o = &Options{}
	}
	return func(yield func(*Entry, error) bool) {
		r := rowsReader{options: o, ended: map[[16]byte]bool{}}
		for record, err := range reader.Records() {
			if err != nil {
				if e := r.end(); e == nil || yield(e, nil) {
					yield(nil, err)
				}
				return
			}
			for _, e := range r.add(record, reader.Header()) {
				if !yield(e, nil) {
					return
				}
			}
		}
		if e := r.end(); e != nil {
			yield(e, nil)
		}
	}
}

// A rowsReader puts rows together.
type rowsReader struct {
	options *Options
	number  int
	ended   map[[16]byte]bool // keys of reports
	key     [16]byte          // of the report in hand
	entry   *Entry            // of the report in hand, nil for none
	rows    []row
	foreign bool // a row is another patient's
}

// A row is one result.
type row struct {
	cells map[string]string
	kept  []frontsheet.Field // in the order of the file
	line  int
}

// rowOf returns the cells of a record: those of the results, and what has no column.
func rowOf(record *mapping.Record, sheet *frontsheet.FrontSheet) row {
	w := row{cells: map[string]string{}, line: record.Line}
	known := map[string]bool{}
	for _, c := range rowsLayout().Columns() {
		known[c.Name] = true
		if text := record.Cell(c.Name); text != "" && c.Element == "source-field" {
			w.kept = append(w.kept, frontsheet.Field{Column: c.Name, Value: text})
			w.set(c.Name, text)
		}
	}
	for _, f := range sheet.Fields {
		if !known[f.Column] {
			w.kept = append(w.kept, f)
		}
	}
	return w
}

// set sets a cell, unless the text says that there is none.
func (w *row) set(column, text string) {
	if text = strings.TrimSpace(text); text != placeholder && !strings.EqualFold(text, "null") {
		w.cells[column] = text
	}
}

// add takes in a row, and returns what ends before it.
func (r *rowsReader) add(record *mapping.Record, header []byte) (list []*Entry) {
	var sheet *frontsheet.FrontSheet
	if record.Sheet != nil {
		one := record.Sheet.Clone()
		sheet = &one
	}
	issues := slices.DeleteFunc(slices.Clone(record.Issues), func(i frontsheet.Issue) bool { return i.Code == "no-discharge" })
	if sheet == nil {
		if e := r.end(); e != nil {
			list = append(list, e)
		}
		r.number++
		return append(list, &Entry{Number: r.number, Line: record.Line, Header: slices.Clone(header), Raw: slices.Clone(record.Raw), Issues: issues})
	}
	this := rowOf(record, sheet)
	sheet.Fields = nil
	key := r.keyOf(sheet, &this)
	if r.entry != nil && key != r.key {
		list = append(list, r.end())
	}
	if r.entry == nil {
		r.number++
		r.key, r.rows, r.foreign = key, nil, false
		r.entry = &Entry{Number: r.number, Line: record.Line, Header: slices.Clone(header), Record: &report.Record{Layout: Rows, Sheet: sheet, WithoutVisit: sheet.Stay.Number == ""}}
		sheet.Origin().Position = frontsheet.Position{File: r.options.File, Record: r.number, Line: record.Line}
	}
	of := r.entry.Record.Sheet
	r.foreign = r.foreign || sheet.Patient.Name != of.Patient.Name || sheet.Subject() != of.Subject()
	for _, i := range issues {
		i.Record = r.number
		r.entry.Issues = append(r.entry.Issues, i)
	}
	r.entry.Raw = append(r.entry.Raw, record.Raw...)
	r.rows = append(r.rows, this)
	return list
}

// keyOf tells the report of a row from others: by its number, or for want of one by its
// order and its times.
func (r *rowsReader) keyOf(s *frontsheet.FrontSheet, w *row) (key [16]byte) {
	parts := []string{s.Stay.Number, w.cells[columnFiller]}
	if parts[1] == "" {
		parts = append(parts, w.cells[columnPlacer], w.cells[columnSpecimen], w.cells[columnIssued], w.cells[columnKind])
	}
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	copy(key[:], sum[:])
	return key
}

// end returns the report in hand, nil for none.
func (r *rowsReader) end() *Entry {
	e := r.entry
	if e == nil {
		return nil
	}
	r.entry = nil
	switch {
	case r.ended[r.key]:
		e.issue(r.options, columnFiller, frontsheet.Error, "rows-apart", "the file has other rows of this report before it, between which another report stands: sort the file by visit and report")
		e.Record = nil
	case r.foreign:
		e.issue(r.options, "P4", frontsheet.Error, "another-patient", "the rows of one report name different patients: none of them is read")
		e.Record = nil
	default:
		b := rowsBuilder{entry: e, options: r.options}
		b.build(r.rows)
	}
	r.ended[r.key] = true
	return e
}

// A rowsBuilder makes the reports of the rows of one.
type rowsBuilder struct {
	entry   *Entry
	options *Options
	line    int
}

func (b *rowsBuilder) issue(column string, severity frontsheet.Severity, code, detail string) {
	b.entry.Issues = append(b.entry.Issues, frontsheet.Issue{File: b.options.File, Record: b.entry.Number, Line: b.line, Column: column, Severity: severity, Code: code, Detail: detail})
}

// build makes a report of each panel: the rows of one report may be of several.
func (b *rowsBuilder) build(rows []row) {
	rec := b.entry.Record
	at := map[[4]string]int{}
	for i := range rows {
		w := &rows[i]
		b.line = w.line
		key := [4]string{w.cells[columnPanel], w.cells[columnPanelName], w.cells[columnOwnPanel], w.cells[columnOwnPanelName]}
		n, known := at[key]
		if !known {
			n = len(rec.Reports)
			at[key] = n
			rec.Reports = append(rec.Reports, b.report(w))
		}
		rec.Reports[n].Results = append(rec.Reports[n].Results, b.result(w))
	}
}

// report reads of a row what is of the report as a whole.
func (b *rowsBuilder) report(w *row) report.Report {
	c := w.cells
	r := report.Report{
		Placer: c[columnPlacer], Filler: c[columnFiller], Status: "F",
		Performer: report.Organization{Code: c[columnPerformer], Name: c[columnPerformerName]},
		Issued:    b.date(columnIssued, c), Panel: panelOf(c),
	}
	s := report.Specimen{Number: c[columnSpecimen], Type: report.Concept{Text: c[columnSpecimenName]}, Collected: b.date(columnCollected, c), Received: b.date(columnReceived, c)}
	if s.Number != "" || !s.Type.IsZero() || !s.Collected.IsZero() || !s.Received.IsZero() {
		r.Specimens = []report.Specimen{s}
	}
	r.Observed = s.Collected
	return r
}

// panelOf returns what was asked for: the hospital's own name and code, and those of the
// nation, or else the name of the order or of the kind of report.
func panelOf(c map[string]string) (p report.Concept) {
	for _, coding := range []report.Coding{{Code: c[columnOwnPanel], Display: c[columnOwnPanelName]}, {Scheme: "insurance", Code: c[columnPanel], Display: c[columnPanelName]}} {
		if coding.Code+coding.Display != "" {
			p.Codings = append(p.Codings, coding)
		}
	}
	if p.IsZero() {
		p.Text = chars.FirstOf(c[columnOrder], c[columnKind])
	}
	return p
}

func (b *rowsBuilder) date(column string, cells map[string]string) frontsheet.DateTime {
	if cells[column] == "" {
		return frontsheet.DateTime{}
	}
	d, _, ok := literal.ParseDate(cells[column])
	if !ok || !d.Valid() {
		b.issue(column, frontsheet.Error, "bad-date", "the field holds no date: it is kept verbatim, and nothing made of it")
		return frontsheet.DateTime{}
	}
	return d
}

func (b *rowsBuilder) result(w *row) report.Result {
	c := w.cells
	res := report.Result{Unit: c[columnUnit], Range: c[columnRange], Method: c[columnMethod], Status: "F", Observed: b.date(columnTested, c), Fields: w.kept}
	if coding := (report.Coding{Code: c[columnTest], Display: c[columnTestName]}); coding.Code+coding.Display != "" {
		res.Test.Codings = []report.Coding{coding}
	}
	if flag := c[columnFlag]; flag != "" {
		res.Flags = []string{flagOfRow(flag)}
	}
	if columnWidth(res.Range) == longestRange {
		b.issue(columnRange, frontsheet.Information, "maybe-cut", "the text fills the room that the column has: what is behind may be cut off")
	}
	b.value(&res, c[columnNumber], c[columnWords])
	return res
}

// columnWidth is how many bytes a text has in a database in GBK.
func columnWidth(text string) (n int) {
	for _, r := range text {
		if n++; r > 0x7f {
			n++
		}
	}
	return n
}

func flagOfRow(code string) string {
	for _, f := range rowFlags {
		if f.code == code {
			return f.flag
		}
	}
	return code
}

// value reads the two columns of a result. The one of numbers is 0 where the result is a
// word, and the one of words often has the number as the laboratory prints it.
func (b *rowsBuilder) value(r *report.Result, number, words string) {
	v := builder{}
	switch {
	case words == "" && zero(number):
		b.issue(columnNumber, frontsheet.Warning, "zero-or-none", "the number is 0, and there is no word: both are so where there is no result, and no value is passed on")
	case words == "":
		if number != "" && !v.number(r, number) {
			r.Text = number
		}
	case plainNumber(words):
		v.number(r, words)
		if number != "" && !sameNumber(number, string(r.Number)) && !zero(number) {
			b.issue(columnNumber, frontsheet.Warning, "two-values", "the two columns of the result are two numbers: that of words, as the laboratory prints it, counts")
		}
	default:
		r.Text = words
		if number != "" && !zero(number) {
			b.issue(columnNumber, frontsheet.Warning, "two-values", "the result is a word and a number: the word counts, and the number is kept verbatim")
		}
	}
}
