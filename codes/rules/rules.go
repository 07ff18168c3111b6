// Package rules has maps that are derived from how codes are built, and not from
// a published map: from a code of a Chinese edition to the WHO category it is
// built on and back, between ICD-10-CM and the WHO's ICD-10, and between
// ICD-9-CM volume 3 and the Chinese editions of ICD-9-CM-3.
//
// That two codes look alike does not make them mean the same. So a rule claims
// little: where it only carries a code over, the match is [codes.RelatedTo]. It
// is more only where a table that the caller gives confirms it, by having the
// same title for both. Each match names its rule as its map; the URI of a rule
// says "rule".
//
// A rule holds for every edition of a system unless a table of one edition is
// given to it.
package rules

import (
	"iter"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/codes"
)

// Version is the version of the rules, as [codes.Match] states it. It changes
// whenever a rule answers differently.
const Version = "1"

// The URIs of the rules.
const (
	StemURI         = codes.StemRule
	EditionURI      = codes.Base + "/ConceptMap/rule-icd-10-edition"
	FromICD10CMURI  = codes.Base + "/ConceptMap/rule-icd-10-cm-to-icd-10"
	ToICD10CMURI    = codes.Base + "/ConceptMap/rule-icd-10-to-icd-10-cm"
	FromVolume3URI  = codes.Base + "/ConceptMap/rule-icd-9-cm-to-icd-9-cm-3"
	ToVolume3URI    = codes.Base + "/ConceptMap/rule-icd-9-cm-3-to-icd-9-cm"
	sameTitle       = "by rule, and the tables have one title for the two"
	titleNotChecked = "by rule: the codes are built alike; whether they mean the same has not been checked"
)

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

// alike reports whether two concepts have the same title in a language in which
// both have one, and no different one in another.
func alike(a, b codes.Concept) bool {
	same := false
	for _, t := range [...][2]string{{a.English, b.English}, {a.Hans, b.Hans}, {a.Hant, b.Hant}} {
		if t[0] == "" || t[1] == "" {
			continue
		}
		if plain(t[0]) != plain(t[1]) {
			return false
		}
		same = true
	}
	return same
}

// plain leaves of a title its letters and digits, in lower case.
func plain(title string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}

// Stem returns the rule from a Chinese edition of ICD-10 to the WHO category or
// subcategory that a code is built on (see [codes.Stem]):
//
//	I21.900x001  I21.9
//	K37.x00      K37
//
// The target is wider than the code. With a table of the edition, the rule knows
// the codes of that table and no others, and can be asked backwards. The table
// may be nil; then every code that is built like one is known.
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
		return one(codes.Match{
			Concept:     codes.Concept{Code: stem},
			Equivalence: codes.Wider,
			Comment:     "by rule: the WHO category that the code is built on",
		})
	}
	return r.list(table)
}

// Edition returns the rule from the WHO's ICD-10 to the edition of table: to the
// code by which the edition writes the WHO's own.
//
//	I21.9  I21.900
//	K37    K37.x00
//	A17.0  A17.000+G01*
//
// A subcategory of a category that the edition does not subdivide leads to the
// category's code. A code of the WHO's form for which table has nothing is
// unmatched; the codes by which the edition subdivides further are not offered,
// because nothing says which of them is meant.
//
// The match is relatedto. It is equivalent where who, a table of the WHO's codes
// that may be nil, has the same title.
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
	find := func(code string) (codes.Concept, bool) {
		c, ok := table.Lookup(code)
		if !ok && paired[code] != "" {
			c, ok = table.Lookup(paired[code])
		}
		return c, ok
	}
	r.ask = func(code string) []codes.Match {
		if !whoShape(code) {
			return nil
		}
		own := code + "00"
		if len(code) == 3 {
			own = code + ".x00"
		}
		if c, ok := find(own); ok {
			m := codes.Match{Concept: c, Equivalence: codes.RelatedTo, Comment: titleNotChecked}
			if w, ok := lookup(who, code); ok && alike(w, c) {
				m.Equivalence, m.Comment = codes.Equivalent, sameTitle
			}
			return one(m)
		}
		if len(code) > 3 {
			if c, ok := find(code[:3] + ".x00"); ok {
				return one(codes.Match{
					Concept: c, Equivalence: codes.RelatedTo,
					Comment: "by rule: the edition does not subdivide the category",
				})
			}
		}
		return unmatched("the edition has no code that stands for the WHO's own")
	}
	return r.list(who)
}

// whoShape reports whether code is built as the WHO's are: I21 or I21.9.
func whoShape(code string) bool {
	stem, ok := codes.Stem(code)
	return ok && stem == code
}

// FromVolume3 returns the rule from procedures of ICD-9-CM (volume 3) to the
// edition of ICD-9-CM-3 of table: 36.06 to 36.0600.
//
// A code is answered with its four digits and two noughts, if table has that. It
// is relatedto, and equivalent where source, a table of the American codes that
// may be nil, has the same title. A code with three digits, which ICD-9-CM-3
// writes 00.1x00, is answered likewise.
func FromVolume3(table, source codes.Table) codes.Map {
	r := &rule{source: systemOf(source, codes.ICD9CM), target: table.System(), uri: FromVolume3URI}
	r.ask = func(code string) []codes.Match {
		own, ok := chinese(code)
		if !ok {
			return nil
		}
		c, ok := table.Lookup(own)
		if !ok {
			return unmatched("the edition has no code of these four digits")
		}
		m := codes.Match{Concept: c, Equivalence: codes.RelatedTo, Comment: titleNotChecked}
		if s, ok := lookup(source, code); ok && alike(s, c) {
			m.Equivalence, m.Comment = codes.Equivalent, sameTitle
		}
		return one(m)
	}
	return r.list(source)
}

// ToVolume3 returns the rule from an edition of ICD-9-CM-3 to procedures of
// ICD-9-CM (volume 3): 36.0600 and its subdivisions 36.0601 and 36.0600x001 to
// 36.06.
//
// The match is relatedto. Where the two tables, which may be nil, both have
// titles, it is equivalent for a code whose title is the same, and wider for a
// subdivision of such a code. With a table of the American codes, a code that it
// does not have is unmatched; with one of the edition, the rule knows the codes
// of that table and no others.
func ToVolume3(edition codes.System, table, target codes.Table) codes.Map {
	r := &rule{source: systemOf(table, edition), target: systemOf(target, codes.ICD9CM), uri: ToVolume3URI}
	r.ask = func(code string) []codes.Match {
		here, known := lookup(table, code)
		if table != nil && !known {
			return nil
		}
		stem, ok := american(code)
		if !ok {
			return nil
		}
		c, ok := lookup(target, stem)
		if target != nil && !ok {
			return unmatched("ICD-9-CM has no code of these four digits")
		}
		c.Code = stem
		m := codes.Match{Concept: c, Equivalence: codes.RelatedTo, Comment: titleNotChecked}
		own, _ := chinese(stem)
		switch above, ok := lookup(table, own); {
		case own == code && alike(here, c):
			m.Equivalence, m.Comment = codes.Equivalent, sameTitle
		case own != code && ok && alike(above, c):
			m.Equivalence, m.Comment = codes.Wider, "by rule: a subdivision; the tables have one title for what it subdivides"
		}
		return one(m)
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
