package catalog

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// A rule is a built-in map that may have its answers from other maps. As a resource
// it is one map: it gives them under its own name, and says in their comments by
// which maps they came.
type rule struct {
	codes.MapLister
	name canonical
}

func (r rule) Translate(code string) []codes.Match {
	matches := r.MapLister.Translate(code)
	if !slices.ContainsFunc(matches, func(m codes.Match) bool { return m.Map != r.name.url }) {
		return matches
	}
	matches = slices.Clone(matches)
	for i := range matches {
		m := &matches[i]
		if m.Map == r.name.url {
			continue
		}
		by := "by way of " + strings.Join(strings.Fields(m.Map), " and ")
		if m.Comment != "" {
			by = m.Comment + "; " + by
		}
		m.Comment, m.Map, m.MapVersion = by, r.name.url, r.name.version
	}
	return matches
}
