package tables

import "encoding/binary"

// A thrift appends structs in Thrift's compact protocol, in which Parquet describes
// itself. Fields come in the order of their numbers.
type thrift struct {
	text []byte
	last []byte // the number of the last field of each struct that is open
}

// The types of the protocol.
const (
	thriftTrue   = 1
	thriftFalse  = 2
	thriftI32    = 5
	thriftI64    = 6
	thriftBinary = 8
	thriftList   = 9
	thriftStruct = 12
)

func (t *thrift) field(number, kind byte) {
	last := &t.last[len(t.last)-1]
	t.text = append(t.text, (number-*last)<<4|kind)
	*last = number
}

// open starts a struct: the outermost, or an element of a list.
func (t *thrift) open() { t.last = append(t.last, 0) }

// close ends a struct.
func (t *thrift) close() {
	t.text = append(t.text, 0)
	t.last = t.last[:len(t.last)-1]
}

// structure starts a struct that is a field.
func (t *thrift) structure(number byte) {
	t.field(number, thriftStruct)
	t.open()
}

func (t *thrift) integer(number byte, kind byte, n int64) {
	t.field(number, kind)
	t.text = binary.AppendVarint(t.text, n)
}

func (t *thrift) i32(number byte, n int) { t.integer(number, thriftI32, int64(n)) }

func (t *thrift) i64(number byte, n int64) { t.integer(number, thriftI64, n) }

func (t *thrift) bool(number byte, v bool) {
	if v {
		t.field(number, thriftTrue)
	} else {
		t.field(number, thriftFalse)
	}
}

func (t *thrift) string(number byte, s string) {
	t.field(number, thriftBinary)
	t.element(s)
}

// element adds a string to a list.
func (t *thrift) element(s string) {
	t.text = append(binary.AppendUvarint(t.text, uint64(len(s))), s...)
}

// list starts a list of n elements that is a field.
func (t *thrift) list(number, kind byte, n int) {
	t.field(number, thriftList)
	if n < 15 {
		t.text = append(t.text, byte(n)<<4|kind)
		return
	}
	t.text = binary.AppendUvarint(append(t.text, 0xf0|kind), uint64(n))
}
