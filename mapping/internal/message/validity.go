package message

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// validities are the components that say when a value holds, by the type of the
// field: its range, its start and its end, 0 for none: chapter 2A of HL7 v2.5.
var validities = map[string][3]int{
	"CX":  {0, 7, 8},
	"XAD": {12, 13, 14},
	"XPN": {10, 12, 13},
	"XCN": {17, 19, 20},
}

// retired are the codes of HL7's tables 0200 and 0190 of a name or an address that
// is not to be used any more, by the type of the field and the component.
func retired(dataType, code string) bool {
	switch dataType {
	case "XPN", "XCN":
		return code == "BAD" || code == "NOUSE"
	case "XAD":
		return code == "BA"
	}
	return false
}

// validity returns when a repetition of the field in hand holds. One that
// contradicts itself, or cannot be read, states nothing.
func (b *builder) validity(r string) (p frontsheet.Period) {
	of := validities[b.dataType]
	if n := of[0]; n > 0 {
		value := b.message.ComponentOf(r, n)
		p.Start, p.End = b.bound(b.message.SubcomponentOf(value, 1), n), b.bound(b.message.SubcomponentOf(value, 2), n)
	}
	for i, at := range [...]*frontsheet.DateTime{&p.Start, &p.End} {
		n := of[1+i]
		if n == 0 {
			continue
		}
		if d := b.bound(b.message.SubcomponentOf(b.message.ComponentOf(r, n), 1), n); !d.IsZero() {
			*at = d
		}
	}
	if p.End.Before(p.Start) {
		b.changed(frontsheet.Warning, "end-before-start", of[2], "the value is said to end before it starts: when it holds is kept verbatim, and does not count")
		return frontsheet.Period{}
	}
	return p
}

// bound reads the time stamp of a component.
func (b *builder) bound(text string, n int) frontsheet.DateTime {
	if text = b.clean(text, n); text == "" {
		return frontsheet.DateTime{}
	}
	d := b.moment(text)
	if d.IsZero() {
		b.changed(frontsheet.Warning, "bad-date", n, "the component holds no time of the calendar: it is kept as written, and does not count")
	}
	return d
}

// moment returns the time of a time stamp, in the zone of the message; the zero
// one where it is none.
func (b *builder) moment(text string) frontsheet.DateTime {
	d, _, ok := parseTimeStamp(text)
	if !ok {
		return frontsheet.DateTime{}
	}
	if d.Precision >= frontsheet.ToHour && d.Zone == "" {
		d.Zone = b.zone
	}
	return d
}

// expired reports whether a value of that validity and type code is old at the
// time of the message.
func (b *builder) expired(p frontsheet.Period, code string) bool {
	return p.Over(b.now) || retired(b.dataType, code)
}

// outdated reports whether a value is not the one at the time of the message: it
// is old, or has not begun.
func (b *builder) outdated(p frontsheet.Period, code string) bool {
	return b.expired(p, code) || p.Ahead(b.now)
}

// tellOutdated reports a value that is outdated.
func (b *builder) tellOutdated() {
	b.issue(frontsheet.Information, "outdated-value", 0, "the value has expired, is not valid yet or is not to be used, as the message says of it: it does not count as the present one")
}

// current returns the first repetition of the field in hand that is not outdated,
// "" where all are; code is the component of its type. A field that has others is
// kept.
func (b *builder) current(code int) (found string) {
	others := 0
	b.repetition = 0
	for r := range b.message.Repetitions(b.raw) {
		b.repetition++
		switch {
		case r == "":
		case found == "" && !b.outdated(b.validity(r), b.message.ComponentOf(r, code)):
			found = r
		default:
			others++
		}
	}
	b.repetition = 1
	switch {
	case others > 0 && found == "":
		b.keep()
		b.tellOutdated()
	case others > 0:
		b.changed(frontsheet.Information, "further-repetitions", 0, "the field repeats, and the first that is valid alone counts: it is kept verbatim")
	}
	return found
}

// superseded reports whether a repetition is outdated, and another of the same
// number is not: the old name of a member of staff.
func (b *builder) superseded(r string) bool {
	const code = 10
	if !b.outdated(b.validity(r), b.message.ComponentOf(r, code)) {
		return false
	}
	for other := range b.message.Repetitions(b.raw) {
		if other != r && b.message.ComponentOf(other, 1) == b.message.ComponentOf(r, 1) && !b.outdated(b.validity(other), b.message.ComponentOf(other, code)) {
			return true
		}
	}
	return false
}
