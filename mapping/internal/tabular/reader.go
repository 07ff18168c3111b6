package tabular

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// ReaderOptions set how a file is read. Nil means the defaults.
type ReaderOptions struct {
	// File is the name of the file in issues.
	File string
	// Encoding is one of the Encoding constants, EncodingAuto where empty.
	Encoding string
	// Diagnosis and Procedure are the systems in which the file is coded,
	// the layout's own where zero. They are never guessed from the codes.
	Diagnosis, Procedure codes.System
	// Tables are tables of those systems. A code that a file writes without
	// its dot (41071) gets it back where the code is then one of its table's
	// (410.71); without a table it stays as it is.
	Tables []codes.Table

	_ struct{}
}

// A Record is one row of a file.
type Record struct {
	// Number is the 1-based number of the record in the file, the header not
	// counted; Line the 1-based line on which it starts.
	Number, Line int
	// Raw is the record as in the file, its line end included, or as a line of
	// CSV where the file is no text, of JSON where it is an array. It is valid until the next record.
	Raw []byte
	// Sheet is what the record says, nil where it could not be understood:
	// then Issues says why, and the record is rejected.
	Sheet *frontsheet.FrontSheet
	// Issues are the repairs that reading took and what it could not read.
	Issues []frontsheet.Issue

	// Where Cell finds its values, while the record is in hand.
	cellParser  *Parser
	cellRow     *Row
	cellMessage *hl7v2.Message // nil where there is none, or it could not be split
}

// A ReadError says that a file cannot be read further. It holds no value of
// the file.
type ReadError struct {
	File string
	Line int // 1-based, 0 where it is the file as a whole
	Err  error
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
	ErrEmpty = errors.New("the file is empty")
	// ErrNotText: the file has so many bytes of zero that it is no text of any
	// encoding known here.
	ErrNotText = errors.New("the file is no text, or UTF-16 without a byte order mark")
	// ErrLayout: the header fits none of the layouts.
	ErrLayout = errors.New("the header fits none of the layouts: no column of the record's key is there")
)

// A Reader reads the records of one file. It holds one record at a time: its
// memory does not grow with the file. It is not safe for concurrent use.
type Reader struct {
	In      *layout.Layout
	Options ReaderOptions
	Rows    rowSource
	Text    *csvRows // nil where the file is no text
	// Charset is that of the file, EncodingAuto as long as all is ASCII.
	Charset  string
	Detected bool // it was not stated

	header    Row
	hasHeader bool
	columns   []string // header cells
	fields    []int    // for each column, the field of layout, -1 for none
	bound     []int    // for each field of layout, the column, -1 for none
	turns     []int    // for each column, when its cell is read
	inOrder   bool     // the cells are read as they stand
	issues    []frontsheet.Issue
	First     *Row   // the first record of a file without a header
	ahead     *Row   // the row after a record of several
	overlong  []byte // the key of the record before, which had too many rows
	failed    error
	number    int
	stays     *stayMemory // nil where rows do not tell stays apart

	// Message reads the message of a row into a record, and messageCell finds a
	// field of it by its path; nil where the file holds no messages.
	Message     func(*Parser, *Record, *Row)
	MessageCell func(m *hl7v2.Message, path string) string
}

// NewRowReader starts reading a file that another program splits into rows, as
// a spreadsheet's are. The first row is the header, or one below titles where a
// layout has them. An error of rows ends the reading, unless it is [Unresolved].
func NewRowReader(rows iter.Seq2[[]string, error], layouts []*layout.Layout, options *ReaderOptions) (*Reader, error) {
	d := &Reader{Charset: charset.EncodingUTF8}
	if options != nil {
		d.Options = *options
	}
	next, stop := iter.Pull2(rows)
	d.Rows = &stringRows{pull: next, stop: stop}
	if err := d.Open(layouts); err != nil {
		stop()
		return nil, err
	}
	return d, nil
}

// ByteOrderMark takes the mark at the front of the file for what it says.
func (d *Reader) ByteOrderMark(r io.Reader) {
	ahead := d.Text.Ahead()
	switch {
	case len(ahead) >= 3 && string(ahead[:3]) == "\xef\xbb\xbf":
		d.Text.start += 3
		if d.Charset == charset.EncodingAuto {
			d.Charset = charset.EncodingUTF8
		}
	case len(ahead) >= 2 && (string(ahead[:2]) == "\xff\xfe" || string(ahead[:2]) == "\xfe\xff"):
		both := io.MultiReader(bytes.NewReader(slices.Clone(ahead)), r)
		d.Text = NewCSVRows(transform.NewReader(both, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()))
		d.Rows = d.Text
		d.Charset, d.Detected = charset.EncodingUTF8, false
		d.Text.Fill()
	}
}

