package answer

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// translatedBy is the extension that says by which maps a coding was found,
// where there is more than the one that $translate has a place for.
const translatedBy = codes.Base + "/StructureDefinition/translated-by"

// A Question says how codes are to be translated.
type Question struct {
	// Source and Target are the systems between which the maps lead. A zero one
	// stands for each that the maps have.
	Source, Target codes.System
	// URL and Version name the map that is to be used alone; without a URL, all
	// are.
	URL, Version string
	// Reverse asks for the codes of the source that translate to one of the
	// target.
	Reverse bool
}

// names reports whether the question is about m.
func (q Question) names(m terminology.NamedMap) bool {
	return q.URL == m.URL && (q.Version == "" || q.Version == m.Version) &&
		(q.Source.IsZero() || q.Source.Matches(m.Source())) && (q.Target.IsZero() || q.Target.Matches(m.Target()))
}

// A Translator answers one question for any code. It is safe for concurrent use.
type Translator struct {
	Question
	registry *codes.Registry
	pairs    []pair
	source   string // the map that the question names, where it may have its answers from others
}

// A pair is two systems between which a registry is asked.
type pair struct {
	*codes.Registry
	source, target codes.System
}

// Translator returns the translator of a question; where no map is the one that it
// names, it is [NotKnown].
func (s *Service) Translator(q Question) (*Translator, error) {
	t := &Translator{Question: q, registry: s.registry}
	var places []int
	var sources, targets []codes.System
	for i, m := range s.maps {
		if q.URL != "" && !q.names(m) {
			continue
		}
		places = append(places, i)
		sources = ends(sources, q.Source, m.Source(), q.URL != "")
		targets = ends(targets, q.Target, m.Target(), q.URL != "")
		if _, loaded := m.Map.(*load.Map); q.URL != "" && !loaded {
			t.source = canonical(m.URL, m.Version)
		}
	}
	switch {
	case q.URL == "" && q.Reverse && (q.Source.IsZero() || q.Target.IsZero()):
		t.pairs = s.direct(q)
		return t, nil
	case q.URL == "":
		t.pairs = pairs(s.registry, sources, targets)
		return t, nil
	case places == nil:
		name := q.URL
		if q.Version != "" {
			name += "|" + q.Version
		}
		why := "there is no map " + name
		if !q.Source.IsZero() {
			why += " from " + q.Source.String()
		}
		if !q.Target.IsZero() {
			why += " to " + q.Target.String()
		}
		return nil, &NotKnown{why}
	}
	t.registry = s.of(places)
	t.pairs = pairs(t.registry, sources, targets)
	return t, nil
}

func pairs(r *codes.Registry, sources, targets []codes.System) []pair {
	var list []pair
	for _, source := range sources {
		for _, target := range targets {
			list = append(list, pair{r, source, target})
		}
	}
	return list
}

// direct returns each map between the systems that are asked about, by itself. To
// ask all routes from wherever there is backwards would take an index of each.
func (s *Service) direct(q Question) []pair {
	var list []pair
	for i, m := range s.maps {
		if (q.Source.IsZero() || q.Source.Matches(m.Source())) && (q.Target.IsZero() || q.Target.Matches(m.Target())) {
			list = append(list, pair{s.of([]int{i}), m.Source(), m.Target()})
		}
	}
	return list
}

// ends adds the end of a map to those that are asked about: the one that was
// stated, or those that there are. Over several maps, every edition of a system is
// asked about at once.
func ends(list []codes.System, stated, end codes.System, one bool) []codes.System {
	switch {
	case !stated.IsZero():
		end = stated
	case !one:
		end.Version = ""
	}
	if slices.Contains(list, end) {
		return list
	}
	return append(list, end)
}

// HasMap reports whether there is a map of that URI, in that version where it is
// not empty.
func (s *Service) HasMap(url, version string) bool {
	return slices.ContainsFunc(s.maps, Question{URL: url, Version: version}.names)
}

// Answer gives what $translate gives for a code.
func (t *Translator) Answer(code string) Parameters {
	switch {
	case spaced(code):
		return Result(false, Spaced)
	case t.Reverse:
		return parameters(t.reversed(code))
	}
	p := t.matches(t.translate(code), "No map knows the code.", t.unresolved(code)...)
	t.products(p, code)
	return parameters(p)
}

