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
	line := continued(message)
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

// continued returns the first segment of a message with the addenda that follow it.
func continued(message []byte) []byte {
	line, rest := cutLine(message)
	for copied := false; len(rest) > len(Addendum) && string(rest[:len(Addendum)]) == Addendum && rest[len(Addendum)] == message[3]; copied = true {
		var addendum []byte
		addendum, rest = cutLine(rest)
		if !copied {
			line = append(make([]byte, 0, len(line)+len(addendum)), line...)
		}
		line = append(line, addendum[len(Addendum)+1:]...)
	}
	return line
}

// cutLine splits text after its first line, whose end is left out.
func cutLine(text []byte) (line, rest []byte) {
	i := bytes.IndexAny(text, "\r\n")
	if i < 0 {
		return text, nil
	}
	line, rest = text[:i], text[i+1:]
	if text[i] == '\r' && len(rest) > 0 && rest[0] == '\n' {
		rest = rest[1:]
	}
	return line, rest
}
