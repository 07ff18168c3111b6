package compose

import (
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

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

// furtherIdentifiers adds the identity documents beside the first, and the
// numbers that systems have given the patient.
func (b *Builder) furtherIdentifiers(p *r4.Patient) {
	s := &b.sheet.Patient
	for i := range s.Documents {
		d := &s.Documents[i]
		b.identityDocument(p, "patient.document["+strconv.Itoa(i+1)+"]", &d.Type, d.Number, d.Country)
	}
	for i := range s.Identifiers {
		n := &s.Identifiers[i]
		if n.Value == "" {
			continue
		}
		identifier := r4.Identifier{Value: &n.Value}
		switch {
		case identifierType(n.Type):
			identifier.Type = b.constant(fhir.SystemIdentifierType, n.Type, "")
		case n.Type != "":
			identifier.Type = &r4.CodeableConcept{Text: &n.Type}
		}
		if n.Type == "PI" || n.Type == "" {
			identifier.System = b.system("patient-key", fhir.Base+"/identifier/patient-key")
		}
		h := &b.sheet.Facility.Hospital
		switch {
		case b.facilityRef != "" && (n.Authority == "" && n.Type == "PI" || n.Authority != "" && (n.Authority == h.Code || n.Authority == h.Text)):
			identifier.Assigner = b.refer(b.facilityRef)
		case n.Authority != "":
			identifier.Assigner = &r4.Reference{Display: &n.Authority}
		}
		p.Identifier = append(p.Identifier, identifier)
	}
}

// identifierType reports whether a type is one of those of HL7's table 0203 that
// hospitals give: others may stand for something else in FHIR.
func identifierType(code string) bool {
	switch code {
	case "PI", "MR", "PT", "AN", "VN", "PN", "PE", "RI", "XX", "ANON", "BCT", "DL", "SS", "NH", "MC", "MA", "JHN", "HC", "SB":
		return true
	}
	return false
}

// furtherNames adds the English name, and what other names the patient has.
func (b *Builder) furtherNames(p *r4.Patient) {
	s := &b.sheet.Patient
	if !s.EnglishName.IsZero() {
		name := b.englishName(&s.EnglishName)
		b.keepFullName(&s.EnglishName)
		if name.Use == nil {
			name.Use = new(r4.NameUseOfficial)
		}
		p.Name = append(p.Name, name)
		if b.layout.English() {
			slices.Reverse(p.Name)
		}
	}
	for i := range s.OtherNames {
		p.Name = append(p.Name, b.humanName(&s.OtherNames[i]))
	}
}

// englishName returns a name that the source says is the English one.
func (b *Builder) englishName(n *frontsheet.PersonName) r4.HumanName {
	name := b.humanName(n)
	if l := b.layout; l != nil && !l.Format.Described {
		name.Extension = append(name.Extension, r4.Extension{Url: fhir.ExtensionLanguage, ValueCode: new("en")})
	}
	return name
}

// keepFullName keeps the English name in full where it is what its parts make:
// the document has that of a name of which only the parts are stated, too.
func (b *Builder) keepFullName(n *frontsheet.PersonName) {
	parts := frontsheet.PersonName{NameParts: n.NameParts}
	if n.Text != "" && n.Text == message.FullName(parts) && b.sheet.Column("patient.english-name.surname") != "" {
		b.keep("patient.english-name", n.Text)
	}
}

// humanName returns a name with its script.
func (b *Builder) humanName(n *frontsheet.PersonName) r4.HumanName {
	full := message.FullName(*n)
	name := r4.HumanName{Text: &full, Extension: b.representation(full)}
	b.setParts(&name, &n.NameParts)
	for use := r4.NameUseUsual; use <= r4.NameUseMaiden; use++ {
		if n.Use != "" && use.Code() == n.Use {
			name.Use = new(use)
		}
	}
	return name
}

// setParts sets the parts of a name. The given names are one.
func (b *Builder) setParts(name *r4.HumanName, parts *frontsheet.NameParts) {
	name.Family = b.Arena.optional(parts.Surname)
	if parts.GivenName != "" {
		name.Given = []string{parts.GivenName}
	}
}

// deceased says whether the patient has died, and when.
func (b *Builder) deceased(p *r4.Patient) {
	s := &b.sheet.Patient
	switch {
	case !s.Death.IsZero():
		p.DeceasedDateTime = b.date(s.Death)
		if s.Death.Precision == frontsheet.ToHour {
			b.keep("patient.death", string(s.Death.Append(nil, ""))+" "+strconv.Itoa(s.Death.Hour)+"h")
		}
	case s.Dead.Code == "Y":
		p.DeceasedBoolean = new(true)
	case b.sheet.Stay.Disposition.Standard() == "exp":
		p.DeceasedBoolean = new(true)
	case s.Dead.Code == "N":
		p.DeceasedBoolean = new(false)
	}
	if s.Dead.Code == "" && s.Dead.Text != "" {
		b.keep("patient.dead", s.Dead.Text)
	}
}

// telecoms adds the ways to reach the patient beside the telephone of the
// address.
func (b *Builder) telecoms(p *r4.Patient) {
	for i := range b.sheet.Patient.Telecoms {
		t := &b.sheet.Patient.Telecoms[i]
		if t.Value == "" {
			continue
		}
		point := r4.ContactPoint{Value: &t.Value}
		for system := r4.ContactPointSystemPhone; system <= r4.ContactPointSystemOther; system++ {
			if system.Code() == t.System {
				point.System = new(system)
			}
		}
		if point.System == nil {
			point.System = new(r4.ContactPointSystemOther)
		}
		for use := r4.ContactPointUseHome; use <= r4.ContactPointUseMobile; use++ {
			if t.Use != "" && use.Code() == t.Use {
				point.Use = new(use)
			}
		}
		p.Telecom = append(p.Telecom, point)
	}
}

// background adds what records of Hong Kong say of the patient and front sheets
// of the mainland do not.
func (b *Builder) background(p *r4.Patient) {
	s := &b.sheet.Patient
	p.Extension = b.extend(p.Extension, fhir.ExtensionRace, &s.Race)
	if religion := b.concept(&s.Religion); religion != nil {
		p.Extension = append(p.Extension, r4.Extension{Url: fhir.ExtensionReligion, ValueCodeableConcept: religion})
	}
	if language := b.concept(&s.Language); language != nil {
		p.Communication = append(p.Communication, r4.PatientCommunication{Language: *language})
	}
}

// addressParts sets the parts of an address, where the source tells them apart,
// and reports whether there are any. The country of a district is that of the
// layout's districts.
func (b *Builder) addressParts(address *r4.Address, a *frontsheet.Address) bool {
	for i := range a.Lines {
		if a.Lines[i] != "" {
			address.Line = append(address.Line, a.Lines[i])
		}
	}
	address.City = arena.Text(&a.City)
	if !a.District.IsZero() {
		address.District = b.nameOf(&a.District)
		if a.District.Code != "" {
			address.Extension = b.extend(address.Extension, fhir.ExtensionDistrict, &a.District)
		}
	}
	if !a.Area.IsZero() {
		address.State = b.nameOf(&a.Area)
	}
	address.Country = arena.Text(&a.Country)
	if a.Country == "" && a.District.Code != "" && b.layout != nil {
		address.Country = arena.Text(&b.layout.Country)
	}
	return len(address.Line) > 0 || address.City != nil || address.District != nil || address.State != nil || address.Country != nil
}

// hasCoding reports whether a concept has a code of a system.
func hasCoding(c *r4.CodeableConcept, system, code string) bool {
	for i := range c.Coding {
		if s, v := c.Coding[i].System, c.Coding[i].Code; s != nil && v != nil && *s == system && *v == code {
			return true
		}
	}
	return false
}
