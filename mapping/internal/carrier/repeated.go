package carrier

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// together makes one issue of those that say of several parts of a list in one
// record that there is no column for them: it stands where the first of them
// does, names the element without an index, and says how many parts there are
// and which.
func together(issues []frontsheet.Issue) []frontsheet.Issue {
	type repeated struct {
		at    int // among those that are kept
		parts []string
	}
	var found map[frontsheet.Issue]*repeated
	kept := issues[:0]
	for _, i := range issues {
		if i.Code != "no-column" {
			kept = append(kept, i)
			continue
		}
		alike, part := i, indexIn(i.Field)
		if part == "" {
			part = indexIn(i.Column)
		}
		alike.Line, alike.Column, alike.Field = 0, layout.ElementName(i.Column), layout.ElementName(i.Field)
		if r := found[alike]; r != nil {
			r.parts = append(r.parts, part)
			continue
		}
		if found == nil {
			found = map[frontsheet.Issue]*repeated{}
		}
		found[alike] = &repeated{len(kept), []string{part}}
		kept = append(kept, i)
	}
	for alike, r := range found {
		if len(r.parts) == 1 {
			continue
		}
		i := &kept[r.at]
		i.Column, i.Field = alike.Column, alike.Field
		i.Detail += fmt.Sprintf(" (%d times%s)", len(r.parts), indices(r.parts))
	}
	return kept
}

// indices lists the indices of parts, where they have any: a path says nothing of
// the first.
func indices(parts []string) string {
	if !slices.ContainsFunc(parts, func(p string) bool { return p != "" }) {
		return ""
	}
	var text strings.Builder
	text.WriteByte(':')
	for _, p := range parts {
		text.WriteString(" " + cmp.Or(p, "1"))
	}
	return text.String()
}

// indexIn returns the index in a path, "" where it has none.
func indexIn(path string) string {
	_, rest, _ := strings.Cut(path, "[")
	index, _, _ := strings.Cut(rest, "]")
	return index
}
