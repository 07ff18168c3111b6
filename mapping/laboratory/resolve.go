package laboratory

import (
	"math/big"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// A Kind says what sort of value a result is.
type Kind uint8

// The kinds of values.
const (
	Number Kind = iota // a number, with or without a comparator, or a range
	Titre              // 1:80
	Text               // words
)

// A Query is what a report states of a result.
type Query struct {
	// Name is what the test is called, and Local the laboratory's own code of it,
	// which often is an abbreviation; "" where not stated.
	Name, Local string
	// Specimen holds what is said of the specimen, each a word or a code.
	Specimen []string
	// Unit is the unit as printed, "" for none.
	Unit string
	Kind Kind
}

// A Reason says why a result has no code.
type Reason string

// The reasons.
const (
	UnknownName    Reason = "unknown-test"      // the table has no such name
	NameConflict   Reason = "test-conflict"     // name and local code are those of different tests
	NeedsMore      Reason = "ambiguous-test"    // the name needs a specimen and a unit
	OtherSpecimen  Reason = "test-specimen"     // the test is none of the specimen
	OtherUnit      Reason = "test-unit"         // the unit is none of the test
	SeveralTests   Reason = "several-tests"     // several tests have the name, the specimen and the unit
	WithoutCode    Reason = "test-without-code" // the table knows the test, and has no code for it
	withoutProblem Reason = ""
)

// A Resolution is what a Query leads to.
type Resolution struct {
	// Item is the test, nil where it is not known.
	Item *Item
	// LOINC is its code, the zero Code for none.
	LOINC Code
	// UCUM is the unit, "" where there is none or it is unknown. It may be set where
	// Item is nil.
	UCUM string
	// Reason says why there is no code.
	Reason Reason
}

// Resolve finds the test of a result, and its code. All that is stated must lead to
// one test: what is not enough to tell, or does not fit together, has no code.
func (t *Table) Resolve(q Query) Resolution {
	units := t.Units(q.Unit)
	if len(units) > 1 && q.Kind == Text {
		units = nil
	}
	none := func(reason Reason) Resolution { return Resolution{UCUM: t.UCUM(q.Unit), Reason: reason} }
	candidates, said, reason := t.candidates(q.Name, q.Local)
	if candidates == nil {
		return none(reason)
	}
	system, stated := t.specimen(append(slices.Clone(q.Specimen), said))
	unitStated := q.Unit != "" && len(units) > 0 || q.Kind != Number || q.Unit == "" && !slices.ContainsFunc(candidates, func(n named) bool {
		_, _, ok := n.item.unit(nil, q, far)
		return !ok // the item has a unit
	})
	if !candidates[0].alone && (system == "" || !unitStated) {
		return none(NeedsMore)
	}
	fits := slices.DeleteFunc(slices.Clone(candidates), func(n named) bool { return stated && !suits(n.item.System, system) })
	if len(fits) == 0 {
		return none(OtherSpecimen)
	}
	within := far
	if system == "" {
		within = near
	}
	var found []Resolution
	for _, n := range fits {
		if unit, dimension, ok := n.item.unit(units, q, within); ok {
			r := Resolution{Item: n.item, UCUM: unit}
			if r.LOINC, ok = t.LOINC(n.item, dimension); !ok {
				r.LOINC, r.Reason = Code{}, WithoutCode
			}
			found = append(found, r)
		}
	}
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) > 1:
		return none(SeveralTests)
	case len(fits) == 1:
		// The test is told; in that unit nobody knows it.
		r := none(OtherUnit)
		if len(fits[0].item.codes) == 0 {
			r.Reason = WithoutCode
		}
		return r
	}
	return none(OtherUnit)
}

// unit returns which of the readings of a printed unit is one of the item's, with its
// dimension as the codes of the item have it.
func (i *Item) unit(units []string, q Query, within *big.Rat) (ucum, dimension string, ok bool) {
	if q.Unit == "" || len(units) == 0 && foldUnit(q.Unit) == "" {
		switch {
		case q.Kind == Text:
			return "", "text", i.codes["text"] != "" || !i.hasUnit()
		case q.Kind == Titre:
			return "", "{titer}", i.codes["{titer}"] != ""
		case i.codes["1"] != "" && slices.Contains(i.Usual, "1"):
			return "", "1", true
		case i.codes["[pH]"] != "":
			return "", "[pH]", true
		}
		return "", "", false
	}
	for _, u := range units {
		m, known := parseUCUM(u)
		if known && i.measures(m, within) {
			return u, m.dimension, true
		}
	}
	return "", "", false
}

// hasUnit reports whether any side prints the result in a unit.
func (i *Item) hasUnit() bool {
	return slices.ContainsFunc(i.Usual, func(u string) bool { return u != "" })
}

