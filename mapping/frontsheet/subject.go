package frontsheet

import (
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// Subject names the patient as the ids of a document do: by the facility, and
// by what identifies the patient in it. Two sheets with the same Subject are of
// one patient. It is "" where the sheet identifies nobody.
//
// A Subject holds a patient's value.
func (s *FrontSheet) Subject() string {
	key := s.PatientKey()
	unnumbered := s.Patient.RecordNumber == "" && len(s.Patient.Identifiers) > 0 && s.Patient.Identifiers[0].Value == ""
	if key == "patient/" || unnumbered {
		return ""
	}
	return s.FacilityName() + "/" + key
}

// FacilityName is what tells the facility of the sheet from others.
func (s *FrontSheet) FacilityName() string {
	f := &s.Facility
	return chars.FirstOf(f.Code, f.Name, f.EnglishName, f.Hospital.Code, f.Hospital.Text)
}

// PatientKey names the patient within the facility.
func (s *FrontSheet) PatientKey() string {
	p := &s.Patient
	switch {
	case p.RecordNumber != "":
		return "patient/" + p.RecordNumber
	case len(p.Identifiers) > 0:
		i := &p.Identifiers[0]
		return "patient/" + i.Authority + "/" + i.Type + "/" + i.Value
	case p.DocumentNumber != "":
		number := p.Document().Identity()
		return "patient/document/" + chars.FirstOf(number.Person(), p.DocumentCountry+"/"+number.Value())
	case p.HealthCard != "":
		return "patient/health-card/" + p.HealthCard
	}
	return "patient/"
}

// Document returns the identity document that a sheet has one column each for:
// DocumentType, DocumentNumber and DocumentCountry.
func (p *Patient) Document() *IdentityDocument {
	return &IdentityDocument{Type: p.DocumentType, Number: p.DocumentNumber, Country: p.DocumentCountry}
}

// Identity reads the number as one of a document of the stated type.
func (d *IdentityDocument) Identity() identity.Identity {
	return identity.Parse(KindOfDocument(&d.Type), d.Number)
}

// Blank returns a sheet that says nothing and stands where s stands: it has the
// layout of s and its position, so that issues about it name the record, and
// nothing that its record holds.
func (s *FrontSheet) Blank() *FrontSheet {
	return &FrontSheet{Layout: s.Layout, madeFrom: Origin{Columns: s.madeFrom.Columns, Position: s.madeFrom.Position}}
}
