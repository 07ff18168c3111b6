package message

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/personname"
)

// The scripts of a name.
const (
	noScript  = personname.NoScript
	Latin     = personname.Latin
	Ideograms = personname.Ideograms
)

// ScriptOf returns the script of the parts of a name.
func ScriptOf(parts ...string) string { return personname.Script(parts...) }

// personName reads the parts of a name: those of XPN, and with another offset
// those of XCN.
func (b *builder) personName(r string) frontsheet.PersonName { return b.nameFrom(r, 1) }

// nameFrom reads a name whose family name is the component first.
func (b *builder) nameFrom(r string, first int) frontsheet.PersonName {
	var n frontsheet.PersonName
	n.Surname, n.GivenName = b.component(r, first), b.component(r, first+1)
	if second := b.component(r, first+2); second != "" {
		n.GivenName = strings.TrimSpace(n.GivenName + " " + second)
		b.keep()
	}
	b.beyond(r, first+3, first+4, first+5)
	if n.GivenName == "" {
		// The name stands in one component: a comma tells the parts apart.
		if family, given, found := personname.AtComma(n.Surname); found {
			n.Surname, n.GivenName = family, given
		} else {
			n.Text, n.Surname = n.Surname, ""
		}
	}
	return n
}

// FullName returns the name as it is written in full.
func FullName(n frontsheet.PersonName) string { return personname.Full(n) }

// script returns the script of the name in full.
func personNameScript(n frontsheet.PersonName) string {
	if n.Text != "" {
		return ScriptOf(n.Text)
	}
	return ScriptOf(n.Surname, n.GivenName)
}

// nameUses are the uses of FHIR by the codes of HL7's table 0200.
var nameUses = map[string]string{
	"L": "official", "R": "official", "D": "usual", "M": "maiden", "N": "nickname",
	"MSK": "anonymous", "NAV": "temp", "TEMP": "temp", "BAD": "old", "NOUSE": "old",
}

// setNames reads the names of the patient: the first in Latin letters and the
// first in ideograms are the names, the others beside them.
func (b *builder) setNames(p *frontsheet.Patient) {
	var chinese, english frontsheet.PersonName
	b.repetition = 0
	for r := range b.message.Repetitions(b.raw) {
		b.repetition++
		n := b.personName(r)
		if n.IsZero() {
			continue
		}
		kind, stated := b.component(r, 7), b.component(r, 8)
		n.Use, n.Valid = nameUses[kind], b.validity(r)
		outdated := b.outdated(n.Valid, kind)
		if outdated {
			b.tellOutdated()
		}
		if b.expired(n.Valid, kind) {
			n.Use = "old"
		}
		script := ScriptOf(FullName(n))
		switch {
		case stated == "A" && script == Ideograms, stated == "I" && script == Latin:
			b.issue(frontsheet.Warning, "name-representation", 8, "the name is in another script than the field says: the script counts")
		case stated == "P":
			b.keep() // a phonetic name, which no script tells from the others
		case script == noScript && stated == "A":
			script = Latin
		case script == noScript && stated == "I":
			script = Ideograms
		}
		name := &english
		if script == Ideograms {
			name = &chinese
		}
		main := !outdated && (kind == "" || kind == "U" || n.Use == "official" || n.Use == "usual")
		if kind != "" && n.Use == "" {
			b.keep()
		}
		if main && stated != "P" && name.IsZero() {
			*name = n
		} else {
			p.OtherNames = append(p.OtherNames, n)
		}
	}
	if chinese.IsZero() {
		chinese, english = english, chinese
	}
	if !chinese.IsZero() {
		p.Name, p.NameParts = FullName(chinese), chinese.NameParts
		p.EnglishName = english
	}
}

func (b *builder) setAliases(list *[]frontsheet.PersonName) {
	b.repetition = 0
	for r := range b.message.Repetitions(b.raw) {
		b.repetition++
		if n := b.personName(r); !n.IsZero() {
			kind := b.component(r, 7)
			n.Use, n.Valid = nameUses[kind], b.validity(r)
			if b.expired(n.Valid, kind) {
				n.Use = "old"
			}
			*list = append(*list, n)
		}
	}
}

