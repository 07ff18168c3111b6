package mapping

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// Cell returns, decoded and otherwise as written, the cell of a column that is
// named as an [Issue] names it; "" where the record has none. Of a record of
// several rows it returns the different cells, one a line; of a message, the
// field with its repetitions.
//
// It is what an issue leaves out: a patient's value. It is valid as long as the
// record is.
func (r *Record) Cell(column string) string {
	if r.cellRow == nil || column == "" {
		return ""
	}
	if r.cellParser.reader.messageCell != nil {
		return r.cellParser.reader.messageCell(r.cellMessage, column)
	}
	var cells []string
	add := func(cell string) {
		if cell != "" && !slices.Contains(cells, cell) {
			cells = append(cells, cell)
		}
	}
	d := r.cellParser.reader
	for i, f := range d.fields {
		if f >= 0 && d.layout.Fields[f].Column == column || f < 0 && d.name(i) == column {
			add(r.decoded(r.cellRow, i))
			for j := range r.cellRow.more {
				add(r.decoded(&r.cellRow.more[j], i))
			}
		}
	}
	for _, e := range r.cellRow.extra {
		if memberName(e.column) == column {
			add(e.value)
		}
	}
	return strings.Join(cells, "\n")
}

// decoded returns the i-th cell of a row of the record.
func (r *Record) decoded(row *row, i int) string {
	if i >= len(row.cells) {
		return ""
	}
	r.cellParser.decode.Use(row.encoding)
	text, _ := r.cellParser.decode.Append(nil, row.cell(i))
	return string(text)
}

// values returns, for each of the issues, the cell that it is about.
func (r *Record) values(issues []frontsheet.Issue) []string {
	values := make([]string, len(issues))
	for i := range issues {
		values[i] = r.Cell(issues[i].Column)
	}
	return values
}

// messageCell returns the field of a message that a path names: DG1[2]-3[1].1.
// It is "" where the message could not be split.
func messageCell(m *hl7v2.Message, path string) string {
	name, field, _ := strings.Cut(path, "-")
	name, ordinal := indexed(name)
	number, err := strconv.Atoi(field[:chars.Digits(field)])
	if m == nil || err != nil {
		return ""
	}
	for i := range m.Segments {
		if s := &m.Segments[i]; s.Name == name {
			if ordinal--; ordinal == 0 {
				return s.Field(number)
			}
		}
	}
	return ""
}

// indexed takes the number off a name, DG1[2], which is 1 where it has none.
func indexed(name string) (string, int) {
	if before, rest, found := strings.Cut(name, "["); found {
		if n, err := strconv.Atoi(strings.TrimSuffix(rest, "]")); err == nil {
			return before, n
		}
	}
	return name, 1
}

// keepMessage keeps the message of the record for Cell.
func (r *Record) keepMessage(m *hl7v2.Message) { r.cellMessage = m }
