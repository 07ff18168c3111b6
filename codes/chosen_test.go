package codes

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestChosen(t *testing.T) {
	m := func(code string, e Equivalence, group ...int) Match { return row("", code, e, group...).Match }
	for name, c := range map[string]struct {
		matches []Match
		want    string
	}{
		"nothing":                       {nil, ""},
		"one":                           {[]Match{m("a", RelatedTo)}, "a"},
		"no target":                     {[]Match{m("", Unmatched)}, ""},
		"one, left over":                {[]Match{m("a", RelatedTo), m("", Unmatched)}, ""},
		"one that is sure, left over":   {[]Match{m("a", Equivalent), m("", Unmatched)}, ""},
		"two":                           {[]Match{m("a", RelatedTo), m("b", RelatedTo)}, ""},
		"wider is not surer":            {[]Match{m("a", Wider), m("b", RelatedTo)}, ""},
		"one of two is sure":            {[]Match{m("a", Equivalent), m("b", RelatedTo)}, "a"},
		"two are sure":                  {[]Match{m("a", Equivalent), m("b", Equivalent)}, ""},
		"one code, two editions of it":  {[]Match{m("a", RelatedTo), m("a", RelatedTo)}, "a"},
		"disjoint is no alternative":    {[]Match{m("a", RelatedTo), m("b", Disjoint)}, "a"},
		"both parts":                    {[]Match{m("a", RelatedTo, 1, 1), m("b", RelatedTo, 1, 2)}, "ab"},
		"a part alone":                  {[]Match{m("a", RelatedTo, 1, 1)}, ""},
		"a part, and the other is lost": {[]Match{m("a", RelatedTo, 1, 1), m("", Unmatched)}, ""},
		"a choice in a part":            {[]Match{m("a", RelatedTo, 1, 1), m("b", RelatedTo, 1, 2), m("c", RelatedTo, 1, 2)}, ""},
		"two combinations":              {[]Match{m("a", RelatedTo, 1, 1), m("b", RelatedTo, 1, 2), m("c", RelatedTo, 2, 1), m("b", RelatedTo, 2, 2)}, ""},
		"alone or together":             {[]Match{m("a", RelatedTo), m("b", RelatedTo, 1, 1), m("c", RelatedTo, 1, 2)}, ""},
		"alone and sure, or together":   {[]Match{m("a", Equivalent), m("b", RelatedTo, 1, 1), m("c", RelatedTo, 1, 2)}, "a"},
	} {
		got := ""
		for _, m := range Chosen(c.matches) {
			got += m.Concept.Code
		}
		assert.Equal(t, c.want, got, name)
	}
}
