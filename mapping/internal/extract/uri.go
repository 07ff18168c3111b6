package extract

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// uri returns a URI with this project's base in place of the one that the caller
// chose.
func (r *Reader) uri(uri *string) string {
	if uri == nil {
		return ""
	}
	if base := r.settings.Base; base != fhir.Base {
		if rest, found := strings.CutPrefix(*uri, base); found {
			return fhir.Base + rest
		}
	}
	return *uri
}

// isSystem reports whether an identifier system is the one that the national
// standards, or the layout, have under a name.
func (r *Reader) isSystem(uri *string, name string) bool {
	system := r.uri(uri)
	return system == layout.NationalSystem(name) || r.layout != nil && system != "" && system == r.layout.Systems[name]
}
