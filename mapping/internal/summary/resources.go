package summary

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// resources says in each resource what its profile demands, unknown where it is, and
// that it follows the profile.
func (m *maker) resources() {
	d := m.document
	p := &d.Patient
	claim(&p.Meta, "Patient-uv-ips")
	p.Name = named(p.Name)
	p.BirthDate = given(p.BirthDate)
	for i := range d.Conditions {
		c := &d.Conditions[i]
		claim(&c.Meta, "Condition-uv-ips")
		c.Code = stated(c.Code)
	}
	for i := range d.Procedures {
		p := &d.Procedures[i]
		claim(&p.Meta, "Procedure-uv-ips")
		p.Code = stated(p.Code)
		if p.PerformedPeriod == nil {
			p.PerformedDateTime = given(p.PerformedDateTime)
		}
	}
	for i := range d.AllergyIntolerances {
		a := &d.AllergyIntolerances[i]
		claim(&a.Meta, "AllergyIntolerance-uv-ips")
		a.Code = stated(a.Code)
	}
	for i := range d.MedicationStatements {
		s := &d.MedicationStatements[i]
		claim(&s.Meta, "MedicationStatement-uv-ips")
		s.MedicationCodeableConcept = *stated(&s.MedicationCodeableConcept)
		if s.EffectivePeriod == nil {
			s.EffectiveDateTime = given(s.EffectiveDateTime)
		}
	}
	for i := range d.Organizations {
		o := &d.Organizations[i]
		claim(&o.Meta, "Organization-uv-ips")
		o.Name = given(o.Name)
	}
	for i := range d.Practitioners {
		p := &d.Practitioners[i]
		claim(&p.Meta, "Practitioner-uv-ips")
		p.Name = named(p.Name)
	}
	for i := range d.PractitionerRoles {
		claim(&d.PractitionerRoles[i].Meta, "PractitionerRole-uv-ips")
	}
	for i := range d.Observations {
		if o := &d.Observations[i]; m.isResult(o) {
			m.result(o)
		}
	}
}

// named returns names of which each says something, and one that says that the name
// is unknown for none.
func named(list []r4.HumanName) []r4.HumanName {
	if len(list) == 0 {
		return []r4.HumanName{{Text: new(fhir.Unknown)}}
	}
	for i := range list {
		if n := &list[i]; arena.Deref(n.Family) == "" && len(n.Given) == 0 {
			n.Text = given(n.Text)
		}
	}
	return list
}

// given returns a text, or that it is unknown.
func given(s *string) *string {
	if arena.Deref(s) == "" {
		return new(fhir.Unknown)
	}
	return s
}

// stated is given for a concept.
func stated(c *r4.CodeableConcept) *r4.CodeableConcept {
	if c == nil || len(c.Coding) == 0 && len(c.Extension) == 0 && arena.Deref(c.Text) == "" {
		return &r4.CodeableConcept{Extension: absent()}
	}
	return c
}

// isResult reports whether an Observation is of a laboratory: what a sheet has
// besides its items is, of its items some are. One that was entered in error is no
// result of anybody's.
func (m *maker) isResult(o *r4.Observation) bool {
	if o.Status == r4.ObservationStatusEnteredInError {
		return false
	}
	item := codeOf(&o.Code, m.URI(fhir.SystemSheetItem))
	if item == "" {
		return true
	}
	f := document.FindingOf(item)
	return f != nil && f.Laboratory
}

// result says of a result what the guide demands. Who states it is whoever made the
// document: that is what FHIR calls a performer.
func (m *maker) result(o *r4.Observation) {
	claim(&o.Meta, "Observation-results-laboratory-pathology-uv-ips")
	o.Category = append(o.Category[:len(o.Category):len(o.Category)],
		*concept("http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory"))
	if o.EffectivePeriod == nil {
		o.EffectiveDateTime = given(o.EffectiveDateTime)
	}
	o.Performer = []r4.Reference{{Extension: absent()}}
	if author := m.document.Composition.Author; len(author) > 0 && arena.Deref(author[0].Reference) != "" {
		o.Performer[0] = r4.Reference{Reference: author[0].Reference}
	}
	if !hasValue(o) {
		o.DataAbsentReason = concept("http://terminology.hl7.org/CodeSystem/data-absent-reason", "unknown", "Unknown")
	}
}

// hasValue reports whether an Observation says what was found, in a form in which
// documents do.
func hasValue(o *r4.Observation) bool {
	return o.ValueQuantity != nil || o.ValueCodeableConcept != nil || o.ValueString != nil || o.ValueRange != nil || o.ValueRatio != nil ||
		o.ValueInteger != nil || o.ValueDateTime != nil || len(o.Component) > 0
}
