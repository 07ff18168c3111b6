package message

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// Cell returns the field of the message in hand that a path names:
// DG1[2]-3[1].1. It is "" where the message could not be split.
func (p *parser) Cell(_ *carrier.Row, path string) string {
	name, field, _ := strings.Cut(path, "-")
	name, ordinal := indexed(name)
	number, err := strconv.Atoi(field[:chars.Digits(field)])
	if !p.split || err != nil {
		return ""
	}
	for i := range p.message.Segments {
		if s := &p.message.Segments[i]; s.Name == name {
			if ordinal--; ordinal == 0 {
				return s.Field(number)
			}
		}
	}
	return ""
}

// indexed takes the number off a name, DG1[2], which is 1 where it has none.
func indexed(name string) (string, int) {
	if before, rest, found := strings.Cut(name, "["); found {
		if n, err := strconv.Atoi(strings.TrimSuffix(rest, "]")); err == nil {
			return before, n
		}
	}
	return name, 1
}
