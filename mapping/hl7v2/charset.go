package hl7v2

import (
	"bytes"
	"unicode/utf8"
)

// Charset returns MSH-18 of a message that has not been decoded: the first
// repetition, as it stands. A delimiter within a character of two bytes does
// not mislead it.
func Charset(message []byte) string {
	if len(message) < 4 {
		return ""
	}
	line := message
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	single := utf8.Valid(line)
	delimiter := line[3]
	field := 1
	from := 4
	for i := 4; i <= len(line); i++ {
		if i < len(line) && !single && line[i] >= 0x81 {
			i++ // the second byte of a character
			continue
		}
		if i < len(line) && line[i] != delimiter {
			continue
		}
		field++
		if field == 18 {
			value := line[from:min(i, len(line))]
			if len(line) > 5 {
				if j := bytes.IndexByte(value, line[5]); j >= 0 {
					value = value[:j]
				}
			}
			return string(value)
		}
		from = i + 1
	}
	return ""
}
