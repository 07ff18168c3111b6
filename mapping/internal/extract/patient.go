package extract

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// patient reads the person whom the sheet is about.
func (r *Reader) patient() {
	p, s := &r.document.Patient, &r.sheet.Patient
	r.identifiers(p)
	r.background(p)
	r.names(p)

	s.Sex = r.codedExtension(p.Extension, fhir.ExtensionAdministrativeSex, "patient.sex")
	if s.Sex.IsZero() && p.Gender != nil {
		gender := r.gender(p.Gender.Code())
		s.Sex = r.coded(&gender, "patient.sex")
	}
	s.BirthDate = r.date(p.BirthDate, "patient.birth-date")
	s.Marital = r.coded(p.MaritalStatus, "patient.marital")
	s.Ethnicity = r.codedExtension(p.Extension, fhir.ExtensionEthnicity, "patient.ethnicity")
	s.Occupation = r.codedExtension(p.Extension, fhir.ExtensionOccupation, "patient.occupation")
	s.NativePlace = r.codedExtension(p.Extension, fhir.ExtensionNativePlace, "patient.native-place")
	if x := r.extension(p.Extension, fhir.ExtensionBirthPlace); x != nil && x.ValueAddress != nil {
		r.birthPlace(x.ValueAddress)
	}
	if x := r.extension(p.Extension, fhir.ExtensionNationality); x != nil {
		s.Nationality = r.codedExtension(x.Extension, "code", "patient.nationality")
	}
	r.telecoms(p)
	r.addresses(p)
	for i := range p.Contact {
		r.contact(&p.Contact[i])
	}
	r.details(p.Extension, "patient", 1)
	r.unknownExtensions("Patient", p.Extension, fhir.ExtensionSheetDetail, fhir.ExtensionAdministrativeSex, fhir.ExtensionEthnicity, fhir.ExtensionOccupation,
		fhir.ExtensionNativePlace, fhir.ExtensionBirthPlace, fhir.ExtensionNationality, fhir.ExtensionAsOf,
		r.memberFor("patient.race", fhir.ExtensionRace), r.memberFor("patient.religion", fhir.ExtensionReligion))
	r.unreadElements("Patient", p, "identifier", "name", "gender", "birthDate", "deceasedBoolean", "deceasedDateTime", "maritalStatus",
		"telecom", "address", "contact", "active", "managingOrganization")
	r.reportModifiers("Patient", p.ModifierExtension)
}

// gender returns the concept of a code of FHIR's gender.
func (r *Reader) gender(code string) r4.CodeableConcept {
	return r4.CodeableConcept{Coding: []r4.Coding{{System: new("http://hl7.org/fhir/administrative-gender"), Code: &code}}}
}

// background reads what some layouts have of the patient beside the front sheet.
func (r *Reader) background(p *r4.Patient) {
	s := &r.sheet.Patient
	if r.hasColumn("patient.death") {
		s.Death = r.date(p.DeceasedDateTime, "patient.death")
	}
	if r.hasColumn("patient.race") {
		s.Race = r.codedExtension(p.Extension, fhir.ExtensionRace, "patient.race")
	}
	if r.hasColumn("patient.religion") {
		s.Religion = r.codedExtension(p.Extension, fhir.ExtensionReligion, "patient.religion")
	}
}

// birthPlace reads the place of birth: its parts where the layout has columns for
// these, and else all of it in one piece.
func (r *Reader) birthPlace(a *r4.Address) {
	s := &r.sheet.Patient
	if r.hasColumn("patient.birth-place.province") {
		s.BirthRegion = frontsheet.Region{Province: arena.Deref(a.State), City: arena.Deref(a.City), County: arena.Deref(a.District)}
		if s.BirthPlace = arena.Deref(a.Text); s.BirthPlace == "" && s.BirthRegion == (frontsheet.Region{}) {
			s.BirthPlace = r.addressText(a, "patient.birth-place")
		}
		return
	}
	s.BirthPlace = r.addressText(a, "patient.birth-place")
}
