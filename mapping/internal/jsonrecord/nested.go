package jsonrecord

import (
	"bytes"
	"errors"
	"io"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

// Nested reads and writes JSON whose records are objects of nodes, each an object or
// a list of objects, in an envelope or without.
var Nested = carrier.Carrier{Format: layout.Nested, Recognize: recognizeNested, Open: OpenNested, NewWriter: NewNestedWriter}

// recognizeNested reports whether a file is JSON that names a node of a layout. The one
// with its key may be the last of a record, and stand behind what is looked at.
func recognizeNested(start []byte, layouts []*layout.Layout) bool {
	if !recognize(start, layouts) {
		return false
	}
	return slices.ContainsFunc(layouts, func(l *layout.Layout) bool {
		return slices.ContainsFunc(l.Fields, func(f layout.Field) bool {
			node, _, within := strings.Cut(strings.TrimPrefix(f.Column, "/"), "/")
			return within && bytes.Contains(start, []byte(`"`+node+`"`))
		})
	})
}

// OpenNested recognises the layout in the first record that can be read: by what its
// envelope says, or else by the names in its nodes.
func OpenNested(r io.Reader, layouts []*layout.Layout, o carrier.Options) (carrier.Source, error) {
	text, encoding := decoded(r, o)
	rows := &nestedRows{frames: newFrames(text), decoded: encoding != charset.EncodingUTF8, reported: map[string]bool{}}
	rows.values = rows.overLines()
	for range mostUnreadable {
		var record nestedRecord
		err := rows.read(&record)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, &carrier.Error{Line: rows.line, Err: err}
		}
		rows.queue = append(rows.queue, record)
		if record.fault == "" {
			rows.layout = tell(&record.value, layouts)
			break
		}
	}
	switch {
	case len(rows.queue) == 0:
		return nil, &carrier.Error{Err: carrier.ErrEmpty}
	case rows.layout == nil:
		return nil, &carrier.Error{Line: rows.queue[0].line, Err: &carrier.LayoutError{}}
	}
	rows.columns = map[string]int{}
	for i := range rows.layout.Fields {
		rows.columns[rows.layout.Fields[i].Column] = i
	}
	return &nestedSource{Source: tabular.OpenBound(rows, rows.layout, o), rows: rows, encoding: encoding}, nil
}

// overLines reports whether the first object goes over several lines.
func (j *frames) overLines() bool {
	start, _ := j.r.Peek(j.r.Size()) //nolint:errcheck // what there is will do
	start = bytes.TrimLeft(start, " \t\r\n")
	line, _, found := bytes.Cut(start, []byte{'\n'})
	if !found || len(start) == 0 || start[0] == '[' {
		return false
	}
	return !bytes.HasSuffix(bytes.TrimSpace(line), []byte{'}'})
}

// tell returns the layout of a record, nil for none.
func tell(record *value, layouts []*layout.Layout) (found *layout.Layout) {
	most := 0
	for _, l := range layouts {
		n, decided := named(record, l), true
		for name, says := range l.Tells {
			said := record.find(name)
			decided = decided && said != nil && said.text == says
		}
		if decided && len(l.Tells) > 0 && n > 0 {
			return l
		}
		if n > most {
			found, most = l, n
		}
	}
	return found
}

// named counts the members in the nodes of a record that are columns of a layout, 0
// where it has none of the nodes of the layout's key.
func named(record *value, l *layout.Layout) (n int) {
	nodes, _ := body(record, l)
	for _, key := range l.Key {
		node, _, _ := strings.Cut(strings.TrimPrefix(l.Fields[key].Column, "/"), "/")
		if nodes.find(node) == nil {
			return 0
		}
	}
	for i := range nodes.members {
		node := l.NodeOf(nodes.members[i].name)
		if node == nil {
			continue
		}
		v := &nodes.members[i].value
		for _, object := range append([]value{*v}, v.items...) {
			for j := range object.members {
				if node.Slots[0].Find(object.members[j].name) >= 0 {
					n++
				}
			}
		}
	}
	return n
}

// body returns the object that has the nodes: the record, or what stands in its
// envelope.
func body(record *value, l *layout.Layout) (nodes *value, enveloped bool) {
	if l.Envelope != "" {
		if inside := record.find(l.Envelope); inside != nil && inside.kind == '{' {
			return inside, true
		}
	}
	return record, false
}

// A nestedSource is the source of the cells of nested records. It names what issues
// are about by where that stands in the record.
type nestedSource struct {
	carrier.Source
	rows     *nestedRows
	encoding string
}

