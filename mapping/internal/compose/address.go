package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

func (b *Builder) address(a *frontsheet.Address, use r4.AddressUse) *r4.Address {
	address := b.arena.addresses.Of(r4.Address{Use: b.arena.uses.Of(use), Text: arena.Text(&a.Text), PostalCode: arena.Text(&a.Postcode)})
	if !b.addressParts(address, a) && a.Text == "" && a.Postcode == "" {
		return nil
	}
	return address
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

func (b *Builder) telephone(number *string, use r4.ContactPointUse) r4.ContactPoint {
	return r4.ContactPoint{System: b.arena.systems.Of(r4.ContactPointSystemPhone), Value: number, Use: b.arena.pointUses.Of(use)}
}

// telecoms adds the ways to reach the patient beside the telephone of the
// address.
func (b *Builder) telecoms(p *r4.Patient) {
	for i := range b.sheet.Patient.Telecoms {
		t := &b.sheet.Patient.Telecoms[i]
		if t.Value == "" {
			continue
		}
		point := r4.ContactPoint{Value: &t.Value}
		for system := r4.ContactPointSystemPhone; system <= r4.ContactPointSystemOther; system++ {
			if system.Code() == t.System {
				point.System = new(system)
			}
		}
		if point.System == nil {
			point.System = new(r4.ContactPointSystemOther)
		}
		for use := r4.ContactPointUseHome; use <= r4.ContactPointUseMobile; use++ {
			if t.Use != "" && use.Code() == t.Use {
				point.Use = new(use)
			}
		}
		p.Telecom = append(p.Telecom, point)
	}
}
