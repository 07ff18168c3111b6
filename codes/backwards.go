package codes

import (
	"iter"
	"maps"
	"slices"
	"sync"
)

// Backwards returns m read against its direction, as a map of its own: from the
// target of m to its source. A code is answered with every source that m
// translates to it, and the equivalence is the inverse of m's. The matches name
// m, and say in their comment that it was read backwards.
//
// A source that m translates to the code only together with others says more than
// the code. It is answered where nothing else is, and is then narrower; see
// [Registry.Reverse] for all of them.
//
// It is for a direction in which nobody publishes a map. Where there is one, that
// one knows better: the two General Equivalence Mappings are not each other's
// inverse. The first question makes an index of m.
func Backwards(m MapLister) MapLister {
	b := &backwards{m: m}
	b.index = sync.OnceValue(b.make)
	return b
}

type backwards struct {
	m     MapLister
	index func() backIndex
}

type backIndex struct {
	codes   []string
	sources map[string][]Match
}

func (b *backwards) make() backIndex {
	x := backIndex{sources: make(map[string][]Match)}
	parts := make(map[string][]Match)
	for code := range b.m.Codes() {
		for _, m := range b.m.Translate(code) {
			if !m.Equivalence.Translates() {
				continue
			}
			target := m.Concept.Code
			combined := m.Group != Group{}
			m = m.turned(b.m.Source(), code)
			if combined {
				// Scenarios are numbered for each source, and mean nothing here.
				m.Group = Group{}
				m.Equivalence = Narrower
				m.Comment = "read backwards: the source translates to this code only together with others, and says them too"
				parts[target] = append(parts[target], m)
				continue
			}
			if m.Comment == "" {
				m.Comment = "read backwards"
			} else {
				m.Comment = "read backwards: " + m.Comment
			}
			x.sources[target] = append(x.sources[target], m)
		}
	}
	for target, matches := range parts {
		if x.sources[target] == nil {
			x.sources[target] = matches
		}
	}
	x.codes = slices.Sorted(maps.Keys(x.sources))
	for code, matches := range x.sources {
		matches = unique(matches, false)
		SortMatches(matches)
		x.sources[code] = matches
	}
	return x
}

func (b *backwards) Source() System { return b.m.Target() }
func (b *backwards) Target() System { return b.m.Source() }

func (b *backwards) Translate(code string) []Match { return b.index().sources[code] }

func (b *backwards) Codes() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, code := range b.index().codes {
			if !yield(code) {
				return
			}
		}
	}
}
