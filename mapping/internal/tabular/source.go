package tabular

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/codings"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A Source reads the records of one file of rows, whatever splits the rows. It
// holds one record at a time: its memory does not grow with the file. It is not
// safe for concurrent use.
type Source struct {
	file carrier.File
	rows RowSource
	text *csvRows // nil where the file is no CSV
	// encoding is that of the file, EncodingAuto as long as all is ASCII.
	encoding string
	detected bool // it was not stated

	header    carrier.Row
	hasHeader bool
	columns   []string // header cells
	fields    []int    // for each column, the field of layout, -1 for none
	bound     []int    // for each field of layout, the column, -1 for none
	codings   int      // the column of the codings that are kept, -1 for none
	turns     []int    // for each column, when its cell is read
	inOrder   bool     // the cells are read as they stand
	issues    []frontsheet.Issue
	first     *carrier.Row // the first record of a file without a header
	queued    *carrier.Row // the row after the header, where that was looked at
	headings  headings
	ahead     *carrier.Row // the row after a record of several
	overlong  []byte       // the key of the record before, which had too many rows
	failed    error
	number    int
	stays     *stayMemory // nil where rows do not tell stays apart
}

// A RowSource splits a file into rows.
type RowSource interface {
	// Next gives the next row, io.EOF after the last. An error may be a
	// *carrier.Error, which knows its line.
	Next(*carrier.Row) error
}

// Carrier reads and writes CSV.
var Carrier = carrier.Carrier{Format: layout.Rows, Recognize: func([]byte, []*layout.Layout) bool { return true }, Open: Open, NewWriter: NewCSVWriter}

// Open starts reading a file in CSV: it finds the delimiter (comma, tab or
// semicolon) in the first line, and reads the header.
func Open(r io.Reader, layouts []*layout.Layout, o carrier.Options) (carrier.Source, error) {
	d := &Source{file: carrier.File{Options: o}, encoding: o.Encoding, detected: o.Encoding == charset.EncodingAuto, text: newCSVRows(r)}
	if d.detected && o.Mark != "" {
		d.encoding = o.Mark
	}
	d.rows = d.text
	d.text.fill()
	d.text.sniff()
	if err := d.open(layouts); err != nil {
		return nil, err
	}
	return d, nil
}

// OpenRows starts reading a file that another program splits into rows. The
// first row is the header, or one below titles where a layout has them. An error
// of rows ends the reading, unless it is a [carrier.RowNote].
func OpenRows(rows iter.Seq2[[]string, error], layouts []*layout.Layout, o carrier.Options) (carrier.Source, error) {
	next, stop := iter.Pull2(rows)
	d := &Source{file: carrier.File{Options: o}, encoding: charset.EncodingUTF8}
	d.rows = &stringRows{pull: next, stop: stop, found: d.found}
	if err := d.open(layouts); err != nil {
		stop()
		return nil, err
	}
	return d, nil
}

// OpenBound starts reading rows in UTF-8 whose cells are those of the columns of
// a layout, in its order, without a header.
func OpenBound(rows RowSource, l *layout.Layout, o carrier.Options) carrier.Source {
	d := &Source{file: carrier.File{Layout: l, Options: o}, encoding: charset.EncodingUTF8, rows: rows}
	for i := range l.Fields {
		d.columns = append(d.columns, l.Fields[i].Column)
		d.fields = append(d.fields, i)
	}
	d.bind()
	return d
}

