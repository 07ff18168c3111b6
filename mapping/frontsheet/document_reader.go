package frontsheet

import (
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// FromStandard returns the code of the set that stands for a code of FHIR's.
// exact reports that they mean the same; ok is false where none does, or more
// than one.
func (v *ValueSet) FromStandard(system, code string) (c SetConcept, exact, ok bool) {
	if code == "" {
		return c, false, false
	}
	var same, near []SetConcept
	for _, concept := range v.List {
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
		i, named := v.ByLabel(chars.FoldLabel(same[0].Chinese))
		return concept(v, i, named), true, named && v.List[i].Standard == code
	case len(near) == 1:
		return near[0], false, true
	}
	return c, false, false
}

func concept(v *ValueSet, i int, ok bool) SetConcept {
	if !ok {
		return SetConcept{}
	}
	return v.List[i]
}
