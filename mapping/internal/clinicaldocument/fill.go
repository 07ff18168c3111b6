package clinicaldocument

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/codings"
)

// A place is where a value stands: its path, and its line in the file.
type place struct {
	path string
	line int
}

// A filler puts what a document says into the cells of the layout.
type filler struct {
	*template
	text   []byte // of the document, decoded
	line   int    // of the file, on which it starts
	cells  []string
	taken  []bool
	places []place // of the fields
	extra  []carrier.Extra
	beside map[string]place // of the extras, by their columns
	groups map[*node]*repetition
	// reported are the elements of the file that no template has and that were reported.
	reported map[string]bool
}

// fill puts a document into the cells.
func (f *filler) fill(root *element) {
	f.cells, f.taken = make([]string, len(f.layout.Fields)), make([]bool, len(f.layout.Fields))
	f.places, f.beside = make([]place, len(f.layout.Fields)), map[string]place{}
	f.groups, f.extra = map[*node]*repetition{}, nil
	f.match(f.root, root, 0)
	for column, parts := range f.layout.Joined {
		at := f.columns[column]
		if f.taken[at] {
			continue
		}
		for _, part := range parts {
			f.cells[at] += f.cells[f.columns[part]]
			if f.places[at].path == "" {
				f.places[at] = f.places[f.columns[part]]
			}
		}
	}
	for column, samples := range f.layout.Samples {
		if at := f.columns[column]; slices.Contains(samples, f.cells[at]) {
			f.note(f.layout.Fields[at].Column, "", f.places[at], frontsheet.Warning, "sample-constant",
				"the value is that of the standard's own example, which programs leave in their documents: it is read as it is")
		}
	}
}

// note adds an issue about what stands at a place, and keeps its value.
func (f *filler) note(column, value string, at place, severity frontsheet.Severity, code, detail string) {
	if _, own := f.columns[column]; !own {
		for other, taken := f.beside[column]; taken && other != at; other, taken = f.beside[column] {
			column = next(column)
		}
	}
	f.beside[column] = at
	f.extra = append(f.extra, carrier.Extra{Column: column, Value: value, Severity: severity, Code: code, Detail: detail})
}

func (f *filler) at(e *element, attribute string) place {
	p := e.path()
	if attribute != "" {
		p += "/@" + attribute
	}
	return place{p, f.line + e.line}
}

// next returns another name for what has one that is taken: a~2 after a.
func next(column string) string {
	base, number, _ := strings.Cut(column, "~")
	n, err := strconv.Atoi(number)
	if err != nil {
		n = 1
	}
	return base + "~" + strconv.Itoa(n+1)
}

// short is the path of an element as a name by which what it says is kept.
func short(e *element, attribute string) string {
	p := strings.TrimPrefix(e.path(), "/ClinicalDocument/")
	p = strings.TrimPrefix(p, "component/structuredBody/")
	if attribute != "" {
		p += "/@" + attribute
	}
	for len(p) > 55 {
		_, rest, found := strings.Cut(p, "/")
		if !found {
			break
		}
		p = rest
	}
	return p
}

// stranger keeps an element that no column is for, where it says something.
func (f *filler) stranger(e *element, severity frontsheet.Severity, code, detail string) {
	if !says(e) || f.elsewhere(e) {
		return
	}
	if e.parent != nil && e.parent.parent == nil && e.name == codings.Column {
		f.extra = append(f.extra, carrier.Extra{Column: codings.Column, Value: e.text})
		return
	}
	name := short(e, "")
	if severity == frontsheet.Information {
		if f.reported[name] || len(f.reported) >= carrier.MostColumns {
			severity, code, detail = "", "", ""
		}
		f.reported[name] = true
	}
	f.note(name, string(f.text[e.from:e.to]), f.at(e, ""), severity, code, detail)
}

func (f *filler) unknown(e *element) {
	f.stranger(e, frontsheet.Information, "unknown-element", "the layout has no such element here: it is kept verbatim")
}

