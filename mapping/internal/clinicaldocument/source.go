// Package clinicaldocument carries records as documents of CDA R2: XML, a document a
// record, one in a file or several that stand one after the other. A layout has a
// template of its document. Reading goes by local names, and in the body by the codes
// of what stands there, whatever the nesting is; all that has no column is kept. What
// is written is the template, in its order.
package clinicaldocument

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

// Namespace is that of CDA.
const Namespace = "urn:hl7-org:v3"

// Carrier reads and writes documents of CDA.
var Carrier = carrier.Carrier{Format: layout.CDA, Recognize: recognize, Open: Open, NewWriter: NewWriter}

var rootTag = regexp.MustCompile(`(?:<|&lt;)(?:[\w.-]+:)?ClinicalDocument[\s>/&]`)

// recognize reports whether a file is XML of a clinical document.
func recognize(start []byte, _ []*layout.Layout) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(start, []byte("\xef\xbb\xbf")), " \t\r\n")
	return bytes.HasPrefix(text, []byte("<")) && rootTag.Match(text)
}

// mostUnreadable is how many documents of a file may not be read before one is, by
// whose code the layout is recognised.
const mostUnreadable = 100

// Open recognises the layout by the code of the first document that can be read.
func Open(r io.Reader, layouts []*layout.Layout, o carrier.Options) (carrier.Source, error) {
	text, wrapped := unwrapped(r)
	rows := &rows{frames: newFrames(text), options: o, reported: map[string]bool{}, wrapped: wrapped}
	for range mostUnreadable {
		var d document
		err := rows.read(&d)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, &carrier.Error{Line: rows.line, Err: err}
		}
		rows.queue = append(rows.queue, d)
		if d.fault == "" {
			for _, l := range layouts {
				if isOf(d.root, l) {
					rows.layout = l
				}
			}
			break
		}
	}
	switch {
	case len(rows.queue) == 0:
		return nil, &carrier.Error{Err: carrier.ErrEmpty}
	case rows.layout == nil && len(layouts) == 1 && rows.queue[len(rows.queue)-1].fault != "":
		rows.layout = layouts[0] // every document is rejected, and told why
	case rows.layout == nil:
		return nil, &carrier.Error{Line: rows.queue[0].line, Err: &carrier.LayoutError{}}
	}
	t, err := newTemplate(rows.layout)
	if err != nil {
		return nil, &carrier.Error{Err: err}
	}
	rows.template = t
	return &source{Source: tabular.OpenBound(rows, rows.layout, o), rows: rows, encoding: rows.queue[0].encoding}, nil
}

// isOf reports whether a document is one of a layout, by its code: its template is
// what programs copy from each other.
func isOf(root *element, l *layout.Layout) bool {
	code := root.child("code")
	return code != nil && root.name == "ClinicalDocument" && l.Tells["code"] == strings.TrimSpace(code.attr("code"))
}

// A document is one of a file.
type document struct {
	frame
	parsed
	text     []byte // decoded, without a byte order mark
	encoding string
	other    bool // it declares another encoding than it has
	bad      bool // bytes are no characters of the encoding
	fault    string
}

// rows makes a row of each document: its cells are those of the layout's columns.
type rows struct {
	*frames
	options  carrier.Options
	layout   *layout.Layout
	template *template
	queue    []document // what was read to recognise the layout
	reported map[string]bool
	decode   charset.Decoder
	wrapped  bool // the documents stand in a message
}

// read takes the next document off the file and apart.
func (r *rows) read(d *document) error {
	if err := r.next(&d.frame); err != nil {
		return err
	}
	if d.fault = d.frame.fault; d.fault != "" {
		return nil
	}
	r.decoded(d)
	d.parsed = parse(d.text)
	if d.fault = d.parsed.fault; d.fault == "" && d.root.name != "ClinicalDocument" {
		d.fault = "no-clinical-document"
	}
	return nil
}

var encodingName = regexp.MustCompile(`^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']`)

// encodings are the names under which XML declares those that are read.
var encodings = map[string]string{
	"utf-8": charset.EncodingUTF8, "utf8": charset.EncodingUTF8, "us-ascii": charset.EncodingUTF8,
	"gb18030": charset.EncodingGB18030, "gbk": charset.EncodingGB18030, "gb2312": charset.EncodingGB18030, "cp936": charset.EncodingGB18030,
	"big5": charset.EncodingBig5, "big5-hkscs": charset.EncodingBig5,
}

// decoded decodes a document: as the caller says, or as its mark does, or as it
// declares where its bytes bear that out.
func (r *rows) decoded(d *document) {
	text, marked := bytes.CutPrefix(d.raw, []byte("\xef\xbb\xbf"))
	stated := ""
	if found := encodingName.FindSubmatch(text); found != nil {
		stated = cmp.Or(encodings[strings.ToLower(string(found[1]))], "other")
		if strings.HasPrefix(strings.ToLower(string(found[1])), "utf-16") {
			stated = "" // it was, and has been decoded
		}
	}
	switch isUTF8 := utf8.Valid(text); {
	case r.options.Encoding != charset.EncodingAuto:
		d.encoding = r.options.Encoding
	case marked || r.options.Mark == charset.EncodingUTF8 && isUTF8:
		d.encoding = charset.EncodingUTF8
	case isUTF8:
		d.encoding = charset.EncodingUTF8
		d.other = stated != "" && stated != charset.EncodingUTF8 && charset.UTF8Chinese(text)
	case stated != "" && stated != "other" && stated != charset.EncodingUTF8:
		d.encoding = stated
	default:
		d.encoding = charset.Detect(text)
		d.other = stated != d.encoding
	}
	r.decode.Use(d.encoding)
	var bad int
	d.text, bad = r.decode.Append(nil, text)
	d.bad = bad >= 0
}

