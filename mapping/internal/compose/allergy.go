package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// allergies makes an AllergyIntolerance of each drug. Whether the sheet says
// that there is an allergy stands on the section of the Composition.
func (b *Builder) allergies() {
	s := &b.sheet.Allergy
	for i := range s.Drugs {
		id := b.contentID("allergy", nil, s.Drugs[i], "")
		b.document.AllergyIntolerances = append(b.document.AllergyIntolerances, r4.AllergyIntolerance{
			Id:             b.arena.string(id.id()),
			ClinicalStatus: b.constant(fhir.SystemAllergyClinical, "active", "Active"),
			Category:       []r4.AllergyIntoleranceCategory{r4.AllergyIntoleranceCategoryMedication},
			Code:           b.plainConcept(s.CodesOf(i), &s.Drugs[i]),
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

// allergyItems makes an AllergyIntolerance of each allergy of which the record
// says more than a drug's name.
func (b *Builder) allergyItems() {
	for i := range b.sheet.Allergy.Items {
		s := &b.sheet.Allergy.Items[i]
		id := b.contentID("allergy/item", s.Codes, s.Name, "")
		a := r4.AllergyIntolerance{
			Id:             b.arena.string(id.id()),
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
		a.Extension = b.rowExtension(b.gradeExtension(a.Extension, &s.Grade), s.Row)
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
			// FHIR has only the severity of a reaction, and fewer of them.
			a.Extension = b.extend(a.Extension, fhir.ExtensionAllergySeverity, &s.Severity)
		}
		b.document.AllergyIntolerances = append(b.document.AllergyIntolerances, a)
		b.sections.allergies = append(b.sections.allergies, b.reference(id))
	}
}

// allergySection adds the section on allergies where the sheet says anything of
// them. Without a drug to list, it says why it is empty.
func (b *Builder) allergySection() {
	recorded := &b.sheet.Allergy.Recorded
	if recorded.IsZero() && len(b.sections.allergies) == 0 {
		return
	}
	s := r4.CompositionSection{
		Title: b.arena.string(b.label("section.allergies")), Entry: b.sections.allergies,
		Code:      b.constant(fhir.SystemLOINC, "48765-2", "Allergies and adverse reactions Document"),
		Extension: b.extend(nil, fhir.ExtensionDrugAllergy, recorded),
	}
	if len(s.Entry) == 0 {
		// A section without entries must have a text (cmp-1).
		s.Text = b.arena.narratives.Of(r4.Narrative{Status: r4.NarrativeStatusGenerated, Div: b.narrative(b.label("section.drug-allergy"), b.wordOf(recorded))})
		reason, display := "unavailable", "Unavailable"
		if recorded.Denied() {
			reason, display = "nilknown", "Nil Known"
		}
		s.EmptyReason = b.constant(fhir.SystemEmptyReason, reason, display)
	}
	b.document.Composition.Section = append(b.documentSections(), s)
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
