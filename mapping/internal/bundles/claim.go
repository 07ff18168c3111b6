package bundles

import (
	"encoding/json"
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/stays"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// systemDiagnosisType has the types of Claim.diagnosis (R4 13.7.8).
const systemDiagnosisType = "http://terminology.hl7.org/CodeSystem/ex-diagnosistype"

// A billed is what a bill has for the principal diagnosis: a Condition, or a code.
type billed struct {
	condition int // its number, -1 where the bill names none
	codes     []stays.Coding
}

// addClaims lists in the Encounter of a stay the Condition that a bill has for the
// principal diagnosis, where the Encounter itself ranks none first: documents hold
// no bills. A bill that states a code alone means the Condition of the stay that has
// it, where there is one; else an issue says what was seen.
func (m *membership) addClaims(d *fhir.Document, numbers []int, s *stays.Stay) []frontsheet.Issue {
	encounter, condition := m.placeOf(numbers, "Encounter", m.numbers[s.Whole]), -1
	if encounter < 0 || encounter >= len(d.Encounters) {
		return nil
	}
	for i := range d.Encounters[encounter].Diagnosis {
		if rank := d.Encounters[encounter].Diagnosis[i].Rank; rank != nil && *rank == 1 {
			return nil
		}
	}
	contacts := append([]int{s.Whole}, s.Parts...)
	for _, at := range contacts {
		b, ok := m.claimed[at]
		switch {
		case !ok || condition >= 0:
		case b.condition >= 0:
			condition = m.placeOf(numbers, "Condition", b.condition)
		default:
			found := m.coded(d, numbers, contacts, b.codes)
			if len(found) != 1 {
				return []frontsheet.Issue{{Field: "diagnosis.principal", Severity: frontsheet.Warning, Code: "diagnosis-role", Detail: billedAlone(len(found))}}
			}
			condition = found[0]
		}
	}
	if condition < 0 || condition >= len(d.Conditions) || d.Conditions[condition].Id == nil {
		return nil
	}
	e := &d.Encounters[encounter]
	e.Diagnosis = append(slices.Clip(e.Diagnosis), r4.EncounterDiagnosis{
		Condition: r4.Reference{Reference: new("urn:uuid:" + *d.Conditions[condition].Id)},
		Use:       &r4.CodeableConcept{Coding: []r4.Coding{{System: new(systemDiagnosisType), Code: new("principal")}}},
	})
	return nil
}

func billedAlone(conditions int) string {
	if conditions == 0 {
		return "a bill states the principal diagnosis by a code that no Condition of the stay has: it is not taken for one"
	}
	return "a bill states the principal diagnosis by a code that several Conditions of the stay have: none is taken for it"
}

// coded returns which of the Conditions of a document have one of the codes of a
// bill: of those that name the encounters of the stay, where any of them has.
func (m *membership) coded(d *fhir.Document, numbers, contacts []int, codes []stays.Coding) (found []int) {
	var others []int
	for i := range d.Conditions {
		c := d.Conditions[i].Code
		if c == nil || !slices.ContainsFunc(c.Coding, func(c r4.Coding) bool {
			return c.System != nil && c.Code != nil && slices.ContainsFunc(codes, func(b stays.Coding) bool { return b.System == *c.System && b.Code == *c.Code })
		}) {
			continue
		}
		if slices.ContainsFunc(contacts, func(at int) bool {
			return slices.ContainsFunc(m.of[at], func(n int) bool {
				return m.bundle.Resources[n].Type == "Condition" && m.placeOf(numbers, "Condition", n) == i
			})
		}) {
			found = append(found, i)
		} else {
			others = append(others, i)
		}
	}
	if found == nil {
		return others
	}
	return found
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
func (m *membership) claim(number int) {
	r := &m.bundle.Resources[number]
	if r.Type != "Claim" && r.Type != "ExplanationOfBenefit" {
		return
	}
	var claim struct {
		Status, Use string
		Diagnosis   []struct {
			DiagnosisReference       struct{ Reference string }
			DiagnosisCodeableConcept struct{ Coding []stays.Coding }
			Type                     []struct{ Coding []stays.Coding }
		}
	}
	if json.Unmarshal(r.Text, &claim) != nil || claim.Status != "active" || claim.Use != "claim" {
		return
	}
	main := billed{condition: -1}
	for _, d := range claim.Diagnosis {
		for _, t := range d.Type {
			if main.condition >= 0 || main.codes != nil || !slices.ContainsFunc(t.Coding, func(c stays.Coding) bool { return c.System == systemDiagnosisType && c.Code == "principal" }) {
				continue
			}
			main.condition = m.bundle.Find(r, d.DiagnosisReference.Reference)
			for _, c := range d.DiagnosisCodeableConcept.Coding {
				if c.System != "" && c.Code != "" {
					main.codes = append(main.codes, c)
				}
			}
		}
	}
	if main.condition < 0 && main.codes == nil {
		return
	}
	for _, ref := range r.References {
		if at, ok := m.at[m.bundle.Find(r, ref.Target)]; ok && ref.Element == "item" && !m.ofAnotherPatient(number, m.encounters[at].Patient) {
			if _, before := m.claimed[at]; !before {
				m.claimed[at] = main
			}
		}
	}
}
