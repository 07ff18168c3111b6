package load

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// A Map is a loaded map. It is immutable and safe for concurrent use.
type Map struct {
	source, target codes.System
	url, version   string
	text           string // the codes and names of all rows
	keys           []key  // in the order of the source codes
	cells          []cell // of each key
	notes          []string
	details        []detail
	unmapped       Unmapped
	other          *Map   // what Unmapped.URL names; nil where it is not known
	sheet          string // the name of the file, of a map from a sheet
	index          index
}

type key struct {
	off   uint32
	code  uint16
	first uint32 // in cells; up to the next key's
}

type cell struct {
	off                  uint32 // of the target's code in text; the names follow
	note, detail         uint32 // number + 1
	code, en, hans, hant uint16 // lengths
	gem                  uint16 // the flags of a GEM row
	equivalence          codes.Equivalence
	scenario, choice     uint8
}

type detail struct{ dependsOn, product []Condition }

// A Condition is a value that some property has beside the code: what FHIR
// R4's ConceptMap holds in dependsOn and product, and SNOMED CT in a mapRule.
type Condition struct {
	Property string // a URI; [MapRule] for a rule of SNOMED CT
	System   string // of the value, where it is a code
	Value    string
	Display  string
}

// String writes the condition as "property = value".
func (c Condition) String() string { return c.Property + " = " + c.Value }

// A Detail is a match as its file states it, with what hangs on it.
type Detail struct {
	codes.Match
	// DependsOn must hold for the match to apply.
	DependsOn []Condition
	// Product must be recorded beside the target for the match to be complete.
	Product []Condition
}

// Unmapped says what a map does with codes that it has no row for.
type Unmapped struct {
	Mode          string // "", "provided", "fixed" or "other-map"
	Code, Display string // fixed
	URL           string // other-map: the canonical URI of that map
}

// Source returns the system that the map translates from.
func (m *Map) Source() codes.System { return m.source }

// Target returns the system that the map translates to.
func (m *Map) Target() codes.System { return m.target }

// URL returns the canonical URI of the map, and Version its edition.
func (m *Map) URL() string { return m.url }

// Version returns the edition of the map.
func (m *Map) Version() string { return m.version }

// Unmapped returns what the map does with codes that it has no row for.
func (m *Map) Unmapped() Unmapped { return m.unmapped }

// Len returns the number of source codes.
func (m *Map) Len() int { return len(m.keys) }

// Codes yields every source code, in the order of their bytes.
func (m *Map) Codes() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range m.keys {
			if !yield(m.code(i)) {
				return
			}
		}
	}
}

// Translate returns the matches of code that hold without any condition, best
// first. Where all that the map has for the code hangs on a condition, the
// answer is one match that is [codes.Unmatched] and says so. See
// [Map.TranslateIf] to state what holds.
//
// A match that is complete only with a product (see [Detail]) is no better
// than [codes.RelatedTo] and names the product in its comment: the target
// alone says less.
//
// A code without a row is answered as [Map.Unmapped] says, with an equivalence
// of RelatedTo: R4 gives none to such answers. What cannot be a code, as it is
// empty or has white space around it, is not.
func (m *Map) Translate(code string) []codes.Match { return m.TranslateIf(code, nil) }

// TranslateIf is [Map.Translate] for who knows more than the code: holds
// reports whether a condition does. A nil holds reports false.
func (m *Map) TranslateIf(code string, holds func(Condition) bool) []codes.Match {
	i, ok := m.index.find(code, m.code)
	if !ok {
		return m.fallback(code, holds)
	}
	cells := m.row(i)
	out := make([]codes.Match, 0, len(cells))
	var conditional string
	for j := range cells {
		c := &cells[j]
		match := m.match(c)
		if c.detail > 0 {
			d := m.details[c.detail-1]
			if !all(d.dependsOn, holds) {
				if conditional == "" {
					conditional = d.dependsOn[0].String()
				}
				continue
			}
			if len(d.product) > 0 && match.Equivalence.Translates() {
				match.Equivalence = codes.RelatedTo
				match.Comment = joinNotes(match.Comment, "Complete only together with "+join(d.product)+".")
			}
		}
		out = append(out, match)
	}
	if len(out) > 1 {
		codes.SortMatches(out)
	}
	if len(out) == 0 {
		return []codes.Match{{
			Concept:     codes.Concept{System: m.target},
			Equivalence: codes.Unmatched,
			Map:         m.url, MapVersion: m.version,
			Comment: "The map has a target only where a condition holds (" + conditional + ").",
		}}
	}
	return out
}

