package document

import (
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// resultStatuses are the states of FHIR by the codes of HL7's table 0085. Of the
// codes of one state the first is the one that is written for it.
var resultStatuses = [...]struct {
	code   string
	status r4.ObservationStatus
}{
	{"F", r4.ObservationStatusFinal},
	{"P", r4.ObservationStatusPreliminary},
	{"R", r4.ObservationStatusPreliminary},
	{"S", r4.ObservationStatusPreliminary},
	{"C", r4.ObservationStatusCorrected},
	{"A", r4.ObservationStatusAmended},
	{"X", r4.ObservationStatusCancelled},
	{"I", r4.ObservationStatusRegistered},
	{"W", r4.ObservationStatusEnteredInError},
	{"D", r4.ObservationStatusEnteredInError},
}

// ResultStatus returns the state of FHIR that a code of HL7's table 0085 stands
// for, ObservationStatusUnknown where it stands for none.
func ResultStatus(code string) r4.ObservationStatus {
	for _, s := range &resultStatuses {
		if s.code == code {
			return s.status
		}
	}
	return r4.ObservationStatusUnknown
}

// ResultCode returns the code of HL7's table 0085 for a state of FHIR, "" where
// it has none.
func ResultCode(status r4.ObservationStatus) string {
	for _, s := range &resultStatuses {
		if s.status == status {
			return s.code
		}
	}
	return ""
}
