package mapping

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load/filetype"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/clinicaldocument"
	"github.com/crossbay/crossbay/mapping/internal/jsonrecord"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/message"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

// carriers are the ways in which files hold records, in the order in which they
// are asked whether a file is theirs. The last takes what nobody recognises.
var carriers = [...]*carrier.Carrier{&message.Carrier, &clinicaldocument.Carrier, &jsonrecord.Nested, &jsonrecord.Carrier, &tabular.Carrier}

// The encodings of files.
const (
	EncodingAuto    = charset.EncodingAuto    // whatever the bytes are found to be
	EncodingUTF8    = charset.EncodingUTF8    // with or without a byte order mark
	EncodingGB18030 = charset.EncodingGB18030 // and GBK and GB 2312, which it contains
	EncodingBig5    = charset.EncodingBig5    // Big5 with HKSCS-2016
	EncodingLatin   = charset.EncodingLatin   // Windows-1252, and so ISO 8859-1
)

// ReaderOptions set how a file is read. Nil means the defaults.
type ReaderOptions struct {
	// File is the name of the file in issues.
	File string
	// Encoding is one of the Encoding constants or what other programs call them
	// (gbk, big5), EncodingAuto where empty.
	Encoding string
	// Diagnosis and Procedure are the systems in which the file is coded,
	// the layout's own where zero. They are never guessed from the codes.
	Diagnosis, Procedure codes.System
	// Tables are tables of those systems. A code that a file writes without
	// its dot (41071) gets it back where the code is then one of its table's
	// (410.71); without a table it stays as it is.
	Tables []codes.Table
	// Facility is that of records that name none, such as {Code: "H1234567890"};
	// the layout's where zero. A number of a patient is one within a facility.
	// Where nothing names it, ids of documents are made within the input: the
	// same input gives the same ids again, and no two inputs have a patient in
	// common. They are told apart by how they start: text by its first 64 KiB,
	// rows of another program and messages by the first record.
	Facility Facility
	// Fold makes one record of several, where a file has several of one stay.
	Fold Fold
	// Others are layouts that are not read. Where a header fits none of those to
	// read and is one of these, the [LayoutError] names it.
	Others []*Layout

	_ struct{}
}

// A Fold says which records of a file are one. The zero Fold is NoFold.
type Fold uint8

// The folds.
const (
	// NoFold: each record is one.
	NoFold Fold = iota
	// FoldVisit: the messages of HL7 v2 of one stay are one record, as [Visit]
	// folds them, wherever they stand in the file: those of one facility, one
	// patient (PID-3) and one visit number (PV1-19). A message without a number is
	// a record of its own, with an issue; so is one that cannot be read, or merges
	// patients of whom the file has no stay. Records come in the order of their
	// first messages; Record.Number counts them, and an issue has the line of its
	// message.
	//
	// The whole file is read before the first record, and its bytes are then sorted:
	// in about 100 MiB of memory at most, whatever the size of the file, and beyond that in
	// temporary files (TMPDIR) of about twice the file's size, which are encrypted
	// under a key that is in memory alone and are gone with the Reader. The messages
	// of one stay are at most 10,000 and 16 MiB. Files of other formats have no
	// messages, and are read as they are.
	FoldVisit
)

// below returns the options as carriers take them.
func (o *ReaderOptions) below() (carrier.Options, error) {
	if o == nil {
		o = &ReaderOptions{}
	}
	c := carrier.Options{File: o.File, Encoding: cmp.Or(o.Encoding, EncodingAuto), Diagnosis: o.Diagnosis, Procedure: o.Procedure, Tables: o.Tables, Facility: o.Facility, Fold: o.Fold == FoldVisit}
	c.Others = ofFormat(layout.Rows, o.Others)
	encoding, ok := charset.Named(c.Encoding)
	if !ok {
		return c, &ReadError{File: o.File, Err: fmt.Errorf("unknown encoding %q: %s", c.Encoding, strings.Join(charset.Names(), ", "))}
	}
	c.Encoding = encoding
	return c, nil
}

