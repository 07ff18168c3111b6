package tables

import (
	"bytes"
	"io"
)

// A CSVWriter writes a table as CSV (RFC 4180), with its header, in UTF-8: a value that
// is not known is an empty cell, and lines end in \n.
type CSVWriter struct {
	w    io.Writer
	line []byte
}

// NewCSVWriter writes the header of a table to w. Each line is one Write.
func NewCSVWriter(w io.Writer, t *Table) (*CSVWriter, error) {
	header := make(Row, len(t.Columns))
	for i := range t.Columns {
		header[i] = []byte(t.Columns[i].Name)
	}
	c := &CSVWriter{w: w}
	return c, c.WriteRow(header)
}

// WriteRow writes a row.
func (c *CSVWriter) WriteRow(row Row) error {
	c.line = c.line[:0]
	for i, cell := range row {
		if i > 0 {
			c.line = append(c.line, ',')
		}
		if !bytes.ContainsAny(cell, ",\"\r\n") {
			c.line = append(c.line, cell...)
			continue
		}
		c.line = append(c.line, '"')
		for _, b := range cell {
			if b == '"' {
				c.line = append(c.line, '"')
			}
			c.line = append(c.line, b)
		}
		c.line = append(c.line, '"')
	}
	c.line = append(c.line, '\n')
	_, err := c.w.Write(c.line)
	return err
}

// Close ends the table.
func (c *CSVWriter) Close() error { return nil }
