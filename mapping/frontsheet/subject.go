package frontsheet

import (
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// Subject names the patient as the ids of a document do: by the Scope, and by
// what identifies the patient in it. Two sheets with the same Subject are of
// one patient. It is "" where the sheet identifies nobody.
//
// A Subject holds a patient's value.
func (s *FrontSheet) Subject() string {
	key := s.PatientKey()
	if key == "patient/" {
		return ""
	}
	return s.Scope() + "/" + key
}

// Scope names what the numbers of patients are of, and with it the ids of
// documents: the facility, or else the input from which the record was read, so
// that two files that name no facility never have a patient in common. It is ""
// where neither is known.
func (s *FrontSheet) Scope() string {
	if name := s.FacilityName(); name != "" || s.origin.Input == "" {
		return name
	}
	return "input/" + s.origin.Input
}

// FacilityName returns what tells the facility of the sheet from others: the
// first of its code, its names, and its code or text in a value set. It is ""
// where the sheet names no facility.
func (s *FrontSheet) FacilityName() string {
	f := &s.Facility
	return chars.FirstOf(f.Code, f.Name, f.EnglishName, f.Hospital.Code, f.Hospital.Text)
}

// PatientKey returns what tells the patient from others of the facility: the
// first of the record number, an identifier, the identity document and the
// health card. It is "patient/" where the sheet has none of them. The number of a
// document that a spreadsheet has rounded is none.
//
// A key holds a patient's value.
func (s *FrontSheet) PatientKey() string {
	p := &s.Patient
	switch {
	case p.RecordNumber != "":
		return "patient/" + p.RecordNumber
	case len(p.Identifiers) > 0 && p.Identifiers[0].Value != "":
		i := &p.Identifiers[0]
		return "patient/" + i.Authority.Key() + "/" + i.Type + "/" + i.Value
	}
	number := p.Document().Identity()
	switch {
	case p.DocumentNumber != "" && number.Verdict != identity.Damaged:
		return "patient/document/" + chars.FirstOf(number.Person(), p.DocumentCountry+"/"+number.Value())
	case p.HealthCard != "":
		return "patient/health-card/" + p.HealthCard
	}
	return "patient/"
}
