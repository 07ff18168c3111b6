package extract

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// allergies reads the drugs to which the patient is allergic, and whether the
// sheet says that there is an allergy at all.
func (r *Reader) allergies() {
	s := &r.sheet.Allergy
	if section := r.allergySection(); section != nil {
		s.Recorded = r.codedExtension(section.Extension, fhir.ExtensionDrugAllergy, "allergy.recorded")
	}
	for i := range r.document.AllergyIntolerances {
		a := &r.document.AllergyIntolerances[i]
		if r.isRetracted("AllergyIntolerance", verificationOf(a.VerificationStatus)) || r.isModified("AllergyIntolerance", a.ModifierExtension) {
			continue
		}
		if r.readAllergyItem(a) {
			continue
		}
		if len(a.Category) > 0 && !slices.Contains(a.Category, r4.AllergyIntoleranceCategoryMedication) && !slices.Contains(a.Category, r4.AllergyIntoleranceCategoryBiologic) {
			r.issue(frontsheet.Information, "allergy.drugs", "no-drug", "an allergy is to no drug: the sheet has no place for it")
			continue
		}
		drug := nameIn(a.Code)
		if drug == "" {
			r.issue(frontsheet.Warning, "allergy.drugs", "no-drug", "an allergy does not say to what: it is left out")
			continue
		}
		if r.code(a.Code, "http://snomed.info/sct") == "409137002" || r.code(a.Code, "http://snomed.info/sct") == "716186003" {
			r.denyAllergy()
			continue
		}
		s.Drugs = append(s.Drugs, drug)
		r.unreadElements("AllergyIntolerance", a, "clinicalStatus", "verificationStatus", "category", "code", "patient", "encounter")
	}
}

// denyAllergy records that no allergy to a drug is known, which documents of
// others state as an AllergyIntolerance.
func (r *Reader) denyAllergy() {
	set := r.valueSet("allergy.recorded")
	recorded := &r.sheet.Allergy.Recorded
	if set == nil || !recorded.IsZero() {
		return
	}
	for _, c := range set.Concepts() {
		if c.Chinese == "无" {
			*recorded = frontsheet.Coded{Set: set, Code: c.Code}
			r.issue(frontsheet.Information, "allergy.recorded", "no-known-allergy", "the document states that no allergy is known")
		}
	}
}

// readAllergyItem reads an allergy of which the record says more than a drug's
// name, and reports whether the sheet has a place for it.
func (r *Reader) readAllergyItem(a *r4.AllergyIntolerance) bool {
	if !r.hasColumn("domain.allergy.identifier") {
		return false
	}
	var s frontsheet.AllergyItem
	s.Codes, s.Name = r.codesOf(a.Code, "domain.allergy.identifier")
	s.Grade, s.Row = r.grade(a.Extension)
	s.Noted = r.date(a.OnsetDateTime, "domain.allergy.date")
	s.Kind = r.codedExtension(a.Extension, fhir.ExtensionAllergyKind, "domain.allergy.kind")
	if s.Kind.IsZero() && len(a.Category) > 0 && !r.fromRows() {
		c := r4.CodeableConcept{Coding: []r4.Coding{{System: new("http://hl7.org/fhir/allergy-intolerance-category"), Code: new(a.Category[0].Code())}}}
		s.Kind = r.coded(&c, "domain.allergy.kind")
	}
	s.Severity = r.codedExtension(a.Extension, fhir.ExtensionAllergySeverity, "domain.allergy.severity")
	for i := range a.Reaction {
		for j := range a.Reaction[i].Manifestation {
			s.Reactions = append(s.Reactions, nameIn(&a.Reaction[i].Manifestation[j]))
		}
		if severity := a.Reaction[i].Severity; severity != nil && s.Severity.IsZero() {
			c := r4.CodeableConcept{Coding: []r4.Coding{{System: new("http://hl7.org/fhir/reaction-event-severity"), Code: new(severity.Code())}}}
			s.Severity = r.coded(&c, "domain.allergy.severity")
		}
	}
	r.sheet.Allergy.Items = append(r.sheet.Allergy.Items, s)
	r.unknownExtensions("AllergyIntolerance", a.Extension, fhir.ExtensionGrade, fhir.ExtensionSheetLine, fhir.ExtensionAllergyKind, fhir.ExtensionAllergySeverity)
	r.unreadElements("AllergyIntolerance", a, "clinicalStatus", "verificationStatus", "category", "code", "patient", "encounter", "onsetDateTime", "reaction")
	return true
}

// allergySection returns the section on allergies, nil where there is none.
func (r *Reader) allergySection() *r4.CompositionSection {
	sections := r.document.Composition.Section
	for i := range sections {
		if r.code(sections[i].Code, fhir.SystemLOINC) == "48765-2" {
			return &sections[i]
		}
	}
	return nil
}
