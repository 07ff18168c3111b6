package transaction

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/merge"
	"github.com/crossbay/crossbay/mapping/internal/spill"
)

// Sharing says what becomes of resources that several stays have: Organizations,
// Locations, Practitioners, PractitionerRoles and Patients.
type Sharing uint8

const (
	// AsStated: each stay has them as its own record states them.
	AsStated Sharing = iota
	// Merged: each stay has them as all stays of the run state them together, so that
	// it does not matter which is loaded last.
	Merged
	// First: they stand in Bundles of their own before those of the stays, each once
	// and merged, and the stays do not have them: those can be loaded in parallel.
	First
)

// A Run writes the transactions of many stays. It keeps them until all are there, in
// memory up to a bound and beyond it in temporary files, which are encrypted. It is of
// one goroutine. Close must be called when it is done.
type Run struct {
	form    Form
	sharing Sharing
	joined  *spill.Sorter // stays and what was loaded of them before, by stay; nil without
	shared  *spill.Sorter // of the stays, by resource and time
	out     *spill.Sorter // in the order of the output
	added   uint32
	meta    json.RawMessage // of the Bundles, which their records have in common
}

// sortBudget is how many bytes each sorter holds in memory.
const sortBudget = 32 << 20

// NewRun returns a Run whose transactions are written in a form.
func NewRun(form Form, sharing Sharing) *Run {
	return &Run{form: form, sharing: sharing, shared: spill.NewSorter(sortBudget), out: spill.NewSorter(sortBudget)}
}

// Close gives up all that the Run holds.
func (r *Run) Close() {
	for _, s := range [...]*spill.Sorter{r.joined, r.shared, r.out} {
		if s != nil {
			s.Close()
		}
	}
}

// Supersede reads what was loaded before, as a Run or AppendTransaction wrote it, and
// has the resources deleted which a stay had and has no more. It is called once, before
// [Run.Add]. Of a stay that is told by messages nothing is deleted: what a message
// leaves out is not withdrawn. Nor is what stays share: where it is merged, it is merged
// with what was loaded before, too.
//
// A stay that is written in several Bundles ends with that of its Composition.
func (r *Run) Supersede(previous io.Reader) error {
	r.joined = spill.NewSorter(sortBudget)
	lines := bufio.NewReaderSize(previous, 1<<20)
	var keys []string
	for n := uint32(0); ; n++ {
		line, err := readLine(lines)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(line) == 0 {
			continue
		}
		b, err := Parse(line)
		if err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		for _, e := range b.Entries {
			if IsShared(e.Type) && r.sharing != AsStated {
				if err := r.recall(e, n); err != nil {
					return err
				}
			} else {
				keys = append(keys, e.String())
			}
		}
		c := b.Composition()
		if c == nil {
			keys = slices.DeleteFunc(keys, func(k string) bool {
				kind, _, _ := strings.Cut(k, "/")
				return IsShared(kind)
			})
			continue
		}
		list, err := json.Marshal(keys)
		if err != nil {
			return err
		}
		if err := r.joined.Add(sortKey(c.ID, before, n), list); err != nil {
			return err
		}
		keys = keys[:0]
	}
}

// recall takes a shared resource as it was loaded before: what it says stands beside what
// the stays of this run say, by its time. Of what was POSTed it is known alone that it is
// there: its references are those of another form.
func (r *Run) recall(e Entry, number uint32) error {
	s := statement{Entry: e, Before: true}
	if !bytes.HasPrefix(e.Resource, []byte(`{"resourceType":"`+e.Type+`","id":"`)) {
		s.Resource = nil
	}
	at := uint64(asOf(&Bundle{Entries: []Entry{e}}) - never)
	return add(r.shared, sortKey(e.String(), at, number), s)
}

// maxLine bounds a line of what was loaded before.
const maxLine = 64 << 20

// readLine returns the next line without its end, io.EOF after the last.
func readLine(in *bufio.Reader) (line []byte, err error) {
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > maxLine {
			return nil, errBundle
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) > 0, err == nil:
			return bytes.TrimSpace(line), nil
		default:
			return nil, err
		}
	}
}

// What comes first of a stay when stays are joined with what was loaded before.
const (
	before = iota
	now
)

// sortKey sorts by a name, then by what is of it and by its number.
func sortKey(name string, what uint64, number uint32) (k spill.Key) {
	sum := sha256.Sum256([]byte(name))
	copy(k[:12], sum[:])
	binary.BigEndian.PutUint64(k[12:], what)
	binary.BigEndian.PutUint32(k[20:], number)
	return k
}

