package codes

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	sysA  = System{URI: "urn:a"}
	sysB  = System{URI: "urn:b"}
	sysB1 = System{URI: "urn:b", Version: "1"}
	sysB2 = System{URI: "urn:b", Version: "2"}
	sysC  = System{URI: "urn:c"}
	sysD  = System{URI: "urn:d"}
)

// rows writes a map as lines of source, target and equivalence, and for a
// combination its scenario and choice list.
func row(code, target string, e Equivalence, group ...int) MapRow {
	r := MapRow{Code: code, Match: Match{Concept: Concept{Code: target}, Equivalence: e}}
	if group != nil {
		r.Match.Group = Group{group[0], group[1]}
	}
	return r
}

func newMap(t testing.TB, source, target System, name string, rows ...MapRow) *MemoryMap {
	t.Helper()
	m, err := NewMap(source, target, "urn:map:"+name, "v"+name, rows)
	require.NoError(t, err)
	return m
}

func newTable(t testing.TB, s System, names ...string) *MemoryTable {
	t.Helper()
	var concepts []Concept
	for i := 0; i < len(names); i += 2 {
		concepts = append(concepts, Concept{Code: names[i], English: names[i+1]})
	}
	table, err := NewTable(s, concepts)
	require.NoError(t, err)
	return table
}

// brief writes matches in one line each, so that a test can state them.
func brief(matches []Match) []string {
	var lines []string
	for _, m := range matches {
		s := m.Concept.Code + " " + m.Equivalence.String() + " " + m.Map
		if m.Group != (Group{}) {
			s += fmt.Sprintf(" %d/%d", m.Group.Scenario, m.Group.ChoiceList)
		}
		lines = append(lines, s)
	}
	return lines
}

func TestLookup(t *testing.T) {
	r := NewRegistry([]Table{
		newTable(t, sysB1, "1", "one", "2", "two"),
		nil,
		newTable(t, sysB1, "2", "second", "3", "three"),
		newTable(t, sysB2, "1", "one again", "4", "four"),
	}, nil)
	for _, c := range []struct {
		system System
		code   string
		want   string
	}{
		{sysB, "1", "one"},
		{sysB, "4", "four"},
		{sysB1, "2", "two"},
		{sysB1, "3", "three"},
		{sysB1, "4", ""},
		{sysB2, "1", "one again"},
		{sysB2, "2", ""},
		{System{URI: "urn:b", Version: "9"}, "1", ""},
		{sysA, "1", ""},
		{System{}, "1", ""},
	} {
		got, ok := r.Lookup(c.system, c.code)
		assert.Equal(t, c.want != "", ok, "%s %s", c.system, c.code)
		assert.Equal(t, c.want, got.English, "%s %s", c.system, c.code)
	}
	assert.Equal(t, []System{sysB1, sysB2}, r.Systems())
	assert.Len(t, r.Tables(), 3)
}

func TestTranslateShortestAnswerFirst(t *testing.T) {
	direct := newMap(t, sysA, sysC, "direct", row("1", "x", Equivalent), row("none", "", Unmatched))
	long1 := newMap(t, sysA, sysB, "ab", row("1", "b", Equal), row("2", "b", Wider), row("none", "b", Equal), row("lost", "nowhere", Equal), row("dead", "end", Equal))
	long2 := newMap(t, sysB, sysC, "bc", row("b", "y", Equal), row("end", "", Unmatched))
	r := NewRegistry(nil, []Map{long2, long1, direct})

	assert.Equal(t, []string{"x equivalent urn:map:direct"}, brief(r.Translate(sysA, "1", sysC)))
	assert.Equal(t, []string{"y wider urn:map:ab urn:map:bc"}, brief(r.Translate(sysA, "2", sysC)), "the direct map does not know the code")
	assert.Equal(t, []string{" unmatched urn:map:direct"}, brief(r.Translate(sysA, "none", sysC)), "the direct map says that there is none")
	assert.Equal(t, []string{" unmatched urn:map:ab urn:map:bc"}, brief(r.Translate(sysA, "dead", sysC)))
	assert.Nil(t, r.Translate(sysA, "lost", sysC), "no map says what becomes of it")
	assert.Nil(t, r.Translate(sysA, "unknown", sysC))
	assert.Nil(t, r.Translate(sysC, "x", sysA), "no route")
	assert.Nil(t, r.Translate(sysA, "1", sysA))
	assert.Nil(t, r.Translate(sysA, "1", System{}))
	assert.True(t, r.Reaches(sysA, sysC))
	assert.False(t, r.Reaches(sysC, sysA))
	assert.Equal(t, [][]Map{{direct}, {long1, long2}}, r.Routes(sysA, sysC))

	m := r.Translate(sysA, "2", sysC)[0]
	assert.Equal(t, "vab vbc", m.MapVersion)
	assert.Equal(t, sysC, m.Concept.System)
	assert.Equal(t, sysC, r.Translate(sysA, "none", sysC)[0].Concept.System)
}

