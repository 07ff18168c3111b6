// Package rules has maps that are derived from how codes are built, and not from
// a published map: from a code of a Chinese edition to the WHO category it is
// built on and back, between ICD-10-CM and the WHO's ICD-10, and between
// ICD-9-CM volume 3 and the Chinese editions of ICD-9-CM-3.
//
// That two codes look alike does not make them mean the same. So a rule says on
// which ground it answers: because an edition is built so (36.0600 is 36.06),
// because two titles are the same, or because somebody who knows both systems
// decided it. What was decided is in the CSV files of this package, with its
// reasons: icd10cm.csv between ICD-10-CM and the WHO's ICD-10, icd9cm.csv from
// ICD-9-CM where the way over ICD-10-CM goes wrong or nowhere, to_icd10cm.csv and
// to_icd9cm.csv for what does not follow from reading those backwards, and
// volume3.csv for procedures that ICD-9-CM has divided. Each match names its rule
// as its map; the URI of a rule says "rule".
//
// A rule answers no code that the target has not.
//
// A rule holds for every edition of a system unless a table of one edition is
// given to it.
package rules

import (
	_ "embed"
	"iter"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd10"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/internal/verdict"
)

// Version is the version of the rules, as [codes.Match] states it. It changes
// whenever a rule answers differently.
const Version = "2"

// The URIs of the rules.
const (
	StemURI        = codes.StemRule
	EditionURI     = codes.Base + "/ConceptMap/rule-icd-10-edition"
	FromICD10CMURI = codes.Base + "/ConceptMap/rule-icd-10-cm-to-icd-10"
	ToICD10CMURI   = codes.Base + "/ConceptMap/rule-icd-10-to-icd-10-cm"
	FromICD9CMURI  = codes.Base + "/ConceptMap/rule-icd-9-cm-to-icd-10"
	ToICD9CMURI    = codes.Base + "/ConceptMap/rule-icd-10-to-icd-9-cm"
	FromVolume3URI = codes.Base + "/ConceptMap/rule-icd-9-cm-to-icd-9-cm-3"
	ToVolume3URI   = codes.Base + "/ConceptMap/rule-icd-9-cm-3-to-icd-9-cm"
)

const byConstruction = "by construction: the edition's code for this one"

// A rule is a map whose answers are worked out.
type rule struct {
	source, target codes.System
	uri            string
	ask            func(code string) []codes.Match
}

func (r *rule) Source() codes.System { return r.source }
func (r *rule) Target() codes.System { return r.target }

func (r *rule) Translate(code string) []codes.Match {
	matches := r.ask(code)
	for i := range matches {
		m := &matches[i]
		m.Map, m.MapVersion = r.uri, Version
		if m.Concept.System.IsZero() {
			m.Concept.System = r.target
		}
	}
	return matches
}

// A listed rule knows the codes of a table.
type listed struct {
	*rule
	table codes.Lister
}

func (l listed) Codes() iter.Seq[string] {
	return func(yield func(string) bool) {
		for c := range l.table.All() {
			if l.Translate(c.Code) != nil && !yield(c.Code) {
				return
			}
		}
	}
}

// list makes a MapLister of r where table lists its codes.
func (r *rule) list(table codes.Table) codes.Map {
	if l, ok := table.(codes.Lister); ok {
		return listed{r, l}
	}
	return r
}

func one(m codes.Match) []codes.Match { return []codes.Match{m} }

func unmatched(comment string) []codes.Match {
	return one(codes.Match{Equivalence: codes.Unmatched, Comment: comment})
}

// lookup is Table.Lookup of a table that may be absent.
func lookup(table codes.Table, code string) (codes.Concept, bool) {
	if table == nil {
		return codes.Concept{}, false
	}
	return table.Lookup(code)
}

func systemOf(table codes.Table, other codes.System) codes.System {
	if table == nil {
		return other
	}
	return table.System()
}

