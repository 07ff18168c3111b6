package compose

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/extract"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/internal/message"
	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Build makes the document of a sheet. What b has of an earlier one is
// overwritten.
func (b *Builder) Build(t *document.Settings, s *frontsheet.FrontSheet) {
	b.Arena.reset()
	b.Document.Reset()
	clear(b.practitioners)
	clear(b.locations)
	*b = Builder{
		translator: t, sheet: s, layout: layout.Of(s), Arena: b.Arena, Document: b.Document, scratch: b.scratch, Plain: b.Plain,
		practitioners: b.practitioners, locations: b.locations, sections: b.sections.reset(), Shared: b.Shared,
		form: b.form, again: b.again,
	}
	b.zone = chars.FirstOf(t.Zone, layout.Of(s).UTCOffset())
	b.attended = !s.Emergency.IsZero()
	b.identify()
	b.facility()
	b.patient()
	b.stay()
	b.staff()
	b.diagnoses()
	b.procedures()
	b.findings()
	b.items()
	b.observations()
	b.allergies()
	b.coverage()
	b.insurance()
	b.fees()
	b.composition()
	if !b.Plain {
		b.keepMessage()
	}
}

// A Builder makes one document. Each concern has a file and a method.
type Builder struct {
	translator *document.Settings
	sheet      *frontsheet.FrontSheet
	layout     *layout.Layout // of the sheet, nil for none
	Document   *fhir.Document
	Issues     []frontsheet.Issue
	Unmapped   []localize.Unmapped
	zone       string

	namespace     uuid.UUID // of the facility
	patientKey    string    // within the facility
	attended      bool      // the sheet says something of an emergency department
	key           string    // of the stay, once it is known
	Arena         *Arena
	patientRef    fullURL
	encounterRef  fullURL       // of the stay, or else of the attendance; "" where the sheet states neither
	emergencyRef  fullURL       // "" where the sheet has no attendance of its own
	facilityRef   fullURL       // "" where the sheet does not name a facility
	toPatient     *r4.Reference // in a run
	toEncounter   *r4.Reference // likewise
	toFacility    *r4.Reference // likewise
	practitioners map[practitionerKey]fullURL
	locations     map[string]fullURL
	sections      sections
	scratch       []byte
	Shared        *sharedParts         // nil where the document is handed out
	form          *message.FormBuilder // nil until a sheet comes from a message
	again         *extract.Reader      // of the document that a message has become; likewise
	Plain         bool                 // nothing of a message is kept but what the sheet keeps
}

// sections collects, for each section of the Composition, its entries.
type sections struct {
	stay, diagnoses, procedures, findings, allergies, payment []r4.Reference
}

// reset returns the sections without entries, with the room of those they had.
func (s sections) reset() sections {
	return sections{
		s.stay[:0], s.diagnoses[:0], s.procedures[:0], s.findings[:0], s.allergies[:0], s.payment[:0],
	}
}

// identify makes the names from which the ids of the document come.
func (b *Builder) identify() {
	b.scratch = append(append(b.scratch[:0], uuid.NameSpaceURL[:]...), fhir.Base+"/facility/"...)
	b.scratch = append(b.scratch, b.sheet.FacilityName()...)
	b.namespace = layout.HashUUID(b.scratch)
	b.patientKey = b.sheet.PatientKey()
}

// A fullURL is that of an entry, "urn:uuid:" and the id of its resource, which
// references to it are.
type fullURL string

func (u fullURL) id() string { return string(u[len(document.URN):]) }

// id returns the id of what name names within the facility.
func (b *Builder) id(name string) fullURL {
	return b.hashed(append(append(b.scratch[:0], b.namespace[:]...), name...))
}

// lastingID is id for what one stay after another has: staff, and places. A run
// remembers it.
func (b *Builder) lastingID(name string) fullURL {
	b.scratch = append(append(b.scratch[:0], b.namespace[:]...), name...)
	if b.Shared == nil {
		return b.hashed(b.scratch)
	}
	id, known := b.Shared.ids[string(b.scratch)]
	if !known {
		key := string(b.scratch)
		id = fullURL(strings.Clone(string(b.hashed(b.scratch))))
		if len(b.Shared.ids) == mostIDs {
			clear(b.Shared.ids)
		}
		b.Shared.ids[key] = id
	}
	return id
}

// hashed names by the UUID version 5 of a namespace and a name that stand in
// scratch, as uuid.NewSHA1 makes it, which allocates.
func (b *Builder) hashed(scratch []byte) fullURL {
	id := layout.HashUUID(scratch)
	b.scratch = append(scratch[:0], document.URN...)
	for i, bounds := range [...][2]int{{0, 4}, {4, 6}, {6, 8}, {8, 10}, {10, 16}} {
		if i > 0 {
			b.scratch = append(b.scratch, '-')
		}
		b.scratch = hex.AppendEncode(b.scratch, id[bounds[0]:bounds[1]])
	}
	return fullURL(b.Arena.Bytes(b.scratch))
}

// stayID returns the id of a part of the stay.
func (b *Builder) stayID(part string) fullURL {
	if b.key == "" {
		b.scratch = append(layout.AppendStayKey(b.sheet, b.scratch[:0], b.patientKey, b.mayLackStay()), '/')
		b.key = b.Arena.Bytes(b.scratch)
	}
	return b.hashed(append(append(append(b.scratch[:0], b.namespace[:]...), b.key...), part...))
}

// uri puts the base that the caller chose before a name of this project's.
func (b *Builder) uri(s string) string {
	if base := b.translator.Base; base != fhir.Base {
		if rest, found := strings.CutPrefix(s, fhir.Base); found {
			return base + rest
		}
	}
	return s
}