// Details returns the matches of code as the file states them, conditions
// included. Nil: the map has no row for the code.
func (m *Map) Details(code string) []Detail {
	i, ok := m.index.find(code, m.code)
	if !ok {
		return nil
	}
	cells := m.row(i)
	out := make([]Detail, len(cells))
	for j := range cells {
		out[j].Match = m.match(&cells[j])
		if n := cells[j].detail; n > 0 {
			d := m.details[n-1]
			out[j].DependsOn, out[j].Product = slices.Clone(d.dependsOn), slices.Clone(d.product)
		}
	}
	return out
}

// Unresolved returns the canonical URI of the map to which a code without a row is
// referred, where [Set.Link] has not found it. It is empty where the map, or the
// one that it refers to, has a row for the code, or refers it to none.
func (m *Map) Unresolved(code string) string {
	if _, ok := m.index.find(code, m.code); ok || m.unmapped.Mode != "other-map" {
		return ""
	}
	if m.other == nil {
		return m.unmapped.URL
	}
	return m.other.Unresolved(code)
}

func (m *Map) fallback(code string, holds func(Condition) bool) []codes.Match {
	if checkCode(code) != "" {
		return nil // not a code without a row, but no code
	}
	match := codes.Match{
		Concept:     codes.Concept{System: m.target},
		Equivalence: codes.RelatedTo,
		Map:         m.url, MapVersion: m.version,
	}
	switch m.unmapped.Mode {
	case "provided":
		match.Concept.Code = code
		match.Comment = "The map has no row for the code, and says to use it as it stands."
	case "fixed":
		match.Concept.Code = m.unmapped.Code
		setName(&match.Concept, "", m.unmapped.Display)
		match.Comment = "The map has no row for the code, and says to use this one for all such."
	case "other-map":
		if m.other == nil {
			return nil
		}
		return m.other.TranslateIf(code, holds)
	default:
		return nil
	}
	return []codes.Match{match}
}

func (m *Map) code(i int) string {
	k := &m.keys[i]
	return m.text[k.off : k.off+uint32(k.code)]
}

func (m *Map) row(i int) []cell {
	if i+1 < len(m.keys) {
		return m.cells[m.keys[i].first:m.keys[i+1].first]
	}
	return m.cells[m.keys[i].first:]
}

func (m *Map) match(c *cell) codes.Match {
	out := codes.Match{
		Equivalence: c.equivalence,
		Group:       codes.Group{Scenario: int(c.scenario), ChoiceList: int(c.choice)},
		Map:         m.url, MapVersion: m.version,
	}
	out.Concept.System = m.target
	s := m.text[c.off:]
	out.Concept.Code, s = s[:c.code], s[c.code:]
	out.Concept.English, s = s[:c.en], s[c.en:]
	out.Concept.Hans, s = s[:c.hans], s[c.hans:]
	out.Concept.Hant = s[:c.hant]
	if c.note > 0 {
		out.Comment = m.notes[c.note-1]
	}
	return out
}

func all(conditions []Condition, holds func(Condition) bool) bool {
	for _, c := range conditions {
		if holds == nil || !holds(c) {
			return false
		}
	}
	return true
}

func join(conditions []Condition) string {
	s := make([]string, len(conditions))
	for i, c := range conditions {
		s[i] = c.String()
	}
	return strings.Join(s, ", ")
}