// A Reader reads the records of one file. It holds one record at a time: its
// memory does not grow with the file. It is not safe for concurrent use.
type Reader struct {
	source carrier.Source
	layout *Layout
}

// NewReader starts reading a file in CSV, or in JSON: it reads the header, and
// recognises in it one of the layouts. The delimiter (comma, tab or semicolon)
// is found in the header too. With one layout alone, a first row that names no column
// is taken for a record if its width is one of the layout's. A file that
// starts as a message does is read with the layout of messages among them, as
// [NewMessageReader] does.
//
// JSON is an array of objects, or an object a line (NDJSON), and is told by its
// first character. The names of members are read as header cells are; those of
// an object within an object follow its own ("patient": {"sex": …} is "Patient
// sex"). Objects may be 64 deep. A name that stands twice in an object is
// reported, and text that is not UTF-8 is refused.
//
// JSON that names a node of a layout of nested JSON (setlinfo) is read with such a
// layout: by what its envelope says, or else by the names in its nodes. Its objects
// may also stand one after the other over several lines, and it may be in GB18030. An
// issue has the JSON Pointer of the member as its column, and the member's line.
// Members that say nothing, names that stand twice, values of other types and unknown
// members are reported or kept verbatim; a record that would be written back otherwise,
// white space apart, has the issue json-form.
//
// What the file is can be told after one read of at least three bytes: a Reader of
// messages from a connection, for which NewReader would wait that long, is made
// with [NewMessageReader].
func NewReader(r io.Reader, layouts []*Layout, options *ReaderOptions) (*Reader, error) {
	o, err := options.below()
	if err != nil {
		return nil, err
	}
	text := charset.Begin(r)
	if text.Decoded {
		o.Encoding = EncodingUTF8
	} else {
		o.Mark = text.Mark
	}
	if what := filetype.Of(text.Start); what != nil && (len(ofFormat(layout.CDA, layouts)) == 0 || !clinicaldocument.Carrier.Recognize(text.Start, nil)) {
		return nil, &ReadError{File: o.File, Err: what}
	}
	if 8*bytes.Count(text.Start, []byte{0}) > len(text.Start) {
		return nil, &ReadError{File: o.File, Err: ErrNotText}
	}
	var open func(io.Reader, []*layout.Layout, carrier.Options) (carrier.Source, error)
	var theirs []*layout.Layout
	streams := false // records may come one by one, and none is to wait for the next
	for _, c := range carriers {
		if list := ofFormat(c.Format, layouts); len(list) > 0 {
			if open, theirs = c.Open, list; c.Recognize(text.Start, list) {
				streams = c.Format == layout.HL7v2
				break
			}
		} else if other := ofFormat(c.Format, others(options)); len(other) > 0 && c.Recognize(text.Start, other) && c != carriers[len(carriers)-1] {
			return nil, &ReadError{File: o.File, Err: &LayoutError{Likely: other[0].Name}}
		}
	}
	if open == nil {
		return nil, &ReadError{File: o.File, Err: &LayoutError{}}
	}
	if theirs[0].Format == layout.HL7v2 && !message.Carrier.Recognize(text.Start, theirs) {
		// Whoever asks for messages alone gets a word about a table.
		if table, err := tabular.Open(bytes.NewReader(text.Start), o.Others, o); err == nil {
			return nil, &ReadError{File: o.File, Err: &LayoutError{Likely: table.File().Layout.Name}}
		}
	}
	if !streams {
		ahead := bufio.NewReaderSize(text.Reader, inputStart)
		start, _ := ahead.Peek(inputStart) //nolint:errcheck // an error comes when the text is read
		text.Reader, o.Input = ahead, digest(start)
	}
	source, err := open(text, theirs, o)
	return newReader(source, layouts, o, err)
}

