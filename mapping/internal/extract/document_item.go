package extract

import (
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// graded reads how far an item is coded, and the row in which it stands.
func (r *Reader) graded(list []r4.Extension) (g frontsheet.Grade, row int) {
	if x := r.extension(list, fhir.ExtensionSheetLine); x != nil && x.ValuePositiveInt != nil && *x.ValuePositiveInt <= layout.MostRows+1 {
		row = *x.ValuePositiveInt
	}
	x := r.extension(list, fhir.ExtensionGrade)
	if x == nil {
		return g, row
	}
	for i := range x.Extension {
		part := &x.Extension[i]
		switch part.Url {
		case "claimed":
			g.Claimed = arena.Deref(part.ValueCode)
		case "verified":
			g.Verified = arena.Deref(part.ValueCode)
		case "reason":
			g.Reason = arena.Deref(part.ValueCode)
		}
	}
	return g, row
}

// hasResults reports whether the sheet has a place for results.
func (r *Reader) hasResults() bool {
	return r.has("domain.test.identifier") || r.has("laboratory.test")
}

// result reads a result that the record carries beside the items of the sheet,
// and reports whether the sheet has a place for it.
func (r *Reader) result(o *r4.Observation) bool {
	if !r.hasResults() || r.code(&o.Code, fhir.SystemSheetItem) != "" {
		return false
	}
	index := strconv.Itoa(len(r.Sheet.Observations) + 1)
	element := r.firstWith("domain.test.identifier", "laboratory.test")
	var s frontsheet.Observation
	s.Codes, s.Name = r.codesOf(&o.Code, element)
	s.Grade, s.Row = r.graded(o.Extension)
	s.Observed = r.date(o.EffectiveDateTime, r.firstWith("domain.test.date", "laboratory.observed"))
	switch {
	case o.ValueQuantity != nil && o.ValueQuantity.Value != nil:
		s.Number, s.Unit = r.number(o.ValueQuantity.Value.String(), r.firstWith("domain.test.value", "laboratory.result")), arena.Deref(o.ValueQuantity.Unit)
	case o.ValueCodeableConcept != nil:
		s.Answers, s.Text = r.codesOf(o.ValueCodeableConcept, element)
	default:
		s.Text = arena.Deref(o.ValueString)
	}
	// A unit without a number has no other home.
	unit := "result.unit[" + index + "]"
	r.Sheet.Fields = slices.DeleteFunc(r.Sheet.Fields, func(f frontsheet.Field) bool {
		if f.Column != unit || s.Unit != "" {
			return false
		}
		s.Unit = f.Value
		return true
	})
	if len(o.ReferenceRange) > 0 {
		s.Range = arena.Deref(o.ReferenceRange[0].Text)
	}
	if len(o.Interpretation) > 0 {
		s.Flag = nameIn(&o.Interpretation[0])
	}
	if o.Status == r4.ObservationStatusFinal {
		s.Status = "F"
	}
	r.Sheet.Observations = append(r.Sheet.Observations, s)
	r.strange("Observation", o.Extension, fhir.ExtensionGrade, fhir.ExtensionSheetLine)
	r.left("Observation", o, "status", "category", "code", "subject", "encounter", "effectiveDateTime",
		"valueQuantity", "valueCodeableConcept", "valueString", "referenceRange", "interpretation")
	return true
}

// allergyItem reads an allergy of which the record says more than a drug's name,
// and reports whether the sheet has a place for it.
func (r *Reader) allergyItem(a *r4.AllergyIntolerance) bool {
	if !r.has("domain.allergy.identifier") {
		return false
	}
	var s frontsheet.AllergyItem
	s.Codes, s.Name = r.codesOf(a.Code, "domain.allergy.identifier")
	s.Grade, s.Row = r.graded(a.Extension)
	s.Noted = r.date(a.OnsetDateTime, "domain.allergy.date")
	s.Kind = r.extended(a.Extension, fhir.ExtensionAllergyKind, "domain.allergy.kind")
	if s.Kind.IsZero() && len(a.Category) > 0 && !r.fromRows() {
		c := r4.CodeableConcept{Coding: []r4.Coding{{System: new("http://hl7.org/fhir/allergy-intolerance-category"), Code: new(a.Category[0].Code())}}}
		s.Kind = r.coded(&c, "domain.allergy.kind")
	}
	s.Severity = r.extended(a.Extension, fhir.ExtensionAllergySeverity, "domain.allergy.severity")
	for i := range a.Reaction {
		for j := range a.Reaction[i].Manifestation {
			s.Reactions = append(s.Reactions, nameIn(&a.Reaction[i].Manifestation[j]))
		}
		if severity := a.Reaction[i].Severity; severity != nil && s.Severity.IsZero() {
			c := r4.CodeableConcept{Coding: []r4.Coding{{System: new("http://hl7.org/fhir/reaction-event-severity"), Code: new(severity.Code())}}}
			s.Severity = r.coded(&c, "domain.allergy.severity")
		}
	}
	r.Sheet.Allergy.Items = append(r.Sheet.Allergy.Items, s)
	r.strange("AllergyIntolerance", a.Extension, fhir.ExtensionGrade, fhir.ExtensionSheetLine, fhir.ExtensionAllergyKind, fhir.ExtensionAllergySeverity)
	r.left("AllergyIntolerance", a, "clinicalStatus", "verificationStatus", "category", "code", "patient", "encounter", "onsetDateTime", "reaction")
	return true
}
