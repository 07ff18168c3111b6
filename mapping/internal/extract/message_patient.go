package extract

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

func (r *Reader) messagePatient() {
	p, s := &r.document.Patient, &r.sheet.Patient
	for i := range p.Identifier {
		r.messageIdentifier(&p.Identifier[i])
	}
	r.messageNames(p.Name)
	s.Sex = r.codedExtension(p.Extension, fhir.ExtensionAdministrativeSex, "patient.sex")
	s.BirthDate = r.messageTime(p.BirthDate)
	s.Death = r.messageTime(p.DeceasedDateTime)
	if dead := p.DeceasedBoolean; dead != nil {
		code := "N"
		if *dead {
			code = "Y"
		}
		s.Dead = frontsheet.Coded{Set: r.valueSet("patient.dead"), Code: code}
	}
	s.Marital = r.coded(p.MaritalStatus, "patient.marital")
	s.Race = r.codedExtension(p.Extension, fhir.ExtensionRace, "patient.race")
	if x := r.extension(p.Extension, fhir.ExtensionReligion); x != nil {
		s.Religion = r.coded(x.ValueCodeableConcept, "patient.religion")
	}
	if len(p.Communication) > 0 {
		s.Language = r.coded(&p.Communication[0].Language, "patient.language")
	}
	if x := r.extension(p.Extension, fhir.ExtensionBirthPlace); x != nil && x.ValueAddress != nil {
		s.BirthPlace = arena.Deref(x.ValueAddress.Text)
	}
	if x := r.extension(p.Extension, fhir.ExtensionNationality); x != nil {
		s.Nationality = r.codedExtension(x.Extension, "code", "patient.nationality")
	}
	for i := range p.Telecom {
		r.messageTelecom(&p.Telecom[i])
	}
	for i := range p.Address {
		x := r.extension(p.Address[i].Extension, fhir.ExtensionAddressRole)
		registered := x != nil && arena.Deref(x.ValueCode) == "registered"
		if use := p.Address[i].Use; use == nil && !registered || use != nil && *use == r4.AddressUseOld {
			other := frontsheet.Address{}
			if use != nil {
				other.Use = "old"
			}
			r.messageAddress(&other, &p.Address[i])
			s.OtherAddresses = append(s.OtherAddresses, other)
			continue
		}
		at := &s.Current
		if registered {
			at = &s.Registered
		}
		r.messageAddress(at, &p.Address[i])
	}
	for i := range p.Contact {
		r.messageContact(&p.Contact[i])
	}
}

// messageIdentifier reads one number of the patient. Identity documents alone
// are official.
func (r *Reader) messageIdentifier(id *r4.Identifier) {
	s := &r.sheet.Patient
	value, system, kind := arena.Deref(id.Value), r.uri(id.System), r.code(id.Type, fhir.SystemIdentifierType)
	switch {
	case r.isPapers(id) && !isUsed(id, r4.IdentifierUseOld):
		d := r.messageDocument(id)
		if s.DocumentNumber == "" && d.Valid.IsZero() {
			s.DocumentType, s.DocumentNumber, s.DocumentCountry = d.Type, d.Number, d.Country
		} else {
			s.Documents = append(s.Documents, d)
		}
	case id.Use != nil && *id.Use == r4.IdentifierUseOld && r.isPaper(id):
		s.Documents = append(s.Documents, r.messageDocument(id))
	case kind == "MR" && system == r.layout.Systems["record-number"]:
		s.RecordNumber = value
	default:
		n := frontsheet.Identifier{Value: value, Type: kind}
		if kind == "" && id.Type != nil {
			n.Type = arena.Deref(id.Type.Text)
		}
		if n.Authority = r.authority(id.Assigner); id.Assigner != nil && id.Assigner.Reference != nil && n.Type != "PI" {
			n.Authority.Name = chars.FirstOf(r.sheet.Facility.Hospital.Code, r.sheet.Facility.Hospital.Text)
		}
		n.Valid, n.Old = r.messagePeriod(id.Period), id.Use != nil && *id.Use == r4.IdentifierUseOld
		s.Identifiers = append(s.Identifiers, n)
	}
}

// isPaper reports whether an identifier is the number of an identity document,
// whatever its use.
func (r *Reader) isPaper(id *r4.Identifier) bool {
	return kindOfSystem(r.uri(id.System)) != identity.Unknown || r.documentType(id.Type).Code != ""
}

// messageDocument reads the number of an identity document.
func (r *Reader) messageDocument(id *r4.Identifier) frontsheet.IdentityDocument {
	system := r.uri(id.System)
	d := frontsheet.IdentityDocument{
		Type: r.documentType(id.Type), Number: arena.Deref(id.Value),
		Valid: r.messagePeriod(id.Period), Old: id.Use != nil && *id.Use == r4.IdentifierUseOld,
	}
	if country, found := strings.CutPrefix(system, "http://hl7.org/fhir/sid/passport-"); found {
		d.Country = country
	}
	if d.Type.Code == "" {
		if of := kindOfSystem(system); of != identity.Unknown {
			d.Type = message.DocumentType(r.valueSet("patient.identifiers"), of)
		}
	}
	return d
}