// inputStart is how much of a text tells it from others.
const inputStart = 64 << 10

// digest tells bytes from others, and nothing of what they are.
func digest(parts ...[]byte) string {
	h := sha256.New()
	for _, part := range parts {
		fmt.Fprintf(h, "%d:", len(part))
		h.Write(part)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// digestOf is digest for the first record of an input.
func digestOf(header []byte, r *carrier.Row) string {
	parts := [][]byte{header, r.Raw}
	if r.Raw == nil || r.More != nil {
		for _, row := range append([]carrier.Row{*r}, r.More...) {
			for i := range row.Cells {
				parts = append(parts, row.Cell(i))
			}
		}
	}
	return digest(parts...)
}

func others(o *ReaderOptions) []*Layout {
	if o == nil {
		return nil
	}
	return o.Others
}

// ofFormat returns those of layouts that are of a format.
func ofFormat(f *layout.Format, layouts []*Layout) (list []*layout.Layout) {
	for _, l := range layouts {
		if l.compiled.Format == f {
			list = append(list, l.compiled)
		}
	}
	return list
}

// NewMessageReader starts reading a file of HL7 v2 messages in ER7: plain or in
// MLLP frames, one after the other, in a batch or not. Each message that states
// a stay is a record. The layout is one whose format is hl7v2.
//
// A message is in the characters that its MSH-18 states, UTF-8, Big5 with HKSCS
// or GB18030, which its bytes must bear out; options.Encoding goes before it,
// and is what reads messages that state none and are not UTF-8 either.
//
// A message that cannot be split, whose patient or stay cannot be told, or that
// undoes an event or merges patients is rejected. The order of the segments
// does not matter, and those that the layout does not list are kept verbatim.
//
// Nothing is read before the first record is asked for, so r may be a connection;
// a file without a message gives [ErrEmpty] then. A message in a frame is a record
// as soon as its frame ends. What is wrong with a batch costs no message: see
// [Reader.Issues].
func NewMessageReader(r io.Reader, l *Layout, options *ReaderOptions) (*Reader, error) {
	o, err := options.below()
	if err != nil {
		return nil, err
	}
	if !l.Messages() {
		return nil, &ReadError{File: o.File, Err: fmt.Errorf("the layout %s is not one of messages", l.Name)}
	}
	source, err := message.Open(r, []*layout.Layout{l.compiled}, o)
	return newReader(source, []*Layout{l}, o, err)
}

// A RowNote is what the rows of [NewRowReader] give beside a row of a spreadsheet
// of which there is more to say than its cells: where it stands, formulas without
// a result, cells under merged ones. It is an error that does not end the reading.
type RowNote = carrier.RowNote

// A RowFinding is what the rows of [NewRowReader] found in the file, the row or the
// cell: an issue but for the position.
type RowFinding = carrier.Finding

// NewRowReader starts reading a file that another program splits into rows, as
// a spreadsheet's are: package xlsx has those of workbooks, dbf of dBASE, htmltable of
// pages, and database those of a query. The first row is the header, or one below
// titles where a layout has them. An error of rows ends the reading, unless it is a [RowNote].
func NewRowReader(rows iter.Seq2[[]string, error], layouts []*Layout, options *ReaderOptions) (*Reader, error) {
	o, err := options.below()
	if err != nil {
		return nil, err
	}
	source, err := tabular.OpenRows(rows, ofFormat(layout.Rows, layouts), o)
	return newReader(source, layouts, o, err)
}

func newReader(source carrier.Source, layouts []*Layout, o carrier.Options, err error) (*Reader, error) {
	if err != nil {
		return nil, readError(o.File, err)
	}
	return &Reader{source: source, layout: wrapped(source.File().Layout, layouts)}, nil
}

// Layout returns the layout of the file.
func (d *Reader) Layout() *Layout { return d.layout }

// Encoding returns the encoding of the file, EncodingAuto as long as only
// ASCII has been read, or "MSH-18" where each message states its own.
func (d *Reader) Encoding() string { return d.source.Encoding() }

// Header returns the header as in the file, nil where there is none.
func (d *Reader) Header() []byte { return d.source.Header() }

// Issues returns what was found in the header: columns that the layout does
// not know, that stand twice or that are missing. Of messages it returns what was
// found of the batches that hold them, and of the rows of [NewRowReader] what these
// found in the file, as far as they have been read: all of it when the records have
// ended. It must not be called while [Translator.Run] runs.
func (d *Reader) Issues() []Issue { return d.source.Issues() }

// Diagnosis returns the system in which diagnoses are read.
func (d *Reader) Diagnosis() codes.System { return d.source.File().DiagnosisCodes() }

// Procedure returns the system in which procedures are read.
func (d *Reader) Procedure() codes.System { return d.source.File().ProcedureCodes() }

// Records yields the records of the file in order. A non-nil error, a
// *ReadError, is the last thing yielded; faults of a record are in its Issues.
func (d *Reader) Records() iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		defer d.Close()
		p := d.source.NewParser()
		var row carrier.Row
		for {
			err := d.next(&row)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(newRecord(p, d.source.File(), &row), nil) {
				return
			}
		}
	}
}

