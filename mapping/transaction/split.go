package transaction

import (
	"cmp"
	"slices"
)

// split parts a stay into what goes into one Bundle each: what is referred to comes
// first, or in the same.
func (f Form) split(s *Stay) ([]part, error) {
	gone := slices.Clone(s.Gone)
	slices.SortStableFunc(gone, func(a, b Key) int { return cmp.Compare(deletion(a.Type), deletion(b.Type)) })
	if f.MaxEntries <= 0 || len(s.Entries)+len(gone) <= f.MaxEntries {
		return []part{{entries: s.Entries, gone: gone}}, nil
	}
	g := newGraph(s.Entries)
	var parts []part
	add := func(entries ...Entry) {
		if n := len(parts); n == 0 || parts[n-1].size()+len(entries) > f.MaxEntries {
			parts = append(parts, part{})
		}
		last := &parts[len(parts)-1]
		last.entries = append(last.entries, entries...)
	}
	for _, circle := range g.circles() {
		if len(circle) <= f.MaxEntries {
			add(g.of(circle)...)
			continue
		}
		// A stay lists its diagnoses, and each names its stay: the stay is loaded
		// without the list, and again with it once they are there.
		again := map[Key]bool{}
		for _, i := range circle {
			if s.Entries[i].Type != "Encounter" {
				continue
			}
			begun, err := withoutReferences(s.Entries[i], g, circle)
			if err != nil {
				return nil, err
			}
			again[begun.Key] = true
			add(begun)
			g.edges[i] = slices.DeleteFunc(g.edges[i], func(j int) bool { return slices.Contains(circle, j) })
		}
		rest := slices.DeleteFunc(slices.Clone(circle), func(i int) bool { return again[s.Entries[i].Key] })
		for _, part := range g.within(rest).circles() {
			if len(again) == 0 || len(part) > f.MaxEntries {
				return nil, ErrIndivisible
			}
			add(g.of(indices(part, rest))...)
		}
		for _, i := range circle {
			if again[s.Entries[i].Key] {
				add(s.Entries[i])
				parts[len(parts)-1].mark(s.Entries[i].Key)
			}
		}
	}
	for _, k := range gone {
		if n := len(parts); n == 0 || parts[n-1].size() == f.MaxEntries {
			parts = append(parts, part{})
		}
		last := &parts[len(parts)-1]
		last.gone = append(last.gone, k)
	}
	return parts, nil
}

// mark notes that a part before has a beginning of a resource.
func (p *part) mark(k Key) {
	if p.again == nil {
		p.again = map[Key]bool{}
	}
	p.again[k] = true
}

// deletion is the order in which resources are deleted: those that are referred to
// come last.
func deletion(kind string) int {
	switch kind {
	case "Composition":
		return 0
	case "Condition":
		return 2
	case "Encounter":
		return 3
	}
	return 1
}

// withoutReferences returns a resource without the elements that refer to others of a
// circle.
func withoutReferences(e Entry, g *graph, circle []int) (Entry, error) {
	o, err := parseObject(e.Resource)
	if err != nil {
		return e, err
	}
	o.remove(func(m member) bool {
		for to := range references(m.value) {
			if j, ok := g.at[to]; ok && slices.Contains(circle, j) && g.entries[j].Key != e.Key {
				return true
			}
		}
		return false
	})
	e.Resource = o.appendTo(nil)
	return e, nil
}

// A graph knows which entries refer to which.
type graph struct {
	entries []Entry
	at      map[string]int
	edges   [][]int
}

func newGraph(entries []Entry) *graph {
	g := &graph{entries: entries, at: map[string]int{}, edges: make([][]int, len(entries))}
	for i, e := range entries {
		g.at[e.String()] = i
	}
	for i, e := range entries {
		for to := range references(e.Resource) {
			if j, ok := g.at[to]; ok && j != i && !slices.Contains(g.edges[i], j) {
				g.edges[i] = append(g.edges[i], j)
			}
		}
	}
	return g
}

// within returns the graph of some of the entries.
func (g *graph) within(list []int) *graph {
	entries := g.of(list)
	sub := &graph{entries: entries, edges: make([][]int, len(list))}
	for i, old := range list {
		for _, to := range g.edges[old] {
			if j := slices.Index(list, to); j >= 0 {
				sub.edges[i] = append(sub.edges[i], j)
			}
		}
	}
	return sub
}

func (g *graph) of(list []int) []Entry {
	entries := make([]Entry, len(list))
	for i, n := range list {
		entries[i] = g.entries[n]
	}
	return entries
}

// indices returns those of list at the places of another.
func indices(places, list []int) []int {
	out := make([]int, len(places))
	for i, p := range places {
		out[i] = list[p]
	}
	return out
}

// circles returns the entries in sets, each after those that it refers to: one entry, or
// several that refer to each other (Tarjan's strongly connected components).
func (g *graph) circles() [][]int {
	n := len(g.entries)
	order, low, open := make([]int, n), make([]int, n), make([]bool, n)
	var stack []int
	var list [][]int
	next := 0
	var visit func(i int)
	visit = func(i int) {
		next++
		order[i], low[i], open[i] = next, next, true
		stack = append(stack, i)
		for _, j := range g.edges[i] {
			if order[j] == 0 {
				visit(j)
				low[i] = min(low[i], low[j])
			} else if open[j] {
				low[i] = min(low[i], order[j])
			}
		}
		if low[i] != order[i] {
			return
		}
		from := slices.Index(stack, i)
		circle := slices.Clone(stack[from:])
		stack = stack[:from]
		for _, j := range circle {
			open[j] = false
		}
		slices.Sort(circle)
		list = append(list, circle)
	}
	for i := range n {
		if order[i] == 0 {
			visit(i)
		}
	}
	return list
}