// Stem returns the rule from a Chinese edition of ICD-10 to the WHO category or
// subcategory that a code is built on (see [codes.Stem]):
//
//	I21.900     I21.9  equivalent: the edition's code for the WHO's own
//	I21.900x001 I21.9  wider
//	K37.x00     K37    equivalent
//
// A code that is built on one that the WHO has withdrawn leads to what the WHO
// has for it today (see [icd10.Retired]). With a table of the edition, the rule
// knows the codes of that table and no others, and can be asked backwards. The
// table may be nil; then every code that is built like one is known.
func Stem(edition codes.System, table codes.Table) codes.Map {
	r := &rule{source: edition, target: codes.ICD10, uri: StemURI}
	r.ask = func(code string) []codes.Match {
		if _, ok := lookup(table, code); table != nil && !ok {
			return nil
		}
		stem, ok := codes.Stem(code)
		if !ok {
			return nil
		}
		e := builtOn(code, stem)
		comment := "what the code is built on"
		if e == codes.Equivalent {
			comment = byConstruction
		}
		if icd10.Has(stem) {
			return one(codes.Match{Concept: codes.Concept{Code: stem}, Equivalence: e, Comment: comment})
		}
		if to, _, ok := icd10.Retired(stem); ok {
			var matches []codes.Match
			for _, s := range to {
				matches = append(matches, codes.Match{
					Concept:     codes.Concept{Code: s.Code},
					Equivalence: codes.Compose(e, s.Equivalence),
					Comment:     "the WHO has withdrawn " + stem + "; " + s.Reason,
				})
			}
			codes.SortMatches(matches)
			return matches
		}
		return unmatched("the WHO has no " + stem)
	}
	return r.list(table)
}

// StemOf is what [Stem] says of a code of no table whose stem the WHO has today;
// otherwise ok is false. It takes no memory.
func StemOf(code string) (stem string, e codes.Equivalence, ok bool) {
	if stem, ok = codes.Stem(code); !ok || !icd10.Has(stem) {
		return "", codes.Unmatched, false
	}
	return stem, builtOn(code, stem), true
}

// builtOn says how the stem of a code stands to it: it is wider, unless the code
// is the edition's for the WHO's own.
func builtOn(code, stem string) codes.Equivalence {
	if rest, ok := strings.CutPrefix(code, stem); ok && (rest == "00" && len(stem) > 3 || rest == ".x00" && len(stem) == 3) {
		return codes.Equivalent
	}
	return codes.Wider
}

// ownCode returns the code by which the Chinese editions write a category or
// subcategory of the WHO's.
func ownCode(code string) string {
	if len(code) == 3 {
		return code + ".x00"
	}
	return code + "00"
}

// Edition returns the rule from the WHO's ICD-10 to the edition of table: to the
// code by which the edition writes the WHO's own.
//
//	I21.9  I21.900
//	K37    K37.x00
//	A17.0  A17.000+G01*
//
// The first two are equivalent, because the edition is built so; the third is
// narrower, where the edition has the code only together with another. A
// subcategory of a category that the edition does not subdivide leads to the
// category's code, which is wider, and one that the WHO has put in the place of
// a withdrawn code to that one, where the edition still has it. A code for which
// table has nothing is unmatched; the codes by which the edition subdivides
// further are not offered, because nothing says which of them is meant.
//
// The rule knows the codes of who, a table of the WHO's codes; nil stands for the
// built-in list of 2019, [icd10.Table].
func Edition(table, who codes.Table) codes.Map {
	r := &rule{source: systemOf(who, codes.ICD10), target: table.System(), uri: EditionURI}
	paired := make(map[string]string) // A17.000 to A17.000+G01*
	if l, ok := table.(codes.Lister); ok {
		for c := range l.All() {
			if code, _, ok := strings.Cut(c.Code, "+"); ok {
				if _, twice := paired[code]; !twice {
					paired[code] = c.Code
				}
			}
		}
	}
	predecessors := make(map[string][]verdict.Row)
	for code := range icd10.AllRetired() {
		if c, ok := table.Lookup(ownCode(code)); ok {
			to, _, _ := icd10.Retired(code)
			for _, s := range to {
				predecessors[s.Code] = append(predecessors[s.Code], verdict.Row{Target: c.Code, Equivalence: s.Equivalence.Inverse(), Reason: s.Reason})
			}
		}
	}
	r.ask = func(code string) []codes.Match {
		_, known := whoCode(who, code)
		if _, _, retired := icd10.Retired(code); !whoShape(code) || !known && !retired {
			return nil
		}
		own := ownCode(code)
		if c, ok := table.Lookup(own); ok {
			return one(codes.Match{Concept: c, Equivalence: codes.Equivalent, Comment: byConstruction})
		}
		if c, ok := table.Lookup(paired[own]); ok {
			return one(codes.Match{Concept: c, Equivalence: codes.Narrower, Comment: "the edition has the code only together with what it shows in"})
		}
		if len(code) > 3 {
			if c, ok := table.Lookup(ownCode(code[:3])); ok {
				return one(codes.Match{Concept: c, Equivalence: codes.Wider, Comment: "the edition does not subdivide the category"})
			}
		}
		var matches []codes.Match
		for _, p := range predecessors[code] {
			c, _ := table.Lookup(p.Target)
			matches = append(matches, codes.Match{Concept: c, Equivalence: p.Equivalence, Comment: "the edition still has what the WHO has withdrawn; " + p.Reason})
		}
		if matches == nil {
			return unmatched("the edition has no code that stands for the WHO's own")
		}
		codes.SortMatches(matches)
		return matches
	}
	if who == nil {
		return r.list(icd10.Table())
	}
	return r.list(who)
}

