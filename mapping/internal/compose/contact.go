package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// employer adds the employer, whom FHIR has among the contacts.
func (b *Builder) employer(p *r4.Patient) {
	s := &b.sheet.Patient.Employer
	c := r4.PatientContact{Relationship: b.arena.concept(*b.constant(fhir.SystemContactRole, "E", "Employer"))}
	c.Address = b.address(s, r4.AddressUseWork)
	if s.Phone != "" {
		c.Telecom = b.arena.points.Append(nil, b.telephone(&s.Phone, r4.ContactPointUseWork))
	}
	if c.Address != nil || c.Telecom != nil {
		p.Contact = b.arena.contacts.Append(p.Contact, c)
	}
}

// contact adds someone to turn to. element is what his elements start with.
func (b *Builder) contact(p *r4.Patient, element string, s *frontsheet.Contact) {
	var c r4.PatientContact
	if s.Name != "" {
		c.Name = b.arena.names.Of(b.personName(&s.Name, s.NameParts, b.foreign()))
	}
	if s.Address != "" {
		c.Address = b.arena.addresses.Of(r4.Address{Text: &s.Address})
	}
	if s.Phone != "" {
		c.Telecom = b.arena.points.Append(nil, r4.ContactPoint{System: b.arena.systems.Of(r4.ContactPointSystemPhone), Value: &s.Phone})
	}
	if s.WorkPhone != "" {
		c.Telecom = append(c.Telecom, b.telephone(&s.WorkPhone, r4.ContactPointUseWork))
	}
	if c.Name == nil && c.Address == nil && c.Telecom == nil {
		// FHIR has no contact of whom only the relationship is known.
		if !s.Relationship.IsZero() {
			b.keep(element+".relationship", chars.FirstOf(s.Relationship.Code, s.Relationship.Text))
			b.issue(frontsheet.Information, element+".relationship", "no-home", "nothing but the relationship of the contact is known: it is kept verbatim")
		}
		return
	}
	if relationship := b.concept(&s.Relationship); relationship != nil {
		c.Relationship = b.arena.concept(*relationship)
	}
	if role := b.concept(&s.Role); role != nil {
		c.Relationship = append(c.Relationship, *role)
	}
	p.Contact = b.arena.contacts.Append(p.Contact, c)
}
