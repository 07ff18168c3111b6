package tabular

import (
	"bytes"
	"hash/maphash"

	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// mostStays is how many stays of a file are remembered at least; twice as many
// are at most, in some 20 bytes each.
const mostStays = 1 << 19

// A stayMemory finds the rows of a file whose stay stood in it before. Of each
// stay it keeps a hash of 64 bits under a seed of its own, from which nobody can
// tell the patient: that two different stays of ten million have the same one
// is a chance of one in a million.
type stayMemory struct {
	seed maphash.Seed
	// Two generations: when the young one is full it becomes the old one, and
	// the old one is forgotten. What lies further apart is not found.
	young, old map[uint64]struct{}
	most       int

	owner []int // the columns that tell whose stay it is
	stay  []int // those that tell the stay, the first that is not blank
}

// newStayMemory returns the memory for a file of a layout, nil where its rows do
// not tell one stay from another. column finds the column of a field, -1 for
// none.
func newStayMemory(l *layout.Layout, column []int) *stayMemory {
	if l.SeveralOfStay() {
		return nil
	}
	m := &stayMemory{seed: maphash.MakeSeed(), young: map[uint64]struct{}{}, most: mostStays}
	find := func(list *[]int, elements ...string) {
		for _, element := range elements {
			if f, ok := l.ByPath[element]; ok && column[f] >= 0 {
				*list = append(*list, column[f])
			}
		}
	}
	find(&m.owner, "facility.code", "patient.record-number")
	if l.Group >= 0 {
		m.stay = []int{column[l.Group]}
	} else {
		find(&m.stay, "stay.number", "stay.admission-count", "stay.admission")
	}
	if len(m.owner) == 0 || len(m.stay) == 0 || m.stay[0] < 0 {
		return nil
	}
	return m
}

// seen reports whether the stay of a row stood in the file before.
func (m *stayMemory) seen(r *carrier.Row) bool {
	var h maphash.Hash
	h.SetSeed(m.seed)
	for _, column := range m.owner {
		cell := bytes.TrimSpace(r.Cell(column))
		if identity.Damage(string(cell)) != "" {
			return false // anybody's
		}
		h.Write(cell)
		h.WriteByte(0)
	}
	stated := false
	for i, column := range m.stay {
		if cell := bytes.TrimSpace(r.Cell(column)); emptyMarker(string(cell)) == notEmpty {
			h.WriteByte(byte(i))
			h.Write(cell)
			stated = true
			break
		}
	}
	if !stated {
		return false
	}
	key := h.Sum64()
	if _, ok := m.young[key]; ok {
		return true
	}
	if _, ok := m.old[key]; ok {
		return true
	}
	if len(m.young) >= m.most {
		m.young, m.old = map[uint64]struct{}{}, m.young
	}
	m.young[key] = struct{}{}
	return false
}
