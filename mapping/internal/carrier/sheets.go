package carrier

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
)

// Sheets makes the sheets of a Parser: a new one for each record, or the same
// one over and over. The zero Sheets makes new ones.
type Sheets struct {
	reused *frontsheet.FrontSheet
	codes  arena.Slab[frontsheet.Code] // of the sheet in hand, where it is reused
}

// Reuse makes all further sheets one: each is valid until the next is made.
func (s *Sheets) Reuse() { s.reused = &frontsheet.FrontSheet{} }

// New returns an empty sheet.
func (s *Sheets) New() *frontsheet.FrontSheet {
	if s.reused == nil {
		return &frontsheet.FrontSheet{}
	}
	s.codes.Reset()
	s.reused.Reset()
	return s.reused
}

// Code returns a list of one code, for the sheet in hand.
func (s *Sheets) Code(c frontsheet.Code) []frontsheet.Code {
	if s.reused == nil {
		return []frontsheet.Code{c}
	}
	return append(s.codes.List(1), c)
}
