package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// event returns what the message reports, nil where the source is none.
func (b *Builder) event() *r4.Extension {
	e := &b.sheet.Event
	if e.Code == "" {
		return nil
	}
	parts := append(b.arena.extensions.List(3), r4.Extension{Url: "code", ValueCode: &e.Code})
	if !e.Recorded.IsZero() {
		parts = append(parts, r4.Extension{Url: "recorded", ValueDateTime: b.date(e.Recorded)})
	}
	if e.Message != "" {
		parts = append(parts, r4.Extension{Url: "message", ValueString: &e.Message})
	}
	return &r4.Extension{Url: b.uri(fhir.ExtensionSourceEvent), Extension: parts}
}

// documentPart returns the name of the document among those of its stay: each
// message states the stay as it was at another time.
func documentPart(e *frontsheet.Event) string {
	if e.Code == "" && e.Message == "" {
		return "document"
	}
	return "document/" + e.Code + "/" + e.Message
}
