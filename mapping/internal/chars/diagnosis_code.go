package chars

import (
	"strings"
	"unicode/utf8"
)

// FoldWidth turns the full-width forms of ASCII characters into the plain ones.
func FoldWidth(s string) string {
	if IsASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= 0xff01 && r <= 0xff5e {
			return r - 0xfee0
		}
		if r == 0x3000 {
			return ' '
		}
		return r
	}, s)
}

func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func Digits(s string) int {
	n := 0
	for n < len(s) && IsDigit(s[n]) {
		n++
	}
	return n
}

func IsDigit(b byte) bool { return '0' <= b && b <= '9' }

func IsLetter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }

func IsX(b byte) bool { return b == 'x' || b == 'X' }

func Upper(b byte) byte {
	if 'a' <= b && b <= 'z' {
		return b - 'a' + 'A'
	}
	return b
}