// Add takes a transaction, a line that AppendTransaction wrote.
func (r *Run) Add(line []byte) error {
	number := r.added
	r.added++
	b, err := Parse(line)
	if err != nil {
		return err
	}
	if r.joined == nil {
		return r.add(number, &spooled{Bundle: b})
	}
	c := b.Composition()
	if c == nil {
		return errBundle
	}
	return r.joined.Add(sortKey(c.ID, now, number), line)
}

// A spooled is a stay that waits for the others.
type spooled struct {
	*Bundle
	Gone  []Key
	Known []Key
	Order []Key // of all entries, where those that are shared stand elsewhere
}

// add takes a stay apart, as the sharing says.
func (r *Run) add(number uint32, s *spooled) error {
	r.meta = s.Meta
	if r.sharing != AsStated {
		at := uint64(asOf(s.Bundle) - never)
		own := s.Entries[:0:0]
		for _, e := range s.Entries {
			s.Order = append(s.Order, e.Key)
			if !IsShared(e.Type) {
				own = append(own, e)
				continue
			}
			p := statement{Entry: e, Depth: depth(s.Entries, e), Stay: number}
			if err := add(r.shared, sortKey(e.String(), at, number), p); err != nil {
				return err
			}
		}
		s.Entries = own
	}
	return add(r.out, outKey(1, uint64(number)<<16, 0, ""), s)
}

// A statement is a shared resource as a stay states it.
type statement struct {
	Entry
	Depth  int  // of places that are part of others
	Before bool // it was loaded before
	Stay   uint32
}

// depth returns in how many places of the stay a place is.
func depth(entries []Entry, e Entry) int {
	if e.Type != "Location" {
		return 0
	}
	for to := range references(e.Resource) {
		for _, other := range entries {
			if other.Type == "Location" && other.Key != e.Key && other.String() == to {
				return min(depth(entries, other), 8) + 1
			}
		}
	}
	return 0
}

// outKey sorts the output: what is shared before the stays, and of a stay itself before
// what it shares.
func outKey(part byte, number uint64, n uint32, name string) (k spill.Key) {
	k[0] = part
	binary.BigEndian.PutUint64(k[1:], number)
	binary.BigEndian.PutUint32(k[9:], n)
	sum := sha256.Sum256([]byte(name)) // no two are alike, so that the order is certain
	copy(k[13:], sum[:])
	return k
}

func add(s *spill.Sorter, key spill.Key, value any) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false) // resources stay as they are, byte for byte
	if err := encoder.Encode(value); err != nil {
		return err
	}
	return s.Add(key, text.Bytes())
}

func keySet(list []Key) map[Key]bool {
	set := map[Key]bool{}
	for _, k := range list {
		set[k] = true
	}
	return set
}

// Write gives all transactions: in the order in which the stays were added, before them
// what they share. The lines have no end, and are valid until the next.
func (r *Run) Write(write func(line []byte) error) error {
	if err := r.join(); err != nil {
		return err
	}
	if err := r.merge(); err != nil {
		return err
	}
	if err := r.out.Sort(); err != nil {
		return err
	}
	w := writer{run: r, write: write, perBundle: r.form.MaxEntries}
	if w.perBundle <= 0 {
		w.perBundle = sharedEntries
	}
	for {
		record, err := r.out.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if err := w.take(record); err != nil {
			return err
		}
	}
	return w.flush()
}

// join compares the stays with what was loaded of them before.
func (r *Run) join() error {
	if r.joined == nil {
		return nil
	}
	if err := r.joined.Sort(); err != nil {
		return err
	}
	var name [12]byte
	var old []Key
	var stays []spill.Record
	end := func() error {
		err := r.compare(old, stays)
		old, stays = nil, nil
		return err
	}
	for {
		record, err := r.joined.Next()
		if errors.Is(err, io.EOF) {
			return end()
		}
		if err != nil {
			return err
		}
		if name != [12]byte(record.Key[:12]) {
			if err := end(); err != nil {
				return err
			}
			name = [12]byte(record.Key[:12])
		}
		if binary.BigEndian.Uint64(record.Key[12:]) == now {
			stays = append(stays, record)
			continue
		}
		var keys []string
		if err := json.Unmarshal(record.Value, &keys); err != nil {
			return err
		}
		for _, k := range keys {
			if kind, id, ok := strings.Cut(k, "/"); ok && !slices.Contains(old, Key{kind, id}) {
				old = append(old, Key{kind, id})
			}
		}
	}
}

