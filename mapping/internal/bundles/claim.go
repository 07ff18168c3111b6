package bundles

import (
	"encoding/json"
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/stays"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// systemDiagnosisType has the types of Claim.diagnosis (R4 13.7.8).
const systemDiagnosisType = "http://terminology.hl7.org/CodeSystem/ex-diagnosistype"

// addClaims lists in the Encounter of a stay the Condition that a bill has for the
// principal diagnosis, where the Encounter itself ranks none first: documents hold
// no bills.
func (m *membership) addClaims(d *fhir.Document, numbers []int, s *stays.Stay) {
	encounter, condition := m.placeOf(numbers, "Encounter", m.numbers[s.Whole]), -1
	if encounter < 0 || encounter >= len(d.Encounters) {
		return
	}
	for i := range d.Encounters[encounter].Diagnosis {
		if rank := d.Encounters[encounter].Diagnosis[i].Rank; rank != nil && *rank == 1 {
			return
		}
	}
	for _, at := range append([]int{s.Whole}, s.Parts...) {
		if n, ok := m.claimed[at]; ok && condition < 0 {
			condition = m.placeOf(numbers, "Condition", n)
		}
	}
	if condition < 0 || condition >= len(d.Conditions) || d.Conditions[condition].Id == nil {
		return
	}
	e := &d.Encounters[encounter]
	e.Diagnosis = append(slices.Clip(e.Diagnosis), r4.EncounterDiagnosis{
		Condition: r4.Reference{Reference: new("urn:uuid:" + *d.Conditions[condition].Id)},
		Use:       &r4.CodeableConcept{Coding: []r4.Coding{{System: new(systemDiagnosisType), Code: new("principal")}}},
	})
}

// placeOf returns which of the resources of a type one is, -1 for none.
func (m *membership) placeOf(numbers []int, kind string, number int) int {
	at := 0
	for _, n := range numbers {
		switch {
		case n == number:
			return at
		case m.bundle.Resources[n].Type == kind:
			at++
		}
	}
	return -1
}

// claim reads the Condition that a bill has for the principal diagnosis of the
// encounters that it is for. The first bill of an encounter counts.
func (m *membership) claim(r *fhir.Resource) {
	if r.Type != "Claim" && r.Type != "ExplanationOfBenefit" {
		return
	}
	var claim struct {
		Status, Use string
		Diagnosis   []struct {
			DiagnosisReference struct{ Reference string }
			Type               []struct{ Coding []stays.Coding }
		}
	}
	if json.Unmarshal(r.Text, &claim) != nil || claim.Status != "active" || claim.Use != "claim" {
		return
	}
	condition := -1
	for _, d := range claim.Diagnosis {
		for _, t := range d.Type {
			if condition < 0 && slices.ContainsFunc(t.Coding, func(c stays.Coding) bool { return c.System == systemDiagnosisType && c.Code == "principal" }) {
				condition = m.bundle.Find(r, d.DiagnosisReference.Reference)
			}
		}
	}
	if condition < 0 {
		return
	}
	for _, ref := range r.References {
		if at, ok := m.at[m.bundle.Find(r, ref.Target)]; ok && ref.Element == "item" {
			if _, billed := m.claimed[at]; !billed {
				m.claimed[at] = condition
			}
		}
	}
}
