package extract

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// contact reads one of the patient's contacts: the employer, or the one to turn
// to.
func (r *Reader) contact(c *r4.PatientContact) {
	s := &r.sheet.Patient
	phone := ""
	if i := phoneOf(c.Telecom); i >= 0 {
		phone = arena.Deref(c.Telecom[i].Value)
	}
	var relationship *r4.CodeableConcept
	for i := range c.Relationship {
		if r.code(&c.Relationship[i], fhir.SystemContactRole) == "E" && c.Name == nil && !(r.fromRows() && !r.hasColumn("patient.employer.address")) {
			a := frontsheet.Address{Phone: phone}
			if c.Address != nil {
				a.Text, a.Postcode = r.addressText(c.Address, "patient.employer.address"), arena.Deref(c.Address.PostalCode)
			}
			s.Employer = a
			return
		}
		if relationship == nil {
			relationship = &c.Relationship[i]
		}
	}
	if s.Contact != (frontsheet.Contact{}) {
		r.issue(frontsheet.Information, "patient.contact.name", "several-contacts", "the patient has several contacts: the first was taken")
		return
	}
	s.Contact = frontsheet.Contact{
		Name: r.personName(c.Name, "patient.contact.name"), NameParts: r.statedParts(c.Name, "patient.contact.surname"), Phone: phone,
		Relationship: r.coded(relationship, "patient.contact.relationship"),
	}
	if c.Address != nil {
		s.Contact.Address = r.addressText(c.Address, "patient.contact.address")
	}
}