// Encoding returns the encoding of the file.
func (s *nestedSource) Encoding() string { return s.encoding }

// NewParser returns a Parser for one goroutine.
func (s *nestedSource) NewParser() carrier.Parser {
	return &nestedParser{Parser: s.Source.NewParser(), rows: s.rows}
}

// A nestedParser is that of the cells, and says of issues where they are.
type nestedParser struct {
	carrier.Parser
	rows *nestedRows
}

// Parse reads a row into record.
func (p *nestedParser) Parse(record *carrier.Record, r *carrier.Row) {
	p.Parser.Parse(record, r)
	places, ok := r.Held.(*places)
	if !ok {
		return
	}
	for i := range record.Issues {
		issue := &record.Issues[i]
		if at, known := places.of(p.rows, issue.Column); known {
			issue.Column, issue.Line = at.pointer, at.line
		}
	}
}

// Cell returns the cell of a column of the record in hand.
func (p *nestedParser) Cell(r *carrier.Row, column string) string {
	if places, ok := r.Held.(*places); ok {
		for f := range places.fields {
			if places.fields[f].pointer == column {
				column = p.rows.layout.Fields[f].Column
				break
			}
		}
		for name, at := range places.extra {
			if at.pointer == column {
				column = name
			}
		}
	}
	return p.Parser.Cell(r, column)
}

// A place is where a member stands: its pointer and its line in the file.
type place struct {
	pointer string
	line    int
}

// places are those of a record: of each field of the layout, and of what has none.
type places struct {
	fields []place
	extra  map[string]place
}

func (p *places) of(rows *nestedRows, column string) (place, bool) {
	if column == "" {
		return place{}, false
	}
	if f, ok := rows.columns[column]; ok && p.fields[f].pointer != "" {
		return p.fields[f], true
	}
	at, ok := p.extra[column]
	return at, ok
}

// A nestedRecord is an object of a file, taken apart as a whole.
type nestedRecord struct {
	frame
	value value
	ends  []int // of the lines within
}

// nestedRows makes a row of each record: its cells are those of the layout's columns.
type nestedRows struct {
	frames
	layout   *layout.Layout
	columns  map[string]int // the fields by their columns
	decoded  bool           // the file is not in UTF-8
	queue    []nestedRecord // what was read to recognise the layout
	reported map[string]bool

	// Of the record in hand.
	record    *nestedRecord
	cells     []string // of the fields, "" for none
	taken     []bool   // the fields that the record states, be it with nothing
	extra     []carrier.Extra
	places    *places
	enveloped bool
}

// read takes the next record off the file and apart.
func (n *nestedRows) read(record *nestedRecord) error {
	if err := n.next(&record.frame); err != nil || record.fault != "" {
		return err
	}
	for i, c := range record.raw {
		if c == '\n' {
			record.ends = append(record.ends, i)
		}
	}
	p := parser{text: record.raw}
	record.value, record.fault = p.tree()
	record.oneLine()
	return nil
}

// Next gives the cells of the next record, in the order of the layout.
func (n *nestedRows) Next(r *carrier.Row) error {
	var record nestedRecord
	if len(n.queue) > 0 {
		record, n.queue = n.queue[0], n.queue[1:]
	} else if err := n.read(&record); errors.Is(err, io.EOF) {
		return err
	} else if err != nil {
		return &carrier.Error{Line: n.line, Err: err}
	}
	*r = carrier.Row{Raw: record.raw, Line: record.line, Lines: record.lines, Fault: record.fault, Cells: r.Cells[:0], Unquoted: r.Unquoted[:0]}
	if r.Fault != "" {
		return nil
	}
	n.take(&record)
	for _, cell := range n.cells {
		from := int32(len(r.Unquoted))
		r.Unquoted = append(r.Unquoted, cell...)
		r.Cells = append(r.Cells, carrier.Span{From: from, To: int32(len(r.Unquoted)), Undone: true})
	}
	r.Extra, r.Held = n.extra, n.places
	return nil
}