// setContact reads the name of one of the next of kin, of which FHIR has one.
func (b *builder) setContact(c *frontsheet.Contact) {
	n := b.personName(b.current(7))
	c.Name, c.NameParts = FullName(n), n.NameParts
}

// setPersons reads the members of staff of one role. A repetition with the
// number of the one before it, in another script, is that one's other name.
func (b *builder) setPersons(v *layout.Persons) {
	b.repetition = 0
	last := ""
	for r := range b.message.Repetitions(b.raw) {
		b.repetition++
		var m frontsheet.StaffMember
		if b.superseded(r) {
			b.keep()
			b.tellOutdated()
			continue
		}
		b.setPerson(&m, r)
		if m.Name == "" && m.Licence == "" && m.Number == "" {
			continue
		}
		m.Role = v.Role
		id := b.component(r, 1)
		if n := len(*v.List); b.repetition > 1 && n > 0 && (id == "" || id == last) {
			if previous := &(*v.List)[n-1]; staffMemberMerge(previous, m) {
				continue
			}
		}
		last = id
		*v.List = append(*v.List, m)
	}
}

// merge takes m for the same person under the name in the other script, if it
// can be.
func staffMemberMerge(s *frontsheet.StaffMember, m frontsheet.StaffMember) bool {
	mine, other := ScriptOf(s.Name), ScriptOf(m.Name)
	if mine == noScript || other == noScript || mine == other || !s.EnglishName.IsZero() {
		return false
	}
	if mine == Latin {
		s.Name, m.Name = m.Name, s.Name
		s.NameParts, m.NameParts = m.NameParts, s.NameParts
	}
	s.EnglishName = frontsheet.PersonName{NameParts: m.NameParts}
	if m.NameParts.IsZero() {
		s.EnglishName.Text = m.Name
	}
	return true
}

// setPerson reads one member of staff. The type of the identifier says whether
// the number is one of registration.
func (b *builder) setPerson(m *frontsheet.StaffMember, r string) {
	n := b.nameFrom(r, 2)
	m.Name, m.NameParts = FullName(n), n.NameParts
	number := b.identifier(b.component(r, 1), 1)
	switch b.component(r, 13) {
	case "MD", "LN", "RN", "DN", "DDS", "NP", "PA":
		m.Licence = number
	default:
		m.Number = number
		if number != "" {
			m.Authority = b.foreign(b.authority(r, 9))
		}
	}
	b.beyond(r, 8, 9, 11, 14)
}

// setIdentifiers reads the identifiers of the patient. Its type says what a
// number is, or else the authority, or else package identity by its shape.
func (b *builder) setIdentifiers(p *frontsheet.Patient) {
	b.repetition = 0
	for r := range b.message.Repetitions(b.raw) {
		b.repetition++
		b.setIdentifier(p, r)
	}
	b.repetition = 1
	// The first counts as the one by which the patient is known.
	slices.SortStableFunc(p.Identifiers, func(x, y frontsheet.Identifier) int { return later(x.Old) - later(y.Old) })
}

func later(old bool) int {
	if old {
		return 1
	}
	return 0
}

