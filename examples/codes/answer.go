package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

// translatedBy is the extension that says by which maps a coding was found,
// where there is more than the one that $translate has a place for.
const translatedBy = codes.Base + "/StructureDefinition/translated-by"

// The parts of FHIR R4's Parameters that $lookup and $translate use.
type (
	parameters struct {
		ResourceType string      `json:"resourceType"`
		Parameter    []parameter `json:"parameter"`
	}
	parameter struct {
		Extension    []extension `json:"extension,omitempty"`
		Name         string      `json:"name"`
		ValueBoolean *bool       `json:"valueBoolean,omitempty"`
		ValueCode    string      `json:"valueCode,omitempty"`
		ValueString  string      `json:"valueString,omitempty"`
		ValueURI     string      `json:"valueUri,omitempty"`
		ValueCoding  *coding     `json:"valueCoding,omitempty"`
		Part         []parameter `json:"part,omitempty"`
	}
	coding struct {
		Extension []extension `json:"extension,omitempty"`
		System    string      `json:"system,omitempty"`
		Version   string      `json:"version,omitempty"`
		Code      string      `json:"code"`
		Display   string      `json:"display,omitempty"`
	}
	extension struct {
		Extension        []extension `json:"extension,omitempty"`
		URL              string      `json:"url"`
		ValueURI         string      `json:"valueUri,omitempty"`
		ValueString      string      `json:"valueString,omitempty"`
		ValueCode        string      `json:"valueCode,omitempty"`
		ValuePositiveInt int         `json:"valuePositiveInt,omitempty"`
	}
)

// An answerer answers for one code after the other.
type answerer struct {
	*command
	registry *codes.Registry
	loaded   *load.Set
	targets  []codes.System // the one that is asked for, or those of the map that is
}

func newAnswerer(c *command) (*answerer, error) {
	s, err := loadFiles(c)
	if err != nil {
		return nil, err
	}
	tables, named := terminology.Everything(s)
	a := &answerer{command: c, loaded: s}
	if !c.target.IsZero() {
		a.targets = append(a.targets, c.target)
	}
	var maps []codes.Map
	for _, m := range named {
		if c.url != "" && !c.names(m) {
			continue
		}
		maps = append(maps, m.Map)
		if c.target.IsZero() && !slices.Contains(a.targets, m.Target()) {
			a.targets = append(a.targets, m.Target())
		}
	}
	if c.url != "" && len(maps) == 0 {
		name := c.url
		if c.version != "" {
			name += "|" + c.version
		}
		to := ""
		if !c.target.IsZero() {
			to = " to " + c.target.String()
		}
		return nil, fmt.Errorf("-url: there is no map %s from %s%s", name, c.source, to)
	}
	a.registry = codes.NewRegistry(tables, maps)
	return a, nil
}

// names reports whether the command asks for m, which states the URI.
func (c *command) names(m terminology.NamedMap) bool {
	return c.url == m.URL && (c.version == "" || c.version == m.Version) && c.source.Matches(m.Source()) &&
		(c.target.IsZero() || c.target.Matches(m.Target()))
}

