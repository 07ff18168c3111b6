package dbf

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/fieldname"
	"github.com/crossbay/crossbay/mapping/internal/spill"
)

// MaxFields is how many fields a table has.
const MaxFields = 255

// The limits of a table, and of its files, which a [Writer] does not go beyond.
var (
	ErrKey  = fmt.Errorf("dbf: more than %d columns stand in several tables, which need a key of at least one column", MaxFields)
	ErrSize = errors.New("dbf: a table and its memo file have at most 2 GiB each")
	ErrCell = errors.New("dbf: a cell has at most 1 MiB")
	// ErrCharacter: see [Writer.Lacks].
	ErrCharacter = errors.New("dbf: the code page of the table lacks a character")
)

const (
	widest    = 254     // bytes of a text in a record
	blockSize = 64      // of a memo file
	memoStart = 512     // the header of a memo file
	pointer   = 10      // digits that say where a memo is
	mostCell  = 1 << 20 // as readers here take them
	mostFile  = 1<<31 - 1
	budget    = 32 << 20 // of rows in memory
)

// WriterOptions set how tables are written. Nil means the defaults.
type WriterOptions struct {
	// Encoding is [mapping.EncodingGB18030], of which a table has the characters of
	// two bytes, those of GBK, under the mark of code page 936; or
	// [mapping.EncodingBig5], of which it has all, those of HKSCS too, under the mark
	// of code page 950. It is the former where empty. Some readers lack the few of
	// these that Windows keeps in its private area (GBK FE50 and others, HKSCS).
	Encoding string
	// Key are the names of the columns that tell a row from all others. They stand
	// in each of the tables, where there are more than 255 columns.
	Key []string
	// Updated is the date of the last change that tables state, 1 January 2000
	// where zero: the same rows give the same bytes.
	Updated time.Time

	_ struct{}
}

// A Writer writes rows as a table of FoxPro 2, which Visual FoxPro, dBASE IV and
// their readers open. Every field is a text as wide as the longest of its cells; a
// column with a cell of more than 254 bytes, or with one that ends in a blank, which
// a field cannot tell from its filling, is one of memos.
//
// A name of at most ten letters, digits and low lines stands as it is, in capitals.
// Any other is cut: its first six letters and digits, a low line and three characters
// that tell the whole name from others. A [mapping.Reader] knows both again.
//
// More than 255 columns stand in several tables. The first has the first columns,
// in their order; each further one has the columns of the key, and those that the
// tables before have not.
//
// Rows wait in memory, and beyond 32 MiB in a temporary file that is encrypted under
// a key that is in memory alone, until the Writer is closed. A Writer is not safe for
// concurrent use.
type Writer struct {
	create  func(end string) (io.Writer, error)
	options WriterOptions
	encode  charset.Encoder
	mark    byte
	columns []column
	rows    uint64
	spill   *spill.Sorter
	buf     []byte
	rune    [8]byte
}

// A column is one of the rows.
type column struct {
	name   string // of the field
	key    bool
	width  int
	memo   bool
	blocks int64 // that its cells take in a memo file
}