// messagePeriod reads when something holds.
func (r *Reader) messagePeriod(from *r4.Period) (p frontsheet.Period) {
	if from != nil {
		p.Start, p.End = r.messageTime(from.Start), r.messageTime(from.End)
		r.hours(from.Extension, &p.Start, &p.End)
	}
	return p
}

// messageNames reads the names: the two that are his own, the one in letters
// first, or the one; then the others.
func (r *Reader) messageNames(list []r4.HumanName) {
	s := &r.sheet.Patient
	names := make([]frontsheet.PersonName, len(list))
	for i := range list {
		names[i] = r.messageName(&list[i])
	}
	own := func(i int) bool { return i < len(names) && (names[i].Use == "official" || names[i].Use == "usual") }
	if own(0) && own(1) && message.ScriptOf(message.FullName(names[1])) == message.Ideograms && message.ScriptOf(message.FullName(names[0])) != message.Ideograms {
		s.EnglishName = names[0]
		names = names[1:]
	}
	if own(0) {
		s.Name, s.NameParts = message.FullName(names[0]), names[0].NameParts
		names = names[1:]
	}
	s.OtherNames = append(s.OtherNames, names...)
}

func (r *Reader) messageTelecom(point *r4.ContactPoint) {
	s := &r.sheet.Patient
	t := frontsheet.Telecom{Value: arena.Deref(point.Value)}
	if point.System != nil {
		t.System = point.System.Code()
	}
	if point.Use != nil {
		t.Use = point.Use.Code()
	}
	if t.System == "phone" && t.Use == "home" && s.Current.Phone == "" {
		s.Current.Phone = t.Value
		return
	}
	s.Telecoms = append(s.Telecoms, t)
}

func (r *Reader) messageAddress(a *frontsheet.Address, from *r4.Address) {
	a.Lines, a.Valid = from.Line, r.messagePeriod(from.Period)
	a.City, a.Postcode, a.Country = arena.Deref(from.City), arena.Deref(from.PostalCode), arena.Deref(from.Country)
	if from.State != nil {
		a.Area = frontsheet.Coded{Text: *from.State}
	}
	if a.District = r.codedExtension(from.Extension, fhir.ExtensionDistrict, "patient.addresses"); a.District.IsZero() && from.District != nil {
		a.District = frontsheet.Coded{Text: *from.District}
	}
}

// messageContact reads the employer, or one of the next of kin.
func (r *Reader) messageContact(c *r4.PatientContact) {
	s := &r.sheet.Patient
	kin := frontsheet.Contact{}
	for i := range c.Relationship {
		concept := &c.Relationship[i]
		roles := r.valueSet("patient.next-of-kin.role")
		switch {
		case r.code(concept, fhir.SystemContactRole) == "E" && len(concept.Coding) == 1 && arena.Deref(concept.Coding[0].Display) == "Employer" && c.Name == nil && c.Address != nil && c.Address.Use != nil:
			r.messageAddress(&s.Employer, c.Address)
			return
		case i == 1, roles != nil && r.code(concept, roles.URI) != "", len(concept.Coding) == 0 && r.roleAlone():
			kin.Role = r.coded(concept, "patient.next-of-kin.role")
		default:
			kin.Relationship = r.coded(concept, "patient.next-of-kin.relationship")
		}
	}
	if c.Name != nil {
		n := r.messageName(c.Name)
		kin.Name, kin.NameParts = message.FullName(n), n.NameParts
	}
	if c.Address != nil {
		kin.Address = arena.Deref(c.Address.Text)
	}
	for i := range c.Telecom {
		if c.Telecom[i].Use == nil {
			kin.Phone = arena.Deref(c.Telecom[i].Value)
		} else {
			kin.WorkPhone = arena.Deref(c.Telecom[i].Value)
		}
	}
	if s.Contact == (frontsheet.Contact{}) {
		s.Contact = kin
	} else {
		s.NextOfKin = append(s.NextOfKin, kin)
	}
}

// roleAlone reports whether the next of kin in hand has a role that is no code,
// and no relationship: such a field of the message is kept.
func (r *Reader) roleAlone() bool {
	s := &r.sheet.Patient
	kept := message.KeptOf(r.sheet)
	position := len(s.NextOfKin) + 1
	if s.Contact != (frontsheet.Contact{}) {
		position++
	}
	ordinal := 0
	for ; position > 0; position-- {
		for ordinal++; kept.Wholes[message.SegmentColumn("NK1", ordinal)] != ""; ordinal++ {
		}
	}
	isKept := func(element string) bool {
		segment, number, _ := strings.Cut(r.layout.ColumnOf(element), "-")
		_, is := kept.Fields[message.SegmentColumn(segment, ordinal)+"-"+number]
		return is
	}
	return isKept("patient.next-of-kin.role[1]") && !isKept("patient.next-of-kin.relationship[1]")
}
