package tables

import (
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// A ParquetWriter writes a table as a Parquet file: each column optional, in pages of
// the plain encoding that zstd compresses. It is what flat tables need of the format
// (https://parquet.apache.org/docs/file-format/), and no more. Its memory is that of
// a group of rows, some 20 MiB.
type ParquetWriter struct {
	w      io.Writer
	table  *Table
	zstd   *zstd.Encoder
	chunks []chunk
	rows   int // of the group in hand
	size   int // of their values, in bytes
	offset int64
	total  int64 // rows of the file
	groups []group
	packed []byte
}

// groupRows and groupBytes bound a group of rows.
const (
	groupRows  = 1 << 16
	groupBytes = 8 << 20
)

// A chunk is the values of a column in a group of rows.
type chunk struct {
	known  []bool // of each row, whether there is a value
	values []byte
	bits   int // of a column of booleans
}

// A group is where a group of rows stands in the file.
type group struct {
	rows    int
	columns []span
}

// A span is where a page stands.
type span struct {
	offset           int64
	unpacked, packed int // with the header
	count            int
}

// What Parquet calls its types, their meanings, and zstd.
const (
	parquetBoolean   = 0
	parquetInt32     = 1
	parquetInt64     = 2
	parquetByteArray = 6

	convertedUTF8    = 0
	convertedDecimal = 5
	convertedDate    = 6

	codecZstd   = 6
	encodePlain = 0
	encodeRLE   = 3
)

const parquetMagic = "PAR1"

// NewParquetWriter starts a file.
func NewParquetWriter(w io.Writer, t *Table) (*ParquetWriter, error) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithZeroFrames(true))
	if err != nil {
		return nil, err
	}
	p := &ParquetWriter{w: w, table: t, zstd: encoder, chunks: make([]chunk, len(t.Columns))}
	return p, p.write([]byte(parquetMagic))
}

func (p *ParquetWriter) write(text []byte) error {
	n, err := p.w.Write(text)
	p.offset += int64(n)
	return err
}

// WriteRow writes a row. The error is that of a value that is not of its column's
// type, which it does not print, or of writing.
func (p *ParquetWriter) WriteRow(row Row) error {
	for i, cell := range row {
		c := &p.chunks[i]
		c.known = append(c.known, cell != nil)
		if cell == nil {
			continue
		}
		before := len(c.values)
		if err := c.add(&p.table.Columns[i], string(cell)); err != nil {
			return fmt.Errorf("%s.%s: a value is no %s", p.table.Name, p.table.Columns[i].Name, p.table.Columns[i].SQL())
		}
		p.size += len(c.values) - before
	}
	p.rows++
	if p.rows < groupRows && p.size < groupBytes {
		return nil
	}
	return p.flush()
}

// epoch is the day from which Parquet counts.
var epoch = time.Unix(0, 0).UTC()

// add adds a value in the plain encoding.
func (c *chunk) add(column *Column, text string) error {
	switch column.Type {
	case String:
		c.values = append(binary.LittleEndian.AppendUint32(c.values, uint32(len(text))), text...)
	case Integer:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		c.values = binary.LittleEndian.AppendUint64(c.values, uint64(n))
	case Decimal:
		n, err := unscaled(text, column.Scale)
		if err != nil {
			return err
		}
		c.values = binary.LittleEndian.AppendUint64(c.values, uint64(n))
	case Date:
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return err
		}
		c.values = binary.LittleEndian.AppendUint32(c.values, uint32(int32(day.Sub(epoch)/(24*time.Hour))))
	case Timestamp:
		at, err := time.Parse(time.DateTime, text)
		if err != nil {
			return err
		}
		c.values = binary.LittleEndian.AppendUint64(c.values, uint64(at.UnixMicro()))
	case Boolean:
		v, err := strconv.ParseBool(text)
		if err != nil {
			return err
		}
		if c.bits%8 == 0 {
			c.values = append(c.values, 0)
		}
		if v {
			c.values[c.bits/8] |= 1 << (c.bits % 8)
		}
		c.bits++
	}
	return nil
}

// unscaled returns a decimal as a number of its last digits.
func unscaled(text string, scale int) (int64, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	return strconv.ParseInt(whole+fraction+strings.Repeat("0", max(scale-len(fraction), 0)), 10, 64)
}

