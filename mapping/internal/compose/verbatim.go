package compose

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// keep keeps the value of an element verbatim, where the document has no other
// place for it.
func (b *Builder) keep(element, value string) {
	if value == "" {
		return
	}
	column := chars.FirstOf(b.sheet.Column(element), element)
	if column != element && layout.ComparedWhole(b.sheet) {
		return // the message stands beside it, or keepMessage keeps the field as it has it
	}
	for _, f := range b.fields {
		if f.Column == column {
			return
		}
	}
	b.document.Composition.Extension = append(b.document.Composition.Extension, b.sourceField(frontsheet.Field{Column: column, Value: value}))
}

// keepDate keeps a date verbatim, as the layout of the sheet writes it, and
// beside it an hour without minutes.
func (b *Builder) keepDate(element string, d frontsheet.DateTime) {
	format := ""
	if b.layout != nil {
		if i, ok := b.layout.ByPath[element]; ok {
			format = b.layout.Fields[i].Format
		}
	}
	b.keep(element, literal.FormatDateTime(d, format))
	if d.Precision == frontsheet.ToHour {
		b.keep(element+".hour", strconv.Itoa(d.Hour))
	}
}

// sourceField keeps a cell verbatim: as bytes where a string could not hold it.
func (b *Builder) sourceField(f frontsheet.Field) r4.Extension {
	parts := b.arena.extensions.Take(2)
	if f.Row > 0 {
		parts = append(parts[:2:2], r4.Extension{Url: "row", ValuePositiveInt: &f.Row})
	}
	parts[0] = r4.Extension{Url: "column", ValueString: b.arena.string(chars.Plain(f.Column))}
	parts[1] = r4.Extension{Url: "value", ValueString: b.arena.string(f.Value)}
	if strings.IndexFunc(f.Value, chars.IsUnusual) >= 0 || strings.TrimSpace(f.Value) == "" {
		parts[1] = r4.Extension{Url: "bytes", ValueBase64Binary: new(base64.StdEncoding.EncodeToString([]byte(f.Value)))}
	}
	return r4.Extension{Url: b.uri(fhir.ExtensionSourceField), Extension: parts}
}
