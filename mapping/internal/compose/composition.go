package compose

import (
	"encoding/base64"
	"html"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// composition makes the Composition, which comes first in the document, and
// what identifies and dates the document.
func (b *Builder) composition() {
	s := b.sheet
	c := &b.Document.Composition
	id := b.stayID("composition")
	c.Id = b.Arena.string(id.id())
	c.Language = b.Arena.string(b.layout.LanguageCode())
	c.Status = r4.CompositionStatusFinal
	if stayOpen(&b.sheet.Stay) {
		c.Status = r4.CompositionStatusPreliminary
	}
	kind := b.layout.DocumentType()
	c.Type = *b.constant(fhir.SystemLOINC, kind.Code, kind.Display)
	c.Type.Text = b.Arena.string(kind.Title)
	c.Title = kind.Title
	c.Subject = b.refer(b.patientRef)
	c.Encounter = b.encounter()
	if b.facilityRef != "" {
		c.Author = append(b.Arena.references.List(1), b.reference(b.facilityRef))
		c.Custodian = b.refer(b.facilityRef)
	} else {
		c.Author = []r4.Reference{{Extension: []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}}}
	}

	dated := b.dated()
	c.Date = *b.date(dated)
	b.Document.Timestamp = b.instant(dated)
	b.Document.Identifier = r4.Identifier{
		System: b.Arena.string("urn:ietf:rfc:3986"),
		Value:  b.Arena.string(string(b.stayID(eventDocumentPart(&b.sheet.Event)))),
	}

	extensions := b.Arena.extensions.List(5 + len(s.Fields) + len(c.Extension))
	extensions = append(extensions,
		r4.Extension{Url: b.uri(fhir.ExtensionSourceLayout), ValueString: arena.Text(&s.Layout)},
		r4.Extension{Url: b.uri(fhir.ExtensionAssumedTimeZone), ValueString: &b.zone})
	if s.Event.Sent.Zone != "" {
		extensions = extensions[:1] // a message that states its zone leaves none to assume
	}
	if s.Layout == "" {
		extensions = extensions[1:]
	}
	extensions = b.extend(extensions, fhir.ExtensionRecordQuality, &s.Quality.Grade)
	if !s.Quality.Date.IsZero() {
		extensions = append(extensions, r4.Extension{Url: b.uri(fhir.ExtensionQualityControlDate), ValueDateTime: b.date(s.Quality.Date)})
	}
	if event := b.event(); event != nil {
		extensions = append(extensions, *event)
	}
	for _, f := range s.Fields {
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
	b.section(b.label("section.findings"), "30954-2", "Relevant diagnostic tests/laboratory data", b.sections.findings)
	b.section(b.label("section.stay"), "8648-8", "Hospital course", b.sections.stay)
	b.section(b.label("section.payment"), "48768-6", "Payment sources", b.sections.payment)
	if b.translator.Narrative == document.Bilingual {
		b.narrate()
	}
}

func (b *Builder) section(title, loinc, display string, entries []r4.Reference) {
	if len(entries) == 0 {
		return
	}
	b.Document.Composition.Section = append(b.documentSections(), r4.CompositionSection{
		Title: b.Arena.string(title), Entry: entries, Code: b.constant(fhir.SystemLOINC, loinc, display),
	})
}

// documentSections returns the sections of the document so far, with room for
// all that there can be.
func (b *Builder) documentSections() []r4.CompositionSection {
	if list := b.Document.Composition.Section; list != nil {
		return list
	}
	return b.Arena.sections.List(6)
}

// allergySection is there as soon as the sheet says anything of allergies; with
// no drug to list, it says why it is empty.
func (b *Builder) allergySection() {
	recorded := &b.sheet.Allergy.Recorded
	if recorded.IsZero() && len(b.sections.allergies) == 0 {
		return
	}
	s := r4.CompositionSection{
		Title: b.Arena.string(b.label("section.allergies")), Entry: b.sections.allergies,
		Code:      b.constant(fhir.SystemLOINC, "48765-2", "Allergies and adverse reactions Document"),
		Extension: b.extend(nil, fhir.ExtensionDrugAllergy, recorded),
	}
	if len(s.Entry) == 0 {
		// A section without entries must have a text (cmp-1).
		s.Text = b.Arena.narratives.Of(r4.Narrative{Status: r4.NarrativeStatusGenerated, Div: b.narrative(b.label("section.drug-allergy"), b.wordOf(recorded))})
		reason, display := "unavailable", "Unavailable"
		if recorded.Denied() {
			reason, display = "nilknown", "Nil Known"
		}
		s.EmptyReason = b.constant(fhir.SystemEmptyReason, reason, display)
	}
	b.Document.Composition.Section = append(b.documentSections(), s)
}

// sourceField keeps a cell verbatim: as bytes where a string could not hold it.
func (b *Builder) sourceField(f frontsheet.Field) r4.Extension {
	parts := b.Arena.extensions.Take(2)
	if f.Row > 0 {
		parts = append(parts[:2:2], r4.Extension{Url: "row", ValuePositiveInt: &f.Row})
	}
	parts[0] = r4.Extension{Url: "column", ValueString: b.Arena.string(chars.Plain(f.Column))}
	parts[1] = r4.Extension{Url: "value", ValueString: b.Arena.string(f.Value)}
	if strings.IndexFunc(f.Value, chars.IsUnusual) >= 0 || strings.TrimSpace(f.Value) == "" {
		parts[1] = r4.Extension{Url: "bytes", ValueBase64Binary: new(base64.StdEncoding.EncodeToString([]byte(f.Value)))}
	}
	return r4.Extension{Url: b.uri(fhir.ExtensionSourceField), Extension: parts}
}

// wordOf returns the name of a coded value, for people to read.
func (b *Builder) wordOf(c *frontsheet.Coded) string {
	if name := b.nameOf(c); name != nil {
		return *name
	}
	return b.label("section.not-stated")
}

// narrative returns a text and what it is as the XHTML of a Narrative.
func (b *Builder) narrative(label, text string) string {
	return b.Arena.Join(`<div xmlns="http://www.w3.org/1999/xhtml">`, html.EscapeString(label), b.colon(), html.EscapeString(text), `</div>`)
}

// dated returns the date of the document: that of the discharge, or else the
// first that the sheet states. It is never the clock's, so that the same sheet
// gives the same document.
func (b *Builder) dated() frontsheet.DateTime {
	s := b.sheet
	for _, d := range [...]*frontsheet.DateTime{&s.Event.Recorded, &s.Stay.Discharge, &s.Stay.Admission, &s.Emergency.Discharge, &s.Emergency.Admission} {
		if !d.IsZero() {
			return *d
		}
	}
	for _, d := range append(layout.FactDates(s), s.Quality.Date, s.Patient.BirthDate) {
		if !d.IsZero() {
			return d
		}
	}
	b.issue(frontsheet.Warning, "stay.discharge", "no-date", "the sheet has no date at all: the document, which must have one, is dated 1970-01-01")
	return frontsheet.DateTime{Year: 1970, Month: 1, Day: 1, Precision: frontsheet.ToDay}
}

// instant returns d as a FHIR instant, which states a time even where d does
// not: the start of its day. It dates the Bundle, and nothing clinical.
func (b *Builder) instant(d frontsheet.DateTime) string {
	if d.Precision < frontsheet.ToMinute {
		d.Hour, d.Minute, d.Second = 0, 0, 0
		d.Month, d.Day = max(d.Month, 1), max(d.Day, 1)
	}
	d.Precision = frontsheet.ToSecond
	b.scratch = d.Append(b.scratch[:0], b.zone)
	return b.Arena.Bytes(b.scratch)
}
