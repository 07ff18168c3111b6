package extract

import (
	"encoding/base64"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// keep keeps a value verbatim among the cells that have no element.
func (r *Reader) keep(element, value string) {
	r.sheet.Fields = append(r.sheet.Fields, frontsheet.Field{Column: chars.FirstOf(r.sheet.Column(element), element), Value: value})
}

// sourceField reads a cell that was kept verbatim.
func (r *Reader) sourceField(x *r4.Extension) frontsheet.Field {
	var f frontsheet.Field
	for i := range x.Extension {
		part := &x.Extension[i]
		switch part.Url {
		case "column":
			f.Column = arena.Deref(part.ValueString)
		case "value":
			f.Value = arena.Deref(part.ValueString)
		case "bytes":
			if text, err := base64.StdEncoding.DecodeString(arena.Deref(part.ValueBase64Binary)); err == nil {
				f.Value = string(text)
			}
		case "row":
			if n := part.ValuePositiveInt; n != nil && *n <= layout.MostRows {
				f.Row = *n
			}
		}
	}
	return f
}
