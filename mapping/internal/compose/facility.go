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
		o.Identifier = append(o.Identifier, r4.Identifier{System: new(b.uri(h.Set.URI)), Value: &h.Code})
		b.nameHospital(o, h)
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

// nameHospital names a hospital that has a code: by the title of the code, with the
// one in the other language as an alias, or as the source has written it, with both
// titles as aliases. So the aliases tell which of the two the name is.
func (b *Builder) nameHospital(o *r4.Organization, h *frontsheet.Coded) {
	concept, _ := h.Set.Concept(h.Code)
	titles := []string{concept.Chinese, concept.English}
	if b.layout.English() {
		titles[0], titles[1] = titles[1], titles[0]
	}
	name := &h.Text
	if h.Text == "" {
		name, titles = &titles[0], titles[1:]
	}
	if o.Name == nil {
		o.Name = name
	}
	for _, title := range titles {
		if title != "" {
			o.Alias = append(o.Alias, title)
		}
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
	o := r4.Organization{Id: b.arena.string(id.id())}
	if c.Code != "" {
		o.Identifier = []r4.Identifier{{System: new(b.uri(c.Set.URI)), Value: &c.Code}}
		b.nameHospital(&o, c)
	} else {
		o.Name = arena.Text(&c.Text)
	}
	b.document.Organizations = append(b.document.Organizations, o)
	return id
}
