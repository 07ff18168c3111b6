package tabular

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/encoding"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
)

// A parser makes sheets of the rows of one file. Each goroutine has its own.
type parser struct {
	source  *Source
	sheets  carrier.Sheets
	decode  charset.Decoder
	buf     []byte // the decoded cells of a record
	cells   []decoded
	builder sheetBuilder // of the record in hand
	names   *encoding.Encoder
	name    []byte // for names to look at their bytes
}

// A decoded is a cell within the decoded cells of its record.
type decoded struct {
	column   int
	from, to int
	bad      int // offset of the first bytes that are no character, -1 for none
}

// NewParser returns a parser of the file's rows.
func (d *Source) NewParser() carrier.Parser { return &parser{source: d} }

// Sheets returns the maker of the parser's sheets.
func (p *parser) Sheets() *carrier.Sheets { return &p.sheets }

// Parse reads one row into record.
func (p *parser) Parse(record *carrier.Record, r *carrier.Row) {
	p.builder = sheetBuilder{parser: p, file: &p.source.file, record: record}
	b := &p.builder
	for i := range r.Before {
		b.passed(r.Before[i])
	}
	b.from1904 = r.Note.From1904
	p.decode.Use(r.Encoding)
	if r.Mixed {
		b.issue(frontsheet.Warning, "mixed-encoding", "the record is in another encoding than the file: it is read as "+r.Encoding)
	}
	if r.Padded {
		b.habit("blank-around-quotes", "blanks stand before or after the quotes of cells: they are no part of the cells")
	}
	if r.Again {
		b.issue(frontsheet.Warning, "duplicate-record", "the stay stands in the file before: the record has the same keys")
	}
	b.noted(r)
	for i := range r.More {
		for _, before := range r.More[i].Before {
			b.passed(before)
		}
		b.noted(&r.More[i])
	}
	if other := p.source.doubt(r); other != "" {
		b.issue(frontsheet.Warning, "doubtful-encoding", "the record is read as "+r.Encoding+", and its bytes rather seem to be "+other)
	}
	switch width := len(p.source.columns); {
	case r.Fault != "":
		b.reject(r.Fault, carrier.Faults[r.Fault])
	case len(r.Cells) < width || !r.Blank(width):
		b.reject("wrong-width", fmt.Sprintf("%d cells instead of %d", len(r.Cells), width))
	default:
		b.build(r)
	}
}

// passed reports what was passed over before the record, or between its rows.
func (b *sheetBuilder) passed(i frontsheet.Issue) {
	i.File, i.Record = b.file.File, b.record.Number
	b.record.Issues = append(b.record.Issues, i)
}

// decodeCells decodes the cells that are not empty into one text, and returns
// it; p.cells then says where each stands in it, in the order in which they are
// to be read.
func (p *parser) decodeCells(r *carrier.Row) string {
	p.buf, p.cells = p.buf[:0], p.cells[:0]
	for i, c := range r.Cells[:len(p.source.columns)] {
		if c.To == c.From {
			continue
		}
		t := decoded{column: i, from: len(p.buf)}
		p.buf, t.bad = p.decode.Append(p.buf, r.Cell(i))
		t.to = len(p.buf)
		p.cells = append(p.cells, t)
	}
	if turns := p.source.turns; !p.source.inOrder {
		slices.SortFunc(p.cells, func(x, y decoded) int { return turns[x.column] - turns[y.column] })
	}
	return string(p.buf)
}

// Cell returns the cell of a column of the record in hand. Of a record of several
// rows it returns the different cells, one a line.
func (p *parser) Cell(r *carrier.Row, column string) string {
	var cells []string
	add := func(cell string) {
		if cell != "" && !slices.Contains(cells, cell) {
			cells = append(cells, cell)
		}
	}
	d := p.source
	for i, f := range d.fields {
		if f >= 0 && d.file.Layout.Fields[f].Column == column || f < 0 && d.name(i) == column {
			add(p.decodedCell(r, i))
			for j := range r.More {
				add(p.decodedCell(&r.More[j], i))
			}
		}
	}
	for _, e := range r.Extra {
		if memberName(e.Column) == column {
			add(e.Value)
		}
	}
	return strings.Join(cells, "\n")
}

// decodedCell returns the i-th cell of a row of the record.
func (p *parser) decodedCell(row *carrier.Row, i int) string {
	if i >= len(row.Cells) {
		return ""
	}
	p.decode.Use(row.Encoding)
	text, _ := p.decode.Append(nil, row.Cell(i))
	return string(text)
}
