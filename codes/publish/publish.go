// Package publish writes tables and maps as FHIR R4 resources in JSON, so that
// a terminology server can hold what a registry holds.
//
// What it writes, package load reads back as it was: every name in its
// language, every equivalence, comment, combination, condition and fallback.
// The same table or map gives the same bytes, whatever its order.
package publish

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/load"
)

// Options are what a resource says of itself. Nil and the zero value are the
// defaults.
type Options struct {
	// ID is the id under which a server keeps the resource: letters, digits,
	// dots and hyphens, at most 64. There is no default.
	ID string
	// URL and Version are the canonical URI and the edition of the resource.
	// The defaults are those of the code system, or of the map.
	URL, Version string
	// Name is for machines ("GemIcd9CmToIcd10Cm"), Title for people. The
	// default of Name is made of the URI's last part; there is none of Title.
	Name, Title string
	// Status is draft, active, retired or unknown; the default is unknown.
	Status string
	// Date is when it was published ("2018-10-01"). There is no default.
	Date string
	// Publisher and Description are texts for people, and so is Copyright, which
	// says under which terms the content may be used. There is no default.
	Publisher, Description, Copyright string
	// Identifier is another identifier of the resource, as a URI
	// ("urn:oid:2.16.156.10011.2.3.3.11"). There is no default.
	Identifier string
	// Content is complete, fragment or example, of a code system; the default
	// is fragment, which is true of any table.
	Content string

	_ struct{}
}

// translation is HL7's extension for a text in another language.
const translation = "http://hl7.org/fhir/StructureDefinition/translation"

// The tags that names are written with.
const (
	english = "en"
	hans    = "zh-Hans-CN"
	hant    = "zh-Hant-HK"
)

// CodeSystem writes a table as a FHIR R4 CodeSystem. The display of a concept
// is its English name, or else a Chinese one; the Chinese names are
// designations. Codes stand in the order of their bytes, and not in a tree; of a
// [codes.Hierarchy], each names the code above it as its property parent.
//
// A server keeps one CodeSystem under a URI and version. Two tables of one
// system, as ICD-9-CM has of diagnoses and procedures, are made one first, by
// [codes.OverlayTable].
func CodeSystem(w io.Writer, table codes.Lister, o *Options) error {
	if o == nil {
		o = &Options{}
	}
	system := table.System()
	p := newPrinter(w)
	p.head("CodeSystem", cmp.Or(o.URL, system.URI), cmp.Or(o.Version, system.Version), o)
	p.field("caseSensitive", true)
	p.field("content", cmp.Or(o.Content, "fragment"))
	concepts := slices.Collect(table.All())
	slices.SortFunc(concepts, func(a, b codes.Concept) int { return strings.Compare(a.Code, b.Code) })
	if o.Content == "complete" {
		p.field("count", len(concepts)) // of the system, not of the table
	}
	tree, _ := table.(codes.Hierarchy)
	if tree != nil {
		p.open("property", '[')
		p.open("", '{')
		p.field("code", "parent")
		p.field("uri", "http://hl7.org/fhir/concept-properties#parent")
		p.field("type", "code")
		p.close('}')
		p.close(']')
	}
	if len(concepts) > 0 {
		p.open("concept", '[')
		for i := range concepts {
			c := &concepts[i]
			p.line = true
			p.open("", '{')
			p.field("code", c.Code)
			if d := display(c); d != "" {
				p.field("display", d)
			}
			p.designations(c)
			if tree != nil {
				p.parent(tree, c.Code)
			}
			p.close('}')
		}
		p.close(']')
	}
	return p.end()
}

// parent writes which code stands above one, if any does.
func (p *printer) parent(tree codes.Hierarchy, code string) {
	above, ok := tree.Parent(code)
	if !ok {
		return
	}
	p.open("property", '[')
	p.open("", '{')
	p.field("code", "parent")
	p.field("valueCode", above.Code)
	p.close('}')
	p.close(']')
}

// display is the name that a concept goes by.
func display(c *codes.Concept) string { return cmp.Or(c.English, c.Hans, c.Hant) }

// names yields the names of c that its display alone does not say. The English
// one is only among them where the display could be taken for Chinese.
func names(c *codes.Concept) [][2]string {
	var n [][2]string
	if c.English != "" && (hasHan(c.English) || c.English == c.Hans || c.English == c.Hant) {
		n = append(n, [2]string{english, c.English})
	}
	if c.Hans != "" {
		n = append(n, [2]string{hans, c.Hans})
	}
	if c.Hant != "" {
		n = append(n, [2]string{hant, c.Hant})
	}
	return n
}