func TestTranslateMergesRoutes(t *testing.T) {
	r := NewRegistry([]Table{newTable(t, sysD, "x", "the x", "z", "the z")}, []Map{
		newMap(t, sysA, sysB, "ab", row("1", "b", Wider), row("1", "bb", RelatedTo)),
		newMap(t, sysB, sysD, "bd", row("b", "x", Equal), row("bb", "y", Equal), row("bb", "w", Disjoint)),
		newMap(t, sysA, sysC, "ac", row("1", "c", Equivalent)),
		newMap(t, sysC, sysD, "cd", row("c", "x", Equal), row("c", "z", Narrower), row("c", "w", Disjoint), row("c", "", Unmatched)),
	})
	got := r.Translate(sysA, "1", sysD)
	assert.Equal(t, []string{
		"x equivalent urn:map:ac urn:map:cd",
		"z narrower urn:map:ac urn:map:cd",
		"y relatedto urn:map:ab urn:map:bd",
		"w disjoint urn:map:ac urn:map:cd",
	}, brief(got))
	assert.Equal(t, "the x", got[0].Concept.English)
	assert.Equal(t, "the z", got[1].Concept.English)
	assert.NotEmpty(t, got[1].Comment, "R4 demands a comment of narrower")
	assert.Empty(t, got[2].Concept.English)
}

func TestTranslateEditions(t *testing.T) {
	r := NewRegistry([]Table{newTable(t, sysB2, "b", "of edition 2")}, []Map{
		newMap(t, sysA, sysB1, "ab1", row("1", "b", Equal)),
		newMap(t, sysB2, sysC, "b2c", row("b", "wrong", Equal)),
		newMap(t, sysB, sysD, "bd", row("b", "d", Equal)),
		newMap(t, sysB1, sysB2, "b1b2", row("b", "b2", Equivalent)),
	})
	assert.Nil(t, r.Translate(sysB1, "b", sysC), "a map of edition 2 is not asked about edition 1")
	assert.Nil(t, r.Translate(sysA, "1", sysC), "b2 is not in the map of edition 2")
	assert.Equal(t, []string{"d equal urn:map:ab1 urn:map:bd"}, brief(r.Translate(sysA, "1", sysD)), "a map of any edition is asked")
	assert.Equal(t, []string{"b equal urn:map:ab1"}, brief(r.Translate(sysA, "1", sysB)), "any edition will do")
	assert.Equal(t, []string{"b2 equivalent urn:map:ab1 urn:map:b1b2"}, brief(r.Translate(sysA, "1", sysB2)))
	assert.Equal(t, []string{"wrong equal urn:map:b2c"}, brief(r.Translate(sysB, "b", sysC)))
	other := System{URI: "urn:b", Version: "2026"}
	assert.Equal(t, []string{"d equal urn:map:bd"}, brief(r.Translate(other, "b", sysD)), "a version that nobody states")
	assert.Nil(t, r.Translate(other, "b", sysC))
	got := r.Translate(sysA, "1", sysB1)
	assert.Equal(t, sysB1, got[0].Concept.System)
	assert.Empty(t, got[0].Concept.English, "the names of another edition are not taken")
}

