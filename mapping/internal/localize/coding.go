package localize

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/rules"
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

// Choices lists the codes among which a coder would choose.
func Choices(matches []codes.Match) string {
	var list []string
	for _, m := range matches {
		if m.Equivalence.Translates() && !slices.Contains(list, m.Concept.Code) {
			list = append(list, m.Concept.Code)
		}
	}
	return strings.Join(list, " ")
}
