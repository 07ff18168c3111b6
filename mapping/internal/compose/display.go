package compose

import (
	"sync"

	"github.com/crossbay/crossbay/fhir"
)

type displayKey struct{ system, code string }

// displays returns the names of the codes of this project's systems.
var displays = sync.OnceValue(func() map[displayKey]fhir.Concept {
	names := map[displayKey]fhir.Concept{}
	for _, system := range fhir.CodeSystems() {
		for _, c := range system.Concepts {
			names[displayKey{system.URL, c.Code}] = c
		}
	}
	return names
})

// ownDisplay returns the name of a code of this project's systems, in the
// language of the document.
func (b *Builder) ownDisplay(system, code string) string {
	c := displays()[displayKey{system, code}]
	return b.layout.Word(c.Chinese, c.English)
}
