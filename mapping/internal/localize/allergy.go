package localize

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/denial"
)

// Denial returns the code of a value set that denies what c denies. Where the
// set tells a denial of all allergies from one of allergies to drugs, it is the
// one that c says; ok is false where c denies nothing, or the set has no code
// for it. Who denies all denies those to drugs.
func Denial(set *frontsheet.ValueSet, c frontsheet.Coded) (_ frontsheet.Coded, ok bool) {
	if set == nil || !c.Denied() {
		return c, false
	}
	if c.Set == set && c.Code != "" {
		return c, true
	}
	all := DeniesAll(c)
	found := frontsheet.Coded{}
	for _, concept := range set.Concepts() {
		v := frontsheet.Coded{Set: set, Code: concept.Code}
		if v.Denied() && (found.IsZero() || DeniesAll(v) == all) {
			found = v
		}
	}
	return found, !found.IsZero()
}

// DeniesAll reports whether the words of a denial deny all allergies, and not those
// to drugs alone, which is what a front sheet asks for.
func DeniesAll(c frontsheet.Coded) bool {
	words := c.Text
	if c.Set != nil && c.Code != "" {
		concept, _ := c.Set.Concept(c.Code)
		words = concept.English
	}
	return denial.Of(words).Of == denial.Allergy
}

// Presence returns the code of a value set of 有无 that says that there is some.
func Presence(set *frontsheet.ValueSet) (_ frontsheet.Coded, ok bool) {
	if set == nil {
		return frontsheet.Coded{}, false
	}
	for _, concept := range set.Concepts() {
		if concept.Chinese == "有" {
			return frontsheet.Coded{Set: set, Code: concept.Code}, true
		}
	}
	return frontsheet.Coded{}, false
}
