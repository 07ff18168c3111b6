package tabular

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
)

// stringRows turns the rows of another program into rows.
type stringRows struct {
	pull  func() ([]string, error, bool)
	stop  func()
	line  int
	width int // of the header; a spreadsheet leaves out empty cells at the end
	buf   bytes.Buffer
	found func([]carrier.Finding) // takes those of the file
}

func (s *stringRows) Next(r *carrier.Row) error {
	for {
		cells, err, ok := s.pull()
		if !ok {
			return io.EOF
		}
		var note carrier.RowNote
		if err != nil && !errors.As(err, &note) {
			return err
		}
		if cells == nil && note.Found != nil {
			s.found(note.Found)
			continue
		}
		s.line = max(s.line+1, note.Line)
		*r = carrier.Row{Line: s.line, Lines: 1, Cells: r.Cells[:0], Unquoted: r.Unquoted[:0], Note: note}
		if r.Fault = faultOf(cells); r.Fault != "" {
			cells = start(cells)
		}
		for _, cell := range cells {
			from := int32(len(r.Unquoted))
			r.Unquoted = append(r.Unquoted, cell...)
			r.Cells = append(r.Cells, carrier.Span{From: from, To: int32(len(r.Unquoted)), Undone: true})
		}
		if r.Blank(0) && r.Fault == "" && note.Unresolved == nil && note.Found == nil {
			continue
		}
		if s.width == 0 {
			s.width = len(r.Cells)
		}
		for len(r.Cells) < s.width {
			r.Cells = append(r.Cells, carrier.Span{Undone: true})
		}
		s.buf.Reset()
		w := csv.NewWriter(&s.buf)
		if err := w.Write(cells); err != nil {
			return err
		}
		w.Flush()
		r.Raw = s.buf.Bytes()
		return w.Error()
	}
}

// faultOf returns what is too much of a row, "" for nothing.
func faultOf(cells []string) (fault string) {
	size := 0
	for i, cell := range cells {
		if fault = limited(cell, i, size); fault != "" {
			break
		}
		size += len(cell)
	}
	return fault
}

// start returns the first of the cells of a row that is beyond the limits: enough
// to know it by, and little to keep.
func start(cells []string) []string {
	size := 0
	for i, cell := range cells {
		if size += len(cell); size > carrier.MostCell || i == carrier.MostColumns {
			return cells[:i]
		}
	}
	return cells
}
