package report

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
)

// codings is the part of a page that is about the codes of diagnoses and
// procedures.
type codings struct {
	Own      []named // the source's codes, by system
	Targets  []targetRow
	Maps     []mapRow
	Tables   []string
	Coder    Text // the action that Unmapped calls for
	Unmapped []unmappedRow
	// UnmappedCount is how often a code got no target; of these, OtherUnmapped
	// were not told apart, and Shapeless are not shown.
	UnmappedCount, OtherUnmapped, Shapeless int
}

// A targetRow says how the translation into one system ended.
type targetRow struct {
	System string
	Asked  bool // by the caller; the others are those that both sides share
	Chart  *Chart
}

// A mapRow is a way by which codes were added.
type mapRow struct {
	Maps, Version, Target string
	Count                 int
}

// The most codes without a target that are listed of two systems.
const shownCodes = 60

// An unmappedRow lists the codes of one system that have no target in another,
// the most frequent first.
type unmappedRow struct {
	Source, Target string
	Count          int // how often one of them came up
	None           []named
	Choices        []choice // those for which the maps leave a choice
	More           int      // codes that are not listed
}

type choice struct {
	named
	Among string
}

func (r *Run) showCodings(p *page) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for system, n := range r.coded.own {
		p.Own = append(p.Own, named{Name: systemName(system), Count: n})
	}
	slices.SortFunc(p.Own, func(a, b named) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	p.Targets, p.Maps = r.targets(), r.maps()
	for _, t := range r.options.Tables {
		if name := systemName(t.System()); !slices.Contains(p.Tables, name) {
			p.Tables = append(p.Tables, name)
		}
	}
	r.showUnmapped(p)
}

// targets lists the systems into which codes were translated, or should have
// been: those that were asked for first.
func (r *Run) targets() []targetRow {
	counts := map[codes.System]map[string]int{}
	add := func(s codes.System, outcome string, n int) {
		// A target that was asked for without an edition gets the codes of any.
		for _, asked := range r.options.Targets {
			if asked.Matches(s) {
				s = asked
			}
		}
		if counts[s] == nil {
			counts[s] = map[string]int{}
		}
		counts[s][outcome] += n
	}
	for a, n := range r.coded.added {
		add(a.target, a.equivalence, n)
	}
	for target, m := range r.missed {
		add(target, outcomeNone, m.none)
		add(target, outcomeChoice, m.choice)
	}
	var rows []targetRow
	for _, system := range slices.SortedFunc(maps.Keys(counts), func(a, b codes.System) int {
		return cmp.Compare(a.String(), b.String())
	}) {
		row := targetRow{System: systemName(system), Asked: slices.Contains(r.options.Targets, system)}
		var parts []Part
		for _, o := range outcomes {
			parts = append(parts, Part{Class: o.Class, Label: o.Label, Count: counts[system][o.Name]})
		}
		row.Chart = newChart("", Text{"How codes were translated into " + row.System, "译入" + row.System + "的结果"}, parts...)
		if row.Chart != nil {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b targetRow) int {
		switch {
		case a.Asked == b.Asked:
			return 0
		case a.Asked:
			return -1
		}
		return 1
	})
	for i := range rows {
		rows[i].Chart.ID = "target-" + strconv.Itoa(i+1)
	}
	return rows
}

func (r *Run) maps() []mapRow {
	counts := map[mapRow]int{}
	for a, n := range r.coded.added {
		counts[mapRow{Maps: mapNames(a.maps), Version: a.version, Target: systemName(a.target)}] += n
	}
	var rows []mapRow
	for row, n := range counts {
		row.Count = n
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b mapRow) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Maps, b.Maps), cmp.Compare(a.Version, b.Version), cmp.Compare(a.Target, b.Target))
	})
	return rows
}

func (r *Run) showUnmapped(p *page) {
	p.Shapeless, p.OtherUnmapped = r.shapeless, r.unmapped.others
	for _, m := range r.missed {
		p.UnmappedCount += m.none + m.choice
	}
	list := slices.SortedFunc(maps.Keys(r.unmapped.values), func(a, b mapping.Unmapped) int {
		return cmp.Or(cmp.Compare(*r.unmapped.values[b], *r.unmapped.values[a]), cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Source.String(), b.Source.String()), cmp.Compare(a.Target.String(), b.Target.String()), cmp.Compare(a.Choices, b.Choices))
	})
	rows := map[[2]codes.System]*unmappedRow{}
	for _, u := range list {
		key := [2]codes.System{u.Source, u.Target}
		row := rows[key]
		if row == nil {
			row = &unmappedRow{Source: systemName(u.Source), Target: systemName(u.Target)}
			rows[key] = row
		}
		code := named{Name: u.Code, Count: *r.unmapped.values[u]}
		row.Count += code.Count
		switch {
		case len(row.None)+len(row.Choices) >= shownCodes:
			row.More++
		case u.Choices == "":
			row.None = append(row.None, code)
		default:
			row.Choices = append(row.Choices, choice{code, u.Choices})
		}
	}
	for _, row := range rows {
		p.Unmapped = append(p.Unmapped, *row)
	}
	slices.SortFunc(p.Unmapped, func(a, b unmappedRow) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Source, b.Source), cmp.Compare(a.Target, b.Target))
	})
}
