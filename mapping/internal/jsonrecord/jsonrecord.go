// Package jsonrecord carries records as objects of JSON: an array of them, or an
// object a line (NDJSON). Their members are named as the columns of the layout
// are, and become its cells.
package jsonrecord

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

// maxDepth is how deep the objects and arrays of a record may be.
const maxDepth = 64

// Carrier reads JSON: an array of objects, or an object a line.
var Carrier = carrier.Carrier{Format: layout.Rows, Recognize: recognize, Open: Open}

// recognize reports whether a file is JSON: neither a header nor a record in CSV
// starts with a brace.
func recognize(start []byte) bool {
	text := bytes.TrimLeft(start, " \t\r\n")
	return len(text) > 0 && (text[0] == '{' || text[0] == '[')
}

// mostUnreadable is how many records of a file may be no objects before one
// is, in whose names the layout is recognised.
const mostUnreadable = 100

// Open recognises the layout in the names of the first record that can be read,
// and binds a column to each field of it.
func Open(r io.Reader, layouts []*layout.Layout, o carrier.Options) (carrier.Source, error) {
	if o.Encoding != charset.EncodingAuto && o.Encoding != charset.EncodingUTF8 {
		return nil, &carrier.Error{Err: errors.New("JSON is UTF-8, and the encoding " + o.Encoding + " was asked for")}
	}
	rows := &rows{r: bufio.NewReaderSize(r, 64<<10), line: 1, known: map[string]int{}, reported: map[string]bool{}}
	for range mostUnreadable {
		var record record
		err := rows.read(&record)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, &carrier.Error{Line: rows.line, Err: err}
		}
		rows.queue = append(rows.queue, record)
		if record.fault == "" {
			names := make([]string, len(record.members))
			for i, m := range record.members {
				names[i] = m.path
			}
			rows.layout, _ = layout.Recognize(names, layouts)
			break
		}
	}
	switch {
	case len(rows.queue) == 0:
		return nil, &carrier.Error{Err: carrier.ErrEmpty}
	case rows.layout == nil:
		return nil, &carrier.Error{Line: rows.queue[0].line, Err: carrier.ErrLayout}
	}
	return tabular.OpenBound(rows, rows.layout, o), nil
}

// rows makes a row of each record of a file in JSON: its cells are those of
// the layout's columns, in their order.
type rows struct {
	r        *bufio.Reader
	layout   *layout.Layout
	line     int
	started  bool
	array    bool
	inside   bool // an element of the array has been read
	ended    bool
	queue    []record        // what was read to recognise the layout
	known    map[string]int  // the field of a name, -1 for none
	reported map[string]bool // names without a field that were reported
	spare    []member
	taken    []bool // the fields that the record in hand has filled
}

// A record is one object of a file, taken apart.
type record struct {
	raw         []byte
	line, lines int
	members     []member
	extra       []carrier.Extra
	fault       string
}

// A member is a value with the names that lead to it.
type member struct{ path, value string }

// Next gives the cells of the next record, in the order of the layout.
func (j *rows) Next(r *carrier.Row) error {
	var record record
	if len(j.queue) > 0 {
		record, j.queue = j.queue[0], j.queue[1:]
	} else {
		record.members = j.spare[:0]
		if err := j.read(&record); errors.Is(err, io.EOF) {
			return err
		} else if err != nil {
			return &carrier.Error{Line: j.line, Err: err}
		}
		j.spare = record.members
	}
	*r = carrier.Row{Raw: record.raw, Line: record.line, Lines: record.lines, Fault: record.fault, Extra: record.extra, Cells: r.Cells[:0], Unquoted: r.Unquoted[:0]}
	if r.Fault != "" {
		return nil
	}
	for range j.layout.Fields {
		r.Cells = append(r.Cells, carrier.Span{Undone: true})
	}
	j.taken = append(j.taken[:0], make([]bool, len(j.layout.Fields))...)
	for _, m := range record.members {
		f := j.field(m.path)
		switch {
		case f < 0:
			e := carrier.Extra{Column: m.path, Value: m.value}
			if !j.reported[m.path] && len(j.reported) < carrier.MostColumns {
				j.reported[m.path] = true
				e.Severity, e.Code, e.Detail = frontsheet.Information, "unknown-column", "the layout has no such column: its cells are kept verbatim"
			}
			r.Extra = append(r.Extra, e)
		case j.taken[f]:
			r.Extra = append(r.Extra, carrier.Extra{Column: m.path, Value: m.value, Severity: frontsheet.Warning, Code: "duplicate-column", Detail: "the column stands twice: the first counts, the cells of this one are kept verbatim"})
		default:
			j.taken[f] = true
			from := int32(len(r.Unquoted))
			r.Unquoted = append(r.Unquoted, m.value...)
			r.Cells[f] = carrier.Span{From: from, To: int32(len(r.Unquoted)), Undone: true}
		}
	}
	return nil
}

