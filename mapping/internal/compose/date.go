package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// date returns d as a FHIR dateTime, nil where d is absent.
func (b *Builder) date(d frontsheet.DateTime) *string {
	if d.IsZero() {
		return nil
	}
	b.scratch = d.Append(b.scratch[:0], b.zone)
	return b.arena.string(b.arena.Bytes(b.scratch))
}

// period returns the period from start to end; an hour without minutes stands
// beside it in an extension, since a dateTime cannot state it.
func (b *Builder) period(start, end frontsheet.DateTime) *r4.Period {
	if start.IsZero() && end.IsZero() {
		return nil
	}
	p := b.arena.periods.Of(r4.Period{Start: b.date(start), End: b.date(end)})
	var hours []r4.Extension
	if start.Precision == frontsheet.ToHour {
		hours = append(hours, r4.Extension{Url: "start", ValueInteger: new(start.Hour)})
	}
	if end.Precision == frontsheet.ToHour {
		hours = append(hours, r4.Extension{Url: "end", ValueInteger: new(end.Hour)})
	}
	if hours != nil {
		p.Extension = []r4.Extension{{Url: b.uri(fhir.ExtensionRecordedHour), Extension: hours}}
	}
	return p
}

// span returns the period between the times of two elements, and reports what
// FHIR's Period cannot state: an end before its start, and a start with a time on
// the day of an end that is known only to the day (per-1).
func (b *Builder) span(startElement, endElement string, start, end frontsheet.DateTime) *r4.Period {
	switch {
	case end.Before(start):
		b.issue(frontsheet.Error, endElement, "end-before-start", "the end lies before the start: neither is passed on, both are kept verbatim")
		b.keepDate(startElement, start)
		b.keepDate(endElement, end)
		return nil
	case start.Precision >= frontsheet.ToMinute && !end.IsZero() && end.Precision < frontsheet.ToMinute && literal.SameDay(start, end):
		b.issue(frontsheet.Information, startElement, "time-left-out", "the end is known to the day alone, which is that of the start: the start is passed on as a date, its time kept verbatim")
		b.keepDate(startElement, start)
		start.Precision = frontsheet.ToDay
	}
	return b.period(start, end)
}

// instant returns d as a FHIR instant, which states a time even where d does
// not: the start of its day. It dates the Bundle, and nothing clinical.
func (b *Builder) instant(d frontsheet.DateTime) string {
	if d.Precision < frontsheet.ToMinute {
		d.Hour, d.Minute, d.Second = 0, 0, 0
		d.Month, d.Day = max(d.Month, 1), max(d.Day, 1)
	}
	d.Precision = frontsheet.ToSecond
	b.scratch = d.Append(b.scratch[:0], b.zone)
	return b.arena.Bytes(b.scratch)
}
