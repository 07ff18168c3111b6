package compose

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

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
	organization := r4.Organization{Id: b.Arena.string(id.id()), Name: arena.Text(&f.Name)}
	if f.Code != "" {
		organization.Identifier = append(b.Arena.identifiers.List(1), r4.Identifier{System: b.system("organization", ""), Value: &f.Code})
	}
	b.hospital(&organization)
	b.facilityRef = id
	b.Document.Organizations = append(b.Document.Organizations, organization)
}

func (b *Builder) patient() {
	s := &b.sheet.Patient
	id := b.id(b.patientKey)
	b.patientRef = id
	p := &b.Document.Patient
	p.Id = b.Arena.string(id.id())

	if s.RecordNumber != "" {
		number := r4.Identifier{
			Type:   b.constant(fhir.SystemIdentifierType, "MR", ""),
			System: b.system("record-number", ""), Value: &s.RecordNumber,
		}
		if b.facilityRef != "" {
			number.Assigner = b.refer(b.facilityRef)
		}
		p.Identifier = b.Arena.identifiers.Append(p.Identifier, number)
	}
	if s.HealthCard != "" {
		p.Identifier = b.Arena.identifiers.Append(p.Identifier, r4.Identifier{
			Type: &r4.CodeableConcept{Text: new(b.label("identifier.health-card"))}, System: b.system("health-card", ""), Value: &s.HealthCard,
		})
	}
	b.identityDocument(p, "patient.document", &s.DocumentType, s.DocumentNumber, s.DocumentCountry)
	b.furtherIdentifiers(p)

	if s.Name != "" {
		p.Name = b.Arena.names.Append(nil, r4.HumanName{Use: new(r4.NameUseOfficial), Text: &s.Name, Extension: b.representation(s.Name)})
		b.setParts(&p.Name[0], &s.NameParts)
	}
	b.furtherNames(p)
	b.sex(p)
	if !s.BirthDate.IsZero() {
		b.scratch = s.BirthDate.AppendDate(b.scratch[:0])
		p.BirthDate = b.Arena.string(b.Arena.Bytes(b.scratch))
	}
	b.deceased(p)
	p.MaritalStatus = b.concept(&s.Marital)
	p.Extension = b.extend(p.Extension, fhir.ExtensionEthnicity, &s.Ethnicity)
	p.Extension = b.extend(p.Extension, fhir.ExtensionOccupation, &s.Occupation)
	p.Extension = b.extend(p.Extension, fhir.ExtensionNativePlace, &s.NativePlace)
	if s.BirthPlace != "" {
		p.Extension = b.Arena.extensions.Append(p.Extension, r4.Extension{Url: fhir.ExtensionBirthPlace, ValueAddress: b.Arena.addresses.Of(r4.Address{Text: &s.BirthPlace})})
	}
	if nationality := b.concept(&s.Nationality); nationality != nil {
		p.Extension = b.Arena.extensions.Append(p.Extension, r4.Extension{
			Url:       fhir.ExtensionNationality,
			Extension: b.Arena.extension(r4.Extension{Url: "code", ValueCodeableConcept: nationality}),
		})
	}

	if phone := s.Current.Phone; phone != "" {
		p.Telecom = b.Arena.points.Append(p.Telecom, b.telephone(&s.Current.Phone, r4.ContactPointUseHome))
	}
	b.telecoms(p)
	if a := b.address(&s.Current, r4.AddressUseHome); a != nil {
		p.Address = b.Arena.addresses.Append(p.Address, *a)
	}
	if a := b.address(&s.Registered, r4.AddressUseHome); a != nil {
		if own := b.codeExtension(fhir.ExtensionAddressRole, "registered"); a.Extension == nil {
			a.Extension = own
		} else {
			a.Extension = append(a.Extension, own...)
		}
		p.Address = b.Arena.addresses.Append(p.Address, *a)
	}
	b.employer(p)
	b.contact(p, "patient.contact", &s.Contact)
	for i := range s.NextOfKin {
		b.contact(p, "patient.next-of-kin["+strconv.Itoa(i+1)+"]", &s.NextOfKin[i])
	}
	b.background(p)
}

