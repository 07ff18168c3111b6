package mapping_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
)

// R4, Identifier.use: what an identifier is for. GB 11643 has the birth date and the sex
// in the number: on the record of a newborn, that of the mother is not its official one,
// and two people have no official number in common. The number itself is passed on, and
// comes back.
func TestContradictedIdentityNumber(t *testing.T) {
	const card = "11010519930708002X"
	options := &mapping.Options{Layouts: bothSides()}
	for name, test := range map[string]struct {
		columns      []string
		use          r4.IdentifierUse
		contradicted []string
	}{
		"the mother":    {[]string{"A12C=2", "A13=1993-07-08"}, r4.IdentifierUseOfficial, nil},
		"her newborn":   {[]string{"A12C=1", "A13=2024-03-01"}, r4.IdentifierUseSecondary, []string{"birth-date", "sex"}},
		"her daughter":  {[]string{"A12C=2", "A13=2024-03-01"}, r4.IdentifierUseSecondary, []string{"birth-date"}},
		"another sex":   {[]string{"A12C=1", "A13=1993-07-08"}, r4.IdentifierUseSecondary, []string{"sex"}},
		"no birth date": {[]string{"A12C=2"}, r4.IdentifierUseOfficial, nil},
		"sex not told":  {[]string{"A12C=0"}, r4.IdentifierUseOfficial, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := documentWith(t, options, append([]string{"A01=H1", "A48=1", "A49=1", "B12=2024-03-02", "A20=" + card}, test.columns...)...)
			require.Len(t, d.Patient.Identifier, 2)
			i := d.Patient.Identifier[1]
			assert.Equal(t, card, *i.Value)
			assert.Equal(t, test.use, *i.Use)
			var contradicted []string
			for _, x := range i.Extension {
				require.Equal(t, fhir.ExtensionContradictedBy, x.Url)
				contradicted = append(contradicted, *x.ValueCode)
			}
			assert.Equal(t, test.contradicted, contradicted)
			sheet, issues := mapping.NewTranslator(nil, options).FrontSheet(d)
			assert.Empty(t, issues)
			assert.Equal(t, card, sheet.Patient.DocumentNumber)
			assert.True(t, sheet.Patient.DocumentType.IsZero(), "the record does not state it")
		})
	}
}
