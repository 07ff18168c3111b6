package mapping

import (
	"strings"
)

// setPrecision reads how much of the date is known, and takes the rest of the
// date as not stated: the day of a birth date that is known to the month is
// what a system writes for want of one.
func (b *sheetBuilder) setPrecision(v *DateTime, text string) {
	var stated Precision
	if b.field.set != nil {
		if code, exact, ok := b.field.set.match(text); ok {
			concept, _ := b.field.set.Concept(code)
			switch concept.Standard {
			case "day":
				stated = ToDay
			case "month":
				stated = ToMonth
			case "year":
				stated = ToYear
			}
			if !exact {
				b.changed(Information, "code-form", "the value is read as "+code+" of the value set "+b.field.set.Name)
			}
		}
	}
	switch {
	case stated == 0:
		b.changed(Warning, "unknown-code", "the value does not say how much of the date is known: the date stands as it is")
	case v.IsZero():
		b.changed(Information, "precision-without-date", "the precision of a date is stated, and no date")
	case v.Precision < stated:
		b.changed(Warning, "precision-conflict", "the date is stated to be known better than it is written: it stands as it is written")
	case stated == ToDay:
		b.keep() // what the date alone does not say
	case v.Precision > stated:
		written := string(v.AppendDate(nil))
		v.truncate(stated)
		if stated == ToYear && strings.HasSuffix(written, "-01-01") || stated == ToMonth && strings.HasSuffix(written, "-01") {
			return // 1945-01-01 for 1945 is how systems write it
		}
		if date, ok := b.reader.layout.byPath[strings.TrimSuffix(b.field.element, ".precision")]; ok {
			b.field = &b.reader.layout.fields[date]
			b.sheet.Fields = append(b.sheet.Fields, Field{Column: b.field.column, Value: written, Row: b.row})
		}
		b.issue(Information, "precision-stated", "the date is stated to be known less well than it is written: the rest is not passed on, and kept verbatim")
	}
}

// truncate takes off what is beyond the precision.
func (d *DateTime) truncate(p Precision) {
	if d.Precision <= p {
		return
	}
	d.Precision = p
	d.Hour, d.Minute, d.Second = 0, 0, 0
	if p < ToDay {
		d.Day = 0
	}
	if p < ToMonth {
		d.Month = 0
	}
}
