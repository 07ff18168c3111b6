package hl7v2

import (
	"strings"
	"unicode/utf8"
)

// Unescape undoes the escape sequences of a value: the delimiters (\F\ \S\ \T\
// \R\ \E\), characters by their bytes (\X41\), line ends and spaces of
// formatted text (\.br\ \.sp2\ …), and highlighting, which is dropped.
//
// clean is false where a sequence is none of these, or has no end: it stays as
// it is. So do sequences of a hospital's own (\Z…\) and those that change the
// character set (\C…\ \M…\).
func (m *Message) Unescape(value string) (text string, clean bool) {
	i := strings.IndexByte(value, m.Escape)
	if i < 0 {
		return value, true
	}
	clean = true
	var b strings.Builder
	b.Grow(len(value))
	for i >= 0 {
		b.WriteString(value[:i])
		value = value[i:]
		n := strings.IndexByte(value[1:], m.Escape)
		if n < 0 {
			clean = false
			break
		}
		sequence := value[1 : n+1]
		if !m.sequence(&b, sequence) {
			// The mark may stand for itself: what follows it is read on.
			clean = false
			b.WriteByte(m.Escape)
			value = value[1:]
		} else {
			value = value[n+2:]
		}
		i = strings.IndexByte(value, m.Escape)
	}
	b.WriteString(value)
	return b.String(), clean
}

// sequence writes what an escape sequence stands for.
func (m *Message) sequence(b *strings.Builder, s string) bool {
	switch s {
	case "F":
		b.WriteByte(m.Field)
	case "S":
		b.WriteByte(m.Component)
	case "T":
		b.WriteByte(m.Subcomponent)
	case "R":
		b.WriteByte(m.Repetition)
	case "E":
		b.WriteByte(m.Escape)
	case "H", "N":
	default:
		switch {
		case s == "":
			return false
		case s[0] == '.':
			return format(b, s[1:])
		case s[0] == 'X':
			return m.hex(b, s[1:])
		}
		return false
	}
	return true
}

// format writes a command of formatted text.
func format(b *strings.Builder, command string) bool {
	name := strings.TrimRight(command, "+-0123456789 ")
	switch name {
	case "br", "ce":
		b.WriteByte('\n')
	case "sp":
		n := 0
		for _, d := range strings.TrimLeft(strings.TrimPrefix(command, "sp"), "+ ") {
			if d < '0' || d > '9' || n > 9 {
				return false
			}
			n = 10*n + int(d-'0')
		}
		b.WriteString(strings.Repeat("\n", min(max(n, 1), 20)))
	case "sk":
		b.WriteByte(' ')
	case "in", "ti", "fi", "nf":
	default:
		return false
	}
	return true
}

// hex writes the characters whose bytes stand in pairs of hexadecimal digits.
func (m *Message) hex(b *strings.Builder, digits string) bool {
	if digits == "" || len(digits)%2 != 0 {
		return false
	}
	raw := make([]byte, 0, 16)
	for i := 0; i < len(digits); i += 2 {
		high, ok1 := hexDigit(digits[i])
		low, ok2 := hexDigit(digits[i+1])
		if !ok1 || !ok2 {
			return false
		}
		raw = append(raw, high<<4|low)
	}
	if m.Decode != nil {
		text, ok := m.Decode(raw)
		if ok {
			b.WriteString(text)
		}
		return ok
	}
	if !utf8.Valid(raw) {
		return false
	}
	b.Write(raw)
	return true
}

func hexDigit(b byte) (byte, bool) {
	switch {
	case '0' <= b && b <= '9':
		return b - '0', true
	case 'a' <= b && b <= 'f':
		return b - 'a' + 10, true
	case 'A' <= b && b <= 'F':
		return b - 'A' + 10, true
	}
	return 0, false
}
