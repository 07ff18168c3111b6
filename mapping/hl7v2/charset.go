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
	charset := ""
	eachHeaderField(message, func(number int, field []byte) bool {
		if number < 18 {
			return true
		}
		if len(message) > 5 {
			field, _, _ = bytes.Cut(field, message[5:6])
		}
		charset = string(field)
		return false
	})
	return charset
}

// eachHeaderField gives the fields of the first segment of a message that has
// not been decoded, and that has four bytes, from MSH-2 on until visit returns
// false.
func eachHeaderField(message []byte, visit func(number int, field []byte) bool) {
	line := message
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	single := utf8.Valid(line)
	number, from := 2, 4
	for i := 4; i <= len(line); i++ {
		if i < len(line) && !single && line[i] >= 0x81 {
			i++ // the second byte of a character
			if i < len(line) {
				continue
			}
		}
		if i < len(line) && line[i] != line[3] {
			continue
		}
		if !visit(number, line[min(from, len(line)):min(i, len(line))]) {
			return
		}
		number++
		from = i + 1
	}
}
