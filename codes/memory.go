package codes

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

// A MemoryTable is a Table held in memory: what a loader reads, or a
// program's own rows. It is a [Lister].
type MemoryTable struct {
	system   System
	concepts []Concept
	index    map[string]int32
}

// NewTable returns the table of concepts, in their order. Each concept becomes
// one of system, whatever system it states. A code that is empty or stands
// there twice is an error.
func NewTable(system System, concepts []Concept) (*MemoryTable, error) {
	t := &MemoryTable{
		system:   system,
		concepts: slices.Clone(concepts),
		index:    make(map[string]int32, len(concepts)),
	}
	for i := range t.concepts {
		c := &t.concepts[i]
		c.System = system
		if c.Code == "" {
			return nil, &RowError{Row: i, Reason: "the code is empty"}
		}
		if first, twice := t.index[c.Code]; twice {
			return nil, &RowError{Row: i, Code: c.Code, Reason: fmt.Sprintf("stands in row %d too", first)}
		}
		t.index[c.Code] = int32(i)
	}
	return t, nil
}

// System returns the system of the table.
func (t *MemoryTable) System() System { return t.system }

// Len returns the number of concepts.
func (t *MemoryTable) Len() int { return len(t.concepts) }

// Lookup returns the concept of code.
func (t *MemoryTable) Lookup(code string) (Concept, bool) {
	i, ok := t.index[code]
	if !ok {
		return Concept{}, false
	}
	return t.concepts[i], true
}

// All yields the concepts in the order in which they were given.
func (t *MemoryTable) All() iter.Seq[Concept] { return slices.Values(t.concepts) }

// A MapRow is one row of a map: a source code and one of its matches.
type MapRow struct {
	Code  string
	Match Match
}

// A MemoryMap is a Map held in memory: what a loader reads, or a program's own
// rows. It is a [MapLister].
type MemoryMap struct {
	source, target System
	codes          []string
	matches        map[string][]Match
}

// NewMap returns the map of rows from source to target, which names itself uri
// and version in its matches. Rows of one code need not stand together; their
// matches are answered best first, and in the order of the rows where none is
// better.
//
// The system of a match becomes target, and its Map and MapVersion become uri
// and version where it states none. A row without a code, with an invalid
// equivalence, or that has no target code and is not Unmatched, is an error. A
// Narrower or Inexact match without a comment gets one that says no more than
// the equivalence does.
func NewMap(source, target System, uri, version string, rows []MapRow) (*MemoryMap, error) {
	m := &MemoryMap{source: source, target: target, matches: make(map[string][]Match, len(rows))}
	for i, r := range rows {
		match := r.Match
		switch {
		case r.Code == "":
			return nil, &RowError{Row: i, Reason: "the source code is empty"}
		case !match.Equivalence.Valid():
			return nil, &RowError{Row: i, Code: r.Code, Reason: "the equivalence is not one of R4's"}
		case match.Concept.Code == "" && match.Equivalence != Unmatched:
			return nil, &RowError{Row: i, Code: r.Code, Reason: "the target code is empty, and the equivalence not unmatched"}
		}
		match.Concept.System = target
		if match.Map == "" {
			match.Map, match.MapVersion = uri, version
		}
		match.explain()
		if _, seen := m.matches[r.Code]; !seen {
			m.codes = append(m.codes, r.Code)
		}
		m.matches[r.Code] = append(m.matches[r.Code], match)
	}
	for _, matches := range m.matches {
		SortMatches(matches)
	}
	return m, nil
}

// Source returns the system that the map translates from.
func (m *MemoryMap) Source() System { return m.source }

// Target returns the system that the map translates to.
func (m *MemoryMap) Target() System { return m.target }

// Len returns the number of source codes.
func (m *MemoryMap) Len() int { return len(m.codes) }

// Translate returns the matches of code, best first.
func (m *MemoryMap) Translate(code string) []Match { return m.matches[code] }

// Codes yields the source codes in the order of their first rows.
func (m *MemoryMap) Codes() iter.Seq[string] { return slices.Values(m.codes) }

// A RowError is a row of which no table or map can be made.
type RowError struct {
	Row    int    // the first row is 0
	Code   string // empty where the row has none
	Reason string
}

func (e *RowError) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("codes: row %d: %s", e.Row, e.Reason)
	}
	return fmt.Sprintf("codes: row %d: code %q: %s", e.Row, e.Code, e.Reason)
}

// SortMatches puts the better match first, as [Map.Translate] promises. Among
// equals a match that stands alone goes first, then the combinations by
// scenario and choice list; otherwise the order stays.
func SortMatches(matches []Match) {
	if len(matches) < 2 {
		return
	}
	slices.SortStableFunc(matches, func(a, b Match) int {
		return cmp.Or(
			a.Equivalence.Compare(b.Equivalence),
			cmp.Compare(a.Group.Scenario, b.Group.Scenario),
			cmp.Compare(a.Group.ChoiceList, b.Group.ChoiceList),
		)
	})
}

// explain gives the comment that R4 demands to a match that has none.
func (m *Match) explain() {
	if m.Comment != "" {
		return
	}
	switch m.Equivalence {
	case Narrower:
		m.Comment = "the target is narrower than the source"
	case Inexact:
		m.Comment = "source and target overlap; each has a part that the other has not"
	}
}
