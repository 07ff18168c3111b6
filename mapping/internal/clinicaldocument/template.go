package clinicaldocument

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A template is the document of a layout, in the order of its standard: what is the
// same in each document, and where the columns stand in it.
//
// It is XML in which {column} stands for a cell, {column:name} for what the code of
// a coded cell is called, and {+column} for one that stands beside what the element says:
// it alone is no reason to write the element. A value "a|b" is written as a and also read as b; one that
// begins with "=" tells elements of one name apart. Of the attributes that are not the
// document's, nil is the nullFlavor of an element that must stand there though the
// record says nothing of it, head likewise of one by which a repetition is told from that
// before, and hint has the words that tell observations of one code
// apart. An element each repeats what is in it: n times, with the number in place of #
// in the columns' names, or once for each item of the list in a cell.
type template struct {
	layout  *layout.Layout
	root    *node
	columns map[string]int // the fields by their columns
	units   []*unit        // what the body says, in its order
	lists   map[int]bool   // the columns that have a list
	idRoots map[string]int // the columns of identifiers whose root stands once
}

// A node is an element of a template.
type node struct {
	name     string
	attrs    []attr
	text     content
	children []*node
	asks     bool     // there is a cell in it
	nil      string   // the nullFlavor where it says nothing
	head     string   // likewise, in the first element of a group that goes on
	hints    []string // words that tell it from others
	times    int      // of a group, how often it may stand
	leads    bool     // of a group, its first part alone begins a repetition
	list     string   // of a group, the column that has a list
}

// An attr is an attribute of a node.
type attr struct {
	name  string // with its prefix
	value content
}

// A content is what stands in an attribute or an element.
type content struct {
	column  string   // "" where it is constant
	display bool     // what the code in the column is called
	beside  bool     // it stands beside what the element says
	same    []string // the constant, and others that mean the same
	key     bool     // it tells elements of one name apart
}

func (c *content) constant() string {
	if len(c.same) == 0 {
		return ""
	}
	return c.same[0]
}

// group reports whether the node only says how often its children stand.
func (n *node) group() bool { return n.name == "each" }

func (n *node) attr(local string) *content {
	for i := range n.attrs {
		if localName(n.attrs[i].name) == local {
			return &n.attrs[i].value
		}
	}
	return nil
}

func localName(name string) string { return name[strings.IndexByte(name, ':')+1:] }

// A unit is an observation, a procedure or an act of the body.
type unit struct {
	node    *node
	section *node
	group   *node // in which it repeats, nil for none
	place   int   // among the units of its group
	codes   []string
	inside  bool // it stands in another unit of its group
}

// newTemplate reads the template of a layout.
func newTemplate(l *layout.Layout) (*template, error) {
	t := &template{layout: l, columns: map[string]int{}, idRoots: map[string]int{}, lists: map[int]bool{}}
	for i := range l.Fields {
		t.columns[l.Fields[i].Column] = i
	}
	if l.Template == "" {
		return nil, fmt.Errorf("the layout %s has no @template", l.Name)
	}
	d := xml.NewDecoder(strings.NewReader(l.Template))
	var open []*node
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("the template of %s: %w", l.Name, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			n := newNode(&token)
			if len(open) == 0 {
				t.root = n
			} else {
				top := open[len(open)-1]
				top.children = append(top.children, n)
			}
			open = append(open, n)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if text := strings.TrimSpace(string(token)); text != "" && len(open) > 0 {
				open[len(open)-1].text = newContent(text)
			}
		}
	}
	if err := t.check(t.root); err != nil {
		return nil, fmt.Errorf("the template of %s: %w", l.Name, err)
	}
	roots := map[string]int{}
	t.collect(t.root, nil, nil, nil, roots)
	return t, nil
}

func newNode(e *xml.StartElement) *node {
	n := &node{name: joinName(e.Name)}
	for _, a := range e.Attr {
		switch name := joinName(a.Name); {
		case name == "nil":
			n.nil = a.Value
		case name == "head":
			n.head = a.Value
		case name == "hint":
			n.hints = strings.Split(a.Value, "|")
		case n.group() && name == "n":
			n.times, _ = strconv.Atoi(a.Value)
		case n.group() && name == "leads":
			n.leads = true
		case n.group() && name == "of":
			n.list = newContent(a.Value).column
		default:
			n.attrs = append(n.attrs, attr{name, newContent(a.Value)})
		}
	}
	return n
}

func joinName(n xml.Name) string {
	if n.Space != "" {
		return n.Space + ":" + n.Local
	}
	return n.Local
}

func newContent(text string) (c content) {
	if inside, ok := strings.CutPrefix(text, "{"); ok {
		c.column = strings.TrimSuffix(inside, "}")
		c.column, c.display = strings.CutSuffix(c.column, ":name")
		c.column, c.beside = strings.CutPrefix(c.column, "+")
		return c
	}
	text, c.key = strings.CutPrefix(text, "=")
	c.same = strings.Split(text, "|")
	return c
}

// check finds out which nodes have cells, and whether the layout has these.
func (t *template) check(n *node) error {
	contents := []content{n.text}
	for i := range n.attrs {
		contents = append(contents, n.attrs[i].value)
	}
	for _, c := range contents {
		if c.column == "" {
			continue
		}
		n.asks = n.asks || !c.beside
		if _, ok := t.columns[numbered(c.column, 1)]; !ok {
			return fmt.Errorf("the layout has no column %s", c.column)
		}
	}
	for _, child := range n.children {
		if err := t.check(child); err != nil {
			return err
		}
		n.asks = n.asks || child.asks
	}
	return nil
}

// numbered returns the name of a column in the i-th repetition of its group.
func numbered(column string, i int) string {
	return strings.Replace(column, "#", strconv.Itoa(i), 1)
}

// collect gathers the units of the body, and the roots of identifiers.
func (t *template) collect(n, section, group *node, outer *unit, roots map[string]int) {
	switch n.name {
	case "section":
		section = n
	case "each":
		group, outer = n, nil
		if n.list != "" {
			t.lists[t.columns[n.list]] = true
		}
	case "observation", "procedure", "act":
		if section != nil && n.asks && (n.name != "act" || !has(n, "observation")) {
			u := &unit{node: n, section: section, group: group, codes: []string{""}, inside: outer != nil && outer.group == group}
			for _, child := range n.children {
				if a := child.attr("code"); child.name == "code" && n.name == "observation" && a != nil {
					u.codes = a.same
				}
			}
			for _, other := range t.units {
				if group != nil && other.group == group {
					u.place++
				}
			}
			t.units = append(t.units, u)
			outer = u
		}
	case "id":
		root, extension := n.attr("root"), n.attr("extension")
		if root != nil && extension != nil && extension.column != "" {
			if roots[root.constant()]++; roots[root.constant()] == 1 && !strings.Contains(extension.column, "#") {
				t.idRoots[root.constant()] = t.columns[extension.column]
			} else {
				delete(t.idRoots, root.constant())
			}
		}
	}
	for _, child := range n.children {
		t.collect(child, section, group, outer, roots)
	}
}

// has reports whether an element of a name stands in a node.
func has(n *node, name string) bool {
	for _, child := range n.children {
		if child.name == name || has(child, name) {
			return true
		}
	}
	return false
}
