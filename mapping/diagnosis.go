package mapping

import (
	"strconv"
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
)

// diagnoses makes a Condition of each diagnosis, and lists it in the stay with
// its role. The rank is the line of the sheet: the principal discharge
// diagnosis is 1, the first of the others 2; in the other roles the first is 1.
// Several diseases on one line are Conditions of the same role and rank.
func (b *documentBuilder) diagnoses() {
	for i := range b.sheet.Diagnoses {
		d := &b.sheet.Diagnoses[i]
		if diseases := diseasesOf(d); diseases != nil {
			b.keep(lineOf(d)+".name", d.Name)
			for part := range diseases {
				b.condition(&diseases[part], part)
			}
			continue
		}
		b.condition(d, 0)
	}
}

// diseasesOf takes a line of several diseases apart, nil where it holds one. A
// morphology belongs to the disease before it, and so does a code of another
// system. The names are told apart where
// there are as many as diseases; else all stand with the first.
func diseasesOf(d *Diagnosis) []Diagnosis {
	var diseases []Diagnosis
	for i, code := range d.Codes {
		if _, _, morphology := codes.MorphologyStem(code.Code); morphology && i > 0 {
			last := &diseases[len(diseases)-1]
			last.Codes = append(last.Codes, code)
			continue
		}
		if i > 0 && code.System.URI != d.Codes[0].System.URI {
			// The same disease in another system.
			last := &diseases[len(diseases)-1]
			last.Codes = append(last.Codes, code)
			continue
		}
		one := *d
		one.Codes, one.Name = []Code{code}, ""
		diseases = append(diseases, one)
	}
	if len(diseases) < 2 {
		return nil
	}
	if names := splitCodes(d.Name); len(names) == len(diseases) {
		for i := range diseases {
			diseases[i].Name = strings.TrimSpace(names[i])
		}
	} else {
		diseases[0].Name = d.Name
	}
	return diseases
}

// condition makes the Condition of the part-th disease of a line.
func (b *documentBuilder) condition(d *Diagnosis, part int) {
	id := b.conditionID(d, part)
	e := b.encounterOf(d.Role)
	c := r4.Condition{
		Id:       &id,
		Category: []r4.CodeableConcept{{Coding: []r4.Coding{b.coding(fhir.SystemConditionCategory, "encounter-diagnosis", "Encounter Diagnosis")}}},
		Code:     b.diagnosisCode(d),
		Subject:  reference(b.patientRef),
	}
	if e != nil {
		c.Encounter = refer(*e.Id)
	}
	if d.Clinician.Name != "" || d.Clinician.Number != "" || d.Clinician.Licence != "" {
		c.Asserter = refer(b.staffMember(&d.Clinician))
	}
	if d.Number != "" {
		c.Identifier = []r4.Identifier{{
			Type: &r4.CodeableConcept{Text: new(b.word("病理号", "Pathology number"))}, System: b.system("pathology-number", systemPathologyNumber), Value: &d.Number,
		}}
	}
	c.Extension = b.extend(c.Extension, fhir.ExtensionPresentOnAdmission, &d.Present)
	c.Extension = b.extend(c.Extension, fhir.ExtensionConditionOutcome, &d.Outcome)
	if !d.Confirmed.IsZero() {
		c.Extension = append(c.Extension, r4.Extension{Url: fhir.ExtensionConditionAsserted, ValueDateTime: b.date(d.Confirmed)})
	}
	if !d.Reference.IsZero() {
		c.Extension = append(c.Extension, r4.Extension{Url: b.uri(fhir.ExtensionReferenceDate), ValueDateTime: b.date(d.Reference)})
	}
	c.Extension = b.grade(c.Extension, &d.Grade)
	if e == nil && d.Role != "" {
		// The role stands in the Encounter, and there is none.
		c.Category = append(c.Category, b.own(fhir.SystemSheetDiagnosisRole, string(d.Role)))
	}
	b.document.Conditions = append(b.document.Conditions, c)
	b.sections.diagnoses = append(b.sections.diagnoses, reference(id))

	if e == nil {
		return
	}
	use := b.own(fhir.SystemSheetDiagnosisRole, string(d.Role))
	rank := d.Slot
	switch d.Role {
	case OnAdmission:
		use.Coding = append(use.Coding, b.coding(fhir.SystemDiagnosisRole, "AD", "Admission diagnosis"))
	case Principal, Other, Final:
		use.Coding = append(use.Coding, b.coding(fhir.SystemDiagnosisRole, "DD", "Discharge diagnosis"))
		if d.Role == Other {
			rank++
		}
	}
	listed := r4.EncounterDiagnosis{Condition: reference(id), Use: &use, Rank: &rank}
	if d.Role == "" {
		listed.Use = nil
	}
	if d.Unranked {
		listed.Rank = nil
	}
	e.Diagnosis = append(e.Diagnosis, listed)
}

// lineOf names the line of a diagnosis, as layouts do.
func lineOf(d *Diagnosis) string {
	return "diagnosis." + string(d.Role) + "[" + strconv.Itoa(d.Slot) + "]"
}

// diagnosisCode returns the codes of a diagnosis and its name as the sheet has it.
func (b *documentBuilder) diagnosisCode(d *Diagnosis) *r4.CodeableConcept {
	concept := &r4.CodeableConcept{Text: text(&d.Name)}
	b.addCodings(concept, d.Codes, &d.Name, lineOf(d)+".code", codes.ICD10, b.translator.diagnosis)
	if concept.Text == nil && concept.Coding == nil {
		return nil
	}
	return concept
}
