package mapping

import (
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/compose"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
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
	// whose value sets it reads. Where a document names none of them, the first
	// is the one in whose terms it is read.
	Layouts []*layout.Layout
	// Narrative says which text the documents carry for people to read.
	Narrative document.Narrative
	// Readers are the languages of those for whom narratives and pages are made:
	// the first is the one into which the source's words are translated, the
	// others they read besides. Where empty, they are those that the layout has
	// for its readers on the other side.
	Readers []term.Language
	// Terms translate the names of diagnoses, procedures and drugs, in
	// narratives, on pages and where sheets are localized; nil for package
	// term's own tables. A [Writer] has them of its own.
	Terms *term.Translator

	_ struct{}
}

// A Translator turns FrontSheets into FHIR documents, and documents into
// FrontSheets. It is read-only after it
// is made, and safe for concurrent use. The same sheet gives the same
// document: every id is a UUID version 5 of what identifies the thing.
type Translator struct{ document.Settings }

// NewTranslator returns a Translator whose codes the registry translates. The
// registry may be nil: then the shared codes alone are added, by the rules by
// which the Chinese editions are built.
func NewTranslator(registry *codes.Registry, options *Options) *Translator {
	var terms *term.Translator
	if options != nil {
		terms = options.Terms
	}
	t := &Translator{document.Settings{CodeMaps: localize.NewCodeMaps(registry, terms), Base: fhir.Base, Alone: &sync.Map{}}}
	if options != nil {
		if options.Base != "" {
			t.Base = strings.TrimSuffix(options.Base, "/")
		}
		t.Zone = options.Zone
		t.Diagnosis, t.Procedure = slices.Clone(options.Diagnosis), slices.Clone(options.Procedure)
		t.Back = document.NewLayouts(options.Layouts)
		t.Narrative, t.Readers = options.Narrative, slices.Clone(options.Readers)
	}
	t.Compose = t.composePlain
	return t
}

// composePlain is documentSettings.compose.
func (t *Translator) composePlain(s *frontsheet.FrontSheet) *fhir.Document {
	b := &compose.Builder{Arena: &compose.Arena{}, Document: &fhir.Document{}, Plain: true}
	b.Build(&t.Settings, s)
	return b.Document
}

// Document returns the document of one sheet, and what could not be put as the
// source has it. The document keeps parts of the sheet, which must not be
// changed afterwards. Where the sheet meets a fault of this package the document
// is nil, and the issue is internal-error.
func (t *Translator) Document(s *frontsheet.FrontSheet) (document *fhir.Document, issues []frontsheet.Issue) {
	var at frontsheet.Position
	place, panicked := guard.Do(func() {
		at = s.Origin().Position
		b := t.build(s)
		document, issues = b.Document, b.Issues
	})
	if panicked {
		return nil, []frontsheet.Issue{guard.InternalError(at, place)}
	}
	return document, issues
}

func (t *Translator) build(s *frontsheet.FrontSheet) *compose.Builder {
	b := &compose.Builder{Arena: &compose.Arena{}, Document: &fhir.Document{}}
	b.Build(&t.Settings, s)
	return b
}
