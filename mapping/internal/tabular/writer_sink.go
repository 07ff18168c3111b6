package tabular

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A RowWriter takes the rows of a file that another package writes. Where it has
// a method Lacks(rune) bool, the characters that it reports are written as a
// substitute, and reported.
type RowWriter interface {
	// WriteRow writes one row, the header before all others. It must not keep
	// cells.
	WriteRow(cells []string) error
}

// A sink takes the rows of a file, cell by cell.
type sink interface {
	// cell adds a cell to the row in hand, and returns how many characters of
	// it are written as a substitute.
	cell(text []byte) (lost int)
	// end ends the row, and drop gives up what there is of it.
	end() error
	drop()
	flush() error
	// form names what lacks a character.
	form() string
	// longest returns how many characters of ASCII a cell holds.
	longest() int
	// line returns how many lines of the file are complete.
	line() int
}

// A rowSink gives rows to a RowWriter.
type rowSink struct {
	rows     RowWriter
	lacks    func(rune) bool // nil where it lacks none
	encoding string          // which decides what stands for what is lacking
	cells    []string
	n        int
}

func (s *rowSink) cell(text []byte) (lost int) {
	if s.lacks != nil && bytes.ContainsFunc(text, s.lacks) {
		text, lost = substituted(text, s.lacks, s.encoding)
	}
	s.cells = append(s.cells, string(text))
	return lost
}

// substituted returns text with the encoding's substitute for each character that a file
// lacks, and how many those are.
func substituted(text []byte, lacks func(rune) bool, encoding string) (_ []byte, lost int) {
	return bytes.Map(func(r rune) rune {
		if lacks(r) {
			lost++
			return charset.SubstituteIn(encoding)
		}
		return r
	}, text), lost
}

func (s *rowSink) end() error {
	err := s.rows.WriteRow(s.cells)
	s.cells = s.cells[:0]
	s.n++
	return err
}

func (s *rowSink) drop() { s.cells = s.cells[:0] }

func (s *rowSink) flush() error { return nil }

func (s *rowSink) form() string { return "format of the file" }

// longest is what a workbook holds, the narrowest of the forms that others write.
func (s *rowSink) longest() int { return 32767 }

func (s *rowSink) line() int { return s.n }

// A RecordWriter takes the records of a file whose records another package forms.
type RecordWriter interface {
	// WriteRecord writes one record: the cells of the layout's columns, and what else
	// the sheet keeps of the record that it came from. It returns for how much of the
	// latter the record has no place. It must not keep cells.
	WriteRecord(cells [][]byte, kept []frontsheet.Field) (left int, err error)
	// Flush writes what is buffered.
	Flush() error
}

// Where a RecordWriter has a method Lacks(rune) bool, the characters that it reports
// are written as a substitute, and reported. Where it has a method Line() int, that
// returns how many lines of the file are complete: a record is a line else. Where it has
// a method KeepsCodings() bool, that reports whether a record takes one cell more, with
// the codings that are kept.

// A recordSink gives records to a RecordWriter.
type recordSink struct {
	records RecordWriter
	cells   [][]byte
	kept    []frontsheet.Field
	left    int // of kept, without a place in the record before
	n       int
}

// keep takes what a sheet of the layout keeps of columns that the layout has not.
func (s *recordSink) keep(w *Writer, sheet *frontsheet.FrontSheet) {
	s.kept = nil
	if layout.Of(sheet) != w.Layout {
		return
	}
	for _, f := range sheet.Fields {
		if !w.Layout.HasColumn(f.Column) {
			s.kept = append(s.kept, f)
		}
	}
}

func (s *recordSink) cell(text []byte) (lost int) {
	text = slices.Clone(text)
	if r, ok := s.records.(interface{ Lacks(rune) bool }); ok && bytes.ContainsFunc(text, r.Lacks) {
		text, lost = substituted(text, r.Lacks, "")
	}
	s.cells = append(s.cells, text)
	return lost
}

func (s *recordSink) end() (err error) {
	s.left, err = s.records.WriteRecord(s.cells, s.kept)
	s.cells = s.cells[:0]
	s.n++
	return err
}

func (s *recordSink) drop()        { s.cells = s.cells[:0] }
func (s *recordSink) flush() error { return s.records.Flush() }
func (s *recordSink) form() string { return "format of the file" }

// longest is as much as a Reader takes.
func (s *recordSink) longest() int { return carrier.MostCell }

func (s *recordSink) line() int {
	if r, ok := s.records.(interface{ Line() int }); ok {
		return r.Line()
	}
	return s.n
}

// A csvSink writes rows in CSV, quoted where they have to be.
type csvSink struct {
	out    *bufio.Writer
	encode charset.Encoder
	crlf   bool
	lines  int
	buf    []byte // the row in hand
	filled bool   // the row has a cell, though it may be empty
}

// newCSVSink returns a csvSink as options ask for, and settles the encoding in
// them.
func newCSVSink(w io.Writer, options *carrier.WriterOptions) (*csvSink, error) {
	switch options.Encoding {
	case "":
		options.Encoding = charset.EncodingUTF8
	case charset.EncodingUTF8, charset.EncodingGB18030, charset.EncodingBig5, charset.EncodingLatin:
	default:
		return nil, fmt.Errorf("mapping: files are not written in the encoding %q", options.Encoding)
	}
	if options.BOM && options.Encoding != charset.EncodingUTF8 {
		return nil, fmt.Errorf("mapping: the encoding %s has no byte order mark", options.Encoding)
	}
	s := &csvSink{out: bufio.NewWriterSize(w, 64<<10), crlf: options.CRLF}
	s.encode.Use(options.Encoding)
	if options.BOM {
		s.buf = append(s.buf, "\xef\xbb\xbf"...)
	}
	return s, nil
}

func (s *csvSink) cell(text []byte) (lost int) {
	if s.filled {
		s.buf = append(s.buf, ',')
	}
	s.filled = true
	quoted := slices.ContainsFunc(text, func(b byte) bool { return b == ',' || b == '"' || b == '\n' || b == '\r' })
	if chars.AllASCII(text) && !quoted {
		s.buf = append(s.buf, text...)
		return 0
	}
	if quoted {
		s.buf = append(s.buf, '"')
	}
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		ok := r != utf8.RuneError || size > 1
		if ok {
			s.buf, ok = s.encode.Append(s.buf, r)
		}
		if !ok {
			lost++
			s.buf, _ = s.encode.Append(s.buf, charset.SubstituteIn(s.encode.Name()))
		}
		if r == '"' {
			s.buf = append(s.buf, '"')
		}
		if r == '\n' {
			s.lines++
		}
		text = text[size:]
	}
	if quoted {
		s.buf = append(s.buf, '"')
	}
	return lost
}

func (s *csvSink) end() error {
	if s.crlf {
		s.buf = append(s.buf, '\r')
	}
	s.buf = append(s.buf, '\n')
	s.lines++
	_, err := s.out.Write(s.buf)
	s.buf, s.filled = s.buf[:0], false
	return err
}

func (s *csvSink) drop() {
	s.lines -= bytes.Count(s.buf, []byte{'\n'})
	s.buf, s.filled = s.buf[:0], false
}

func (s *csvSink) flush() error { return s.out.Flush() }

func (s *csvSink) form() string { return "encoding " + s.encode.Name() }

func (s *csvSink) longest() int { return carrier.MostCell }

func (s *csvSink) line() int { return s.lines }
