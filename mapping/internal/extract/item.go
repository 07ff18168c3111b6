package extract

import (
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// readItem reads an item beside those of the front sheet, and reports whether an
// Observation is one.
func (r *Reader) readItem(o *r4.Observation) bool {
	code := r.code(&o.Code, fhir.SystemSheetItem)
	for _, k := range layout.ItemKinds {
		element := "item." + code
		if k.Code != code || !r.hasColumn(element) && code != "death-date-exact" {
			continue
		}
		i := frontsheet.Item{Code: code}
		switch k.Kind {
		case 'c':
			i.Coded = r.coded(o.ValueCodeableConcept, element)
		case 't':
			i.Time = r.date(o.ValueDateTime, element)
		case 'i':
			if o.ValueInteger != nil {
				i.Number = frontsheet.Decimal(strconv.Itoa(*o.ValueInteger))
			}
		default:
			i.Number = r.amount(o.ValueQuantity, element, k.Unit)
		}
		r.sheet.Items = append(r.sheet.Items, i)
		r.unreadObservation(o, "code", "subject", "encounter", "valueQuantity", "valueCodeableConcept", "valueInteger", "valueDateTime")
		return true
	}
	return false
}

// grade reads how far an item is coded, and in which row of a record of several
// it stands, 0 for none.
func (r *Reader) grade(list []r4.Extension) (g frontsheet.Grade, row int) {
	if x := r.extension(list, fhir.ExtensionSheetLine); x != nil && x.ValuePositiveInt != nil && *x.ValuePositiveInt <= layout.MostRows+1 {
		row = *x.ValuePositiveInt
	}
	x := r.extension(list, fhir.ExtensionGrade)
	if x == nil {
		return g, row
	}
	for i := range x.Extension {
		part := &x.Extension[i]
		switch part.Url {
		case "claimed":
			g.Claimed = arena.Deref(part.ValueCode)
		case "verified":
			g.Verified = arena.Deref(part.ValueCode)
		case "reason":
			g.Reason = arena.Deref(part.ValueCode)
		}
	}
	return g, row
}

// line returns the line of the sheet that an extension states, 0 for none.
// No sheet has more lines than maxLines.
func (r *Reader) line(list []r4.Extension) int {
	if x := r.extension(list, fhir.ExtensionSheetLine); x != nil && x.ValuePositiveInt != nil && *x.ValuePositiveInt <= maxLines {
		return *x.ValuePositiveInt
	}
	return 0
}

// maxLines bounds the empty lines that a document can ask for.
const maxLines = 1000
