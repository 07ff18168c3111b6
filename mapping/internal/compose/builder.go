package compose

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A Builder makes one document after another. Each concern has a method, in the
// file that has the name of the one in extract. It is of one goroutine.
type Builder struct {
	settings *document.Settings
	document *fhir.Document
	shared   *sharedParts   // nil where the document is handed out
	mac      hash.Hash      // of the key of ids, nil for none
	plain    bool           // no more is kept of a message than the sheet keeps
	asRead   bool           // nobody has changed the sheet since it was read
	memory   documentArena  // of the document in hand
	arena    *documentArena // memory, unless a part is made that documents share

	// What is used again for the next document.
	documents int                 // so far
	ids       map[string]*lasting // of staff and places, by what names them
	locations map[string]fullURL
	stated    map[string]int // how often the sheet has each content, see contentID
	sections  sections
	scratch   []byte
	routes    map[route]*translations // what the registry answered
	route     route                   // of the last code
	answers   *translations           // of that route

	state
}

// A state is what a Builder knows of the document in hand.
type state struct {
	sheet    *frontsheet.FrontSheet
	layout   *layout.Layout // of the sheet, nil for none
	zone     string
	fields   []frontsheet.Field // that are kept
	changed  bool               // the sheet does not say what its message does, or has none
	issues   []frontsheet.Issue
	unmapped []frontsheet.Unmapped

	namespace    uuid.UUID   // of the facility
	patientKey   string      // within the facility
	homed        []bool      // the details that have a home, once there are any
	attended     bool        // the sheet says something of an emergency department
	key          string      // of the stay, once it is known
	keyHash      hash.Cloner // of the namespace and a long key, once it is asked for
	patientRef   fullURL
	encounterRef fullURL       // of the stay, or else of the attendance; "" where the sheet states neither
	emergencyRef fullURL       // "" where the sheet has no attendance of its own
	facilityRef  fullURL       // "" where the sheet does not name a facility
	toPatient    *r4.Reference // in a run
	toEncounter  *r4.Reference // likewise
	toFacility   *r4.Reference // likewise
}

// NewBuilder returns a Builder for one document after another, all of which the
// encoder writes: what they have in common is made once, and written once. A
// document is valid until the next is built.
func NewBuilder(t *document.Settings, encoder *fhir.Encoder) *Builder {
	b := newBuilder(t)
	b.shared = newSharedParts(encoder)
	return b
}

func newBuilder(t *document.Settings) *Builder {
	b := &Builder{settings: t, document: &fhir.Document{}}
	b.arena = &b.memory
	if len(t.IDKey) > 0 {
		// Another use of the same key, such as that of pseudonyms, gives other numbers.
		own := hmac.New(sha256.New, t.IDKey)
		own.Write([]byte("crossbay ids"))
		b.mac = hmac.New(sha256.New, own.Sum(nil))
	}
	return b
}

// Build makes the document of one sheet with a Builder of its own, so that the
// document is the caller's to keep.
func Build(t *document.Settings, s *frontsheet.FrontSheet) *Builder {
	b := newBuilder(t)
	b.Build(s)
	return b
}

// Plain makes the document of a sheet, before it becomes a summary, without the fields
// of its message that the document does not give back.
func Plain(t *document.Settings, s *frontsheet.FrontSheet) *fhir.Document {
	b := newBuilder(t)
	b.plain = true
	b.Build(s)
	return b.document
}

// Document returns the document in hand, which keeps parts of its sheet.
func (b *Builder) Document() *fhir.Document { return b.document }

// Issues returns what the document could not put as the sheet has it.
func (b *Builder) Issues() []frontsheet.Issue { return b.issues }

// Unmapped returns the codes for which no map had a target that was asked for.
func (b *Builder) Unmapped() []frontsheet.Unmapped { return b.unmapped }

// BuildAsRead is Build for a sheet that nobody has changed since its message was read:
// it says what that does, and is not compared with it.
func (b *Builder) BuildAsRead(s *frontsheet.FrontSheet) {
	b.asRead = true
	b.Build(s)
	b.asRead = false
}

// Build makes the document of a sheet, in the place of the one before it.
func (b *Builder) Build(s *frontsheet.FrontSheet) {
	b.memory.reset()
	b.document.Reset()
	b.documents++
	if len(b.ids) > mostIDs {
		clear(b.ids)
		if b.shared != nil {
			b.shared.encoder.ForgetNames()
		}
	}
	clear(b.locations)
	clear(b.stated)
	b.sections = b.sections.reset()
	b.state = state{sheet: s, layout: layout.Of(s)}
	b.zone = chars.FirstOf(b.settings.Zone, b.layout.UTCOffset())
	b.attended = !s.Emergency.IsZero()
	b.readKept()
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
	b.transfusions()
	b.allergies()
	b.medications()
	b.coverage()
	b.insurance()
	b.fees()
	b.referral()
	b.strayDetails()
	b.composition()
	b.keepMessage()
}

// sections collects, for each section of the Composition, its entries.
type sections struct {
	stay, diagnoses, procedures, findings, allergies, medications, payment []r4.Reference
}

// reset returns the sections without entries, with the room of those they had.
func (s sections) reset() sections {
	return sections{
		s.stay[:0], s.diagnoses[:0], s.procedures[:0], s.findings[:0], s.allergies[:0], s.medications[:0], s.payment[:0],
	}
}

// issue reports something about an element of the sheet.
func (b *Builder) issue(severity frontsheet.Severity, element, code, detail string) {
	i := frontsheet.Issue{
		File: b.sheet.Origin().Position.File, Record: b.sheet.Origin().Position.Record, Line: b.sheet.Origin().Position.Line,
		Column: b.sheet.Column(element), Title: b.sheet.Title(element), Field: element, Severity: severity, Code: code, Detail: detail,
	}
	b.issues = append(b.issues, i)
}
