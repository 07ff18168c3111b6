package extract

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// has reports whether the rows of the layout in whose terms the document is read
// have a column for an element.
func (r *Reader) has(element string) bool {
	return r.layout != nil && !r.layout.Message && r.layout.ColumnOf(element) != ""
}

// ifHas returns name where the rows have a column for an element, else "".
func (r *Reader) ifHas(element, name string) string {
	if r.has(element) {
		return name
	}
	return ""
}

// firstWith returns the element if the rows have a column for it, else another.
func (r *Reader) firstWith(element, other string) string {
	if r.has(element) {
		return element
	}
	return other
}

// tells reports whether the document is of a sheet of ours in rows, so that what
// it does not say was not stated.
func (r *Reader) tells() bool { return layout.Of(r.Sheet) != nil && !layout.Of(r.Sheet).Message }

// isSystem reports whether an identifier system is that of a name in the layout,
// or else the one of the national standards.
func (r *Reader) isSystem(uri *string, name string) bool {
	system := r.ours(uri)
	return system == layout.NationalSystem(name) || r.layout != nil && system != "" && system == r.layout.Systems[name]
}

// isEnglish reports whether a name is stated to be the English one.
func (r *Reader) isEnglish(n *r4.HumanName) bool {
	x := r.extension(n.Extension, fhir.ExtensionLanguage)
	return x != nil && arena.Deref(x.ValueCode) == "en"
}

// records reads what records of Hong Kong say of the patient and front sheets of
// the mainland do not.
func (r *Reader) records(p *r4.Patient) {
	s := &r.Sheet.Patient
	if r.has("patient.english-name") {
		for i := range p.Name {
			r.recordName(&p.Name[i])
		}
	}
	if r.has("patient.death") {
		s.Death = r.date(p.DeceasedDateTime, "patient.death")
	}
	if r.has("patient.race") {
		s.Race = r.extended(p.Extension, fhir.ExtensionRace, "patient.race")
	}
	if r.has("patient.religion") {
		s.Religion = r.extended(p.Extension, fhir.ExtensionReligion, "patient.religion")
	}
}

// recordName reads a name of the patient where the sheet has two: the English
// one, and another.
func (r *Reader) recordName(n *r4.HumanName) {
	s := &r.Sheet.Patient
	english := r.isEnglish(n) || !r.tells() && message.ScriptOf(chars.FirstOf(arena.Deref(n.Text), arena.Deref(n.Family)+strings.Join(n.Given, ""))) == message.Latin
	switch {
	case english && s.EnglishName.IsZero():
		s.EnglishName = frontsheet.PersonName{NameParts: frontsheet.NameParts{Surname: arena.Deref(n.Family), GivenName: strings.Join(n.Given, " ")}}
		if text := arena.Deref(n.Text); text != message.FullName(s.EnglishName) {
			s.EnglishName.Text = text
		}
	case !english && s.Name == "":
		s.Name = r.personName(n, "patient.name")
	default:
		r.issue(frontsheet.Information, "patient.name", "several-names", "the patient has several names of a script: the first was taken")
	}
}

// englishFacility reads the English name of a hospital, which may be its only
// one.
func (r *Reader) englishFacility(o *r4.Organization, f *frontsheet.Facility) {
	switch {
	case arena.Deref(o.Language) == "en":
		f.EnglishName, f.Name = f.Name, ""
	case len(o.Alias) > 0:
		f.EnglishName = o.Alias[0]
	}
}

// hospital reads a hospital as a code of the layout's value set, and reports
// whether the layout has one.
func (r *Reader) hospital(o *r4.Organization, f *frontsheet.Facility) bool {
	if !r.has("facility.hospital") {
		return false
	}
	f.Hospital = r.hospitalOf(o, "facility.hospital")
	return true
}

func (r *Reader) hospitalOf(o *r4.Organization, element string) frontsheet.Coded {
	c := r4.CodeableConcept{Text: o.Name}
	for i := range o.Identifier {
		if set := r.Translator.Back.Sets[r.ours(o.Identifier[i].System)]; set != nil {
			c = r4.CodeableConcept{Coding: []r4.Coding{{System: o.Identifier[i].System, Code: o.Identifier[i].Value}}}
		}
	}
	return r.coded(&c, element)
}

// furtherIdentifier reads the number by which an extract knows the patient, and
// reports whether it is that.
func (r *Reader) furtherIdentifier(i *r4.Identifier) bool {
	if !r.has("patient.reference-key") || r.code(i.Type, fhir.SystemIdentifierType) != "PI" || len(r.Sheet.Patient.Identifiers) > 0 {
		return false
	}
	if system := r.ours(i.System); system != "" && layout.Of(r.Sheet) == nil && system != r.layout.Systems["patient-key"] {
		return false // a hospital's own, and not the one of the column
	}
	r.Sheet.Patient.Identifiers = []frontsheet.Identifier{{Value: arena.Deref(i.Value), Type: "PI"}}
	return true
}

// furtherTelecom returns where a way to reach the patient has its place beside
// the telephone at home, nil for none.
func (r *Reader) furtherTelecom(t *r4.ContactPoint) *string {
	if t.System == nil || t.Value == nil {
		return nil
	}
	use := ""
	if t.Use != nil {
		use = t.Use.Code()
	}
	switch {
	case *t.System == r4.ContactPointSystemEmail && r.has("patient.email"):
		return layout.TelecomAt(r.Sheet, "email", "")
	case *t.System == r4.ContactPointSystemPhone && (use == "mobile" || use == "work") && r.has("patient.phone."+use):
		return layout.TelecomAt(r.Sheet, "phone", use)
	}
	return nil
}

// furtherTelecoms reads the ways to reach the patient beside the one chosen, and
// reports whether there are any for which the sheet has no place.
func (r *Reader) furtherTelecoms(list []r4.ContactPoint, chosen int) (left bool) {
	for i := range list {
		if i == chosen {
			continue
		}
		at := r.furtherTelecom(&list[i])
		if at == nil || *at != "" {
			left = true
			continue
		}
		*at = arena.Deref(list[i].Value)
	}
	return left
}

// district reads the district of an address.
func (r *Reader) district(a *r4.Address) {
	const element = "patient.current.district"
	if !r.has(element) {
		return
	}
	s := &r.Sheet.Patient.Current
	if s.District = r.extended(a.Extension, fhir.ExtensionDistrict, element); s.District.IsZero() && a.District != nil {
		s.District = r.coded(&r4.CodeableConcept{Text: a.District}, element)
	}
}

// insurance reads an insurance, and reports whether a Coverage is one: the way
// of payment of a sheet has a type, and names no company of its own.
func (r *Reader) insurance(c *r4.Coverage) bool {
	if !r.has("insurance[1].company") || len(r.Sheet.Insurance) > 0 || c.Type != nil {
		return false
	}
	i := frontsheet.Insurance{PolicyNumber: arena.Deref(c.SubscriberId)}
	for j := range c.Payor {
		i.Company = chars.FirstOf(i.Company, arena.Deref(c.Payor[j].Display))
	}
	r.Sheet.Insurance = append(r.Sheet.Insurance, i)
	r.left("Coverage", c, "status", "beneficiary", "payor", "subscriberId")
	return true
}