// whoShape reports whether code is built as the WHO's are: I21 or I21.9.
func whoShape(code string) bool {
	stem, ok := codes.Stem(code)
	return ok && stem == code
}

// volume3CSV has procedures that ICD-9-CM had before it divided or joined them,
// and the code of its last version.
//
//go:embed volume3.csv
var volume3CSV string

// FromVolume3 returns the rule from procedures of ICD-9-CM (volume 3) to the
// edition of ICD-9-CM-3 of table: 36.06 to 36.0600, and 12.9, which has three
// digits, to 12.9x00. The match is equivalent, because the edition is built so.
//
// A code that ICD-9-CM has withdrawn, as records of earlier years state it
// (36.05), leads to what took its place. With source, a table of the American
// codes that may be nil, the rule lists them.
func FromVolume3(table, source codes.Table) codes.Map {
	r := &rule{source: systemOf(source, codes.ICD9CM), target: table.System(), uri: FromVolume3URI}
	r.ask = func(code string) []codes.Match {
		own, ok := chinese(code)
		if !ok {
			return nil
		}
		var matches []codes.Match
		for row := range verdict.Table(volume3CSV).Rows(code) {
			own, _ := chinese(row.Target)
			if c, ok := table.Lookup(own); ok {
				matches = append(matches, codes.Match{Concept: c, Equivalence: row.Equivalence, Comment: row.Reason})
			}
		}
		if matches != nil {
			return matches
		}
		c, ok := table.Lookup(own)
		if !ok {
			return unmatched("the edition has no code of these four digits")
		}
		return one(codes.Match{Concept: c, Equivalence: codes.Equivalent, Comment: byConstruction})
	}
	return r.list(source)
}

// ToVolume3 returns the rule from an edition of ICD-9-CM-3 to procedures of
// ICD-9-CM (volume 3): 36.0600 and its subdivisions 36.0601 and 36.0600x001 to
// 36.06. The match is equivalent for the edition's code for the American one, and
// wider for a subdivision.
//
// A code that target, a table of the American codes, does not have is unmatched;
// nil stands for the built-in one, [icd9cm.Procedures]. With a table of the
// edition, which may be nil, the rule knows the codes of that table and no
// others.
func ToVolume3(edition codes.System, table, target codes.Table) codes.Map {
	if target == nil {
		target = icd9cm.Procedures()
	}
	r := &rule{source: systemOf(table, edition), target: target.System(), uri: ToVolume3URI}
	r.ask = func(code string) []codes.Match {
		if _, known := lookup(table, code); table != nil && !known {
			return nil
		}
		stem, ok := american(code)
		if !ok {
			return nil
		}
		c, ok := target.Lookup(stem)
		if !ok {
			return unmatched("ICD-9-CM has no code of these four digits")
		}
		if own, _ := chinese(stem); own == code {
			return one(codes.Match{Concept: c, Equivalence: codes.Equivalent, Comment: byConstruction})
		}
		return one(codes.Match{Concept: c, Equivalence: codes.Wider, Comment: "what the code subdivides"})
	}
	return r.list(table)
}

// chinese writes a procedure code of ICD-9-CM as ICD-9-CM-3 does: 36.06 as
// 36.0600, 12.9 as 12.9x00.
func chinese(code string) (string, bool) {
	if len(code) < 4 || len(code) > 5 || code[2] != '.' || !digits(code[:2]) || !digits(code[3:]) {
		return "", false
	}
	if len(code) == 4 {
		return code + "x00", true
	}
	return code + "00", true
}

// american returns the four digits that a code of ICD-9-CM-3 is built on.
func american(code string) (string, bool) {
	// A fifth digit (17.91110) is not one more digit of a code that ICD-9-CM has:
	// those are operations of Chinese medicine.
	if len(code) < 7 || len(code) > 7 && code[7] != 'x' || code[2] != '.' || !digits(code[:2]) || !digits(code[3:4]) || !digits(code[5:7]) {
		return "", false
	}
	switch {
	case code[4] == 'x':
		return code[:4], true
	case digits(code[4:5]):
		return code[:5], true
	}
	return "", false
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