// identityDocument adds the number of the identity document. The kind is the one
// that the sheet states; where it states none, the shape of the number tells a
// resident identity card and a residence permit.
//
// element is what the elements of the document start with.
func (b *Builder) identityDocument(p *r4.Patient, element string, documentType *frontsheet.Coded, written, country string) {
	typeElement, numberElement := element+".type", element+".number"
	if element == "patient.document" {
		typeElement, numberElement = "patient.document-type", "patient.document-number"
	}
	if written == "" {
		if !documentType.IsZero() {
			b.keep(typeElement, chars.FirstOf(documentType.Code, documentType.Text))
		}
		return
	}
	stated := frontsheet.KindOfDocument(documentType)
	number := identity.Parse(stated, written)
	value := number.Value()
	i := r4.Identifier{Value: b.Arena.string(value), Use: new(r4.IdentifierUseOfficial)}
	kind := number.Kind
	if stated == identity.Unknown && !documentType.IsZero() && kind != identity.ResidencePermit {
		kind = identity.Unknown // the sheet states a type that has no kind
	}
	if number.Changed {
		b.keep(numberElement, written)
		b.issue(frontsheet.Information, numberElement, "number-form", "the number of the identity document is not written as its standard writes it")
	}
	if !number.Verdict.OK() {
		severity := frontsheet.Warning
		if stated == identity.Unknown && number.Kind == identity.Unknown && number.Verdict != identity.Damaged {
			severity = frontsheet.Information
		}
		b.issue(severity, numberElement, number.Verdict.String(), "the number of the identity document does not check: "+number.Reason)
	}
	if number.Verdict == identity.Damaged {
		// It identifies nobody: a number that a spreadsheet has rounded is
		// kept as a cell, and is no identifier.
		b.keep(numberElement, written)
		if !documentType.IsZero() {
			b.keep(typeElement, chars.FirstOf(documentType.Code, documentType.Text))
		}
		return
	}
	concept := b.concept(documentType)
	if concept == nil {
		concept = &r4.CodeableConcept{}
	}
	if stated != identity.Unknown && kind != stated || stated == identity.Unknown && kind != identity.Unknown && !documentType.IsZero() {
		b.issue(frontsheet.Warning, typeElement, "document-type", "the number is that of another kind of document than the sheet states: "+kind.English())
	}
	if kind != identity.Unknown {
		if code := kind.TypeCode(); code != "" && !hasCoding(concept, fhir.SystemIdentifierType, code) {
			concept.Coding = append(concept.Coding, b.coding(fhir.SystemIdentifierType, code, ""))
		}
		concept.Text = new(localize.InScript(b.layout.LabelLanguage(), kind.Hans(), kind.Hant(), kind.English()))
		i.System = new(b.uri(kind.System()))
		if system := identity.PassportSystem(country); system != "" && kind == identity.Passport {
			i.System = &system
		}
	} else if concept.Text == nil && concept.Coding == nil {
		concept.Text = new(b.label("identifier.document"))
	}
	i.Type = concept
	p.Identifier = b.Arena.identifiers.Append(p.Identifier, i)
	b.crossCheck(number)
}

// crossCheck reports where the number states another birth date or sex than
// the sheet does.
func (b *Builder) crossCheck(number identity.Identity) {
	s := &b.sheet.Patient
	if born := number.BirthDate(); born != "" && !s.BirthDate.IsZero() && !strings.HasPrefix(born, string(s.BirthDate.AppendDate(nil))) {
		b.issue(frontsheet.Warning, "patient.birth-date", "birth-date-conflict", "the identity number states another birth date")
	}
	if sex := string(number.Sex()); sex != "" && (s.Sex.Standard() == "male" || s.Sex.Standard() == "female") && s.Sex.Standard() != sex {
		b.issue(frontsheet.Warning, "patient.sex", "sex-conflict", "the identity number states another sex")
	}
}

// sex sets the gender, and beside it the source's code, which tells more apart.
func (b *Builder) sex(p *r4.Patient) {
	s := &b.sheet.Patient.Sex
	switch s.Standard() {
	case "male":
		p.Gender = new(r4.AdministrativeGenderMale)
	case "female":
		p.Gender = new(r4.AdministrativeGenderFemale)
	case "unknown":
		p.Gender = new(r4.AdministrativeGenderUnknown)
	case "other":
		p.Gender = new(r4.AdministrativeGenderOther)
	}
	p.Extension = b.extend(b.Arena.extensions.List(8), fhir.ExtensionAdministrativeSex, s)
}

