package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/extract"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/internal/message"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

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
	b.zone = t.Zone
	if b.zone == "" && layout.Of(s) != nil {
		b.zone = layout.Of(s).Zone
	}
	if b.zone == "" {
		b.zone = "+08:00"
	}
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

// ChartInput is what the chart of the document in hand is made of.
func (b *Builder) ChartInput() narrative.Input {
	return narrative.Input{Sheet: b.sheet, Document: b.Document, Registry: b.translator.Registry, Zone: b.zone}
}

// issue reports something about an element of the sheet.
func (b *Builder) issue(severity frontsheet.Severity, element, code, detail string) {
	i := frontsheet.Issue{
		File: b.sheet.Origin().Position.File, Record: b.sheet.Origin().Position.Record, Line: b.sheet.Origin().Position.Line,
		Column: b.sheet.Column(element), Field: element, Severity: severity, Code: code, Detail: detail,
	}
	b.Issues = append(b.Issues, i)
}