func (j *rows) field(path string) int {
	if f, ok := j.known[path]; ok {
		return f
	}
	fields, _ := j.layout.Match([]string{path})
	if len(j.known) < carrier.MostColumns {
		j.known[path] = fields[0]
	}
	return fields[0]
}

// The causes for which a file in JSON cannot be read further.
var (
	errNotArray   = errors.New("the array of records is broken off, or something other than a comma stands between two records")
	errAfterArray = errors.New("something follows the array of records")
)

// read takes the next record off the file and apart.
func (j *rows) read(record *record) error {
	if !j.started {
		j.started = true
		c, err := j.skip()
		if err != nil {
			return err
		}
		if j.array = c == '['; !j.array {
			j.r.UnreadByte() //nolint:errcheck // a byte was just read
		}
	}
	if j.ended {
		return io.EOF
	}
	record.line = j.line
	var err error
	if j.array {
		err = j.element(record)
	} else {
		err = j.lineOf(record)
	}
	if err != nil || record.fault != "" {
		return err
	}
	p := parser{text: record.raw, record: record}
	if record.fault = p.parse(); record.fault != "" {
		record.members, record.extra = nil, nil
	}
	return nil
}

// skip returns the first byte that is not white space.
func (j *rows) skip() (byte, error) {
	for {
		c, err := j.r.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case '\n':
			j.line++
		case ' ', '\t', '\r':
		default:
			return c, nil
		}
	}
}

// lineOf reads a record of NDJSON: the next line that is not blank.
func (j *rows) lineOf(record *record) error {
	for {
		record.line, record.lines = j.line, 1
		record.raw, record.fault = record.raw[:0], ""
		for {
			part, err := j.r.ReadSlice('\n')
			if len(record.raw)+len(part) <= carrier.MostRecord {
				record.raw = append(record.raw, part...)
			} else {
				record.fault = "record-too-long"
			}
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if errors.Is(err, io.EOF) && len(record.raw) > 0 {
				break
			}
			if err != nil {
				return err
			}
			j.line++
			break
		}
		if record.fault != "" || len(bytes.TrimSpace(record.raw)) > 0 {
			return nil
		}
	}
}

