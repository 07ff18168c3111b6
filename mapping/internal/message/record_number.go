package message

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// localIdentifier keeps a number that a hospital has given. The medical record
// number has a place of its own, unless it is another hospital's.
func (b *builder) localIdentifier(p *frontsheet.Patient, i frontsheet.Identifier) {
	i.Value = b.identifier(i.Value, 1)
	f := &b.sheet.Facility
	if i.Type != layout.TypeRecordNumber || p.RecordNumber != "" || layout.IsOtherFacility(f, i.Authority) {
		p.Identifiers = append(p.Identifiers, i)
		return
	}
	p.RecordNumber = i.Value
	if i.Authority != "" && i.Authority != f.Hospital.Code && i.Authority != f.Hospital.Text {
		b.keep()
	}
}
