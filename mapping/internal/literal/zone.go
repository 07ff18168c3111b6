package literal

import (
	"strings"
	"time"

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

// CutZone cuts the offset from UTC off the end of a time in the form of ISO 8601.
// zone is "" where there is none.
func CutZone(text string) (rest, zone string) {
	if i := strings.IndexByte(text, 'T'); i < 10 || len(text) < i+6 {
		return text, ""
	}
	if rest, found := strings.CutSuffix(text, "Z"); found {
		return rest, "+00:00"
	}
	n := len(text) - len("+00:00")
	zone = text[n:]
	if (zone[0] == '+' || zone[0] == '-') && chars.AllDigits(zone[1:3]) && zone[3] == ':' && chars.AllDigits(zone[4:]) && zone[1:3] <= "14" && zone[4:] < "60" {
		return text[:n], zone
	}
	return text, ""
}
