package codes

import (
	"fmt"
	"iter"
)

// OverlayTable puts a hospital's own table before a national one: a code is
// looked up in own, and in base where own does not have it. The system of the
// two is that of base, and own must match it.
//
// The result lists its codes if both do.
func OverlayTable(base, own Table) (Table, error) {
	if !own.System().Matches(base.System()) {
		return nil, fmt.Errorf("codes: a table of %s cannot overlay one of %s", own.System(), base.System())
	}
	t := tableOverlay{base, own}
	b, ok1 := base.(Lister)
	o, ok2 := own.(Lister)
	if ok1 && ok2 {
		return tableListOverlay{t, b, o}, nil
	}
	return t, nil
}

type tableOverlay struct{ base, own Table }

func (t tableOverlay) System() System { return t.base.System() }

func (t tableOverlay) Lookup(code string) (Concept, bool) {
	if c, ok := t.own.Lookup(code); ok {
		c.System = t.System()
		return c, true
	}
	return t.base.Lookup(code)
}

type tableListOverlay struct {
	tableOverlay
	base, own Lister
}

func (t tableListOverlay) All() iter.Seq[Concept] {
	return func(yield func(Concept) bool) {
		for c := range t.own.All() {
			c.System = t.System()
			if !yield(c) {
				return
			}
		}
		for c := range t.base.All() {
			if _, twice := t.own.Lookup(c.Code); !twice && !yield(c) {
				return
			}
		}
	}
}

// OverlayMap puts a hospital's own map before a national one: a code that own
// knows is answered by own alone, even where it answers Unmatched, and every
// other code by base. Match.Map says which of the two it was. The systems of
// the result are those of base, and own's must match them.
//
// The result lists its codes if both do.
func OverlayMap(base, own Map) (Map, error) {
	if !own.Source().Matches(base.Source()) || !own.Target().Matches(base.Target()) {
		return nil, fmt.Errorf("codes: a map from %s to %s cannot overlay one from %s to %s",
			own.Source(), own.Target(), base.Source(), base.Target())
	}
	m := mapOverlay{base, own}
	b, ok1 := base.(MapLister)
	o, ok2 := own.(MapLister)
	if ok1 && ok2 {
		return mapListOverlay{m, b, o}, nil
	}
	return m, nil
}

type mapOverlay struct{ base, own Map }

func (m mapOverlay) Source() System { return m.base.Source() }
func (m mapOverlay) Target() System { return m.base.Target() }

func (m mapOverlay) Translate(code string) []Match {
	if matches := m.own.Translate(code); matches != nil {
		return matches
	}
	return m.base.Translate(code)
}

type mapListOverlay struct {
	mapOverlay
	base, own MapLister
}

func (m mapListOverlay) Codes() iter.Seq[string] {
	return func(yield func(string) bool) {
		for c := range m.own.Codes() {
			if !yield(c) {
				return
			}
		}
		for c := range m.base.Codes() {
			if m.own.Translate(c) == nil && !yield(c) {
				return
			}
		}
	}
}
