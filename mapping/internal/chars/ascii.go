package chars

import (
	"encoding/binary"
	"strconv"
	"unicode/utf8"
)

func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

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

func AllDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func Digits(s string) int {
	n := 0
	for n < len(s) && IsDigit(s[n]) {
		n++
	}
	return n
}

// Numbers reads parts, one to four digits each, into values.
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

func IsDigit(b byte) bool { return '0' <= b && b <= '9' }

func IsLetter(b byte) bool { return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' }

func IsX(b byte) bool { return b == 'x' || b == 'X' }

func Upper(b byte) byte {
	if 'a' <= b && b <= 'z' {
		return b - 'a' + 'A'
	}
	return b
}
