package compose

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/extract"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// readKept makes the fields that the document keeps those of the sheet. Of a sheet that
// does not say any more what its message does, the message is not kept as a whole, but
// what still is of it, field by field.
func (b *Builder) readKept() {
	s, l := b.sheet, b.layout
	b.fields = s.Fields
	if b.plain || b.asRead || !layout.ComparedWhole(s) {
		return
	}
	original := message.OriginalOf(l, s.Fields, s)
	if original == nil {
		b.changed = true
		return
	}
	form := message.Form(l, s, original.Delimiters, nil)
	if original.Stands(l, form, original.Form, s.Fields) {
		return
	}
	b.changed = true
	stray := original.Stray(l, form)
	b.fields = slices.DeleteFunc(original.Kept(s.Fields), func(f frontsheet.Field) bool {
		value, is := stray[f.Column]
		return f.Row == 0 && (f.Column == layout.WholeMessage || is && value == f.Value)
	})
}

// keepMessage keeps verbatim what a sheet that is not its message says and the document
// does not give back: it reads the document, and compares.
func (b *Builder) keepMessage() {
	if !b.changed {
		return
	}
	d := message.DelimitersOf(message.HeaderOf(b.sheet))
	form := message.Form(b.layout, b.sheet, d, nil)
	given := message.Form(b.layout, extract.NewReader(b.settings).ReadMessage(b.document, b.layout, b.fields), d, nil)
	for _, f := range message.Lost(b.layout, b.fields, form, given) {
		b.document.Composition.Extension = append(b.document.Composition.Extension, b.sourceField(f))
	}
}

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
