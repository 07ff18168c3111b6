package tabular

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// setDate reads a date, with as much of a time of day as the cell states.
func (b *sheetBuilder) setDate(v *frontsheet.DateTime, text string) {
	folded := chars.FoldWidth(text)
	d, shape, ok := b.parseDate(folded)
	if !ok {
		// A date whose time of day cannot be (24:00) is still a date.
		if day, _, timed := strings.Cut(folded, " "); timed {
			if d, _, ok = b.parseDate(day); ok {
				b.changed(frontsheet.Error, "bad-time", "the cell holds no time of the day: its date is read, the cell kept as written")
				*v = d
				return
			}
		}
		b.changed(frontsheet.Error, "bad-date", "the cell holds no date of the calendar: it is kept as written")
		return
	}
	if folded != text {
		b.changed(frontsheet.Information, "full-width", "the cell is written in full-width characters")
	}
	switch {
	case literal.IsPlaceholder(d):
		b.changed(frontsheet.Information, "placeholder-date", "the date is one that systems write for none")
		return
	case strings.HasPrefix(shape, "Excel serial"):
		b.changed(frontsheet.Warning, "date-form", "the cell holds a spreadsheet's day number, which is read as a date")
	case strings.HasPrefix(shape, "M/d/yyyy"):
		b.changed(frontsheet.Warning, "date-form", "the date is read month first")
	case shape == shapePartial:
		b.changed(frontsheet.Information, "partial-date", "the date is not stated to the day, and is read as far as it is")
	case shape == shapeDayFirst, isDayFirst(shape) && b.field.Format != "" && !isDayFirst(b.field.Format):
		b.changed(frontsheet.Warning, "date-form", "the date is read day first")
	case b.field.Format == "": // any shape is as good as another, and is written back as it was
		b.keep()
	case !b.expected(shape):
		b.formed("date-form", "the date is written as "+literal.Picture(folded, shape)+", not as "+b.field.Format)
	case shape == literal.LayoutDate && b.field.Format == literal.LayoutDateTime:
		b.issue(frontsheet.Information, "date-without-time", "the column has a time of day, and this cell has none: the date stays a date")
		b.keep()
	}
	if d.Precision == frontsheet.ToHour && (b.field.Format == literal.LayoutDateTime || b.field.Format == literal.LayoutStamp || b.field.Format == formatTime || b.field.Format == formatDayFirstTime) {
		b.changed(frontsheet.Information, "hour-without-minutes", "the time has no minutes: FHIR's dateTime cannot state it, and the hour is kept beside the date")
	}
	if d.Precision == frontsheet.ToMinute {
		b.keep() // FHIR's dateTime has seconds where there are minutes: the cell tells that they are not stated
	}
	if d.Zone != "" && v == &b.sheet.Patient.BirthDate {
		d = b.birthDay(d)
	}
	*v = d
}

// birthDay returns the day of a birth date that some program has written as a
// moment: midnight of China is 16:00 of the day before in UTC. Nobody is born at a
// zone's midnight, so any other time leaves the day open: where clocks were put
// forward, midnight was an hour earlier.
func (b *sheetBuilder) birthDay(d frontsheet.DateTime) frontsheet.DateTime {
	zone := b.file.Layout.Zone
	local, _ := literal.InZone(d, zone)
	if local.Hour+local.Minute+local.Second == 0 {
		b.changed(frontsheet.Information, "zone-converted", "the date is written as a moment, which is midnight in "+zone+": the day is that")
	} else {
		b.changed(frontsheet.Warning, "zone-converted", "the date is written as a moment, and the day depends on the zone: it is given as it is in "+zone)
	}
	literal.Truncate(&local, frontsheet.ToDay)
	local.Zone = ""
	return local
}

// setHour reads the hour that belongs to a date.
func (b *sheetBuilder) setHour(v *frontsheet.DateTime, text string) {
	d, changed, ok := literal.ParseDecimal(chars.FoldWidth(text))
	changed = changed || chars.FoldWidth(text) != text
	whole, _, _ := strings.Cut(string(d), ".")
	if !ok || !literal.Integer(d) || len(whole) > 2 || whole == "" || whole[0] == '-' {
		b.changed(frontsheet.Error, "bad-hour", "the cell holds no hour from 0 to 23: it is kept as written")
		return
	}
	n := 0
	for _, c := range whole {
		n = 10*n + int(c-'0')
	}
	switch {
	case n > 23:
		b.changed(frontsheet.Error, "bad-hour", "the cell holds no hour from 0 to 23: it is kept as written")
	case v.Precision < frontsheet.ToDay:
		b.changed(frontsheet.Warning, "hour-without-date", "there is an hour and no date: it is kept as written")
	case v.Precision >= frontsheet.ToHour:
		if v.Hour != n {
			b.changed(frontsheet.Warning, "hour-conflict", "the hour is not that of the date's own time: the date's counts")
		} else {
			b.keep()
		}
	default:
		v.Hour, v.Precision = n, frontsheet.ToHour
		if (changed || whole != text) && (b.field.Format != formatHour || len(text) != 2) {
			b.changed(frontsheet.Information, "number-form", "the hour is not written as a plain number")
		}
	}
}

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

// setExactDate reads a column that in some extracts is a flag and in others a
// date, which then counts before the date of registration.
func (b *sheetBuilder) setExactDate(s *frontsheet.FrontSheet, text string) {
	if b.field.Set != nil {
		if _, _, ok := b.field.Set.Match(text); ok {
			b.setCoded(&layout.ItemAt(s, "death-date-exact").Coded, text)
			return
		}
	}
	registered := s.Patient.Death
	b.setDate(&s.Patient.Death, text)
	if !s.Patient.Death.IsZero() {
		b.keep() // so that it is known which of the two columns states the date
	}
	if !registered.IsZero() {
		if s.Patient.Death != registered {
			b.issue(frontsheet.Information, "two-dates", "the date of death is not that of its registration, which is kept verbatim")
		}
		if field, ok := b.file.Layout.ByPath["patient.death"]; ok {
			s.Fields = append(s.Fields, frontsheet.Field{Column: b.file.Layout.Fields[field].Column, Value: string(registered.AppendDate(nil))})
		}
	}
}
