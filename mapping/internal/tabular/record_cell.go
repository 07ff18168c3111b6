package tabular

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
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
	if r.cellParser.Reader.MessageCell != nil {
		return r.cellParser.Reader.MessageCell(r.cellMessage, column)
	}
	var cells []string
	add := func(cell string) {
		if cell != "" && !slices.Contains(cells, cell) {
			cells = append(cells, cell)
		}
	}
	d := r.cellParser.Reader
	for i, f := range d.fields {
		if f >= 0 && d.In.Fields[f].Column == column || f < 0 && d.name(i) == column {
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
func (r *Record) decoded(row *Row, i int) string {
	if i >= len(row.Cells) {
		return ""
	}
	r.cellParser.decode.Use(row.encoding)
	text, _ := r.cellParser.decode.Append(nil, row.Cell(i))
	return string(text)
}

// Values returns, for each of the issues, the cell that it is about.
func (r *Record) Values(issues []frontsheet.Issue) []string {
	values := make([]string, len(issues))
	for i := range issues {
		values[i] = r.Cell(issues[i].Column)
	}
	return values
}

// KeepMessage keeps the message of the record for Cell.
func (r *Record) KeepMessage(m *hl7v2.Message) { r.cellMessage = m }
