package tabular

import (
	"reflect"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// Restore reads again the kept cells of a sheet of ours where the document has
// no other home for what they say: a time that no Period can state, a relation
// without a person. The issues of it were reported when the file was read.
func Restore(s *frontsheet.FrontSheet) {
	if layout.Of(s) == nil {
		return
	}
	byColumn := map[string]int{}
	for i := range layout.Of(s).Fields {
		byColumn[layout.Of(s).Fields[i].Column] = i
	}
	b := cellReader(layout.Of(s))
	seen := map[string]bool{}
	for _, kept := range s.Fields {
		f, ok := byColumn[kept.Column]
		if !ok || seen[kept.Column] || strings.HasPrefix(layout.Of(s).Fields[f].Element, "domain.") {
			continue
		}
		seen[kept.Column] = true
		field := &layout.Of(s).Fields[f]
		// The cell is read into a sheet of its own, with the date beside which an hour stands.
		b.sheet = layout.SheetIn(layout.Of(s))
		from := field.At(b.sheet, field.Index)
		if !layout.IsPlain(from) {
			continue
		}
		if h, isHour := from.(*layout.Hour); isHour {
			date := field.At(s, field.Index).(*layout.Hour)
			*h = layout.Hour{Year: date.Year, Month: date.Month, Day: date.Day, Precision: min(date.Precision, frontsheet.ToDay)}
		}
		b.cell(f, kept.Value, -1)
		if from = field.At(b.sheet, field.Index); !reflect.ValueOf(from).Elem().IsZero() {
			fill(s, field, from)
		}
	}
	b.sheet = s
	b.settle()
}

// fill sets an element of which the document says nothing to what its cell
// says, a date to the time on that day, and the number of the identity document
// to the one that is written otherwise than its standard writes it.
func fill(s *frontsheet.FrontSheet, f *layout.Field, from any) {
	into := f.At(s, f.Index)
	switch v := into.(type) {
	case *frontsheet.DateTime:
		if w := *from.(*frontsheet.DateTime); v.IsZero() || v.Precision == frontsheet.ToDay && literal.SameDay(*v, w) && w.Precision > frontsheet.ToDay {
			*v = w
		}
	case *layout.Hour:
		if w := *from.(*layout.Hour); v.Precision == frontsheet.ToDay && w.Precision == frontsheet.ToHour {
			v.Hour, v.Precision = w.Hour, frontsheet.ToHour
		}
	default:
		if into, from := reflect.ValueOf(into).Elem(), reflect.ValueOf(from).Elem(); into.IsZero() {
			into.Set(from)
		}
	}
	if p := &s.Patient; into == any(&p.DocumentNumber) {
		written := *from.(*string)
		if number := identity.Parse(p.DocumentType.DocumentKind(), written); number.Value() == p.DocumentNumber {
			p.DocumentNumber = written
		}
	}
}
