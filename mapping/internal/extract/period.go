package extract

import (
	"strings"
	"time"

	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A side is where a time lies, seen from the stay.
type side int8

const (
	before side = iota - 1
	during      // or nobody can tell
	after
)

// side tells where something that began and ended lies, each a dateTime of FHIR or
// "": days are compared, as far as both are known, in the zone of the sheet. The
// attendance that led to the stay counts as a part of it.
func (r *Reader) side(start, end string) side {
	if start == "" && end == "" {
		return during
	}
	if r.bounds == nil {
		r.bounds = r.stayBounds()
	}
	switch first, last := r.bounds[0], r.bounds[1]; {
	case end != "" && first != "" && earlier(r.day(end), first):
		return before
	case start != "" && last != "" && earlier(last, r.day(start)):
		return after
	}
	return during
}

// stayBounds returns the first and the last day of the stay, "" for what is not known.
func (r *Reader) stayBounds() *[2]string {
	first, last := "", ""
	for _, e := range r.own() {
		if e.Period == nil {
			continue
		}
		if day := r.day(arena.Deref(e.Period.Start)); day != "" && (first == "" || day < first) {
			first = day
		}
		if e == r.encounter {
			last = r.day(arena.Deref(e.Period.End))
		}
	}
	return &[2]string{first, last}
}

// day returns the day of a dateTime in the zone of the sheet, as far as it is known.
func (r *Reader) day(s string) string {
	day, _, timed := strings.Cut(s, "T")
	if t, err := time.Parse(time.RFC3339Nano, s); timed && err == nil {
		return t.In(r.offset).Format(time.DateOnly)
	}
	return day
}

// earlier reports whether a day is before another as far as both are known: 2024 is
// not before 2024-03.
func earlier(x, y string) bool {
	n := min(len(x), len(y))
	return x[:n] < y[:n]
}

// periodOf returns the start and the end that a resource states as a point in time
// or as a period.
func periodOf(at *string, period *r4.Period) (start, end string) {
	if at != nil {
		return *at, *at
	}
	if period != nil {
		return arena.Deref(period.Start), arena.Deref(period.End)
	}
	return "", ""
}