func (b *Builder) employer(p *r4.Patient) {
	s := &b.sheet.Patient.Employer
	c := r4.PatientContact{Relationship: b.Arena.concept(*b.constant(fhir.SystemContactRole, "E", "Employer"))}
	c.Address = b.address(s, r4.AddressUseWork)
	if s.Phone != "" {
		c.Telecom = b.Arena.points.Append(nil, b.telephone(&s.Phone, r4.ContactPointUseWork))
	}
	if c.Address != nil || c.Telecom != nil {
		p.Contact = b.Arena.contacts.Append(p.Contact, c)
	}
}

func (b *Builder) contact(p *r4.Patient, element string, s *frontsheet.Contact) {
	var c r4.PatientContact
	if s.Name != "" {
		c.Name = b.Arena.names.Of(r4.HumanName{Text: &s.Name, Extension: b.representation(s.Name)})
		b.setParts(c.Name, &s.NameParts)
	}
	if s.Address != "" {
		c.Address = b.Arena.addresses.Of(r4.Address{Text: &s.Address})
	}
	if s.Phone != "" {
		c.Telecom = b.Arena.points.Append(nil, r4.ContactPoint{System: b.Arena.systems.Of(r4.ContactPointSystemPhone), Value: &s.Phone})
	}
	if s.WorkPhone != "" {
		c.Telecom = append(c.Telecom, b.telephone(&s.WorkPhone, r4.ContactPointUseWork))
	}
	if c.Name == nil && c.Address == nil && c.Telecom == nil {
		// FHIR has no contact of whom nothing but the relationship is known.
		if !s.Relationship.IsZero() {
			b.keep(element+".relationship", chars.FirstOf(s.Relationship.Code, s.Relationship.Text))
			b.issue(frontsheet.Information, element+".relationship", "no-home", "nothing but the relationship of the contact is known: it is kept verbatim")
		}
		return
	}
	if relationship := b.concept(&s.Relationship); relationship != nil {
		c.Relationship = b.Arena.concept(*relationship)
	}
	if role := b.concept(&s.Role); role != nil {
		c.Relationship = append(c.Relationship, *role)
	}
	p.Contact = b.Arena.contacts.Append(p.Contact, c)
}

func (b *Builder) address(a *frontsheet.Address, use r4.AddressUse) *r4.Address {
	address := b.Arena.addresses.Of(r4.Address{Use: b.Arena.uses.Of(use), Text: arena.Text(&a.Text), PostalCode: arena.Text(&a.Postcode)})
	if !b.addressParts(address, a) && a.Text == "" && a.Postcode == "" {
		return nil
	}
	return address
}

func (b *Builder) telephone(number *string, use r4.ContactPointUse) r4.ContactPoint {
	return r4.ContactPoint{System: b.Arena.systems.Of(r4.ContactPointSystemPhone), Value: number, Use: b.Arena.pointUses.Of(use)}
}

// representation says in which script a name is written: IDE in Chinese
// characters, ABC in letters. A name in both, or in neither, says nothing.
func (b *Builder) representation(name string) []r4.Extension {
	han, latin := false, false
	for _, r := range name {
		switch {
		case '\u4e00' <= r && r <= '\u9fff': // what nearly all names are made of
			han = true
		case r < utf8.RuneSelf:
			latin = latin || chars.IsLetter(byte(r))
		default:
			han = han || unicode.Is(unicode.Han, r)
			latin = latin || unicode.Is(unicode.Latin, r)
		}
	}
	code := ""
	switch {
	case han && !latin:
		code = "IDE"
	case latin && !han:
		code = "ABC"
	default:
		return nil
	}
	return b.codeExtension(fhir.ExtensionNameRepresentation, code)
}

// quantity returns a number with a unit of UCUM.
func (b *Builder) quantity(d *frontsheet.Decimal, unit, code string) *r4.Quantity {
	if *d == "" {
		return nil
	}
	q := b.Arena.quantities.Of(r4.Quantity{Value: b.Arena.number(*d), Unit: b.Arena.string(unit)})
	if code != "" {
		q.System, q.Code = b.Arena.string(fhir.SystemUCUM), b.Arena.string(code)
	}
	return q
}
