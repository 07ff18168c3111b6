package laboratory

import (
	"regexp"
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// An Interval is a reference range that is two numbers, or one. The zero Interval is
// none.
type Interval struct {
	// Low and High are plain decimals, "" where the range is open.
	Low, High string
}

// IsZero reports whether there is no interval.
func (i Interval) IsZero() bool { return i == Interval{} }

var (
	closedInterval = regexp.MustCompile(`^(-?[0-9]+(?:\.[0-9]+)?)(?:-{1,2}|~|–|—|至|to)(-?[0-9]+(?:\.[0-9]+)?)$`)
	openInterval   = regexp.MustCompile(`^(<=?|>=?|≤|≥|小于等于|大于等于|小于|大于)([0-9]+(?:\.[0-9]+)?)$`)
)

// ParseInterval reads a reference range as printed: 3.5-9.5, 0.00~5.00, <5.0. ok is
// false for words, for ranges of several groups of people, and for what nobody can
// read as numbers: those stay text.
func ParseInterval(printed string) (i Interval, ok bool) {
	s := strings.Join(strings.FieldsFunc(chars.FoldWidth(printed), chars.IsSpace), "")
	s = strings.NewReplacer("～", "~", "〜", "~", "−", "-", "－", "-", "--", "-").Replace(s)
	if m := closedInterval.FindStringSubmatch(s); m != nil {
		low, _, _ := plain(m[1])
		high, _, _ := plain(m[2])
		if low.Cmp(high) > 0 {
			return Interval{}, false
		}
		return Interval{m[1], m[2]}, true
	}
	if m := openInterval.FindStringSubmatch(s); m != nil {
		switch m[1] {
		case "<", "<=", "≤", "小于", "小于等于":
			return Interval{High: m[2]}, true
		}
		return Interval{Low: m[2]}, true
	}
	return Interval{}, false
}

// Interval says a reference range in the other unit, both of its ends or none.
func (c *Conversion) Interval(i Interval) (Interval, bool) {
	var out Interval
	for _, end := range []struct {
		from string
		to   *string
	}{{i.Low, &out.Low}, {i.High, &out.High}} {
		if end.from == "" {
			continue
		}
		text, ok := c.Apply(end.from)
		if !ok {
			return Interval{}, false
		}
		*end.to = text
	}
	return out, !out.IsZero()
}
