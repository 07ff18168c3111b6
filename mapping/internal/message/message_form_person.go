package message

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// parts returns a name as a message has it: in its parts, or in one where the
// sheet does not tell them apart. A comma tells them apart.
func personNameParts(n frontsheet.PersonName) (family, given string) {
	if !n.NameParts.IsZero() {
		return n.Surname, n.GivenName
	}
	family, given, found := strings.Cut(n.Text, ",")
	if family, given = strings.TrimSpace(family), strings.TrimSpace(given); found && family != "" && given != "" {
		return family, given
	}
	return n.Text, ""
}

// name writes a name of which nothing else is stated.
func (b *FormBuilder) name(n frontsheet.PersonName) string {
	family, given := personNameParts(n)
	return b.components(family, given)
}

// nameCodes are the codes of table 0200 for the uses of FHIR.
var nameCodes = map[string]string{
	"official": "L", "usual": "D", "maiden": "M", "nickname": "N", "anonymous": "MSK", "temp": "TEMP", "old": "BAD",
}

// representation returns the code of table 0465 for the script of a name.
func personNameRepresentation(n frontsheet.PersonName) string {
	switch personNameScript(n) {
	case Latin:
		return "A"
	case Ideograms:
		return "I"
	}
	return ""
}

func (b *FormBuilder) typedName(n frontsheet.PersonName, code string) string {
	if n.IsZero() {
		return ""
	}
	family, given := personNameParts(n)
	return b.dated(b.components(family, given, "", "", "", "", code, personNameRepresentation(n)), 12, n.Valid)
}

// names writes the names of the patient, the one in letters first, and after
// them the others that are no aliases.
func (b *FormBuilder) names(p *frontsheet.Patient) string {
	list := append(make([]string, 0, 4),
		b.typedName(p.EnglishName, chars.FirstOf(nameCodes[p.EnglishName.Use], "L")),
		b.typedName(frontsheet.PersonName{Text: p.Name, NameParts: p.NameParts}, "L"),
	)
	for _, n := range p.OtherNames {
		if !personNameAlias(n) {
			list = append(list, b.typedName(n, nameCodes[n.Use]))
		}
	}
	return b.repeated(list...)
}

// alias reports whether a name is one that the patient goes by beside his names.
func personNameAlias(n frontsheet.PersonName) bool { return n.Use == "" || n.Use == "nickname" }

func (b *FormBuilder) aliases(list []frontsheet.PersonName) string {
	written := make([]string, 0, 4)
	for _, n := range list {
		if personNameAlias(n) {
			written = append(written, b.typedName(n, nameCodes[n.Use]))
		}
	}
	return b.repeated(written...)
}

// identifiers writes the numbers of the patient: the identity document, the
// number of the record, further documents, and what systems have given.
func (b *FormBuilder) identifiers(p *frontsheet.Patient) string {
	list := append(make([]string, 0, 4), b.document(p.Document()))
	if p.RecordNumber != "" {
		list = append(list, b.components(p.RecordNumber, "", "", b.hospital(), "MR"))
	}
	for i := range p.Documents {
		list = append(list, b.document(&p.Documents[i]))
	}
	if p.HealthCard != "" {
		list = append(list, b.components(p.HealthCard, "", "", "", "HC"))
	}
	for _, n := range p.Identifiers {
		if n.Value == "" {
			continue
		}
		if n.Type == "PI" && n.Authority.IsZero() {
			n.Authority.Name = b.hospital()
		}
		list = append(list, b.dated(b.numbered(n.Value, n.Authority, n.Type), 7, n.Valid))
	}
	return b.repeated(list...)
}

// document writes an identity document. Where the sheet does not say what it
// is, and its number is no known one either, it is one of a nation.
func (b *FormBuilder) document(d *frontsheet.IdentityDocument) string {
	if d.Number == "" {
		return ""
	}
	kind := d.Type
	if kind.IsZero() {
		kind = DocumentType(b.column.Set, identity.Recognize(d.Number).Kind)
	}
	code := kind.Text
	if set := b.column.Set; set != nil && kind.Code != "" {
		if kind.Set != set {
			if given, _, ok := localize.Value(set, kind); ok {
				kind = given
			} else if of := kind.DocumentKind(); of != identity.Unknown {
				kind = DocumentType(set, of)
			} else if kind.Text == "" {
				kind.Text = kind.Label()
			}
		}
		if code = kind.Text; kind.Set == set {
			code = kind.Code
		}
	}
	return b.dated(b.components(d.Number, "", "", d.Country, chars.FirstOf(code, "NI")), 7, d.Valid)
}

// person writes one member of staff.
func (b *FormBuilder) person(m *frontsheet.StaffMember) string {
	return b.staff(m, frontsheet.PersonName{Text: m.Name, NameParts: m.NameParts}, "")
}