// take puts the members of a record into the cells.
func (n *nestedRows) take(record *nestedRecord) {
	n.record, n.extra = record, nil
	n.cells, n.taken = make([]string, len(n.layout.Fields)), make([]bool, len(n.layout.Fields))
	n.places = &places{fields: make([]place, len(n.layout.Fields)), extra: map[string]place{}}
	var nodes *value
	nodes, n.enveloped = body(&record.value, n.layout)
	envelope := n.layout.NodeOf("")
	seen := map[string]bool{}
	if n.enveloped {
		if f := envelope.Slots[0].Find(n.layout.Envelope); f >= 0 {
			n.cells[envelope.Slots[0].Members[f].Field] = "{}" // the nodes stand in it
		}
		n.object(envelope, 0, 0, &record.value, n.layout.Envelope)
	}
	var rest value
	for i := range nodes.members {
		m := &nodes.members[i]
		node := n.layout.NodeOf(m.name)
		switch {
		case node == nil || m.name == "":
			rest.members = append(rest.members, *m)
		case seen[m.name]:
			n.keep(m.name, "", &m.value, frontsheet.Warning, "duplicate-key", "the node stands twice: the first counts, this one is kept verbatim as JSON")
		default:
			seen[m.name] = true
			n.node(node, &m.value)
		}
	}
	if n.enveloped {
		for i := range rest.members {
			n.strange(&layout.Node{Name: n.layout.Envelope}, 0, 0, &rest.members[i])
		}
	} else {
		n.object(envelope, 0, 0, &rest, "")
	}
	for name, says := range n.layout.Tells {
		if said := record.value.find(name); said != nil && said.text != says && said.text != "" {
			n.extra = append(n.extra, carrier.Extra{Column: "/" + name, Severity: frontsheet.Warning, Code: "other-transaction", Detail: "the envelope says that the record is of another transaction than those of the layout: it is read as one of these"})
		}
	}
	n.compare()
	if n.decoded && bytes.Contains(record.raw, []byte("\uFFFD")) {
		n.extra = append(n.extra, carrier.Extra{Severity: frontsheet.Warning, Code: "undecodable-character", Detail: "bytes of the record are no character of the file's encoding: U+FFFD stands for them"})
	}
}

// node takes an object, or a list of objects.
func (n *nestedRows) node(node *layout.Node, v *value) {
	objects := []value{*v}
	switch {
	case v.kind == '[':
		objects = v.items
	case v.kind == 'n' || v.kind == '"' && strings.TrimSpace(v.text) == "":
		return
	}
	free := make([]bool, len(node.Slots))
	for i := range free {
		free[i] = true
	}
	for i := range objects {
		object := &objects[i]
		if object.kind == 'n' {
			continue
		}
		slot := -1
		if object.kind == '{' {
			slot = choose(node, free, object)
		}
		if slot < 0 {
			n.keep(node.Name, strconv.Itoa(i), object, frontsheet.Warning, "no-place", "the layout has no place for the value in this node: it is kept verbatim as JSON")
			continue
		}
		free[slot] = false
		n.object(node, slot, i, object, "")
	}
}

// choose returns the place of an object among those that are free: of those whose
// conditions it meets that with which it agrees most; -1 for none.
func choose(node *layout.Node, free []bool, object *value) int {
	best, least := -1, 0
	for i := range node.Slots {
		if !free[i] {
			continue
		}
		disagrees, fits := 0, true
		for _, m := range node.Slots[i].Members {
			said := object.find(m.Name)
			if m.NoDisease && said != nil && icd.CanonicalDisease(strings.TrimSpace(said.text)) > 0 {
				fits = false
			}
			if m.Constant == "" {
				continue
			}
			same := said != nil && strings.TrimSpace(said.text) == m.Constant
			fits = fits && (same || !m.Only)
			if said != nil && said.text != "" && !same && !slices.Contains(m.Also, said.text) {
				disagrees++
			}
		}
		if fits && (best < 0 || disagrees < least) {
			best, least = i, disagrees
		}
	}
	return best
}

// object takes the members of one object in a place, except one that is a node.
func (n *nestedRows) object(node *layout.Node, slot, index int, object *value, except string) {
	s := &node.Slots[slot]
	for i := range object.members {
		m := &object.members[i]
		if m.name == except && except != "" {
			continue
		}
		at := s.Find(m.name)
		if at < 0 {
			n.strange(node, s.Index, index, m)
			continue
		}
		member := &s.Members[at]
		f := member.Field
		if n.taken[f] {
			n.note(node.Pointer(s.Index, m.name)+again, n.pointer(node, index, m.name), &m.value, string(n.raw(&m.value)), frontsheet.Warning, "duplicate-key",
				"the name stands twice in its object: the first counts, this one is kept verbatim as JSON")
			continue
		}
		n.taken[f] = true
		n.places.fields[f] = place{n.pointer(node, index, m.name), n.lineOfValue(&m.value)}
		if m.value.kind == '{' || m.value.kind == '[' {
			n.note(n.layout.Fields[f].Column+whole, n.places.fields[f].pointer, &m.value, string(n.raw(&m.value)), frontsheet.Warning, "nested-value",
				"the value is an object or a list where the layout has a plain value: it is kept verbatim as JSON")
			continue
		}
		text := m.value.text
		if m.value.kind == '0' {
			text = plainNumber(text)
		}
		if member.Constant != "" {
			if text == member.Constant {
				continue
			}
			if text != "" && !slices.Contains(member.Also, text) {
				n.note(n.layout.Fields[f].Column, n.places.fields[f].pointer, &m.value, "", frontsheet.Warning, "other-kind",
					"the member says otherwise than what stands in its place in the list does: it is kept verbatim")
			}
		}
		n.cells[f] = text
	}
}

