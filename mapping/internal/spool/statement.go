package spool

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"

	"github.com/crossbay/crossbay/mapping/internal/spill"
)

// A statement is what stays say of something that they share. Those after one another
// that say the same are one.
type statement struct {
	first        int   // the place of the first of them
	number       int   // of the record of the newest, with its times
	stated, time int64 //
	sum          uint64
	text         []byte // of the first
}

// newer reports whether a statement is of a newer stay than another.
func (s *statement) newer(than *statement) bool {
	switch {
	case s.time != than.time:
		return s.time > than.time
	case s.stated != than.stated:
		return s.stated > than.stated
	}
	return s.number > than.number
}

// statements takes what stays share, and makes one of each.
type statements struct {
	shared *Shared
	seed   maphash.Seed
	known  map[ID]*statement // the last of an id, as far as they fit
	size   int               // of known
	sorter *spill.Sorter     // of the others, by id and time
}

func newStatements(shared *Shared) *statements {
	return &statements{shared, maphash.MakeSeed(), map[ID]*statement{}, 0, spill.NewSorter(budget)}
}

func (s *statements) Close() { s.sorter.Close() }

// overhead is about what a statement takes beside its text.
const overhead = 160

// add takes a part with the times of its stay.
func (s *statements) add(kind byte, text []byte, n statement) error {
	id, content, err := s.shared.ID(kind, text)
	if err != nil {
		return err
	}
	n.sum = s.hash(content[:]...)
	if k := s.known[id]; k != nil {
		if k.sum == n.sum {
			if n.newer(k) {
				k.number, k.stated, k.time = n.number, n.stated, n.time
			}
			return nil
		}
		if err := s.put(id, k); err != nil {
			return err
		}
		s.size -= len(k.text) + overhead
	} else if s.size > budget {
		if err := s.putAll(); err != nil {
			return err
		}
	}
	n.text = bytes.Clone(text)
	s.known[id] = &n
	s.size += len(text) + overhead
	return nil
}

func (s *statements) hash(pieces ...[]byte) uint64 {
	var h maphash.Hash
	h.SetSeed(s.seed)
	for _, p := range pieces {
		h.Write(p)
		h.WriteByte(0)
	}
	return h.Sum64()
}

func (s *statements) putAll() error {
	for id, k := range s.known {
		if err := s.put(id, k); err != nil {
			return err
		}
	}
	clear(s.known)
	s.size = 0
	return nil
}

func (s *statements) put(id ID, n *statement) error {
	value := binary.BigEndian.AppendUint64(nil, uint64(n.first))
	value = binary.BigEndian.AppendUint64(value, uint64(n.number))
	value = binary.BigEndian.AppendUint64(value, uint64(n.stated))
	value = binary.BigEndian.AppendUint64(value, n.sum)
	return s.sorter.Add(key(id, n.time), append(value, n.text...))
}

func parseStatement(r spill.Record) *statement {
	return &statement{
		first: int(binary.BigEndian.Uint64(r.Value)), number: int(binary.BigEndian.Uint64(r.Value[8:])),
		stated: int64(binary.BigEndian.Uint64(r.Value[16:])), sum: binary.BigEndian.Uint64(r.Value[24:]),
		time: int64(binary.BigEndian.Uint64(r.Key[16:]) ^ 1<<63), text: r.Value[32:],
	}
}

// A whole is what the stays say of one id together, so far.
type whole struct {
	first int
	text  []byte // as the first of all has it
	said  []byte // all together
	sum   uint64 // of the statement that came last
	same  []*statement
}

// settle chooses the places in which what is shared is written, and what is written
// where that is not what stands there.
func (s *statements) settle(c *Choice) error {
	if err := s.putAll(); err != nil {
		return err
	}
	last, w := (ID{}), whole{first: -1}
	if err := sorted(s.sorter, func(r spill.Record) error {
		n := parseStatement(r)
		if id := ID(r.Key[:16]); w.first < 0 || id != last {
			if err := w.end(s, c); err != nil {
				return err
			}
			last, w = id, whole{first: n.first, text: n.text}
		}
		if len(w.same) > 0 && w.same[0].time != n.time {
			if err := w.fold(s); err != nil {
				return err
			}
		}
		w.add(n)
		return nil
	}); err != nil {
		return err
	}
	return w.end(s, c)
}

// add takes a statement. Those of one time wait for each other, since they come in no
// certain order: of those that say the same the newest counts.
func (w *whole) add(n *statement) {
	if n.first < w.first {
		w.first, w.text = n.first, n.text
	}
	for i, k := range w.same {
		if k.sum == n.sum {
			if n.newer(k) {
				w.same[i] = n
			}
			return
		}
	}
	w.same = append(w.same, n)
}

// fold adds the statements of one time, in the order of their stays.
func (w *whole) fold(s *statements) error {
	for len(w.same) > 0 {
		oldest := 0
		for i, n := range w.same {
			if w.same[oldest].newer(n) {
				oldest = i
			}
		}
		n := w.same[oldest]
		w.same = append(w.same[:oldest], w.same[oldest+1:]...)
		switch {
		case w.said == nil || s.shared.Merge == nil:
			w.said = n.text
		case n.sum != w.sum:
			var err error
			if w.said, err = s.shared.Merge(w.said, n.text); err != nil {
				return err
			}
		}
		w.sum = n.sum
	}
	return nil
}

// end notes what is written.
func (w *whole) end(s *statements, c *Choice) error {
	if w.first < 0 {
		return nil
	}
	if err := w.fold(s); err != nil {
		return err
	}
	c.first.set(w.first)
	if bytes.Equal(w.said, w.text) {
		return nil
	}
	var place spill.Key
	binary.BigEndian.PutUint64(place[:], uint64(w.first))
	return c.merged.Add(place, w.said)
}