// Open reads the header and binds its columns to the layout's fields.
func (d *Reader) Open(layouts []*layout.Layout) error {
	err := d.Rows.Next(&d.header)
	if errors.Is(err, io.EOF) {
		return d.Fail(0, ErrEmpty)
	}
	if err != nil {
		return d.Fail(1, err)
	}
	if d.header.Fault != "" {
		return d.Fail(d.header.Line, errors.New("the header cannot be split: "+d.header.Fault))
	}
	d.readHeader()
	layout, _ := layout.Recognize(d.columns, layouts)
	layout = d.recognizeCharset(layout, layouts)
	if layout == nil {
		if layout, err = d.search(layouts); err != nil {
			return err
		}
	}
	if layout == nil {
		return d.openBare(layouts)
	}
	d.In, d.hasHeader = layout, true
	var duplicates []int
	d.fields, duplicates = layout.Match(d.columns)
	d.bind()
	d.reportHeader(duplicates)
	return nil
}

// openBare opens a file without a header: the columns are those of the one
// layout, in its order.
func (d *Reader) openBare(layouts []*layout.Layout) error {
	if len(layouts) != 1 || layout.Count(first(layouts[0].Match(d.columns)), -1) < len(d.columns) {
		return d.Fail(d.header.Line, ErrLayout)
	}
	columns := layouts[0].ColumnsOfWidth(len(d.columns))
	if columns == nil {
		return d.Fail(d.header.Line, ErrLayout)
	}
	d.In, d.fields = layouts[0], columns
	for i, f := range columns {
		d.columns[i] = d.In.Fields[f].Column
	}
	d.bind()
	d.First = &d.header
	d.issue(frontsheet.Warning, "no-header", "", "the file has no header: its columns are taken in the order of the layout")
	return nil
}

func first[T, U any](t T, _ U) T { return t }

func (d *Reader) bind() {
	d.bound = make([]int, len(d.In.Fields))
	for i := range d.bound {
		d.bound[i] = -1
	}
	for column, f := range d.fields {
		if f >= 0 {
			d.bound[f] = column
		}
	}
	// Cells are read in the order of the layout, and then those of columns that
	// it does not know.
	d.turns = make([]int, len(d.fields))
	for column, f := range d.fields {
		d.turns[column] = f
		if f < 0 {
			d.turns[column] = len(d.bound) + column
		}
	}
	d.inOrder = slices.IsSorted(d.turns)
	d.stays = newStayMemory(d.In, d.bound)
}

func (d *Reader) reportHeader(duplicates []int) {
	for _, column := range d.header.unresolved {
		d.issue(frontsheet.Warning, noResult, d.cellName(column), unsaved)
	}
	for column, f := range d.fields {
		switch {
		case f >= 0 || d.columns[column] == "":
		case slices.Contains(duplicates, column):
			d.issue(frontsheet.Warning, "duplicate-column", d.name(column), "the column stands twice: the first counts, the cells of this one are kept verbatim")
		default:
			d.issue(frontsheet.Information, "unknown-column", d.name(column), "the layout has no such column: its cells are kept verbatim")
		}
	}
	var missing []string
	for f, column := range d.bound {
		if column < 0 && d.In.Fields[f].Need == "yes" {
			missing = append(missing, d.In.Fields[f].Column)
		}
	}
	if missing != nil {
		d.issue(frontsheet.Information, "missing-column", "", "the file lacks columns that the layout's standard requires: "+strings.Join(missing, " "))
	}
}

// name names a column that the layout does not know, as its header does. A
// header that goes over several lines, has a number in it or is no name may hold
// what is not the header's to tell: there the name is the number of the column.
func (d *Reader) name(column int) string {
	const most = 40
	cell := strings.TrimFunc(chars.Plain(d.columns[column]), chars.IsSpace)
	if cell == "" || d.header.Lines > 1 || strings.ContainsAny(cell, "\r\n\t") || utf8.RuneCountInString(cell) > most || mayIdentify(cell) {
		return "#" + strconv.Itoa(column+1)
	}
	return cell
}

func (d *Reader) issue(severity frontsheet.Severity, code, column, detail string) {
	d.issues = append(d.issues, frontsheet.Issue{
		File: d.Options.File, Line: d.header.Line, Column: column, Severity: severity, Code: code, Detail: detail,
	})
}

func (d *Reader) Fail(line int, err error) error {
	return &ReadError{File: d.Options.File, Line: line, Err: err}
}