// What is kept of a member beside what its column holds has a name of its own, so
// that nobody reads it as the column's.
const (
	again = "#again" // a member whose name stood before
	whole = "#json"  // an object or a list in place of a plain value
)

// plainNumber writes a number of JSON without an exponent, exactly.
func plainNumber(text string) string {
	i := strings.IndexAny(text, "eE")
	if i < 0 {
		return text
	}
	const most = 40 // of an exponent that a record of ours can mean
	exponent, err := strconv.Atoi(text[i+1:])
	number, ok := new(big.Rat).SetString(text)
	if err != nil || !ok || exponent > most || exponent < -most {
		return text
	}
	_, fraction, _ := strings.Cut(text[:i], ".")
	return number.FloatString(max(len(fraction)-exponent, 0))
}

// strange keeps a member that the layout does not know.
func (n *nestedRows) strange(node *layout.Node, slotIndex, index int, m *pair) {
	pointer := n.pointer(node, index, m.name)
	if node.Name == n.layout.Envelope && node.Name != "" {
		pointer = node.Pointer(0, m.name)
	}
	column := node.Pointer(slotIndex, m.name)
	severity, code, detail := frontsheet.Severity(""), "", ""
	if key := node.Name + "/" + m.name; !n.reported[key] && len(n.reported) < carrier.MostColumns {
		n.reported[key] = true
		severity, code, detail = frontsheet.Information, "unknown-column", "the layout has no such member: its values are kept verbatim as JSON"
	}
	n.note(column, pointer, &m.value, string(n.raw(&m.value)), severity, code, detail)
}

// keep keeps a node, or an element of its list.
func (n *nestedRows) keep(node, index string, v *value, severity frontsheet.Severity, code, detail string) {
	column := "/" + node
	if index != "" {
		column += "/" + index
	}
	pointer := column
	if n.enveloped {
		pointer = "/" + n.layout.Envelope + column
	}
	n.note(column, pointer, v, string(n.raw(v)), severity, code, detail)
}

func (n *nestedRows) note(column, pointer string, v *value, raw string, severity frontsheet.Severity, code, detail string) {
	n.places.extra[column] = place{pointer, n.lineOfValue(v)}
	if code == "" && raw == "" {
		return
	}
	n.extra = append(n.extra, carrier.Extra{Column: column, Value: raw, Severity: severity, Code: code, Detail: detail})
}

func (n *nestedRows) raw(v *value) []byte { return n.record.raw[v.from:v.to] }

// lineOfValue returns the line of the file on which a value starts.
func (n *nestedRows) lineOfValue(v *value) int {
	before, _ := slices.BinarySearch(n.record.ends, v.from)
	return n.record.line + before
}

// pointer returns where a member stands in the record.
func (n *nestedRows) pointer(node *layout.Node, index int, name string) string {
	p := node.Pointer(index, name)
	if n.enveloped && node.Name != "" {
		return "/" + n.layout.Envelope + p
	}
	return p
}

// compare reports a record that a Writer would write otherwise, white space apart.
func (n *nestedRows) compare() {
	cells := make([][]byte, len(n.cells))
	for f, cell := range n.cells {
		cells[f] = []byte(cell)
	}
	var kept []frontsheet.Field
	for _, e := range n.extra {
		if e.Value != "" {
			kept = append(kept, frontsheet.Field{Column: e.Column, Value: e.Value})
		}
	}
	written, left := newForm(n.layout).append(nil, cells, kept)
	if left == 0 && bytes.Equal(written, compact(nil, n.record.raw)) {
		return
	}
	n.extra = append(n.extra, carrier.Extra{
		Severity: frontsheet.Information, Code: "json-form",
		Detail: "numbers and strings, members that say nothing, their order or that of the lists are not as the record is written back",
	})
}