func (b *builder) setIdentifier(p *frontsheet.Patient, r string) {
	number := b.component(r, 1)
	if number == "" {
		return
	}
	if b.rounded(number, 1) {
		b.damaged = true
		return
	}
	kind, authority := b.component(r, 5), b.authority(r, 4)
	b.beyond(r, 6, 7, 8, 9, 10)
	check := b.component(r, 2)
	valid := b.validity(r)
	old := b.outdated(valid, "")
	if old {
		b.tellOutdated()
	}
	d := frontsheet.IdentityDocument{Number: number, Valid: valid, Old: old}
	set := b.field.Set
	code, isDocument := "", false
	if set != nil && kind != "" && kind != "NI" {
		code, _, isDocument = set.Match(kind)
	}
	switch {
	case isDocument:
		d.Type = frontsheet.Coded{Set: set, Code: code}
		if concept, _ := set.Concept(code); concept.Standard == "PPN" {
			d.Country = country(authority.Name)
		}
	case kind == "PPN":
		d.Type = DocumentType(set, identity.Passport)
		d.Country = country(authority.Name)
	case kind == "NI" || kind == "":
		found := b.file.Layout.Authorities[strings.ToUpper(authority.Name)]
		recognised := identity.Recognize(number)
		switch {
		case found == identity.ResidentID && recognised.Kind != identity.Unknown:
			found = recognised.Kind // a residence permit has the same shape
		case found == identity.Unknown && recognised.Kind != identity.Unknown && (kind == "NI" || recognised.Verdict.OK()):
			found = recognised.Kind
			b.issue(frontsheet.Information, "document-by-shape", 1, "the field does not say of what document the number is: its shape is that of "+found.English())
		}
		if found == identity.Unknown && kind == "" {
			b.localIdentifier(p, frontsheet.Identifier{Value: number, Authority: authority, Valid: valid, Old: old})
			return
		}
		d.Type = DocumentType(set, found)
	default:
		b.localIdentifier(p, frontsheet.Identifier{Value: number, Type: kind, Authority: authority, Valid: valid, Old: old})
		if check != "" {
			b.keep()
		}
		return
	}
	if check != "" {
		// CX.2 is the check digit, where the number does not end in it.
		b.keep()
		whole := identity.Parse(d.Type.DocumentKind(), number+"("+check+")")
		if len(check) == 1 && whole.Kind == identity.HKID && whole.Verdict == identity.Valid && identity.Parse(identity.HKID, number).Verdict != identity.Valid {
			d.Number = whole.Value()
		}
	}
	if p.DocumentNumber == "" && !old {
		p.DocumentType, p.DocumentNumber, p.DocumentCountry = d.Type, d.Number, d.Country
		return
	}
	p.Documents = append(p.Documents, d)
}

// DocumentType returns the code of a set for a kind of document, whose name
// stands among the code's aliases.
func DocumentType(set *frontsheet.ValueSet, kind identity.Kind) frontsheet.Coded {
	if set == nil || kind == identity.Unknown {
		return frontsheet.Coded{}
	}
	if code, _, ok := set.Match(kind.String()); ok {
		return frontsheet.Coded{Set: set, Code: code}
	}
	return frontsheet.Coded{Text: kind.English()}
}

// country returns the three letters of a country with which an authority starts.
func country(authority string) string {
	if len(authority) == 3 && strings.Trim(authority, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return authority
	}
	return ""
}

// setAddresses reads the addresses of the patient: the first of the home, one
// of the work, and one of the register; the field is kept verbatim where there
// are more.
func (b *builder) setAddresses(p *frontsheet.Patient) {
	b.repetition = 0
	for r := range b.message.Repetitions(b.raw) {
		b.repetition++
		kind := b.component(r, 7)
		valid := b.validity(r)
		if b.outdated(valid, kind) {
			b.tellOutdated()
			other := frontsheet.Address{Valid: valid}
			if b.address(&other, r); b.expired(valid, kind) {
				other.Use = "old"
			}
			p.OtherAddresses = append(p.OtherAddresses, other)
			continue
		}
		a := &p.Current
		switch kind {
		case "", "H", "C":
		case "P", "L", "M":
			b.keep()
		case "B", "O":
			a = &p.Employer
		case "RH":
			a = &p.Registered
		default:
			b.keep()
			continue
		}
		if a.Lines != nil || a.City != "" || !a.District.IsZero() || a.Country != "" {
			b.keep()
			continue
		}
		a.Valid = valid
		b.address(a, r)
	}
	b.repetition = 1
}

