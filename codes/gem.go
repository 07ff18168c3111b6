package codes

import "fmt"

// GEMFlags are the five flags of a row of a General Equivalence Mapping: what
// the row says of its two codes.
type GEMFlags struct {
	Approximate bool // the two do not mean the same
	NoMap       bool // the source has no target, and the row none
	Combination bool // only together with others does the target translate the source
	Scenario    uint8
	ChoiceList  uint8
}

// ParseGEMFlags reads the five digits in which a GEM is published ("10112").
func ParseGEMFlags(s string) (GEMFlags, error) {
	var f GEMFlags
	if len(s) != 5 {
		return f, fmt.Errorf("codes: GEM flags %q are not five digits", s)
	}
	for i, b := range []byte(s) {
		if !digit(b) || i < 3 && b > '1' {
			return f, fmt.Errorf("codes: GEM flags %q: digit %d is not a flag", s, i+1)
		}
	}
	f = GEMFlags{
		Approximate: s[0] == '1',
		NoMap:       s[1] == '1',
		Combination: s[2] == '1',
		Scenario:    s[3] - '0',
		ChoiceList:  s[4] - '0',
	}
	if f.NoMap && f.Combination || f.Combination != (f.Scenario > 0) || f.Combination != (f.ChoiceList > 0) {
		return f, fmt.Errorf("codes: GEM flags %q contradict themselves", s)
	}
	return f, nil
}

// String returns the five digits.
func (f GEMFlags) String() string {
	b := [5]byte{'0', '0', '0', '0' + f.Scenario, '0' + f.ChoiceList}
	for i, set := range [...]bool{f.Approximate, f.NoMap, f.Combination} {
		if set {
			b[i] = '1'
		}
	}
	return string(b[:])
}

// Equivalence returns what the flags say in the terms of FHIR R4.
//
// A row that is not approximate is Equivalent: its two codes translate only to
// each other, and their complete meanings are considered the same. An
// approximate one is RelatedTo, because the flag does not say which of the two
// is wider. So is a part of a combination, approximate or not: it is never
// the translation by itself.
func (f GEMFlags) Equivalence() Equivalence {
	switch {
	case f.NoMap:
		return Unmatched
	case f.Approximate || f.Combination:
		return RelatedTo
	}
	return Equivalent
}

// Group returns the scenario and choice list of a combination, and the zero
// Group for a row that stands alone.
func (f GEMFlags) Group() Group {
	return Group{Scenario: int(f.Scenario), ChoiceList: int(f.ChoiceList)}
}

// Comment returns the comment for the match of such a row.
func (f GEMFlags) Comment() string {
	switch {
	case f.NoMap:
		return "the GEM says that the target has no such code"
	case f.Combination:
		return "one part of a GEM combination: one code of each choice list of the scenario, together, translates the source"
	case f.Approximate:
		return "GEM, approximate: the complete meanings of the two are not the same"
	}
	return ""
}