// open reads the header and binds its columns to the layout's fields.
func (d *Source) open(layouts []*layout.Layout) error {
	err := d.rows.Next(&d.header)
	if errors.Is(err, io.EOF) {
		return d.fail(0, carrier.ErrEmpty)
	}
	if err != nil {
		return d.fail(1, err)
	}
	if d.header.Fault != "" {
		return d.fail(d.header.Line, errors.New("the header cannot be split: "+d.header.Fault))
	}
	d.marked()
	d.readHeader()
	d.headings.layouts = slices.Concat(layouts, d.file.Others)
	d.found(d.header.Note.Found)
	d.lengthen(layouts)
	found, _ := layout.Recognize(d.columns, layouts)
	found = d.recognizeCharset(found, layouts)
	if found == nil && d.bare(layouts) {
		return d.openBare(layouts[0])
	}
	if found == nil {
		if found, err = d.search(layouts); err != nil {
			return err
		}
	}
	if found, err = d.lower(found); err != nil {
		return err
	}
	d.file.Layout, d.hasHeader = found, true
	var duplicates []int
	d.fields, duplicates = found.Match(d.columns)
	d.bind()
	d.reportHeader(duplicates)
	return nil
}

// lengthen puts the names of columns in the place of short ones, which a file has
// that has no room for the long: those of the layout of which it then names most.
func (d *Source) lengthen(layouts []*layout.Layout) {
	cut := d.header.Note.Cut
	if cut == nil {
		return
	}
	var best []string
	most, guessed := 0, 0
	for _, l := range layouts {
		columns, n := l.Lengthen(d.columns, cut)
		if found, named := layout.Recognize(columns, []*layout.Layout{l}); found != nil && named > most {
			best, most, guessed = columns, named, n
		}
	}
	if best != nil {
		d.columns = best
	}
	if guessed > 0 {
		d.issue(frontsheet.Information, "column-name-cut", "", fmt.Sprintf("the file cuts the names of columns short: %d are taken for the only ones of the layout that begin so", guessed))
	}
}

// found reports what the program that splits the rows found in the file.
func (d *Source) found(list []carrier.Finding) {
	for _, f := range list {
		column := ""
		if f.Column >= 0 {
			column = d.cellName(f.Column)
		}
		d.issue(f.Severity, f.Code, column, f.Detail)
	}
}

// bare reports whether the first row is a record of the one layout, in the order
// of its columns: it is as wide, names none of them, and has a key, as no title
// has.
func (d *Source) bare(layouts []*layout.Layout) bool {
	if len(layouts) != 1 {
		return false
	}
	l := layouts[0]
	columns := l.ColumnsOfWidth(len(d.columns))
	fields, _ := l.Match(d.columns)
	if columns == nil || layout.Count(fields, -1) < len(d.columns) || filled(d.columns) < 2 {
		return false
	}
	return !slices.ContainsFunc(l.Key, func(key int) bool {
		at := slices.Index(columns, key)
		return at < 0 || strings.TrimSpace(d.columns[at]) == ""
	})
}

// openBare opens a file without a header: the columns are those of the layout, in
// its order.
func (d *Source) openBare(l *layout.Layout) error {
	d.file.Layout, d.fields = l, l.ColumnsOfWidth(len(d.columns))
	for i, f := range d.fields {
		d.columns[i] = l.Fields[f].Column
	}
	d.bind()
	d.first = &d.header
	d.issue(frontsheet.Warning, "no-header", "", "the file has no header: its columns are taken in the order of the layout")
	return nil
}

func (d *Source) bind() {
	d.bound = make([]int, len(d.file.Layout.Fields))
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
	d.codings = -1
	for column, f := range d.fields {
		if f < 0 && d.codings < 0 && strings.TrimSpace(d.columns[column]) == codings.Column {
			d.codings = column
		}
	}
	d.stays = newStayMemory(d.file.Layout, d.bound)
}

func (d *Source) reportHeader(duplicates []int) {
	for _, column := range d.header.Note.Unresolved {
		d.issue(frontsheet.Warning, noResult, d.cellName(column), unsaved)
	}
	for column, f := range d.fields {
		switch {
		case f >= 0 || d.columns[column] == "" || column == d.codings:
		case slices.Contains(duplicates, column):
			d.issue(frontsheet.Warning, "duplicate-column", d.name(column), "the column stands twice: the first counts, the cells of this one are kept verbatim")
		default:
			d.issue(frontsheet.Information, "unknown-column", d.name(column), "the layout has no such column: its cells are kept verbatim")
		}
	}
	var missing []string
	for f, column := range d.bound {
		if column < 0 && d.file.Layout.Fields[f].Need == "yes" {
			missing = append(missing, d.file.Layout.Fields[f].Column)
		}
	}
	if missing != nil {
		d.issue(frontsheet.Information, "missing-column", "", "the file lacks columns that the layout's standard requires: "+strings.Join(missing, " "))
	}
}

