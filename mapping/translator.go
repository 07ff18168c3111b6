package mapping

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/compose"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/extract"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/internal/summary"
)

// Options set how sheets are translated. Nil means the defaults.
type Options struct {
	// Base is the URI under which extensions, code systems and identifier
	// systems that nobody has registered are named; fhir.Base where empty.
	Base string
	// Zone is the offset from UTC of the sheets' times, the layout's where
	// empty, "+08:00" where there is no layout either. It is fixed: the
	// sheets state none.
	Zone string
	// Diagnosis and Procedure are the systems whose codes are added to those
	// of the source, where the registry has a map; besides the ones that both
	// sides share, the WHO's ICD-10 and ICD-9-CM volume 3.
	Diagnosis, Procedure []codes.System
	// Layouts are those whose sheets the way back from FHIR knows by name, and
	// whose value sets it reads, before the built-in ones of [Layouts], which it
	// always knows: one's own need be named here. Where a document names none that
	// is known, the first of these is the one in whose terms it is read; without any,
	// it is read in no layout's.
	Layouts []*Layout
	// RecordNumberSystems are the URIs of the identifier systems whose numbers of
	// patients are those of the hospital's records, in documents that others made.
	// Without any, an identifier is the record's number by its type: MR of HL7's
	// table 0203.
	RecordNumberSystems []string
	// Form says which document is made of a stay: its own, or a patient summary.
	Form Form
	// Narrative says which text the documents carry for people to read.
	Narrative Narrative
	// Readers are the languages of those for whom narratives and pages are made:
	// the first is the one into which the source's words are translated, the
	// others they read besides. Where empty, they are those that the layout has
	// for its readers on the other side.
	Readers []term.Language
	// Terms translate the names of diagnoses, procedures and drugs, in
	// narratives, on pages and where sheets are localized; nil for package
	// term's own tables. A [Writer] has them of its own.
	Terms *term.Translator

	// IDKey makes the ids of documents, and of what is in them, by HMAC-SHA-256: a
	// secret of at least 32 bytes from a random source. The same key gives the same
	// ids, in every run and on every machine; who does not have it cannot make the id
	// of a number, nor find the number of an id by trying all. Without it, where it is
	// empty, ids are hashes that anybody can repeat.
	IDKey []byte

	_ struct{}
}

// A Translator turns FrontSheets into FHIR documents, and documents into
// FrontSheets. It is read-only after it
// is made, and safe for concurrent use. The same sheet gives the same
// document: every id is a UUID of what identifies the thing, of version 5 or, with
// [Options.IDKey], 8.
type Translator struct{ settings document.Settings }

// NewTranslator returns a Translator whose codes the registry translates. The
// registry may be nil: then the shared codes alone are added, by the rules by
// which the Chinese editions are built.
func NewTranslator(registry *codes.Registry, options *Options) *Translator {
	var terms *term.Translator
	if options != nil {
		terms = options.Terms
	}
	t := &Translator{document.Settings{CodeMaps: localize.NewCodeMaps(registry, terms), Base: fhir.Base, Layouts: document.NewLayoutsAndBuiltIn()}}
	if options != nil {
		s := &t.settings
		if options.Base != "" {
			s.Base = strings.TrimSuffix(options.Base, "/")
		}
		s.Zone, s.IDKey = options.Zone, slices.Clone(options.IDKey)
		s.Diagnosis, s.Procedure = slices.Clone(options.Diagnosis), slices.Clone(options.Procedure)
		s.RecordNumberSystems = slices.Clone(options.RecordNumberSystems)
		s.Layouts = document.NewLayoutsAndBuiltIn(compiled(options.Layouts)...)
		s.Form = document.Form(options.Form)
		s.Narrative, s.Readers = document.Narrative(options.Narrative), slices.Clone(options.Readers)
	}
	return t
}

// Document returns the document of one sheet, and what could not be put as the
// source has it. What [FrontSheet.Validate] finds
// is among the issues, and the document is that of [FrontSheet.Mended]. The document
// keeps parts of the sheet, which must not be
// changed afterwards. Where the sheet meets a fault of this package the document
// is nil, and the issue is internal-error.
func (t *Translator) Document(s *FrontSheet) (document *fhir.Document, issues []Issue) {
	var at frontsheet.Position
	place, panicked := guard.Do(func() {
		at = s.Origin().Position
		s, faults := s.Mended()
		b := compose.Build(&t.settings, s)
		document, issues = t.finish(b), append(faults, b.Issues()...)
	})
	if panicked {
		return nil, []Issue{guard.InternalError(at, place)}
	}
	return document, issues
}

