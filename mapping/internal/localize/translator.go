package localize

import (
	"github.com/crossbay/crossbay/codes"
)

// CodeMaps translate codes: those of the registry, and the rules by which the
// Chinese editions are built, by the URI of the edition.
type CodeMaps struct {
	Registry      *codes.Registry
	Volume3, stem map[string]codes.Map
}
