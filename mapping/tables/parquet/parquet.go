// Package parquet writes the tables of package tables as files of Apache Parquet, with
// parquet-go, so that only who imports it links that.
//
// Each column is optional and has the type that its table states: DATE, TIMESTAMP of
// the clock (without a zone), DECIMAL exactly, BIGINT, BOOLEAN, and text in UTF-8. The
// columns stand in the order of the table, and pages are compressed by zstd.
package parquet

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"

	"github.com/crossbay/crossbay/mapping/tables"
)

// A Writer writes a table as a Parquet file. Its memory is that of a group of rows. It
// is not safe for concurrent use.
type Writer struct {
	w     *parquet.Writer
	table *tables.Table
	row   parquet.Row
}

// groupRows is how many rows stand in a group. Readers take a group at a time.
const groupRows = 1 << 16

// NewWriter starts a file. It writes to w until Close.
func NewWriter(w io.Writer, t *tables.Table) *Writer {
	schema := parquet.NewSchema(t.Name, newColumns(t))
	return &Writer{w: parquet.NewWriter(w, schema,
		parquet.Compression(&parquet.Zstd), parquet.MaxRowsPerRowGroup(groupRows), parquet.CreatedBy("crossbay", "", "")), table: t}
}

// WriteRow writes a row, whose cells it does not keep. The error is that of a value
// that is not of its column's type, which it does not print, or of writing.
func (w *Writer) WriteRow(row tables.Row) error {
	w.row = w.row[:0]
	for i, cell := range row {
		value, level := parquet.NullValue(), 0
		if cell != nil {
			var err error
			if value, err = valueOf(&w.table.Columns[i], string(cell)); err != nil {
				return fmt.Errorf("%s.%s: a value is no %s", w.table.Name, w.table.Columns[i].Name, w.table.Columns[i].SQL())
			}
			level = 1
		}
		w.row = append(w.row, value.Level(0, level, i))
	}
	_, err := w.w.WriteRows([]parquet.Row{w.row})
	return err
}

// Close writes what is left, and what the file says of itself. It does not close what
// is written to.
func (w *Writer) Close() error { return w.w.Close() }

// valueOf returns the value that a text is in a column.
func valueOf(c *tables.Column, text string) (parquet.Value, error) {
	switch c.Type {
	case tables.Integer:
		n, err := strconv.ParseInt(text, 10, 64)
		return parquet.Int64Value(n), err
	case tables.Decimal: // as a number of its last digits
		whole, fraction, _ := strings.Cut(text, ".")
		if len(fraction) > c.Scale {
			return parquet.Value{}, strconv.ErrRange
		}
		n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", c.Scale-len(fraction)), 10, 64)
		return parquet.Int64Value(n), err
	case tables.Date: // as days since 1970
		day, err := time.Parse(time.DateOnly, text)
		return parquet.Int32Value(int32(day.Unix() / (24 * 60 * 60))), err
	case tables.Timestamp: // as microseconds since 1970
		at, err := time.Parse(time.DateTime, text)
		return parquet.Int64Value(at.UnixMicro()), err
	case tables.Boolean:
		v, err := strconv.ParseBool(text)
		return parquet.BooleanValue(v), err
	}
	return parquet.ByteArrayValue([]byte(text)), nil
}

// columns is the schema of a table: parquet-go's own group sorts its columns by name.
type columns struct {
	parquet.Group
	names []string
}

func newColumns(t *tables.Table) columns {
	s := columns{Group: parquet.Group{}}
	for i := range t.Columns {
		c := &t.Columns[i]
		s.Group[c.Name] = parquet.Optional(nodeOf(c))
		s.names = append(s.names, c.Name)
	}
	return s
}

// Fields returns the columns in the order of the table.
func (s columns) Fields() []parquet.Field {
	fields := s.Group.Fields()
	slices.SortFunc(fields, func(x, y parquet.Field) int {
		return slices.Index(s.names, x.Name()) - slices.Index(s.names, y.Name())
	})
	return fields
}

func nodeOf(c *tables.Column) parquet.Node {
	switch c.Type {
	case tables.Integer:
		return parquet.Leaf(parquet.Int64Type)
	case tables.Decimal:
		return parquet.Decimal(c.Scale, c.Precision, parquet.Int64Type)
	case tables.Date:
		return parquet.Date()
	case tables.Timestamp:
		return parquet.TimestampAdjusted(parquet.Microsecond, false)
	case tables.Boolean:
		return parquet.Leaf(parquet.BooleanType)
	}
	return parquet.String()
}
