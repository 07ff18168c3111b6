package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// allergies makes an AllergyIntolerance of each drug. Whether the sheet says
// that there is an allergy stands on the section of the Composition.
func (b *Builder) allergies() {
	s := &b.sheet.Allergy
	for i := range s.Drugs {
		id := b.stayID("allergy/" + strconv.Itoa(i+1))
		b.Document.AllergyIntolerances = append(b.Document.AllergyIntolerances, r4.AllergyIntolerance{
			Id:             b.Arena.string(id.id()),
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
