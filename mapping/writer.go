package mapping

import (
	"fmt"
	"hash/maphash"
	"io"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/codings"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
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
	// KeepCodings keeps in each record the codings of diagnoses, operations and
	// drugs for which the layout has no place, whatever their system, with what
	// they are called: in a last column, [KeptCodings], or in a segment ZKC of a
	// message. A [Reader] puts them back wherever they stand.
	KeepCodings bool

	_ struct{}
}

// below returns the options as carriers take them.
func (o *WriterOptions) below() carrier.WriterOptions {
	if o == nil {
		return carrier.WriterOptions{}
	}
	return carrier.WriterOptions{
		Edition: o.Edition, Encoding: o.Encoding, BOM: o.BOM, CRLF: o.CRLF, MLLP: o.MLLP, File: o.File, Diagnosis: o.Diagnosis, Procedure: o.Procedure,
		Terms: o.Terms, KeepCodings: o.KeepCodings,
	}
}

// A Writer writes front sheets as rows of a file, or as messages of HL7 v2, the
// way back of a [Reader]. Cells are in the form that the layout prescribes, which
// is that of the sheet and not that of the file it was read from: what a Reader
// changed stays changed, and what it could make nothing of is left empty. The
// cells as they were written remain among the Fields of the sheet, and in FHIR.
//
// A value of another layout is written as the code of this one's value set that
// means the same. What the layout has no column for, or no code for, is
// reported, the former once for each element of a sheet; what it requires and
// the sheet does not know stays empty, with a warning where it is the key of the
// layout. Nothing is made up.
//
// A Writer is not safe for concurrent use.
type Writer struct {
	writer  carrier.Writer
	file    string // its name in issues
	events  bool   // the layout is of messages
	records int
	stays   map[uint64]struct{} // of messages, by a hash; nil once it has been said that one has several
	seed    maphash.Seed
}

// KeptCodings is the name of the column, or of the member of a record in JSON, that
// holds the codings of [WriterOptions.KeepCodings]: JSON in ASCII, for each line of
// the sheet a CodeableConcept of FHIR with the name of the line ("diagnosis.other[2]").
// Of a line whose code the record has been given since, they are not read: the issue
// stale-codings says so.
const KeptCodings = codings.Column

// mostStays is how many stays a Writer remembers, to see whether one comes again.
const mostStays = 1 << 20

// NewWriter returns a Writer of files in CSV in a layout. A record of a layout
// whose records have several rows is as many rows as it has items. The header is
// written with the first sheet, or when the Writer is flushed. No cell is changed
// for the sake of spreadsheets, which take one that starts with =, +, - or @ for
// a formula: package mapping/xlsx writes what is to be opened with them.
//
// In a layout of nested JSON each sheet is an object of a line (NDJSON, in UTF-8, the
// lines end in LF): with the members that it says something of, in the order of the
// layout, numbers where its standard has them. What a record of the layout had in its
// envelope, and members that the layout does not know, are given back. Of the options
// Edition, Encoding, BOM and CRLF are not for it.
//
// In a layout of messages each sheet is a message of HL7 v2.5, in segments that
// end in CR. One that was read from such a message is written as that was, byte
// for byte, as far as it still says the same. Of the options Edition, BOM and
// CRLF are not for messages, nor are Diagnosis and Procedure: each code names its
// system.
func NewWriter(w io.Writer, l *Layout, options *WriterOptions) (*Writer, error) {
	for _, c := range carriers {
		if c.Format == l.compiled.Format && c.NewWriter != nil {
			writer, err := c.NewWriter(w, l.compiled, options.below())
			return newWriter(writer, l, options, err)
		}
	}
	return nil, fmt.Errorf("mapping: no files of the layout %s are written", l.Name)
}

// A RowWriter takes the rows of a file that another package writes. Where it has
// a method Lacks(rune) bool, the characters that it reports are written as a
// substitute, and reported.
type RowWriter interface {
	// WriteRow writes one row, the header before all others. It must not keep
	// cells.
	WriteRow(cells []string) error
}

// NewRowWriter returns a Writer that gives its rows to another program, as
// [NewRowReader] takes them from one. Of options, those of CSV do not count: BOM
// and CRLF, and Encoding but for the character that stands for one that rows lack.
func NewRowWriter(rows RowWriter, l *Layout, options *WriterOptions) (*Writer, error) {
	if l.compiled.Format != layout.Rows {
		return nil, fmt.Errorf("mapping: the layout %s is not one of rows", l.Name)
	}
	writer, err := tabular.NewRowWriter(rows, l.compiled, options.below())
	return newWriter(writer, l, options, err)
}

func newWriter(writer carrier.Writer, l *Layout, options *WriterOptions, err error) (*Writer, error) {
	if err != nil {
		return nil, err
	}
	return &Writer{
		writer: writer, file: options.below().File, events: l.compiled.Format.Events,
		stays: map[uint64]struct{}{}, seed: maphash.MakeSeed(),
	}, nil
}

// ErrInternal: a record met a fault of this package, and was left out. The
// issues say where in the package; the next record can be worked on.
var ErrInternal = guard.ErrInternal

// Write writes one sheet as a row, as the rows that its items need, or as a
// message, and returns what that could not say as the sheet does. An error is
// that of the underlying writer, or [ErrInternal]: then the sheet was left out,
// and the next can be written.
//
// In rows, a second message of a stay is a second row of it: this is reported once
// a file, as the issue stay-in-several-records. [FoldVisit] makes one of them.
func (w *Writer) Write(s *FrontSheet) ([]Issue, error) {
	issues, err := w.writer.Write(s)
	w.records++
	if err == nil && w.again(s) {
		w.stays = nil
		issues = append(issues, Issue{
			File: w.file, Record: w.records, Field: "stay.number", Severity: frontsheet.Warning, Code: "stay-in-several-records",
			Detail: "a message of the stay has been written before: such stays have several records, unless their messages are folded (said once a file)",
		})
	}
	return issues, err
}

// again reports whether the sheet is of a message whose stay has been written.
func (w *Writer) again(s *FrontSheet) bool {
	if w.events || w.stays == nil || len(w.stays) == mostStays || s.Event.Code == "" || s.Stay.Number == "" {
		return false
	}
	stay := maphash.String(w.seed, s.Subject()+"/"+s.Stay.Number)
	_, again := w.stays[stay]
	w.stays[stay] = struct{}{}
	return again
}

// Flush writes what is buffered, and the header of a file without rows.
func (w *Writer) Flush() error { return w.writer.Flush() }
