package compose

import (
	"slices"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// diagnoses makes a Condition of each diagnosis, and lists it in the stay with
// its role. The rank is the line of the sheet: the principal discharge
// diagnosis is 1, the first of the others 2; in the other roles the first is 1.
// Several diseases on one line are Conditions of the same role and rank.
func (b *Builder) diagnoses() {
	for i := range b.sheet.Diagnoses {
		d := &b.sheet.Diagnoses[i]
		if diseases := layout.DiseasesOf(b.sheet, d); diseases != nil {
			b.keep(layout.LineOf(d)+".name", d.Name)
			for part := range diseases {
				b.condition(&diseases[part])
			}
			continue
		}
		b.condition(d)
	}
}

// condition makes the Condition of a disease.
func (b *Builder) condition(d *frontsheet.Diagnosis) {
	id := b.contentID(b.arena.Join("condition/", statement(d.Role)), d.Codes, d.Name, "")
	e, encounter := b.encounterOf(d.Role)
	c := arena.Added(&b.document.Conditions)
	c.Id = b.arena.string(id.id())
	c.Category = b.arena.concept(*b.constant(fhir.SystemConditionCategory, "encounter-diagnosis", "Encounter Diagnosis"))
	c.Code = b.diagnosisCode(d)
	c.Subject = b.reference(b.patientRef)
	c.Encounter = encounter
	if d.Clinician.Name != "" || d.Clinician.Number != "" || d.Clinician.Licence != "" {
		c.Asserter = b.refer(b.staffMember(&d.Clinician))
	}
	if d.Number != "" {
		c.Identifier = []r4.Identifier{{
			Type: &r4.CodeableConcept{Text: new(b.label("identifier.pathology-number"))}, System: b.system("pathology-number", ""), Value: &d.Number,
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
	c.Extension = b.rowExtension(b.gradeExtension(c.Extension, &d.Grade), d.Row)
	c.Extension = b.details(c.Extension, "diagnosis."+string(d.Role), d.Slot)
	c.VerificationStatus = b.verification(d)
	// The role belongs in the Encounter. Where there is none, or where a Condition is
	// no disease beside the others, the Condition says it, too.
	if d.Role != "" && (e == nil || d.Role == frontsheet.Pathology || d.Role == frontsheet.ExternalCause) {
		c.Category = append(c.Category, *b.own(fhir.SystemSheetDiagnosisRole, string(d.Role)))
	}
	if e == nil && d.Role != "" && d.Slot > 1 {
		c.Extension = append(c.Extension, b.sheetLine(d.Slot))
	}
	b.sections.diagnoses = append(b.sections.diagnoses, b.reference(id))

	if e == nil {
		return
	}
	rank := d.Slot
	var standard standardCode
	switch d.Role {
	case frontsheet.OnAdmission:
		standard = standardCode{fhir.SystemDiagnosisRole, "AD", "Admission diagnosis"}
	case frontsheet.Principal, frontsheet.Other, frontsheet.Final:
		standard = standardCode{fhir.SystemDiagnosisRole, "DD", "Discharge diagnosis"}
		if d.Role == frontsheet.Other {
			rank++
		}
	}
	if e.Diagnosis == nil {
		e.Diagnosis = b.arena.listed.List(len(b.sheet.Diagnoses))
	}
	listed := arena.Added(&e.Diagnosis)
	listed.Condition, listed.Rank = b.reference(id), b.arena.integers.Of(rank)
	if d.Role != "" {
		listed.Use = b.ownWith(fhir.SystemSheetDiagnosisRole, string(d.Role), standard)
	}
	if d.Unranked {
		listed.Rank = nil
	}
}

// verification returns how certain a diagnosis is, nil where nothing says: provisional
// where its column is one of diagnoses that are, or its name says so.
func (b *Builder) verification(d *frontsheet.Diagnosis) *r4.CodeableConcept {
	switch {
	case b.layout != nil && slices.Contains(b.layout.Provisional, d.Role):
	case icd.Doubted(d.Name):
		b.issue(frontsheet.Information, layout.LineOf(d)+".name", "provisional-diagnosis", "the name says that the diagnosis is not certain: it is marked as provisional")
	default:
		return nil
	}
	return b.constant(fhir.SystemConditionVerification, "provisional", "Provisional")
}

// statement names what a diagnosis of a role is a statement of. Those of the discharge
// are one list, in which a diagnosis may move from place to place.
func statement(role frontsheet.DiagnosisRole) string {
	switch role {
	case frontsheet.Principal, frontsheet.Other, frontsheet.Final:
		return "discharge"
	}
	return string(role)
}

// encounterOf returns the Encounter to which a diagnosis of a role belongs and a
// reference to it, nil where that is none.
func (b *Builder) encounterOf(role frontsheet.DiagnosisRole) (*r4.Encounter, *r4.Reference) {
	switch {
	case role == frontsheet.DeathCause, role == frontsheet.DeathContributing, len(b.document.Encounters) == 0:
		return nil, nil
	case role == frontsheet.Outpatient && b.emergencyRef != "":
		return &b.document.Encounters[0], b.refer(b.emergencyRef)
	}
	return b.mainEncounter(), b.encounter()
}

// diagnosisCode returns the codes of a diagnosis and its name as the sheet has
// it.
func (b *Builder) diagnosisCode(d *frontsheet.Diagnosis) *r4.CodeableConcept {
	concept := b.arena.conceptOf(r4.CodeableConcept{Text: arena.Text(&d.Name)})
	b.addCodings(concept, d.Codes, &d.Name, func() string { return layout.LineOf(d) + ".code" }, codes.ICD10, b.settings.Diagnosis)
	if concept.Text == nil && concept.Coding == nil {
		return nil
	}
	return concept
}