func TestTranslateCombinations(t *testing.T) {
	ab := newMap(t, sysA, sysB, "ab",
		row("1", "p", RelatedTo, 1, 1), row("1", "q", RelatedTo, 1, 2), row("1", "r", RelatedTo, 1, 2),
		row("1", "s", RelatedTo, 2, 1), row("1", "q", RelatedTo, 2, 2),
		row("1", "alone", RelatedTo),
		row("2", "m", Equal), row("2", "n", Wider))
	bc := newMap(t, sysB, sysC, "bc",
		row("p", "P", Equal), row("q", "Q", Equal), row("r", "Q", Equal), row("s", "", Unmatched), row("alone", "A", Equal),
		row("m", "M1", RelatedTo, 1, 1), row("m", "M2", RelatedTo, 1, 2),
		row("n", "N1", RelatedTo, 1, 1), row("n", "N2", RelatedTo, 1, 2))
	r := NewRegistry(nil, []Map{ab, bc})
	got := r.Translate(sysA, "1", sysC)
	assert.Equal(t, []string{
		"A relatedto urn:map:ab urn:map:bc",
		"P relatedto urn:map:ab urn:map:bc 1/1",
		"Q relatedto urn:map:ab urn:map:bc 1/2",
		"Q relatedto urn:map:ab urn:map:bc 2/2",
		" unmatched urn:map:ab urn:map:bc",
	}, brief(got))
	assert.Empty(t, got[1].Comment)
	assert.Contains(t, got[3].Comment, "incomplete", "its other part has no target")

	assert.Equal(t, []string{
		"M1 relatedto urn:map:ab urn:map:bc 1/1",
		"M2 relatedto urn:map:ab urn:map:bc 1/2",
		"N1 relatedto urn:map:ab urn:map:bc 2/1",
		"N2 relatedto urn:map:ab urn:map:bc 2/2",
	}, brief(r.Translate(sysA, "2", sysC)), "two alternatives bring two scenarios")

	// Two maps of one edge: scenarios of both, and one of two that are alike.
	again := newMap(t, sysA, sysB, "again",
		row("1", "p", RelatedTo, 1, 1), row("1", "q", RelatedTo, 1, 2), row("1", "r", RelatedTo, 1, 2),
		row("1", "t", RelatedTo, 2, 1), row("1", "q", RelatedTo, 2, 2))
	assert.Equal(t, []string{
		"alone relatedto urn:map:ab",
		"p relatedto urn:map:ab 1/1", "q relatedto urn:map:ab 1/2", "r relatedto urn:map:ab 1/2",
		"s relatedto urn:map:ab 2/1", "q relatedto urn:map:ab 2/2",
		"t relatedto urn:map:again 4/1", "q relatedto urn:map:again 4/2",
	}, brief(NewRegistry(nil, []Map{ab, again}).Translate(sysA, "1", sysB)))

	// A combination within a combination.
	nested := newMap(t, sysB, sysC, "nested", row("p", "P", Equal), row("q", "Q1", Equal, 1, 1), row("q", "Q2", Equal, 1, 2),
		row("r", "R", Equal), row("s", "S", Equal), row("alone", "A", Equal))
	for _, m := range NewRegistry(nil, []Map{ab, nested}).Translate(sysA, "1", sysC) {
		assert.Equal(t, RelatedTo, m.Equivalence)
		if strings.HasPrefix(m.Concept.Code, "Q") {
			assert.Contains(t, m.Comment, "within a combination")
		}
	}
}

