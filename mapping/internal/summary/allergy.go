package summary

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/denial"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// allergies adds what is said of allergies. The guide has a statement that there is
// none among the entries, which says of what there is none: the reason for an empty
// section cannot. So does one that there is some, and not to what.
func (m *maker) allergies(s *r4.CompositionSection) {
	text := m.text(m.part("allergies"))
	if s == nil {
		m.add(r4.CompositionSection{
			Title: new(m.label("section.allergies")), Code: concept(fhir.SystemLOINC, "48765-2", "Allergies and adverse reactions Document"),
			Text: text, EmptyReason: concept(fhir.SystemEmptyReason, "unavailable", "Unavailable"),
		})
		return
	}
	s.Text = text
	code := m.answer()
	if len(s.Entry) == 0 && code == nil {
		s.EmptyReason = concept(fhir.SystemEmptyReason, "unavailable", "Unavailable")
	} else if len(s.Entry) == 0 {
		id := derived(document.URN+arena.Deref(m.document.Composition.Id), "allergy")
		a := r4.AllergyIntolerance{
			Id: &id, Code: code, Patient: r4.Reference{Reference: new(document.URN + arena.Deref(m.document.Patient.Id))},
			ClinicalStatus: concept(fhir.SystemAllergyClinical, "active", "Active"),
			Extension:      s.Extension,
		}
		if m.kind.Summary {
			claim(&a.Meta, "AllergyIntolerance-uv-ips")
		}
		m.document.AllergyIntolerances = append(m.document.AllergyIntolerances, a)
		s.Entry, s.EmptyReason = []r4.Reference{{Reference: new(document.URN + id)}}, nil
	}
	m.add(*s)
}

// answer returns what the sheet answers to the question whether there is an allergy, in
// the code of SNOMED CT that is of the guide's value set, and in that by which its first
// edition denied it, which many receivers know; nil where it answers neither yes nor no.
func (m *maker) answer() *r4.CodeableConcept {
	recorded := &m.chart.Sheet.Allergy.Recorded
	const sct, first = "http://snomed.info/sct", "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
	switch some, ok := localize.Presence(recorded.Set); {
	case m.kind.Request != "" && recorded.Code == "" && recorded.Text != "" && denial.Of(recorded.Text).IsFact():
		return &r4.CodeableConcept{Text: &recorded.Text} // in words, as a record of a transfer has it
	case recorded.Code == "" && !denial.Of(recorded.Text).DeniesDrugAllergy():
		return nil // of food, say
	case recorded.Denied() && localize.DeniesAll(*recorded):
		return both(concept(sct, "716186003", "No known allergy"), concept(first, "no-known-allergies", "No known allergies"))
	case recorded.Denied():
		return both(concept(sct, "409137002", "No known drug allergy"), concept(first, "no-known-medication-allergies", "No known medication allergies"))
	case ok && some.Code == recorded.Code:
		return concept(sct, "416098002", "Allergy to drug")
	}
	return nil
}

// both returns the concept of two codings.
func both(a, b *r4.CodeableConcept) *r4.CodeableConcept {
	return &r4.CodeableConcept{Coding: append(a.Coding, b.Coding...)}
}
