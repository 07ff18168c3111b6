package compose

import (
	"html"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// composition makes the Composition, which comes first in the document, and
// what identifies and dates the document.
func (b *Builder) composition() {
	s := b.sheet
	c := &b.document.Composition
	id := b.stayID("composition")
	c.Id = b.arena.string(id.id())
	c.Language = b.arena.string(b.layout.LanguageCode())
	c.Status = r4.CompositionStatusFinal
	if stayOpen(&b.sheet.Stay) {
		c.Status = r4.CompositionStatusPreliminary
	}
	kind := b.layout.DocumentType()
	c.Type = *b.constant(fhir.SystemLOINC, kind.Code, kind.Display)
	c.Type.Text = b.arena.string(kind.Title)
	c.Title = kind.Title
	c.Subject = b.refer(b.patientRef)
	c.Encounter = b.encounter()
	if b.facilityRef != "" {
		c.Author = append(b.arena.references.List(1), b.reference(b.facilityRef))
		c.Custodian = b.refer(b.facilityRef)
	} else {
		c.Author = []r4.Reference{{Extension: []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}}}
	}

	dated := b.documentDate()
	c.Date = *b.date(dated)
	b.document.Timestamp = b.instant(dated)
	b.document.Identifier = r4.Identifier{
		System: b.arena.string(document.SystemURI),
		Value:  b.arena.string(string(b.stayID(documentPart(&b.sheet.Event)))),
	}

	extensions := b.arena.extensions.List(6 + len(b.fields) + len(c.Extension))
	extensions = append(extensions,
		r4.Extension{Url: b.uri(fhir.ExtensionSourceLayout), ValueString: arena.Text(&s.Layout)},
		r4.Extension{Url: b.uri(fhir.ExtensionAssumedTimeZone), ValueString: &b.zone})
	if s.Event.Sent.Zone != "" {
		extensions = extensions[:1] // a message that states its zone leaves none to assume
	}
	if s.Layout == "" {
		extensions = extensions[1:]
	}
	if input := &s.Origin().Input; *input != "" && s.FacilityName() == "" {
		extensions = append(extensions, r4.Extension{Url: b.uri(fhir.ExtensionSourceInput), ValueString: input})
	}
	extensions = b.extend(extensions, fhir.ExtensionRecordQuality, &s.Quality.Grade)
	if !s.Quality.Date.IsZero() {
		extensions = append(extensions, r4.Extension{Url: b.uri(fhir.ExtensionQualityControlDate), ValueDateTime: b.date(s.Quality.Date)})
	}
	extensions = b.details(extensions, "record", 1)
	if event := b.event(); event != nil {
		extensions = append(extensions, *event)
	}
	for _, f := range b.fields {
		extensions = append(extensions, b.sourceField(f))
	}
	c.Extension = append(extensions, c.Extension...)

	if stayOpen(&b.sheet.Stay) {
		b.section(b.label("section.diagnoses"), "29308-4", "Diagnosis", b.sections.diagnoses)
	} else {
		b.section(b.label("section.diagnoses"), "11535-2", "Hospital discharge Dx", b.sections.diagnoses)
	}
	b.section(b.label("section.procedures"), "47519-4", "History of Procedures", b.sections.procedures)
	b.allergySection()
	b.section(b.label("part.medications"), "10160-0", "History of Medication use Narrative", b.sections.medications)
	b.section(b.label("section.findings"), "30954-2", "Relevant diagnostic tests/laboratory data", b.sections.findings)
	b.section(b.label("section.stay"), "8648-8", "Hospital course", b.sections.stay)
	b.section(b.label("section.payment"), "48768-6", "Payment sources", b.sections.payment)
	if b.settings.Narrative == document.Bilingual && b.settings.Form == document.Stay { // a summary has other sections
		b.narrate()
	}
}

// section adds a section of the Composition, unless it has no entries.
func (b *Builder) section(title, loinc, display string, entries []r4.Reference) {
	if len(entries) == 0 {
		return
	}
	b.document.Composition.Section = append(b.documentSections(), r4.CompositionSection{
		Title: b.arena.string(title), Entry: entries, Code: b.constant(fhir.SystemLOINC, loinc, display),
	})
}

// documentSections returns the sections of the document so far, with room for
// all that there can be.
func (b *Builder) documentSections() []r4.CompositionSection {
	if list := b.document.Composition.Section; list != nil {
		return list
	}
	return b.arena.sections.List(6)
}

// narrative returns a text and its label as the XHTML of a Narrative.
func (b *Builder) narrative(label, text string) string {
	return b.arena.Join(`<div xmlns="http://www.w3.org/1999/xhtml">`, html.EscapeString(label), b.colon(), html.EscapeString(text), `</div>`)
}

// documentDate returns the date of the document: that of a referral or of the discharge, or else
// the first that the sheet states of what happened. It is never the clock's, so
// that the same sheet gives the same document, nor that of the birth: that is no
// date of a stay.
func (b *Builder) documentDate() frontsheet.DateTime {
	s := b.sheet
	for _, d := range [...]*frontsheet.DateTime{&s.Event.Recorded, &s.Referral.Date, &s.Stay.Discharge, &s.Stay.Admission, &s.Emergency.Discharge, &s.Emergency.Admission} {
		if !d.IsZero() {
			return *d
		}
	}
	for _, d := range append(layout.FactDates(s), s.Quality.Date) {
		if !d.IsZero() {
			return d
		}
	}
	b.issue(frontsheet.Warning, "stay.discharge", "no-date", "the sheet does not say when anything was: the document, which must have one, is dated 1970-01-01")
	return frontsheet.DateTime{Year: 1970, Month: 1, Day: 1, Precision: frontsheet.ToDay}
}
