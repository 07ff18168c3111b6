package literal

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// PartialDate reads a date as identity cards of Hong Kong print one that is not
// known to the day, 00-06-1945 or 00-00-1945, with the year first too, or
// without the parts that are not known.
func PartialDate(text string) (d frontsheet.DateTime, ok bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) == 3 && len(parts[2]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	if len(parts) == 0 || len(parts) > 3 || len(parts[0]) != 4 || !chars.Numbers(parts[:1], &d.Year) || d.Year == 0 {
		return frontsheet.DateTime{}, false
	}
	d.Precision = frontsheet.ToYear
	zero := func(s string) bool { return s == "0" || s == "00" }
	if len(parts) == 3 && !zero(parts[2]) {
		return frontsheet.DateTime{}, false
	}
	if len(parts) > 1 && !zero(parts[1]) {
		if len(parts[1]) > 2 || !chars.Numbers(parts[1:2], &d.Month) || d.Month > 12 {
			return frontsheet.DateTime{}, false
		}
		d.Precision = frontsheet.ToMonth
	}
	return d, true
}

// DayFirst turns d/M/yyyy, with or without a time after it, into yyyy/M/d.
func DayFirst(text string) (turned string, ok bool) {
	day, rest := text, ""
	if i := strings.IndexAny(text, " T"); i > 0 {
		day, rest = text[:i], text[i:]
	}
	parts := strings.FieldsFunc(day, func(r rune) bool { return r == '/' || r == '-' || r == '.' })
	if len(parts) != 3 || len(parts[2]) != 4 || len(parts[0]) > 2 || len(parts[1]) > 2 {
		return "", false
	}
	for _, part := range parts {
		if !chars.AllDigits(part) {
			return "", false
		}
	}
	return parts[2] + "/" + parts[1] + "/" + parts[0] + rest, true
}
