package deidentify

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/crossbay/crossbay/mapping"
)

// number matches a plain decimal that can be a measure or a count: ten digits
// would hold a telephone number.
var number = regexp.MustCompile(`^-?[0-9]{1,9}(\.[0-9]{1,9})?$`)

// coded returns a coded value without the source's own text.
func (r *redactor) coded(path string, c mapping.Coded) mapping.Coded {
	if c.IsZero() {
		return mapping.Coded{}
	}
	if r.action(path) != Keep {
		r.note(path, Drop)
		return mapping.Coded{}
	}
	if c.Set != nil {
		if _, ok := c.Set.Concept(c.Code); ok {
			r.note(path, Keep)
			return mapping.Coded{Set: c.Set, Code: c.Code}
		}
	}
	r.lose(path, mapping.Warning, "free-text", "the value is none of a value set, and may hold anything: it is dropped")
	return mapping.Coded{}
}

// word returns a word of a code list that has no value set.
func (r *redactor) word(path, value string, list []string) string {
	if value == "" {
		return ""
	}
	if r.action(path) != Keep || !slices.Contains(list, value) {
		r.note(path, Drop)
		return ""
	}
	r.note(path, Keep)
	return value
}

// name returns the name of a facility.
func (r *redactor) name(path, value string) string {
	if value == "" {
		return ""
	}
	if r.action(path) != Keep {
		r.note(path, Drop)
		return ""
	}
	r.note(path, Keep)
	return value
}

// pseudonym returns the pseudonym of a number of some kind.
func (r *redactor) pseudonym(path, value string, kind ...string) string {
	if value == "" {
		return ""
	}
	if r.action(path) != Pseudonym {
		r.note(path, Drop)
		return ""
	}
	r.note(path, Pseudonym)
	return r.d.secret.pseudonym(append(kind, value)...)
}

// dropped counts what no profile but full passes on.
func (r *redactor) dropped(path string, stated bool) {
	if stated {
		r.note(path, Drop)
	}
}

func (r *redactor) decimal(path string, d mapping.Decimal) mapping.Decimal {
	if d == "" {
		return ""
	}
	action := r.action(path)
	if !number.MatchString(string(d)) {
		action = Drop
	}
	switch action {
	case Keep:
	case Round:
		d = rounded(d)
	default:
		action, d = Drop, ""
	}
	r.note(path, action)
	return d
}

// rounded returns a number to the nearest 100, a half upwards.
func rounded(d mapping.Decimal) mapping.Decimal {
	x, ok := new(big.Rat).SetString(string(d))
	if !ok {
		return ""
	}
	x.Add(x, big.NewRat(50, 1))
	x.Quo(x, big.NewRat(100, 1))
	hundreds := new(big.Int).Div(x.Num(), x.Denom()) // Euclidean: down, as the denominator is positive
	return mapping.Decimal(hundreds.Mul(hundreds, big.NewInt(100)).String())
}

func (r *redactor) date(path string, d mapping.DateTime) mapping.DateTime {
	if d.IsZero() {
		return mapping.DateTime{}
	}
	action := r.action(path)
	switch action {
	case Keep:
	case Month:
		d = to(d, mapping.ToMonth)
	case Shift:
		d = shifted(d, r.shift)
	default:
		action, d = Drop, mapping.DateTime{}
	}
	if d.IsZero() {
		action = Drop
	}
	r.note(path, action)
	return d
}

// to returns d with no more than a precision.
func to(d mapping.DateTime, precision mapping.Precision) mapping.DateTime {
	d.Precision = min(d.Precision, precision)
	cut := mapping.DateTime{Year: d.Year, Precision: d.Precision}
	if d.Precision >= mapping.ToMonth {
		cut.Month = d.Month
	}
	if d.Precision >= mapping.ToDay {
		cut.Day = d.Day
	}
	return cut
}

// shifted returns d, without a time of day, that many days before; nothing
// where the calendar does not go so far.
func shifted(d mapping.DateTime, days int) mapping.DateTime {
	at := to(d, mapping.ToDay)
	month, day := at.Month, at.Day
	switch at.Precision {
	case mapping.ToYear:
		month, day = 7, 1 // the middle
	case mapping.ToMonth:
		day = 15
	}
	t := time.Date(at.Year, time.Month(month), day, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -days)
	if t.Year() < 1 {
		return mapping.DateTime{}
	}
	return to(mapping.DateTime{Year: t.Year(), Month: int(t.Month()), Day: t.Day(), Precision: at.Precision}, at.Precision)
}

// days counts the days from one date to another; ok is false where one is not
// stated to the day.
func days(from, until mapping.DateTime) (n int, ok bool) {
	if from.Precision < mapping.ToDay || until.Precision < mapping.ToDay {
		return 0, false
	}
	at := func(d mapping.DateTime) time.Time {
		return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	}
	return int(at(until).Sub(at(from)).Hours() / 24), true
}

// stated reports whether one of the texts is there.
func stated(texts ...string) bool { return strings.Join(texts, "") != "" }
