package mapping

import (
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// allergies makes an AllergyIntolerance of each drug. Whether the sheet says
// that there is an allergy stands on the section of the Composition.
func (b *documentBuilder) allergies() {
	s := &b.sheet.Allergy
	for i := range s.Drugs {
		id := b.stayID("allergy/" + strconv.Itoa(i+1))
		b.document.AllergyIntolerances = append(b.document.AllergyIntolerances, r4.AllergyIntolerance{
			Id:             b.arena.string(id.id()),
			ClinicalStatus: b.constant(fhir.SystemAllergyClinical, "active", "Active"),
			Category:       []r4.AllergyIntoleranceCategory{r4.AllergyIntoleranceCategoryMedication},
			Code:           &r4.CodeableConcept{Text: &s.Drugs[i]},
			Patient:        b.reference(b.patientRef),
			Encounter:      b.encounter(),
		})
		b.sections.allergies = append(b.sections.allergies, b.reference(id))
	}
	b.allergyItems()
	if len(s.Drugs)+len(s.Items) > 0 && s.Recorded.Denied() {
		b.issue(frontsheet.Warning, "allergy.recorded", "allergy-conflict", "the sheet denies a drug allergy, and names drugs: both are passed on")
	}
}

// allergies reads the drugs to which the patient is allergic, and whether the
// sheet says that there is an allergy at all.
func (r *documentReader) allergies() {
	s := &r.sheet.Allergy
	if section := r.allergySectionOf(); section != nil {
		s.Recorded = r.extended(section.Extension, fhir.ExtensionDrugAllergy, "allergy.recorded")
	}
	for i := range r.document.AllergyIntolerances {
		a := &r.document.AllergyIntolerances[i]
		if r.struck("AllergyIntolerance", verification(a.VerificationStatus)) || r.modified("AllergyIntolerance", a.ModifierExtension) {
			continue
		}
		if r.allergyItem(a) {
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
		r.left("AllergyIntolerance", a, "clinicalStatus", "verificationStatus", "category", "code", "patient", "encounter")
	}
}

// denyAllergy records that no allergy to a drug is known, which others state as
// an allergy of its own.
func (r *documentReader) denyAllergy() {
	set := r.translator.Back.Set(r.layout, "allergy.recorded")
	recorded := &r.sheet.Allergy.Recorded
	if set == nil || !recorded.IsZero() {
		return
	}
	for _, c := range set.List {
		if c.Chinese == "无" {
			*recorded = frontsheet.Coded{Set: set, Code: c.Code}
			r.issue(frontsheet.Information, "allergy.recorded", "no-known-allergy", "the document states that no allergy is known")
		}
	}
}