// answer writes the answer for code as one line.
func (a *answerer) answer(w io.Writer, code string) error {
	var p []parameter
	switch {
	case strings.TrimSpace(code) != code:
		p = result(false, "The code has white space around it, which no code has.")
	case a.name == "lookup":
		p = a.lookup(code)
	case a.reverse:
		p = a.reversed(code)
	default:
		p = a.matches(a.translate(code), "No map knows the code.", a.unresolved(code)...)
		a.products(p, code)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(parameters{"Parameters", p})
}

// translate returns the matches in all targets. One that has none stands aside for
// the others.
func (a *answerer) translate(code string) []codes.Match {
	var found, none []codes.Match
	for _, target := range a.targets {
		matches := a.registry.Translate(a.source, code, target)
		if codes.Translated(matches) {
			found = append(found, matches...)
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

// unresolved names the maps to which those that were asked refer the code, and
// which are not there.
func (a *answerer) unresolved(code string) []string {
	var notes []string
	for _, m := range a.registry.Maps() {
		l, ok := m.(*load.Map)
		if !ok || !a.source.Matches(l.Source()) || !slices.ContainsFunc(a.targets, l.Target().Matches) {
			continue
		}
		if url := l.Unresolved(code); url != "" {
			notes = append(notes, "The map "+l.URL()+" has no row for the code, and refers it to "+url+", which is not loaded.")
		}
	}
	return notes
}

func result(ok bool, message string) []parameter {
	p := []parameter{{Name: "result", ValueBoolean: &ok}}
	if message != "" {
		p = append(p, parameter{Name: "message", ValueString: message})
	}
	return p
}

// lookup gives what $lookup gives. Where the code is not known, a server would
// answer with an error; here it is an answer like any other, whose result is
// false.
func (a *answerer) lookup(code string) []parameter {
	c, ok := a.registry.Lookup(a.source, code)
	if !ok {
		why := "The code is not in the tables of " + a.source.String() + "."
		if !slices.ContainsFunc(a.registry.Tables(), func(t codes.Table) bool { return a.source.Matches(t.System()) }) {
			why = "There is no table of " + a.source.String() + "."
		}
		return result(false, why)
	}
	p := []parameter{{Name: "name", ValueString: title(c.System)}}
	if c.System.Version != "" {
		p = append(p, parameter{Name: "version", ValueString: c.System.Version})
	}
	p = append(p, parameter{Name: "display", ValueString: cmp.Or(display(c), c.Code)}) // R4 demands one
	for _, n := range [...][2]string{{"en", c.English}, {"zh-Hans-CN", c.Hans}, {"zh-Hant-HK", c.Hant}} {
		if n[1] != "" {
			p = append(p, parameter{Name: "designation", Part: []parameter{
				{Name: "language", ValueCode: n[0]}, {Name: "value", ValueString: n[1]},
			}})
		}
	}
	for _, t := range a.registry.Tables() {
		h, ok := t.(codes.Hierarchy)
		if !ok || h.System() != c.System {
			continue
		}
		if parent, ok := h.Parent(code); ok {
			p = append(p, property("parent", parent.Code))
		}
		for child := range h.Children(code) {
			p = append(p, property("child", child.Code))
		}
	}
	return p
}

func property(name, code string) parameter {
	return parameter{Name: "property", Part: []parameter{{Name: "code", ValueCode: name}, {Name: "value", ValueCode: code}}}
}

// products adds to matches what their map wants recorded beside them.
func (a *answerer) products(p []parameter, code string) {
	known := map[string]map[target][]parameter{} // by the map and the target
	for i := range p {
		if p[i].Name != "match" || len(p[i].Part) != 3 {
			continue // without a concept or a single map
		}
		concept, source := p[i].Part[1].ValueCoding, p[i].Part[2].ValueURI
		of, ok := known[source]
		if !ok {
			of = a.productsOf(source, code)
			known[source] = of
		}
		p[i].Part = slices.Insert(p[i].Part, 2, of[target{concept.System, concept.Code}]...)
	}
}

// A target is the code of a map, and the URI of its system.
type target struct{ system, code string }

// productsOf returns what is to be recorded beside each target that a map has for
// code.
func (a *answerer) productsOf(source, code string) map[target][]parameter {
	found := map[target][]parameter{}
	for _, m := range a.registry.Maps() {
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
				found[t] = append(found[t], parameter{Name: "product", Part: []parameter{
					{Name: "element", ValueURI: x.Property},
					{Name: "concept", ValueCoding: &coding{System: x.System, Code: x.Value, Display: x.Display}},
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
func (a *answerer) reversed(code string) []parameter {
	var matches, other []codes.Match
	known := false
	for _, target := range a.targets {
		matches = append(matches, a.registry.Reverse(target, code, a.source)...)
		_, ok := a.registry.Lookup(target, code)
		known = known || ok
		other = append(other, a.registry.Reverse(a.source, code, target)...)
	}
	if matches == nil && !known && other != nil {
		return a.matches(other, "", "The code is read as one of "+a.source.String()+".")
	}
	return a.matches(matches, "Nothing of "+a.source.String()+" translates to the code.")
}

// matches gives what $translate gives. none is the message where there is no
// match; the notes go before the comments of the matches.
func (a *answerer) matches(matches []codes.Match, none string, notes ...string) []parameter {
	if matches == nil {
		if a.url == "" && !a.registry.Reaches(a.source, a.target) {
			none = "No map leads from " + a.source.String() + " to " + a.target.String() + "."
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
		p = append(p, match(&matches[i]))
	}
	return p
}

func match(m *codes.Match) parameter {
	p := parameter{Name: "match", Part: []parameter{{Name: "equivalence", ValueCode: m.Equivalence.String()}}}
	if g := m.Group; g != (codes.Group{}) {
		p.Extension = []extension{{URL: load.CombinationExtension, Extension: []extension{
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
	if c := m.Concept; c.Code != "" {
		out := &coding{System: c.System.URI, Version: c.System.Version, Code: c.Code, Display: display(c)}
		if len(maps) > 1 {
			for i, name := range maps {
				parts := []extension{{URL: "map", ValueURI: name}}
				if v := version(i); v != "" {
					parts = append(parts, extension{URL: "version", ValueString: v})
				}
				parts = append(parts, extension{URL: "equivalence", ValueCode: m.Equivalence.String()})
				out.Extension = append(out.Extension, extension{URL: translatedBy, Extension: parts})
			}
		}
		p.Part = append(p.Part, parameter{Name: "concept", ValueCoding: out})
	}
	if len(maps) == 1 {
		source := maps[0]
		if v := version(0); v != "" && !strings.ContainsAny(v, " \t") {
			source += "|" + v
		}
		p.Part = append(p.Part, parameter{Name: "source", ValueURI: source})
	}
	return p
}

// display is the name that a concept goes by.
func display(c codes.Concept) string { return cmp.Or(c.English, c.Hans, c.Hant) }

// title is the name of a code system.
func title(s codes.System) string {
	for _, n := range codes.Systems() {
		if n.URI == s.URI {
			return n.Title
		}
	}
	return s.URI
}
