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
	Unmapped []unmappedRow
	// MoreUnmapped are the rows left out, OtherUnmapped the codes of these and
	// of those that were not told apart; Shapeless, those that are not shown.
	MoreUnmapped, OtherUnmapped, Shapeless int
	UnmappedCount                          int // of all
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

// An unmappedRow is a code without a target.
type unmappedRow struct {
	Code, Source, Target, Choices string
	Count                         int
}

func (r *Run) showCodings(p *page) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	for system, n := range r.coded.own {
		p.Own = append(p.Own, named{systemName(system), n})
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
	list := slices.SortedFunc(maps.Keys(r.unmapped.values), func(a, b mapping.Unmapped) int {
		return cmp.Or(cmp.Compare(*r.unmapped.values[b], *r.unmapped.values[a]), cmp.Compare(a.Source.String(), b.Source.String()),
			cmp.Compare(a.Code, b.Code), cmp.Compare(a.Target.String(), b.Target.String()), cmp.Compare(a.Choices, b.Choices))
	})
	p.Shapeless, p.OtherUnmapped = r.shapeless, r.unmapped.others
	for _, m := range r.missed {
		p.UnmappedCount += m.none + m.choice
	}
	for i, u := range list {
		n := *r.unmapped.values[u]
		if i >= shownCodes {
			p.MoreUnmapped++
			p.OtherUnmapped += n
			continue
		}
		p.Unmapped = append(p.Unmapped, unmappedRow{u.Code, systemName(u.Source), systemName(u.Target), u.Choices, n})
	}
}
