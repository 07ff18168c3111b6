package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// items makes an Observation of each item that the record has beside those of
// the front sheet.
func (b *Builder) items() {
	for i := range b.sheet.Items {
		item := &b.sheet.Items[i]
		for _, k := range layout.ItemKinds {
			if k.Code == item.Code {
				b.item(item, k)
			}
		}
	}
}

// item makes the Observation of an item of a kind.
func (b *Builder) item(item *frontsheet.Item, k layout.ItemKind) {
	n, err := strconv.Atoi(string(item.Number))
	switch {
	case !item.Coded.IsZero(), !item.Time.IsZero():
	case item.Number == "":
		return // the cell could not be read, and is kept verbatim
	case k.Kind == 'i' && err != nil:
		b.keep("item."+item.Code, string(item.Number))
		return
	}
	o := b.observe(item.Code, item.Code, "")
	switch {
	case !item.Coded.IsZero():
		o.ValueCodeableConcept = b.concept(&item.Coded)
	case !item.Time.IsZero():
		o.ValueDateTime = b.date(item.Time)
	case k.Kind == 'i':
		o.ValueInteger = &n
	default:
		o.ValueQuantity = b.quantity(&item.Number, k.Unit, k.Unit)
		if k.Unit == "" {
			o.ValueQuantity.Unit = nil
		}
	}
	switch {
	case k.Of == layout.OfEmergency && b.emergencyRef != "":
		o.Encounter = b.refer(b.emergencyRef)
	case k.Of == layout.OfPatient:
		o.Encounter = nil
	}
	if item.Code == "episode-death" && item.Coded.Code == "Y" && b.document.Patient.DeceasedDateTime == nil {
		b.document.Patient.DeceasedBoolean = new(true)
	}
}

// gradeExtension appends the extension that says how far an item of a domain
// record is coded, list itself where the source claims nothing.
func (b *Builder) gradeExtension(list []r4.Extension, g *frontsheet.Grade) []r4.Extension {
	if g.Claimed == "" {
		return list
	}
	parts := []r4.Extension{{Url: "claimed", ValueCode: &g.Claimed}, {Url: "verified", ValueCode: &g.Verified}}
	if g.Reason != "" {
		parts = append(parts, r4.Extension{Url: "reason", ValueCode: &g.Reason})
	}
	return append(list, r4.Extension{Url: b.uri(fhir.ExtensionGrade), Extension: parts})
}

// rowExtension appends the extension that says in which row of a record of
// several an item stands, unless row is 0.
func (b *Builder) rowExtension(list []r4.Extension, row int) []r4.Extension {
	if row == 0 {
		return list
	}
	return append(list, b.sheetLine(row))
}

// sheetLine returns the extension that says on which line something stands, where
// empty lines before it would make its position another.
func (b *Builder) sheetLine(index int) r4.Extension {
	return r4.Extension{Url: b.uri(fhir.ExtensionSheetLine), ValuePositiveInt: &index}
}
