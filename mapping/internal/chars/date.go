package chars

import (
	"strconv"
)

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

func AllDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// AppendPadded appends a number that is not negative, with zeros in front up to
// a width.
func AppendPadded(dst []byte, n, width int) []byte {
	var digits [20]byte
	s := strconv.AppendInt(digits[:0], int64(n), 10)
	for i := len(s); i < width; i++ {
		dst = append(dst, '0')
	}
	return append(dst, s...)
}
