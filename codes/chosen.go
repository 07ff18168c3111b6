package codes

import "slices"

// Chosen returns the matches that may be recorded for the code without asking a
// coder: none, one, or the parts of one combination, which only together say what
// the code says. It returns none where the matches leave a choice:
//
//   - several that stand alone, unless one of them is equal or equivalent to the
//     code and the others are not;
//   - several scenarios of a combination, or several codes for one part of it;
//   - one that is left because an alternative to it has no target: an Unmatched
//     match beside it says so. Nothing is chosen by elimination.
//
// What [Translated] says is true, and Chosen gives none, is a question for a
// coder, and the matches are the candidates.
func Chosen(matches []Match) []Match {
	if len(matches) == 1 { // as nearly always
		if matches[0].Equivalence.Translates() && matches[0].Group == (Group{}) {
			return matches
		}
		return nil
	}
	var alone, together []Match
	for _, m := range matches {
		switch {
		case m.Equivalence == Unmatched:
			return nil
		case !m.Equivalence.Translates():
		case m.Group == Group{}:
			if !slices.ContainsFunc(alone, func(o Match) bool { return same(o, m) }) {
				alone = append(alone, m)
			}
		default:
			together = append(together, m)
		}
	}
	sure := func(m Match) bool { return m.Equivalence.Compare(Equivalent) <= 0 }
	switch {
	case len(alone) > 1 && sure(alone[0]) && !sure(alone[1]), len(alone) == 1 && (len(together) == 0 || sure(alone[0])):
		return alone[:1]
	case len(alone) > 0:
		return nil
	}
	for i, m := range together {
		if m.Group.Scenario != together[0].Group.Scenario ||
			slices.ContainsFunc(together[i+1:], func(o Match) bool { return o.Group == m.Group }) {
			return nil
		}
	}
	if len(together) < 2 {
		return nil // a part alone
	}
	return together
}

func same(a, b Match) bool {
	return a.Concept.Code == b.Concept.Code && a.Concept.System.URI == b.Concept.System.URI
}