// settle finds the encoding of the file when the first character beyond ASCII
// comes up, and then that of each row.
func (d *Reader) settle(r *Row) {
	if d.Text == nil {
		r.encoding = d.Charset
		return
	}
	if d.Charset == charset.EncodingAuto && !chars.AllASCII(r.Raw) {
		sample := append(slices.Clone(r.Raw), d.Text.Ahead()...)
		d.Charset = d.regional(charset.Detect(sample), sample)
	}
	r.encoding, r.mixed = d.Charset, false
	if d.Detected {
		r.encoding = charset.DetectRecord(r.Raw, d.Charset)
		r.mixed = r.encoding != d.Charset
	}
}

// doubt returns the encoding in which the record rather seems to be than in its
// own, "" where nothing speaks for another, or the file is no text.
func (d *Reader) doubt(r *Row) string {
	if d.Text == nil || chars.AllASCII(r.Raw) {
		return ""
	}
	return charset.Doubtful(r.Raw, r.encoding)
}

// Layout returns the layout of the file.
func (d *Reader) Layout() *layout.Layout { return d.In }

// Encoding returns the encoding of the file, EncodingAuto as long as only
// ASCII has been read.
func (d *Reader) Encoding() string {
	if d.In.Message && d.Charset == charset.EncodingAuto {
		return "MSH-18"
	}
	return d.Charset
}

// Header returns the header as in the file, nil where there is none.
func (d *Reader) Header() []byte {
	if !d.hasHeader {
		return nil
	}
	return d.header.Raw
}

// Issues returns what was found in the header: columns that the layout does
// not know, that stand twice or that are missing.
func (d *Reader) Issues() []frontsheet.Issue { return d.issues }

// Diagnosis returns the system in which diagnoses are read.
func (d *Reader) Diagnosis() codes.System {
	return localize.OrSystem(d.Options.Diagnosis, d.In.Diagnosis)
}

// Procedure returns the system in which procedures are read.
func (d *Reader) Procedure() codes.System {
	return localize.OrSystem(d.Options.Procedure, d.In.Procedure)
}

// Records yields the records of the file in order. A non-nil error, a
// *ReadError, is the last thing yielded; faults of a record are in its Issues.
func (d *Reader) Records() iter.Seq2[*Record, error] {
	return func(yield func(*Record, error) bool) {
		defer d.Close()
		p := NewParser(d)
		var r Row
		for {
			err := d.Next(&r)
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(p.record(&r), nil) {
				return
			}
		}
	}
}

// Close releases what a Reader of NewRowReader holds. Records and Translator's
// Run do so when they end.
func (d *Reader) Close() {
	if rows, ok := d.Rows.(*stringRows); ok {
		rows.stop()
	}
}

// Next reads the next row, io.EOF after the last, a *ReadError where the file
// cannot be read further. What depends on the order of the rows is settled
// here; a parser does the rest, on any goroutine.
func (d *Reader) Next(r *Row) error {
	if d.First != nil {
		*r, d.First = *d.First, nil
		d.settle(r)
	} else if err := d.row(r); err != nil {
		return err
	} else {
		d.gather(r)
	}
	d.number++
	r.number = d.number
	r.again = d.stays != nil && d.whole(r) && d.stays.seen(r)
	return nil
}

// A Parser makes Records of the rows of one file. Each goroutine has its own.
type Parser struct {
	Reader *Reader
	decode charset.Decoder
	buf    []byte // the decoded cells of a record
	cells  []decoded
	Hl7    any // what the reading of messages keeps from one to the next
	names  *encoding.Encoder
	name   []byte // for names to look at their bytes

	Sheet *frontsheet.FrontSheet      // for one record after another; nil where sheets are handed out
	codes arena.Slab[frontsheet.Code] // of that sheet
}

// A decoded is a cell within the decoded cells of its record.
type decoded struct {
	column   int
	from, to int
	bad      int // offset of the first bytes that are no character, -1 for none
}

func NewParser(d *Reader) *Parser { return &Parser{Reader: d} }

// record makes a Record of one row. A panic costs the record.
func (p *Parser) record(r *Row) *Record {
	record := &Record{}
	p.Read(record, r)
	return record
}

// Read makes record of one row. A panic costs the record.
func (p *Parser) Read(record *Record, r *Row) {
	*record = Record{Number: r.number, Line: r.Line, Raw: r.Raw, cellParser: p, cellRow: r}
	if place, panicked := guard.Do(func() { p.fill(record, r) }); panicked {
		record.Sheet = nil
		at := frontsheet.Position{File: p.Reader.Options.File, Record: r.number, Line: r.Line}
		record.Issues = append(record.Issues, guard.InternalError(at, place))
	}
}

