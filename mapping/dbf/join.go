package dbf

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/crossbay/crossbay/mapping"
)

// mostHeld is how many bytes of records wait for their other part.
const mostHeld = 256 << 20

// ErrOrder: the parts of a table that is split over several are in so different an
// order that too many records wait for their other part.
var ErrOrder = errors.New("the parts of the table are in too different an order: sort them by their key")

// Continues reports whether t is a further part of first, as a table of more than
// 255 columns has: it begins with columns of first, the key, and all others are
// columns that first has not.
func (t *Table) Continues(first *Table) bool {
	n := len(t.key(first))
	if n == 0 || n == len(t.visible) {
		return false
	}
	for i := range t.visible {
		if (first.column(t.visible[i].name) >= 0) != (i < n) {
			return false
		}
	}
	return true
}

// column returns the column of a name, -1 where there is none.
func (t *Table) column(name []byte) int {
	for i := range t.visible {
		if sameName(t.visible[i].name, name) {
			return i
		}
	}
	return -1
}

// key returns, for the first columns of t that first has as well, which they are
// there.
func (t *Table) key(first *Table) (columns []int) {
	for i := range t.visible {
		at := first.column(t.visible[i].name)
		if at < 0 {
			break
		}
		columns = append(columns, at)
	}
	return columns
}

// A part is a further part of a table.
type part struct {
	*Table
	at   int   // of its first column that is no key, in the rows
	key  []int // the columns of the first part that are its key
	held map[string][]*record
	size int // of what is held
	done bool
}

// Join yields the rows of a table that is split over several, as [Table.Rows] does
// those of one: the columns of each part stand behind those before, and its records
// are found by its first columns, which first has as well. Where parts have the
// same order, no memory is needed; records that stand elsewhere wait in memory, and
// the error is [ErrOrder] where they are more than 256 MiB. A record that a part has
// not is read without it, and one that only a part has is left out; both are
// reported, and so is a key of several records whose parts are in different orders.
func Join(first *Table, parts ...*Table) iter.Seq2[[]string, error] {
	return func(yield func([]string, error) bool) {
		header, note := first.names()
		list := make([]*part, len(parts))
		for i, t := range parts {
			p := &part{Table: t, at: len(header), key: t.key(first), held: map[string][]*record{}}
			list[i] = p
			names, more := t.names()
			header = append(header, names[len(p.key):]...)
			for _, column := range more.Cut {
				if column >= len(p.key) {
					note.Cut = append(note.Cut, p.place(column))
				}
			}
			note.Found = append(note.Found, more.Found...)
		}
		if !yield(header, note) {
			return
		}
		width := len(header)
		for {
			r, err := first.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil {
				for _, p := range list {
					if err = p.add(r); err != nil {
						break
					}
				}
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for len(r.cells) < width {
				r.cells = append(r.cells, "")
			}
			if !yield(r.cells, mapping.RowNote{Line: int(r.number) + 1, Found: r.found}) || !first.tell(list, yield) {
				return
			}
		}
		for _, p := range list {
			if err := p.finish(); err != nil {
				yield(nil, err)
				return
			}
		}
		first.tell(list, yield)
	}
}

// tell yields what was found of the files.
func (t *Table) tell(parts []*part, yield func([]string, error) bool) bool {
	found := t.pending
	t.pending = nil
	for _, p := range parts {
		found = append(found, p.pending...)
		p.pending = nil
	}
	return found == nil || yield(nil, mapping.RowNote{Found: found})
}

// place is where a column of the part stands in the rows.
func (p *part) place(column int) int {
	if column < len(p.key) {
		return p.key[column]
	}
	return p.at + column - len(p.key)
}

// keyOf returns the key of a record of the first part.
func (p *part) keyOf(r *record) string {
	cells := make([]string, len(p.key))
	for i, column := range p.key {
		cells[i] = r.cells[column]
	}
	return strings.Join(cells, "\x00")
}

// add adds the cells of the part to a record of the first.
func (p *part) add(r *record) error {
	for len(r.cells) < p.at {
		r.cells = append(r.cells, "") // of a part before, which has no such record
	}
	key := p.keyOf(r)
	other, several := p.take(key)
	for other == nil && !p.done {
		next, err := p.next()
		if errors.Is(err, io.EOF) {
			p.done = true
			break
		}
		if err != nil {
			return err
		}
		own := strings.Join(next.cells[:len(p.key)], "\x00")
		if own == key {
			other = next
			break
		}
		if p.size += len(own) + 64; p.size > mostHeld {
			return ErrOrder
		}
		for _, cell := range next.cells {
			p.size += len(cell) + 16
		}
		p.held[own] = append(p.held[own], next)
	}
	find := func(code, detail string) {
		r.found = append(r.found, mapping.RowFinding{Column: -1, Severity: mapping.Warning, Code: code, Detail: detail})
	}
	if other == nil {
		find("part-missing", "a further part of the table has no record of this key: its columns are empty")
		return nil
	}
	if several {
		find("part-ambiguous", "several records of a further part of the table have this key, in another order than here: the first is taken")
	}
	r.cells = append(r.cells, other.cells[len(p.key):]...)
	for _, f := range other.found {
		if f.Column >= 0 {
			f.Column = p.place(f.Column)
		}
		r.found = append(r.found, f)
	}
	return nil
}

// take takes the first record that waits under a key, nil where there is none.
func (p *part) take(key string) (first *record, several bool) {
	list := p.held[key]
	if len(list) == 0 {
		return nil, false
	}
	if len(list) == 1 {
		delete(p.held, key)
	} else {
		p.held[key] = list[1:]
	}
	return list[0], len(list) > 1
}

// finish reads the part to its end, and reports the records that the first part has
// not.
func (p *part) finish() error {
	left := 0
	for _, list := range p.held {
		left += len(list)
	}
	for !p.done {
		_, err := p.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		left++
	}
	if left > 0 {
		p.note(mapping.Warning, "part-left-over", fmt.Sprintf("%d records of a further part of the table have a key that the first part has not: they are left out", left))
	}
	return nil
}
