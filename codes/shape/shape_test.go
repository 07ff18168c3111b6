package shape_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/shape"
)

func TestShapesOfCodes(t *testing.T) {
	for _, c := range []struct {
		system codes.System
		codes  []string
	}{
		{codes.DiagnosisClinical, []string{"I21.900x001", "I10.x00", "I10.x00x002", "E11.900", "C22", "A01.000x005+J17.0*", "E11.400x024+G63.2*", "M81600/3", "8160/3", "J17.0*", "B37.600I39.8"}},
		{codes.DiagnosisInsurance, []string{"I21.900", "I10.x00"}},
		{codes.ICD10, []string{"I21.9", "I10", "K57.1"}},
		{codes.ICD10CM, []string{"S72.001A", "I10", "E11.9", "C4A.0", "O9A.21"}},
		{codes.ICD9CM, []string{"410.71", "401", "V58.11", "E885.9", "36.06", "47"}},
		{codes.ProcedureClinical, []string{"36.0600", "36.0600x001", "01.6x00", "03.1x00x001", "17.912A0", "36.06"}},
	} {
		for _, code := range c.codes {
			assert.True(t, shape.Fits(c.system, code), "%s of %s", code, c.system)
		}
	}
}

// What people type into a column for codes is not shown, even where it could
// stand as a code of FHIR.
func TestWhatIsNoCodeHasNoShape(t *testing.T) {
	for _, text := range []string{
		"", "110105198001020011", "11010519800102001X", "13800000101", "A123456(7)", "A1234567", "C668668(9)", "E12345678",
		"00990001", "2022-03-05", "2022/3/5", "1980/1", "20220305", "CANARY1", "Ward7", "Bed12", "急性心肌梗死1", "I21.9 MI", "I21.9;E11.9", "I21.9\nChan1",
		"41071", "I219",
	} {
		for _, s := range codes.Systems() {
			assert.False(t, shape.Fits(s.System, text), "%q of %s", text, s.Name)
		}
	}
	assert.False(t, shape.Fits(codes.System{URI: "https://example.org/codes"}, "I21.9"), "of a system that is not known")
}
