package mapping

import (
	"strconv"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// allergies makes an AllergyIntolerance of each drug. Whether the sheet says
// that there is an allergy stands on the section of the Composition.
func (b *documentBuilder) allergies() {
	s := &b.sheet.Allergy
	for i := range s.Drugs {
		id := b.stayID("allergy/" + strconv.Itoa(i+1))
		b.document.AllergyIntolerances = append(b.document.AllergyIntolerances, r4.AllergyIntolerance{
			Id:             &id,
			ClinicalStatus: &r4.CodeableConcept{Coding: []r4.Coding{b.coding(fhir.SystemAllergyClinical, "active", "Active")}},
			Category:       []r4.AllergyIntoleranceCategory{r4.AllergyIntoleranceCategoryMedication},
			Code:           &r4.CodeableConcept{Text: &s.Drugs[i]},
			Patient:        reference(b.patientRef),
			Encounter:      b.encounter(),
		})
		b.sections.allergies = append(b.sections.allergies, reference(id))
	}
	b.allergyItems()
	if len(s.Drugs)+len(s.Items) > 0 && s.Recorded.denied() {
		b.issue(Warning, "allergy.recorded", "allergy-conflict", "the sheet denies a drug allergy, and names drugs: both are passed on")
	}
}

// denied reports whether a value of 有无 says that there is none.
func (c Coded) denied() bool {
	if c.Set == nil {
		return false
	}
	concept, _ := c.Set.Concept(c.Code)
	return concept.Chinese == "无" || concept.Standard == "nilknown"
}
