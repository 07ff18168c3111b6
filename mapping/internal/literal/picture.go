package literal

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// Picture says how a date is written that [ParseDate] reads with the year first, and
// nothing of when it is: yyyy/M/d H:mm:ss. Numbers of one digit and of two are one.
func Picture(text, shape string) string {
	if shape == LayoutCompact || shape == LayoutStamp {
		return shape
	}
	text, zone := CutZone(text)
	var b strings.Builder
	parts := []string{"yyyy", "M", "d", "H", "mm", "ss", "S"}
	in := false
	for _, r := range text {
		digit := '0' <= r && r <= '9'
		if digit && !in && len(parts) > 0 {
			b.WriteString(parts[0])
			parts = parts[1:]
		}
		if in = digit; !digit {
			if chars.IsSpace(r) {
				r = ' '
			}
			b.WriteRune(r)
		}
	}
	if zone != "" {
		b.WriteByte('Z')
	}
	return b.String()
}
