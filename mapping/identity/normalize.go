package identity

import (
	"strings"
	"unicode"
)

// times stands in a number for the sign ×, which some write for the check
// digit X. It is no ASCII character, so no other number takes it.
const times = 0xD7

// A number is a text without its blanks, in half width and capital letters.
// The longest number of any kind has 20 characters.
type number struct {
	n int
	b [32]byte
}

// read sets x to s. It reports false if s does not fit or has a character
// that no number has.
func (x *number) read(s string) bool {
	x.n = 0
	for _, r := range s {
		if isBlank(r) {
			continue
		}
		switch {
		case '！' <= r && r <= '～':
			r -= '！' - '!'
		case r == 'Ⅹ' || r == 'ⅹ': // Roman ten
			r = 'X'
		}
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		if r != times && (r <= ' ' || r > '~') || x.n == len(x.b) {
			return false
		}
		x.b[x.n] = byte(r)
		x.n++
	}
	return true
}

// bytes returns the characters of x.
func (x *number) bytes() []byte { return x.b[:x.n] }

// append adds b to x. The numbers that grow by it are short.
func (x *number) append(b ...byte) { x.n += copy(x.b[x.n:], b) }

// text returns x as a string, which is s where that is the same.
func (x *number) text(s string) string {
	if string(x.bytes()) == s {
		return s
	}
	return string(x.bytes())
}

// trim cuts the blanks around s.
func trim(s string) string { return strings.TrimFunc(s, isBlank) }

// isBlank reports whether r is of no width or shows as nothing: white space of
// any kind, and what pads or marks text without being seen.
func isBlank(r rune) bool {
	switch r {
	case 0, '\u00AD', '\u200B', '\u200C', '\u200D', '\u200E', '\u200F', '\u2060', '\uFEFF':
		return true
	}
	return unicode.IsSpace(r)
}

func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isLetter(b byte) bool { return 'A' <= b && b <= 'Z' }

// digits reports whether s has nothing but digits.
func digits[S ~string | ~[]byte](s S) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}
