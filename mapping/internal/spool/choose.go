package spool

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/maphash"
	"io"

	"github.com/crossbay/crossbay/mapping/internal/spill"
)

// Kinds say what the kinds of parts are of.
type Kinds struct {
	// Patient is the kind of the part that is about the patient: of those of one
	// patient, the one of the newest stay is chosen.
	Patient byte
	// Shared are the kinds of parts that stays have in common: of each id the first
	// is chosen. ID returns the id of such a part, and what of it is compared with
	// the first, in one or two pieces.
	Shared map[byte]bool
	ID     func(text []byte) (id ID, content [2][]byte, err error)
}

// A Choice says which parts of a spool are written. It takes a bit or two of memory
// for each record, and one for each shared part.
type Choice struct {
	all      bool
	kinds    Kinds
	records  int
	newest   bits           // records that are the newest of their stay
	patients bits           // records whose part of the patient is written
	deceased map[int]string // what is added to these
	shared   bits           // shared parts that are written
	// Superseded counts the records that are not the newest of their stay, Differing
	// the shared parts that are not as the first of their id.
	Superseded, Differing int
}

// All returns the choice of all parts.
func All() *Choice { return &Choice{all: true} }

// budget bounds the memory of what is sorted; what is beyond waits in temporary
// files, encrypted.
const budget = 64 << 20

// known bounds how many shared parts are known without sorting.
const known = 1 << 16

// Choose reads a spool to its end, and chooses of what stands in it several times
// one: of a stay the record that was stated last, of a patient the part of the
// stay that ended last.
func Choose(open func() (io.ReadCloser, error), kinds Kinds) (*Choice, error) {
	in, err := open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	r := NewReader(in)
	c := &Choice{kinds: kinds, deceased: map[int]string{}}
	stays, patients, shared := spill.NewSorter(budget), spill.NewSorter(budget), newFirsts()
	defer stays.Close()
	defer patients.Close()
	defer shared.Close()
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		var value [24]byte
		binary.BigEndian.PutUint64(value[:], uint64(c.records))
		binary.BigEndian.PutUint64(value[8:], uint64(h.Stated))
		binary.BigEndian.PutUint64(value[16:], uint64(h.Time))
		if err := stays.Add(keyOf(h.Stay), value[:]); err != nil {
			return nil, err
		}
		if err := patients.Add(keyOf(h.Patient), append(value[:], h.Deceased...)); err != nil {
			return nil, err
		}
		if err := c.addShared(r, shared); err != nil {
			return nil, err
		}
		c.records++
	}
	if err := c.chooseStays(stays); err != nil {
		return nil, err
	}
	if err := c.choosePatients(patients); err != nil {
		return nil, err
	}
	return c, shared.choose(c)
}

func keyOf(id ID) (key spill.Key) {
	copy(key[:], id[:])
	return key
}

// An entry is a record among those of one stay or one patient.
type entry struct {
	number       int
	stated, time int64
	deceased     string
}

func parseEntry(value []byte) entry {
	return entry{
		int(binary.BigEndian.Uint64(value)), int64(binary.BigEndian.Uint64(value[8:])), int64(binary.BigEndian.Uint64(value[16:])), string(value[24:]),
	}
}

// groups hands the entries of each id in turn to each, and tells when they end.
func groups(s *spill.Sorter, each func(e entry), end func()) error {
	if err := s.Sort(); err != nil {
		return err
	}
	for last := (spill.Key{}); ; {
		r, err := s.Next()
		if errors.Is(err, io.EOF) {
			end()
			return nil
		}
		if err != nil {
			return err
		}
		if r.Key != last {
			end()
			last = r.Key
		}
		each(parseEntry(r.Value))
	}
}

func (c *Choice) chooseStays(s *spill.Sorter) error {
	best := entry{number: -1}
	return groups(s, func(e entry) {
		if best.number >= 0 {
			c.Superseded++
		}
		if best.number < 0 || e.stated > best.stated || e.stated == best.stated && e.number > best.number {
			best = e
		}
	}, func() {
		if best.number >= 0 {
			c.newest.set(best.number)
		}
		best.number = -1
	})
}

