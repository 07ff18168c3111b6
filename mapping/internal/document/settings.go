package document

import (
	"strings"
	"sync"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// Settings are what documents are made and read with. They are set once, and may
// then be used by several goroutines; they must not be copied.
type Settings struct {
	localize.CodeMaps
	// Base is the URI under which this project's own names stand.
	Base string
	// IDKey is the key of the ids, nil for none.
	IDKey []byte
	// Zone is the offset from UTC of the sheets' times, the layout's where empty.
	Zone string
	// Diagnosis and Procedure are the systems whose codes are added to the
	// source's.
	Diagnosis, Procedure []codes.System
	// RecordNumberSystems are the identifier systems whose numbers are those of the
	// hospital's records.
	RecordNumberSystems []string
	// Layouts are those in whose terms documents are read.
	Layouts   *Layouts
	Narrative Narrative
	Form      Form
	// Readers are those for whom narratives are, nil for those of the layout.
	Readers []term.Language

	alone sync.Map // *layout.Layout → *Layouts, of that layout alone
}

// LayoutsOf returns what is known of one layout alone, whether it is one of
// Layouts or not.
func (s *Settings) LayoutsOf(l *layout.Layout) *Layouts {
	if known, ok := s.alone.Load(l); ok {
		return known.(*Layouts)
	}
	made := NewLayouts(l)
	s.alone.Store(l, made)
	return made
}

// URI returns a URI with Base in place of this project's.
func (s *Settings) URI(uri string) string {
	if s.Base != fhir.Base {
		if rest, found := strings.CutPrefix(uri, fhir.Base); found {
			return s.Base + rest
		}
	}
	return uri
}

// A Form says which document is made of a stay: one of a kind of documents.csv, in their
// order. The zero Form is Stay.
type Form uint8

// The forms.
const (
	// Stay: the document of the stay, which says what it is.
	Stay Form = iota
	// PatientSummary: an International Patient Summary.
	PatientSummary
	// ReferralNote: a letter of referral.
	ReferralNote
	// TransferSummary: what goes with a patient to another hospital.
	TransferSummary
	// AmbulanceHandover: likewise, in an ambulance across the border.
	AmbulanceHandover
)

// A Narrative says which text documents carry for people to read. The zero
// Narrative is NoNarrative.
type Narrative uint8

// The narratives.
const (
	// NoNarrative: no text but that which FHIR requires of a section without
	// entries.
	NoNarrative Narrative = iota
	// Bilingual: the Composition and each of its sections have what the sheet
	// says in the words of the source, and beside it in the language of the
	// other side. It about doubles the size of a document.
	Bilingual
)
