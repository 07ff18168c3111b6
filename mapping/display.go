package mapping

import (
	"sync"

	"github.com/crossbay/crossbay/fhir"
)

type displayKey struct{ system, code string }

// displays returns the Chinese names of the codes of this project's systems.
var displays = sync.OnceValue(func() map[displayKey]string {
	names := map[displayKey]string{}
	for _, system := range fhir.CodeSystems() {
		for _, c := range system.Concepts {
			names[displayKey{system.URL, c.Code}] = c.Chinese
		}
	}
	return names
})

// ownDisplay returns the Chinese name of a code of this project's systems.
func ownDisplay(system, code string) string { return displays()[displayKey{system, code}] }
