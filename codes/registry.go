package codes

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// A Registry looks up and translates codes over several tables and maps. It is
// built once by [NewRegistry] and does not change afterwards: any number of
// goroutines may use it.
//
// Wherever a Registry is given a [System], one without a version stands for
// every edition of it, and one with a version for that edition and for what
// states none (see [System.Matches]).
type Registry struct {
	tables  []Table
	of      []System // of tables
	maps    []Map
	systems []System
	// routes holds the routes between every two systems that a caller can
	// name, under the canonical form of both; see canonical.
	routes map[[2]System][]*route
	known  map[System]bool
}

// A route is a sequence of maps in which each takes what the one before it
// gives.
type route struct {
	maps        []Map
	first, last int // indexes of its ends in the registry
	// back makes an index of the route by its targets, once. It is nil where
	// the first map does not list its codes.
	back func() map[string][]Match
}

// Limits of the search for routes. They are far above what the code systems of
// a hospital need, and keep a registry of many maps finite.
const (
	maxSteps  = 6    // maps in a route
	maxRoutes = 4096 // routes from one system
)

// NewRegistry returns the registry of the given tables and maps. The order
// matters where they compete: of two tables that have a code the first one
// answers, and of two matches of the same worth the one of the earlier map
// stands first. A nil table or map is left out.
func NewRegistry(tables []Table, maps []Map) *Registry {
	r := &Registry{
		routes: make(map[[2]System][]*route),
		known:  make(map[System]bool),
	}
	for _, t := range tables {
		if t == nil {
			continue
		}
		r.tables = append(r.tables, t)
		r.of = append(r.of, t.System())
		r.addSystem(t.System())
	}
	for _, m := range maps {
		if m == nil {
			continue
		}
		r.maps = append(r.maps, m)
		r.addSystem(m.Source())
		r.addSystem(m.Target())
	}
	r.findRoutes()
	return r
}

func (r *Registry) addSystem(s System) {
	if !r.known[s] {
		r.known[s] = true
		r.systems = append(r.systems, s)
	}
}

// With returns a registry of the given tables and maps, followed by those of r.
func (r *Registry) With(tables []Table, maps []Map) *Registry {
	return NewRegistry(slices.Concat(tables, r.tables), slices.Concat(maps, r.maps))
}

// Systems returns the systems of the registry's tables and maps, each once, in
// the order in which they were given: tables first.
func (r *Registry) Systems() []System { return slices.Clone(r.systems) }

// Tables returns the registry's tables.
func (r *Registry) Tables() []Table { return slices.Clone(r.tables) }

// Maps returns the registry's maps.
func (r *Registry) Maps() []Map { return slices.Clone(r.maps) }

// Lookup returns the concept of code. The tables of system are asked in order;
// there may be several, as ICD-9-CM has one of diagnoses and one of procedures
// under one URI. The concept states the edition of the table that had it.
func (r *Registry) Lookup(system System, code string) (Concept, bool) {
	for i, s := range r.of {
		if system.Matches(s) {
			if c, ok := r.tables[i].Lookup(code); ok {
				return c, true
			}
		}
	}
	return Concept{}, false
}

// Reaches reports whether some route of maps leads from source to target.
func (r *Registry) Reaches(source, target System) bool {
	return len(r.between(source, target)) > 0
}

// Routes returns the routes from source to target in the order in which
// Translate tries them: the shortest first.
func (r *Registry) Routes(source, target System) [][]Map {
	var all [][]Map
	for _, rt := range r.between(source, target) {
		all = append(all, slices.Clone(rt.maps))
	}
	return all
}

// Translate returns the matches of code in target, best first.
//
// It tries the routes from source to target by length. The answers of all
// routes of the shortest length that has one are put together; longer routes
// are not asked, because each step of a route loses something. So a map of
// one's own that knows a few codes comes before a long way round that knows
// many, and stands aside for the rest.
//
// The equivalence of a match is composed over its route (see [Compose]), and
// Match.Map names each map of the route. A target reached in several ways
// stands once, with the best of its equivalences. Combinations keep their
// scenarios and choice lists; where those of several routes or alternatives
// meet, the scenarios are numbered anew. A target without names gets them from
// the table of its edition, where the registry has one.
//
// Nil means that no route knows the code. One match that is Unmatched means
// that the code is known, and that every way ends without a target. An Unmatched
// one behind others means that on the way there was an alternative to them, or a
// part of a combination, and that it has no target: those that are left are not
// the answer for being left. See [Chosen].
func (r *Registry) Translate(source System, code string, target System) []Match {
	routes := r.between(source, target)
	var w walk
	for i, rt := range routes {
		if i > 0 && len(rt.maps) > len(routes[i-1].maps) && w.answered() {
			break
		}
		w.begin()
		w.follow(rt, code)
	}
	return w.finish(r, target)
}

