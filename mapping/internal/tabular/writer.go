package tabular

import (
	"fmt"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// WriterOptions set how a file is written. Nil means the defaults.
type WriterOptions struct {
	// Edition leaves out the columns that came after it: "2019" of HQMS has
	// 642 columns, "2022" all 811. All columns are written where it is empty.
	Edition string
	// Encoding is EncodingUTF8, the default, EncodingGB18030 or EncodingBig5.
	Encoding string
	// BOM puts a byte order mark before UTF-8, for which spreadsheets look.
	BOM bool
	// CRLF ends lines as Windows does.
	CRLF bool
	// File is the name of the file in issues.
	File string
	// Diagnosis and Procedure are the systems in which the file is to be coded,
	// the layout's own where zero. Codes of another system are not written:
	// they are never passed off for what they are not.
	Diagnosis, Procedure codes.System
	// MLLP puts each message of a layout of messages into a frame of MLLP.
	MLLP bool
	// Terms translate the names of values for the readers of the layout, nil for
	// package term's own tables.
	Terms *term.Translator

	_ struct{}
}

// A Writer writes front sheets as rows of a file, or as messages of HL7 v2, the
// way back of a [Reader]. Cells are in the form that the layout prescribes, which
// is that of
// the sheet and not that of the file it was read from: what a Reader changed
// stays changed, and what it could make nothing of is left empty. The cells as
// they were written remain among the Fields of the sheet, and in FHIR.
//
// A value of another layout is written as the code of this one's value set that
// means the same. What the layout has no column for, or no code for, is
// reported, the former once for each element of a sheet; what it requires and
// the sheet does not know stays empty, with a warning where it is the key of the
// layout. Nothing is made up.
//
// A Writer is not safe for concurrent use.
type Writer struct {
	Layout  *layout.Layout
	Options WriterOptions
	Sink    sink
	Started bool

	fields []layout.Field // the columns that are written
	// names has one of the fields of each element, by its name.
	names    map[string]*layout.Field
	Elements []layout.Element // that a sheet can have
	paths    map[string]bool  // of the columns that are written

	written map[uintptr]bool // parts of the sheet in hand that stand in the row

	Record int
	row    int // of the record in hand, counted from 0
	line   int // on which that row starts, counted from 1
	Issues []frontsheet.Issue
	Sheet  *frontsheet.FrontSheet
	cell   []byte

	Message sheetWriter // nil where rows are written
}

// A sheetWriter writes each sheet in another form than rows.
type sheetWriter interface {
	Write(s *frontsheet.FrontSheet) error
	Flush() error
}

// NewRowWriter returns a Writer that gives its rows to another program, as
// [NewRowReader] takes them from one. Of options, those of CSV do not count:
// Encoding, BOM and CRLF.
func NewRowWriter(rows RowWriter, l *layout.Layout, options *WriterOptions) (*Writer, error) {
	v, err := NewWriter(l, options)
	if err != nil {
		return nil, err
	}
	sink := &rowSink{rows: rows}
	if l, ok := rows.(interface{ Lacks(rune) bool }); ok {
		sink.lacks = l.Lacks
	}
	v.Sink = sink
	return v, nil
}

// NewWriter returns a Writer without a place to write to.
func NewWriter(l *layout.Layout, options *WriterOptions) (*Writer, error) {
	v := &Writer{Layout: l, names: map[string]*layout.Field{}, paths: map[string]bool{}, written: map[uintptr]bool{}}
	if options != nil {
		v.Options = *options
	}
	v.Options.Diagnosis = localize.OrSystem(v.Options.Diagnosis, l.Diagnosis)
	v.Options.Procedure = localize.OrSystem(v.Options.Procedure, l.Procedure)
	probe := &frontsheet.FrontSheet{}
	for i := range l.Fields {
		f := l.Fields[i]
		if v.Options.Edition != "" && f.Since > v.Options.Edition {
			continue
		}
		if at := f.At(probe, f.Index); !layout.IsPlain(at) && !isRecorded(at) {
			return nil, fmt.Errorf("mapping: files of the layout %s are not written: there is no writing for its %s", l.Name, f.Column)
		}
		v.fields = append(v.fields, f)
		v.paths[f.Element] = true
	}
	for i := range v.fields {
		v.names[layout.ElementName(v.fields[i].Element)] = &v.fields[i]
	}
	v.Elements = layout.Elements()
	return v, nil
}

// Write writes one sheet as a row, as the rows that its items need, or as a
// message, and returns what that could not say as the sheet does. An error is
// that of the underlying writer, or [ErrInternal]: then the sheet was left out,
// and the next can be written.
func (w *Writer) Write(s *frontsheet.FrontSheet) ([]frontsheet.Issue, error) {
	if err := w.start(); err != nil {
		return nil, err
	}
	write := w.write
	if w.Message != nil {
		write = w.Message.Write
	}
	var err error
	if place, panicked := guard.Do(func() { err = write(s) }); panicked {
		if w.Sink != nil {
			w.Sink.drop()
		}
		return []frontsheet.Issue{guard.InternalError(frontsheet.Position{File: w.Options.File, Record: w.Record, Line: w.line}, place)}, guard.ErrInternal
	}
	return gather(w.Issues), err
}

// write writes the rows of a sheet.
func (w *Writer) write(s *frontsheet.FrontSheet) error {
	copied := s.Clone()
	w.Sheet, w.Issues = &copied, nil
	w.Record++
	w.line = w.Sink.line() + 1
	w.adapt(&copied)
	rows := w.arrange(&copied)
	var required []string
	first := w.line
	for w.row = range rows {
		w.line = w.Sink.line() + 1
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
		if err := w.Sink.end(); err != nil {
			return err
		}
	}
	w.row, w.line = 0, first
	if required != nil {
		w.report(nil, frontsheet.Information, "required-empty", "the layout's standard requires columns of which the sheet says nothing: "+strings.Join(required, " "))
	}
	w.reportKeys(&copied)
	w.reportStrays(&copied)
	w.reportKept(s)
	return nil
}

// Flush writes what is buffered, and the header of a file without rows.
func (w *Writer) Flush() error {
	if w.Message != nil {
		return w.Message.Flush()
	}
	if err := w.start(); err != nil {
		return err
	}
	return w.Sink.flush()
}

func (w *Writer) start() error {
	if w.Started {
		return nil
	}
	w.Started = true
	for i := range w.fields {
		w.put(&w.fields[i], []byte(w.fields[i].Column))
	}
	return w.Sink.end()
}

// put gives a cell to the sink.
func (w *Writer) put(f *layout.Field, cell []byte) {
	if lost := w.Sink.cell(cell); lost > 0 {
		w.report(f, frontsheet.Warning, "no-such-character", fmt.Sprintf("the %s lacks %d of the characters of the value: %c stands for each", w.Sink.form(), lost, charset.SubstituteIn(w.Options.Encoding)))
	}
}

// report reports something about a column, or about the row where f is nil.
func (w *Writer) report(f *layout.Field, severity frontsheet.Severity, code, detail string) {
	i := frontsheet.Issue{File: w.Options.File, Record: w.Record, Line: w.line, Severity: severity, Code: code, Detail: detail}
	if f != nil {
		i.Column, i.Field = f.Column, f.Element
	}
	w.Issues = append(w.Issues, i)
}