func (b *FormBuilder) staff(m *frontsheet.StaffMember, n frontsheet.PersonName, representation string) string {
	kind, number := "", m.Number
	if m.Licence != "" {
		kind, number = "LN", m.Licence
		if m.Number != "" {
			b.tell(frontsheet.Warning, "no-column", "a member of staff has a number of registration and one of the hospital: the field has a place for the first alone")
		}
	}
	family, given := personNameParts(n)
	written := b.components(number, family, given, "", "", "", "", "", m.Authority.Name, "", "", "", kind, "", representation)
	return b.assigned(written, 9, m.Authority)
}

// persons writes the members of staff of one role; a second name of one of them
// is a repetition of its own, in letters first.
func (b *FormBuilder) persons(v *layout.Persons) string {
	list := make([]string, 0, 4)
	for i := range *v.List {
		m := &(*v.List)[i]
		switch {
		case m.Role != v.Role:
		case m.EnglishName.IsZero():
			list = append(list, b.person(m))
		case m.Name == "":
			list = append(list, b.staff(m, m.EnglishName, ""))
		default:
			list = append(list, b.staff(m, m.EnglishName, "A"), b.staff(m, frontsheet.PersonName{Text: m.Name, NameParts: m.NameParts}, "I"))
		}
	}
	return b.repeated(list...)
}

// addresses writes the addresses of the patient: of the home, of the work, and
// of the register, and after them those that are not in use.
func (b *FormBuilder) addresses(p *frontsheet.Patient) string {
	list := append(make([]string, 0, 4), b.address(&p.Current, "H"), b.address(&p.Employer, "B"), b.address(&p.Registered, "RH"))
	for i := range p.OtherAddresses {
		kind := "H"
		if p.OtherAddresses[i].Use == "old" {
			kind = "BA"
		}
		list = append(list, b.address(&p.OtherAddresses[i], kind))
	}
	return b.repeated(list...)
}

// address writes an address in its parts. A district that is a code stands where
// the city does, unless there is one.
func (b *FormBuilder) address(a *frontsheet.Address, kind string) string {
	var lines [3]string
	stated := only(a.Lines, func(line *string) bool { return *line != "" })
	if n := copy(lines[:], stated); n < len(stated) {
		lines[2] = strings.Join(stated[2:], ", ")
		b.tell(frontsheet.Information, "joined", "the address has more lines than the field: the last are joined")
	}
	city, county, country := a.City, "", a.Country
	if a.District.Code != "" {
		if b.column.Set == a.District.Set && b.column.Set != nil {
			concept, _ := b.column.Set.Concept(a.District.Code)
			county = chars.FirstOf(concept.English, a.District.Code)
		} else {
			county = a.District.Label()
		}
		if country == "" {
			country = b.countryOfDistricts()
		}
		if city == "" {
			city, county = county, ""
		}
	} else {
		county = a.District.Text
	}
	area := a.Area.Label()
	if lines[0] == "" && city == "" && county == "" && area == "" && a.Postcode == "" && country == "" {
		return ""
	}
	return b.dated(b.components(lines[0], lines[1], city, area, a.Postcode, country, kind, lines[2], county), 13, a.Valid)
}

// countryOfDistricts returns the country of which the districts of the sheet are.
func (b *FormBuilder) countryOfDistricts() string {
	if from := layout.Of(&b.sheet); from != nil {
		return from.Country
	}
	return b.layout.Country
}

// telecoms writes the ways to reach the patient at work, or all others.
func (b *FormBuilder) telecoms(p *frontsheet.Patient, work bool) string {
	list := make([]string, 0, 4)
	if p.Current.Phone != "" && !work {
		list = append(list, b.telecom(frontsheet.Telecom{System: "phone", Use: "home", Value: p.Current.Phone}))
	}
	for _, t := range p.Telecoms {
		if (t.Use == "work") == work {
			list = append(list, b.telecom(t))
		}
	}
	return b.repeated(list...)
}

// telecom writes a telephone number, or another way to reach somebody.
func (b *FormBuilder) telecom(t frontsheet.Telecom) string {
	use := ""
	switch t.Use {
	case "home", "mobile":
		use = "PRN"
	case "work":
		use = "WPN"
	}
	switch {
	case t.Value == "":
		return ""
	case t.System == "email":
		return b.components("", "NET", "Internet", t.Value)
	case t.System == "fax":
		return b.components(t.Value, use, "FX")
	case t.System == "pager":
		return b.components(t.Value, use, "BP")
	case t.Use == "mobile":
		return b.components(t.Value, use, "CP")
	}
	return b.components(t.Value, use, "PH")
}
