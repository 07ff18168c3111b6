package literal

import (
	"time"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// ParseZone reads an offset from UTC.
func ParseZone(s string) (*time.Location, bool) {
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
