package jsonrecord

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

// NewNestedWriter returns a Writer of NDJSON: an object a line that ends in LF, in UTF-8.
func NewNestedWriter(w io.Writer, l *layout.Layout, o carrier.WriterOptions) (carrier.Writer, error) {
	if cmp.Or(o.Encoding, charset.EncodingUTF8) != charset.EncodingUTF8 {
		return nil, fmt.Errorf("mapping: JSON is UTF-8, and is not written in the encoding %q", o.Encoding)
	}
	if o.BOM {
		return nil, fmt.Errorf("mapping: JSON has no byte order mark")
	}
	return tabular.NewRecordWriter(&nestedSink{form: newForm(l), out: bufio.NewWriterSize(w, 64<<10)}, l, o)
}

// A nestedSink writes records as lines of JSON.
type nestedSink struct {
	form *form
	out  *bufio.Writer
	buf  []byte
}

// WriteRecord writes one record, and returns how many of the kept cells it has no
// place for.
func (s *nestedSink) WriteRecord(cells [][]byte, kept []frontsheet.Field) (left int, err error) {
	s.buf, left = s.form.append(s.buf[:0], cells, kept)
	s.buf = append(s.buf, '\n')
	_, err = s.out.Write(s.buf)
	return left, err
}

// Flush writes what is buffered.
func (s *nestedSink) Flush() error { return s.out.Flush() }

// A form writes the cells of a record as nested JSON, in the order of the layout:
// numbers where its standard has numbers, and no member that says nothing. What the
// record had beside its columns follows those of its object.
type form struct {
	layout *layout.Layout
	number []bool // of each field
}

func newForm(l *layout.Layout) *form {
	f := &form{layout: l, number: make([]bool, len(l.Fields))}
	for i := range l.Fields {
		switch l.Fields[i].Format {
		case "decimal", "integer", "age", "weight":
			f.number[i] = true
		}
	}
	return f
}

func (f *form) append(dst []byte, cells [][]byte, kept []frontsheet.Field) (_ []byte, left int) {
	for i := range kept {
		if !f.places(kept[i].Column) || !plainJSON(kept[i].Value) {
			left++
		}
	}
	var nodes []byte
	for i := range f.layout.Nodes {
		node := &f.layout.Nodes[i]
		if node.Name == "" {
			continue
		}
		if text := f.node(node, cells, kept); text != nil {
			nodes = appendMember(nodes, node.Name, text)
		}
	}
	dst = append(dst, '{')
	envelope := f.layout.NodeOf("")
	outside, inside := f.object(nil, envelope, 0, cells, kept, f.strangers(kept, ""), f.layout.Envelope), len(dst)
	dst = append(dst, outside...)
	enveloped := len(outside) > 0
	if m := envelope.Slots[0].Find(f.layout.Envelope); f.layout.Envelope != "" && m >= 0 {
		enveloped = enveloped || len(cells[envelope.Slots[0].Members[m].Field]) > 0
	}
	further := f.strangers(kept, "/"+f.layout.Envelope)
	switch {
	case enveloped && f.layout.Envelope != "":
		for _, s := range further {
			nodes = appendMember(nodes, s.name, s.text)
		}
		if len(dst) > inside {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, []byte(f.layout.Envelope)), ':', '{')
		dst = append(append(dst, nodes...), '}')
	default:
		if len(dst) > inside && len(nodes) > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, nodes...)
	}
	return append(dst, '}'), left
}

// places reports whether a kept cell is of a member that a record can have beside its
// columns.
func (f *form) places(column string) bool {
	if before, ok := strings.CutSuffix(column, whole); ok && f.layout.HasColumn(before) {
		return true
	}
	if strings.HasSuffix(column, again) {
		return false
	}
	tokens := strings.Split(column, "/")
	if len(tokens) < 2 || len(tokens) > 4 || tokens[0] != "" {
		return false
	}
	if len(tokens) == 2 && f.layout.NodeOf(tokens[1]) != nil {
		return false // the node stood twice
	}
	if len(tokens) == 3 && tokens[1] != f.layout.Envelope && f.layout.NodeOf(tokens[1]) == nil {
		return false
	}
	return !f.layout.HasColumn(column)
}