// elsewhere takes an identifier that stands in another place than the layout has it,
// where its root tells it.
func (f *filler) elsewhere(e *element) bool {
	column, ok := f.idRoots[e.attr("root")]
	if e.name != "id" || !ok || f.taken[column] {
		return false
	}
	f.put(column, e.attr("extension"), e, "extension")
	f.note(f.layout.Fields[column].Column, "", f.at(e, "extension"), frontsheet.Information, "other-place",
		"the number stands elsewhere than the layout has it: its root tells what it is")
	return true
}

// structural are attributes that say how a document is built, and nothing of the stay.
var structural = map[string]bool{
	"classCode": true, "moodCode": true, "typeCode": true, "determinerCode": true, "contextControlCode": true, "contextConductionInd": true,
	"negationInd": true, "inversionInd": true, "use": true, "root": true, "type": true, "schemaLocation": true, "codeSystem": true,
	"codeSystemName": true, "codeSystemVersion": true, "unit": true, "currency": true, "nullFlavor": true, "assigningAuthorityName": true, "mediaType": true,
}

// says reports whether an element says something of the stay.
func says(e *element) bool {
	if strings.TrimFunc(e.text, chars.IsSpace) != "" {
		return true
	}
	for _, a := range e.attrs {
		if !structural[a.name] && strings.TrimSpace(a.value) != "" {
			return true
		}
	}
	return slices.ContainsFunc(e.children, says)
}

// put puts a value into a cell, or keeps it where the cell has another.
func (f *filler) put(column int, value string, e *element, attribute string) {
	at := f.at(e, attribute)
	if strings.TrimFunc(value, chars.IsSpace) == "" {
		return
	}
	switch {
	case !f.taken[column]:
		f.taken[column], f.cells[column], f.places[column] = true, value, at
	case f.lists[column]:
		f.cells[column] += "," + value
	case f.cells[column] != value:
		f.note(short(e, attribute), value, at, frontsheet.Warning, "repeated-value", "the document says otherwise here than where it says the same before: what it says first counts, this is kept verbatim")
	}
}

// match reads an element as the node of the template that it is, in the i-th
// repetition of its group.
func (f *filler) match(n *node, e *element, i int) {
	if other := f.otherUnit(n, e); other != "" {
		f.note(short(e, other), string(f.text[e.from:e.to]), f.at(e, other), frontsheet.Warning, "unread-unit",
			"the value is in another unit or currency than the layout has: it is not read, and kept verbatim")
		return
	}
	main, said := f.primary(n, e, i)
	for _, a := range e.attrs {
		f.attribute(n, e, &a, i, main, said)
	}
	switch text := strings.TrimFunc(e.text, chars.IsSpace); {
	case text == "" || said == "#text":
	case n.text.column != "":
		f.put(f.columns[numbered(n.text.column, i)], e.text, e, "")
	case n.text.same != nil:
		if !slices.Contains(n.text.same, text) {
			f.constant(e, "", text)
		}
	default:
		f.note(short(e, "text"), text, f.at(e, ""), frontsheet.Information, "unknown-element", "the layout has no text here: it is kept verbatim")
	}
	if said == "#children" || said == "#low" {
		return
	}
	if n.name == "structuredBody" {
		f.body(e)
		return
	}
	used := map[*node]int{}
	for _, c := range e.children {
		if _, known := units[c.name]; known && f.inBody(e) || c.name == "entryRelationship" {
			continue // they are read as what they are, wherever they stand
		}
		if n == f.root && c.name == "component" && c.child("section") != nil {
			f.section(c.child("section")) // programs leave out the body around the sections
			continue
		}
		f.assign(n, c, i, used)
	}
}

// assign finds the node that a child is.
func (f *filler) assign(n *node, c *element, i int, used map[*node]int) {
	several := 0
	for _, candidate := range n.children {
		if candidate.name == c.name {
			several++
		}
	}
	for _, candidate := range n.children {
		if candidate.name == c.name && used[candidate] == 0 && fits(candidate, c, several > 1) {
			used[candidate] = 1
			f.match(candidate, c, i)
			return
		}
	}
	for _, candidate := range n.children {
		if used[candidate] == 0 && misspelt(c.name, candidate.name) && says(c) {
			used[candidate] = 1
			f.note(short(c, ""), "", f.at(c, ""), frontsheet.Warning, "misspelt-element", "the name of the element is not spelt as the standard spells it: it is read as "+candidate.name)
			f.match(candidate, c, i)
			return
		}
	}
	f.unknown(c)
}

