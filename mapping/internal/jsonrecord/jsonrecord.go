// Package jsonrecord carries records as objects of JSON: an array of them, or an
// object a line (NDJSON). Their members are named as the columns of the layout
// are, and become its cells. [Nested] carries records in which objects and lists of
// objects have the members.
package jsonrecord

import (
	"bytes"
	"errors"
	"io"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
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
func recognize(start []byte, _ []*layout.Layout) bool {
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
	rows := &rows{frames: newFrames(r), known: map[string]int{}, reported: map[string]bool{}}
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
	frames
	layout   *layout.Layout
	queue    []record        // what was read to recognise the layout
	known    map[string]int  // the field of a name, -1 for none
	reported map[string]bool // names without a field that were reported
	spare    []member
	taken    []bool // the fields that the record in hand has filled
}

// A record is one object of a file, taken apart.
type record struct {
	frame
	members []member
	extra   []carrier.Extra
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

// read takes the next record off the file and apart.
func (j *rows) read(record *record) error {
	if err := j.next(&record.frame); err != nil || record.fault != "" {
		return err
	}
	record.oneLine()
	p := parser{text: record.raw, record: record}
	if record.fault = p.parse(); record.fault != "" {
		record.members, record.extra = nil, nil
	}
	return nil
}