// translate returns the matches in all targets. One that has none stands aside for
// the others.
func (t *Translator) translate(code string) []codes.Match {
	var found, none []codes.Match
	scenarios := 0
	for _, p := range t.pairs {
		matches := p.Translate(p.source, code, p.target)
		if codes.Translated(matches) {
			found, scenarios = appendMatches(found, matches, scenarios)
		} else if none == nil {
			none = matches
		}
	}
	if found == nil {
		return none
	}
	codes.SortMatches(found)
	return found
}

// appendMatches adds matches to those of other systems, in which there are so many
// scenarios, and returns how many there are then: theirs are others.
func appendMatches(all, matches []codes.Match, scenarios int) ([]codes.Match, int) {
	most := scenarios
	for _, m := range matches {
		if m.Group != (codes.Group{}) {
			m.Group.Scenario += scenarios
			most = max(most, m.Group.Scenario)
		}
		all = append(all, m)
	}
	return all, most
}

// unresolved names the maps to which those that were asked refer the code, and
// which are not there.
func (t *Translator) unresolved(code string) []string {
	var notes []string
	for _, m := range t.registry.Maps() {
		l, ok := m.(*load.Map)
		if !ok || !slices.ContainsFunc(t.pairs, func(p pair) bool { return l.Source().Matches(p.source) && l.Target().Matches(p.target) }) {
			continue
		}
		if url := l.Unresolved(code); url != "" {
			notes = append(notes, "The map "+l.URL()+" has no row for the code, and refers it to "+url+", which is not loaded.")
		}
	}
	return notes
}

// products adds to matches what their map wants recorded beside them.
func (t *Translator) products(p []Parameter, code string) {
	known := map[string]map[target][]Parameter{} // by the map and the target
	for i := range p {
		if p[i].Name != "match" || len(p[i].Part) < 3 || p[i].Part[2].Name != "source" {
			continue // without a concept or a single map
		}
		concept, source := p[i].Part[1].ValueCoding, p[i].Part[2].ValueURI
		of, ok := known[source]
		if !ok {
			of = t.productsOf(source, code)
			known[source] = of
		}
		p[i].Part = slices.Insert(p[i].Part, 2, of[target{concept.System, concept.Code}]...)
	}
}

// A target is the code of a map, and the URI of its system.
type target struct{ system, code string }

// productsOf returns what is to be recorded beside each target that a map has for
// code.
func (t *Translator) productsOf(source, code string) map[target][]Parameter {
	found := map[target][]Parameter{}
	for _, m := range t.registry.Maps() {
		l, ok := m.(*load.Map)
		if !ok || l.URL() != source && l.URL()+"|"+l.Version() != source {
			continue
		}
		for _, d := range l.Details(code) {
			if len(d.DependsOn) > 0 {
				continue
			}
			t := target{d.Concept.System.URI, d.Concept.Code}
			for _, x := range d.Product {
				found[t] = append(found[t], Parameter{Name: "product", Part: []Parameter{
					{Name: "element", ValueURI: x.Property},
					{Name: "concept", ValueCoding: &Coding{System: x.System, Code: x.Value, Display: x.Display}},
				}})
			}
		}
	}
	return found
}

// reversed gives what $translate gives with reverse: the code is of the target,
// and the answers are of the source. A code that is not of the target, but is
// one of the source to which something of the target translates, is answered
// too, and the message says so: some put the two the other way round.
func (t *Translator) reversed(code string) []Parameter {
	matches := t.backwards(func(p pair) []codes.Match { return p.Reverse(p.target, code, p.source) })
	known := slices.ContainsFunc(t.pairs, func(p pair) bool {
		_, ok := p.Lookup(p.target, code)
		return ok
	})
	none := "Nothing translates to the code."
	if !t.Source.IsZero() {
		none = "Nothing of " + t.Source.String() + " translates to the code."
		if matches == nil && !known {
			if other := t.backwards(func(p pair) []codes.Match { return p.Reverse(p.source, code, p.target) }); other != nil {
				return t.matches(other, "", "The code is read as one of "+t.Source.String()+".")
			}
		}
	}
	return t.matches(matches, none)
}

// backwards puts together what each pair answers. Several editions may lead to one
// answer by one map.
func (t *Translator) backwards(ask func(pair) []codes.Match) []codes.Match {
	var list []codes.Match
	for _, p := range t.pairs {
		for _, m := range ask(p) {
			if !slices.ContainsFunc(list, func(o codes.Match) bool {
				return o.Concept.Code == m.Concept.Code && o.Concept.System == m.Concept.System && o.Equivalence == m.Equivalence && o.Group == m.Group && o.Map == m.Map
			}) {
				list = append(list, m)
			}
		}
	}
	if len(t.pairs) > 1 {
		codes.SortMatches(list)
	}
	return list
}