func joinNotes(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

// A mapBuilder collects the rows of one map.
type mapBuilder struct {
	position
	m     *Map
	text  strings.Builder
	rows  []entry
	notes map[string]uint32
	// keep leaves the rows of a code in the order of the file; Translate sorts
	// them.
	keep bool
}

type entry struct {
	cell
	source     uint32 // in text
	sourceCode uint16
	line       int32
}

func newMap(o *Options, source, target codes.System, url, version string) *mapBuilder {
	return &mapBuilder{position: position{o: o}, m: &Map{source: source, target: target, url: url, version: version}, notes: map[string]uint32{}}
}

// add adds a row. The System, Map and MapVersion of d are not looked at.
func (b *mapBuilder) add(line int, source string, d Detail) error {
	return b.addGEM(line, source, d, 0)
}

func (b *mapBuilder) addGEM(line int, source string, d Detail, gem uint16) error {
	o := b.o
	if why := checkCode(source); why != "" {
		return b.fail(line, "source: %s", why)
	}
	c := &d.Concept
	switch {
	case !d.Equivalence.Valid():
		return b.fail(line, "a match without an equivalence")
	case d.Equivalence == codes.Unmatched:
		if c.Code != "" {
			d.Comment = joinNotes(d.Comment, "The map names "+c.Code+".")
		}
		*c = codes.Concept{}
	default:
		if why := checkCode(c.Code); why != "" {
			return b.fail(line, "target of %s: %s", quote(source), why)
		}
	}
	if d.Group.Scenario < 0 || d.Group.Scenario > math.MaxUint8 || d.Group.ChoiceList < 0 || d.Group.ChoiceList > math.MaxUint8 {
		return b.fail(line, "source %s: a scenario or choice list is out of range", quote(source))
	}
	if (d.Group.Scenario == 0) != (d.Group.ChoiceList == 0) {
		return b.fail(line, "source %s: a scenario without a choice list, or the other way round", quote(source))
	}
	if len(b.rows) >= o.MaxRows {
		return b.limited(line, "more than %d rows", o.MaxRows)
	}
	for _, s := range [...]string{source, c.Code, c.English, c.Hans, c.Hant, d.Comment} {
		if len(s) > o.MaxField {
			return b.limited(line, "a field of %d bytes; the limit is %d", len(s), o.MaxField)
		}
		if why := checkText(s); why != "" {
			return b.fail(line, "source %s: %s", quote(source), why)
		}
	}
	if o.kept += len(source) + len(c.Code) + len(c.English) + len(c.Hans) + len(c.Hant) + len(d.Comment); o.kept > maxText {
		return b.limited(line, "more than 512 MiB of codes and names")
	}
	e := entry{line: lineNumber(line), sourceCode: uint16(len(source)), source: b.at(source)}
	e.cell = cell{
		off:  uint32(b.text.Len()),
		code: uint16(len(c.Code)), en: uint16(len(c.English)), hans: uint16(len(c.Hans)), hant: uint16(len(c.Hant)),
		gem: gem, equivalence: d.Equivalence,
		scenario: uint8(d.Group.Scenario), choice: uint8(d.Group.ChoiceList),
		note: b.note(d.Comment),
	}
	b.text.WriteString(c.Code)
	b.text.WriteString(c.English)
	b.text.WriteString(c.Hans)
	b.text.WriteString(c.Hant)
	if len(d.DependsOn)+len(d.Product) > 0 {
		b.m.details = append(b.m.details, detail{d.DependsOn, d.Product})
		e.detail = uint32(len(b.m.details))
	}
	b.rows = append(b.rows, e)
	return nil
}

// at returns where source stands in the text. Rows of one source mostly stand
// together, and share it.
func (b *mapBuilder) at(source string) uint32 {
	if n := len(b.rows); n > 0 && b.sourceOf(&b.rows[n-1]) == source {
		return b.rows[n-1].source
	}
	off := uint32(b.text.Len())
	b.text.WriteString(source)
	return off
}

func (b *mapBuilder) note(s string) uint32 {
	if s == "" {
		return 0
	}
	n, ok := b.notes[s]
	if !ok {
		s = strings.Clone(s)
		b.m.notes = append(b.m.notes, s)
		n = uint32(len(b.m.notes))
		b.notes[s] = n
	}
	return n
}

func (b *mapBuilder) sourceOf(e *entry) string {
	return b.text.String()[e.source : e.source+uint32(e.sourceCode)]
}

// finish returns what was added, or the first row that says again or
// contradicts what another said.
func (b *mapBuilder) finish() (*Map, error) {
	m := b.m
	m.text = b.text.String()
	order := sorted(len(b.rows), func(i, j int) int {
		return strings.Compare(b.sourceOf(&b.rows[i]), b.sourceOf(&b.rows[j]))
	})
	m.cells = make([]cell, 0, len(order))
	var at int32
	var fault string
	for lo := 0; lo < len(order); {
		hi := lo + 1
		source := b.sourceOf(&b.rows[order[lo]])
		for hi < len(order) && b.sourceOf(&b.rows[order[hi]]) == source {
			hi++
		}
		group := order[lo:hi]
		if line, why := b.check(source, group); why != "" && (fault == "" || line < at) {
			at, fault = line, why
		}
		if !b.keep {
			slices.SortStableFunc(group, func(i, j int32) int {
				a, z := &b.rows[i], &b.rows[j]
				return cmp.Or(a.equivalence.Compare(z.equivalence),
					cmp.Compare(a.scenario, z.scenario), cmp.Compare(a.choice, z.choice))
			})
		}
		m.keys = append(m.keys, key{b.rows[group[0]].source, b.rows[group[0]].sourceCode, uint32(len(m.cells))})
		for _, i := range group {
			m.cells = append(m.cells, b.rows[i].cell)
		}
		lo = hi
	}
	if fault != "" {
		return nil, b.fail(int(at), "%s", fault)
	}
	m.keys = slices.Clip(m.keys)
	m.index = newIndex(len(m.keys), m.code)
	return m, nil
}

// check looks for rows of one source that say the same twice, or that it has
// no target and what that is.
func (b *mapBuilder) check(source string, group []int32) (line int32, why string) {
	if len(group) == 1 {
		return 0, ""
	}
	type target struct {
		code             string
		scenario, choice uint8
		conditions       string
	}
	seen := make(map[target]int32, len(group))
	unmatched := map[target]int32{} // by scenario, choice and conditions
	matched := map[target]int32{}
	for _, i := range group {
		e := &b.rows[i]
		t := target{b.m.text[e.off : e.off+uint32(e.code)], e.scenario, e.choice, ""}
		if e.detail > 0 {
			d := b.m.details[e.detail-1]
			t.conditions = fmt.Sprintf("%#v", d)
		}
		if j, ok := seen[t]; ok {
			what := "stands"
			if b.rows[j].equivalence != e.equivalence {
				what = "stands with another equivalence"
			}
			return e.line, fmt.Sprintf("source %s, target %s: %s on %s already", quote(source), quote(t.code), what, b.say(b.rows[j].line))
		}
		seen[t] = i
		t.code = ""
		mine, others := matched, unmatched
		if e.equivalence == codes.Unmatched {
			mine, others = unmatched, matched
		}
		if j, ok := others[t]; ok {
			return e.line, fmt.Sprintf("source %s has a target and is unmatched; see %s", quote(source), strings.TrimSuffix(b.say(b.rows[j].line), ","))
		}
		mine[t] = i
	}
	return 0, ""
}

// setName puts a name where its language says. A language that is not stated
// is Chinese as the mainland writes it where the name has a Chinese character,
// and English where it has none.
func setName(c *codes.Concept, language, name string) {
	switch tag(language) {
	case "en":
		c.English = name
	case "zh-Hans":
		c.Hans = name
	case "zh-Hant":
		c.Hant = name
	case "":
		if han(name) {
			c.Hans = name
		} else {
			c.English = name
		}
	}
}

// tag returns "en", "zh-Hans" or "zh-Hant" for a BCP 47 tag of that language,
// "" for none, and "other" for any other.
func tag(language string) string {
	l := strings.ToLower(strings.ReplaceAll(language, "_", "-"))
	main, rest, _ := strings.Cut(l, "-")
	switch {
	case l == "":
		return ""
	case main == "en":
		return "en"
	case main == "zh":
		for part := range strings.SplitSeq(rest, "-") {
			switch part {
			case "hant", "hk", "mo", "tw":
				return "zh-Hant"
			case "hans":
				return "zh-Hans"
			}
		}
		return "zh-Hans"
	}
	return "other"
}
