package localize

import (
	"github.com/crossbay/crossbay/codes"
)

// CodeMaps translate codes and names: the maps of the registry, the rules by
// which the Chinese editions are built, by the URI of the edition, and the terms.
type CodeMaps struct {
	Registry      *codes.Registry
	Terms         Terms
	Volume3, stem map[string]codes.Map
}
