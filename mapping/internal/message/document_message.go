package message

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
)

// find returns the nth segment of a name, nil where there is none.
func find(form []Segment, name string, n int) *Segment {
	for i := range form {
		if form[i].name == name {
			if n--; n == 0 {
				return &form[i]
			}
		}
	}
	return nil
}

// Nth returns the nth segment of a name, an empty one where there is none.
func Nth(form []Segment, name string, n int) *Segment {
	if s := find(form, name, n); s != nil {
		return s
	}
	return &Segment{name: name}
}

// Encoding returns the encoding that the header of the message states.
func (k *keptFields) Encoding() string {
	parts := strings.Split(k.Header, string(k.Delimiters().Field))
	if len(parts) > 17 {
		if name := charsets[chars.FoldHeader(firstRepetition(parts[17], k.Delimiters().Repetition))]; name != "" {
			return name
		}
	}
	return charset.EncodingUTF8
}

func firstRepetition(field string, mark byte) string {
	first, _, _ := strings.Cut(field, string(mark))
	return first
}
