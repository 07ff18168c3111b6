package clinicaldocument

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/codings"
)

// A form writes the cells of a record as a document: the template without what the
// record says nothing of, an element a line.
type form struct {
	*template
	encode  charset.Encoder
	lineEnd string
	cells   [][]byte
	dst     []byte
}

func newForm(t *template, encoding, lineEnd string) *form {
	f := &form{template: t, lineEnd: lineEnd}
	f.encode.Use(encoding)
	return f
}

// names of the encodings as XML declares them.
var declared = map[string]string{charset.EncodingUTF8: "UTF-8", charset.EncodingGB18030: "GB18030", charset.EncodingBig5: "Big5-HKSCS"}

// write appends the document of a record. Cells after those of the layout are the
// codings that are kept.
func (f *form) write(dst []byte, cells [][]byte) []byte {
	f.dst, f.cells = dst, cells
	f.literal(`<?xml version="1.0" encoding="` + declared[f.encode.Name()] + `"?>`)
	f.node(f.root, 0, nil, 0, false)
	f.literal(f.lineEnd)
	return f.dst
}

func (f *form) literal(text string) { f.dst = append(f.dst, text...) }

func (f *form) line(depth int) {
	f.literal(f.lineEnd)
	for range depth {
		f.literal("  ")
	}
}

// cell returns the cell of a column, without what its parts say.
func (f *form) cell(column string, i int, item []byte) []byte {
	if item != nil {
		return item
	}
	column = numbered(column, i)
	at := f.columns[column]
	if parts, ok := f.layout.Joined[column]; ok && string(f.cells[at]) == f.joined(parts) {
		return nil
	}
	return f.cells[at]
}

// joined returns what the cells of parts say in one text.
func (f *form) joined(parts []string) string {
	var text strings.Builder
	for _, part := range parts {
		text.Write(f.cells[f.columns[part]])
	}
	return text.String()
}

// says reports whether a record says something in a node.
func (f *form) says(n *node, i int) bool {
	if !n.asks {
		return false
	}
	if n.group() {
		if n.list != "" {
			return len(f.cells[f.columns[n.list]]) > 0
		}
		for i := 1; i <= n.times; i++ {
			for _, child := range n.children {
				if f.says(child, i) {
					return true
				}
			}
		}
		return false
	}
	if n.text.column != "" && len(f.cell(n.text.column, i, nil)) > 0 {
		return true
	}
	for j := range n.attrs {
		if c := &n.attrs[j].value; c.column != "" && !c.beside && len(f.cell(c.column, i, nil)) > 0 {
			return true
		}
	}
	for _, child := range n.children {
		if f.says(child, i) {
			return true
		}
	}
	return false
}

// node writes a node in the i-th repetition of its group. The head of a
// repetition is written though it says nothing where anything comes after it: what that
// is would be of the repetition before else.
func (f *form) node(n *node, i int, item []byte, depth int, begins bool) {
	if n.group() {
		f.group(n, depth)
		return
	}
	if n != f.root && n.asks && item == nil && !f.says(n, i) {
		flavor := n.nil
		if begins && n.head != "" {
			flavor = n.head
		}
		if flavor != "" {
			f.line(depth)
			f.literal("<" + n.name + ` nullFlavor="` + flavor + `"/>`)
			return
		}
		if !begins || !holds(n) {
			return
		}
	}
	begins = begins && !f.says(n, i)
	f.line(depth)
	f.literal("<" + n.name)
	for j := range n.attrs {
		f.attribute(&n.attrs[j], n, i, item)
	}
	text := []byte(n.text.constant())
	if n.text.column != "" {
		text = f.cell(n.text.column, i, item)
		if field := &f.layout.Fields[f.columns[numbered(n.text.column, i)]]; n.text.display && field.Set != nil {
			if concept, ok := field.Set.Concept(string(text)); ok {
				text = []byte(concept.Chinese)
			}
		}
	}
	begin := len(f.dst)
	f.literal(">")
	f.escape(text)
	inside := len(f.dst)
	for _, child := range n.children {
		f.node(child, i, item, depth+1, begins)
	}
	if kept := f.kept(); n == f.root && len(kept) > 0 {
		f.line(depth + 1)
		f.literal("<" + codings.Column + ` xmlns="` + codes.Base + `">`)
		f.escape(kept)
		f.literal("</" + codings.Column + ">")
	}
	switch len(f.dst) {
	case begin + 1:
		f.dst = append(f.dst[:begin], "/>"...)
		return
	case inside:
	default:
		f.line(depth)
	}
	f.literal("</" + n.name + ">")
}

// kept returns the codings that the record keeps.
func (f *form) kept() []byte {
	if n := len(f.layout.Fields); len(f.cells) > n {
		return f.cells[n]
	}
	return nil
}

func (f *form) group(n *node, depth int) {
	if n.list != "" {
		list := string(f.cells[f.columns[n.list]])
		for list != "" {
			var item string
			item, list, _ = strings.Cut(list, ",")
			for _, child := range n.children {
				f.node(child, 0, []byte(item), depth, false)
			}
		}
		return
	}
	last := n.times
	for last > 0 && !slices.ContainsFunc(n.children, func(child *node) bool { return f.says(child, last) }) {
		last--
	}
	for i := 1; i <= last; i++ {
		for place, child := range n.children {
			f.node(child, i, nil, depth, place == 0)
		}
	}
}

// holds reports whether something in a node is the head of a repetition.
func holds(n *node) bool {
	return n.head != "" || slices.ContainsFunc(n.children, holds)
}

func (f *form) attribute(a *attr, n *node, i int, item []byte) {
	c := &a.value
	text := []byte(c.constant())
	if c.column != "" {
		text = f.cell(c.column, i, item)
		field := &f.layout.Fields[f.columns[numbered(c.column, i)]]
		switch {
		case len(text) == 0:
			return
		case c.display && field.Set != nil:
			concept, ok := field.Set.Concept(string(text))
			switch {
			case ok:
				text = []byte(concept.Chinese)
			case isCode(text):
				return
			}
		case a.name == "code" && field.Set != nil:
			if _, ok := field.Set.Concept(string(text)); !ok && !isCode(text) {
				text, a = []byte("OTH"), &attr{name: "nullFlavor"} // words for what the list does not have
			}
		}
	}
	f.literal(" " + a.name + `="`)
	f.escape(text)
	f.literal(`"`)
}

// isCode reports whether text may be a code, and no words.
func isCode(text []byte) bool {
	for _, b := range text {
		if b >= utf8.RuneSelf || b == ' ' {
			return false
		}
	}
	return len(text) <= 20
}

// escape appends text as XML has it. A character that the encoding lacks is written as
// its number.
func (f *form) escape(text []byte) {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch r {
		case '&':
			f.literal("&amp;")
		case '<':
			f.literal("&lt;")
		case '>':
			f.literal("&gt;")
		case '"':
			f.literal("&quot;")
		case '\n', '\r', '\t':
			f.number(r)
		default:
			var ok bool
			if f.dst, ok = f.encode.Append(f.dst, r); !ok {
				f.number(r)
			}
		}
		text = text[size:]
	}
}

func (f *form) number(r rune) {
	f.literal("&#")
	f.dst = chars.AppendPadded(f.dst, int(r), 1)
	f.literal(";")
}
