package mapping

import (
	"strconv"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
)

// diagnoses makes a Condition of each diagnosis, and lists it in the stay with
// its role. The rank is the line of the sheet: the principal discharge
// diagnosis is 1, the first of the others 2; in the other roles the first is 1.
func (b *documentBuilder) diagnoses() {
	for i := range b.sheet.Diagnoses {
		d := &b.sheet.Diagnoses[i]
		id := b.stayID("condition/" + string(d.Role) + "/" + strconv.Itoa(d.Slot))
		c := r4.Condition{
			Id:        &id,
			Category:  []r4.CodeableConcept{{Coding: []r4.Coding{b.coding(fhir.SystemConditionCategory, "encounter-diagnosis", "Encounter Diagnosis")}}},
			Code:      b.diagnosisCode(d),
			Subject:   reference(b.patientRef),
			Encounter: refer(b.encounterRef),
		}
		if d.Number != "" {
			c.Identifier = []r4.Identifier{{
				Type: &r4.CodeableConcept{Text: new("病理号")}, System: new(systemPathologyNumber), Value: &d.Number,
			}}
		}
		c.Extension = b.extend(c.Extension, fhir.ExtensionPresentOnAdmission, &d.Present)
		c.Extension = b.extend(c.Extension, fhir.ExtensionConditionOutcome, &d.Outcome)
		if !d.Confirmed.IsZero() {
			c.Extension = append(c.Extension, r4.Extension{Url: fhir.ExtensionConditionAsserted, ValueDateTime: b.date(d.Confirmed)})
		}
		b.document.Conditions = append(b.document.Conditions, c)
		b.sections.diagnoses = append(b.sections.diagnoses, reference(id))

		use := b.own(fhir.SystemSheetDiagnosisRole, string(d.Role))
		rank := d.Slot
		switch d.Role {
		case OnAdmission:
			use.Coding = append(use.Coding, b.coding(fhir.SystemDiagnosisRole, "AD", "Admission diagnosis"))
		case Principal, Other:
			use.Coding = append(use.Coding, b.coding(fhir.SystemDiagnosisRole, "DD", "Discharge diagnosis"))
			if d.Role == Other {
				rank++
			}
		}
		e := &b.document.Encounters[0]
		e.Diagnosis = append(e.Diagnosis, r4.EncounterDiagnosis{Condition: reference(id), Use: &use, Rank: &rank})
	}
}

// diagnosisCode returns the codes of a diagnosis: the source's own first, then
// the WHO codes on which they are built.
func (b *documentBuilder) diagnosisCode(d *Diagnosis) *r4.CodeableConcept {
	concept := &r4.CodeableConcept{Text: text(&d.Name)}
	for i := range d.Codes {
		coding := r4.Coding{System: new(b.uri(d.Codes[i].System.URI)), Version: text(&d.Codes[i].System.Version), Code: &d.Codes[i].Code}
		if i == 0 {
			coding.Display = text(&d.Name)
		}
		concept.Coding = append(concept.Coding, coding)
	}
	for i := range d.Codes {
		code := &d.Codes[i]
		if !stemmed(code.System) {
			continue
		}
		if m, exact, ok := codes.MorphologyStem(code.Code); ok {
			equivalence := "wider"
			if exact {
				equivalence = "equivalent"
			}
			concept.Coding = append(concept.Coding, b.translated(codes.Morphology.URI, "", m, codes.MorphologyRule, "", equivalence))
			continue
		}
		for _, part := range stems(code.Code) {
			if stem, ok := codes.Stem(part); ok {
				concept.Coding = append(concept.Coding, b.translated(codes.ICD10.URI, "", stem, codes.StemRule, "", "wider"))
			}
		}
	}
	if concept.Text == nil && concept.Coding == nil {
		return nil
	}
	return concept
}

// stemmed reports whether the codes of a system are built on those of the WHO.
func stemmed(s codes.System) bool {
	switch s.URI {
	case codes.DiagnosisClinical.URI, codes.DiagnosisInsurance.URI, codes.DiagnosisNational.URI:
		return true
	}
	return false
}