// NewWriter returns a Writer of a table. When it is closed, create is asked for the
// files by the end of their names: ".dbf", ".fpt" where there are memos, and
// "_2.dbf", "_2.fpt" and so on of further tables.
func NewWriter(create func(end string) (io.Writer, error), options *WriterOptions) (*Writer, error) {
	w := &Writer{create: create, spill: spill.NewSorter(budget)}
	if options != nil {
		w.options = *options
	}
	switch w.options.Encoding {
	case "", mapping.EncodingGB18030:
		w.options.Encoding, w.mark = mapping.EncodingGB18030, 0x7a
	case mapping.EncodingBig5:
		w.mark = 0x78
	default:
		return nil, fmt.Errorf("dbf: tables are not written in the encoding %q", w.options.Encoding)
	}
	w.encode.Use(w.options.Encoding)
	if w.options.Updated.IsZero() {
		w.options.Updated = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return w, nil
}

// Lacks reports whether the code page of the table lacks a character.
func (w *Writer) Lacks(r rune) bool {
	_, ok := w.appendRune(w.rune[:0], r)
	return !ok
}

// appendRune appends a character, ok is false where the code page lacks it.
func (w *Writer) appendRune(dst []byte, r rune) (_ []byte, ok bool) {
	from := len(dst)
	dst, ok = w.encode.Append(dst, r)
	if !ok || r == 0 || w.options.Encoding == mapping.EncodingGB18030 && len(dst)-from > 2 {
		return dst[:from], false
	}
	return dst, true
}

// WriteRow takes one row, the header before all others. The error is ErrCell where a
// cell is too long and ErrCharacter where the code page lacks a character of it, with
// the row and the column: nothing is cut off.
func (w *Writer) WriteRow(cells []string) error {
	if w.columns == nil {
		taken := map[string]bool{}
		for _, name := range cells {
			short := fieldname.Free(name, taken)
			taken[short] = true
			w.columns = append(w.columns, column{name: short, key: slices.Contains(w.options.Key, name), width: 1})
		}
		return nil
	}
	w.rows++
	w.buf = w.buf[:0]
	for i := range w.columns {
		from := len(w.buf)
		w.buf = append(w.buf, 0, 0, 0, 0)
		if i < len(cells) {
			for _, r := range cells[i] {
				var ok bool
				if w.buf, ok = w.appendRune(w.buf, r); !ok {
					return fmt.Errorf("row %d, column %d: %w", w.rows, i+1, ErrCharacter)
				}
			}
		}
		text := w.buf[from+4:]
		if len(text) > mostCell {
			return fmt.Errorf("row %d, column %d: %w", w.rows, i+1, ErrCell)
		}
		binary.LittleEndian.PutUint32(w.buf[from:], uint32(len(text)))
		w.columns[i].add(text)
	}
	var key spill.Key
	binary.BigEndian.PutUint64(key[:], w.rows)
	return w.spill.Add(key, w.buf)
}

// add makes room for a text.
func (c *column) add(text []byte) {
	if len(text) == 0 {
		return
	}
	c.blocks += blocksOf(text)
	if len(text) > widest || text[len(text)-1] == ' ' {
		c.memo = true
		return
	}
	c.width = max(c.width, len(text))
}

// blocksOf is how many blocks of a memo file a text takes, with its kind and length.
func blocksOf(text []byte) int64 { return (8 + int64(len(text)) + blockSize - 1) / blockSize }

// tables returns the columns of each table.
func (w *Writer) tables() ([][]int, error) {
	var keys, all []int
	for i := range w.columns {
		if all = append(all, i); w.columns[i].key {
			keys = append(keys, i)
		}
	}
	if len(all) <= MaxFields {
		return [][]int{all}, nil
	}
	if len(keys) == 0 || len(keys) >= MaxFields {
		return nil, ErrKey
	}
	var list [][]int
	var table []int
	room := MaxFields - len(keys) // for other columns
	for _, i := range all {
		if w.columns[i].key {
			if len(list) == 0 {
				table = append(table, i)
			}
			continue
		}
		if room == 0 {
			if len(list) == 0 { // the keys that stand behind
				for _, k := range keys {
					if !slices.Contains(table, k) {
						table = append(table, k)
					}
				}
			}
			list = append(list, table)
			table, room = slices.Clone(keys), MaxFields-len(keys)
		}
		table = append(table, i)
		room--
	}
	return append(list, table), nil
}

// Close writes the tables. It does not close what create returned.
func (w *Writer) Close() error {
	defer w.Discard()
	parts, err := w.tables()
	if err != nil {
		return err
	}
	list := make([]*table, len(parts))
	for n, columns := range parts {
		if list[n], err = w.open(n, columns); err != nil {
			return err
		}
	}
	if err := w.spill.Sort(); err != nil {
		return err
	}
	cells := make([][]byte, len(w.columns))
	for {
		record, err := w.spill.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		value := record.Value
		for i := range cells {
			n := binary.LittleEndian.Uint32(value)
			cells[i], value = value[4:4+n], value[4+n:]
		}
		for _, t := range list {
			t.write(cells)
		}
	}
	for _, t := range list {
		if err := t.end(); err != nil {
			return err
		}
	}
	return nil
}

// Discard gives up rows that are not to be written.
func (w *Writer) Discard() { w.spill.Close() }

// A table is one of those that are written.
type table struct {
	columns []*column
	places  []int // of the columns in the rows
	out     *bufio.Writer
	memo    *bufio.Writer // nil where there is none
	next    int64         // block of the memo file
}

// open writes the headers of the n-th table.
func (w *Writer) open(n int, places []int) (*table, error) {
	t := &table{places: places, next: memoStart / blockSize}
	blocks, size := t.next, 1
	for _, i := range places {
		c := &w.columns[i]
		if t.columns = append(t.columns, c); c.memo {
			blocks += c.blocks
			size += pointer
		} else {
			size += c.width
		}
	}
	headerSize := 32*(len(places)+1) + 1
	if int64(headerSize)+int64(w.rows)*int64(size)+1 > mostFile || w.rows > mostFile || blocks*blockSize > mostFile {
		return nil, ErrSize
	}
	stem := ""
	if n > 0 {
		stem = fmt.Sprintf("_%d", n+1)
	}
	out, err := w.create(stem + ".dbf")
	if err != nil {
		return nil, err
	}
	t.out = bufio.NewWriterSize(out, 64<<10)
	version := byte(0x03)
	if blocks > t.next {
		version = 0xf5
		memo, err := w.create(stem + ".fpt")
		if err != nil {
			return nil, err
		}
		t.memo = bufio.NewWriterSize(memo, 64<<10)
		head := make([]byte, memoStart)
		binary.BigEndian.PutUint32(head, uint32(blocks))
		binary.BigEndian.PutUint16(head[6:], blockSize)
		t.memo.Write(head)
	}
	t.out.Write(w.header(version, headerSize, size))
	at := 1
	for _, c := range t.columns {
		f := make([]byte, 32)
		copy(f, c.name)
		width := c.width
		if f[11] = 'C'; c.memo {
			f[11], width = 'M', pointer
		}
		binary.LittleEndian.PutUint32(f[12:], uint32(at))
		f[16] = byte(width)
		t.out.Write(f)
		at += width
	}
	t.out.WriteByte(fieldsEnd)
	return t, nil
}

// header returns what stands before the fields.
func (w *Writer) header(version byte, size, record int) []byte {
	h := make([]byte, 32)
	year, month, day := w.options.Updated.Date()
	h[0], h[1], h[2], h[3] = version, byte(year%100), byte(month), byte(day)
	binary.LittleEndian.PutUint32(h[4:], uint32(w.rows))
	binary.LittleEndian.PutUint16(h[8:], uint16(size))
	binary.LittleEndian.PutUint16(h[10:], uint16(record))
	h[29] = w.mark
	return h
}

// write writes a record. Errors come when the table ends.
func (t *table) write(cells [][]byte) {
	t.out.WriteByte(' ')
	for i, c := range t.columns {
		text := cells[t.places[i]]
		switch {
		case !c.memo:
			t.out.Write(text)
			t.out.Write(blanks[:c.width-len(text)])
		case len(text) == 0:
			t.out.Write(blanks[:pointer])
		default:
			fmt.Fprintf(t.out, "%*d", pointer, t.next)
			t.remember(text)
		}
	}
}

// remember writes a text to the memo file.
func (t *table) remember(text []byte) {
	var head [8]byte
	binary.BigEndian.PutUint32(head[:], 1)
	binary.BigEndian.PutUint32(head[4:], uint32(len(text)))
	t.memo.Write(head[:])
	t.memo.Write(text)
	n := blocksOf(text)
	t.memo.Write(make([]byte, n*blockSize-8-int64(len(text))))
	t.next += n
}

var blanks = bytes.Repeat([]byte{' '}, 256)

// end ends the table.
func (t *table) end() error {
	t.out.WriteByte(0x1a)
	err := t.out.Flush()
	if t.memo != nil {
		err = errors.Join(err, t.memo.Flush())
	}
	return err
}
