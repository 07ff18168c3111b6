package message

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// localIdentifier keeps a number that a hospital has given. The medical record
// number has a place of its own, unless it has expired or is another authority's.
func (b *builder) localIdentifier(p *frontsheet.Patient, i frontsheet.Identifier) {
	i.Value = b.identifier(i.Value, 1)
	if i.Type != layout.TypeRecordNumber || p.RecordNumber != "" || i.Old || b.isOther(i.Authority) {
		p.Identifiers = append(p.Identifiers, i)
		return
	}
	p.RecordNumber = i.Value
	h := &b.sheet.Facility.Hospital
	if a := i.Authority; !a.IsZero() && (a.ID != "" || a.Name != h.Code && a.Name != h.Text) || !i.Valid.IsZero() {
		b.keep()
	}
}

// isOther reports whether an authority is another than the facility. A facility
// that the header names by a universal id is known by that too.
func (b *builder) isOther(a frontsheet.Authority) bool {
	if a.Name == "" && a.ID != "" && a.ID == b.facilityID {
		return false
	}
	return layout.IsOtherFacility(&b.sheet.Facility, a)
}
