package literal

import (
	"strings"
	"time"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// ParseZone reads an offset from UTC: Z, +08:00. ok is false for anything else.
func ParseZone(s string) (zone *time.Location, ok bool) {
	if s == "Z" {
		return time.UTC, true
	}
	if len(s) != len("+00:00") || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return nil, false
	}
	var hour, minute int
	if !chars.Numbers([]string{s[1:3], s[4:]}, &hour, &minute) {
		return nil, false
	}
	offset := hour*3600 + minute*60
	if s[0] == '-' {
		offset = -offset
	}
	return time.FixedZone("", offset), true
}

// CutZone cuts the offset from UTC off the end of a date with a time of day, as ISO
// 8601, databases and HL7 write it: Z, +08:00, +0800, +08. zone is "+08:00", and ""
// where there is none.
func CutZone(text string) (rest, zone string) {
	if len(text) < len("202401050930Z") || strings.IndexByte(text, ':') < 0 && !chars.AllDigits(text[:len("202401050930")]) {
		return text, "" // no time of day
	}
	if rest, found := strings.CutSuffix(text, "Z"); found {
		return strings.TrimRight(rest, " "), "+00:00"
	}
	at := strings.LastIndexAny(text, "+-")
	if at < len("202401050930") || strings.IndexByte(text[:at], ':') < 0 && !chars.AllDigits(text[:at]) {
		return text, "" // the minus between the parts of a date
	}
	digits := strings.Replace(text[at+1:], ":", "", 1)
	if len(digits) == 2 {
		digits += "00"
	}
	if len(digits) != 4 || !chars.AllDigits(digits) || digits > "1400" || digits[2:] > "59" {
		return text, ""
	}
	return strings.TrimRight(text[:at], " "), text[at:at+1] + digits[:2] + ":" + digits[2:]
}

// InZone returns the moment d as it is in a zone. moved reports that its parts are
// others there. A date without a time of day is no moment, nor is a time that states
// no zone of its own.
func InZone(d frontsheet.DateTime, zone string) (in frontsheet.DateTime, moved bool) {
	if d.Precision < frontsheet.ToHour || d.Zone == "" || d.Zone == zone {
		return d, false
	}
	from, ok := ParseZone(d.Zone)
	to, known := ParseZone(zone)
	if !ok || !known {
		return d, false
	}
	t := time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Minute, d.Second, 0, from).In(to)
	in = d
	in.Year, in.Month, in.Day = t.Year(), int(t.Month()), t.Day()
	in.Hour, in.Minute, in.Second, in.Zone = t.Hour(), t.Minute(), t.Second(), zone
	in.Precision = max(d.Precision, precisionOfOffset(in))
	return in, in.Hour != d.Hour || in.Minute != d.Minute || in.Day != d.Day
}

// precisionOfOffset returns how much of a time is known that was known to the hour,
// in a zone that is not whole hours away.
func precisionOfOffset(d frontsheet.DateTime) frontsheet.Precision {
	if d.Minute != 0 {
		return frontsheet.ToMinute
	}
	return frontsheet.ToHour
}