// Reverse returns every source of code: the codes of source that some route of
// maps from source to target translates to it. It asks all the routes that
// [Registry.Translate] may walk, whatever their length.
//
// Concept is the source code, and Equivalence says how it relates to code: the
// inverse of what Translate answers. A match with a Group translates to code
// only together with other codes.
//
// A route is asked backwards by an index, which the first question makes by
// walking the route from every code that its first map lists (see
// [MapLister]). Where that map lists none, each map of the route must be a
// [Reverser]; otherwise the route cannot be asked, and is left out.
func (r *Registry) Reverse(target System, code string, source System) []Match {
	var w walk
	for _, rt := range r.between(source, target) {
		w.begin()
		if rt.back != nil {
			w.add(rt.back()[code])
		} else {
			w.goBack(rt, code)
		}
	}
	return w.finish(r, source)
}

// between returns the routes from source to target, by length.
func (r *Registry) between(source, target System) []*route {
	return r.routes[[2]System{r.canonical(source), r.canonical(target)}]
}

// otherVersion stands for every version that no table or map states.
const otherVersion = "\x00"

// canonical returns the key of s in the routes: s itself, or its URI with
// otherVersion.
func (r *Registry) canonical(s System) System {
	if s.Version != "" && !r.known[s] {
		s.Version = otherVersion
	}
	return s
}

// findRoutes finds the routes between every two systems. Each is a walk that
// comes to no system twice.
func (r *Registry) findRoutes() {
	// Everything that a caller can name: a system that is stated, its URI
	// without a version, its URI with another version.
	var named []System
	seen := make(map[System]bool)
	for _, s := range r.systems {
		for _, n := range [...]System{s, {URI: s.URI}, {URI: s.URI, Version: otherVersion}} {
			if !seen[n] {
				seen[n] = true
				named = append(named, n)
			}
		}
	}
	next := make([][]int, len(r.maps)) // the maps that take what a map gives
	for i, m := range r.maps {
		for j, n := range r.maps {
			if i != j && m.Target().Matches(n.Source()) {
				next[i] = append(next[i], j)
			}
		}
	}
	for _, source := range named {
		var queue []*route
		for i, m := range r.maps {
			if m.Source().Matches(source) && !comesBack(source, m) {
				queue = append(queue, r.extend(nil, i))
			}
		}
		for n := 0; n < len(queue) && n < maxRoutes; n++ {
			rt := queue[n]
			end := r.maps[rt.last].Target()
			for _, target := range named {
				if end.Matches(target) && source != target {
					key := [2]System{source, target}
					r.routes[key] = append(r.routes[key], rt)
				}
			}
			if len(rt.maps) == maxSteps || len(queue) > maxRoutes {
				continue
			}
			for _, i := range next[rt.last] {
				if !rt.visits(source, r.maps[i].Target()) {
					queue = append(queue, r.extend(rt, i))
				}
			}
		}
	}
}

// extend returns the route rt, or none where it is nil, with one more map.
func (r *Registry) extend(rt *route, i int) *route {
	longer := &route{first: i, last: i}
	if rt != nil {
		longer.maps, longer.first = slices.Clip(rt.maps), rt.first
	}
	longer.maps = append(longer.maps, r.maps[i])
	if first, ok := longer.maps[0].(MapLister); ok {
		longer.back = sync.OnceValue(func() map[string][]Match { return longer.index(first) })
	}
	return longer
}

// comesBack reports whether m leads from source to source.
func comesBack(source System, m Map) bool { return m.Target() == source || m.Target() == m.Source() }

// visits reports whether the route, which starts at source, comes to s.
func (rt *route) visits(source, s System) bool {
	return s == source || s == rt.maps[0].Source() ||
		slices.ContainsFunc(rt.maps, func(m Map) bool { return m.Target() == s })
}

// index walks the route from every code that its first map lists, and returns
// the sources by their targets.
func (rt *route) index(first MapLister) map[string][]Match {
	sources := make(map[string][]Match)
	system := first.Source()
	for code := range first.Codes() {
		var w walk
		w.follow(rt, code)
		for _, m := range w.found {
			if m.Equivalence.Translates() {
				target := m.Concept.Code
				sources[target] = append(sources[target], m.turned(system, code))
			}
		}
	}
	return sources
}

// turned returns the match read from its target: code is what it was the
// translation of.
func (m Match) turned(system System, code string) Match {
	m.Concept = Concept{System: system, Code: code}
	m.Equivalence = m.Equivalence.Inverse()
	m.explain()
	return m
}

