package frontsheet

import (
	"time"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// A Precision says how much of a DateTime the source states. The zero Precision
// means that there is no date.
type Precision uint8

// The precisions, each of which includes those before it.
const (
	ToYear   Precision = iota + 1 // the year alone
	ToMonth                       // the year and the month
	ToDay                         // a date
	ToHour                        // a date and the hour
	ToMinute                      // a date and a time without seconds
	ToSecond                      // a date and a time with seconds
)

// A DateTime is a date, or a date with a time of day, as the source states it,
// in the source's local time. The zero DateTime is absent.
type DateTime struct {
	// Year is the year of the Gregorian calendar.
	Year int
	// Month and Day count from 1, Hour, Minute and Second from 0. They are 0
	// beyond the precision.
	Month, Day, Hour, Minute, Second int
	// Precision says which of the parts the source states.
	Precision Precision
	// Zone is the offset from UTC where the source states one ("+08:00").
	Zone string
}

// IsZero reports whether d is absent.
func (d DateTime) IsZero() bool { return d.Precision == 0 }

// Before reports whether d is certainly earlier than e: as far as both are
// stated, d's parts come first. It is false where either is absent.
func (d DateTime) Before(e DateTime) bool {
	a := [...]int{d.Year, d.Month, d.Day, d.Hour, d.Minute, d.Second}
	b := [...]int{e.Year, e.Month, e.Day, e.Hour, e.Minute, e.Second}
	n := min(int(d.Precision), int(e.Precision))
	if d.IsZero() || e.IsZero() {
		return false
	}
	if d.Zone != e.Zone && d.Zone != "" && e.Zone != "" && n >= int(ToMinute) {
		return d.moment().Before(e.moment())
	}
	for i := range n {
		if a[i] != b[i] {
			return a[i] < b[i]
		}
	}
	return false
}

// moment returns the moment of a time that states its zone, to the minute or the
// second. It is the zero time where d states less.
func (d DateTime) moment() time.Time {
	t, _ := time.Parse(time.RFC3339, string(d.Append(nil, "")))
	return t
}

// DateOf returns what a clock shows at t, to the precision p and without a zone: in the
// location of t, which should be that of the hospital. It is absent where t is the
// zero time.
func DateOf(t time.Time, p Precision) DateTime {
	if t.IsZero() || p == 0 {
		return DateTime{}
	}
	parts := [...]int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()}
	clear(parts[min(int(p), len(parts)):])
	return DateTime{
		Year: parts[0], Month: parts[1], Day: parts[2],
		Hour: parts[3], Minute: parts[4], Second: parts[5], Precision: min(p, ToSecond),
	}
}

// Time returns d as a time in a location, nil for UTC; where d states a zone, in that
// one. What d does not state is the first of its kind (January, midnight):
// d.Precision tells. ok is false where d is absent, or no moment of the calendar.
func (d DateTime) Time(loc *time.Location) (t time.Time, ok bool) {
	if loc == nil {
		loc = time.UTC
	}
	if d.Zone != "" {
		zone, err := time.Parse("Z07:00", d.Zone)
		if err != nil {
			return time.Time{}, false
		}
		loc = zone.Location()
	}
	d.Month, d.Day = max(d.Month, 1), max(d.Day, 1)
	if d.IsZero() || !d.Valid() {
		return time.Time{}, false
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Minute, d.Second, 0, loc), true
}

// AppendDate appends the date alone, as FHIR's date: "2024-01-05", or as much
// of it as is known.
func (d DateTime) AppendDate(dst []byte) []byte {
	dst = chars.AppendPadded(dst, d.Year, 4)
	if d.Precision == ToYear {
		return dst
	}
	dst = append(dst, '-')
	dst = chars.AppendPadded(dst, d.Month, 2)
	if d.Precision == ToMonth {
		return dst
	}
	dst = append(dst, '-')
	return chars.AppendPadded(dst, d.Day, 2)
}

// Append appends d as FHIR's dateTime, in the given zone ("+08:00") where it
// states none. FHIR wants minutes where there are hours, so an hour alone is left
// out; it permits zero seconds where the source has none.
func (d DateTime) Append(dst []byte, zone string) []byte {
	dst = d.AppendDate(dst)
	if d.Precision < ToMinute {
		return dst
	}
	dst = append(dst, 'T')
	dst = chars.AppendPadded(dst, d.Hour, 2)
	dst = append(dst, ':')
	dst = chars.AppendPadded(dst, d.Minute, 2)
	dst = append(dst, ':')
	dst = chars.AppendPadded(dst, d.Second, 2)
	if d.Zone != "" {
		zone = d.Zone
	}
	return append(dst, zone...)
}

// Valid reports whether d is a day of the calendar and a time of the day.
func (d DateTime) Valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && d.Month >= 1 && d.Month <= 12 &&
		d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month) &&
		d.Hour >= 0 && d.Hour < 24 && d.Minute >= 0 && d.Minute < 60 && d.Second >= 0 && d.Second < 60
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}
