package translate

import (
	"cmp"
	"encoding/csv"
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
)

// writeUnmapped writes the codes that found no target, most frequent first, as
// a map that a coder can fill in: package load reads the columns, and passes
// over a row without a target. The comment lists the codes among which the maps
// leave a choice. The name of a code is that of its table, and never what a record calls
// it. What is no code is counted in a row without one.
func writeUnmapped(o *output, counts map[mapping.Unmapped]int, registry *codes.Registry) error {
	w := csv.NewWriter(o)
	if err := w.Write([]string{"source_system", "source", "source_display", "target_system", "target", "equivalence", "comment", "count"}); err != nil {
		return err
	}
	for _, u := range counted(counts) {
		if u.Code == "" {
			u.Choices = "cells that hold no code of the system, or one that no table has and that could be a person's number: not listed"
		}
		if err := w.Write([]string{address(u.Source), u.Code, display(registry, u.Source, u.Code), address(u.Target), "", "", u.Choices, strconv.Itoa(u.Count)}); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// An unmappedCount is how often a code found no target.
type unmappedCount struct {
	mapping.Unmapped
	Count int
}

// counted lists the counts, the largest first.
func counted(counts map[mapping.Unmapped]int) []unmappedCount {
	var list []unmappedCount
	for u, n := range counts {
		list = append(list, unmappedCount{u, n})
	}
	slices.SortFunc(list, func(a, b unmappedCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Source.String(), b.Source.String()),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Target.String(), b.Target.String()), cmp.Compare(a.Choices, b.Choices))
	})
	return list
}

func address(s codes.System) string { return s.String() }

// display is what the tables call a code, "" where none has it.
func display(registry *codes.Registry, system codes.System, code string) string {
	if registry == nil || code == "" {
		return ""
	}
	if c, ok := registry.Lookup(system, code); ok {
		return cmp.Or(c.Hans, c.Hant, c.English)
	}
	return ""
}