// A walk collects the answers of several routes.
type walk struct {
	found    []Match
	dead     []Match // Unmatched, one for each end that a map stated
	lost     bool    // an alternative to what was found has no target
	scenario int     // the highest scenario used so far
	base     int     // the highest scenario used before the route of now
	join     joiner
	routes   int
	// backwards is set while a route is walked against its direction.
	backwards bool
}

func (w *walk) answered() bool { return len(w.found)+len(w.dead) > 0 }

func (w *walk) begin() {
	w.base = w.scenario
	w.routes++
}

// add takes in answers of another route.
func (w *walk) add(matches []Match) {
	for _, m := range matches {
		w.scenario = max(w.scenario, m.Group.Scenario)
		w.found = append(w.found, m)
	}
}

// follow walks one route.
func (w *walk) follow(rt *route, code string) {
	found := w.steps(rt.maps, code, Map.Translate)
	if w.found == nil {
		w.found = found
	} else {
		w.found = append(w.found, found...)
	}
}

// goBack walks one route against its direction, if its maps can be asked so.
func (w *walk) goBack(rt *route, code string) {
	maps := slices.Clone(rt.maps)
	slices.Reverse(maps)
	for _, m := range maps {
		if _, ok := m.(Reverser); !ok {
			return
		}
	}
	w.backwards = true
	w.found = append(w.found, w.steps(maps, code, func(m Map, code string) []Match { return m.(Reverser).Reverse(code) })...)
	w.backwards = false
}

func (w *walk) steps(maps []Map, code string, ask func(Map, string) []Match) []Match {
	var lists map[Group]bool // the parts that the combinations had
	start := Match{Concept: Concept{Code: code}, Equivalence: Equal}
	var frontier []Match
	lost := false
	for step, m := range maps {
		var here []Match
		last := step == len(maps)-1
		for i := range max(len(frontier), 1) {
			from := &start
			if step > 0 {
				if len(frontier) == 0 {
					break
				}
				from = &frontier[i]
			}
			var renumbered map[int]int
			matches := ask(m, from.Concept.Code)
			here = slices.Grow(here, len(matches))
			before := len(here)
			for _, match := range matches {
				if step > 0 {
					match.Equivalence = Compose(from.Equivalence, match.Equivalence)
					match.Map, match.MapVersion = w.join.names(from, &match, w.backwards)
					match.Comment = w.join.comments(from.Comment, match.Comment)
				}
				if !match.Equivalence.Translates() && !(last && match.Equivalence == Disjoint) {
					match.Equivalence = Unmatched
					w.dead = append(w.dead, match)
					continue
				}
				switch {
				case match.Group == Group{}:
					match.Group = from.Group
				case from.Group != Group{}:
					// A combination within a combination has no place in a
					// Group.
					match.Group = from.Group
					match.Equivalence = max(match.Equivalence, RelatedTo)
					match.Comment = w.join.comments(match.Comment, "one part of a combination within a combination")
				case step == 0:
					match.Group.Scenario += w.base
				default:
					// Each alternative brings scenarios of its own.
					n, ok := renumbered[match.Group.Scenario]
					if !ok {
						if renumbered == nil {
							renumbered = make(map[int]int)
						}
						n = w.scenario + 1
						renumbered[match.Group.Scenario] = n
					}
					match.Group.Scenario = n
				}
				if match.Group != (Group{}) {
					w.scenario = max(w.scenario, match.Group.Scenario)
					if lists == nil {
						lists = make(map[Group]bool)
					}
					lists[match.Group] = true
				}
				here = append(here, match)
			}
			lost = lost || len(here) == before
		}
		frontier = unique(here, false)
	}
	if w.backwards {
		return frontier
	}
	w.lost = w.lost || lost && len(frontier) > 0
	return w.broken(frontier, lists)
}

// broken marks the matches of a scenario that has lost one of its parts, which
// are lists, on the way.
func (w *walk) broken(matches []Match, lists map[Group]bool) []Match {
	if len(lists) == 0 {
		return matches
	}
	for i := range matches {
		delete(lists, matches[i].Group)
	}
	lost := make(map[int]bool)
	for g := range lists {
		lost[g.Scenario] = true
	}
	for i := range matches {
		if m := &matches[i]; lost[m.Group.Scenario] && m.Group != (Group{}) {
			m.Comment = w.join.comments(m.Comment, "incomplete: another part of the combination has no target")
		}
	}
	return matches
}

