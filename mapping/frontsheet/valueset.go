package frontsheet

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// Base is the URI under which the built-in value sets are named.
const Base = codes.Base

// A ValueSet is the codes that a column may hold, with the FHIR code that each
// stands for, where there is one. ReadValueSets makes it; the zero ValueSet has
// no codes. It is read-only and safe for concurrent use.
type ValueSet struct {
	// Name is how a layout refers to the set ("hqms-rc001").
	Name string
	// Chinese and English are its titles.
	Chinese, English string
	// Others are its titles in other languages, nil where there are none.
	Others []Title
	// URI is the code system of the codes, as Coding.system carries it.
	URI string
	// Map is the canonical of the map from the codes to Standard.
	Map string
	// Standard is the code system of the FHIR codes, "" where there is none.
	Standard string

	concepts []SetConcept
	byCode   map[string]int
	byTitle  map[string]int // by folded title; -1: more than one code has it
	byAlias  map[string]int // by folded alias; likewise
}

// A SetConcept is one code of a ValueSet.
type SetConcept struct {
	// Code is the code as the standard writes it. No other code of the set is the
	// same.
	Code string
	// Chinese and English are the titles of the code, "" where there is none.
	Chinese, English string
	// Standard is the FHIR code, "" where none fits.
	Standard string
	// System is the code system of Standard: that of the set, unless the table
	// names another.
	System string
	// Equivalence relates Standard to Code, a code of R4's ConceptMapEquivalence
	// ("equivalent", "wider"), "" where there is no Standard.
	Equivalence string
	// Aliases are other names for the code, beside its titles.
	Aliases []string
	// Others are its titles in other languages, nil where there are none.
	Others []Title
}

// A Title is what something is called in a language beside Chinese and English.
type Title struct {
	Language string // a BCP 47 tag ("pt")
	Text     string // as people who speak it write it ("Sexo")
}

// In returns the title of the code in a language beside Chinese and English, ""
// where there is none.
func (c SetConcept) In(language string) string {
	for _, t := range c.Others {
		if t.Language == language {
			return t.Text
		}
	}
	return ""
}

// Concepts returns the concepts in the order of the standard. The caller must
// not change the slice.
func (v *ValueSet) Concepts() []SetConcept { return v.concepts }

// Concept returns the concept of code.
func (v *ValueSet) Concept(code string) (SetConcept, bool) {
	i, ok := v.byCode[code]
	if !ok {
		return SetConcept{}, false
	}
	return v.concepts[i], true
}

// Match finds the code that text stands for. exact reports that text is the
// code itself; otherwise it is a label, an alias, or the code as a spreadsheet
// leaves it (a zero lost at the front, ".0" gained at the end).
func (v *ValueSet) Match(text string) (code string, exact, ok bool) {
	if i, found := v.byCode[text]; found {
		return v.concepts[i].Code, true, true
	}
	folded := chars.FoldLabel(text)
	if i, found := v.byCode[folded]; found {
		return v.concepts[i].Code, false, true
	}
	if i, found := v.indexOfLabel(folded); found {
		return v.concepts[i].Code, false, true
	}
	whole := strings.TrimSuffix(folded, ".0")
	for _, candidate := range [...]string{whole, strings.TrimPrefix(whole, "0")} {
		if i, found := v.byCode[candidate]; found {
			return v.concepts[i].Code, false, true
		}
		if i, found := v.indexOfLabel(candidate); found {
			return v.concepts[i].Code, false, true
		}
	}
	return "", false, false
}

// ByLabel finds the concept that a label stands for, whatever its case, width and
// spaces are. A label is a title or an alias; ok is false where two concepts have
// it. The title of one code goes before any alias. Of a title that several codes
// have, the one means it that lists it among its aliases, too.
func (v *ValueSet) ByLabel(label string) (c SetConcept, ok bool) {
	i, found := v.indexOfLabel(chars.FoldLabel(label))
	return v.at(i, found)
}

// ByAlias finds the concept among whose aliases a label is, whatever its case,
// width and spaces are. ok is false where two concepts have it.
func (v *ValueSet) ByAlias(label string) (c SetConcept, ok bool) {
	i, found := v.byAlias[chars.FoldLabel(label)]
	return v.at(i, found && i >= 0)
}

// FromStandard returns the concept that stands for a code of FHIR's. exact
// reports that they mean the same; ok is false where none does, or more than
// one.
func (v *ValueSet) FromStandard(system, code string) (c SetConcept, exact, ok bool) {
	if code == "" {
		return c, false, false
	}
	var same, near []SetConcept
	for _, concept := range v.concepts {
		switch {
		case concept.Standard != code || concept.System != system:
		case concept.Equivalence == "equivalent" || concept.Equivalence == "equal":
			same = append(same, concept)
		default:
			near = append(near, concept)
		}
	}
	switch {
	case len(same) == 1:
		return same[0], true, true
	case len(same) > 1:
		// One meaning under codes of several editions: that which its name means.
		named, ok := v.ByLabel(same[0].Chinese)
		return named, true, ok && named.Standard == code
	case len(near) == 1:
		return near[0], false, true
	}
	return c, false, false
}

func (v *ValueSet) indexOfLabel(folded string) (int, bool) {
	if i, found := v.byTitle[folded]; found && i >= 0 {
		return i, true
	}
	i, found := v.byAlias[folded]
	return i, found && i >= 0
}

func (v *ValueSet) at(i int, ok bool) (SetConcept, bool) {
	if !ok {
		return SetConcept{}, false
	}
	return v.concepts[i], true
}
