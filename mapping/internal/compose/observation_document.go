package compose

import (
	"encoding/json"
	"strconv"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// observationStatuses are the states of FHIR by the codes of HL7's table 0085.
var observationStatuses = map[string]r4.ObservationStatus{
	"F": r4.ObservationStatusFinal, "P": r4.ObservationStatusPreliminary, "R": r4.ObservationStatusPreliminary,
	"S": r4.ObservationStatusPreliminary, "C": r4.ObservationStatusCorrected, "A": r4.ObservationStatusAmended,
	"X": r4.ObservationStatusCancelled, "I": r4.ObservationStatusRegistered, "W": r4.ObservationStatusEnteredInError,
	"D": r4.ObservationStatusEnteredInError,
}

// observations makes an Observation of each result that the record carries
// beside the items of the sheet.
func (b *Builder) observations() {
	for i := range b.sheet.Observations {
		s := &b.sheet.Observations[i]
		id := b.stayID("result/" + strconv.Itoa(i+1))
		o := r4.Observation{
			Id: b.Arena.string(id.id()), Status: r4.ObservationStatusUnknown,
			Subject: b.refer(b.patientRef), Encounter: b.encounter(),
			EffectiveDateTime: b.date(s.Observed),
			Code:              *b.plainConcept(s.Codes, &s.Name),
		}
		if o.Code.Text == nil && len(o.Code.Coding) == 0 {
			o.Code.Extension = []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}
			b.issue(frontsheet.Warning, "laboratory.test", "no-item", "the record has a result, and does not say of what: it is passed on without a code")
		}
		o.Extension = b.inRow(b.grade(o.Extension, &s.Grade), s.Row)
		if status, ok := observationStatuses[s.Status]; ok {
			o.Status = status
		}
		switch {
		case s.Number != "":
			o.ValueQuantity = &r4.Quantity{Value: new(json.Number(s.Number)), Unit: arena.Text(&s.Unit)}
		case len(s.Answers) > 0:
			o.ValueCodeableConcept = b.plainConcept(s.Answers, &s.Text)
		case s.Text != "":
			o.ValueString = &s.Text
		}
		if s.Unit != "" && o.ValueQuantity == nil {
			b.keep("result.unit["+strconv.Itoa(i+1)+"]", s.Unit)
		}
		if s.Range != "" {
			o.ReferenceRange = []r4.ObservationReferenceRange{{Text: &s.Range}}
		}
		if s.Flag != "" {
			o.Interpretation = []r4.CodeableConcept{{Text: &s.Flag}}
		}
		b.Document.Observations = append(b.Document.Observations, o)
		b.sections.findings = append(b.sections.findings, b.reference(id))
	}
}

// plainConcept returns the concept of codes that no map translates.
func (b *Builder) plainConcept(list []frontsheet.Code, name *string) *r4.CodeableConcept {
	concept := &r4.CodeableConcept{Text: arena.Text(name)}
	b.addCodings(concept, list, name, nil, codes.System{}, nil)
	return concept
}

// allergyItems makes an AllergyIntolerance of each allergy of which the record
// says more than a drug's name.
func (b *Builder) allergyItems() {
	for i := range b.sheet.Allergy.Items {
		s := &b.sheet.Allergy.Items[i]
		id := b.stayID("allergy/item/" + strconv.Itoa(i+1))
		a := r4.AllergyIntolerance{
			Id:             b.Arena.string(id.id()),
			ClinicalStatus: b.constant(fhir.SystemAllergyClinical, "active", "Active"),
			Code:           b.plainConcept(s.Codes, &s.Name),
			Patient:        b.reference(b.patientRef),
			Encounter:      b.encounter(),
			OnsetDateTime:  b.date(s.Noted),
		}
		for category := r4.AllergyIntoleranceCategoryFood; category <= r4.AllergyIntoleranceCategoryBiologic; category++ {
			if category.Code() == s.Kind.Standard() {
				a.Category = []r4.AllergyIntoleranceCategory{category}
			}
		}
		a.Extension = b.inRow(b.grade(a.Extension, &s.Grade), s.Row)
		a.Extension = b.extend(a.Extension, fhir.ExtensionAllergyKind, &s.Kind)
		if len(s.Reactions) > 0 {
			var reaction r4.AllergyIntoleranceReaction
			for j := range s.Reactions {
				reaction.Manifestation = append(reaction.Manifestation, r4.CodeableConcept{Text: &s.Reactions[j]})
			}
			for severity := r4.AllergyIntoleranceSeverityMild; severity <= r4.AllergyIntoleranceSeveritySevere; severity++ {
				if severity.Code() == s.Severity.Standard() {
					reaction.Severity = new(severity)
				}
			}
			a.Reaction = []r4.AllergyIntoleranceReaction{reaction}
		}
		if len(a.Reaction) == 0 || a.Reaction[0].Severity == nil || !isOnlyCode(s.Severity) {
			// FHIR has the severity of a reaction alone, and fewer of them.
			a.Extension = b.extend(a.Extension, fhir.ExtensionAllergySeverity, &s.Severity)
		}
		b.Document.AllergyIntolerances = append(b.Document.AllergyIntolerances, a)
		b.sections.allergies = append(b.sections.allergies, b.reference(id))
	}
}

// performers adds the performers of a procedure of whom the record says more
// than the name.
func (b *Builder) performers(p *r4.Procedure, s *frontsheet.Procedure) {
	for i := range s.Staff {
		m := &s.Staff[i]
		p.Performer = append(p.Performer, r4.ProcedurePerformer{
			Function: b.own(fhir.SystemSheetStaffRole, string(m.Role)),
			Actor:    b.reference(b.staffMember(m)),
		})
	}
}

// isOnlyCode reports whether the code of FHIR's for a coded value stands for no
// other code of its value set.
func isOnlyCode(c frontsheet.Coded) bool {
	if c.Set == nil || c.Code == "" {
		return false
	}
	concept, _ := c.Set.Concept(c.Code)
	back, exact, ok := c.Set.FromStandard(concept.System, concept.Standard)
	return ok && exact && back.Code == c.Code
}