// A unit must be less than so many times larger or smaller than one in which the item is
// usually printed. A step of a thousand is another test's: Cr in umol/L is creatinine, and
// in nmol/L chromium. Where no specimen is stated, a hundred is: haemoglobin in mg/dL is
// that of plasma or urine.
var far, near = big.NewRat(1000, 1), big.NewRat(100, 1)

// measures reports whether a unit is one in which the item can be printed.
func (i *Item) measures(m measure, within *big.Rat) bool {
	if i.codes[m.dimension] == "" && !slices.ContainsFunc(i.Usual, func(u string) bool { return u != "" && Dimension(u) == m.dimension }) {
		return false
	}
	compared := false
	for _, usual := range i.Usual {
		u, known := parseUCUM(usual)
		if !known || usual == "" {
			continue
		}
		factor := new(big.Rat).Set(u.factor)
		if u.dimension != m.dimension {
			mass, moles := i.massAndMoles(u.dimension, m.dimension)
			switch {
			case mass && i.MolarMass != nil:
				factor.Quo(factor, i.MolarMass)
			case moles && i.MolarMass != nil:
				factor.Mul(factor, i.MolarMass)
			default:
				continue
			}
		}
		compared = true
		if usual == "1" && m.factor.Cmp(u.factor) != 0 {
			continue // an INR in percent is the activity of prothrombin
		}
		if ratio := factor.Quo(m.factor, factor); ratio.Cmp(within) < 0 && ratio.Inv(ratio).Cmp(within) < 0 {
			return true
		}
	}
	return !compared
}

// massAndMoles reports whether two dimensions are those of a mass and of an amount of
// substance in the same volume: mass that the first is the mass, moles that it is the
// amount.
func (i *Item) massAndMoles(from, to string) (mass, moles bool) {
	a, perA, _ := strings.Cut(from, "/")
	b, perB, _ := strings.Cut(to, "/")
	if perA != perB {
		return false, false
	}
	return a == "g" && b == "mol", a == "mol" && b == "g"
}

// candidates returns the items that a name and a local code may stand for, and the
// specimen that the name says. A name that is stated and unknown leads nowhere,
// whatever the code.
func (t *Table) candidates(name, local string) (list []named, said string, reason Reason) {
	byName, said := t.named(name)
	byCode := t.names[label(local)]
	switch {
	case byName == nil && strings.TrimSpace(name) != "":
		return nil, "", UnknownName
	case byName == nil && byCode == nil:
		return nil, "", UnknownName
	case byName == nil:
		return byCode, "", withoutProblem
	case byCode == nil || name == local:
		return byName, said, withoutProblem
	}
	if list := both(byName, byCode); list != nil {
		return list, said, withoutProblem
	}
	return nil, "", NameConflict
}

// general are the specimens that become others, the narrower ones first: what is drawn
// is serum where a report says both.
var general = []string{"Urine", "Plas", "Ser/Plas", "drawn"}

// specimen returns the specimen that a report states, "" where it is not known or its
// words contradict each other. stated reports that it states any.
func (t *Table) specimen(words []string) (system string, stated bool) {
	for _, w := range words {
		if strings.TrimSpace(w) == "" {
			continue
		}
		stated = true
		s := t.specimens[chars.FoldLabel(w)]
		switch {
		case s == "":
		case system == "" || slices.Index(general, system) > slices.Index(general, s) && suits(s, system):
			system = s
		case system != s && !suits(system, s) && !suits(s, system):
			return "", true
		}
	}
	return system, stated
}

// Specimen returns the specimen that words or codes stand for, as specimens.csv names
// it, "" where that cannot be told.
func (t *Table) Specimen(words ...string) string {
	system, _ := t.specimen(words)
	return system
}

// suits reports whether a test of a system can be made of a specimen. What is drawn
// from a vein becomes serum, plasma or whole blood: it suits them all.
func suits(system, specimen string) bool {
	if specimen == "" {
		return false
	}
	if system == specimen {
		return true
	}
	switch system {
	case "Ser":
		return specimen == "drawn"
	case "Ser/Plas":
		return specimen == "Ser" || specimen == "Plas" || specimen == "drawn"
	case "Plas":
		return specimen == "drawn"
	case "PPP":
		return specimen == "Plas" || specimen == "drawn"
	case "Bld":
		return specimen == "drawn"
	case "Ser/Plas/Bld":
		return slices.Contains([]string{"Ser", "Plas", "Ser/Plas", "Bld", "drawn"}, specimen)
	case "Urine 24h":
		return specimen == "Urine"
	}
	return false
}