// element reads a record of an array. Its raw text is on one line where it is
// one, and ends in a line end, so that the rejected records are NDJSON.
func (j *rows) element(record *record) error {
	c, err := j.skip()
	if err == nil && j.inside && c == ',' {
		if c, err = j.skip(); c == ']' {
			return errNotArray
		}
	} else if err == nil && j.inside && c != ']' {
		return errNotArray
	}
	j.inside = true
	if err != nil {
		return j.broken(err)
	}
	if c == ']' {
		j.ended = true
		if _, err := j.skip(); !errors.Is(err, io.EOF) {
			if err == nil {
				err = errAfterArray
			}
			return err
		}
		return io.EOF
	}
	if c != '{' {
		return errNotArray
	}
	record.line, record.raw = j.line, append(record.raw[:0], c)
	depth, quoted := 1, false
	for depth > 0 {
		if c, err = j.r.ReadByte(); err != nil {
			return j.broken(err)
		}
		j.store(record, c)
		switch {
		case c == '\n':
			j.line++
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			if c, err = j.r.ReadByte(); err != nil {
				return j.broken(err)
			}
			j.store(record, c)
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
	}
	record.lines = j.line - record.line + 1
	if record.lines == 1 || record.fault != "" {
		record.raw = append(record.raw, '\n')
		return nil
	}
	// A line end in an object can stand only between tokens.
	for i, c := range record.raw {
		if c == '\n' || c == '\r' {
			record.raw[i] = ' '
		}
	}
	record.raw = append(record.raw, '\n')
	return nil
}

func (j *rows) store(record *record, c byte) {
	if len(record.raw) < carrier.MostRecord {
		record.raw = append(record.raw, c)
	} else {
		record.fault = "record-too-long"
	}
}

func (j *rows) broken(err error) error {
	if errors.Is(err, io.EOF) {
		return errNotArray
	}
	return err
}

// A parser takes one record apart, strictly after RFC 8259.
type parser struct {
	text   []byte
	i      int
	record *record
	fault  string
}

// parse returns the fault of the record, "" where it has none.
func (p *parser) parse() string {
	if !utf8.Valid(p.text) {
		return "bad-utf-8"
	}
	p.space()
	if p.peek() != '{' {
		return "not-an-object"
	}
	p.object("", 1)
	p.space()
	if p.fault == "" && p.i < len(p.text) {
		p.fault = "bad-json"
	}
	return p.fault
}

func (p *parser) fail(fault string) {
	if p.fault == "" {
		p.fault = fault
	}
	p.i = len(p.text)
}

func (p *parser) peek() byte {
	if p.i < len(p.text) {
		return p.text[p.i]
	}
	return 0
}

func (p *parser) space() {
	for p.i < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.i]) >= 0 {
		p.i++
	}
}

// accept reads over c where it comes next.
func (p *parser) accept(c byte) bool {
	p.space()
	if p.peek() != c || p.i == len(p.text) {
		return false
	}
	p.i++
	return true
}

func (p *parser) object(path string, depth int) {
	if depth > maxDepth {
		p.fail("too-deep")
		return
	}
	p.i++ // the brace
	if p.accept('}') {
		return
	}
	var names []string
	for p.fault == "" {
		p.space()
		if p.peek() != '"' {
			p.fail("bad-json")
			return
		}
		name := p.str()
		if !p.accept(':') {
			p.fail("bad-json")
			return
		}
		at := name
		if path != "" {
			at = path + "." + name
		}
		twice := slices.Contains(names, name)
		names = append(names, name)
		if len(names) > carrier.MostColumns || len(p.record.members) > carrier.MostColumns {
			p.fail("too-many-columns")
			return
		}
		from, begin := len(p.record.members), p.i
		p.value(at, depth)
		if twice && p.fault == "" {
			p.record.members = p.record.members[:from]
			p.record.extra = append(p.record.extra, carrier.Extra{
				Column: at, Value: string(bytes.TrimSpace(p.text[begin:p.i])), Severity: frontsheet.Warning, Code: "duplicate-key",
				Detail: "the name stands twice in its object: the first counts, this one is kept verbatim as JSON",
			})
		}
		if p.accept('}') {
			return
		}
		if !p.accept(',') {
			p.fail("bad-json")
		}
	}
}

// value reads a value, and adds it under its path.
func (p *parser) value(path string, depth int) {
	p.space()
	switch p.peek() {
	case '{':
		p.object(path, depth+1)
	case '[':
		p.list(path, depth+1)
	default:
		if text := p.scalar(); text != "" && p.fault == "" {
			if len(text) > carrier.MostCell {
				p.fail("field-too-long")
				return
			}
			p.record.members = append(p.record.members, member{path, text})
		}
	}
}

