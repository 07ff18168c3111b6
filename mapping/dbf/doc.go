// Package dbf reads the table files of dBASE III and IV, FoxPro and Visual FoxPro
// for [mapping.NewRowReader], and writes the rows of a [mapping.Writer] as such
// tables. It stands apart so that only programs that use them link it.
//
//	reader, err := mapping.NewRowReader(dbf.Rows(file, &dbf.Options{Memo: memo}), mainland.Layouts(), nil)
//
// The format is that of the manuals of dBASE and Visual FoxPro ("Table File
// Structure"): a header with the fields, and records of one length.
package dbf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/crossbay/crossbay/mapping"
)

// The faults for which a table is refused. None of them quotes what it holds.
var (
	ErrNotTable  = errors.New("the file is no table of dBASE or FoxPro")
	ErrVersion   = errors.New("the table is one of dBASE II or dBASE 7, which are not read: copy it to the form of dBASE IV or FoxPro")
	ErrEncrypted = errors.New("the table is encrypted: copy it without encryption")
	ErrHeader    = errors.New("the header of the table is damaged: the lengths that it states do not fit its fields")
	ErrFields    = errors.New("the header of the table is damaged: the fields are longer than a record")
	// ErrMemos ends the reading of a table.
	ErrMemos = fmt.Errorf("the texts of the memo file are more than %d times its size: the table is made to fill a disk", mostExpansion)
)

// A version is what the first byte of a table says of it.
type version struct {
	foxpro bool // I, B and Y are numbers in binary, and memos are those of FoxPro
	memo   memoForm
}

// versions are those that are read.
var versions = map[byte]version{
	0x02: {}, 0x04: {}, 0x8c: {}, // dBASE II and 7, to be refused by name
	0x03: {memo: memoIII}, 0x83: {memo: memoIII},
	0x43: {memo: memoIV}, 0x63: {memo: memoIV}, 0x7b: {memo: memoIV}, 0x8b: {memo: memoIV}, 0xcb: {memo: memoIV},
	0x30: {true, memoFox}, 0x31: {true, memoFox}, 0x32: {true, memoFox},
	0xf5: {true, memoFox}, 0xfb: {true, memoFox},
}

// headerSize is that of the header without the fields, and of each field.
const headerSize = 32

// Is reports whether a file is a table, by its first bytes; 32 are enough. What
// looks like the header of dBASE II or 7 is one.
func Is(prefix []byte) bool {
	if len(prefix) < headerSize {
		return false
	}
	_, known := versions[prefix[0]]
	return known && prefix[2] >= 1 && prefix[2] <= 12 && prefix[3] >= 1 && prefix[3] <= 31 &&
		binary.LittleEndian.Uint16(prefix[8:]) > headerSize && binary.LittleEndian.Uint16(prefix[10:]) > 0
}

// A field is one of the columns of a table.
type field struct {
	name     []byte // in the encoding of the table
	kind     byte
	from, to int // within a record
	decimals int
	binary   bool // no text: the code page is not that of the field
	system   bool // it is the table's own
	nullBit  int  // in _NullFlags, -1 for none
	sizeBit  int  // likewise: whether the last byte is the length of what there is
}

// A header is what stands before the records.
type header struct {
	version
	count  int64 // of records
	record int   // bytes of one
	mark   byte  // the language driver, which names the code page
	fields []field
	nulls  field // _NullFlags
	found  []mapping.RowFinding
}

// readHeader reads the header, and all that stands before the first record.
func readHeader(r io.Reader) (*header, error) {
	var fixed [headerSize]byte
	if _, err := io.ReadFull(r, fixed[:]); err != nil {
		return nil, broken(err, ErrNotTable)
	}
	if !Is(fixed[:]) {
		return nil, ErrNotTable
	}
	switch {
	case fixed[0] == 0x02 || fixed[0] == 0x04 || fixed[0] == 0x8c:
		return nil, ErrVersion
	case fixed[15] != 0:
		return nil, ErrEncrypted
	}
	h := &header{
		version: versions[fixed[0]], count: int64(binary.LittleEndian.Uint32(fixed[4:])),
		record: int(binary.LittleEndian.Uint16(fixed[10:])), mark: fixed[29],
	}
	rest := make([]byte, int(binary.LittleEndian.Uint16(fixed[8:]))-headerSize)
	if _, err := io.ReadFull(r, rest); err != nil {
		return nil, broken(err, ErrHeader)
	}
	if err := h.readFields(rest); err != nil {
		return nil, err
	}
	return h, nil
}