// choosePatients chooses among the records that are the newest of their stay. That
// the patient has died any record may say: of several, the newest.
func (c *Choice) choosePatients(s *spill.Sorter) error {
	best, dead := entry{number: -1}, entry{number: -1}
	newer := func(e, than entry) bool {
		if than.number < 0 || e.time != than.time {
			return than.number < 0 || e.time > than.time
		}
		return e.stated > than.stated || e.stated == than.stated && e.number > than.number
	}
	return groups(s, func(e entry) {
		if c.newest.has(e.number) && newer(e, best) {
			best = e
		}
		if e.deceased != "" && newer(e, dead) {
			dead = e
		}
	}, func() {
		if best.number >= 0 {
			c.patients.set(best.number)
			if best.deceased == "" && dead.number >= 0 {
				c.deceased[best.number] = dead.deceased
			}
		} else if dead.number >= 0 {
			c.patients.set(dead.number)
		}
		best.number, dead.number = -1, -1
	})
}

func (c *Choice) addShared(r *Reader, shared *firsts) error {
	for {
		kind, text, err := r.Part()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if !c.kinds.Shared[kind] {
			continue
		}
		id, content, err := c.kinds.ID(text)
		if err != nil {
			return err
		}
		if err := shared.add(c, id, content); err != nil {
			return err
		}
	}
}

// firsts finds the first of the shared parts of an id.
type firsts struct {
	*spill.Sorter
	seed  maphash.Seed
	known map[ID]uint64 // hashes of the first, as far as it remembers
	count int
}

func newFirsts() *firsts {
	return &firsts{spill.NewSorter(budget), maphash.MakeSeed(), map[ID]uint64{}, 0}
}

func (f *firsts) add(c *Choice, id ID, content [2][]byte) error {
	var h maphash.Hash
	h.SetSeed(f.seed)
	h.Write(content[0])
	h.WriteByte(0)
	h.Write(content[1])
	number, sum := f.count, h.Sum64()
	f.count++
	if first, ok := f.known[id]; ok {
		if first != sum {
			c.Differing++
		}
		return nil
	}
	if len(f.known) == known {
		clear(f.known)
	}
	f.known[id] = sum
	var value [24]byte
	binary.BigEndian.PutUint64(value[:], uint64(number))
	binary.BigEndian.PutUint64(value[8:], sum)
	return f.Add(keyOf(id), value[:])
}

func (f *firsts) choose(c *Choice) error {
	var list []entry
	return groups(f.Sorter, func(e entry) { list = append(list, e) }, func() {
		if len(list) == 0 {
			return
		}
		first := list[0]
		for _, e := range list[1:] {
			if e.number < first.number {
				first = e
			}
		}
		for _, e := range list {
			if e.stated != first.stated { // the hash
				c.Differing++
			}
		}
		c.shared.set(first.number)
		list = list[:0]
	})
}

// Write reads the spool once more, and hands the parts that are chosen to write.
func (c *Choice) Write(open func() (io.ReadCloser, error), write func(kind byte, text []byte) error) error {
	in, err := open()
	if err != nil {
		return err
	}
	defer in.Close()
	r := NewReader(in)
	shared := 0
	for number := 0; ; number++ {
		if _, err := r.Next(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
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
			chosen := c.all || c.newest.has(number)
			switch {
			case c.all:
			case kind == c.kinds.Patient:
				if chosen = c.patients.has(number); chosen && c.deceased[number] != "" {
					text = withDeceased(text, c.deceased[number])
				}
			case c.kinds.Shared[kind]:
				chosen = c.shared.has(shared)
				shared++
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

// withDeceased adds a member to a Patient, instead of the one that says that he
// lives, and before the members that follow it in R4.
func withDeceased(patient []byte, member string) []byte {
	patient = bytes.Replace(patient, []byte(`,"deceasedBoolean":false`), nil, 1)
	at := memberOf(patient, "address", "maritalStatus", "multipleBirthBoolean", "multipleBirthInteger", "photo", "contact", "communication", "generalPractitioner", "managingOrganization", "link")
	if at < 0 {
		at = len(patient) - 1
		return append(append(append(bytes.Clone(patient[:at]), ','), member...), patient[at:]...)
	}
	return append(append(append(bytes.Clone(patient[:at]), member...), ','), patient[at:]...)
}

// memberOf returns where the first member of an object stands that has one of the
// names, -1 where it has none.
func memberOf(object []byte, names ...string) int {
	depth, quoted, start := 0, false, 0
	for i := 0; i < len(object); i++ {
		switch c := object[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && quoted:
			quoted = false
			if depth != 1 || object[start-1] != '{' && object[start-1] != ',' {
				continue
			}
			for _, name := range names {
				if string(object[start+1:i]) == name {
					return start
				}
			}
		case c == '"':
			quoted, start = true, i
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
	}
	return -1
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
