package mapping_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

// R4, 3.3.1: a Bundle of a server has resources in any order, and so has $document but
// for the Composition. The row is that of the sheet all the same.
func TestOrderOfServer(t *testing.T) {
	options := &mapping.Options{Layouts: bothSides()}
	d := documentWith(t, options, "A01=H1", "A48=1", "A49=1", "B12=2024-03-02", "C24C=2", "C25=青霉素；磺胺；头孢", "C03C=K80.000", "C04N=胆囊结石", "C06x01C=I10.x00", "C07x01N=高血压", "C06x02C=E11.900", "C07x02N=糖尿病")
	translator := mapping.NewTranslator(nil, options)
	want, _ := translator.FrontSheet(d)
	require.Len(t, want.Allergy.Drugs, 3)
	slices.Reverse(d.AllergyIntolerances)
	slices.Reverse(d.Conditions)
	slices.Reverse(d.Observations)
	got, _ := translator.FrontSheet(d)
	assert.Equal(t, want.Allergy.Drugs, got.Allergy.Drugs)
	assert.Equal(t, want.Diagnoses, got.Diagnoses)
}
