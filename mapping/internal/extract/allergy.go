package extract

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/denial"
	"github.com/crossbay/crossbay/mapping/internal/localize"
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
		if r.readAnswer(a, "allergy.recorded") || r.isRetracted("AllergyIntolerance", verificationOf(a.VerificationStatus)) || r.isModified("AllergyIntolerance", a.ModifierExtension) || r.isPast(a) {
			continue
		}
		if r.deniesAllergy(a.Code) {
			continue
		}
		switch status := verificationOf(a.VerificationStatus); status {
		case "unconfirmed", "presumed":
			r.issue(frontsheet.Warning, "allergy.drugs", "unconfirmed", "the document states an allergy as "+status+": the sheet has no place for that, and has it like the others")
		}
		if r.readAllergyItem(a) {
			continue
		}
		if len(a.Category) == 0 {
			r.issue(frontsheet.Warning, "allergy.drugs", "allergy-kind", "an allergy has no category: the document does not say whether it is to a drug, and it is listed as one")
		}
		if len(a.Category) > 0 && !slices.Contains(a.Category, r4.AllergyIntoleranceCategoryMedication) && !slices.Contains(a.Category, r4.AllergyIntoleranceCategoryBiologic) {
			if r.readAllergyInWords(a) {
				continue
			}
			r.issue(frontsheet.Information, "allergy.drugs", "no-drug", "an allergy is to no drug: the sheet has no place for it")
			continue
		}
		drug := nameIn(a.Code)
		if drug == "" {
			r.issue(frontsheet.Warning, "allergy.drugs", "no-drug", "an allergy does not say to what: it is left out")
			continue
		}
		s.Drugs = append(s.Drugs, drug)
		s.SetCodes(len(s.Drugs)-1, r.ownCodes(a.Code))
		r.unreadElements("AllergyIntolerance", a, "clinicalStatus", "verificationStatus", "category", "code", "patient", "encounter")
	}
	if section := r.allergySection(); section != nil && len(s.Drugs)+len(s.Items) == 0 && s.Recorded.IsZero() {
		r.deniesAllergy(section.EmptyReason)
	}
}

// readAnswer reads what a patient summary makes of the sheet's answer whether there is
// an allergy, which the section has, too, and reports whether it is that.
func (r *Reader) readAnswer(a *r4.AllergyIntolerance, element string) bool {
	if r.extension(a.Extension, fhir.ExtensionDrugAllergy) == nil {
		return false
	}
	if recorded := &r.sheet.Allergy.Recorded; recorded.IsZero() {
		*recorded = r.codedExtension(a.Extension, fhir.ExtensionDrugAllergy, element)
	}
	return true
}

// isPast reports whether an allergy is no longer one: the sheet states those that
// the patient has.
func (r *Reader) isPast(a *r4.AllergyIntolerance) bool {
	switch status := verificationOf(a.ClinicalStatus); status {
	case "inactive", "resolved":
		r.issue(frontsheet.Warning, "allergy.drugs", "not-so", "an allergy has the status "+status+": it is none that the patient has")
		return true
	}
	return false
}

// deniesAllergy reports whether a concept says that there is no allergy, or that
// nothing is known. That no allergy to a drug is known is said of the patient.
func (r *Reader) deniesAllergy(c *r4.CodeableConcept) bool {
	said, words := r.said(c), "No known drug allergies"
	recorded := &r.sheet.Allergy.Recorded
	switch {
	case said.IsFact():
		return false
	case !said.DeniesDrugAllergy():
		r.issue(frontsheet.Information, "allergy.recorded", "empty-marker", "the document states that there is no allergy of a kind, or that nothing is known: it is no allergy")
		return true
	case said.Of == denial.Allergy:
		words = "No known allergies"
	}
	if recorded.IsZero() {
		*recorded = frontsheet.Coded{Text: words}
		if coded, ok := localize.Denial(r.valueSet("allergy.recorded"), *recorded); ok {
			*recorded = coded
		}
	}
	r.issue(frontsheet.Information, "allergy.recorded", "no-known-allergy", "the document states that no allergy is known")
	return true
}

// said returns what a concept says of what stands in its place: by one of its
// codes, or else by what it is called.
func (r *Reader) said(c *r4.CodeableConcept) denial.Statement {
	if c == nil || r.fromRows() { // the rows were asked
		return denial.Statement{}
	}
	words := ""
	for i := range c.Coding {
		system, code := r.uri(c.Coding[i].System), arena.Deref(c.Coding[i].Code)
		if said := denial.OfCode(system, code); !said.IsFact() {
			return said
		}
		if system == "" {
			words = code
		}
	}
	if labels := labelsOf(c); len(labels) > 0 {
		words = labels[0]
	}
	return denial.Of(words)
}

// denies reports whether a Condition or a Procedure says that there is none, or
// that nothing is known.
func (r *Reader) denies(kind string, c *r4.CodeableConcept) bool {
	if r.said(c).IsFact() {
		return false
	}
	r.issue(frontsheet.Information, "", "empty-marker", kind+" says that there is none, or that nothing is known: it is no part of the sheet")
	return true
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

// readAllergyInWords reads an allergy to what is no drug for a layout that has all of them
// in words, and reports whether it is one.
func (r *Reader) readAllergyInWords(a *r4.AllergyIntolerance) bool {
	name := nameIn(a.Code)
	if name == "" || !r.hasColumn("allergy.recorded") || r.layout.SetOf("allergy.recorded") != nil || r.hasColumn("allergy.drugs") || r.hasColumn("allergy.drugs-or-none") {
		return false
	}
	s := frontsheet.AllergyItem{Name: name, Codes: r.ownCodes(a.Code)}
	for i := range a.Reaction {
		for j := range a.Reaction[i].Manifestation {
			s.Reactions = append(s.Reactions, nameIn(&a.Reaction[i].Manifestation[j]))
		}
	}
	r.sheet.Allergy.Items = append(r.sheet.Allergy.Items, s)
	r.unreadElements("AllergyIntolerance", a, "clinicalStatus", "verificationStatus", "category", "code", "patient", "encounter", "reaction")
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