// finish returns the document in hand of a Builder in the form that is asked for.
func (t *Translator) finish(b *compose.Builder) *fhir.Document {
	if t.settings.Form.Kind() != nil {
		summary.Make(&t.settings, b.Document(), b.ChartInput())
	}
	return b.Document()
}

// FrontSheet returns the sheet of one document: the way back of
// [Translator.Document]. Of a document that Document made, nothing is lost: the sheet
// gives the same document again. That takes the layout of its sheet, which is built in
// or among [Options.Layouts]; of another's, coded values come back as texts. Of anybody
// else's documents it takes what a front sheet has a place for, and reports the rest.
//
// A coded value comes back through the coding of one of the value sets of the
// layouts where there is one, else through the code of FHIR's that
// just one code of the value set stands for, else by its label, else as text.
// Nothing that the document does not state is made up: there is no principal
// diagnosis where none is marked as such, and no department where there is but
// a place.
//
// The document may lack what a document must have, the Composition included.
// Of several encounters the sheet is about that of the Composition, or else
// the in-patient one. What is entered in error, refuted, a differential, of
// another encounter, of another time or of another patient than the document's, or
// was not carried out, is no part of the sheet. In documents of others the id of the patient stands for a record number
// that none states, with the issue key-derived.
//
// The sheet keeps parts of the document, which must not be changed afterwards.
// It is nil where the document meets a fault of this package: then the issue is
// internal-error.
func (t *Translator) FrontSheet(d *fhir.Document) (sheet *FrontSheet, issues []Issue) {
	place, panicked := guard.Do(func() { sheet, issues = extract.Read(&t.settings, d, compose.Plain) })
	if panicked {
		return nil, []Issue{guard.InternalError(frontsheet.Position{}, place)}
	}
	return sheet, issues
}

// A Form says which document is made of a stay. The zero Form is StayDocument.
type Form uint8

// The forms.
const (
	// StayDocument: what the sheet is, with its own sections.
	StayDocument = Form(document.Stay)
	// PatientSummary: an International Patient Summary by the guide of HL7
	// (hl7.fhir.uv.ips 2.0.0), which the Bundle and its resources claim in
	// meta.profile. It holds the same resources as the StayDocument, from which
	// reading it back gives the same sheet, in the sections of the guide and, where
	// the guide has none, in some besides; each has its text, whatever the Narrative.
	// What the guide demands and the sheet does not say is [fhir.Unknown], or the
	// reason for an empty section. It is for [fhir.Document.Append]: the guide's
	// Bundles are documents, and no transactions.
	PatientSummary = Form(document.PatientSummary)
	// ReferralNote: a letter that asks another hospital to see the patient (LOINC
	// 57133-1). It has a ServiceRequest, and a Task that says how far it has come: see
	// [Referral]. What a receiver must know and the sheet does not say is stated as not
	// known.
	ReferralNote = Form(document.ReferralNote)
	// TransferSummary: what goes with a patient to another hospital (LOINC 18761-7).
	TransferSummary = Form(document.TransferSummary)
	// AmbulanceHandover: what goes with a patient in an ambulance across the border, a
	// TransferSummary with the transport and the state of the patient.
	AmbulanceHandover = Form(document.AmbulanceHandover)
)

// ParseForm returns the form of a name, and whether there is one: those of [FormNames].
func ParseForm(name string) (Form, bool) {
	f, ok := document.FormOf(name)
	return Form(f), ok
}

// FormNames returns the names of the forms: "stay", "ips", "referral", "transfer",
// "ambulance".
func FormNames() []string { return document.FormNames() }

// Asks reports whether the documents of a form ask another hospital to take the patient:
// they have a ServiceRequest and a Task.
func (f Form) Asks() bool { return document.Form(f).Asks() }

// A Narrative says which text documents carry for people to read. The zero
// Narrative is NoNarrative.
type Narrative uint8

// The narratives.
const (
	// NoNarrative: no text but that which FHIR requires of a section without
	// entries.
	NoNarrative = Narrative(document.NoNarrative)
	// Bilingual: the Composition and each of its sections have what the sheet
	// says in the words of the source, and beside it in the language of the
	// other side. It about doubles the size of a document.
	Bilingual = Narrative(document.Bilingual)
)
