package tabular

import (
	"bytes"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// headings tells headers from records below the header of a file, which stand
// there where files were joined.
type headings struct {
	layouts []*layout.Layout // whose columns are known by name
	probes  []probe
	lost    bool         // the rows stand below another header
	last    *carrier.Row // the header that was passed over last

	decode charset.Decoder // of the cells that are probed
	text   []byte          // the last of these
}

// A probe is a column whose cell tells at once that a row is no header, and the
// cell that it saw last: where the name of the hospital stands in each row, it is
// looked up once.
type probe struct {
	column int
	cell   []byte
	named  bool
}

type rowKind int

const (
	aRecord rowKind = iota
	theHeader
	anotherHeader
)

// heading tells what a row is. One that names the same columns at the same places
// is the header, whether by their codes or by their titles. Any other header is
// not followed: the rows below it are of another form, and what is sure of them
// is that they are not what this header says.
func (d *Source) heading(r *carrier.Row) rowKind {
	if d.headings.layouts == nil || r.Fault != "" {
		return aRecord
	}
	if d.hasHeader && bytes.Equal(bytes.TrimSpace(r.Raw), bytes.TrimSpace(d.header.Raw)) {
		return theHeader
	}
	if !d.probed(r) {
		return aRecord
	}
	var decode charset.Decoder
	decode.Use(r.Encoding)
	columns := make([]string, len(r.Cells))
	for i := range r.Cells {
		text, _ := decode.Append(nil, r.Cell(i))
		columns[i] = string(text)
	}
	fields, _ := d.file.Layout.Match(columns)
	named := len(columns) - layout.Count(fields, -1)
	if _, others := layout.Nearest(columns, d.headings.layouts); others < 2 || 2*others < filled(columns) {
		return aRecord
	}
	if named >= 2 && d.binds(columns, fields) {
		return theHeader
	}
	return anotherHeader
}

// probed reports whether the cell of the key or the first of a row is a name.
func (d *Source) probed(r *carrier.Row) bool {
	h := &d.headings
	if h.probes == nil {
		for _, key := range d.file.Layout.Key {
			if d.bound[key] >= 0 {
				h.probes = append(h.probes, probe{column: d.bound[key]})
			}
		}
		if !slices.ContainsFunc(h.probes, func(p probe) bool { return p.column == 0 }) {
			h.probes = append(h.probes, probe{})
		}
	}
	const longest = 200 // bytes of a name
	for i := range h.probes {
		p := &h.probes[i]
		if p.column >= len(r.Cells) {
			continue
		}
		cell := bytes.TrimSpace(r.Cell(p.column))
		if len(cell) == 0 || len(cell) > longest || isNumeric(cell) {
			continue
		}
		if !bytes.Equal(cell, p.cell) {
			p.cell = append(p.cell[:0], cell...)
			h.decode.Use(r.Encoding)
			text, _ := h.decode.Append(h.text[:0], cell)
			p.named = layout.Names(string(text), h.layouts)
			h.text = text
		}
		if p.named {
			return true
		}
	}
	return false
}

// isNumeric reports whether a cell is a number, a date or a time, as no name is.
func isNumeric(cell []byte) bool {
	for _, c := range cell {
		if !chars.IsDigit(c) && c != '-' && c != '/' && c != ':' && c != '.' && c != ' ' {
			return false
		}
	}
	return true
}

// binds reports whether a header has the columns of the file's at their places,
// also those that the layout does not know.
func (d *Source) binds(columns []string, fields []int) bool {
	if len(columns) < len(d.columns) || filled(columns[len(d.columns):]) > 0 {
		return false
	}
	for i, f := range d.fields {
		if f != fields[i] {
			return false
		}
		if f < 0 && chars.FoldHeader(strings.TrimSpace(columns[i])) != chars.FoldHeader(d.columns[i]) {
			return false
		}
	}
	return true
}
