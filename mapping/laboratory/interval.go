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
	closedInterval = regexp.MustCompile(`^([-+]?)([0-9]+(?:\.[0-9]+)?)(-{1,3}|~|至|to)([-+]?)([0-9]+(?:\.[0-9]+)?)$`)
	openInterval   = regexp.MustCompile(`^(<=?|=<|>=?|=>|≤|≥|小于等于|大于等于|小于|大于)([0-9]+(?:\.[0-9]+)?)$`)
)

// rangeSigns are the signs of ranges that have several forms.
var rangeSigns = strings.NewReplacer("～", "~", "〜", "~", "−", "-", "－", "-", "–", "-", "—", "-", "≦", "≤", "≧", "≥", "⩽", "≤", "⩾", "≥", "[", "(", "]", ")", "【", "(", "】", ")")

// ParseInterval reads a reference range as printed: 3.5-9.5, 0.00~5.00, 3.5--5.3, <5.0.
// ok is false for words, for ranges of several groups of people, and for what nobody can
// read as numbers, or can read in two ways (-3--1): those stay text.
func ParseInterval(printed string) (i Interval, ok bool) {
	s := strings.Join(strings.FieldsFunc(chars.FoldWidth(printed), chars.IsSpace), "")
	s = rangeSigns.Replace(s)
	if inner, opened := strings.CutPrefix(s, "("); opened && strings.IndexByte(inner, ')') == len(inner)-1 {
		s = inner[:len(inner)-1]
	}
	if m := closedInterval.FindStringSubmatch(s); m != nil {
		low, dashes, sign, high := strings.TrimPrefix(m[1], "+")+m[2], m[3], strings.TrimPrefix(m[4], "+"), m[5]
		if dashes == "---" {
			sign = "-" // two that part, and one of the number
		}
		a, _, _ := plain(low)
		b, _, _ := plain(sign + high)
		c, _, _ := plain("-" + high)
		if a.Cmp(b) > 0 || dashes == "--" && m[4] == "" && a.Cmp(c) < 0 {
			return Interval{}, false // from high to low, or to a number that may be below zero
		}
		return Interval{low, sign + high}, true
	}
	if m := openInterval.FindStringSubmatch(s); m != nil {
		switch m[1] {
		case "<", "<=", "=<", "≤", "小于", "小于等于":
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
