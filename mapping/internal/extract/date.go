package extract

import (
	"strings"
	"time"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// date reads a dateTime, a date or an instant as a sheet states it: without a
// fraction, in the zone of the sheet. What is no such time is kept verbatim.
func (r *Reader) date(s *string, element string) frontsheet.DateTime {
	if s == nil || *s == "" {
		return frontsheet.DateTime{}
	}
	day, clock, timed := strings.Cut(*s, "T")
	var d frontsheet.DateTime
	if partial, ok := literal.PartialDate(day); ok && !timed && r.fromRows() && r.layout.PartialDates {
		return partial
	}
	if !chars.Numbers(strings.Split(day, "-"), &d.Year, &d.Month, &d.Day) || d.Day == 0 {
		r.keep(element, *s)
		r.issue(frontsheet.Warning, element, "partial-date", "the date is not known to the day: it is kept as written")
		return frontsheet.DateTime{}
	}
	d.Precision = frontsheet.ToDay
	if !timed {
		return r.validDate(d, *s, element)
	}
	at := strings.IndexAny(clock, "Z+-.")
	if at < 0 || !literal.ParseClock(&d, clock[:at]) || d.Precision != frontsheet.ToSecond {
		r.keep(element, *s)
		r.issue(frontsheet.Error, element, "bad-date", "the value is no date of the calendar: it is kept as written")
		return frontsheet.DateTime{}
	}
	rest := clock[at:]
	if rest[0] == '.' {
		n := 1 + chars.Digits(rest[1:])
		if strings.Trim(rest[:n], ".0") != "" {
			r.issue(frontsheet.Information, element, "fraction-left-out", "the fraction of a second is left out")
		}
		rest = rest[n:]
	}
	if rest == r.zone || rest == "Z" && r.zone == "+00:00" {
		return r.validDate(d, *s, element)
	}
	zone, ok := literal.ParseZone(rest)
	if !ok {
		r.keep(element, *s)
		r.issue(frontsheet.Error, element, "bad-date", "the value is no date of the calendar: it is kept as written")
		return frontsheet.DateTime{}
	}
	t := time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Minute, min(d.Second, 59), 0, zone).In(r.offset)
	r.issue(frontsheet.Information, element, "zone-converted", "the time is stated in another zone, and is given as it is in "+r.zone)
	d.Year, d.Month, d.Day = t.Year(), int(t.Month()), t.Day()
	d.Hour, d.Minute, d.Second = t.Hour(), t.Minute(), t.Second()
	return r.validDate(d, *s, element)
}

// validDate returns d if it is a date of the calendar, and keeps it as written
// if not.
func (r *Reader) validDate(d frontsheet.DateTime, written, element string) frontsheet.DateTime {
	if d.Precision == frontsheet.ToSecond && d.Second == 60 {
		r.issue(frontsheet.Information, element, "leap-second", "sheets have no leap second: it is given as the second before")
		d.Second = 59
	}
	if d.Valid() {
		if d.Precision > frontsheet.ToDay && r.layout != nil && r.zone != r.layout.Zone {
			d.Zone = r.zone // which is not the one that the layout's columns are in
		}
		return d
	}
	r.keep(element, written)
	r.issue(frontsheet.Error, element, "bad-date", "the value is no date of the calendar: it is kept as written")
	return frontsheet.DateTime{}
}

// hours adds the hours that stand beside a time whose minutes are not known.
func (r *Reader) hours(list []r4.Extension, start, end *frontsheet.DateTime) {
	x := r.extension(list, fhir.ExtensionRecordedHour)
	if x == nil {
		return
	}
	for i := range x.Extension {
		part := &x.Extension[i]
		at := start
		if part.Url == "end" {
			at = end
		}
		if n := part.ValueInteger; n != nil && at != nil && at.Precision == frontsheet.ToDay && *n >= 0 && *n < 24 {
			at.Hour, at.Precision = *n, frontsheet.ToHour
		}
	}
}
