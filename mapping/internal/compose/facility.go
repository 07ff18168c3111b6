package compose

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// facility makes the Organization of the hospital that made the sheet.
func (b *Builder) facility() {
	f := &b.sheet.Facility
	if f.Code == "" && f.Name == "" && f.EnglishName == "" && f.Hospital.IsZero() {
		severity := frontsheet.Warning
		if b.mayLackStay() {
			severity = frontsheet.Information // an extract of facts that names none
		}
		b.issue(severity, "facility.name", "no-facility", "the sheet names no facility: the document has no author")
		return
	}
	id := b.lastingID("facility")
	organization := r4.Organization{Id: b.arena.string(id.id()), Name: arena.Text(&f.Name)}
	if f.Code != "" {
		organization.Identifier = append(b.arena.identifiers.List(1), r4.Identifier{System: b.system("organization", ""), Value: &f.Code})
	}
	b.hospital(&organization)
	b.facilityRef = id
	b.document.Organizations = append(b.document.Organizations, organization)
}

// hospital adds the hospital that a value set names, and the facility's name in
// English.
func (b *Builder) hospital(o *r4.Organization) {
	f := &b.sheet.Facility
	h := &f.Hospital
	switch {
	case h.Code != "":
		concept, _ := h.Set.Concept(h.Code)
		o.Identifier = append(o.Identifier, r4.Identifier{System: new(b.uri(h.Set.URI)), Value: &h.Code})
		main, other := concept.Chinese, concept.English
		if b.layout.English() {
			main, other = other, main
		}
		if o.Name == nil {
			o.Name = &main
		}
		if other != "" {
			o.Alias = append(o.Alias, other)
		}
	case h.Text != "" && o.Name == nil:
		o.Name = &h.Text
	}
	switch {
	case f.EnglishName == "":
	case o.Name == nil:
		o.Name, o.Language = &f.EnglishName, new("en")
	default:
		o.Alias = append(o.Alias, f.EnglishName)
	}
}

// organization returns the id of the Organization that a value set names, making
// it where the document has none yet.
func (b *Builder) organization(c *frontsheet.Coded) fullURL {
	namespace := layout.FacilityNamespace(chars.FirstOf(c.Code, c.Text))
	id := b.hashed(append(append(b.scratch[:0], namespace[:]...), "facility"...))
	for i := range b.document.Organizations {
		if *b.document.Organizations[i].Id == id.id() {
			return id
		}
	}
	o := r4.Organization{Id: b.arena.string(id.id()), Name: b.nameOf(c)}
	if c.Code != "" {
		o.Identifier = []r4.Identifier{{System: new(b.uri(c.Set.URI)), Value: &c.Code}}
	}
	b.document.Organizations = append(b.document.Organizations, o)
	return id
}
