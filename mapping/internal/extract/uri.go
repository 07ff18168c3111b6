package extract

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
)

// uri puts this project's base before a name that a deployment names under its own.
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

// isSystem reports whether an identifier system is that of a name in the layout,
// or else the one of the national standards.
func (r *Reader) isSystem(uri *string, name, national string) bool {
	system := r.uri(uri)
	return system == national || r.layout != nil && system != "" && system == r.layout.Systems[name]
}