// What is left when another alternative has no target is not the answer: whether
// a map says that there is none, or none knows the code. See GEM 844.9, where the
// sprain was lost and the muscle was left.
func TestNothingIsChosenByElimination(t *testing.T) {
	ab := newMap(t, sysA, sysB, "ab",
		row("stated", "a", RelatedTo), row("stated", "none", RelatedTo),
		row("silent", "a", RelatedTo), row("silent", "unknown", RelatedTo),
		row("both", "a", RelatedTo), row("both", "b", RelatedTo),
		row("half", "mixed", RelatedTo))
	bc := newMap(t, sysB, sysC, "bc", row("a", "A", Equal), row("b", "B", Equal), row("none", "", Unmatched),
		row("mixed", "A", Equal), row("mixed", "", Unmatched))
	r := NewRegistry(nil, []Map{ab, bc})
	for _, code := range []string{"stated", "silent"} {
		got := r.Translate(sysA, code, sysC)
		assert.Equal(t, []string{"A relatedto urn:map:ab urn:map:bc", " unmatched urn:map:ab urn:map:bc"}, brief(got), code)
		assert.Contains(t, got[1].Comment, "left open")
		assert.True(t, Translated(got))
		assert.Empty(t, Chosen(got))
	}
	assert.Len(t, r.Translate(sysA, "both", sysC), 2)
	assert.Len(t, r.Translate(sysA, "half", sysC), 1, "the alternative has a target")
	assert.Len(t, r.Reverse(sysC, "A", sysA), 4)
}

func TestBetween(t *testing.T) {
	r := NewRegistry(nil, []Map{
		newMap(t, sysA, sysB, "ab", row("1", "b", Wider), row("2", "b", Equal)),
		newMap(t, sysB, sysC, "bc", row("b", "c", Equal)),
		newMap(t, sysA, sysC, "ac", row("2", "d", Equal), row("3", "c", Equal)),
		opaque{newMap(t, sysA, sysC, "opaque", row("8", "c", Equal))},
	})
	m := r.Between(sysA, sysC)
	assert.Equal(t, sysA, m.Source())
	assert.Equal(t, sysC, m.Target())
	assert.Equal(t, []string{"2", "3", "1"}, slices.Collect(m.Codes()), "those that are listed, each once")
	assert.Equal(t, []string{"c wider urn:map:ab urn:map:bc"}, brief(m.Translate("1")))
	assert.Equal(t, []string{"3 equal urn:map:ac", "1 narrower urn:map:ab urn:map:bc"}, brief(Backwards(m).Translate("c")))
	for range m.Codes() {
		break
	}
}

func TestReverse(t *testing.T) {
	r := NewRegistry([]Table{newTable(t, sysA, "1", "one")}, []Map{
		newMap(t, sysA, sysB, "ab", row("1", "b", Wider), row("2", "b", Equal), row("3", "b", RelatedTo, 1, 1), row("4", "other", Equal), row("5", "", Unmatched)),
		newMap(t, sysB, sysC, "bc", row("b", "c", Equal)),
		newMap(t, sysA, sysC, "ac", row("9", "c", Inexact), row("1", "c", Disjoint)),
		opaque{newMap(t, sysA, sysC, "opaque", row("8", "c", Equal))},
	})
	got := r.Reverse(sysC, "c", sysA)
	assert.Equal(t, []string{
		"2 equal urn:map:ab urn:map:bc",
		"1 narrower urn:map:ab urn:map:bc",
		"9 inexact urn:map:ac",
		"3 relatedto urn:map:ab urn:map:bc 1/1",
	}, brief(got))
	assert.Equal(t, "one", got[1].Concept.English)
	assert.Equal(t, sysA, got[1].Concept.System)
	assert.NotEmpty(t, got[1].Comment)
	assert.Nil(t, r.Reverse(sysC, "unknown", sysA))
	assert.Nil(t, r.Reverse(sysC, "", sysA))
}

// opaque hides what else a map can do.
type opaque struct{ m Map }

func (o opaque) Source() System                { return o.m.Source() }
func (o opaque) Target() System                { return o.m.Target() }
func (o opaque) Translate(code string) []Match { return o.m.Translate(code) }

