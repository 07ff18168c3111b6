package results

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// The sheet of a message of results says that it is of an update of a patient, as which
// it was read. The document says what the message was.
const (
	readAs = "A08"
	asSent = "R01"
)

// retype says in the extensions of a Composition what the message was, or, on the way
// back, as what it was read.
func retype(extensions []r4.Extension, event string, header func(string) string) []r4.Extension {
	out := make([]r4.Extension, len(extensions))
	for i, e := range extensions {
		switch f, kept := field(&e); {
		case kept && f.Column == "MSH":
			f.Value = header(f.Value)
			e = sourceField(f)
		case e.Url == fhir.ExtensionSourceEvent:
			parts := make([]r4.Extension, len(e.Extension))
			for j, p := range e.Extension {
				if p.Url == "code" && (arena.Deref(p.ValueCode) == readAs || arena.Deref(p.ValueCode) == asSent) {
					p.ValueCode = &event
				}
				parts[j] = p
			}
			e.Extension = parts
		}
		out[i] = e
	}
	return out
}

// asResults returns a header that an admission was read of with its own type again.
func asResults(kind string) func(string) string {
	return func(header string) string { return string(withType([]byte(header), "ADT", kind)) }
}

// asAdmission returns a header with the type as which it is read.
func asAdmission(header string) string {
	if len(header) < 8 {
		return header
	}
	return string(withType([]byte(header), "ORU", admission([]byte(header))))
}