// misspelt reports whether a name is another with one or two letters wrong, missing or
// too many. Short names are too much alike for that.
func misspelt(said, name string) bool {
	const shortest, most = 8, 2
	if len(name) < shortest || len(said) > len(name)+most || len(said) < len(name)-most {
		return false
	}
	row := make([]int, len(name)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(said) {
		before := row[0]
		row[0] = i + 1
		for j := range len(name) {
			cost := before
			if said[i] != name[j] {
				cost = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], cost
		}
	}
	return row[len(name)] <= most
}

// fits reports whether an element says what tells a node from others of its name: deep
// where there are others.
func fits(n *node, e *element, deep bool) bool {
	for j := range n.attrs {
		c := &n.attrs[j].value
		if !c.key {
			continue
		}
		said, name := e.attr(localName(n.attrs[j].name)), localName(n.attrs[j].name)
		if said == "" && (name == "typeCode" || name == "use" || name == "unit") {
			continue
		}
		if !slices.ContainsFunc(c.same, func(s string) bool { return sameLabel(s, said) }) {
			return false
		}
	}
	for _, child := range n.children {
		if !deep || !keyed(child) {
			continue
		}
		if !slices.ContainsFunc(e.children, func(c *element) bool { return c.name == child.name && fits(child, c, true) }) {
			return false
		}
	}
	return true
}

// keyed reports whether something in a node tells it from others.
func keyed(n *node) bool {
	return slices.ContainsFunc(n.attrs, func(a attr) bool { return a.value.key }) || slices.ContainsFunc(n.children, keyed)
}

// sameLabel compares labels whatever their width, case and spaces are.
func sameLabel(a, b string) bool { return a == b || chars.FoldLabel(a) == chars.FoldLabel(b) }

// otherUnit returns the attribute by which a quantity is in another unit than the
// layout has it.
func (f *filler) otherUnit(n *node, e *element) string {
	if n.name != "value" {
		return ""
	}
	for _, name := range [...]string{"unit", "currency"} {
		if c := n.attr(name); c != nil && c.column == "" {
			said := strings.TrimSpace(e.attr(name))
			if said != "" && !slices.ContainsFunc(c.same, func(s string) bool { return strings.EqualFold(s, said) }) && e.attr("value") != "" {
				return name
			}
		}
	}
	return ""
}

// primary reads the value of an element: from where the template has it or, where
// nothing stands there, from where else such elements have one. It returns the column,
// -1 for none, and what was read: an attribute, #text,
// #low (of a period) or #children.
func (f *filler) primary(n *node, e *element, i int) (column int, said string) {
	main := "#text"
	c := &n.text
	for j := range n.attrs {
		if v := &n.attrs[j].value; v.column != "" && !v.display && !v.beside {
			main, c = localName(n.attrs[j].name), v
			break
		}
	}
	if c.column == "" {
		return -1, ""
	}
	column = f.columns[numbered(c.column, i)]
	for _, name := range [...]string{main, "code", "value", "#text", "displayName", "#low", "#children"} {
		value, attribute := e.attr(name), name
		switch {
		case name == "#text":
			value, attribute = e.text, ""
		case name == "#children" && n.children == nil && main == "#text":
			value, attribute = texts(e), ""
		case name == "#low" && main == "value":
			if low := e.child("low"); low != nil {
				value, attribute = low.attr("value"), ""
			}
		case name == "displayName" && f.layout.Fields[column].Set == nil && main != "#text":
			continue
		}
		if strings.TrimFunc(value, chars.IsSpace) != "" {
			if set := f.layout.Fields[column].Set; c.display && set != nil {
				if concept, ok := set.ByLabel(value); ok {
					value = concept.Code
				}
			}
			f.put(column, value, e, attribute)
			return column, name
		}
	}
	return column, main
}

// texts returns the words of the parts of a name, one after the other.
func texts(e *element) string {
	var words []string
	plain := true
	for _, c := range e.children {
		if word := strings.TrimFunc(c.text, chars.IsSpace); word != "" {
			words = append(words, word)
			plain = plain && !chars.IsASCII(word)
		}
	}
	if plain {
		return strings.Join(words, "")
	}
	return strings.Join(words, " ")
}

// attribute reads an attribute of an element beside its value.
func (f *filler) attribute(n *node, e *element, a *attribute, i, main int, said string) {
	c := n.attr(a.name)
	value := strings.TrimFunc(a.value, chars.IsSpace)
	switch {
	case a.name == said || value == "":
	case c == nil && structural[a.name]:
		if a.name == "nullFlavor" && main >= 0 && !f.taken[main] && value != "NI" && value != "NA" {
			f.note(short(e, a.name), value, f.at(e, a.name), frontsheet.Information, "null-flavor", "the document says why it does not have the value: that is kept verbatim")
		}
	case c == nil && a.name == "displayName" && main < 0: // of a code that is not the stay's
	case c == nil:
		f.note(short(e, a.name), a.value, f.at(e, a.name), frontsheet.Information, "unknown-element", "the layout has no such attribute here: it is kept verbatim")
	case c.display:
		f.display(e, a, f.columns[numbered(c.column, i)])
	case c.beside:
		f.besides(e, a, f.columns[numbered(c.column, i)])
	case c.column != "":
		f.put(f.columns[numbered(c.column, i)], a.value, e, a.name)
	case slices.Contains(c.same, value):
	case a.name == "codeSystem":
		f.note(short(e, a.name), value, f.at(e, a.name), frontsheet.Information, "other-oid", "the OID is not that of the code's list: what the value is says the code of the observation, and the OID is kept verbatim")
	case structural[a.name] && a.name != "root" || a.name == "displayName":
	default:
		f.constant(e, a.name, value)
	}
}

// besides reads the name that stands beside a code: that of its line, where the
// document states none, and else it should say the same.
func (f *filler) besides(e *element, a *attribute, column int) {
	if f.taken[column] && f.cells[column] != a.value {
		f.note(short(e, a.name), a.value, f.at(e, a.name), frontsheet.Information, "other-display", "the name beside the code is not that of the line: that of the line is read, this one is kept verbatim")
		return
	}
	f.put(column, a.value, e, a.name)
}

// constant keeps what is the same in each document of the layout, and not in this one.
func (f *filler) constant(e *element, attribute, value string) {
	f.note(short(e, attribute), value, f.at(e, attribute), frontsheet.Information, "other-constant", "the document says otherwise than those of the layout do: it is kept verbatim")
}

// display compares what a code is called with the value set: the code goes before.
func (f *filler) display(e *element, a *attribute, column int) {
	field := &f.layout.Fields[column]
	if field.Set == nil {
		f.put(column, a.value, e, a.name)
		return
	}
	code, _, ok := field.Set.Match(f.cells[column])
	if ok {
		if other, _, known := field.Set.Match(a.value); known && other == code {
			return
		}
	}
	f.note(short(e, a.name), a.value, f.at(e, a.name), frontsheet.Information, "stale-display", "the name beside the code is not what the code is called, as where programs leave that of the standard's example: the code counts, the name is kept verbatim")
}

// compare reports a document that a Writer would write otherwise, of which nothing
// else was said.
func (f *filler) compare(raw []byte, encoding string) {
	cells := make([][]byte, len(f.cells))
	for i, cell := range f.cells {
		cells[i] = []byte(cell)
	}
	for i := range f.extra {
		if f.extra[i].Column == codings.Column {
			cells = append(cells, []byte(f.extra[i].Value))
		}
	}
	lineEnd := "\n"
	if bytes.Contains(raw, []byte("\r\n")) {
		lineEnd = "\r\n"
	}
	written := newForm(f.template, encoding, lineEnd).write(nil, cells)
	if bytes.Equal(written, raw) {
		return
	}
	f.extra = append(f.extra, carrier.Extra{
		Severity: frontsheet.Information, Code: "document-form",
		Detail: "white space, comments, labels, elements that say nothing or their order are not as the document is written back",
	})
}