// list reads an array: of plain values as a list, of anything else verbatim.
func (p *parser) list(path string, depth int) {
	begin := p.i
	var items []string
	plain := p.elements(&items, depth)
	if p.fault != "" || plain && len(items) == 0 {
		return
	}
	raw := string(p.text[begin:p.i])
	if len(raw) > carrier.MostCell {
		p.fail("field-too-long")
		return
	}
	if !plain {
		p.record.extra = append(p.record.extra, carrier.Extra{
			Column: path, Value: raw, Severity: frontsheet.Warning, Code: "nested-list",
			Detail: "the value is a list of more than plain values: it is kept verbatim as JSON",
		})
		return
	}
	if slices.ContainsFunc(items, func(s string) bool { return strings.ContainsAny(s, ",，、;；\n") }) {
		p.record.extra = append(p.record.extra, carrier.Extra{Column: path, Value: raw})
	}
	p.record.members = append(p.record.members, member{path, strings.Join(items, ",")})
}

// elements reads the values of an array, and reports whether all are plain.
func (p *parser) elements(items *[]string, depth int) (plain bool) {
	if depth > maxDepth {
		p.fail("too-deep")
		return false
	}
	p.i++ // the bracket
	plain = true
	if p.accept(']') {
		return true
	}
	for p.fault == "" {
		p.space()
		switch p.peek() {
		case '{':
			plain = false
			inner := parser{text: p.text, i: p.i, record: &record{}}
			inner.object("", depth+1)
			if p.i = inner.i; inner.fault != "" {
				p.fail(inner.fault)
			}
		case '[':
			plain = false
			p.elements(&[]string{}, depth+1)
		default:
			if text := p.scalar(); text != "" {
				*items = append(*items, text)
			}
		}
		if p.accept(']') {
			return plain
		}
		if !p.accept(',') {
			p.fail("bad-json")
		}
	}
	return plain
}

// scalar reads a string, a number or a literal, each as its text; null is "".
func (p *parser) scalar() string {
	if p.peek() == '"' {
		return p.str()
	}
	begin := p.i
	for p.i < len(p.text) && strings.IndexByte(",]} \t\r\n", p.text[p.i]) < 0 {
		p.i++
	}
	switch text := string(p.text[begin:p.i]); {
	case text == "null":
		return ""
	case text == "true" || text == "false" || isNumber(text):
		return text
	}
	p.fail("bad-json")
	return ""
}

func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	n := chars.Digits(s)
	if n == 0 || n > 1 && s[0] == '0' {
		return false
	}
	if s = s[n:]; strings.HasPrefix(s, ".") {
		if n = chars.Digits(s[1:]); n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if n = chars.Digits(s); n == 0 {
			return false
		}
		s = s[n:]
	}
	return s == ""
}

// str reads the string that starts here.
func (p *parser) str() string {
	p.i++
	begin := p.i
	for p.i < len(p.text) && p.text[p.i] != '"' && p.text[p.i] != '\\' && p.text[p.i] >= ' ' {
		p.i++
	}
	if p.peek() == '"' {
		p.i++
		return string(p.text[begin : p.i-1])
	}
	out := bytes.Clone(p.text[begin:p.i])
	for p.i < len(p.text) {
		switch c := p.text[p.i]; {
		case c == '"':
			p.i++
			return string(out)
		case c < ' ':
			p.fail("bad-json")
			return ""
		case c != '\\':
			out = append(out, c)
			p.i++
		default:
			out = p.escape(out)
		}
	}
	p.fail("bad-json")
	return ""
}

func (p *parser) escape(out []byte) []byte {
	p.i++
	c := p.peek()
	p.i++
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 && c != 0 {
		return append(out, "\"\\/\b\f\n\r\t"[i])
	}
	if c != 'u' {
		p.fail("bad-json")
		return out
	}
	r := p.hex()
	if utf16.IsSurrogate(r) {
		if !bytes.HasPrefix(p.text[min(p.i, len(p.text)):], []byte(`\u`)) {
			p.fail("bad-utf-8")
			return out
		}
		p.i += 2
		if r = utf16.DecodeRune(r, p.hex()); r == utf8.RuneError {
			p.fail("bad-utf-8")
			return out
		}
	}
	return utf8.AppendRune(out, r)
}

func (p *parser) hex() rune {
	if p.i+4 <= len(p.text) {
		if n, err := strconv.ParseUint(string(p.text[p.i:p.i+4]), 16, 16); err == nil {
			p.i += 4
			return rune(n)
		}
	}
	p.fail("bad-json")
	return utf8.RuneError
}
