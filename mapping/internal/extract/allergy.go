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
	s := &r.Sheet.Allergy
	if section := r.allergySectionOf(); section != nil {
		s.Recorded = r.extended(section.Extension, fhir.ExtensionDrugAllergy, "allergy.recorded")
	}
	for i := range r.Document.AllergyIntolerances {
		a := &r.Document.AllergyIntolerances[i]
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
func (r *Reader) denyAllergy() {
	set := r.Translator.Back.Set(r.layout, "allergy.recorded")
	recorded := &r.Sheet.Allergy.Recorded
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
