package extract

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// authority reads who gave a number, as compose writes it. The zero Authority
// stands for none, and for the facility itself.
func (r *Reader) authority(from *r4.Reference) (a frontsheet.Authority) {
	if from == nil || from.Reference != nil {
		return a
	}
	a.Name = arena.Deref(from.Display)
	id := from.Identifier
	if id == nil {
		return a
	}
	a.ID = arena.Deref(id.Value)
	if arena.Deref(id.System) == document.SystemURI {
		a.Scheme = "URI"
		for _, kind := range [...]struct{ prefix, scheme string }{{"urn:oid:", "ISO"}, {"urn:uuid:", "UUID"}} {
			if rest, found := strings.CutPrefix(a.ID, kind.prefix); found {
				a.ID, a.Scheme = rest, kind.scheme
			}
		}
		return a
	}
	if id.Type != nil {
		a.Scheme = arena.Deref(id.Type.Text)
	}
	return a
}
