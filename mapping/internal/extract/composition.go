package extract

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// composition reads what the Composition says of the sheet as a whole: the
// layout, the zone, what quality control says, and the cells that were kept.
func (r *Reader) composition() {
	c := &r.document.Composition
	r.layout = r.layouts.First()
	if x := r.extension(c.Extension, fhir.ExtensionSourceLayout); x != nil {
		r.sheet.Layout = arena.Deref(x.ValueString)
		if l := r.layouts.Named(r.sheet.Layout); l != nil {
			r.layout, r.sheet.Origin().Columns = l, l
		}
	}
	r.isRetracted("Composition", c.Status.Code())
	r.input()
	r.zone = r.settings.Zone
	if x := r.extension(c.Extension, fhir.ExtensionAssumedTimeZone); x != nil {
		r.zone = arena.Deref(x.ValueString)
	}
	offset, ok := literal.ParseZone(r.zone)
	if !ok {
		r.zone = r.layout.UTCOffset()
		offset, _ = literal.ParseZone(r.zone)
	}
	r.offset = offset

	if c.Id == nil && c.Title == "" && len(c.Section) == 0 && len(r.document.Encounters) == 0 {
		r.issue(frontsheet.Information, "", "no-composition", "the document has no Composition: nobody says which of its resources the sheet is made of")
	}
	r.sheet.Quality.Grade = r.codedExtension(c.Extension, fhir.ExtensionRecordQuality, "quality.grade")
	if x := r.extension(c.Extension, fhir.ExtensionQualityControlDate); x != nil {
		r.sheet.Quality.Date = r.date(x.ValueDateTime, "quality.date")
		r.hours(x.Extension, &r.sheet.Quality.Date, nil)
	}
	for i := range c.Extension {
		if r.uri(&c.Extension[i].Url) == fhir.ExtensionSourceField {
			r.sheet.Fields = append(r.sheet.Fields, r.sourceField(&c.Extension[i]))
		}
	}
	r.details(c.Extension, "record", 1)
	r.unknownExtensions("Composition", c.Extension, fhir.ExtensionSheetDetail, fhir.ExtensionSourceLayout, fhir.ExtensionSourceInput, fhir.ExtensionAssumedTimeZone,
		fhir.ExtensionRecordQuality, fhir.ExtensionQualityControlDate, fhir.ExtensionSourceField, fhir.ExtensionSourceEvent)
	read := []string{"status", "type", "subject", "encounter", "date", "author", "title", "custodian", "section"}
	if r.sheet.Layout != "" { // of a patient summary, they are what document it was made of
		read = append(read, "category", "relatesTo")
	}
	r.unreadElements("Composition", c, read...)
	r.reportModifiers("Composition", c.ModifierExtension)
}

// input reads what tells the input of a record that names no facility.
func (r *Reader) input() {
	if x := r.extension(r.document.Composition.Extension, fhir.ExtensionSourceInput); x != nil {
		r.sheet.Origin().Input = arena.Deref(x.ValueString)
	}
}