// node returns the text of a node, nil where it says nothing.
func (f *form) node(node *layout.Node, cells [][]byte, kept []frontsheet.Field) []byte {
	var text []byte
	if !node.List {
		if text = f.object(nil, node, 0, cells, kept, f.strangers(kept, "/"+node.Name), ""); text == nil {
			return nil
		}
		return append(append([]byte{'{'}, text...), '}')
	}
	for slot := range node.Slots {
		prefix := "/" + node.Name + "/" + strconv.Itoa(node.Slots[slot].Index)
		if object := f.object(nil, node, slot, cells, kept, f.strangers(kept, prefix), ""); object != nil {
			if text != nil {
				text = append(text, ',')
			}
			text = append(append(append(text, '{'), object...), '}')
		}
	}
	for _, k := range kept { // the objects that had no place
		if index, ok := strings.CutPrefix(k.Column, "/"+node.Name+"/"); ok && !strings.Contains(index, "/") && plainJSON(k.Value) {
			if text != nil {
				text = append(text, ',')
			}
			text = compact(text, []byte(k.Value))
		}
	}
	if text == nil {
		return nil
	}
	return append(append([]byte{'['}, text...), ']')
}

// object returns the members of one object, nil where it says nothing: what its place
// says of it comes with what it says itself.
func (f *form) object(dst []byte, node *layout.Node, slot int, cells [][]byte, kept []frontsheet.Field, strangers []stranger, except string) []byte {
	says := len(strangers) > 0
	for _, m := range node.Slots[slot].Members {
		says = says || (len(cells[m.Field]) > 0 || f.wholeOf(kept, m.Field) != "") && (m.Name != except || except == "")
	}
	if !says {
		return nil
	}
	for _, m := range node.Slots[slot].Members {
		cell := cells[m.Field]
		switch {
		case m.Name == except && except != "":
			continue
		case len(cell) == 0 && f.wholeOf(kept, m.Field) != "":
			dst = appendMember(dst, m.Name, compact(nil, []byte(f.wholeOf(kept, m.Field))))
			continue
		case len(cell) == 0 && m.Constant != "":
			cell = []byte(m.Constant)
		case len(cell) == 0:
			continue
		}
		if f.number[m.Field] && isNumber(string(cell)) {
			dst = appendMember(dst, m.Name, cell)
		} else {
			dst = appendMember(dst, m.Name, appendString(nil, cell))
		}
	}
	for _, s := range strangers {
		dst = appendMember(dst, s.name, s.text)
	}
	return dst
}

// wholeOf returns the object or the list that stood in place of a plain value, "" for
// none.
func (f *form) wholeOf(kept []frontsheet.Field, field int) string {
	for i := range kept {
		if column, ok := strings.CutSuffix(kept[i].Column, whole); ok && column == f.layout.Fields[field].Column && plainJSON(kept[i].Value) {
			return kept[i].Value
		}
	}
	return ""
}

// A stranger is a member that is no column.
type stranger struct {
	name string
	text []byte
}

// strangers returns the members of an object that are no columns.
func (f *form) strangers(kept []frontsheet.Field, object string) (list []stranger) {
	for _, k := range kept {
		name, ok := strings.CutPrefix(k.Column, object+"/")
		if !ok || strings.Contains(name, "/") || strings.HasSuffix(name, whole) || f.layout.HasColumn(k.Column) || !f.places(k.Column) || !plainJSON(k.Value) {
			continue
		}
		if node := f.layout.NodeOf(strings.TrimPrefix(object, "/")); node != nil && node.List {
			continue // an object of the list
		}
		name = strings.ReplaceAll(strings.ReplaceAll(name, "~1", "/"), "~0", "~")
		list = append(list, stranger{name, compact(nil, []byte(k.Value))})
	}
	return list
}

// plainJSON reports whether a kept cell is a value of JSON.
func plainJSON(text string) bool {
	p := parser{text: []byte(text)}
	left := mostValues
	p.branch(1, &left)
	p.space()
	return p.fault == "" && p.i == len(p.text) && len(bytes.TrimSpace(p.text)) > 0
}

func appendMember(dst []byte, name string, text []byte) []byte {
	if len(dst) > 0 {
		dst = append(dst, ',')
	}
	dst = append(appendString(dst, []byte(name)), ':')
	return append(dst, text...)
}
