package spool

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/crossbay/crossbay/mapping/internal/spill"
)

// Shared says what becomes of the parts that stays have in common, such as patients.
// Of each id one is written, in the place of the first.
type Shared struct {
	// Kinds are the kinds of these parts.
	Kinds map[byte]bool
	// ID returns what a part is of, and what of it is compared with others.
	ID func(kind byte, text []byte) (id ID, content [2][]byte, err error)
	// Merge returns what two parts of an id say together, of which one is of a newer
	// stay; nil where the newer alone holds.
	Merge func(older, newer []byte) ([]byte, error)
}

// A Choice says which parts of a spool are written. It takes a bit of memory for each
// record and for each shared part; what else it knows and does not fit in memory waits
// in temporary files, encrypted. Close must be called when it is done.
type Choice struct {
	all    bool
	shared Shared
	newest bits // records that are the newest of their stay
	first  bits // shared parts in whose place one is written
	merged *spill.Sorter
	// Superseded counts the records that are not the newest of their stay.
	Superseded int
}

// All returns the choice of all parts.
func All() *Choice { return &Choice{all: true, merged: spill.NewSorter(budget)} }

// budget bounds the memory of what is sorted.
const budget = 16 << 20

// Choose reads a spool to its end, and chooses of what stands in it several times one:
// of a stay the record that was stated last, and what is shared as Shared says, of the
// stays that ended last.
func Choose(open func() (io.ReadCloser, error), shared Shared) (*Choice, error) {
	c := &Choice{shared: shared, merged: spill.NewSorter(budget)}
	err := c.choose(open)
	if err == nil && c.Superseded > 0 { // what those share that are not written does not count
		err = c.chooseShared(open)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Close gives up what the choice holds.
func (c *Choice) Close() { c.merged.Close() }

// choose chooses the records, and the shared parts of all of them.
func (c *Choice) choose(open func() (io.ReadCloser, error)) error {
	stays := spill.NewSorter(budget)
	defer stays.Close()
	if err := c.read(open, func(h *Head, number int) (bool, error) {
		value := binary.BigEndian.AppendUint64(nil, uint64(number))
		return true, stays.Add(key(h.Stay, h.Stated), value)
	}); err != nil {
		return err
	}
	last, newest := (ID{}), -1
	end := func() {
		if newest >= 0 {
			c.newest.set(newest)
		}
		newest = -1
	}
	at := uint64(0)
	if err := sorted(stays, func(r spill.Record) error {
		number := int(binary.BigEndian.Uint64(r.Value))
		if stay := ID(r.Key[:16]); newest < 0 || stay != last {
			end()
			last = stay
		} else {
			c.Superseded++
		}
		// Of one time, the last that was read.
		if t := binary.BigEndian.Uint64(r.Key[16:]); newest < 0 || t != at || number > newest {
			newest, at = number, t
		}
		return nil
	}); err != nil {
		return err
	}
	end()
	return nil
}

// chooseShared chooses the shared parts of the records that are written.
func (c *Choice) chooseShared(open func() (io.ReadCloser, error)) error {
	c.first = nil
	c.merged.Close()
	return c.read(open, func(_ *Head, number int) (bool, error) { return c.newest.has(number), nil })
}

// read reads the records, and chooses the shared parts of those that take takes.
func (c *Choice) read(open func() (io.ReadCloser, error), take func(h *Head, number int) (bool, error)) error {
	in, err := open()
	if err != nil {
		return err
	}
	defer in.Close()
	s := newStatements(&c.shared)
	defer s.Close()
	r := NewReader(in)
	parts := 0
	for number := 0; ; number++ {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return s.settle(c)
		}
		if err != nil {
			return err
		}
		taken, err := take(&h, number)
		if err != nil {
			return err
		}
		for {
			kind, text, err := r.Part()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return err
			}
			if !c.shared.Kinds[kind] {
				continue
			}
			if taken {
				if err := s.add(kind, text, statement{first: parts, number: number, stated: h.Stated, time: h.Time}); err != nil {
					return err
				}
			}
			parts++
		}
	}
}

// key sorts by an id, and then by a time.
func key(id ID, time int64) (k spill.Key) {
	copy(k[:], id[:])
	binary.BigEndian.PutUint64(k[16:], uint64(time)^1<<63)
	return k
}

// sorted hands the records of a Sorter to each in their order.
func sorted(s *spill.Sorter, each func(r spill.Record) error) error {
	if err := s.Sort(); err != nil {
		return err
	}
	for {
		r, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(r); err != nil {
			return err
		}
	}
}

// Write reads the spool once more, and hands the parts that are chosen to write.
func (c *Choice) Write(open func() (io.ReadCloser, error), write func(kind byte, text []byte) error) error {
	in, err := open()
	if err != nil {
		return err
	}
	defer in.Close()
	if err := c.merged.Sort(); err != nil {
		return err
	}
	next, err := c.merged.Next()
	r := NewReader(in)
	parts := 0
	for number := 0; ; number++ {
		if _, err := r.Next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		for {
			kind, text, partError := r.Part()
			if errors.Is(partError, io.EOF) {
				break
			}
			if partError != nil {
				return partError
			}
			chosen := c.all || c.newest.has(number)
			if c.shared.Kinds[kind] {
				chosen = c.first.has(parts)
				if err == nil && int(binary.BigEndian.Uint64(next.Key[:])) == parts {
					text = next.Value
					next, err = c.merged.Next()
				}
				if err != nil && !errors.Is(err, io.EOF) {
					return err
				}
				parts++
			}
			if !chosen {
				continue
			}
			if err := write(kind, text); err != nil {
				return err
			}
		}
	}
}

// bits are a set of numbers.
type bits []uint64

func (b *bits) set(n int) {
	for len(*b) <= n/64 {
		*b = append(*b, 0)
	}
	(*b)[n/64] |= 1 << (n % 64)
}

func (b bits) has(n int) bool { return n/64 < len(b) && b[n/64]&(1<<(n%64)) != 0 }
