package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// address returns an address, nil where nothing of it is known.
func (b *Builder) address(a *frontsheet.Address, use r4.AddressUse) *r4.Address {
	address := b.arena.addresses.Of(r4.Address{Use: b.arena.uses.Of(use), Text: arena.Text(&a.Text), PostalCode: arena.Text(&a.Postcode)})
	if !b.addressParts(address, a) && a.Text == "" && a.Postcode == "" {
		return nil
	}
	address.Period = b.period(a.Valid.Start, a.Valid.End)
	return address
}

// otherAddresses adds the addresses that are not those at which to reach the
// patient.
func (b *Builder) otherAddresses(p *r4.Patient) {
	for i := range b.sheet.Patient.OtherAddresses {
		a := &b.sheet.Patient.OtherAddresses[i]
		address := b.address(a, r4.AddressUseOld)
		if address == nil {
			continue
		}
		if a.Use != "old" {
			address.Use = nil
		}
		p.Address = append(p.Address, *address)
	}
}

// addressParts sets the parts of an address, where the source tells them apart,
// and reports whether there are any. The country of a district is that of the
// layout's districts.
func (b *Builder) addressParts(address *r4.Address, a *frontsheet.Address) bool {
	for i := range a.Lines {
		if a.Lines[i] != "" {
			address.Line = append(address.Line, a.Lines[i])
		}
	}
	address.City = arena.Text(&a.City)
	if !a.District.IsZero() {
		address.District = b.nameOf(&a.District)
		if a.District.Code != "" {
			address.Extension = b.extend(address.Extension, fhir.ExtensionDistrict, &a.District)
		}
	}
	if !a.Area.IsZero() {
		address.State = b.nameOf(&a.Area)
	}
	address.Country = arena.Text(&a.Country)
	if a.Country == "" && a.District.Code != "" && b.layout != nil {
		address.Country = arena.Text(&b.layout.Country)
	}
	return len(address.Line) > 0 || address.City != nil || address.District != nil || address.State != nil || address.Country != nil
}
