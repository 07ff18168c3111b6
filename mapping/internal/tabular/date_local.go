package tabular

import (
	"strings"
	"time"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// formatTime is a date with a time in any of the shapes that do not leave the
// order of the parts open, or without.
const formatTime = "yyyy-MM-dd H:mm:ss"

// formatDayFirstTime is a date that starts with the day, with a time or without.
const formatDayFirstTime = literal.LayoutDayFirst + " H:mm:ss"

// shapeDayFirst is that of a date that starts with the day, and is written otherwise
// than the layout's format: a spreadsheet that puts the month first may have made it.
const shapeDayFirst = "d/M/yyyy"

// parseDate reads a date as the layout's files write it. A time of day after a T
// may end in an offset from UTC.
func (b *sheetBuilder) parseDate(text string) (d frontsheet.DateTime, shape string, ok bool) {
	text, zone := literal.CutZone(text)
	if b.file.Layout.PartialDates {
		if d, ok := literal.PartialDate(text); ok {
			return d, shapePartial, true
		}
	}
	if b.file.Layout.DayFirst {
		if turned, found := literal.DayFirst(text); found {
			if d, _, ok = literal.ParseDate(turned); ok {
				d.Zone = zone
				return d, dayFirstShape(text), true
			}
			return frontsheet.DateTime{}, "", false
		}
	}
	hour := b.field.Format == literal.LayoutStamp && len(text) == len("yyyyMMddHH") && chars.AllDigits(text)
	if hour {
		text += "00"
	}
	d, shape, ok = literal.ParseDate(text)
	if hour && ok {
		d.Precision = frontsheet.ToHour
	}
	if b.from1904 && strings.HasPrefix(shape, "Excel serial") {
		const days = 1462 // between 1899-12-30 and 1904-01-01
		t := time.Date(d.Year, time.Month(d.Month), d.Day+days, 0, 0, 0, 0, time.UTC)
		d.Year, d.Month, d.Day = t.Year(), int(t.Month()), t.Day()
	}
	if d.Precision > frontsheet.ToDay {
		d.Zone = zone
	}
	return d, shape, ok
}

// isDayFirst reports whether a shape or a format is one in which the day stands first.
func isDayFirst(shape string) bool {
	return shape == literal.LayoutDayFirst || shape == formatDayFirstTime
}

// dayFirstShape returns the shape of a date that starts with the day.
func dayFirstShape(text string) string {
	const day = len(literal.LayoutDayFirst)
	if len(text) < day || text[2] != '/' || text[5] != '/' {
		return shapeDayFirst
	}
	switch len(text) {
	case day:
		return literal.LayoutDayFirst
	case day + len(" HH:mm"), day + len(" HH:mm:ss"):
		if text[day] == ' ' {
			return formatDayFirstTime
		}
	}
	return shapeDayFirst
}

// expected reports whether a date of that shape is what the column's format
// asks for.
func (b *sheetBuilder) expected(shape string) bool {
	switch b.field.Format {
	case literal.LayoutDateTime:
		return shape == literal.LayoutDateTime || shape == literal.LayoutDate
	case literal.LayoutStamp:
		return shape == literal.LayoutStamp || shape == literal.LayoutCompact
	case formatTime:
		return shape == formatTime || shape == literal.LayoutDateTime || shape == literal.LayoutDate
	case formatDayFirstTime:
		return shape == formatDayFirstTime || shape == literal.LayoutDayFirst
	}
	return shape == b.field.Format
}

// shapePartial is that of a date of which the day, or the month too, is not
// known.
const shapePartial = "partial"