// fill reads one row into record.
func (p *Parser) fill(record *Record, r *Row) {
	if p.Reader.Message != nil {
		p.Reader.Message(p, record, r)
		return
	}
	b := sheetBuilder{parser: p, reader: p.Reader, record: record}
	p.decode.Use(r.encoding)
	if r.mixed {
		b.issue(frontsheet.Warning, "mixed-encoding", "the record is in another encoding than the file: it is read as "+r.encoding)
	}
	if r.again {
		b.issue(frontsheet.Warning, "duplicate-record", "the stay stands in the file before: the record has the same keys")
	}
	b.unresolved(r)
	for i := range r.more {
		b.unresolved(&r.more[i])
	}
	if other := p.Reader.doubt(r); other != "" {
		b.issue(frontsheet.Warning, "doubtful-encoding", "the record is read as "+r.encoding+", and its bytes rather seem to be "+other)
	}
	switch width := len(p.Reader.columns); {
	case r.Fault != "":
		b.reject(r.Fault, Faults[r.Fault])
	case len(r.Cells) < width || !r.blank(width):
		b.reject("wrong-width", fmt.Sprintf("%d cells instead of %d", len(r.Cells), width))
	default:
		b.build(r)
	}
}

var Faults = map[string]string{
	"unterminated-quote": "a quote opens a cell, and nothing closes it",
	"bad-quote":          "text follows the closing quote of a cell, or a quote has joined lines",
	"record-too-long":    "the record is longer than 16 MiB",
	"field-too-long":     "a cell is longer than 1 MiB",
	"too-many-columns":   "the record has more than 4096 cells",
	"bad-json":           "the record is not JSON",
	"bad-utf-8":          "the text of the record is not UTF-8, or it holds half a surrogate pair",
	"not-an-object":      "the record is JSON, and no object",
	"too-deep":           "the objects and arrays of the record are more than 64 deep",
	"repeated-header":    "the row is the header once more",
	"group-too-long":     "the rows of one record are more than 10000, or longer than 16 MiB",

	"no-message-header":  "the bytes are no message: they do not start with MSH",
	"unterminated-frame": "the MLLP frame has no end: the message may have been cut short",
	"message-too-long":   "the message is longer than 16 MiB",
}

// decodeCells decodes the cells that are not empty into one text, and returns
// it; p.cells then says where each stands in it, in the order in which they are
// to be read.
func (p *Parser) decodeCells(r *Row) string {
	p.buf, p.cells = p.buf[:0], p.cells[:0]
	for i, c := range r.Cells[:len(p.Reader.columns)] {
		if c.To == c.From {
			continue
		}
		t := decoded{column: i, from: len(p.buf)}
		p.buf, t.bad = p.decode.Append(p.buf, r.Cell(i))
		t.to = len(p.buf)
		p.cells = append(p.cells, t)
	}
	if turns := p.Reader.turns; !p.Reader.inOrder {
		slices.SortFunc(p.cells, func(x, y decoded) int { return turns[x.column] - turns[y.column] })
	}
	return string(p.buf)
}

// NewSheet returns an empty sheet.
func (p *Parser) NewSheet() *frontsheet.FrontSheet {
	if p.Sheet == nil {
		return &frontsheet.FrontSheet{}
	}
	p.codes.Reset()
	p.Sheet.Reset()
	return p.Sheet
}

// stringRows turns the rows of another program into rows.
type stringRows struct {
	pull  func() ([]string, error, bool)
	stop  func()
	line  int
	width int // of the header; a spreadsheet leaves out empty cells at the end
	buf   bytes.Buffer
}

func (s *stringRows) Next(r *Row) error {
	for {
		cells, err, ok := s.pull()
		if !ok {
			return io.EOF
		}
		var unresolved Unresolved
		if err != nil && !errors.As(err, &unresolved) {
			return err
		}
		s.line++
		*r = Row{Line: s.line, Lines: 1, Cells: r.Cells[:0], Unquoted: r.Unquoted[:0], unresolved: unresolved}
		for _, cell := range cells {
			if r.Fault = limited(cell, len(r.Cells), len(r.Unquoted)); r.Fault != "" {
				break
			}
			from := int32(len(r.Unquoted))
			r.Unquoted = append(r.Unquoted, cell...)
			r.Cells = append(r.Cells, Span{from, int32(len(r.Unquoted)), true})
		}
		if r.blank(0) && r.Fault == "" && unresolved == nil {
			continue
		}
		if s.width == 0 {
			s.width = len(r.Cells)
		}
		for len(r.Cells) < s.width {
			r.Cells = append(r.Cells, Span{undone: true})
		}
		s.buf.Reset()
		w := csv.NewWriter(&s.buf)
		if err := w.Write(cells); err != nil {
			return err
		}
		w.Flush()
		r.Raw = s.buf.Bytes()
		return w.Error()
	}
}
