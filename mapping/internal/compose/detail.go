package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// details appends the details of a part of the record to the extensions of what that
// became.
func (b *Builder) details(list []r4.Extension, part string, index int) []r4.Extension {
	for i := range b.sheet.Details {
		d := &b.sheet.Details[i]
		if d.Part != part || d.Index != index {
			continue
		}
		if b.homed == nil {
			b.homed = make([]bool, len(b.sheet.Details))
		}
		if b.homed[i] {
			continue // it stands with the first of several on one line
		}
		b.homed[i] = true
		if x := b.detail(d); x != nil {
			list = append(list, *x)
		}
	}
	return list
}

// detail returns the extension of a detail, nil where it says nothing.
func (b *Builder) detail(d *frontsheet.Detail) *r4.Extension {
	kind := layout.DetailKindOf(d.Part, d.Code)
	if kind == nil || d.IsEmpty() {
		return nil
	}
	coding := b.coding(fhir.SystemSheetDetail, d.Code, b.ownDisplay(fhir.SystemSheetDetail, d.Code))
	parts := []r4.Extension{{Url: "detail", ValueCoding: &coding}}
	switch kind.Kind {
	case 'n':
		parts = append(parts, r4.Extension{Url: "quantity", ValueQuantity: b.quantity(&d.Number, kind.Unit, kind.Unit)})
	case 'm':
		parts = append(parts, r4.Extension{Url: "amount", ValueMoney: b.money(d.Number)})
	case 't':
		parts = append(parts, r4.Extension{Url: "time", ValueDateTime: b.date(d.Time)})
	case 'c':
		parts = append(parts, r4.Extension{Url: "concept", ValueCodeableConcept: b.concept(&d.Coded)})
	default:
		parts = append(parts, r4.Extension{Url: "text", ValueString: arena.Text(&d.Coded.Text)})
	}
	return &r4.Extension{Url: b.uri(fhir.ExtensionSheetDetail), Extension: parts}
}

// hasDetails reports whether a part of the record has details.
func (b *Builder) hasDetails(part string) bool {
	for i := range b.sheet.Details {
		if d := &b.sheet.Details[i]; d.Part == part && !d.IsEmpty() {
			return true
		}
	}
	return false
}

// strayDetails keeps the details of parts that the document has not.
func (b *Builder) strayDetails() {
	for i := range b.sheet.Details {
		d := &b.sheet.Details[i]
		if d.IsEmpty() || d.Part == "record" || b.homed != nil && b.homed[i] {
			continue
		}
		element := layout.DetailPath(d)
		b.issue(frontsheet.Information, element, "no-home", "the document has not the part that the value is of: it is kept verbatim")
		switch {
		case !d.Time.IsZero():
			b.keepDate(element, d.Time)
		case d.Number != "":
			b.keep(element, string(d.Number))
		case d.Coded.Code != "":
			b.keep(element, d.Coded.Code)
		default:
			b.keep(element, d.Coded.Text)
		}
	}
}

// transfusions makes an Observation of each transfusion that the record lists.
func (b *Builder) transfusions() {
	for i := range b.sheet.Transfusions {
		t := &b.sheet.Transfusions[i]
		product := b.concept(&t.Product)
		if product == nil && t.Amount == "" && t.Unit == "" {
			continue
		}
		o := b.observe("transfusion/"+strconv.Itoa(i+1), "transfusion", "")
		if t.Amount != "" {
			o.ValueQuantity = b.quantity(&t.Amount, t.Unit, "")
		} else if t.Unit != "" {
			o.ValueQuantity = &r4.Quantity{Unit: &t.Unit}
		}
		if product != nil {
			o.Component = []r4.ObservationComponent{{Code: *b.own(fhir.SystemSheetItem, "transfusion-product"), ValueCodeableConcept: product}}
		}
	}
}