// compare adds the transactions of one stay: the last deletes what none of them has and
// was loaded before.
func (r *Run) compare(old []Key, stays []spill.Record) error {
	has := map[Key]bool{}
	told := false
	list := make([]*Bundle, len(stays))
	for i, s := range stays {
		b, err := Parse(s.Value)
		if err != nil {
			return err
		}
		list[i] = b
		told = told || b.Told()
		for _, e := range b.Entries {
			has[e.Key] = true
		}
	}
	for i, b := range list {
		s := &spooled{Bundle: b, Known: old}
		if i == len(list)-1 && !told {
			for _, k := range old {
				if !has[k] && !IsShared(k.Type) {
					s.Gone = append(s.Gone, k)
				}
			}
		}
		if err := r.add(binary.BigEndian.Uint32(stays[i].Key[20:]), s); err != nil {
			return err
		}
	}
	return nil
}

// merge makes one of what the stays state of each shared resource.
func (r *Run) merge() error {
	if err := r.shared.Sort(); err != nil {
		return err
	}
	var whole statement
	var stays []uint32
	end := func() error {
		if len(stays) == 0 {
			return nil
		}
		rank := uint64(sharedRank(whole.Type))<<8 | uint64(whole.Depth)
		if r.sharing == First {
			return add(r.out, outKey(0, rank, slices.Min(stays), whole.String()), whole)
		}
		for _, stay := range stays {
			if err := add(r.out, outKey(1, uint64(stay)<<16|(rank+1), 0, whole.String()), whole); err != nil {
				return err
			}
		}
		return nil
	}
	for {
		record, err := r.shared.Next()
		if errors.Is(err, io.EOF) {
			return end()
		}
		if err != nil {
			return err
		}
		var s statement
		if err := json.Unmarshal(record.Value, &s); err != nil {
			return err
		}
		if s.Key != whole.Key {
			if err := end(); err != nil {
				return err
			}
			whole, stays = statement{Entry: Entry{Key: s.Key}}, stays[:0]
		}
		whole.Depth, whole.Before = max(whole.Depth, s.Depth), whole.Before || s.Before
		if !s.Before {
			stays = append(stays, s.Stay)
		}
		switch {
		case s.Resource == nil:
		case whole.Resource == nil:
			whole.Resource = s.Resource
		case !bytes.Equal(whole.Resource, s.Resource):
			if whole.Resource, err = merge.Resources(whole.Resource, s.Resource); err != nil {
				return err
			}
		}
	}
}

// sharedEntries is how many entries a Bundle of shared resources has, where the form
// sets no bound.
const sharedEntries = 100

// A writer writes what a Run has put in order.
type writer struct {
	run       *Run
	write     func(line []byte) error
	perBundle int
	line      []byte
	shared    Stay     // in hand
	stay      *spooled // likewise, to which shared resources may come
}

func (w *writer) take(r spill.Record) error {
	if r.Key[0] == 0 || binary.BigEndian.Uint64(r.Key[1:])&0xffff != 0 {
		var s statement
		if err := json.Unmarshal(r.Value, &s); err != nil {
			return err
		}
		if w.stay != nil {
			w.stay.Entries = append(w.stay.Entries, s.Entry)
			if s.Before {
				w.stay.Known = append(w.stay.Known, s.Key)
			}
			return nil
		}
		if w.shared.Bundle == nil {
			w.shared = Stay{Bundle: &Bundle{Meta: w.run.meta}, Known: map[Key]bool{}}
		}
		w.shared.Entries = append(w.shared.Entries, s.Entry)
		w.shared.Known[s.Key] = s.Before
		if len(w.shared.Entries) == w.perBundle {
			return w.flush()
		}
		return nil
	}
	if err := w.flush(); err != nil {
		return err
	}
	w.stay = &spooled{}
	return json.Unmarshal(r.Value, w.stay)
}

// flush writes what is in hand.
func (w *writer) flush() error {
	s := w.shared
	if w.stay != nil {
		s = Stay{Bundle: w.stay.Bundle, Gone: w.stay.Gone, Known: keySet(w.stay.Known)}
		if w.run.sharing == Merged {
			place := map[Key]int{}
			for i, k := range w.stay.Order {
				place[k] = i
			}
			slices.SortStableFunc(s.Entries, func(a, b Entry) int { return place[a.Key] - place[b.Key] })
		}
	}
	w.shared, w.stay = Stay{}, nil
	if s.Bundle == nil || len(s.Entries)+len(s.Gone) == 0 {
		return nil
	}
	var err error
	if w.line, err = w.run.form.Append(w.line[:0], &s); err != nil {
		return err
	}
	return w.write(w.line)
}
