package publish

import (
	"cmp"
	"errors"
	"io"

	"github.com/crossbay/crossbay/codes"
)

// ValueSet writes the FHIR R4 ValueSet of all codes of a system: by reference,
// and not one by one, so that a server expands it from the CodeSystem that it
// holds. Its URI must be given, in Options.URL: that of the system is the
// CodeSystem's. The default of its version is that of the system.
func ValueSet(w io.Writer, system codes.System, o *Options) error {
	if system.URI == "" || o == nil || o.URL == "" {
		return errors.New("publish: a value set without a code system or a URI")
	}
	p := newPrinter(w)
	p.head("ValueSet", o.URL, cmp.Or(o.Version, system.Version), o)
	p.open("compose", '{')
	p.open("include", '[')
	p.open("", '{')
	p.field("system", system.URI)
	if system.Version != "" {
		p.field("version", system.Version)
	}
	p.close('}')
	p.close(']')
	p.close('}')
	return p.end()
}
