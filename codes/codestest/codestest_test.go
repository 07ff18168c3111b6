package codestest_test

import (
	"fmt"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/codestest"
)

var (
	wards = codes.System{URI: "https://hospital.example/wards"}
	units = codes.System{URI: "https://hospital.example/units"}
)

func TestGoodOnes(t *testing.T) {
	table, err := codes.NewTable(wards, []codes.Concept{{Code: "A1", English: "Ward A1"}, {Code: "a1"}, {Code: "B.2"}})
	require.NoError(t, err)
	codestest.TestTable(t, table, "A1")
	m, err := codes.NewMap(wards, units, "https://hospital.example/map", "1", []codes.MapRow{
		{Code: "A1", Match: codes.Match{Concept: codes.Concept{Code: "surgery"}, Equivalence: codes.Narrower}},
		{Code: "A1", Match: codes.Match{Concept: codes.Concept{Code: "ward"}, Equivalence: codes.Equal}},
		{Code: "B.2", Match: codes.Match{Equivalence: codes.Unmatched}},
	})
	require.NoError(t, err)
	codestest.TestMap(t, m, "A1", "B.2")
	assert.EqualError(t, codestest.CheckMap(m, "C3"), `codestest: "C3" is not known`)
	assert.EqualError(t, codestest.CheckTable(table, "C3"), `codestest: "C3" is not found`)
}

// badTable does everything wrong that it can.
type badTable struct{}

func (badTable) System() codes.System { return codes.System{} }

func (badTable) Lookup(code string) (codes.Concept, bool) {
	if code == "missing" {
		return codes.Concept{}, false
	}
	return codes.Concept{Code: "other", English: fmt.Sprint(len(code)), System: wards}, true
}

func (badTable) All() iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		for _, code := range []string{"A1", "A1", "missing"} {
			if !yield(codes.Concept{Code: code}) {
				return
			}
		}
	}
}

func (badTable) Parent(string) (codes.Concept, bool) { return codes.Concept{}, false }

func (badTable) Children(string) iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) { yield(codes.Concept{Code: "child"}) }
}

func TestBadTable(t *testing.T) {
	err := codestest.CheckTable(badTable{})
	for _, want := range []string{
		"the system has no URI",
		`All yields "A1" twice`,
		`"missing" is not found`,
		`Lookup("A1") returns the code "other"`,
		`" A1" is found`,
		`"" is found`,
		`"child" is below "A1"`,
	} {
		assert.ErrorContains(t, err, want)
	}
}

type badMap struct{ matches []codes.Match }

func (badMap) Source() codes.System             { return wards }
func (badMap) Target() codes.System             { return units }
func (b badMap) Translate(string) []codes.Match { return b.matches }
func (b badMap) Reverse(string) []codes.Match   { return nil }

func TestBadMap(t *testing.T) {
	match := func(code string, e codes.Equivalence) codes.Match {
		return codes.Match{Concept: codes.Concept{System: units, Code: code}, Equivalence: e, Map: "urn:m"}
	}
	part := match("p", codes.Equivalent)
	part.Group = codes.Group{Scenario: 1, ChoiceList: 1}
	numbered := match("p", codes.RelatedTo)
	numbered.Group = codes.Group{Scenario: 1}
	wrong := match("w", codes.Equal)
	wrong.Concept.System = wards
	unnamed := match("u", codes.Equal)
	unnamed.Map = ""
	for want, matches := range map[string][]codes.Match{
		"empty and not nil":          {},
		"equivalence 0 is invalid":   {match("x", 0)},
		"equal has no target":        {match("", codes.Equal)},
		"is of " + wards.URI:         {wrong},
		"has no comment":             {match("x", codes.Inexact)},
		"one part of a combination":  {part},
		"group {Scenario:1":          {numbered},
		"stands twice":               {match("x", codes.Equal), match("x", codes.Equal)},
		"does not say by which map":  {unnamed},
		"stands behind":              {match("x", codes.RelatedTo), match("y", codes.Equal)},
		`Translate("") is not nil`:   {match("x", codes.Equal)},
		"Reverse does not lead back": {match("x", codes.Equal)},
	} {
		assert.ErrorContains(t, codestest.CheckMap(badMap{matches}, "1"), want)
	}
}

func Example() {
	own, _ := codes.NewTable(wards, []codes.Concept{{Code: "A1"}})
	fmt.Println(codestest.CheckTable(own, "A1"))
	fmt.Println(codestest.CheckTable(own, "A2"))
	// Output:
	// <nil>
	// codestest: "A2" is not found
}
