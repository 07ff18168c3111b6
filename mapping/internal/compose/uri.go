package compose

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
)

// uri returns a URI with the base that the caller chose in place of this
// project's.
func (b *Builder) uri(s string) string {
	if base := b.settings.Base; base != fhir.Base {
		if rest, found := strings.CutPrefix(s, fhir.Base); found {
			return base + rest
		}
	}
	return s
}

// system returns the identifier system of that name: the layout's own, or else
// fallback.
func (b *Builder) system(name, fallback string) *string {
	if b.layout != nil {
		if uri, ok := b.layout.Systems[name]; ok {
			return b.arena.string(b.uri(uri))
		}
	}
	return b.arena.string(fallback)
}
