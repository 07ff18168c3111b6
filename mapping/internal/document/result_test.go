package document

import (
	"testing"

	"github.com/stretchr/testify/assert"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// The codes are those of table 0085 in HL7 v2.5.1: final, preliminary, not verified,
// corrected, cannot be obtained, pending, wrong patient, deleted, not asked. Several
// of one state of FHIR are written back as the first of them, one of none as nothing.
func TestResultStatus(t *testing.T) {
	for code, want := range map[string]struct {
		status r4.ObservationStatus
		back   string
	}{
		"F": {r4.ObservationStatusFinal, "F"},
		"P": {r4.ObservationStatusPreliminary, "P"},
		"R": {r4.ObservationStatusPreliminary, "P"},
		"C": {r4.ObservationStatusCorrected, "C"},
		"X": {r4.ObservationStatusCancelled, "X"},
		"I": {r4.ObservationStatusRegistered, "I"},
		"W": {r4.ObservationStatusEnteredInError, "W"},
		"D": {r4.ObservationStatusEnteredInError, "W"},
		"N": {r4.ObservationStatusUnknown, ""},
		"":  {r4.ObservationStatusUnknown, ""},
	} {
		assert.Equal(t, want.status, ResultStatus(code), code)
		assert.Equal(t, want.back, ResultCode(ResultStatus(code)), code)
	}
}

// Settings without layouts read documents without value sets.
func TestNoLayouts(t *testing.T) {
	var none *Layouts
	assert.Nil(t, none.First())
	assert.Nil(t, none.Named("hqms"))
	assert.Nil(t, none.Set(nil, "patient.sex"))
	assert.Nil(t, none.SetByURI("http://example.org"))
}
