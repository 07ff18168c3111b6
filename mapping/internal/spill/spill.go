// Package spill sorts more than the memory is to hold.
package spill

import (
	"bufio"
	"bytes"
	"container/heap"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"slices"
)

// A Key is what records are sorted by, byte by byte.
type Key [24]byte

// A Record is a key and what belongs to it.
type Record struct {
	Key   Key
	Value []byte
}

// A Sorter takes records, and gives them back in the order of their keys; those
// of one key come in no certain order. It holds them in memory up to a budget.
// Beyond that they stand in runs, each sorted, in one temporary file: encrypted
// with a key that is nowhere but in memory, and without a name where the system
// permits that, since records hold patients' data.
type Sorter struct {
	budget  int // bytes
	size    int // of records
	records []Record
	file    *os.File
	end     int64 // of the file
	runs    []run
	cipher  cipher.Block
	merge   []*cursor // a heap; nil where the records fit in memory
	next    int
}

// A run is a part of the file.
type run struct{ from, to int64 }

// overhead is about what a record takes beside its value.
const overhead = 96

// NewSorter returns a Sorter that holds about budget bytes in memory.
func NewSorter(budget int) *Sorter { return &Sorter{budget: budget} }

// Add takes a record. The value is copied.
func (s *Sorter) Add(key Key, value []byte) error {
	s.records = append(s.records, Record{key, bytes.Clone(value)})
	if s.size += len(value) + overhead; s.size < s.budget {
		return nil
	}
	return s.spill()
}

// spill writes the records in memory as a run.
func (s *Sorter) spill() error {
	if s.file == nil {
		if err := s.open(); err != nil {
			return err
		}
	}
	s.sort()
	out := bufio.NewWriterSize(&cipher.StreamWriter{S: s.stream(len(s.runs)), W: s.file}, 256<<10)
	size := int64(0)
	for i := range s.records {
		r := &s.records[i]
		out.Write(r.Key[:])
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(r.Value)))
		out.Write(length[:])
		out.Write(r.Value)
		size += int64(len(r.Key) + len(length) + len(r.Value))
	}
	if err := out.Flush(); err != nil {
		return err
	}
	s.runs = append(s.runs, run{s.end, s.end + size})
	s.end += size
	clear(s.records)
	s.records, s.size = s.records[:0], 0
	return nil
}

func (s *Sorter) open() error {
	key := make([]byte, 32)
	rand.Read(key) // never fails
	var err error
	if s.cipher, err = aes.NewCipher(key); err != nil {
		return err
	}
	if s.file, err = os.CreateTemp("", "crossbay-*"); err != nil {
		return err
	}
	os.Remove(s.file.Name()) // some systems refuse while it is open: Close does it there
	return nil
}

// stream returns the key stream of a run.
func (s *Sorter) stream(run int) cipher.Stream {
	iv := make([]byte, aes.BlockSize)
	binary.BigEndian.PutUint64(iv, uint64(run))
	return cipher.NewCTR(s.cipher, iv)
}

func (s *Sorter) sort() {
	slices.SortFunc(s.records, func(a, b Record) int { return bytes.Compare(a.Key[:], b.Key[:]) })
}

// Sort ends the taking: from now on Next gives the records.
func (s *Sorter) Sort() error {
	if s.file == nil {
		s.sort()
		return nil
	}
	if len(s.records) > 0 {
		if err := s.spill(); err != nil {
			return err
		}
	}
	s.records = nil
	room := max(s.budget/len(s.runs), 4<<10)
	h := cursors{}
	for i, r := range s.runs {
		section := io.NewSectionReader(s.file, r.from, r.to-r.from)
		c := &cursor{in: bufio.NewReaderSize(&cipher.StreamReader{S: s.stream(i), R: section}, min(room, 256<<10))}
		if err := c.read(); err != nil {
			return err
		}
		h = append(h, c)
	}
	heap.Init(&h)
	s.merge = h
	return nil
}

// Next returns the next record, io.EOF after the last. It is valid until the
// next call.
func (s *Sorter) Next() (Record, error) {
	if s.file == nil {
		if s.next == len(s.records) {
			return Record{}, io.EOF
		}
		r := s.records[s.next]
		s.records[s.next] = Record{}
		s.next++
		return r, nil
	}
	h := (*cursors)(&s.merge)
	if h.Len() == 0 {
		return Record{}, io.EOF
	}
	r := s.merge[0].record
	switch err := s.merge[0].read(); {
	case errors.Is(err, io.EOF):
		heap.Pop(h)
	case err != nil:
		return Record{}, err
	default:
		heap.Fix(h, 0)
	}
	return r, nil
}

// Close gives up all that the Sorter holds.
func (s *Sorter) Close() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
	}
	*s = Sorter{budget: s.budget}
}

// A cursor reads a run.
type cursor struct {
	in     *bufio.Reader
	record Record
}

func (c *cursor) read() error {
	var head [len(Key{}) + 4]byte
	if _, err := io.ReadFull(c.in, head[:]); err != nil {
		return err
	}
	c.record.Key = Key(head[:len(Key{})])
	c.record.Value = make([]byte, binary.BigEndian.Uint32(head[len(Key{}):]))
	if _, err := io.ReadFull(c.in, c.record.Value); err != nil {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// cursors is the heap of runs.
type cursors []*cursor

func (h cursors) Len() int { return len(h) }
func (h cursors) Less(i, j int) bool {
	return bytes.Compare(h[i].record.Key[:], h[j].record.Key[:]) < 0
}
func (h cursors) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *cursors) Push(x any)   { *h = append(*h, x.(*cursor)) }
func (h *cursors) Pop() any {
	old := *h
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*h = old[:len(old)-1]
	return last
}