// name names a column that the layout does not know, as its header does. A
// header that goes over several lines, has a number in it or is no name may hold
// what is not the header's to tell: there the name is the number of the column.
func (d *Source) name(column int) string {
	const most = 40
	cell := strings.TrimFunc(chars.Plain(d.columns[column]), chars.IsSpace)
	if cell == "" || d.header.Lines > 1 || strings.ContainsAny(cell, "\r\n\t") || utf8.RuneCountInString(cell) > most || mayIdentify(cell) {
		return "#" + strconv.Itoa(column+1)
	}
	return cell
}

func (d *Source) issue(severity frontsheet.Severity, code, column, detail string) {
	d.issues = append(d.issues, frontsheet.Issue{
		File: d.file.File, Line: d.header.Line, Column: column, Severity: severity, Code: code, Detail: detail,
	})
}

func (d *Source) fail(line int, err error) error {
	if at := (*carrier.Error)(nil); errors.As(err, &at) {
		return at
	}
	return &carrier.Error{Line: line, Err: err}
}

// settle finds the encoding of the file when the first character beyond ASCII
// comes up, and then that of each row.
func (d *Source) settle(r *carrier.Row) {
	if d.text == nil {
		r.Encoding = d.encoding
		return
	}
	if d.encoding == charset.EncodingAuto && !chars.AllASCII(r.Raw) {
		sample := append(slices.Clone(r.Raw), d.text.ahead()...)
		d.encoding = d.regional(charset.Detect(sample), sample)
	}
	r.Encoding, r.Mixed = d.encoding, false
	if d.detected {
		r.Encoding = charset.DetectRecord(r.Raw, d.encoding)
		if r.Encoding != d.encoding || charset.Latin(r.Raw) {
			r.Encoding = d.own(r.Encoding, r.Raw)
		}
		r.Mixed = r.Encoding != d.encoding
	}
}

// doubt returns the encoding in which the record rather seems to be than in its
// own, "" where nothing speaks for another, or the file is no text.
func (d *Source) doubt(r *carrier.Row) string {
	if d.text == nil || chars.AllASCII(r.Raw) {
		return ""
	}
	return charset.Doubtful(r.Raw, r.Encoding)
}

// File returns what is known of the file.
func (d *Source) File() *carrier.File { return &d.file }

// Encoding returns the encoding of the file, EncodingAuto as long as only
// ASCII has been read.
func (d *Source) Encoding() string { return d.encoding }

// Header returns the header as in the file, nil where there is none.
func (d *Source) Header() []byte {
	if !d.hasHeader {
		return nil
	}
	return d.header.Raw
}

// Issues returns what was found in the header: columns that the layout does
// not know, that stand twice or that are missing; and what the program that splits
// the rows found in the file, as far as it has been read.
func (d *Source) Issues() []frontsheet.Issue { return d.issues }

// Close stops the program that splits the rows.
func (d *Source) Close() {
	if rows, ok := d.rows.(*stringRows); ok {
		rows.stop()
	}
}

// Next reads the next row, io.EOF after the last, a *ReadError where the file
// cannot be read further. What depends on the order of the rows is settled
// here; a parser does the rest, on any goroutine.
func (d *Source) Next(r *carrier.Row) error {
	if d.first != nil {
		*r, d.first = *d.first, nil
		d.settle(r)
	} else if err := d.row(r); err != nil {
		return err
	} else {
		d.gather(r)
	}
	d.number++
	r.Number = d.number
	r.Again = d.stays != nil && d.whole(r) && d.stays.seen(r)
	return nil
}
