package localize

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
)

func match(code string, e codes.Equivalence, group ...int) codes.Match {
	m := codes.Match{Concept: codes.Concept{Code: code}, Equivalence: e}
	if len(group) == 2 {
		m.Group = codes.Group{Scenario: group[0], ChoiceList: group[1]}
	}
	return m
}

// What stands in a document is what the maps leave no choice about.
func TestChosen(t *testing.T) {
	for name, c := range map[string]struct {
		matches []codes.Match
		want    []string
	}{
		"one":                            {[]codes.Match{match("486", codes.RelatedTo)}, []string{"486"}},
		"a better one":                   {[]codes.Match{match("a", codes.Equivalent), match("b", codes.RelatedTo)}, []string{"a"}},
		"benign or malignant":            {[]codes.Match{match("401.0", codes.RelatedTo), match("401.1", codes.RelatedTo)}, nil},
		"one code by two routes":         {[]codes.Match{match("a", codes.RelatedTo), match("a", codes.RelatedTo)}, []string{"a"}},
		"nothing":                        {[]codes.Match{match("", codes.Unmatched)}, nil},
		"combination":                    {[]codes.Match{match("a", codes.RelatedTo, 1, 1), match("b", codes.RelatedTo, 1, 2)}, []string{"a", "b"}},
		"combination with choice":        {[]codes.Match{match("a", codes.RelatedTo, 1, 1), match("b", codes.RelatedTo, 1, 2), match("c", codes.RelatedTo, 1, 2)}, nil},
		"two scenarios":                  {[]codes.Match{match("a", codes.RelatedTo, 1, 1), match("b", codes.RelatedTo, 2, 1)}, nil},
		"one or a combination":           {[]codes.Match{match("a", codes.RelatedTo, 1, 1), match("b", codes.RelatedTo, 1, 2), match("c", codes.RelatedTo)}, nil},
		"one, better than a combination": {[]codes.Match{match("c", codes.Equivalent), match("a", codes.RelatedTo, 1, 1), match("b", codes.RelatedTo, 1, 2)}, []string{"c"}},
	} {
		var got []string
		for _, m := range Chosen(c.matches) {
			got = append(got, m.Concept.Code)
		}
		assert.Equal(t, c.want, got, name)
	}
}

// A map that says to use what it does not know as it stands (ConceptMap's
// unmapped.mode provided) gives back what stood in the cell: an identity number is
// not shown as a choice, nor in an issue.
func TestChoicesAreNoCells(t *testing.T) {
	known := match("A12.3", codes.RelatedTo)
	for cell, want := range map[string]string{"A123456": "A12.3", "91234567": "A12.3", "A12.4": "A12.4 A12.3"} {
		given := match(cell, codes.RelatedTo)
		given.Concept.System, known.Concept.System = codes.ICD10CM, codes.ICD10CM
		assert.Equal(t, want, Choices(nil, cell, []codes.Match{given, known}))
	}
	local := match("LOCAL-123456", codes.RelatedTo)
	assert.Equal(t, "LOCAL-123456", Choices(nil, "I10", []codes.Match{local}), "a code of the map's")
}
