package bundles

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// places is how many of the places of an issue are named.
const places = 3

// grouped makes one issue of those that say the same, in the place of the first:
// it has how many there are, and the first places.
func grouped(issues []frontsheet.Issue) []frontsheet.Issue {
	type times struct {
		at    int // in kept
		count int
		where []string
	}
	found := map[frontsheet.Issue]*times{}
	var order []*times
	kept := issues[:0:0]
	for _, i := range issues {
		alike, where := i, i.Column
		if i.Field != "" {
			where = i.Field
		}
		alike.Field = layout.ElementName(i.Field)
		if alike.Field == "" || alike.Field != i.Field {
			alike.Column = ""
		}
		alike.File, alike.Record, alike.Line = "", 0, 0
		t := found[alike]
		if t == nil {
			t = &times{at: len(kept)}
			found[alike] = t
			order = append(order, t)
			kept = append(kept, i)
		}
		if t.count++; where != "" && len(t.where) < places && !slices.Contains(t.where, where) {
			t.where = append(t.where, where)
		}
	}
	for _, t := range order {
		if t.count == 1 {
			continue
		}
		i := &kept[t.at]
		i.Detail += " (" + strconv.Itoa(t.count) + " times"
		if len(t.where) > 0 {
			i.Detail += ": " + strings.Join(t.where, ", ")
			if len(t.where) == places && t.count > places {
				i.Detail += " and others"
			}
		}
		i.Detail += ")"
	}
	return kept
}
