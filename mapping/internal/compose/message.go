package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/extract"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/message"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// keepMessage keeps verbatim the fields of the message that the document does
// not give back: it reads the document, and compares.
func (b *Builder) keepMessage() {
	s := b.sheet
	if !layout.ComparedWhole(s) {
		return
	}
	if b.again == nil {
		b.again = extract.NewReader(b.settings)
		b.form = &message.FormBuilder{}
	}
	b.form.Arena.Reset()
	header := message.HeaderOf(s)
	stated, d := b.formOf.Segments, b.formOf.Delimiters
	if stated == nil {
		d = message.DelimitersOf(header)
		stated = b.form.Form(layout.Of(s), s, d)
	}
	given := b.form.Form(layout.Of(s), b.again.ReadMessage(b.document, layout.Of(s), s.Fields), d)
	if message.States(given, stated, header != "") {
		return
	}
	kept := message.KeptOf(s)
	w := message.KeptWriter{Layout: layout.Of(s), Form: stated, Kept: kept, Stale: map[string]bool{}}
	for _, p := range w.Places() {
		if p.Position == 0 || p.Name == "MSH" && kept.Header != "" {
			continue
		}
		mine, theirs := message.Nth(stated, p.Name, p.Position), message.Nth(given, p.Name, p.Position)
		for n := 1; n <= len(mine.Fields); n++ {
			if mine.Field(n) == theirs.Field(n) || mine.Field(n) == "" {
				continue
			}
			column := message.FieldColumn(p.Name, p.Ordinal, n)
			if _, is := kept.Fields[column]; !is {
				b.document.Composition.Extension = append(b.document.Composition.Extension, b.sourceField(frontsheet.Field{Column: column, Value: mine.Field(n)}))
			}
		}
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
