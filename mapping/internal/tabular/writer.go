package tabular

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/codings"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A Writer writes front sheets as rows, the way back of a [Source]. Cells are in
// the form that the layout prescribes, which is that of the sheet and not that of
// the file it was read from.
type Writer struct {
	carrier.Draft
	sink    sink
	records *recordSink // the sink, where that takes records
	started bool

	fields []layout.Field // the columns that are written
	// names has one of the fields of each element, by its name.
	names    map[string]*layout.Field
	elements []layout.Element // that a sheet can have
	paths    map[string]bool  // of the columns that are written

	written map[uintptr]bool // parts of the sheet in hand that stand in the row

	again *rereader       // where codings are kept, else nil
	kept  map[string]bool // the lines of the sheet in hand whose codings are kept

	row   int           // of the record in hand, counted from 0
	field *layout.Field // the column of the cell in hand
	cell  []byte
}

// NewCSVWriter returns a Writer of a file in CSV.
func NewCSVWriter(w io.Writer, l *layout.Layout, o carrier.WriterOptions) (carrier.Writer, error) {
	v, err := newWriter(l, o)
	if err != nil {
		return nil, err
	}
	if v.sink, err = newCSVSink(w, &v.Options); err != nil {
		return nil, err
	}
	return v, nil
}

// NewRowWriter returns a Writer that gives its rows to another program.
func NewRowWriter(rows RowWriter, l *layout.Layout, o carrier.WriterOptions) (carrier.Writer, error) {
	v, err := newWriter(l, o)
	if err != nil {
		return nil, err
	}
	sink := &rowSink{rows: rows, encoding: o.Encoding}
	if l, ok := rows.(interface{ Lacks(rune) bool }); ok {
		sink.lacks = l.Lacks
	}
	v.sink = sink
	return v, nil
}

// NewRecordWriter returns a Writer of records that have no header, and places of
// their own for what no column of the layout is for.
func NewRecordWriter(records RecordWriter, l *layout.Layout, o carrier.WriterOptions) (carrier.Writer, error) {
	if keeps, ok := records.(interface{ KeepsCodings() bool }); o.KeepCodings && !(ok && keeps.KeepsCodings()) {
		return nil, errors.New("mapping: codings are kept in a column of rows, and records of nested JSON have none for them")
	}
	o.Edition = "" // a record has the members that it has
	v, err := newWriter(l, o)
	if err != nil {
		return nil, err
	}
	v.records = &recordSink{records: records}
	v.sink, v.started = v.records, true
	return v, nil
}

// newWriter returns a Writer without a place to write to.
func newWriter(l *layout.Layout, o carrier.WriterOptions) (*Writer, error) {
	v := &Writer{Draft: carrier.NewDraft(l, o), names: map[string]*layout.Field{}, paths: map[string]bool{}, written: map[uintptr]bool{}}
	probe := &cellWriter{Draft: carrier.Draft{Layout: l, Sheet: &frontsheet.FrontSheet{}}} // what no cell can hold shows with nothing
	for i := range l.Fields {
		f := l.Fields[i]
		if v.Options.Edition != "" && f.Since > v.Options.Edition {
			continue
		}
		probe.field = &f
		if !f.At(probe.Sheet, f.Index).Cell(probe) {
			return nil, fmt.Errorf("mapping: files of the layout %s are not written: there is no writing for its %s", l.Name, f.Column)
		}
		v.fields = append(v.fields, f)
		v.paths[f.Element] = true
	}
	for i := range v.fields {
		v.names[v.fields[i].Name] = &v.fields[i]
	}
	v.elements = layout.Elements()
	if v.Options.KeepCodings {
		v.again = newRereader(v)
	}
	return v, nil
}

// Write writes one sheet as a row, or as the rows that its items need.
func (w *Writer) Write(s *frontsheet.FrontSheet) ([]frontsheet.Issue, error) {
	if err := w.start(); err != nil {
		return nil, err
	}
	return w.Finish(func() error { return w.write(s) }, w.sink.drop)
}

// write writes the rows of a sheet.
func (w *Writer) write(s *frontsheet.FrontSheet) error {
	w.Begin(s)
	copied := w.Sheet
	w.Line = w.sink.line() + 1
	w.adapt(copied)
	w.reportDisplays(copied)
	said := *copied
	rows := w.arrange(copied)
	if w.records != nil {
		w.records.keep(w, s)
	}
	if w.again != nil {
		w.again.reset()
	}
	var required []string
	first := w.Line
	for w.row = range rows {
		w.Line = w.sink.line() + 1
		for i := range w.fields {
			f := &w.fields[i]
			if w.cell = w.appendCell(w.cell[:0], f); len(w.cell) == 0 {
				w.cell = w.appendKeptPart(w.cell, f)
			}
			switch {
			case len(w.cell) > 0 || w.row > 0:
			case layout.Of(s) == w.Layout && s.Marked(f.Element):
				w.cell = append(w.cell, '-')
			case f.Need == "yes":
				required = append(required, f.Column)
			}
			w.put(f, w.cell)
		}
		if w.again != nil {
			w.put(nil, w.keepCodings(&said, rows))
		}
		if err := w.sink.end(); err != nil {
			return err
		}
	}
	w.row, w.Line = 0, first
	if required != nil {
		w.report(nil, frontsheet.Information, "required-empty", "the layout's standard requires columns of which the sheet says nothing: "+strings.Join(required, " "))
	}
	w.reportKeys(copied)
	w.reportStrays(copied)
	w.reportKept(s)
	return nil
}

// Flush writes what is buffered, and the header of a file without rows.
func (w *Writer) Flush() error {
	if err := w.start(); err != nil {
		return err
	}
	return w.sink.flush()
}

func (w *Writer) start() error {
	if w.started {
		return nil
	}
	w.started = true
	for i := range w.fields {
		w.put(&w.fields[i], []byte(w.fields[i].Column))
	}
	if w.again != nil {
		w.put(nil, []byte(codings.Column))
	}
	return w.sink.end()
}

// put gives a cell to the sink.
func (w *Writer) put(f *layout.Field, cell []byte) {
	if w.again != nil {
		w.again.add(w.row, cell)
	}
	if lost := w.sink.cell(cell); lost > 0 {
		w.report(f, frontsheet.Warning, "no-such-character", fmt.Sprintf("the %s lacks %d of the characters of the value: %c stands for each", w.sink.form(), lost, charset.SubstituteIn(w.Options.Encoding)))
	}
}

// report reports something about a column, or about the row where f is nil.
func (w *Writer) report(f *layout.Field, severity frontsheet.Severity, code, detail string) {
	if f == nil {
		f = &layout.Field{}
	}
	w.Report(f.Column, f.Element, severity, code, detail)
	w.Issues[len(w.Issues)-1].Title = f.Title
}
