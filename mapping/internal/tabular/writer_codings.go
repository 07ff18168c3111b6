package tabular

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/codings"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A rereader reads the record that is being written, to see what it does not say.
type rereader struct {
	source *Source
	parser carrier.Parser
	rows   []carrier.Row // of the record in hand
}

// newRereader returns a rereader of the records of a Writer.
func newRereader(w *Writer) *rereader {
	d := &Source{
		file:     carrier.File{Layout: w.Layout, Options: carrier.Options{Diagnosis: w.Options.Diagnosis, Procedure: w.Options.Procedure, Encoding: charset.EncodingUTF8}},
		encoding: charset.EncodingUTF8,
	}
	for i := range w.fields {
		d.columns = append(d.columns, w.fields[i].Column)
		d.fields = append(d.fields, w.Layout.ByPath[w.fields[i].Element])
	}
	d.columns, d.fields = append(d.columns, codings.Column), append(d.fields, -1)
	d.bind()
	return &rereader{source: d, parser: d.NewParser()}
}

// reset forgets the rows.
func (r *rereader) reset() { r.rows = r.rows[:0] }

// add adds a cell to a row, counted from 0.
func (r *rereader) add(row int, cell []byte) {
	if row == len(r.rows) {
		r.rows = append(r.rows, carrier.Row{Encoding: charset.EncodingUTF8})
	}
	at := &r.rows[row]
	from := int32(len(at.Unquoted))
	at.Unquoted = append(at.Unquoted, cell...)
	at.Cells = append(at.Cells, carrier.Span{From: from, To: int32(len(at.Unquoted)), Undone: true})
}

// read returns the sheet of the rows, the last of which lacks the last cell: text.
func (r *rereader) read(text string) (*frontsheet.FrontSheet, bool) {
	rows := slices.Clone(r.rows)
	last := rows[len(rows)-1].Clone()
	rows[len(rows)-1] = last
	again := rereader{rows: rows}
	again.add(len(rows)-1, []byte(text))
	first := rows[0]
	first.More = rows[1:]
	var record carrier.Record
	carrier.Parse(r.parser, &r.source.file, &record, &first)
	return record.Sheet, record.Sheet != nil
}

// keepCodings returns the last cell of the row in hand: in the last row of a record
// the codings of which its other cells say nothing.
func (w *Writer) keepCodings(s *frontsheet.FrontSheet, rows int) []byte {
	if w.row+1 < rows {
		return nil
	}
	text, kept, lost := codings.Keep(s, w.Layout.OfItems, w.again.read)
	if len(text) > w.sink.longest() {
		w.report(&layout.Field{Column: codings.Column}, frontsheet.Warning, "other-code-system", "the codings for which the layout has no column are more than a cell holds: they are not written")
		return nil
	}
	w.kept = kept
	for _, path := range lost {
		w.report(&layout.Field{Column: codings.Column, Element: path + ".code"}, frontsheet.Warning, "other-code-system", "the row has no place for codings of the line, and nobody who reads it could tell of which line they are: they are not written")
	}
	return []byte(text)
}