// finish puts the answers in order.
func (w *walk) finish(r *Registry, answer System) []Match {
	if len(w.found) == 0 {
		if len(w.dead) == 0 {
			return nil
		}
		m := w.dead[0]
		m.Concept = Concept{System: answer}
		m.Group = Group{}
		return []Match{m}
	}
	matches := w.found
	if w.routes > 1 {
		matches = distinctScenarios(unique(matches, answer.Version == ""))
	} else if w.scenario > 1 {
		matches = distinctScenarios(matches)
	}
	for i := range matches {
		m := &matches[i]
		m.explain()
		if c := &m.Concept; c.English == "" || c.Hans == "" || c.Hant == "" {
			r.name(c)
		}
	}
	if w.lost {
		matches = append(matches, Match{
			Concept: Concept{System: answer}, Equivalence: Unmatched,
			Map: matches[0].Map, MapVersion: matches[0].MapVersion,
			Comment: "left open: another alternative on the way has no target, and what is left is not the answer for that",
		})
	}
	SortMatches(matches)
	return matches
}

// name fills in the names that c lacks from the table of its edition.
func (r *Registry) name(c *Concept) {
	if n, ok := r.Lookup(c.System, c.Code); ok {
		c.English = cmp.Or(c.English, n.English)
		c.Hans = cmp.Or(c.Hans, n.Hans)
		c.Hant = cmp.Or(c.Hant, n.Hant)
	}
}

// unique keeps one match of each concept and group: the best, and of equals the
// first. A code is one concept in whatever version, unless the question was about
// one version. It may change the slice.
func unique(matches []Match, anyVersion bool) []Match {
	kept := matches[:0]
	var at map[string][]int32 // indexes in kept by code, where there are many
	if len(matches) > 16 {
		at = make(map[string][]int32, len(matches))
	}
next:
	for _, m := range matches {
		same := func(i int) bool {
			k := &kept[i]
			if k.Concept.Code != m.Concept.Code || k.Group != m.Group || k.Concept.System.URI != m.Concept.System.URI ||
				!anyVersion && k.Concept.System.Version != m.Concept.System.Version {
				return false
			}
			if m.Equivalence.Compare(k.Equivalence) < 0 {
				*k = m
			}
			return true
		}
		if at == nil {
			for i := range kept {
				if same(i) {
					continue next
				}
			}
		} else {
			for _, i := range at[m.Concept.Code] {
				if same(int(i)) {
					continue next
				}
			}
			at[m.Concept.Code] = append(at[m.Concept.Code], int32(len(kept)))
		}
		kept = append(kept, m)
	}
	return kept
}

// distinctScenarios leaves out a scenario that has the same parts as an earlier
// one.
func distinctScenarios(matches []Match) []Match {
	var parts map[int][]string
	for _, m := range matches {
		if m.Group != (Group{}) {
			if parts == nil {
				parts = make(map[int][]string)
			}
			s := m.Group.Scenario
			parts[s] = append(parts[s], fmt.Sprint(m.Group.ChoiceList, " ")+m.Concept.System.String()+"#"+m.Concept.Code)
		}
	}
	if len(parts) < 2 {
		return matches
	}
	first := make(map[string]int)
	drop := make(map[int]bool)
	for _, s := range slices.Sorted(maps.Keys(parts)) {
		slices.Sort(parts[s])
		sign := strings.Join(parts[s], "\n")
		if _, twice := first[sign]; twice {
			drop[s] = true
		} else {
			first[sign] = s
		}
	}
	return slices.DeleteFunc(matches, func(m Match) bool { return drop[m.Group.Scenario] && m.Group != (Group{}) })
}

// A joiner joins the names of maps and the comments along a route. Most
// matches of a route come by the same ones, so it keeps the last answer.
type joiner struct {
	a, b, aVersion, bVersion string
	name, version            string
	c, d, comment            string
}

func (j *joiner) names(from, match *Match, reverse bool) (names, version string) {
	a, av, b, bv := from.Map, from.MapVersion, match.Map, match.MapVersion
	if reverse { // name the maps in their direction
		a, av, b, bv = b, bv, a, av
	}
	if j.name == "" || j.a != a || j.b != b || j.aVersion != av || j.bVersion != bv {
		j.a, j.b, j.aVersion, j.bVersion = a, b, av, bv
		j.name = cmp.Or(a, "-") + " " + cmp.Or(b, "-")
		j.version = cmp.Or(av, "-") + " " + cmp.Or(bv, "-")
	}
	return j.name, j.version
}

func (j *joiner) comments(c, d string) string {
	switch {
	case c == "" || c == d:
		return d
	case d == "":
		return c
	case j.comment == "" || j.c != c || j.d != d:
		j.c, j.d, j.comment = c, d, c+"; "+d
	}
	return j.comment
}