// flush writes the group in hand: a page of each column.
func (p *ParquetWriter) flush() error {
	if p.rows == 0 {
		return nil
	}
	g := group{rows: p.rows}
	for i := range p.chunks {
		c := &p.chunks[i]
		levels := c.levels()
		page := append(append(binary.LittleEndian.AppendUint32(nil, uint32(len(levels))), levels...), c.values...)
		p.packed = p.zstd.EncodeAll(page, p.packed[:0])
		header := pageHeader(len(page), len(p.packed), p.rows)
		g.columns = append(g.columns, span{p.offset, len(header) + len(page), len(header) + len(p.packed), p.rows})
		if err := p.write(header); err != nil {
			return err
		}
		if err := p.write(p.packed); err != nil {
			return err
		}
		*c = chunk{known: c.known[:0], values: c.values[:0]}
	}
	p.groups = append(p.groups, g)
	p.total += int64(p.rows)
	p.rows, p.size = 0, 0
	return nil
}

// levels says of each row whether it has a value, in runs (the encoding RLE, of one
// bit).
func (c *chunk) levels() (text []byte) {
	for i := 0; i < len(c.known); {
		n := i + 1
		for n < len(c.known) && c.known[n] == c.known[i] {
			n++
		}
		level := byte(0)
		if c.known[i] {
			level = 1
		}
		text = append(binary.AppendUvarint(text, uint64(n-i)<<1), level)
		i = n
	}
	return text
}

func pageHeader(unpacked, packed, count int) []byte {
	var t thrift
	t.open()
	t.i32(1, 0) // a page of data
	t.i32(2, unpacked)
	t.i32(3, packed)
	t.structure(5)
	t.i32(1, count)
	t.i32(2, encodePlain)
	t.i32(3, encodeRLE)
	t.i32(4, encodeRLE)
	t.close()
	t.close()
	return t.text
}

// Close writes what is left, and what the file says of itself. It does not close what
// is written to.
func (p *ParquetWriter) Close() error {
	if err := p.flush(); err != nil {
		return err
	}
	footer := p.footer()
	footer = append(binary.LittleEndian.AppendUint32(footer, uint32(len(footer))), parquetMagic...)
	return p.write(footer)
}

func (p *ParquetWriter) footer() []byte {
	var t thrift
	t.open()
	t.i32(1, 1) // the version of the format
	t.list(2, thriftStruct, len(p.table.Columns)+1)
	t.open()
	t.string(4, p.table.Name)
	t.i32(5, len(p.table.Columns))
	t.close()
	for i := range p.table.Columns {
		t.column(&p.table.Columns[i])
	}
	t.i64(3, p.total)
	t.list(4, thriftStruct, len(p.groups))
	for i := range p.groups {
		t.group(&p.groups[i], p.table)
	}
	t.string(6, "crossbay")
	t.close()
	return t.text
}

// physical returns the type in which values of a column are written.
func (c *Column) physical() int {
	return [...]int{
		String: parquetByteArray, Integer: parquetInt64, Decimal: parquetInt64, Date: parquetInt32, Timestamp: parquetInt64, Boolean: parquetBoolean,
	}[c.Type]
}

// column adds the SchemaElement of a column.
func (t *thrift) column(c *Column) {
	t.open()
	t.i32(1, c.physical())
	t.i32(3, 1) // optional
	t.string(4, c.Name)
	empty := func(number byte) { // a type of which there is no more to say
		t.structure(10)
		t.structure(number)
		t.close()
		t.close()
	}
	switch c.Type {
	case String:
		t.i32(6, convertedUTF8)
		empty(1)
	case Date:
		t.i32(6, convertedDate)
		empty(6)
	case Decimal:
		t.i32(6, convertedDecimal)
		t.i32(7, c.Scale)
		t.i32(8, c.Precision)
		t.structure(10)
		t.structure(5)
		t.i32(1, c.Scale)
		t.i32(2, c.Precision)
		t.close()
		t.close()
	case Timestamp: // of the clock, in microseconds
		t.structure(10)
		t.structure(8)
		t.bool(1, false)
		t.structure(2)
		t.structure(2)
		t.close()
		t.close()
		t.close()
		t.close()
	}
	t.close()
}

// group adds the RowGroup of a group.
func (t *thrift) group(g *group, table *Table) {
	t.open()
	t.list(1, thriftStruct, len(g.columns))
	total := int64(0)
	for i, s := range g.columns {
		total += int64(s.unpacked)
		t.open()
		t.i64(2, s.offset)
		t.structure(3)
		t.i32(1, table.Columns[i].physical())
		t.list(2, thriftI32, 2)
		t.text = binary.AppendVarint(t.text, encodePlain)
		t.text = binary.AppendVarint(t.text, encodeRLE)
		t.list(3, thriftBinary, 1)
		t.element(table.Columns[i].Name)
		t.i32(4, codecZstd)
		t.i64(5, int64(s.count))
		t.i64(6, int64(s.unpacked))
		t.i64(7, int64(s.packed))
		t.i64(9, s.offset)
		t.close()
		t.close()
	}
	t.i64(2, total)
	t.i64(3, int64(g.rows))
	t.close()
}
