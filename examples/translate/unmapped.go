package main

import (
	"cmp"
	"encoding/csv"
	"maps"
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
)

// writeUnmapped writes the codes that found no target, most frequent first, as
// a map that a coder can fill in: package load reads the columns, and passes
// over a row without a target. The comment lists the codes among which the maps
// leave a choice.
func writeUnmapped(o *output, counts map[mapping.Unmapped]int) error {
	list := slices.SortedFunc(maps.Keys(counts), func(a, b mapping.Unmapped) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.Source.String(), b.Source.String()),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Target.String(), b.Target.String()))
	})
	w := csv.NewWriter(o)
	if err := w.Write([]string{"source_system", "source", "target_system", "target", "equivalence", "comment", "count"}); err != nil {
		return err
	}
	for _, u := range list {
		if err := w.Write([]string{address(u.Source), u.Code, address(u.Target), "", "", u.Choices, strconv.Itoa(counts[u])}); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func address(s codes.System) string { return s.String() }
