package extract

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A part is what the document of somebody else says that a diagnosis plays in the
// stay. The zero part says nothing.
type part uint8

const (
	unsaid part = iota
	secondary
	working   // made during the stay, and tentative
	operative // before or after an operation
	billing
	discharge
	principal
	admission
	emergency // of the attendance that led to the stay
	// These are no diagnoses of the stay.
	complaint
	differential
	problem
	history
)

const (
	systemDiagnosisType = "http://terminology.hl7.org/CodeSystem/ex-diagnosistype"
	systemGermanRole    = "http://fhir.de/CodeSystem/KontaktDiagnoseProzedur"
	systemDiagnosisV2   = "http://terminology.hl7.org/CodeSystem/v2-0052"
	systemSNOMED        = "http://snomed.info/sct"
	systemCategory      = "http://terminology.hl7.org/CodeSystem/condition-category"
)

type conceptCode struct{ system, code string }

// parts are the codes by which documents say which part a diagnosis plays: of
// Encounter.diagnosis.use (R4 5.8.9), Claim.diagnosis.type (R4 13.7.8), table 0052
// of HL7 v2, the German basic profiles, SNOMED CT, and LOINC's sections of
// summaries (C-CDA R2.1, section templates).
var parts = map[conceptCode]part{
	{fhir.SystemDiagnosisRole, "AD"}:      admission,
	{fhir.SystemDiagnosisRole, "DD"}:      discharge,
	{fhir.SystemDiagnosisRole, "CC"}:      complaint,
	{fhir.SystemDiagnosisRole, "CM"}:      secondary,
	{fhir.SystemDiagnosisRole, "pre-op"}:  operative,
	{fhir.SystemDiagnosisRole, "post-op"}: operative,
	{fhir.SystemDiagnosisRole, "billing"}: billing,

	{systemDiagnosisType, "admitting"}:     admission,
	{systemDiagnosisType, "principal"}:     principal,
	{systemDiagnosisType, "discharge"}:     discharge,
	{systemDiagnosisType, "differential"}:  differential,
	{systemDiagnosisType, "patientdesc"}:   complaint,
	{systemDiagnosisType, "retrospective"}: secondary,

	{systemDiagnosisV2, "A"}: admission,
	{systemDiagnosisV2, "W"}: working,
	{systemDiagnosisV2, "F"}: discharge,

	{systemGermanRole, "referral-diagnosis"}:      admission,
	{systemGermanRole, "treatment-diagnosis"}:     secondary,
	{systemGermanRole, "surgery-diagnosis"}:       operative,
	{systemGermanRole, "hospital-main-diagnosis"}: principal,

	{systemSNOMED, "8319008"}:  principal,
	{systemSNOMED, "85097005"}: secondary,
	{systemSNOMED, "52870002"}: admission,
	{systemSNOMED, "89100005"}: discharge,
	{systemSNOMED, "47965005"}: differential,
	{systemSNOMED, "33962009"}: complaint,

	{fhir.SystemLOINC, "46241-6"}: admission,
	{fhir.SystemLOINC, "42347-5"}: admission,
	{fhir.SystemLOINC, "11535-2"}: discharge,
	{fhir.SystemLOINC, "78375-3"}: discharge,
	{fhir.SystemLOINC, "10154-3"}: complaint,
	{fhir.SystemLOINC, "11450-4"}: problem,
	{fhir.SystemLOINC, "11348-0"}: history,
	{fhir.SystemLOINC, "10219-4"}: operative,
	{fhir.SystemLOINC, "10218-6"}: operative,
}

// partIn returns the part that concepts state. Of several in one the principal
// counts before the others, and any before that of a bill.
func (r *Reader) partIn(concepts ...*r4.CodeableConcept) part {
	best := unsaid
	for _, c := range concepts {
		if c == nil {
			continue
		}
		for i := range c.Coding {
			p := parts[conceptCode{r.system(c.Coding[i].System), arena.Deref(c.Coding[i].Code)}]
			if p == principal {
				return p
			}
			best = max(best, p)
		}
	}
	return best
}

// partsBySection returns the part that the sections of the Composition say of the
// resources they list, by their references: unsaid where they list one and say none.
func (r *Reader) partsBySection() map[string]part {
	found := map[string]part{}
	var walk func(list []r4.CompositionSection, outer part)
	walk = func(list []r4.CompositionSection, outer part) {
		for i := range list {
			at := r.partIn(list[i].Code)
			if at == unsaid {
				at = outer
			}
			for j := range list[i].Entry {
				if to := arena.Deref(list[i].Entry[j].Reference); found[to] == unsaid {
					found[to] = at
				}
			}
			walk(list[i].Section, at)
		}
	}
	walk(r.document.Composition.Section, unsaid)
	return found
}