// broken is the error of reading: fault where the file ends too early.
func broken(err, fault error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault
	}
	return err
}

// fieldsEnd is the byte that stands after the last field.
const fieldsEnd = 0x0d

// readFields reads the fields.
func (h *header) readFields(b []byte) error {
	ended := false
	var list [][]byte
	for len(b) > 0 && !ended {
		if ended = b[0] == fieldsEnd; ended {
			break
		}
		if len(b) < headerSize {
			break
		}
		list, b = append(list, b[:headerSize]), b[headerSize:]
	}
	if len(list) == 0 || !ended && len(b) > 1 {
		return ErrHeader
	}
	if !ended {
		h.find(-1, mapping.Warning, "table-damaged", "nothing ends the fields in the header of the table: they are read as far as the header goes")
	}
	if !h.lay(list, false) && !h.lay(list, true) {
		return ErrFields
	}
	if end := h.end(); end < h.record {
		h.find(-1, mapping.Warning, "table-damaged", fmt.Sprintf("%d bytes of each record of the table belong to no field: they are not read", h.record-end))
	}
	h.bits()
	return nil
}

// lay lays the fields out in a record, and reports whether they fit. wide says that
// texts of more than 255 bytes are there, as Clipper and FoxPro write them: the
// high byte of their length is where other fields have their decimals.
func (h *header) lay(list [][]byte, wide bool) bool {
	h.fields = h.fields[:0]
	at := 1 // after the mark of deletion
	for _, b := range list {
		name, _, _ := bytes.Cut(b[:11], []byte{0})
		f := field{name: bytes.TrimRight(name, " "), kind: b[11], decimals: int(b[17]), from: at, nullBit: -1, sizeBit: -1}
		size := int(b[16])
		if f.kind == 'C' && wide {
			size += 256 * f.decimals
		}
		if h.foxpro {
			f.system, f.binary = b[18]&1 != 0 || f.kind == '0', b[18]&4 != 0
			if b[18]&2 != 0 {
				f.nullBit = 0 // see bits
			}
		}
		at += size
		f.to = at
		if f.kind == '0' {
			h.nulls = f
		}
		h.fields = append(h.fields, f)
	}
	if wide {
		return at == h.record
	}
	// A table without one wide field is longer than its fields by no 256 bytes.
	return at == h.record || at < h.record && !h.mayBeWide(list, h.record-at)
}

// mayBeWide reports whether the high bytes of the lengths of texts make up for what
// the fields are too short.
func (h *header) mayBeWide(list [][]byte, short int) bool {
	more := 0
	for _, b := range list {
		if b[11] == 'C' {
			more += 256 * int(b[17])
		}
	}
	return more == short
}

func (h *header) end() int { return h.fields[len(h.fields)-1].to }

// bits gives the fields their bits of _NullFlags, in their order: one for what may
// be null, and before it one for a text of varying length.
func (h *header) bits() {
	n := 0
	for i := range h.fields {
		f := &h.fields[i]
		if h.foxpro && (f.kind == 'V' || f.kind == 'Q') {
			f.sizeBit = n
			n++
		}
		if f.nullBit >= 0 {
			f.nullBit = n
			n++
		}
	}
}

func (h *header) find(column int, severity mapping.Severity, code, detail string) {
	h.found = append(h.found, mapping.RowFinding{Column: column, Severity: severity, Code: code, Detail: detail})
}

// columns returns the fields that are columns.
func (h *header) columns() (list []field) {
	for _, f := range h.fields {
		if !f.system {
			list = append(list, f)
		}
	}
	return list
}

// bit reports whether a bit of _NullFlags is set in a record.
func (h *header) bit(record []byte, n int) bool {
	at := h.nulls.from + n/8
	return n >= 0 && at < h.nulls.to && record[at]&(1<<(n%8)) != 0
}

// sameName compares names as tables do.
func sameName(a, b []byte) bool { return strings.EqualFold(string(a), string(b)) }
