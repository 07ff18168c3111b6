package localize

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/rules"
	"github.com/crossbay/crossbay/codes/shape"
)

// volume3 holds the rules from the Chinese editions of ICD-9-CM-3 to volume 3 of
// ICD-9-CM, by the URI of the edition. The table keeps them from codes that
// volume 3 does not have.
func volume3() map[string]codes.Map {
	m := map[string]codes.Map{}
	for _, edition := range [...]codes.System{codes.ProcedureClinical, codes.ProcedureInsurance} {
		m[edition.URI] = rules.ToVolume3(edition, nil, icd9cm.Procedures())
	}
	return m
}

// Chosen returns the matches that may stand in a document: the one that stands
// alone and is better than any other; or, where none stands alone, the scenario
// of a combination, if there is but one and it leaves no choice in any of its
// parts.
func Chosen(matches []codes.Match) []codes.Match {
	if len(matches) == 1 && matches[0].Equivalence.Translates() {
		return matches // as nearly always
	}
	var alone, together []codes.Match
	for _, m := range matches {
		switch {
		case !m.Equivalence.Translates():
		case m.Group == codes.Group{}:
			alone = append(alone, m)
		default:
			together = append(together, m)
		}
	}
	if len(alone) > 0 {
		for _, m := range slices.Concat(alone[1:], together) {
			if m.Concept.Code != alone[0].Concept.Code && m.Equivalence.Compare(alone[0].Equivalence) == 0 {
				return nil
			}
		}
		return alone[:1]
	}
	for i, m := range together {
		if m.Group.Scenario != together[0].Group.Scenario ||
			slices.ContainsFunc(together[i+1:], func(o codes.Match) bool { return o.Group == m.Group }) {
			return nil
		}
	}
	return together
}

// Choices lists the codes among which a coder would choose for a code.
func Choices(registry *codes.Registry, code string, matches []codes.Match) string {
	var list []string
	for i := range matches {
		m := &matches[i]
		if m.Equivalence.Translates() && !slices.Contains(list, m.Concept.Code) && printable(registry, code, m) {
			list = append(list, m.Concept.Code)
		}
	}
	return strings.Join(list, " ")
}

// printable reports whether the target of a match may be shown. It is a code of
// the map's, unless the map says to use a code that it does not know as it
// stands: that may be anything that stood in the cell.
func printable(registry *codes.Registry, code string, m *codes.Match) bool {
	return m.Concept.Code != code || shape.Printable(registry, m.Concept.System, code)
}
