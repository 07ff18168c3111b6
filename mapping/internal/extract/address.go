package extract

import (
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// addresses reads where the patient lives, and where he is registered.
func (r *Reader) addresses(p *r4.Patient) {
	s := &r.sheet.Patient
	seen, left := false, 0
	for i := range p.Address {
		a := &p.Address[i]
		role := r.extension(a.Extension, fhir.ExtensionAddressRole)
		switch {
		case role != nil && !r.isOldAddress(a) && arena.Deref(role.ValueCode) == "registered":
			s.Registered.Text, s.Registered.Postcode = r.addressText(a, "patient.registered.address"), arena.Deref(a.PostalCode)
		case !seen && !r.isOldAddress(a):
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
