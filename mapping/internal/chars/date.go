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
