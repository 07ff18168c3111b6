package dbf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// A memoForm is one of the forms of memo files.
type memoForm uint8

const (
	memoIII memoForm = iota // dBASE III: a text ends with 1A
	memoIV                  // dBASE IV: a text has a length
	memoFox                 // FoxPro: a text has a kind and a length
)

// mostMemo is how much of a text is read: one byte more than a cell may have, so
// that a longer one is seen to be.
const mostMemo = 1<<20 + 1

var (
	errMemo   = errors.New("the memo file is damaged, or of another table")
	errObject = errors.New("it holds no text")
)

// A memo is the memo file of a table.
type memo struct {
	in    io.ReaderAt
	form  memoForm
	block int64 // bytes of a block
	total int64 // bytes of the texts that were read
	reach int64 // the end of the furthest of them
}

// mostExpansion is how many times the bytes of a memo file its texts may be, where
// many records have the same one.
const mostExpansion = 500

// expands reports whether the file is made to give far more than it has.
func (m *memo) expands() bool { return m.total > mostExpansion*(m.reach+256<<10) }

// openMemo reads the header of a memo file.
func openMemo(in io.ReaderAt, form memoForm) (*memo, error) {
	m := &memo{in: in, form: form, block: 512}
	var head [24]byte
	if _, err := in.ReadAt(head[:], 0); err != nil {
		return nil, broken(err, errMemo)
	}
	switch form {
	case memoFox:
		m.block = int64(binary.BigEndian.Uint16(head[6:]))
	case memoIV:
		m.block = int64(binary.LittleEndian.Uint16(head[20:]))
		if m.block == 0 {
			m.block = 512
		}
	}
	if m.block == 0 {
		m.block = 1 // FoxPro: SET BLOCKSIZE TO 0
	}
	return m, nil
}

// text returns the text at a block, at most mostMemo bytes of it.
func (m *memo) text(block int64) ([]byte, error) {
	text, err := m.find(block)
	m.total += int64(len(text))
	m.reach = max(m.reach, block*m.block+int64(len(text)))
	return text, err
}

func (m *memo) find(block int64) ([]byte, error) {
	if m.form == memoIII {
		return m.ended(block * m.block)
	}
	var head [8]byte
	if _, err := m.in.ReadAt(head[:], block*m.block); err != nil {
		return nil, broken(err, errMemo)
	}
	var size int64
	if m.form == memoFox {
		if kind := binary.BigEndian.Uint32(head[:]); kind != 1 {
			if kind > 2 {
				return nil, errMemo
			}
			return nil, errObject
		}
		size = int64(binary.BigEndian.Uint32(head[4:]))
	} else {
		if !bytes.Equal(head[:4], []byte{0xff, 0xff, 8, 0}) {
			return m.ended(block * m.block) // as dBASE III wrote it
		}
		if size = int64(binary.LittleEndian.Uint32(head[4:])) - 8; size < 0 {
			return nil, errMemo
		}
	}
	// What is stated may be more than there is: only that is made room for.
	return m.read(io.NewSectionReader(m.in, block*m.block+8, min(size, mostMemo)), min(size, mostMemo))
}

func (m *memo) read(r io.Reader, size int64) ([]byte, error) {
	var b bytes.Buffer
	if n, err := io.Copy(&b, r); err != nil {
		return nil, err
	} else if n < size {
		return nil, errMemo
	}
	return b.Bytes(), nil
}

// ended reads a text that ends with 1A.
func (m *memo) ended(at int64) ([]byte, error) {
	var text []byte
	buf := make([]byte, 512)
	for len(text) < mostMemo {
		n, err := m.in.ReadAt(buf, at)
		if i := bytes.IndexByte(buf[:n], 0x1a); i >= 0 {
			return append(text, buf[:i]...), nil
		}
		text, at = append(text, buf[:n]...), at+int64(n)
		if err != nil {
			return nil, broken(err, errMemo)
		}
	}
	return text, nil
}
