package document

import (
	"sync"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
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
	Readers              []term.Language // for whom narratives are, nil for those of the layout
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