func (p *printer) designations(c *codes.Concept) {
	n := names(c)
	if len(n) == 0 {
		return
	}
	p.open("designation", '[')
	for _, x := range n {
		p.open("", '{')
		p.field("language", x[0])
		p.field("value", x[1])
		p.close('}')
	}
	p.close(']')
}

// translations writes what R4 has for an element that knows no designations.
func (p *printer) translations(c *codes.Concept) {
	n := names(c)
	if len(n) == 0 {
		return
	}
	p.open("_display", '{')
	p.open("extension", '[')
	for _, x := range n {
		p.open("", '{')
		p.open("extension", '[')
		p.open("", '{')
		p.field("url", "lang")
		p.field("valueCode", x[0])
		p.close('}')
		p.open("", '{')
		p.field("url", "content")
		p.field("valueString", x[1])
		p.close('}')
		p.close(']')
		p.field("url", translation)
		p.close('}')
	}
	p.close(']')
	p.close('}')
}

// detailed is a map that knows more of its matches than Translate tells.
type detailed interface {
	Details(code string) []load.Detail
	Unmapped() load.Unmapped
}

// ConceptMap writes a map as a FHIR R4 ConceptMap. The parts of a combination are
// extensions on its element, [load.CombinationExtension]: R4 has no place for
// them, and no part is to be taken for the whole by a server that does not know
// the extension. It reads that the code is unmatched, and in the comment why.
//
// A map whose matches name other maps, as those of a route do, is not one map,
// and an error.
func ConceptMap(w io.Writer, m codes.MapLister, o *Options) error {
	return ConceptMaps(w, []codes.MapLister{m}, o)
}

// ConceptMaps writes maps of one URI and edition, each of another pair of systems
// or of other rows, as the groups of one ConceptMap: a server keeps one under a
// URI and version. See [ConceptMap].
func ConceptMaps(w io.Writer, maps []codes.MapLister, o *Options) error {
	if o == nil {
		o = &Options{}
	}
	groups := make([]group, len(maps))
	for i, m := range maps {
		groups[i] = newGroup(m)
	}
	url, version, err := mapName(groups)
	if err != nil {
		return err
	}
	p := newPrinter(w)
	p.head("ConceptMap", cmp.Or(o.URL, url), cmp.Or(o.Version, version), o)
	p.open("group", '[')
	for i := range groups {
		p.group(&groups[i])
	}
	p.close(']')
	return p.end()
}

// A group is a map with its codes in order.
type group struct {
	codes.MapLister
	list []string
	more detailed // nil where the map knows no more than Translate tells
}

func newGroup(m codes.MapLister) group {
	more, _ := m.(detailed)
	return group{m, slices.Sorted(m.Codes()), more}
}

// details returns the matches of code in the order in which they are written.
func (g *group) details(code string) []load.Detail {
	var list []load.Detail
	if g.more != nil {
		list = g.more.Details(code)
	} else {
		for _, match := range g.Translate(code) {
			list = append(list, load.Detail{Match: match})
		}
	}
	slices.SortStableFunc(list, func(a, b load.Detail) int {
		return cmp.Or(a.Equivalence.Compare(b.Equivalence),
			cmp.Compare(a.Group.Scenario, b.Group.Scenario), cmp.Compare(a.Group.ChoiceList, b.Group.ChoiceList))
	})
	return list
}

func (p *printer) group(g *group) {
	p.line = true
	p.open("", '{')
	p.system("source", "sourceVersion", g.Source())
	p.system("target", "targetVersion", g.Target())
	p.open("element", '[')
	for _, code := range g.list {
		p.line = true
		p.open("", '{')
		p.element(code, g.details(code))
		p.close('}')
	}
	p.close(']')
	if g.more != nil {
		p.unmapped(g.more.Unmapped())
	}
	p.close('}')
}

// mapName returns the canonical URI and the edition that all matches state.
func mapName(groups []group) (url, version string, err error) {
	if len(groups) == 0 {
		return "", "", errors.New("publish: no map")
	}
	first := true
	for i := range groups {
		if err := groups[i].name(&url, &version, &first); err != nil {
			return "", "", err
		}
	}
	return url, version, nil
}

