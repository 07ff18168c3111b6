package extract

import (
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// facility reads the hospital: the author of the Composition, its custodian, or
// who provided the stay.
func (r *Reader) facility() {
	d := r.Document
	candidates := append([]r4.Reference{}, d.Composition.Author...)
	if c := d.Composition.Custodian; c != nil {
		candidates = append(candidates, *c)
	}
	for i := range d.Encounters {
		if p := d.Encounters[i].ServiceProvider; p != nil {
			candidates = append(candidates, *p)
		}
	}
	var o *r4.Organization
	name := ""
	for i := range candidates {
		if o == nil {
			o = r.organizations[arena.Deref(candidates[i].Reference)]
		}
		if p := r.practitioners[arena.Deref(candidates[i].Reference)]; p == nil && name == "" {
			name = arena.Deref(candidates[i].Display)
		}
	}
	if o == nil && len(d.Organizations) == 1 {
		o = &d.Organizations[0]
	}
	f := &r.Sheet.Facility
	if r.tells() && len(candidates) > 0 && o != r.organizations[arena.Deref(candidates[0].Reference)] {
		return // of a sheet of ours, the author alone: others are where the patient was
	}
	if o == nil {
		f.Name = name
		return
	}
	if r.hospital(o, f) {
		return
	}
	f.Name = arena.Deref(o.Name)
	if r.has("facility.english-name") {
		r.englishFacility(o, f)
	}
	for i := range o.Identifier {
		if id := &o.Identifier[i]; r.isSystem(id.System, "organization") || f.Code == "" {
			f.Code = arena.Deref(id.Value)
		}
	}
	if len(d.Organizations) > 1 {
		r.issue(frontsheet.Information, "facility.name", "several-organizations", "the document has several organizations: the sheet is that of the one who made it")
	}
	r.left("Organization", o, "identifier", "name", "active", r.ifHas("facility.english-name", "alias"))
}

// patient reads the person whom the sheet is about.
func (r *Reader) patient() {
	p, s := &r.Document.Patient, &r.Sheet.Patient
	r.identifiers(p)
	r.records(p)
	for i := range p.Name {
		if r.has("patient.english-name") {
			break // records has read them
		}
		if i == 0 || p.Name[i].Use != nil && *p.Name[i].Use == r4.NameUseOfficial && (p.Name[0].Use == nil || *p.Name[0].Use != r4.NameUseOfficial) {
			s.Name = r.personName(&p.Name[i], "patient.name")
		}
	}
	if len(p.Name) > 1 && !r.has("patient.english-name") {
		r.issue(frontsheet.Information, "patient.name", "several-names", "the patient has several names: the official one was taken, or the first")
	}

	s.Sex = r.extended(p.Extension, fhir.ExtensionAdministrativeSex, "patient.sex")
	if s.Sex.IsZero() && p.Gender != nil {
		gender := r.gender(p.Gender.Code())
		s.Sex = r.coded(&gender, "patient.sex")
	}
	s.BirthDate = r.date(p.BirthDate, "patient.birth-date")
	s.Marital = r.coded(p.MaritalStatus, "patient.marital")
	s.Ethnicity = r.extended(p.Extension, fhir.ExtensionEthnicity, "patient.ethnicity")
	s.Occupation = r.extended(p.Extension, fhir.ExtensionOccupation, "patient.occupation")
	s.NativePlace = r.extended(p.Extension, fhir.ExtensionNativePlace, "patient.native-place")
	if x := r.extension(p.Extension, fhir.ExtensionBirthPlace); x != nil && x.ValueAddress != nil {
		s.BirthPlace = r.addressText(x.ValueAddress, "patient.birth-place")
	}
	if x := r.extension(p.Extension, fhir.ExtensionNationality); x != nil {
		s.Nationality = r.extended(x.Extension, "code", "patient.nationality")
	}
	r.telecoms(p)
	r.addresses(p)
	for i := range p.Contact {
		r.person(&p.Contact[i])
	}
	r.strange("Patient", p.Extension, fhir.ExtensionAdministrativeSex, fhir.ExtensionEthnicity, fhir.ExtensionOccupation,
		fhir.ExtensionNativePlace, fhir.ExtensionBirthPlace, fhir.ExtensionNationality,
		r.ifHas("patient.race", fhir.ExtensionRace), r.ifHas("patient.religion", fhir.ExtensionReligion))
	r.left("Patient", p, "identifier", "name", "gender", "birthDate", "deceasedBoolean", "deceasedDateTime", "maritalStatus",
		"telecom", "address", "contact", "active", "managingOrganization")
	r.qualified("Patient", p.ModifierExtension)
}

// gender returns the concept of a code of FHIR's gender.
func (r *Reader) gender(code string) r4.CodeableConcept {
	return r4.CodeableConcept{Coding: []r4.Coding{{System: new("http://hl7.org/fhir/administrative-gender"), Code: &code}}}
}

// identifiers reads the numbers of the patient.
func (r *Reader) identifiers(p *r4.Patient) {
	s := &r.Sheet.Patient
	record, papers, card := -1, -1, -1
	for i := range p.Identifier {
		id := &p.Identifier[i]
		system, kind := r.ours(id.System), r.code(id.Type, fhir.SystemIdentifierType)
		switch {
		case r.isSystem(id.System, "record-number"):
			record = i
		case r.isSystem(id.System, "health-card"):
			card = i
		case papers < 0 && (kindOfSystem(system) != identity.Unknown || isDocument(kind)),
			papers < 0 && (system == "" && kind == "" || r.tells()) && id.Type != nil && id.Use != nil && *id.Use == r4.IdentifierUseOfficial:
			papers = i
		}
	}
	keyed := r.tells() && !r.has("patient.record-number") // by a number of another kind
	for i := range p.Identifier {
		if record < 0 && !keyed && i != card && i != papers && r.code(p.Identifier[i].Type, fhir.SystemIdentifierType) == "MR" {
			record = i
		}
	}
	for i := range p.Identifier {
		if record < 0 && !keyed && i != card && i != papers && p.Identifier[i].Value != nil {
			record = i
			r.issue(frontsheet.Warning, "patient.record-number", "record-number", "no identifier says that it is the record's number: the first that is no identity document was taken")
		}
	}
	left := 0
	for i := range p.Identifier {
		switch i {
		case record:
			s.RecordNumber = arena.Deref(p.Identifier[i].Value)
		case card:
			s.HealthCard = arena.Deref(p.Identifier[i].Value)
		case papers:
			s.DocumentNumber = arena.Deref(p.Identifier[i].Value)
			s.DocumentType = r.documentType(p.Identifier[i].Type)
		default:
			if !r.furtherIdentifier(&p.Identifier[i]) {
				left++
			}
		}
	}
	if left > 0 {
		r.issue(frontsheet.Information, "patient.document-number", "several-identifiers", "the patient has identifiers for which the sheet has no place")
	}
	if s.RecordNumber == "" && !keyed {
		r.issue(frontsheet.Warning, "patient.record-number", "no-record-key", "the patient has no number, so nobody can say whose record it is")
	}
}

// kindOfSystem returns the kind of document whose numbers an identifier system
// has.
func kindOfSystem(system string) identity.Kind {
	for kind := identity.HKID; kind <= identity.Passport; kind++ {
		if kind.System() == system {
			return kind
		}
	}
	if strings.HasPrefix(system, "http://hl7.org/fhir/sid/passport-") {
		return identity.Passport
	}
	return identity.Unknown
}

// isDocument reports whether a code of HL7's table 0203 is that of a document
// by which people are identified.
func isDocument(code string) bool {
	switch code {
	case "NI", "NNCHN", "NNHKG", "PPN", "PRC", "CZ":
		return true
	}
	return false
}

// documentType reads the kind of an identity document where the sheet states
// it. What this package has found out itself by the shape of the number is not
// the sheet's.
func (r *Reader) documentType(c *r4.CodeableConcept) frontsheet.Coded {
	if c == nil {
		return frontsheet.Coded{}
	}
	stated := r4.CodeableConcept{Text: c.Text}
	for i := range c.Coding {
		if r.ours(c.Coding[i].System) != fhir.SystemIdentifierType {
			stated.Coding = append(stated.Coding, c.Coding[i])
		}
	}
	switch text := arena.Deref(c.Text); {
	case narrative.LabelOf("identifier.document").Is(text):
		stated.Text = nil
	case text != "":
		for kind := identity.HKID; kind <= identity.Passport; kind++ {
			if text == kind.Hans() || text == kind.English() || text == localize.InScript(r.layout.LabelLanguage(), kind.Hans(), kind.Hant(), kind.English()) {
				stated.Text = nil
			}
		}
	}
	if stated.Text == nil && stated.Coding == nil {
		return frontsheet.Coded{}
	}
	return r.coded(&stated, "patient.document-type")
}

// personName returns a name in one piece.
func (r *Reader) personName(n *r4.HumanName, element string) string {
	if n == nil {
		return ""
	}
	if n.Text != nil {
		return *n.Text
	}
	parts := n.Given
	if n.Family != nil {
		parts = append([]string{*n.Family}, parts...)
	}
	separator := " "
	if han := strings.Join(parts, ""); strings.IndexFunc(han, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 {
		separator = ""
	} else if n.Family != nil { // in letters the family name comes last
		parts = append(parts[1:len(parts):len(parts)], parts[0])
	}
	name := strings.Join(parts, separator)
	if name != "" {
		r.issue(frontsheet.Information, element, "joined", "the name is stated in parts, which were joined")
	}
	return name
}

// addressText returns an address in one piece.
func (r *Reader) addressText(a *r4.Address, element string) string {
	if a.Text != nil {
		return *a.Text
	}
	if element == "patient.current.address" && r.has("patient.current.district") {
		a = &r4.Address{Line: a.Line, City: a.City} // the district has a place of its own
	}
	parts := append([]string{}, a.Line...)
	all := strings.Join(append(append([]string{}, a.Line...), arena.Deref(a.City), arena.Deref(a.District), arena.Deref(a.State)), "")
	separator := ", "
	if strings.IndexFunc(all, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0 { // from the largest part to the smallest
		separator = ""
		parts = append([]string{arena.Deref(a.Country), arena.Deref(a.State), arena.Deref(a.City), arena.Deref(a.District)}, parts...)
	} else {
		parts = append(parts, arena.Deref(a.District), arena.Deref(a.City), arena.Deref(a.State), arena.Deref(a.Country))
	}
	var stated []string
	for _, part := range parts {
		if part != "" {
			stated = append(stated, part)
		}
	}
	if stated != nil {
		r.issue(frontsheet.Information, element, "joined", "the address is stated in parts, which were joined")
	}
	return strings.Join(stated, separator)
}

func (r *Reader) telecoms(p *r4.Patient) {
	s := &r.Sheet.Patient
	chosen := phoneOf(p.Telecom)
	if chosen >= 0 && r.furtherTelecom(&p.Telecom[chosen]) != nil {
		chosen = -1 // it has a place of its own
	}
	if chosen >= 0 {
		s.Current.Phone = arena.Deref(p.Telecom[chosen].Value)
	}
	if r.furtherTelecoms(p.Telecom, chosen) {
		r.issue(frontsheet.Information, "patient.current.phone", "several-telecoms", "the patient has numbers or addresses for which the sheet has no place: it has one telephone")
	}
}

// phoneOf returns which of the telecoms is a telephone, that at home first; -1
// for none.
func phoneOf(list []r4.ContactPoint) int {
	chosen := -1
	for i := range list {
		t := &list[i]
		phone := t.System == nil || *t.System == r4.ContactPointSystemPhone
		if !phone || t.Value == nil || t.Use != nil && *t.Use == r4.ContactPointUseOld {
			continue
		}
		if chosen < 0 || t.Use != nil && *t.Use == r4.ContactPointUseHome && (list[chosen].Use == nil || *list[chosen].Use != r4.ContactPointUseHome) {
			chosen = i
		}
	}
	return chosen
}

func (r *Reader) addresses(p *r4.Patient) {
	s := &r.Sheet.Patient
	seen, left := false, 0
	for i := range p.Address {
		a := &p.Address[i]
		role := r.extension(a.Extension, fhir.ExtensionAddressRole)
		switch {
		case role != nil && arena.Deref(role.ValueCode) == "registered":
			s.Registered.Text, s.Registered.Postcode = r.addressText(a, "patient.registered.address"), arena.Deref(a.PostalCode)
		case !seen && (a.Use == nil || *a.Use != r4.AddressUseOld):
			seen = true
			r.district(a)
			s.Current.Text, s.Current.Postcode = r.addressText(a, "patient.current.address"), arena.Deref(a.PostalCode)
		default:
			left++
		}
	}
	if left > 0 {
		r.issue(frontsheet.Information, "patient.current.address", "several-addresses", "the patient has addresses for which the sheet has no place")
	}
}

// person reads one of the patient's contacts: the employer, or the one to turn to.
func (r *Reader) person(c *r4.PatientContact) {
	s := &r.Sheet.Patient
	phone := ""
	if i := phoneOf(c.Telecom); i >= 0 {
		phone = arena.Deref(c.Telecom[i].Value)
	}
	var relationship *r4.CodeableConcept
	for i := range c.Relationship {
		if r.code(&c.Relationship[i], fhir.SystemContactRole) == "E" && c.Name == nil && !(r.tells() && !r.has("patient.employer.address")) {
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
		Name: r.personName(c.Name, "patient.contact.name"), Phone: phone,
		Relationship: r.coded(relationship, "patient.contact.relationship"),
	}
	if c.Address != nil {
		s.Contact.Address = r.addressText(c.Address, "patient.contact.address")
	}
}
