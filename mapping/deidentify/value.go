package deidentify

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// number matches a plain decimal that can be a measure or a count, with the
// digits before its point and those after it.
var number = regexp.MustCompile(`^-?([0-9]+)(\.([0-9]+))?$`)

// The most digits of a number. Eight would hold a telephone of Hong Kong or
// Macao, and more an identity number; how long something took, and how often it
// happened, takes fewer.
const (
	mostDigits    = 7 // before the point
	mostDecimals  = 4 // after it
	digitsOfCount = 3 // of an age, and of how often
	digitsOfDays  = 5 // a hundred years are 36,525
	digitsOfHours = 6 // of minutes, too
)

// digits are the most digits of the numbers whose elements end so.
var digits = []struct {
	end  string
	most int
}{
	{"age-years", digitsOfCount},
	{"age-months", digitsOfCount},
	{"age-days", digitsOfCount},
	{"-count", digitsOfCount},
	{"-total", digitsOfCount},
	{"days", digitsOfDays},
	{"hours", digitsOfHours},
	{"minutes", digitsOfHours},
	{"-weight", digitsOfHours},
}

// measures reports whether a number of an element is one, and not a number that
// somebody has.
func measures(path string, d frontsheet.Decimal) bool {
	parts := number.FindStringSubmatch(string(d))
	if parts == nil || len(parts[3]) > mostDecimals {
		return false
	}
	most := mostDigits
	for _, of := range digits {
		if strings.HasSuffix(unindexed(path), of.end) {
			most = of.most
			break
		}
	}
	return len(parts[1]) <= most
}

// coded returns a coded value without the source's own text.
func (r *redactor) coded(path string, c frontsheet.Coded) frontsheet.Coded {
	if c.IsZero() {
		return frontsheet.Coded{}
	}
	if r.action(path) != Keep {
		r.note(path, Drop)
		return frontsheet.Coded{}
	}
	if c.Set != nil {
		if _, ok := c.Set.Concept(c.Code); ok {
			r.note(path, Keep)
			return frontsheet.Coded{Set: c.Set, Code: c.Code}
		}
	}
	r.lose(path, frontsheet.Warning, "free-text", "the value is none of a value set, and may hold anything: it is dropped")
	return frontsheet.Coded{}
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

// personal matches what is no name or code of a facility but a number of a person: a
// resident number of 18 or 15 digits, an identity number of Hong Kong with or
// without its check digit, a mobile telephone of the mainland. A telephone of eight
// digits may be a facility's number of business registration.
var personal = regexp.MustCompile(`^[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])([0-2][0-9]|3[01])[0-9]{3}[0-9Xx]$` +
	`|^[1-9][0-9]{7}(0[1-9]|1[0-2])([0-2][0-9]|3[01])[0-9]{3}$|^[A-Za-z]{1,2}[0-9]{6}(\(?[0-9Aa]\)?)?$|^(\+?86)?1[3-9][0-9]{9}$`)

// dialled matches a telephone, with or without signs between its parts.
var dialled = regexp.MustCompile(`^\+?[0-9]{2,4}[- ]?[0-9]{2,4}[- ]?[0-9]{4}$`)

// names reports whether a text may be the name or the code of a facility, and is
// no number of a person.
func names(path, s string) bool {
	switch {
	case personal.MatchString(s):
		return false
	case strings.HasSuffix(path, "name"):
		return strings.ContainsFunc(s, unicode.IsLetter)
	case strings.HasSuffix(path, "authority"): // which may be an object identifier
		return !dialled.MatchString(s)
	}
	return true
}

// name returns the name or the code of a facility.
func (r *redactor) name(path, value string) string {
	if value == "" {
		return ""
	}
	if r.action(path) == Keep && !names(path, value) {
		r.lose(path, frontsheet.Warning, "not-a-name", "the value is a number such as a person has: it is dropped")
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

func (r *redactor) decimal(path string, d frontsheet.Decimal) frontsheet.Decimal {
	if d == "" {
		return ""
	}
	action := r.action(path)
	if (action == Keep || action == Round) && !measures(path, d) {
		r.lose(path, frontsheet.Warning, "not-a-measure", "the value has more digits than a number of this element, or is none: it may be somebody's number, and is dropped")
		return ""
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
func rounded(d frontsheet.Decimal) frontsheet.Decimal {
	x, ok := new(big.Rat).SetString(string(d))
	if !ok {
		return ""
	}
	x.Add(x, big.NewRat(50, 1))
	x.Quo(x, big.NewRat(100, 1))
	hundreds := new(big.Int).Div(x.Num(), x.Denom()) // Euclidean: down, as the denominator is positive
	return frontsheet.Decimal(hundreds.Mul(hundreds, big.NewInt(100)).String())
}

func (r *redactor) date(path string, d frontsheet.DateTime) frontsheet.DateTime {
	if d.IsZero() {
		return frontsheet.DateTime{}
	}
	action := r.action(path)
	switch action {
	case Keep:
	case Month:
		d = to(d, frontsheet.ToMonth)
	case Shift:
		d = shifted(d, r.shift)
	default:
		action, d = Drop, frontsheet.DateTime{}
	}
	if d.IsZero() {
		action = Drop
	}
	r.note(path, action)
	return d
}

// to returns d with no more than a precision.
func to(d frontsheet.DateTime, precision frontsheet.Precision) frontsheet.DateTime {
	d.Precision = min(d.Precision, precision)
	cut := frontsheet.DateTime{Year: d.Year, Precision: d.Precision}
	if d.Precision >= frontsheet.ToMonth {
		cut.Month = d.Month
	}
	if d.Precision >= frontsheet.ToDay {
		cut.Day = d.Day
	}
	return cut
}

// shifted returns d, without a time of day, that many days before; nothing
// where the calendar does not go so far.
func shifted(d frontsheet.DateTime, days int) frontsheet.DateTime {
	at := to(d, frontsheet.ToDay)
	month, day := at.Month, at.Day
	switch at.Precision {
	case frontsheet.ToYear:
		month, day = 7, 1 // the middle
	case frontsheet.ToMonth:
		day = 15
	}
	t := time.Date(at.Year, time.Month(month), day, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -days)
	if t.Year() < 1 {
		return frontsheet.DateTime{}
	}
	return to(frontsheet.DateTime{Year: t.Year(), Month: int(t.Month()), Day: t.Day(), Precision: at.Precision}, at.Precision)
}

// days counts the days from one date to another; ok is false where one is not
// stated to the day.
func days(from, until frontsheet.DateTime) (n int, ok bool) {
	if from.Precision < frontsheet.ToDay || until.Precision < frontsheet.ToDay {
		return 0, false
	}
	at := func(d frontsheet.DateTime) time.Time {
		return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	}
	return int(at(until).Sub(at(from)).Hours() / 24), true
}

// stated reports whether one of the texts is there.
func stated(texts ...string) bool { return strings.Join(texts, "") != "" }
