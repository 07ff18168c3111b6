package extract

import (
	"encoding/base64"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// source reads what the Composition says of the sheet as a whole: the layout,
// the zone, what quality control says, and the cells that were kept.
func (r *Reader) source() {
	c := &r.Document.Composition
	back := &r.Translator.Back
	if len(back.Layouts) > 0 {
		r.layout = back.Layouts[0]
	}
	if x := r.extension(c.Extension, fhir.ExtensionSourceLayout); x != nil {
		r.Sheet.Layout = arena.Deref(x.ValueString)
		for _, l := range back.Layouts {
			if l.Name == r.Sheet.Layout {
				r.layout, r.Sheet.Origin().Columns = l, l
			}
		}
	}
	r.zone = r.Translator.Zone
	if x := r.extension(c.Extension, fhir.ExtensionAssumedTimeZone); x != nil {
		r.zone = arena.Deref(x.ValueString)
	}
	offset, ok := literal.ParseZone(r.zone)
	if !ok {
		r.zone = r.layout.UTCOffset()
		offset, _ = literal.ParseZone(r.zone)
	}
	r.offset = offset

	if c.Id == nil && c.Title == "" && len(c.Section) == 0 {
		r.issue(frontsheet.Information, "", "no-composition", "the document has no Composition: nobody says which of its resources the sheet is made of")
	}
	r.Sheet.Quality.Grade = r.extended(c.Extension, fhir.ExtensionRecordQuality, "quality.grade")
	if x := r.extension(c.Extension, fhir.ExtensionQualityControlDate); x != nil {
		r.Sheet.Quality.Date = r.date(x.ValueDateTime, "quality.date")
		r.hours(x.Extension, &r.Sheet.Quality.Date, nil)
	}
	for i := range c.Extension {
		if r.ours(&c.Extension[i].Url) == fhir.ExtensionSourceField {
			r.Sheet.Fields = append(r.Sheet.Fields, r.kept(&c.Extension[i]))
		}
	}
	r.strange("Composition", c.Extension, fhir.ExtensionSourceLayout, fhir.ExtensionAssumedTimeZone,
		fhir.ExtensionRecordQuality, fhir.ExtensionQualityControlDate, fhir.ExtensionSourceField, fhir.ExtensionSourceEvent)
	r.left("Composition", c, "status", "type", "subject", "encounter", "date", "author", "title", "custodian", "section")
	r.qualified("Composition", c.ModifierExtension)
}

// kept reads a cell that was kept verbatim.
func (r *Reader) kept(x *r4.Extension) frontsheet.Field {
	var f frontsheet.Field
	for i := range x.Extension {
		part := &x.Extension[i]
		switch part.Url {
		case "column":
			f.Column = arena.Deref(part.ValueString)
		case "value":
			f.Value = arena.Deref(part.ValueString)
		case "bytes":
			if text, err := base64.StdEncoding.DecodeString(arena.Deref(part.ValueBase64Binary)); err == nil {
				f.Value = string(text)
			}
		case "row":
			if n := part.ValuePositiveInt; n != nil && *n <= layout.MostRows {
				f.Row = *n
			}
		}
	}
	return f
}

// allergySectionOf returns the section on allergies, nil where there is none.
func (r *Reader) allergySectionOf() *r4.CompositionSection {
	sections := r.Document.Composition.Section
	for i := range sections {
		if r.code(sections[i].Code, fhir.SystemLOINC) == "48765-2" {
			return &sections[i]
		}
	}
	return nil
}
