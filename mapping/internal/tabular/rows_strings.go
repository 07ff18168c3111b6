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
}

func (s *stringRows) Next(r *carrier.Row) error {
	for {
		cells, err, ok := s.pull()
		if !ok {
			return io.EOF
		}
		var unresolved carrier.Unresolved
		if err != nil && !errors.As(err, &unresolved) {
			return err
		}
		s.line++
		*r = carrier.Row{Line: s.line, Lines: 1, Cells: r.Cells[:0], Unquoted: r.Unquoted[:0], Unresolved: unresolved}
		for _, cell := range cells {
			if r.Fault = limited(cell, len(r.Cells), len(r.Unquoted)); r.Fault != "" {
				break
			}
			from := int32(len(r.Unquoted))
			r.Unquoted = append(r.Unquoted, cell...)
			r.Cells = append(r.Cells, carrier.Span{From: from, To: int32(len(r.Unquoted)), Undone: true})
		}
		if r.Blank(0) && r.Fault == "" && unresolved == nil {
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
