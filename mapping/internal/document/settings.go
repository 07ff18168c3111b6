package document

import (
	"sync"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// Settings are what documents are made and read with.
type Settings struct {
	localize.CodeMaps
	Base                 string
	Zone                 string
	Diagnosis, Procedure []codes.System
	Back                 Layouts
	Alone                *sync.Map // *Layout → *backwards, of that layout alone
	Narrative            Narrative
	// Compose makes the document of a sheet that came from a message, without
	// what the message says beside it: reading such a document asks for it.
	Compose func(*frontsheet.FrontSheet) *fhir.Document
}

// BackOf returns what the way back knows of one layout.
func (t *Settings) BackOf(l *layout.Layout) Layouts {
	if back, ok := t.Alone.Load(l); ok {
		return *back.(*Layouts)
	}
	back := NewLayouts([]*layout.Layout{l})
	t.Alone.Store(l, &back)
	return back
}

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
