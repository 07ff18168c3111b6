package tabular

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// setPrecision reads how much of the date is known, and takes the rest of the
// date as not stated: the day of a birth date that is known to the month is
// what a system writes for want of one.
func (b *sheetBuilder) setPrecision(v *frontsheet.DateTime, text string) {
	var stated frontsheet.Precision
	if b.field.Set != nil {
		if code, exact, ok := b.field.Set.Match(text); ok {
			concept, _ := b.field.Set.Concept(code)
			switch concept.Standard {
			case "day":
				stated = frontsheet.ToDay
			case "month":
				stated = frontsheet.ToMonth
			case "year":
				stated = frontsheet.ToYear
			}
			if !exact {
				b.changed(frontsheet.Information, "code-form", "the value is read as "+code+" of the value set "+b.field.Set.Name)
			}
		}
	}
	switch {
	case stated == 0:
		b.changed(frontsheet.Warning, "unknown-code", "the value does not say how much of the date is known: the date stands as it is")
	case v.IsZero():
		b.changed(frontsheet.Information, "precision-without-date", "the precision of a date is stated, and no date")
	case v.Precision < stated:
		b.changed(frontsheet.Warning, "precision-conflict", "the date is stated to be known better than it is written: it stands as it is written")
	case stated == frontsheet.ToDay:
		b.keep() // what the date alone does not say
	case v.Precision > stated:
		written := string(v.AppendDate(nil))
		literal.Truncate(v, stated)
		if stated == frontsheet.ToYear && strings.HasSuffix(written, "-01-01") || stated == frontsheet.ToMonth && strings.HasSuffix(written, "-01") {
			return // 1945-01-01 for 1945 is how systems write it
		}
		if date, ok := b.file.Layout.ByPath[strings.TrimSuffix(b.field.Element, ".precision")]; ok {
			b.field = &b.file.Layout.Fields[date]
			b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: b.field.Column, Value: written, Row: b.row})
		}
		b.issue(frontsheet.Information, "precision-stated", "the date is stated to be known less well than it is written: the rest is not passed on, and kept verbatim")
	}
}