// reaches reports whether some map leads from a system to another that are asked
// about.
func (t *Translator) reaches() bool {
	return slices.ContainsFunc(t.pairs, func(p pair) bool { return p.Reaches(p.source, p.target) })
}

// matches gives what $translate gives. none is the message where there is no
// match; the notes go before the comments of the matches.
func (t *Translator) matches(matches []codes.Match, none string, notes ...string) []Parameter {
	if matches == nil {
		if t.URL == "" && !t.reaches() {
			none = "No map leads from " + orAny(t.Source) + " to " + orAny(t.Target) + "."
		}
		return result(false, strings.Join(append(notes, none), "\n"))
	}
	// R4 has no place for the comment of a match but the message.
	comments := notes
	for _, m := range matches {
		if m.Comment != "" && !slices.Contains(comments, m.Comment) {
			comments = append(comments, m.Comment)
		}
	}
	p := result(codes.Translated(matches), strings.Join(comments, "\n"))
	for i := range matches {
		m := match(&matches[i], t.source)
		if !t.Reverse {
			m.Part = append(m.Part, together(matches, i)...)
		}
		p = append(p, m)
	}
	return p
}

// together returns the products of a match: the codes of the other choice lists of
// its scenario, which are to be recorded beside it. A list of several is a choice,
// for which R4 has no product; the extension and the message tell of it.
func together(matches []codes.Match, i int) []Parameter {
	g := matches[i].Group
	if g == (codes.Group{}) {
		return nil
	}
	lists := map[int][]codes.Concept{}
	most := 0
	for _, m := range matches {
		if o := m.Group; o.Scenario == g.Scenario && o.ChoiceList != g.ChoiceList {
			lists[o.ChoiceList] = append(lists[o.ChoiceList], m.Concept)
			most = max(most, o.ChoiceList)
		}
	}
	var products []Parameter
	for n := range most + 1 {
		if list := lists[n]; len(list) == 1 {
			c := list[0]
			products = append(products, Parameter{Name: "product", Part: []Parameter{
				{Name: "element", ValueURI: load.CombinationExtension},
				{Name: "concept", ValueCoding: &Coding{System: c.System.URI, Version: c.System.Version, Code: c.Code, Display: display(c)}},
			}})
		}
	}
	return products
}

// orAny names a system, or says that it was left open.
func orAny(s codes.System) string {
	if s.IsZero() {
		return "any code system"
	}
	return s.String()
}

// match writes a match as a parameter. Its source is the map that was asked, where
// it is not empty, or else the one that it came by; where those are others, or
// several, they are named on the coding.
func match(m *codes.Match, asked string) Parameter {
	p := Parameter{Name: "match", Part: []Parameter{{Name: "equivalence", ValueCode: m.Equivalence.String()}}}
	if g := m.Group; g != (codes.Group{}) {
		p.Extension = []Extension{{URL: load.CombinationExtension, Extension: []Extension{
			{URL: "scenario", ValuePositiveInt: g.Scenario}, {URL: "choice-list", ValuePositiveInt: g.ChoiceList},
		}}}
	}
	maps, versions := strings.Fields(m.Map), strings.Fields(m.MapVersion)
	version := func(i int) string {
		if len(maps) == 1 {
			return m.MapVersion
		}
		if i < len(versions) && versions[i] != "-" {
			return versions[i]
		}
		return ""
	}
	source := asked
	if source == "" && len(maps) == 1 {
		source = canonical(maps[0], version(0))
	}
	if c := m.Concept; c.Code != "" {
		out := &Coding{System: c.System.URI, Version: c.System.Version, Code: c.Code, Display: display(c)}
		if len(maps) > 1 || len(maps) == 1 && source != canonical(maps[0], version(0)) {
			for i, name := range maps {
				parts := []Extension{{URL: "map", ValueURI: name}}
				if v := version(i); v != "" {
					parts = append(parts, Extension{URL: "version", ValueString: v})
				}
				parts = append(parts, Extension{URL: "equivalence", ValueCode: m.Equivalence.String()})
				out.Extension = append(out.Extension, Extension{URL: translatedBy, Extension: parts})
			}
		}
		p.Part = append(p.Part, Parameter{Name: "concept", ValueCoding: out})
	}
	if source != "" {
		p.Part = append(p.Part, Parameter{Name: "source", ValueURI: source})
	}
	return p
}

// canonical names a map with its version, unless that has white space in it.
func canonical(url, version string) string {
	if version == "" || strings.ContainsAny(version, " \t") {
		return url
	}
	return url + "|" + version
}