// Skip reads n records over, without making anything of them. What the records
// after them owe to those before, such as the encoding of the file and their
// numbers, is as if they had been read. The error is io.ErrUnexpectedEOF where
// the file has fewer records, or else the *ReadError of reading them.
func (d *Reader) Skip(n int) error {
	var row carrier.Row
	for range n {
		err := d.next(&row)
		if errors.Is(err, io.EOF) {
			return io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Close releases what a Reader of NewRowReader holds. Records and Translator's
// Run do so when they end.
func (d *Reader) Close() { d.source.Close() }

// next reads the next row, io.EOF after the last, a *ReadError where the file
// cannot be read further. What depends on the order of the rows is settled
// there; a parser does the rest, on any goroutine.
func (d *Reader) next(row *carrier.Row) error {
	err := d.source.Next(row)
	if err == nil {
		if f := d.source.File(); f.Input == "" {
			f.Input = digestOf(d.source.Header(), row)
		}
		return nil
	}
	if errors.Is(err, io.EOF) {
		return err
	}
	return readError(d.source.File().File, err)
}

// A ReadError says that a file cannot be read further. It holds no value of
// the file.
type ReadError struct {
	File string // its name, "" where the options give none
	Line int    // 1-based, 0 where it is the file as a whole
	Err  error  // the cause
}

func readError(file string, err error) error {
	e := &ReadError{File: file, Err: err}
	if at := (*carrier.Error)(nil); errors.As(err, &at) {
		e.Line, e.Err = at.Line, at.Err
	}
	return e
}

// Error returns the error with its position.
func (e *ReadError) Error() string {
	position := e.File
	if e.Line > 0 {
		position += ":" + strconv.Itoa(e.Line)
	}
	if position == "" {
		return e.Err.Error()
	}
	return position + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.Err }

// The causes of a ReadError that a caller may want to tell apart.
var (
	// ErrEmpty: the file has no row.
	ErrEmpty = carrier.ErrEmpty
	// ErrNotText: the file has so many bytes of zero that it is no text of any
	// encoding known here.
	ErrNotText = carrier.ErrNotText
	// ErrLayout: the header fits none of the layouts. The cause is a [*LayoutError].
	ErrLayout = carrier.ErrLayout
)

// A LayoutError is an [ErrLayout] that says which layout the header looks like, as
// far as one of those to read or of ReaderOptions.Others does.
type LayoutError = carrier.LayoutError

// A FileTypeError says what a file is that holds no records which are read here (an
// old workbook, a database, a document, a picture, an archive), and what to do.
type FileTypeError = filetype.Error
