package rules

import (
	_ "embed"
	"iter"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd10"
	"github.com/crossbay/crossbay/codes/internal/verdict"
)

var (
	// icd9cmCSV has diagnoses of ICD-9-CM for which the way over ICD-10-CM goes
	// wrong or nowhere.
	//
	//go:embed icd9cm.csv
	icd9cmCSV string
	//go:embed to_icd9cm.csv
	toICD9CMCSV string
)

// FromICD9CM returns the rule from diagnoses of ICD-9-CM to the WHO's ICD-10. It
// knows some two thousand codes: those that ICD-10-CM and the General
// Equivalence Mappings cannot carry, because they have no code for them (harm to
// oneself, adverse effects of drugs), or no longer say what ICD-9-CM and the WHO
// both say (whether tuberculosis was confirmed, the kind of dialysis). A registry
// asks it before the way over ICD-10-CM, which is longer.
//
// who is a table of the WHO's codes; nil stands for the built-in list of 2019.
func FromICD9CM(who codes.Table) codes.MapLister {
	r := &rule{source: codes.ICD9CM, target: systemOf(who, codes.ICD10), uri: FromICD9CMURI}
	r.ask = func(code string) []codes.Match {
		rows := collect(icd9cmCSV, code)
		if rows == nil {
			return nil
		}
		return existing(who, rows)
	}
	return verdicts{r, icd9cmCSV}
}

// ToICD9CM returns the rule from the WHO's ICD-10 to diagnoses of ICD-9-CM: what
// forward, a map from ICD-9-CM to the WHO's ICD-10 such as
// [codes.Registry.Between] gives, leads to the code. Where that leaves several,
// they are all answered, and the choice is a coder's. Codes that forward does not
// reach, or not from everywhere, were decided by hand. A category to which nothing
// leads is answered with what leads to its subcategories: an edition may not divide
// what the WHO does.
//
// No map of this direction is published. published is one from ICD-10-CM to
// ICD-9-CM, such as [gem.ICD10ToICD9], and may be nil. It is asked in three cases.
// Where ICD-10-CM has a code that is equivalent to the WHO's, and published has one
// answer for that which is among the candidates, it is the answer (E11.9 is 250.00,
// although 250.02 leads there too). Where nothing leads to the code, what the codes
// of ICD-10-CM below it lead to is answered. And where the code is left open, those
// of the same ICD-9-CM categories join the candidates.
//
// [gem.ICD10ToICD9]: https://pkg.go.dev/github.com/crossbay/crossbay/codes/gem#ICD10ToICD9
func ToICD9CM(forward, published codes.MapLister) codes.MapLister {
	r := &rule{source: forward.Target(), target: codes.ICD9CM, uri: ToICD9CMURI}
	r.ask = func(code string) []codes.Match {
		var matches []codes.Match
		for _, row := range collect(toICD9CMCSV, code) {
			matches = append(matches, codes.Match{Concept: codes.Concept{Code: row.Target}, Equivalence: row.Equivalence, Comment: row.Reason})
		}
		return matches
	}
	m := codes.Backwards(forward)
	if published != nil {
		cm := sourcesOf{published}
		below := codes.Backwards(FromICD10CM(firstEncounters{cm}, nil).(codes.MapLister))
		divided := codes.NewRegistry(nil, []codes.Map{below, published}).Between(codes.ICD10, codes.ICD9CM)
		m = completed{preferred{m, ToICD10CM(cm, nil), published}, divided}
		m = overlay(divided, m)
	}
	return categories{overlay(m, verdicts{r, toICD9CMCSV})}
}

// completed adds to what a map leaves open what is published of the parts of the
// code, where it is of the same ICD-9-CM categories: reading forward backwards
// finds no code that leads elsewhere as a whole, although a part of it is meant.
type completed struct {
	codes.MapLister
	divided codes.Map
}

func (c completed) Translate(code string) []codes.Match {
	matches := c.MapLister.Translate(code)
	if len(matches) < 2 || len(codes.Chosen(matches)) > 0 || matches[0].Group != (codes.Group{}) {
		return matches
	}
	all := slices.Clone(matches)
	for _, m := range c.divided.Translate(code) {
		if m.Group != (codes.Group{}) || !m.Equivalence.Translates() ||
			slices.ContainsFunc(all, func(o codes.Match) bool { return o.Concept.Code == m.Concept.Code }) ||
			!slices.ContainsFunc(matches, func(o codes.Match) bool {
				return diagnosisCategory(o.Concept.Code) == diagnosisCategory(m.Concept.Code)
			}) {
			continue
		}
		m.Equivalence = codes.RelatedTo
		all = append(all, m)
	}
	codes.SortMatches(all)
	return all
}

func diagnosisCategory(code string) string {
	category, _, _ := strings.Cut(code, ".")
	return category
}

// firstEncounters are the codes of ICD-10-CM without those of later encounters
// with an injury: ICD-9-CM has aftercare and late effects under codes of their
// own, which say no injury.
type firstEncounters struct{ sourcesOf }

