package load

import (
	"fmt"
	"hash/maphash"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// A Table is a loaded code table. It is immutable and safe for concurrent use.
type Table struct {
	system codes.System
	text   string // the codes and names of all rows
	rows   []row  // in the order of the codes
	index  index
	// supplement: the table adds names to the codes of another one.
	supplement bool
}

type row struct {
	off                  uint32 // of the code in text; the names follow
	code, en, hans, hant uint16 // lengths
}

// System returns the code system of the table.
func (t *Table) System() codes.System { return t.system }

// Len returns the number of codes.
func (t *Table) Len() int { return len(t.rows) }

// Lookup returns the concept of code.
func (t *Table) Lookup(code string) (codes.Concept, bool) {
	i, ok := t.index.find(code, t.code)
	if !ok {
		return codes.Concept{}, false
	}
	return t.concept(i), true
}

// All yields every concept, in the order of the codes' bytes.
func (t *Table) All() iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		for i := range t.rows {
			if !yield(t.concept(i)) {
				return
			}
		}
	}
}

func (t *Table) code(i int) string {
	r := &t.rows[i]
	return t.text[r.off : r.off+uint32(r.code)]
}

func (t *Table) concept(i int) codes.Concept {
	r := &t.rows[i]
	c := codes.Concept{System: t.system}
	s := t.text[r.off:]
	c.Code, s = s[:r.code], s[r.code:]
	c.English, s = s[:r.en], s[r.en:]
	c.Hans, s = s[:r.hans], s[r.hans:]
	c.Hant = s[:r.hant]
	return c
}

// A position says where a row stands. What stands for it while a file is read
// is its line, or its offset where a line may hold the whole file.
type position struct {
	o     *Options
	where func(at int) (line, column int) // nil: at is the line
}

func (p *position) fail(at int, format string, args ...any) *Error {
	column := 0
	if p.where != nil {
		at, column = p.where(at)
	}
	return p.o.fail(at, column, format, args...)
}

func (p *position) limited(at int, format string, args ...any) *Error {
	e := p.fail(at, format, args...)
	e.Err = ErrLimit
	return e
}

func (p *position) say(at int32) string {
	if p.where == nil {
		return fmt.Sprintf("line %d", at)
	}
	line, column := p.where(int(at))
	return fmt.Sprintf("line %d, column %d,", line, column)
}

// A tableBuilder collects the rows of one table.
type tableBuilder struct {
	position
	system codes.System
	text   strings.Builder
	rows   []row
	lines  []int32 // of each row; what position.where takes
	// same allows rows that say the same twice.
	same bool
}

func newTable(o *Options, system codes.System) *tableBuilder {
	return &tableBuilder{position: position{o: o}, system: system}
}

// add adds a concept. Its System is not looked at.
func (b *tableBuilder) add(line int, c codes.Concept) error {
	o := b.o
	if why := checkCode(c.Code); why != "" {
		return b.fail(line, "%s", why)
	}
	if len(b.rows) >= o.MaxRows {
		return b.limited(line, "more than %d rows", o.MaxRows)
	}
	for _, s := range [...]string{c.Code, c.English, c.Hans, c.Hant} {
		if len(s) > o.MaxField {
			return b.limited(line, "a field of %d bytes; the limit is %d", len(s), o.MaxField)
		}
		if why := checkText(s); why != "" {
			return b.fail(line, "%s", why)
		}
	}
	if o.kept += len(c.Code) + len(c.English) + len(c.Hans) + len(c.Hant); o.kept > maxText {
		return b.limited(line, "more than 512 MiB of codes and names")
	}
	off := uint32(b.text.Len())
	b.text.WriteString(c.Code)
	b.text.WriteString(c.English)
	b.text.WriteString(c.Hans)
	b.text.WriteString(c.Hant)
	b.rows = append(b.rows, row{off, uint16(len(c.Code)), uint16(len(c.English)), uint16(len(c.Hans)), uint16(len(c.Hant))})
	b.lines = append(b.lines, lineNumber(line))
	return nil
}

// table returns what was added, or the first row that stands twice.
func (b *tableBuilder) table() (*Table, error) {
	t := &Table{system: b.system, text: b.text.String(), rows: b.rows}
	order := sorted(len(b.rows), func(i, j int) int { return strings.Compare(t.code(i), t.code(j)) })
	drop := map[int32]bool{}
	dup, first := -1, 0
	for k := 1; k < len(order); k++ {
		i, j := int(order[k-1]), int(order[k])
		if t.code(i) != t.code(j) {
			continue
		}
		if b.same && t.concept(i) == t.concept(j) {
			drop[order[k-1]] = true // the later one stays, to be compared with the next
			continue
		}
		if dup < 0 || b.lines[j] < b.lines[dup] {
			dup, first = j, i
		}
	}
	if dup >= 0 {
		return nil, b.fail(int(b.lines[dup]), "code %s stands on %s already", quote(t.code(dup)), b.say(b.lines[first]))
	}
	rows := make([]row, 0, len(order)-len(drop))
	for _, i := range order {
		if !drop[i] {
			rows = append(rows, b.rows[i])
		}
	}
	t.rows = rows
	t.index = newIndex(len(rows), t.code)
	return t, nil
}

// sorted returns the numbers up to n in the order of compare, and equal ones
// in their own order.
func sorted(n int, compare func(i, j int) int) []int32 {
	order := make([]int32, n)
	inOrder := true
	for i := range order {
		order[i] = int32(i)
		inOrder = inOrder && (i == 0 || compare(i-1, i) <= 0)
	}
	if !inOrder {
		slices.SortStableFunc(order, func(i, j int32) int { return compare(int(i), int(j)) })
	}
	return order
}

func lineNumber(line int) int32 { return int32(min(line, math.MaxInt32)) }

// An index finds a code among the keys of a table. Its hash is seeded anew for
// each, so that no file can be made to collide.
type index struct {
	seed  maphash.Seed
	slots []uint32 // key number + 1, by hash; a power of two, at most 2/3 full
}

func newIndex(n int, key func(int) string) index {
	size := 4
	for size < n+n/2 {
		size *= 2
	}
	x := index{maphash.MakeSeed(), make([]uint32, size)}
	for i := range n {
		h := x.hash(key(i))
		for x.slots[h] != 0 {
			h = (h + 1) & (size - 1)
		}
		x.slots[h] = uint32(i + 1)
	}
	return x
}

func (x *index) find(code string, key func(int) string) (int, bool) {
	if len(x.slots) == 0 {
		return 0, false
	}
	for h := x.hash(code); ; h = (h + 1) & (len(x.slots) - 1) {
		i := x.slots[h]
		if i == 0 {
			return 0, false
		}
		if key(int(i-1)) == code {
			return int(i - 1), true
		}
	}
}

func (x *index) hash(code string) int {
	return int(maphash.String(x.seed, code)) & (len(x.slots) - 1)
}