// name checks the matches of a group against the name of those before, which it
// sets where they are the first.
func (g *group) name(url, version *string, first *bool) error {
	if len(g.list) == 0 {
		return errors.New("publish: a map without rows")
	}
	if g.Source().URI == "" || g.Target().URI == "" {
		return errors.New("publish: a map without a source or target system")
	}
	for _, code := range g.list {
		for _, d := range g.details(code) {
			switch {
			case strings.Contains(d.Map, " "):
				return fmt.Errorf("publish: code %q: the match is that of a route of several maps", code)
			case !d.Equivalence.Valid():
				return fmt.Errorf("publish: code %q: a match without an equivalence", code)
			case !d.Concept.System.Matches(g.Target()):
				return fmt.Errorf("publish: code %q: a match of another system", code)
			case *first:
				*url, *version, *first = d.Map, d.MapVersion, false
			case d.Map != *url || d.MapVersion != *version:
				return fmt.Errorf("publish: code %q: a match of another map than the first", code)
			}
		}
	}
	return nil
}

func (p *printer) system(uri, version string, s codes.System) {
	p.field(uri, s.URI)
	if s.Version != "" {
		p.field(version, s.Version)
	}
}

// element writes a code with its targets.
func (p *printer) element(code string, list []load.Detail) {
	var alone, parts []load.Detail
	for _, d := range list {
		if d.Group == (codes.Group{}) {
			alone = append(alone, d)
		} else {
			parts = append(parts, d)
		}
	}
	slices.SortStableFunc(parts, func(a, b load.Detail) int {
		return cmp.Or(cmp.Compare(a.Group.Scenario, b.Group.Scenario), cmp.Compare(a.Group.ChoiceList, b.Group.ChoiceList))
	})
	if len(parts) > 0 {
		p.open("extension", '[')
		for i := range parts {
			p.part(&parts[i])
		}
		p.close(']')
	}
	p.field("code", code)
	if len(list) == 0 {
		return
	}
	p.open("target", '[')
	for i := range alone {
		p.target(&alone[i])
	}
	if len(alone) == 0 {
		p.target(&load.Detail{Match: codes.Match{Equivalence: codes.Unmatched, Comment: together(parts)}})
	}
	p.close(']')
}

// together says in words what the parts of combinations are.
func together(parts []load.Detail) string {
	var b strings.Builder
	b.WriteString("Only several codes together translate this one: ")
	for i := range parts {
		if i > 0 {
			switch last, g := parts[i-1].Group, parts[i].Group; {
			case g.Scenario != last.Scenario:
				b.WriteString("; or ")
			case g.ChoiceList != last.ChoiceList:
				b.WriteString(" and ")
			default:
				b.WriteString(" or ")
			}
		}
		b.WriteString(parts[i].Concept.Code)
	}
	return b.String()
}

// part writes a part of a combination.
func (p *printer) part(d *load.Detail) {
	p.open("", '{')
	p.open("extension", '[')
	value := func(url, name string, value any) {
		p.open("", '{')
		p.field("url", url)
		p.field(name, value)
		p.close('}')
	}
	value("scenario", "valuePositiveInt", d.Group.Scenario)
	value("choice-list", "valuePositiveInt", d.Group.ChoiceList)
	value("equivalence", "valueCode", d.Equivalence.String())
	p.open("", '{')
	p.field("url", "concept")
	p.open("valueCoding", '{')
	p.system("system", "version", d.Concept.System)
	p.named(&d.Concept)
	p.close('}')
	p.close('}')
	if d.Comment != "" {
		value("comment", "valueString", d.Comment)
	}
	for _, list := range [...]struct {
		url        string
		conditions []load.Condition
	}{{"dependsOn", d.DependsOn}, {"product", d.Product}} {
		for _, c := range list.conditions {
			p.open("", '{')
			p.open("extension", '[')
			value("property", "valueUri", c.Property)
			if c.System != "" {
				value("system", "valueUri", c.System)
			}
			value("value", "valueString", c.Value)
			if c.Display != "" {
				value("display", "valueString", c.Display)
			}
			p.close(']')
			p.field("url", list.url)
			p.close('}')
		}
	}
	p.close(']')
	p.field("url", load.CombinationExtension)
	p.close('}')
}

// named writes a code with its names.
func (p *printer) named(c *codes.Concept) {
	p.field("code", c.Code)
	if name := display(c); name != "" {
		p.field("display", name)
		p.translations(c)
	}
}