func (f firstEncounters) Lookup(code string) (codes.Concept, bool) {
	if later(code) {
		return codes.Concept{}, false
	}
	return f.sourcesOf.Lookup(code)
}

func (f firstEncounters) All() iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		for c := range f.sourcesOf.All() {
			if !later(c.Code) && !yield(c) {
				return
			}
		}
	}
}

// later reports whether a code of ICD-10-CM has a seventh character for a later
// encounter: D to R, where A to C are for the first. S is a sequela, of which the
// WHO has codes of its own, but not of the fractures in M.
func later(code string) bool {
	return len(code) == 8 && 'D' <= code[7] && (code[7] < 'S' || code[7] == 'S' && code[0] == 'M')
}

// preferred settles what a map leaves open by what is published of the code of
// ICD-10-CM that is equivalent.
type preferred struct {
	codes.MapLister
	toCM      codes.Map
	published codes.Map
}

func (p preferred) Translate(code string) []codes.Match {
	matches := p.MapLister.Translate(code)
	if len(matches) < 2 {
		return matches
	}
	equivalent := codes.Chosen(p.toCM.Translate(code))
	if len(equivalent) != 1 || equivalent[0].Equivalence != codes.Equivalent {
		return matches
	}
	answer := p.published.Translate(equivalent[0].Concept.Code)
	if len(answer) != 1 || !answer[0].Equivalence.Translates() {
		return matches
	}
	for _, m := range matches {
		if m.Concept.Code == answer[0].Concept.Code {
			m.Comment += "; of several, the one that the published map of the way back has"
			return []codes.Match{m}
		}
	}
	return matches
}

// sourcesOf are the codes that a map translates, as a table without names.
type sourcesOf struct{ codes.MapLister }

func (s sourcesOf) System() codes.System { return s.Source() }

func (s sourcesOf) Lookup(code string) (codes.Concept, bool) {
	if s.Translate(code) == nil {
		return codes.Concept{}, false
	}
	return codes.Concept{System: s.Source(), Code: code}, true
}

func (s sourcesOf) All() iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		for code := range s.Codes() {
			if !yield(codes.Concept{System: s.Source(), Code: code}) {
				return
			}
		}
	}
}

// categories answers for a category that a map does not know with what it knows of
// the subcategories, and for a subcategory of an external cause (X67.1, a gas) with
// what it knows of the category.
type categories struct{ codes.MapLister }

func (c categories) Translate(code string) []codes.Match {
	matches := c.MapLister.Translate(code)
	if matches == nil && len(code) == 5 && "W00" <= code && code < "Y35" && icd10.Has(code) {
		for _, m := range c.MapLister.Translate(code[:3]) {
			m.Equivalence = codes.Compose(codes.Wider, m.Equivalence)
			m.Comment = "leads to " + code[:3] + ", its category"
			matches = append(matches, m)
		}
		return matches
	}
	if matches != nil || len(code) != 3 || !icd10.Divided(code) {
		return matches
	}
	for digit := '0'; digit <= '9'; digit++ {
		below := code + "." + string(digit)
		if !icd10.Has(below) {
			continue
		}
		for _, m := range c.MapLister.Translate(below) {
			if m.Equivalence.Translates() && !slices.ContainsFunc(matches, func(o codes.Match) bool { return o.Concept.Code == m.Concept.Code }) {
				m.Group = codes.Group{}
				m.Equivalence = codes.Compose(codes.Narrower, m.Equivalence)
				m.Comment = "leads to " + below + ", a part of the category"
				matches = append(matches, m)
			}
		}
	}
	codes.SortMatches(matches)
	return matches
}

func (c categories) Codes() iter.Seq[string] {
	return func(yield func(string) bool) {
		known := make(map[string]bool)
		for code := range c.MapLister.Codes() {
			known[code] = true
			if !yield(code) {
				return
			}
		}
		for code := range icd10.Table().All() {
			if !known[code.Code] && c.Translate(code.Code) != nil && !yield(code.Code) {
				return
			}
		}
	}
}

// overlay is [codes.OverlayMap] of maps that list their codes and are of the same
// two systems.
func overlay(base, own codes.MapLister) codes.MapLister {
	m, err := codes.OverlayMap(base, own)
	if err != nil {
		panic(err)
	}
	return m.(codes.MapLister)
}

func collect(table, code string) []verdict.Row {
	var rows []verdict.Row
	for row := range verdict.Table(table).Rows(code) {
		rows = append(rows, row)
	}
	return rows
}

// verdicts are a rule that knows the codes of a table of verdicts.
type verdicts struct {
	*rule
	table string
}

func (v verdicts) Codes() iter.Seq[string] {
	return func(yield func(string) bool) {
		last := ""
		for row := range verdict.Table(v.table).All() {
			if row.Code != last && !yield(row.Code) {
				return
			}
			last = row.Code
		}
	}
}
