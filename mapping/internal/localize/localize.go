package localize

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// Value is [Terms.Value] with the terms of package term alone.
func Value(v *frontsheet.ValueSet, c frontsheet.Coded) (_ frontsheet.Coded, exact, ok bool) {
	return Terms{}.Value(v, c)
}

// Value returns the value of another value set as one of v: as the code that
// stands for the same code of FHIR's, or that is called the same. exact reports
// that both mean the same; ok is false where v has no code for it, or more than
// one, and nothing says which.
//
// A text is a value of v where it is the label of one of its codes.
func (t Terms) Value(v *frontsheet.ValueSet, c frontsheet.Coded) (_ frontsheet.Coded, exact, ok bool) {
	if c.Set == v && c.Code != "" {
		return c, true, true
	}
	if c.Set == nil || c.Code == "" {
		if code, found := t.calledAlike(v, c.Text); found {
			return frontsheet.Coded{Set: v, Code: code}, true, true
		}
		return c, false, false
	}
	from, known := c.Set.Concept(c.Code)
	if !known {
		return c, false, false
	}
	if to, exact, listed := valueSetAcrossTheBorder(v, c); listed {
		return to, exact, to.Code != ""
	}
	for _, label := range [...]string{c.Text, from.Chinese} {
		if code, found := t.calledAlike(v, label); found {
			return frontsheet.Coded{Set: v, Code: code}, true, true
		}
	}
	if from.Standard != "" {
		if to, same, found := v.FromStandard(from.System, from.Standard); found {
			return frontsheet.Coded{Set: v, Code: to.Code}, same && from.Equivalence == "equivalent", true
		}
	}
	// Editions that write one code in two ways list the one beside the other. In lists of
	// another origin the same digits are another thing.
	if to, found := v.ByAlias(c.Code); found && to.Chinese == from.Chinese {
		return frontsheet.Coded{Set: v, Code: to.Code}, true, true
	}
	return c, false, false
}

// calledAlike returns the code of v that is called so, in the Chinese of any
// region.
func (t Terms) calledAlike(v *frontsheet.ValueSet, label string) (code string, ok bool) {
	if label == "" {
		return "", false
	}
	if concept, found := v.ByLabel(label); found {
		return concept.Code, true
	}
	if concept, found := v.Concept(label); found && len(label) > 1 && concept.Standard == label {
		return label, true // a code that is not the set's own invention, as that of a country
	}
	for _, from := range layout.Languages() {
		for _, to := range layout.Languages() {
			if from == to || !layout.Chinese(from) || !layout.Chinese(to) {
				continue
			}
			reworded := t.Reword(label, from, to)
			if reworded.Caution != "" || reworded.By == ByPart {
				continue
			}
			if concept, found := v.ByLabel(reworded.Name); found && reworded.Name != "" {
				return concept.Code, true
			}
		}
	}
	return "", false
}

// ToCommunity reports whether the patient was sent on to a community health
// centre.
func ToCommunity(c frontsheet.Coded) bool {
	if c.Set == nil {
		return false
	}
	concept, _ := c.Set.Concept(c.Code)
	return concept.Standard == "other-hcf" && concept.Equivalence == "wider"
}

// JoinIncision finds the one code for the class of an incision and its healing:
// that whose name is made of both of theirs.
func JoinIncision(set *frontsheet.ValueSet, class, healing frontsheet.Coded) (frontsheet.Coded, bool) {
	if set == nil || class.Code == "" || class.Set == nil {
		return frontsheet.Coded{}, false
	}
	c, _ := class.Set.Concept(class.Code)
	name := c.Chinese
	if healing.Code != "" && healing.Set != nil {
		h, _ := healing.Set.Concept(healing.Code)
		if concept, ok := set.ByLabel(name + "/" + h.Chinese); ok {
			return frontsheet.Coded{Set: set, Code: concept.Code}, true
		}
		for _, alias := range h.Aliases {
			if concept, ok := set.ByLabel(name + "/" + alias); ok {
				return frontsheet.Coded{Set: set, Code: concept.Code}, true
			}
		}
		return frontsheet.Coded{}, false
	}
	if concept, ok := set.ByLabel(name); ok {
		return frontsheet.Coded{Set: set, Code: concept.Code}, true
	}
	return frontsheet.Coded{}, false
}

// SplitIncision is the way back of joinIncision.
func SplitIncision(classes, healings *frontsheet.ValueSet, both frontsheet.Coded) (class, healing frontsheet.Coded, ok bool) {
	if classes == nil || healings == nil || both.Code == "" || both.Set == nil {
		return class, healing, false
	}
	concept, _ := both.Set.Concept(both.Code)
	for _, name := range append([]string{concept.Chinese}, concept.Aliases...) {
		first, second, two := strings.Cut(name, "/")
		of, ok := classes.ByLabel(first)
		if !ok {
			continue
		}
		class = frontsheet.Coded{Set: classes, Code: of.Code}
		if !two {
			return class, frontsheet.Coded{}, true
		}
		if healed, ok := healings.ByLabel(second); ok {
			return class, frontsheet.Coded{Set: healings, Code: healed.Code}, true
		}
	}
	return frontsheet.Coded{}, frontsheet.Coded{}, false
}
