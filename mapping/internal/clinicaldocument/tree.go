package clinicaldocument

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// The limits that keep a hostile document from filling the memory or the stack.
const (
	maxDepth    = 64
	maxElements = 100_000
)

// An element is one of a document.
type element struct {
	name     string // without its prefix
	attrs    []attribute
	text     string // what stands in it outside its elements
	children []*element
	parent   *element
	line     int // within the document, from 0
	from, to int // its bytes
}

// An attribute is one of an element, other than those of namespaces.
type attribute struct{ name, value string } // the name without its prefix

func (e *element) attr(name string) string {
	for i := range e.attrs {
		if e.attrs[i].name == name {
			return e.attrs[i].value
		}
	}
	return ""
}

func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// path returns where the element stands, as XPath by local names.
func (e *element) path() string {
	if e.parent == nil {
		return "/" + e.name
	}
	place, several := 1, false
	for before, c := true, 0; c < len(e.parent.children); c++ {
		switch other := e.parent.children[c]; {
		case other == e:
			before = false
		case other.name == e.name:
			several = true
			if before {
				place++
			}
		}
	}
	p := e.parent.path() + "/" + e.name
	if several {
		p += "[" + strconv.Itoa(place) + "]"
	}
	return p
}

// A parsed is a document taken apart.
type parsed struct {
	root      *element
	namespace string // of the root
	fault     string // one of carrier.Faults, "" for none
}

// parse takes a document apart, which is UTF-8. It reads no document type, and so
// nothing from elsewhere: a document that declares one is refused.
func parse(text []byte) (p parsed) {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // the text is decoded already
	var open *element
	var names []string
	elements, before, line := 0, 0, 0
	fail := func(fault string) parsed { return parsed{fault: fault} }
	for {
		from := int(d.InputOffset())
		token, err := d.RawToken()
		line += bytes.Count(text[before:from], []byte{'\n'})
		before = from
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) && strings.Contains(syntax.Msg, "entity") {
				return fail("undefined-entity")
			}
			return fail("bad-xml")
		}
		switch token := token.(type) {
		case xml.Directive:
			return fail("doctype")
		case xml.StartElement:
			if elements++; elements > maxElements {
				return fail("too-many-elements")
			}
			if len(names) == maxDepth {
				return fail("xml-too-deep")
			}
			e := &element{name: token.Name.Local, parent: open, line: line, from: from}
			if !e.take(token.Attr, &p, open == nil, token.Name.Space) {
				return fail("bad-xml")
			}
			names = append(names, joinName(token.Name))
			switch {
			case open != nil:
				open.children = append(open.children, e)
			case p.root != nil:
				return fail("bad-xml")
			default:
				p.root = e
			}
			open = e
		case xml.EndElement:
			if open == nil || names[len(names)-1] != joinName(token.Name) {
				return fail("bad-xml")
			}
			open.to = int(d.InputOffset())
			open, names = open.parent, names[:len(names)-1]
		case xml.CharData:
			if open != nil {
				open.text += string(token)
			} else if len(bytes.TrimSpace(token)) > 0 {
				return fail("bad-xml")
			}
		}
	}
	if p.root == nil || open != nil {
		return fail("bad-xml")
	}
	return p
}

// take takes the attributes of an element, and reports whether none stands twice.
func (e *element) take(attrs []xml.Attr, p *parsed, root bool, prefix string) bool {
	seen := map[string]bool{}
	for _, a := range attrs {
		name := joinName(a.Name)
		if seen[name] {
			return false
		}
		seen[name] = true
		if root && (prefix == "" && name == "xmlns" || prefix != "" && name == "xmlns:"+prefix) {
			p.namespace = a.Value
		}
		if a.Name.Space != "xmlns" && name != "xmlns" {
			e.attrs = append(e.attrs, attribute{a.Name.Local, a.Value})
		}
	}
	return true
}
