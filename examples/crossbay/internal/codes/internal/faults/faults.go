// Package faults finds what is wrong with tables and maps that somebody holds, beyond
// what keeps them from being loaded.
package faults

import (
	"cmp"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
)

// A Fault is one thing that is wrong, as a line of JSON. Its words name codes, and no
// display.
type Fault struct {
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
	Column   int      `json:"column,omitempty"`
	Severity string   `json:"severity"` // "error" or "warning"
	Code     string   `json:"code"`
	System   string   `json:"system,omitempty"` // of a table, or the source of a map
	Target   string   `json:"target,omitempty"` // the target system of a map
	Codes    []string `json:"codes,omitempty"`
	Detail   string   `json:"detail"`
}

const (
	isError   = "error"
	isWarning = "warning"
)

// NotLoaded is the fault of a file that cannot be loaded.
func NotLoaded(err *load.Error) Fault {
	return Fault{File: err.File, Line: err.Line, Column: err.Column, Severity: isError, Code: "not-loaded", Detail: err.Reason}
}

// A Source is what one file or folder held.
type Source struct {
	Name string
	Set  *load.Set
}

// Of lists the faults of what was loaded, in its order. The registry has it, and the
// tables whose codes there are.
func Of(sources []Source, registry *codes.Registry) (list []Fault) {
	var maps []*load.Map
	add := func(file string, faults []Fault) {
		for _, f := range faults {
			f.File = file
			list = append(list, f)
		}
	}
	for _, s := range sources {
		for _, m := range s.Set.Maps {
			if m, ok := m.(*load.Map); ok {
				maps = append(maps, m)
			}
		}
	}
	for _, s := range sources {
		if len(s.Set.Tables)+len(s.Set.Maps) == 0 {
			add(s.Name, []Fault{{Severity: isWarning, Code: "empty", Detail: "no row says anything"}})
		}
		for _, t := range s.Set.Tables {
			add(s.Name, displays(t))
		}
		for _, m := range s.Set.Maps {
			m, ok := m.(*load.Map)
			if !ok {
				continue
			}
			add(s.Name, unknown(m, registry))
			add(s.Name, several(m))
			for _, other := range maps[:slices.Index(maps, m)] {
				add(s.Name, contradictions(m, other))
			}
			for _, other := range maps {
				add(s.Name, returns(m, other))
			}
			add(s.Name, cycles(m))
		}
	}
	return list
}

func of(m *load.Map, severity, code, detail string, about ...string) Fault {
	return Fault{Severity: severity, Code: code, System: name(m.Source()), Target: name(m.Target()), Codes: about, Detail: detail}
}

func name(s codes.System) string {
	if s.Version == "" {
		return s.URI
	}
	return s.URI + "|" + s.Version
}

// displays looks for concepts without a name. A table that has none at all is a list of
// codes.
func displays(t codes.Table) (list []Fault) {
	all, ok := t.(codes.Lister)
	if !ok {
		return nil
	}
	n := 0
	for c := range all.All() {
		n++
		if strings.TrimSpace(c.English+c.Hans+c.Hant) == "" {
			list = append(list, Fault{Severity: isWarning, Code: "no-display", System: name(t.System()), Codes: []string{c.Code}, Detail: "the code has no display"})
		}
	}
	if n > 0 && len(list) == n {
		return []Fault{{Severity: isWarning, Code: "no-display", System: name(t.System()), Detail: "no code of the table has a display"}}
	}
	return list
}

func unknown(m *load.Map, registry *codes.Registry) (list []Fault) {
	sources, targets := m.Unknown(registry)
	for _, code := range sources {
		list = append(list, of(m, isWarning, "unknown-source", "no table of the source has the code: the row applies to nothing", code))
	}
	for _, code := range targets {
		list = append(list, of(m, isError, "unknown-target", "no table of the target has the code", code))
	}
	return list
}

// same lists the targets that mean the same as a code, each once. Those of a group are
// none by themselves.
func same(m codes.Map, code string) (targets []string) {
	for _, match := range m.Translate(code) {
		if match.Concept.Code != "" && match.Group == (codes.Group{}) && match.Equivalence.Compare(codes.Equivalent) <= 0 {
			targets = append(targets, match.Concept.Code)
		}
	}
	slices.Sort(targets)
	return slices.Compact(targets)
}

// several looks for a code that is said to mean the same as each of several.
func several(m *load.Map) (list []Fault) {
	for code := range m.Codes() {
		if targets := same(m, code); len(targets) > 1 {
			list = append(list, of(m, isError, "several-equivalents", "the code is said to mean the same as each of several", append([]string{code}, targets...)...))
		}
	}
	return list
}

// contradictions looks for codes of which two maps of the same systems say that they
// mean the same as different ones, or as one and as none.
func contradictions(m, other *load.Map) (list []Fault) {
	if !m.Source().Matches(other.Source()) || !m.Target().Matches(other.Target()) {
		return nil
	}
	for code := range m.Codes() {
		theirs := other.Translate(code)
		if len(theirs) == 0 {
			continue
		}
		a, b := same(m, code), same(other, code)
		if len(a) > 0 && len(b) > 0 && !slices.Equal(a, b) {
			list = append(list, of(m, isError, "contradiction", "a map that is loaded before gives the code another equivalent, and counts", slices.Concat([]string{code}, a, b)...))
		} else if codes.Translated(m.Translate(code)) != codes.Translated(theirs) {
			list = append(list, of(m, isError, "contradiction", "of this map and one that is loaded before, one has a target for the code, and the other says that there is none", code))
		}
	}
	return list
}

// returns looks for codes that mean the same as another, which the way back says to mean
// the same as a third alone.
func returns(m, back *load.Map) (list []Fault) {
	if m == back || !m.Source().Matches(back.Target()) || !m.Target().Matches(back.Source()) {
		return nil
	}
	for code := range m.Codes() {
		for _, target := range same(m, code) {
			if again := same(back, target); len(again) > 0 && !slices.Contains(again, code) {
				list = append(list, of(m, isWarning, "not-returned", "the way back of the equivalent is another code", append([]string{code, target}, again...)...))
			}
		}
	}
	return list
}

// cycles looks, in a map of a system to itself, for codes that lead back to themselves
// over others: whoever follows it finds no end.
func cycles(m *load.Map) (list []Fault) {
	if !m.Source().Matches(m.Target()) {
		return nil
	}
	const walking, done = 1, 2
	state := map[string]int{}
	var walk func(code string, way []string)
	walk = func(code string, way []string) {
		if state[code] == walking {
			ring := way[slices.Index(way, code):]
			first := slices.Index(ring, slices.MinFunc(ring, cmp.Compare[string]))
			list = append(list, of(m, isError, "cycle", "the codes lead in a circle", slices.Concat(ring[first:], ring[:first])...))
		}
		if state[code] != 0 {
			return
		}
		state[code] = walking
		for _, match := range m.Translate(code) {
			if next := match.Concept.Code; next != "" && next != code {
				walk(next, append(way, code))
			}
		}
		state[code] = done
	}
	for code := range m.Codes() {
		walk(code, nil)
	}
	return list
}

// Errors counts those that are errors.
func Errors(list []Fault) (n int) {
	for _, f := range list {
		if f.Severity == isError {
			n++
		}
	}
	return n
}