// Next gives the cells of the next document, in the order of the layout.
func (r *rows) Next(row *carrier.Row) error {
	var d document
	if len(r.queue) > 0 {
		d, r.queue = r.queue[0], r.queue[1:]
	} else if err := r.read(&d); errors.Is(err, io.EOF) {
		return err
	} else if err != nil {
		return &carrier.Error{Line: r.line, Err: err}
	}
	*row = carrier.Row{Raw: d.raw, Line: d.frame.line, Lines: d.lines, Fault: d.fault, Cells: row.Cells[:0], Unquoted: row.Unquoted[:0]}
	if row.Fault == "" && !isOf(d.root, r.layout) {
		row.Fault = "other-document"
	}
	if row.Fault != "" {
		return nil
	}
	f := &filler{template: r.template, text: d.text, line: d.frame.line, reported: r.reported}
	f.fill(d.root)
	r.remarks(f, &d)
	f.compare(d.raw, d.encoding)
	for _, cell := range f.cells {
		from := int32(len(row.Unquoted))
		row.Unquoted = append(row.Unquoted, cell...)
		row.Cells = append(row.Cells, carrier.Span{From: from, To: int32(len(row.Unquoted)), Undone: true})
	}
	row.Extra, row.Held = f.extra, f
	return nil
}

// remarks adds what there is to say of a document as a whole.
func (r *rows) remarks(f *filler, d *document) {
	add := func(code, detail string) {
		f.extra = append(f.extra, carrier.Extra{Severity: frontsheet.Warning, Code: code, Detail: detail})
	}
	if r.wrapped {
		add("wrapped-document", "the document stands in a message of an interface, of which nothing else is read")
	}
	if d.namespace != Namespace {
		add("other-namespace", "the document is not in the namespace "+Namespace+": it is read by its local names")
	}
	if d.other {
		add("doubtful-encoding", "the document declares another encoding than its bytes are in: it is read as "+d.encoding)
	}
	if d.bad {
		add("undecodable-character", "bytes of the document are no character of its encoding: U+FFFD stands for them")
	}
}

// A source is that of the cells of documents. It names what issues are about by where
// that stands in the document.
type source struct {
	carrier.Source
	rows     *rows
	encoding string
}

// Encoding returns the encoding of the first document.
func (s *source) Encoding() string { return s.encoding }

// NewParser returns a Parser for one goroutine.
func (s *source) NewParser() carrier.Parser { return &parser{Parser: s.Source.NewParser()} }

// A parser is that of the cells, and says of issues where they are.
type parser struct{ carrier.Parser }

// Parse reads a row into record.
func (p *parser) Parse(record *carrier.Record, r *carrier.Row) {
	p.Parser.Parse(record, r)
	f, ok := r.Held.(*filler)
	if !ok {
		return
	}
	for i := range record.Issues {
		issue := &record.Issues[i]
		at, known := f.beside[issue.Column]
		if column, is := f.columns[issue.Column]; is && issue.Column != "" {
			at, known = f.places[column], f.places[column].path != ""
		}
		if known {
			issue.Column, issue.Line = at.path, at.line
		}
	}
}

// Cell returns the cell of a column of the record in hand.
func (p *parser) Cell(r *carrier.Row, column string) string {
	f, ok := r.Held.(*filler)
	if !ok {
		return p.Parser.Cell(r, column)
	}
	for i := range f.places {
		if f.places[i].path == column {
			return p.Parser.Cell(r, f.layout.Fields[i].Column)
		}
	}
	for name, at := range f.beside {
		if at.path == column {
			return p.Parser.Cell(r, name)
		}
	}
	return p.Parser.Cell(r, column)
}

// NewWriter returns a Writer of documents that stand one after the other, each with
// its declaration.
func NewWriter(w io.Writer, l *layout.Layout, o carrier.WriterOptions) (carrier.Writer, error) {
	t, err := newTemplate(l)
	if err != nil {
		return nil, fmt.Errorf("mapping: %w", err)
	}
	encoding := cmp.Or(o.Encoding, charset.EncodingUTF8)
	if declared[encoding] == "" {
		return nil, fmt.Errorf("mapping: files are not written in the encoding %q", encoding)
	}
	if o.BOM && encoding != charset.EncodingUTF8 {
		return nil, fmt.Errorf("mapping: the encoding %s has no byte order mark", encoding)
	}
	lineEnd := "\n"
	if o.CRLF {
		lineEnd = "\r\n"
	}
	return tabular.NewRecordWriter(&sink{form: newForm(t, encoding, lineEnd), out: w, bom: o.BOM}, l, o)
}

// A sink writes records as documents.
type sink struct {
	form  *form
	out   io.Writer
	bom   bool
	lines int
	buf   []byte
}

// WriteRecord writes one record. A document has no place for what another had beside
// its columns.
func (s *sink) WriteRecord(cells [][]byte, kept []frontsheet.Field) (left int, err error) {
	s.buf = s.buf[:0]
	if s.bom {
		s.buf, s.bom = append(s.buf, "\xef\xbb\xbf"...), false
	}
	s.buf = s.form.write(s.buf, cells)
	s.lines += bytes.Count(s.buf, []byte{'\n'})
	_, err = s.out.Write(s.buf)
	return len(kept), err
}

// Line returns how many lines are written.
func (s *sink) Line() int { return s.lines }

// KeepsCodings reports that a document has an element for them.
func (s *sink) KeepsCodings() bool { return true }

// Lacks reports whether XML has no such character.
func (s *sink) Lacks(r rune) bool {
	return r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0xFFFE || r == 0xFFFF
}

// Flush has nothing to write.
func (s *sink) Flush() error { return nil }
