package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// patient makes the Patient.
func (b *Builder) patient() {
	s := &b.sheet.Patient
	id := b.id(b.patientKey)
	b.patientRef = id
	p := &b.document.Patient
	p.Id = b.arena.string(id.id())

	if s.RecordNumber != "" {
		number := r4.Identifier{
			Type:   b.constant(fhir.SystemIdentifierType, "MR", ""),
			System: b.system("record-number", ""), Value: &s.RecordNumber,
		}
		if b.facilityRef != "" {
			number.Assigner = b.refer(b.facilityRef)
		}
		p.Identifier = b.arena.identifiers.Append(p.Identifier, number)
	}
	if s.HealthCard != "" {
		p.Identifier = b.arena.identifiers.Append(p.Identifier, r4.Identifier{
			Type: b.arena.conceptOf(r4.CodeableConcept{Text: b.arena.string(b.label("identifier.health-card"))}), System: b.system("health-card", ""), Value: &s.HealthCard,
		})
	}
	if s.InsuranceCard != "" {
		p.Identifier = append(p.Identifier, r4.Identifier{
			Type:   b.constant(fhir.SystemIdentifierType, "MB", ""), // member number
			System: b.system("insurance-card", ""), Value: &s.InsuranceCard,
		})
	}
	b.identityDocument(p, "patient.document", &s.DocumentType, s.DocumentNumber, s.DocumentCountry)
	b.furtherIdentifiers(p)

	if s.Name != "" {
		p.Name = b.arena.names.Append(nil, b.personName(&s.Name, s.NameParts, b.foreign()))
		p.Name[0].Use = b.arena.nameUses.Of(r4.NameUseOfficial)
		b.tellWhole(&p.Name[0], "patient.name")
	}
	b.furtherNames(p)
	b.sex(p)
	if !s.BirthDate.IsZero() {
		b.scratch = s.BirthDate.AppendDate(b.scratch[:0])
		p.BirthDate = b.arena.string(b.arena.Bytes(b.scratch))
	}
	b.deceased(p)
	p.MaritalStatus = b.concept(&s.Marital)
	p.Extension = b.extend(p.Extension, fhir.ExtensionEthnicity, &s.Ethnicity)
	p.Extension = b.extend(p.Extension, fhir.ExtensionOccupation, &s.Occupation)
	p.Extension = b.extend(p.Extension, fhir.ExtensionNativePlace, &s.NativePlace)
	if s.BirthPlace != "" || s.BirthRegion != (frontsheet.Region{}) {
		region := &s.BirthRegion
		p.Extension = b.arena.extensions.Append(p.Extension, r4.Extension{Url: fhir.ExtensionBirthPlace, ValueAddress: b.arena.addresses.Of(r4.Address{
			Text: arena.Text(&s.BirthPlace), State: arena.Text(&region.Province), City: arena.Text(&region.City), District: arena.Text(&region.County),
		})})
	}
	if nationality := b.concept(&s.Nationality); nationality != nil {
		p.Extension = b.arena.extensions.Append(p.Extension, r4.Extension{
			Url:       fhir.ExtensionNationality,
			Extension: b.arena.extension(r4.Extension{Url: "code", ValueCodeableConcept: nationality}),
		})
	}

	if phone := s.Current.Phone; phone != "" {
		p.Telecom = b.arena.points.Append(p.Telecom, b.telephone(&s.Current.Phone, r4.ContactPointUseHome))
	}
	b.telecoms(p)
	if a := b.address(&s.Current, r4.AddressUseHome); a != nil {
		p.Address = b.arena.addresses.Append(p.Address, *a)
	}
	if a := b.address(&s.Registered, r4.AddressUseHome); a != nil {
		a.Use = nil // where one is registered, one need not live
		if own := b.codeExtension(fhir.ExtensionAddressRole, "registered"); a.Extension == nil {
			a.Extension = own
		} else {
			a.Extension = append(a.Extension, own...)
		}
		p.Address = b.arena.addresses.Append(p.Address, *a)
	}
	b.otherAddresses(p)
	b.employer(p)
	b.contact(p, "patient.contact", &s.Contact)
	for i := range s.NextOfKin {
		b.contact(p, "patient.next-of-kin["+strconv.Itoa(i+1)+"]", &s.NextOfKin[i])
	}
	b.background(p)
	p.Extension = b.details(p.Extension, "patient", 1)
}

// sex sets the gender, and beside it the source's code, which distinguishes more.
func (b *Builder) sex(p *r4.Patient) {
	s := &b.sheet.Patient.Sex
	switch s.Standard() {
	case "male":
		p.Gender = b.arena.genders.Of(r4.AdministrativeGenderMale)
	case "female":
		p.Gender = b.arena.genders.Of(r4.AdministrativeGenderFemale)
	case "unknown":
		p.Gender = new(r4.AdministrativeGenderUnknown)
	case "other":
		p.Gender = new(r4.AdministrativeGenderOther)
	}
	p.Extension = b.extend(b.arena.extensions.List(8), fhir.ExtensionAdministrativeSex, s)
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

// background adds race, religion and language.
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