// address reads the parts of an address. The city or the county is a district
// where it is one of the layout's value set, and the state an area.
func (b *builder) address(a *frontsheet.Address, r string) {
	a.Lines = append(a.Lines, b.street(r)...)
	for _, n := range [...]int{2, 8} {
		if line := b.component(r, n); line != "" {
			a.Lines = append(a.Lines, line)
		}
	}
	city, county := b.component(r, 3), b.component(r, 9)
	set := b.field.Set
	for _, part := range [...]*string{&county, &city} {
		if set == nil || *part == "" || !a.District.IsZero() {
			continue
		}
		if code, exact, ok := set.Match(*part); ok {
			concept, _ := set.Concept(code)
			a.District = frontsheet.Coded{Set: set, Code: code}
			if !exact && chars.FoldLabel(*part) != chars.FoldLabel(concept.English) && chars.FoldLabel(*part) != chars.FoldLabel(concept.Chinese) {
				b.keep()
			}
			*part = ""
		}
	}
	if county != "" {
		if a.District.IsZero() {
			a.District = frontsheet.Coded{Text: county}
		} else {
			b.keep()
		}
	}
	a.City = city
	if area := b.component(r, 4); area != "" {
		a.Area = frontsheet.Coded{Text: area}
	}
	a.Postcode = b.component(r, 5)
	a.Country = b.component(r, 6)
	b.beyond(r, 10, 11, 12, 13, 14)
}

// text returns an address that stands in parts as one text.
func addressText(a *frontsheet.Address) string {
	parts := append([]string(nil), a.Lines...)
	parts = append(parts, a.City)
	if district := a.District.Text; district != "" {
		parts = append(parts, district)
	} else if a.District.Set != nil {
		concept, _ := a.District.Set.Concept(a.District.Code)
		parts = append(parts, concept.English)
	}
	parts = append(parts, a.Area.Text, a.Postcode, a.Country)
	var text []string
	for _, part := range parts {
		if part != "" {
			text = append(text, part)
		}
	}
	return strings.Join(text, ", ")
}

// setTelecoms reads the ways to reach the patient. The first telephone of the
// home is the address's.
func (b *builder) setTelecoms(p *frontsheet.Patient, use string) {
	b.repetition = 0
	for r := range b.message.Repetitions(b.raw) {
		b.repetition++
		t := b.telecom(r)
		if t.Value == "" {
			continue
		}
		if t.Use == "" && t.System == "phone" {
			t.Use = use
		}
		switch {
		case t.System == "phone" && t.Use == "home" && p.Current.Phone == "":
			p.Current.Phone = t.Value
		default:
			p.Telecoms = append(p.Telecoms, t)
		}
	}
	b.repetition = 1
}

// telecom reads a telephone number or an e-mail address.
func (b *builder) telecom(r string) frontsheet.Telecom {
	t := frontsheet.Telecom{System: "phone"}
	use, equipment := b.component(r, 2), b.component(r, 3)
	switch {
	case use == "NET" || equipment == "Internet" || equipment == "X.400":
		t.System = "email"
	case equipment == "FX":
		t.System = "fax"
	case equipment == "BP":
		t.System = "pager"
	case equipment == "CP", use == "PRS":
		t.Use = "mobile"
	}
	if t.Use == "" && t.System != "email" {
		switch use {
		case "WPN":
			t.Use = "work"
		case "PRN":
			t.Use = "home"
		case "ORN", "VHN":
			b.keep()
		}
	}
	value, mail := b.component(r, 1), b.component(r, 4)
	switch {
	case mail != "" && value != "" && mail != value:
		b.keep()
	case value == "" && mail != "":
		t.System, value = "email", mail
	}
	if value == "" {
		value = b.component(r, 12)
	}
	if value == "" {
		for _, n := range [...]int{5, 6, 7} {
			if part := b.component(r, n); part != "" {
				value = strings.TrimSpace(value + " " + part)
			}
		}
		b.beyond(r, 8, 9)
	} else {
		b.beyond(r, 8, 9)
	}
	t.Value = value
	return t
}
