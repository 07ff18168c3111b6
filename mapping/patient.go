package mapping

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/identity"
)

// Identifier systems of the national standards, as the CDA of WS/T 500 has them.
const (
	systemRecordNumber    = "urn:oid:2.16.156.10011.1.13" // 病案号
	systemHealthCard      = "urn:oid:2.16.156.10011.1.19" // 健康卡号
	systemOrganization    = "urn:oid:2.16.156.10011.1.5"  // 组织机构代码
	systemPractitioner    = "urn:oid:2.16.156.10011.1.4"  // 医师执业证书
	systemPathologyNumber = "urn:oid:2.16.156.10011.1.8"  // 病理号
)

func (b *documentBuilder) facility() {
	f := &b.sheet.Facility
	if f.Code == "" && f.Name == "" && f.EnglishName == "" && f.Hospital.IsZero() {
		severity := Warning
		if b.sheet.mayLackStay() {
			severity = Information // an extract of facts that names none
		}
		b.issue(severity, "facility.name", "no-facility", "the sheet names no facility: the document has no author")
		return
	}
	id := b.id("facility")
	organization := r4.Organization{Id: &id, Name: text(&f.Name)}
	if f.Code != "" {
		organization.Identifier = []r4.Identifier{{System: b.system("organization", systemOrganization), Value: &f.Code}}
	}
	b.hospital(&organization)
	b.facilityRef = id
	b.document.Organizations = append(b.document.Organizations, organization)
}