// issue reports something about an element of the sheet.
func (b *Builder) issue(severity frontsheet.Severity, element, code, detail string) {
	i := frontsheet.Issue{
		File: b.sheet.Origin().Position.File, Record: b.sheet.Origin().Position.Record, Line: b.sheet.Origin().Position.Line,
		Column: b.sheet.Column(element), Field: element, Severity: severity, Code: code, Detail: detail,
	}
	b.Issues = append(b.Issues, i)
}

// keep keeps the value of an element verbatim, where it has no other home.
func (b *Builder) keep(element, value string) {
	if value == "" {
		return
	}
	column := chars.FirstOf(b.sheet.Column(element), element)
	if column != element && layout.IsMessage(b.sheet) {
		return // keepMessage keeps the field as the message has it
	}
	for _, f := range b.sheet.Fields {
		if f.Column == column {
			return
		}
	}
	b.Document.Composition.Extension = append(b.Document.Composition.Extension, b.sourceField(frontsheet.Field{Column: column, Value: value}))
}

// keepDate keeps a date as the layout of the sheet writes it, and apart from it
// an hour without minutes.
func (b *Builder) keepDate(element string, d frontsheet.DateTime) {
	format := ""
	if b.layout != nil {
		if i, ok := b.layout.ByPath[element]; ok {
			format = b.layout.Fields[i].Format
		}
	}
	b.keep(element, literal.FormatDateTime(d, format))
	if d.Precision == frontsheet.ToHour {
		b.keep(element+".hour", strconv.Itoa(d.Hour))
	}
}

// reference returns a reference to the resource of that id.
func (b *Builder) reference(id fullURL) r4.Reference {
	return r4.Reference{Reference: b.Arena.string(string(id))}
}

// refer returns a pointer to a reference. Within one document of a run those to
// the patient, the stay and the facility are one each.
func (b *Builder) refer(id fullURL) *r4.Reference {
	var kept **r4.Reference
	switch id {
	case b.patientRef:
		kept = &b.toPatient
	case b.encounterRef:
		kept = &b.toEncounter
	case b.facilityRef:
		kept = &b.toFacility
	}
	if kept == nil || b.Shared == nil {
		return b.Arena.references.Of(b.reference(id))
	}
	if *kept == nil {
		*kept = b.Arena.references.Of(b.reference(id))
	}
	return *kept
}

// date returns d as a FHIR dateTime, nil where d is absent.
func (b *Builder) date(d frontsheet.DateTime) *string {
	if d.IsZero() {
		return nil
	}
	b.scratch = d.Append(b.scratch[:0], b.zone)
	return b.Arena.string(b.Arena.Bytes(b.scratch))
}

// period returns the period from start to end; an hour without minutes stands
// beside it in an extension, since a dateTime cannot state it.
func (b *Builder) period(start, end frontsheet.DateTime) *r4.Period {
	if start.IsZero() && end.IsZero() {
		return nil
	}
	p := b.Arena.periods.Of(r4.Period{Start: b.date(start), End: b.date(end)})
	var hours []r4.Extension
	if start.Precision == frontsheet.ToHour {
		hours = append(hours, r4.Extension{Url: "start", ValueInteger: new(start.Hour)})
	}
	if end.Precision == frontsheet.ToHour {
		hours = append(hours, r4.Extension{Url: "end", ValueInteger: new(end.Hour)})
	}
	if hours != nil {
		p.Extension = []r4.Extension{{Url: b.uri(fhir.ExtensionRecordedHour), Extension: hours}}
	}
	return p
}

// coding returns a coding of a system of this project or of HL7's.
func (b *Builder) coding(system, code, display string) r4.Coding {
	return r4.Coding{System: b.Arena.string(b.uri(system)), Code: b.Arena.string(code), Display: b.Arena.optional(display)}
}

// concept returns a coded value: the source's code first, then the FHIR code
// that its value set gives it. Where the source's text is no code, the text
// alone. Nil where there is no value.
func (b *Builder) concept(c *frontsheet.Coded) *r4.CodeableConcept {
	if c.IsZero() {
		return nil
	}
	concept := &b.Arena.concepts.Take(1)[0]
	concept.Text = arena.Text(&c.Text)
	if c.Code == "" {
		return concept
	}
	concept.Coding = b.valueCodings(c)
	return concept
}

// codingsOf makes the codings of a value that has a code.
func (b *Builder) codingsOf(c *frontsheet.Coded) []r4.Coding {
	list := b.Arena.codings.List(2)
	own, ok := c.Set.Concept(c.Code)
	switch {
	case c.Text == "":
		list = append(list, b.coding(c.Set.URI, c.Code, b.layout.Word(own.Chinese, own.English)))
	case ok && own.Standard != own.Code:
		// The source wrote a text: even the code of its own set is an addition.
		list = append(list, b.translated(c.Set.URI, "", c.Code, translationKey{c.Set.Map, "", "equivalent"}))
	}
	if ok && own.Standard != "" {
		list = append(list, b.translated(own.System, "", own.Standard, translationKey{c.Set.Map, "", own.Equivalence}))
	}
	return list
}

// extend appends an extension with a coded value, if there is one.
func (b *Builder) extend(list []r4.Extension, url string, c *frontsheet.Coded) []r4.Extension {
	if concept := b.concept(c); concept != nil {
		if list == nil {
			list = b.Arena.extensions.List(arena.FewValues)
		}
		x := arena.Added(&list)
		x.Url, x.ValueCodeableConcept = b.uri(url), concept
	}
	return list
}