func (p *printer) target(d *load.Detail) {
	p.open("", '{')
	if d.Concept.Code != "" {
		p.named(&d.Concept)
	}
	p.field("equivalence", d.Equivalence.String())
	if d.Comment != "" {
		p.field("comment", d.Comment)
	}
	p.conditions("dependsOn", d.DependsOn)
	p.conditions("product", d.Product)
	p.close('}')
}

func (p *printer) conditions(name string, list []load.Condition) {
	if len(list) == 0 {
		return
	}
	p.open(name, '[')
	for _, c := range list {
		p.open("", '{')
		p.field("property", c.Property)
		if c.System != "" {
			p.field("system", c.System)
		}
		p.field("value", c.Value)
		if c.Display != "" {
			p.field("display", c.Display)
		}
		p.close('}')
	}
	p.close(']')
}

func (p *printer) unmapped(u load.Unmapped) {
	if u.Mode == "" {
		return
	}
	p.open("unmapped", '{')
	p.field("mode", u.Mode)
	for _, x := range [...][2]string{{"code", u.Code}, {"display", u.Display}, {"url", u.URL}} {
		if x[1] != "" {
			p.field(x[0], x[1])
		}
	}
	p.close('}')
}

// A printer writes JSON: each member of the resource starts a line, and each
// concept or element.
type printer struct {
	w     *bufio.Writer
	first []bool // of each open object or array: nothing written in it yet
	line  bool   // what comes next starts a line
	err   error
}

func newPrinter(w io.Writer) *printer {
	p := &printer{w: bufio.NewWriter(w)}
	p.open("", '{')
	return p
}

func (p *printer) head(kind, url, version string, o *Options) {
	p.field("resourceType", kind)
	if o.ID != "" {
		p.field("id", o.ID)
	}
	if url != "" {
		p.field("url", url)
	}
	if o.Identifier != "" {
		several := kind != "ConceptMap" // which has one, and the others any number
		if several {
			p.open("identifier", '[')
			p.open("", '{')
		} else {
			p.open("identifier", '{')
		}
		p.field("system", "urn:ietf:rfc:3986")
		p.field("value", o.Identifier)
		p.close('}')
		if several {
			p.close(']')
		}
	}
	if version != "" {
		p.field("version", version)
	}
	p.field("name", cmp.Or(o.Name, machineName(url)))
	if o.Title != "" {
		p.field("title", o.Title)
	}
	p.field("status", cmp.Or(o.Status, "unknown"))
	for _, x := range [...][2]string{{"date", o.Date}, {"publisher", o.Publisher}, {"description", o.Description}, {"copyright", o.Copyright}} {
		if x[1] != "" {
			p.field(x[0], x[1])
		}
	}
}

// machineName makes a name as FHIR wants it: a capital, then letters, digits
// and underscores.
func machineName(url string) string {
	var b strings.Builder
	up := true
	for _, r := range url[strings.LastIndexAny(url, "/:=")+1:] {
		switch {
		case r >= 'a' && r <= 'z' && up:
			b.WriteRune(r - 'a' + 'A')
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' && b.Len() > 0:
			b.WriteRune(r)
		case r >= '0' && r <= '9':
			b.WriteString("N")
			b.WriteRune(r)
		default:
			up = true
			continue
		}
		up = false
	}
	if b.Len() < 2 {
		return "Unnamed"
	}
	return b.String()
}

func (p *printer) next(name string) {
	if n := len(p.first); n > 0 {
		if !p.first[n-1] {
			p.w.WriteByte(',')
		}
		p.first[n-1] = false
		if n == 1 || p.line {
			p.w.WriteByte('\n')
			p.line = false
		}
	}
	if name != "" {
		p.w.WriteString(strconv.Quote(name)) // names are ASCII
		p.w.WriteByte(':')
	}
}

func (p *printer) open(name string, bracket byte) {
	p.next(name)
	p.w.WriteByte(bracket)
	p.first = append(p.first, true)
}

func (p *printer) close(bracket byte) {
	p.first = p.first[:len(p.first)-1]
	p.w.WriteByte(bracket)
}

func (p *printer) field(name string, value any) {
	p.next(name)
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil && p.err == nil {
		p.err = err
	}
	p.w.WriteString(strings.TrimSuffix(b.String(), "\n"))
}

func (p *printer) end() error {
	p.w.WriteByte('\n')
	p.close('}')
	p.w.WriteByte('\n')
	if p.err != nil {
		return p.err
	}
	return p.w.Flush()
}

// hasHan reports whether s has a Chinese character.
func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return r >= 0x3400 && r <= 0x9fff || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff
	})
}