// A registry in which every two systems have a map in both directions has more
// routes than can be walked. It is built, and answers, all the same.
func TestRegistryOfManyMaps(t *testing.T) {
	var maps []Map
	system := func(i int) System { return System{URI: fmt.Sprint("urn:", i)} }
	for i := range 12 {
		for j := range 12 {
			if i != j {
				maps = append(maps, newMap(t, system(i), system(j), fmt.Sprint(i, "-", j), row("1", "1", Equal)))
			}
		}
	}
	maps = append(maps, newMap(t, sysA, sysA, "loop", row("1", "1", Equal)))
	r := NewRegistry(nil, maps)
	assert.Equal(t, []string{"1 equal urn:map:3-4"}, brief(r.Translate(system(3), "1", system(4))))
	assert.Nil(t, r.Translate(sysA, "1", sysA))
}

func TestRegistryConcurrently(t *testing.T) {
	r := NewRegistry(
		[]Table{newTable(t, sysC, "c", "the c")},
		[]Map{newMap(t, sysA, sysB, "ab", row("1", "b", Wider)), newMap(t, sysB, sysC, "bc", row("b", "c", Equal))})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 500 {
				assert.Len(t, r.Translate(sysA, "1", sysC), 1)
				assert.Len(t, r.Reverse(sysC, "c", sysA), 1)
				_, ok := r.Lookup(sysC, "c")
				assert.True(t, ok)
			}
		})
	}
	wg.Wait()
}

func TestWithComesFirst(t *testing.T) {
	r := NewRegistry([]Table{newTable(t, sysA, "1", "national")}, nil)
	own := r.With([]Table{newTable(t, sysA, "1", "own")}, nil)
	c, _ := own.Lookup(sysA, "1")
	assert.Equal(t, "own", c.English)
	c, _ = r.Lookup(sysA, "1")
	assert.Equal(t, "national", c.English)
}

func TestBackwards(t *testing.T) {
	m := newMap(t, sysA, sysB1, "ab", row("1", "b", Wider), row("2", "b", Equal), row("3", "b", RelatedTo, 1, 1), row("3", "c", RelatedTo, 1, 2), row("4", "", Unmatched), row("5", "b", Disjoint))
	back := Backwards(m)
	assert.Equal(t, sysB1, back.Source())
	assert.Equal(t, sysA, back.Target())
	got := back.Translate("b")
	assert.Equal(t, []string{"2 equal urn:map:ab", "1 narrower urn:map:ab"}, brief(got))
	got = back.Translate("c")
	assert.Equal(t, []string{"3 narrower urn:map:ab"}, brief(got), "nothing else leads there")
	assert.Contains(t, got[0].Comment, "together with others")
	assert.Equal(t, []string{"b", "c"}, slices.Collect(back.Codes()))
	assert.Nil(t, back.Translate("1"))
	r := NewRegistry(nil, []Map{back})
	assert.Equal(t, []string{"2 equal urn:map:ab"}, brief(r.Translate(sysB1, "b", sysA))[:1])
	assert.Equal(t, []string{"b wider urn:map:ab"}, brief(r.Reverse(sysA, "1", sysB1)))
}

// What a map that is a Reverser and lists nothing knows, step by step.
func TestReverseByReversers(t *testing.T) {
	first := reversible{opaque{newMap(t, sysA, sysB, "ab", row("1", "b", Wider))}, map[string][]Match{
		"b": {{Concept: Concept{System: sysA, Code: "1"}, Equivalence: Narrower, Map: "urn:map:ab", Comment: "a comment"}},
	}}
	second := reversible{opaque{newMap(t, sysB, sysC, "bc", row("b", "c", Equivalent))}, map[string][]Match{
		"c": {{Concept: Concept{System: sysB, Code: "b"}, Equivalence: Equivalent, Map: "urn:map:bc"}},
	}}
	r := NewRegistry(nil, []Map{first, second})
	assert.Equal(t, []string{"1 narrower urn:map:ab urn:map:bc"}, brief(r.Reverse(sysC, "c", sysA)))
	assert.Nil(t, NewRegistry(nil, []Map{first, second.opaque}).Reverse(sysC, "c", sysA))
}

type reversible struct {
	opaque
	sources map[string][]Match
}

func (r reversible) Reverse(code string) []Match { return r.sources[code] }