func (b *documentBuilder) patient() {
	s := &b.sheet.Patient
	id := b.id(b.patientKey())
	b.patientRef = id
	p := &b.document.Patient
	p.Id = &id

	if s.RecordNumber != "" {
		number := r4.Identifier{
			Type:   &r4.CodeableConcept{Coding: []r4.Coding{b.coding(fhir.SystemIdentifierType, "MR", "")}},
			System: b.system("record-number", systemRecordNumber), Value: &s.RecordNumber,
		}
		if b.facilityRef != "" {
			number.Assigner = refer(b.facilityRef)
		}
		p.Identifier = append(p.Identifier, number)
	}
	if s.HealthCard != "" {
		p.Identifier = append(p.Identifier, r4.Identifier{
			Type: &r4.CodeableConcept{Text: new(b.word("健康卡号", "Health record number"))}, System: b.system("health-card", systemHealthCard), Value: &s.HealthCard,
		})
	}
	b.identityDocument(p, "patient.document", &s.DocumentType, s.DocumentNumber, s.DocumentCountry)
	b.furtherIdentifiers(p)

	if s.Name != "" {
		p.Name = []r4.HumanName{{Use: new(r4.NameUseOfficial), Text: &s.Name, Extension: representation(s.Name)}}
		setParts(&p.Name[0], &s.NameParts)
	}
	b.furtherNames(p)
	b.sex(p)
	if !s.BirthDate.IsZero() {
		b.scratch = s.BirthDate.AppendDate(b.scratch[:0])
		p.BirthDate = new(string(b.scratch))
	}
	b.deceased(p)
	p.MaritalStatus = b.concept(&s.Marital)
	p.Extension = b.extend(p.Extension, fhir.ExtensionEthnicity, &s.Ethnicity)
	p.Extension = b.extend(p.Extension, fhir.ExtensionOccupation, &s.Occupation)
	p.Extension = b.extend(p.Extension, fhir.ExtensionNativePlace, &s.NativePlace)
	if s.BirthPlace != "" {
		p.Extension = append(p.Extension, r4.Extension{Url: fhir.ExtensionBirthPlace, ValueAddress: &r4.Address{Text: &s.BirthPlace}})
	}
	if nationality := b.concept(&s.Nationality); nationality != nil {
		p.Extension = append(p.Extension, r4.Extension{Url: fhir.ExtensionNationality, Extension: []r4.Extension{
			{Url: "code", ValueCodeableConcept: nationality},
		}})
	}

	if phone := s.Current.Phone; phone != "" {
		p.Telecom = append(p.Telecom, telephone(&s.Current.Phone, r4.ContactPointUseHome))
	}
	b.telecoms(p)
	if a := b.address(&s.Current, r4.AddressUseHome); a != nil {
		p.Address = append(p.Address, *a)
	}
	if a := b.address(&s.Registered, r4.AddressUseHome); a != nil {
		a.Extension = []r4.Extension{{Url: b.uri(fhir.ExtensionAddressRole), ValueCode: new("registered")}}
		p.Address = append(p.Address, *a)
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
func (b *documentBuilder) identityDocument(p *r4.Patient, element string, documentType *Coded, written, country string) {
	typeElement, numberElement := element+".type", element+".number"
	if element == "patient.document" {
		typeElement, numberElement = "patient.document-type", "patient.document-number"
	}
	if written == "" {
		if !documentType.IsZero() {
			b.keep(typeElement, firstOf(documentType.Code, documentType.Text))
		}
		return
	}
	stated := kindOfDocument(documentType)
	number := identity.Parse(stated, written)
	value := number.Value()
	i := r4.Identifier{Value: &value, Use: new(r4.IdentifierUseOfficial)}
	kind := number.Kind
	if stated == identity.Unknown && !documentType.IsZero() && kind != identity.ResidencePermit {
		kind = identity.Unknown // the sheet states a type that has no kind
	}
	if number.Changed {
		b.keep(numberElement, written)
		b.issue(Information, numberElement, "number-form", "the number of the identity document is not written as its standard writes it")
	}
	if !number.Verdict.OK() {
		severity := Warning
		if stated == identity.Unknown && number.Kind == identity.Unknown && number.Verdict != identity.Damaged {
			severity = Information
		}
		b.issue(severity, numberElement, number.Verdict.String(), "the number of the identity document does not check: "+number.Reason)
	}
	if number.Verdict == identity.Damaged {
		// It identifies nobody: a number that a spreadsheet has rounded is
		// kept as a cell, and is no identifier.
		b.keep(numberElement, written)
		return
	}
	concept := b.concept(documentType)
	if concept == nil {
		concept = &r4.CodeableConcept{}
	}
	if stated != identity.Unknown && kind != stated || stated == identity.Unknown && kind != identity.Unknown && !documentType.IsZero() {
		b.issue(Warning, typeElement, "document-type", "the number is that of another kind of document than the sheet states: "+kind.English())
	}
	if kind != identity.Unknown {
		if code := kind.TypeCode(); code != "" && !hasCoding(concept, fhir.SystemIdentifierType, code) {
			concept.Coding = append(concept.Coding, b.coding(fhir.SystemIdentifierType, code, ""))
		}
		concept.Text = new(b.word(kind.Hans(), kind.English()))
		i.System = new(b.uri(kind.System()))
		if system := identity.PassportSystem(country); system != "" && kind == identity.Passport {
			i.System = &system
		}
	} else if concept.Text == nil && concept.Coding == nil {
		concept.Text = new(b.word("证件号码", "Number of an identity document"))
	}
	i.Type = concept
	p.Identifier = append(p.Identifier, i)
	b.crossCheck(number)
}

// crossCheck reports where the number states another birth date or sex than
// the sheet does.
func (b *documentBuilder) crossCheck(number identity.Identity) {
	s := &b.sheet.Patient
	if born := number.BirthDate(); born != "" && !s.BirthDate.IsZero() && !strings.HasPrefix(born, string(s.BirthDate.AppendDate(nil))) {
		b.issue(Warning, "patient.birth-date", "birth-date-conflict", "the identity number states another birth date")
	}
	if sex := string(number.Sex()); sex != "" && (s.Sex.standard() == "male" || s.Sex.standard() == "female") && s.Sex.standard() != sex {
		b.issue(Warning, "patient.sex", "sex-conflict", "the identity number states another sex")
	}
}

// sex sets the gender, and beside it the source's code, which tells more apart.
func (b *documentBuilder) sex(p *r4.Patient) {
	s := &b.sheet.Patient.Sex
	switch s.standard() {
	case "male":
		p.Gender = new(r4.AdministrativeGenderMale)
	case "female":
		p.Gender = new(r4.AdministrativeGenderFemale)
	case "unknown":
		p.Gender = new(r4.AdministrativeGenderUnknown)
	case "other":
		p.Gender = new(r4.AdministrativeGenderOther)
	}
	p.Extension = b.extend(p.Extension, fhir.ExtensionAdministrativeSex, s)
}

func (b *documentBuilder) employer(p *r4.Patient) {
	s := &b.sheet.Patient.Employer
	c := r4.PatientContact{Relationship: []r4.CodeableConcept{{
		Coding: []r4.Coding{b.coding(fhir.SystemContactRole, "E", "Employer")},
	}}}
	c.Address = b.address(s, r4.AddressUseWork)
	if s.Phone != "" {
		c.Telecom = []r4.ContactPoint{telephone(&s.Phone, r4.ContactPointUseWork)}
	}
	if c.Address != nil || c.Telecom != nil {
		p.Contact = append(p.Contact, c)
	}
}

func (b *documentBuilder) contact(p *r4.Patient, element string, s *Contact) {
	var c r4.PatientContact
	if s.Name != "" {
		c.Name = &r4.HumanName{Text: &s.Name, Extension: representation(s.Name)}
		setParts(c.Name, &s.NameParts)
	}
	if s.Address != "" {
		c.Address = &r4.Address{Text: &s.Address}
	}
	if s.Phone != "" {
		c.Telecom = []r4.ContactPoint{{System: new(r4.ContactPointSystemPhone), Value: &s.Phone}}
	}
	if s.WorkPhone != "" {
		c.Telecom = append(c.Telecom, telephone(&s.WorkPhone, r4.ContactPointUseWork))
	}
	if c.Name == nil && c.Address == nil && c.Telecom == nil {
		// FHIR has no contact of whom nothing but the relationship is known.
		if !s.Relationship.IsZero() {
			b.keep(element+".relationship", firstOf(s.Relationship.Code, s.Relationship.Text))
			b.issue(Information, element+".relationship", "no-home", "nothing but the relationship of the contact is known: it is kept verbatim")
		}
		return
	}
	if relationship := b.concept(&s.Relationship); relationship != nil {
		c.Relationship = []r4.CodeableConcept{*relationship}
	}
	if role := b.concept(&s.Role); role != nil {
		c.Relationship = append(c.Relationship, *role)
	}
	p.Contact = append(p.Contact, c)
}

func (b *documentBuilder) address(a *Address, use r4.AddressUse) *r4.Address {
	address := &r4.Address{Use: new(use), Text: text(&a.Text), PostalCode: text(&a.Postcode)}
	if !b.addressParts(address, a) && a.Text == "" && a.Postcode == "" {
		return nil
	}
	return address
}

func telephone(number *string, use r4.ContactPointUse) r4.ContactPoint {
	return r4.ContactPoint{System: new(r4.ContactPointSystemPhone), Value: number, Use: new(use)}
}

// representation says in which script a name is written: IDE in Chinese
// characters, ABC in letters. A name in both, or in neither, says nothing.
func representation(name string) []r4.Extension {
	han, latin := false, false
	for _, r := range name {
		han = han || unicode.Is(unicode.Han, r)
		latin = latin || unicode.Is(unicode.Latin, r)
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
	return []r4.Extension{{Url: fhir.ExtensionNameRepresentation, ValueCode: &code}}
}

// quantity returns a number with a unit of UCUM.
func quantity(d *Decimal, unit, code string) *r4.Quantity {
	if *d == "" {
		return nil
	}
	q := &r4.Quantity{Value: new(json.Number(*d)), Unit: &unit}
	if code != "" {
		q.System, q.Code = new(fhir.SystemUCUM), &code
	}
	return q
}

func firstOf(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}
