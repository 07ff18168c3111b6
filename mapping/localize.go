package mapping

import "strings"

// Localize returns the value of another value set as one of v: as the code that
// stands for the same code of FHIR's, or that is called the same. exact reports
// that both mean the same; ok is false where v has no code for it, or more than
// one, and nothing says which.
//
// A text is a value of v where it is the label of one of its codes.
func (v *ValueSet) Localize(c Coded) (_ Coded, exact, ok bool) {
	if c.Set == v && c.Code != "" {
		return c, true, true
	}
	if c.Set == nil || c.Code == "" {
		if i, found := v.byLabel(foldLabel(c.Text)); found && c.Text != "" {
			return Coded{Set: v, Code: v.concepts[i].Code}, true, true
		}
		return c, false, false
	}
	from, known := c.Set.Concept(c.Code)
	if !known {
		return c, false, false
	}
	for _, label := range [...]string{c.Text, from.Chinese} {
		if i, found := v.byLabel(foldLabel(label)); found && label != "" {
			return Coded{Set: v, Code: v.concepts[i].Code}, true, true
		}
	}
	if from.Standard != "" {
		if to, same, found := v.fromStandard(from.System, from.Standard); found {
			return Coded{Set: v, Code: to.Code}, same && from.Equivalence == "equivalent", true
		}
	}
	// Editions that write one code in two ways list the one beside the other.
	if i, found := v.byAlias[foldLabel(c.Code)]; found && i >= 0 {
		return Coded{Set: v, Code: v.concepts[i].Code}, true, true
	}
	return c, false, false
}

// adapt puts values where the layout has columns for them that has none for
// them as they stand: class and healing of an incision apart or in one, the days
// of an age as a part of a month, the receiving institution under the one title
// that serves for both kinds. It changes s alone, and nothing that s shares.
func (w *Writer) adapt(s *FrontSheet) {
	for i := range s.Procedures {
		p := &s.Procedures[i]
		path := "procedure." // the first stands for all
		switch {
		case w.names[path+"incision-healing"] != nil && p.IncisionHealing.IsZero():
			if joined, ok := joinIncision(w.names[path+"incision-healing"].set, p.Incision, p.Healing); ok {
				p.IncisionHealing, p.Incision, p.Healing = joined, Coded{}, Coded{}
			}
		case w.names[path+"incision"] != nil && w.names[path+"healing"] != nil && p.Incision.IsZero() && p.Healing.IsZero():
			if class, healing, ok := splitIncision(w.names[path+"incision"].set, w.names[path+"healing"].set, p.IncisionHealing); ok {
				p.Incision, p.Healing, p.IncisionHealing = class, healing, Coded{}
			}
		}
	}
	st := &s.Stay
	switch {
	case w.names["stay.community"] == nil && st.Destination == "":
		st.Destination, st.Community = st.Community, ""
	case w.names["stay.community"] != nil && s.layout != nil && s.layout.columnOf("stay.community") == "" && st.Community == "" && toCommunity(st.Disposition):
		st.Destination, st.Community = "", st.Destination
	}
}

// toCommunity reports whether the patient was sent on to a community health
// centre.
func toCommunity(c Coded) bool {
	if c.Set == nil {
		return false
	}
	concept, _ := c.Set.Concept(c.Code)
	return concept.Standard == "other-hcf" && concept.Equivalence == "wider"
}

// joinIncision finds the one code for the class of an incision and its healing:
// that whose name is made of both of theirs.
func joinIncision(set *ValueSet, class, healing Coded) (Coded, bool) {
	if set == nil || class.Code == "" || class.Set == nil {
		return Coded{}, false
	}
	c, _ := class.Set.Concept(class.Code)
	name := c.Chinese
	if healing.Code != "" && healing.Set != nil {
		h, _ := healing.Set.Concept(healing.Code)
		if i, ok := set.byLabel(foldLabel(name + "/" + h.Chinese)); ok {
			return Coded{Set: set, Code: set.concepts[i].Code}, true
		}
		for _, alias := range h.aliases {
			if i, ok := set.byLabel(foldLabel(name + "/" + alias)); ok {
				return Coded{Set: set, Code: set.concepts[i].Code}, true
			}
		}
		return Coded{}, false
	}
	if i, ok := set.byLabel(foldLabel(name)); ok {
		return Coded{Set: set, Code: set.concepts[i].Code}, true
	}
	return Coded{}, false
}

// splitIncision is the way back of joinIncision.
func splitIncision(classes, healings *ValueSet, both Coded) (class, healing Coded, ok bool) {
	if classes == nil || healings == nil || both.Code == "" || both.Set == nil {
		return class, healing, false
	}
	concept, _ := both.Set.Concept(both.Code)
	for _, name := range append([]string{concept.Chinese}, concept.aliases...) {
		first, second, two := strings.Cut(name, "/")
		i, ok := classes.byLabel(foldLabel(first))
		if !ok {
			continue
		}
		class = Coded{Set: classes, Code: classes.concepts[i].Code}
		if !two {
			return class, Coded{}, true
		}
		if j, ok := healings.byLabel(foldLabel(second)); ok {
			return class, Coded{Set: healings, Code: healings.concepts[j].Code}, true
		}
	}
	return Coded{}, Coded{}, false
}
