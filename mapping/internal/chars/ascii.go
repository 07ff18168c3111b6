package chars

import (
	"encoding/binary"
	"strconv"
	"unicode/utf8"
)

// IsASCII reports whether s has only ASCII characters.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// AllASCII is IsASCII for bytes, eight at a time: it looks at whole files.
func AllASCII(b []byte) bool {
	for ; len(b) >= 8; b = b[8:] {
		if binary.LittleEndian.Uint64(b)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, x := range b {
		if x >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// AllDigits reports whether s has only ASCII digits, and at least one.
func AllDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Digits returns how many ASCII digits s starts with.
func Digits(s string) int {
	n := 0
	for n < len(s) && IsDigit(s[n]) {
		n++
	}
	return n
}

// Numbers reads parts, one to four digits each, into values, of which there are
// as many. It reports whether each part was such a number; where not, some values
// may have been set.
func Numbers(parts []string, values ...*int) bool {
	for i, part := range parts {
		if part == "" || len(part) > 4 || !AllDigits(part) {
			return false
		}
		n, err := strconv.Atoi(part)
		if err != nil {
			return false
		}
		*values[i] = n
	}
	return true
}

// IsDigit reports whether b is an ASCII digit.
func IsDigit(b byte) bool { return '0' <= b && b <= '9' }

// IsLetter reports whether b is an ASCII letter.
func IsLetter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }

// IsX reports whether b is the letter x, which is part of Chinese ICD codes.
func IsX(b byte) bool { return b == 'x' || b == 'X' }

// Upper returns b with an ASCII letter in upper case.
func Upper(b byte) byte {
	if 'a' <= b && b <= 'z' {
		return b - 'a' + 'A'
	}
	return b
}

// AppendPadded appends a number that is not negative, with zeros in front up to
// a width.
func AppendPadded(dst []byte, n, width int) []byte {
	switch { // as nearly always
	case width == 2 && n < 100:
		return append(dst, byte('0'+n/10), byte('0'+n%10))
	case width == 4 && n < 10000:
		return append(dst, byte('0'+n/1000), byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
	}
	var digits [20]byte
	s := strconv.AppendInt(digits[:0], int64(n), 10)
	for i := len(s); i < width; i++ {
		dst = append(dst, '0')
	}
	return append(dst, s...)
}
