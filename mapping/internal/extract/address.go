package extract

import (
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

func (r *Reader) addresses(p *r4.Patient) {
	s := &r.sheet.Patient
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

// addressText returns an address in one piece.
func (r *Reader) addressText(a *r4.Address, element string) string {
	if a.Text != nil {
		return *a.Text
	}
	if element == "patient.current.address" && r.hasColumn("patient.current.district") {
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

// district reads the district of an address.
func (r *Reader) district(a *r4.Address) {
	const element = "patient.current.district"
	if !r.hasColumn(element) {
		return
	}
	s := &r.sheet.Patient.Current
	if s.District = r.codedExtension(a.Extension, fhir.ExtensionDistrict, element); s.District.IsZero() && a.District != nil {
		s.District = r.coded(&r4.CodeableConcept{Text: a.District}, element)
	}
}

func (r *Reader) telecoms(p *r4.Patient) {
	s := &r.sheet.Patient
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
	case *t.System == r4.ContactPointSystemEmail && r.hasColumn("patient.email"):
		return layout.TelecomAt(r.sheet, "email", "")
	case *t.System == r4.ContactPointSystemPhone && (use == "mobile" || use == "work") && r.hasColumn("patient.phone."+use):
		return layout.TelecomAt(r.sheet, "phone", use)
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
