package mapping

import (
	"github.com/crossbay/crossbay/fhir"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// An Event is what a message reports: the record is the stay as it stood then.
type Event struct {
	Code     string   // of HL7's table 0003: "A03"
	Recorded DateTime // when the event was recorded
	Sent     DateTime // when the message was made
	Message  string   // the control id of the message
}

// documentPart names the document among those of its stay: each message states
// the stay as it stood at another time.
func (e *Event) documentPart() string {
	if e.Code == "" && e.Message == "" {
		return "document"
	}
	return "document/" + e.Code + "/" + e.Message
}

// event returns what the message reports, nil where the source is none.
func (b *documentBuilder) event() *r4.Extension {
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
