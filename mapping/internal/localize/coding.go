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
