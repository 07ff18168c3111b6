package fhir

import (
	"strings"
	"time"
	"unicode/utf8"
)

// A primitive is a FHIR primitive type that Go holds as a string or an int.
type primitive uint8

const (
	primString primitive = iota // also markdown and xhtml
	primURI                     // also url and canonical
	primOID
	primUUID
	primCode
	primID
	primDate
	primDateTime
	primInstant
	primTime
	primBase64
	primInteger
	primPositiveInt
	primUnsignedInt
)

// name is the FHIR name of the type, as errors say it.
func (p primitive) name() string {
	return [...]string{
		"string", "uri", "oid", "uuid", "code", "id", "date", "dateTime", "instant",
		"time", "base64Binary", "integer", "positiveInt", "unsignedInt",
	}[p]
}

// maxString is how many characters a FHIR string may have.
const maxString = 1 << 20

// holds reports whether s, which is not empty, is a value of the type. What
// is true of every string (its encoding, its control characters) is left to
// the one who reads or writes it.
func (p primitive) holds(s string) bool {
	switch p {
	case primString:
		return len(s) <= maxString || utf8.RuneCountInString(s) <= maxString
	case primURI:
		return isURI(s)
	case primOID:
		return isOID(s)
	case primUUID:
		id, ok := strings.CutPrefix(s, urnUUID)
		return ok && isUUID(id)
	case primCode:
		return isCode(s)
	case primID:
		return isID(s)
	case primDate:
		n := scanDate(s)
		return n > 0 && n == len(s)
	case primDateTime:
		n := scanDate(s)
		return n > 0 && (n == len(s) || n == len(dateLayout) && isTimeAndZone(s[n:]))
	case primInstant:
		return scanDate(s) == len(dateLayout) && isTimeAndZone(s[len(dateLayout):])
	case primTime:
		n := scanTime(s)
		return n > 0 && n == len(s)
	case primBase64:
		return isBase64(s)
	}
	return false
}

// holdsInt is holds for the types that Go holds as an int. FHIR's integers
// have 32 bits.
func (p primitive) holdsInt(n int) bool {
	switch p {
	case primPositiveInt:
		return 1 <= n && n <= 1<<31-1
	case primUnsignedInt:
		return 0 <= n && n <= 1<<31-1
	}
	return -1<<31 <= n && n <= 1<<31-1
}

func isSpace(c byte) bool {
	return c == ' ' || '\t' <= c && c <= '\r'
}

// isURI reports whether s has no white space, and none of the control
// characters, which no string has.
func isURI(s string) bool {
	i := 0
	for ; len(s)-i >= 8; i += 8 {
		if below(load64(s, i), ' '+1) != 0 {
			return false
		}
	}
	for ; i < len(s); i++ {
		if s[i] <= ' ' {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isCode reports whether s has no white space but single spaces between
// other characters.
func isCode(s string) bool {
	space := true // as if one stood before the start
	for i := range len(s) {
		switch c := s[i]; {
		case !isSpace(c):
			space = false
		case space:
			return false
		default:
			space = true
		}
	}
	return !space
}

func isID(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !isDigit(c) && !('A' <= c && c <= 'Z') && !('a' <= c && c <= 'z') && c != '-' && c != '.' {
			return false
		}
	}
	return 0 < len(s) && len(s) <= 64
}

// uuidLength is that of a UUID as text.
const uuidLength = 36

func isUUID(s string) bool {
	return len(s) == uuidLength && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' &&
		areHex(load64(s, 0)) && areHex(load32(s, 9)|load32(s, 14)<<32) && areHex(load32(s, 19)|load32(s, 24)<<32) && areHex(load64(s, 28))
}

// areHex reports whether eight bytes are hexadecimal digits in lower case.
func areHex(x uint64) bool {
	const half = 0x80
	// Where a byte is n or more, adding half-n sets its high bit.
	digits := (x + repeated*(half-'0')) &^ (x + repeated*(half-'9'-1))
	letters := (x + repeated*(half-'a')) &^ (x + repeated*(half-'f'-1))
	return (digits|letters)&^x&highBits == highBits
}

func isOID(s string) bool {
	s, ok := strings.CutPrefix(s, "urn:oid:")
	if !ok || s == "" || s[0] > '2' || len(s) == 1 {
		return false
	}
	for arc := range strings.SplitSeq(s, ".") {
		if arc == "" || len(arc) > 1 && arc[0] == '0' || strings.ContainsFunc(arc, func(r rune) bool { return r < '0' || '9' < r }) {
			return false
		}
	}
	return s[1] == '.'
}

// isBase64 reports whether s is groups of four characters, between which
// white space may stand.
func isBase64(s string) bool {
	n := 0
	for i := range len(s) {
		c := s[i]
		switch {
		case isDigit(c), 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '+', c == '/', c == '=':
			n++
		case !isSpace(c) || n%4 != 0:
			return false
		}
	}
	return n > 0 && n%4 == 0
}

// isDecimal reports whether s is a decimal: a JSON number, without a plus or
// leading zeros.
func isDecimal(s string) bool {
	s = strings.TrimPrefix(s, "-")
	n := digits(s)
	if n == 0 || n > 1 && s[0] == '0' {
		return false
	}
	s = s[n:]
	if strings.HasPrefix(s, ".") {
		if n = digits(s[1:]); n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if n = digits(s); n == 0 {
			return false
		}
		s = s[n:]
	}
	return s == ""
}

// digits returns how many digits s begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

const dateLayout = "2006-01-02"

// scanDate returns how many bytes of s are a year, a year and month or a
// date that the calendar has, and 0 where s begins with none.
func scanDate(s string) int {
	year, ok := number(s, 4)
	if !ok || year == 0 {
		return 0
	}
	if len(s) == 4 || s[4] != '-' {
		return 4
	}
	month, ok := number(s[5:], 2)
	if !ok || month < 1 || month > 12 {
		return 0
	}
	if len(s) == 7 || s[7] != '-' {
		return 7
	}
	day, ok := number(s[8:], 2)
	if !ok || day < 1 || day > time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return 0
	}
	return 10
}

// scanTime returns how many bytes of s are a time of day, and 0 where s
// begins with none.
func scanTime(s string) int {
	const layout = "15:04:05"
	if len(s) < len(layout) || s[2] != ':' || s[5] != ':' {
		return 0
	}
	hour, ok1 := number(s, 2)
	minute, ok2 := number(s[3:], 2)
	second, ok3 := number(s[6:], 2) // 60 is a leap second
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 60 {
		return 0
	}
	n := len(layout)
	if n < len(s) && s[n] == '.' {
		fraction := digits(s[n+1:])
		if fraction == 0 {
			return 0
		}
		n += 1 + fraction
	}
	return n
}

// isTimeAndZone reports whether s is the part of a dateTime after the date:
// once there is a time there must be a zone.
func isTimeAndZone(s string) bool {
	if s == "" || s[0] != 'T' {
		return false
	}
	n := scanTime(s[1:])
	if n == 0 {
		return false
	}
	zone := s[1+n:]
	if zone == "Z" {
		return true
	}
	if len(zone) != len("+08:00") || zone[0] != '+' && zone[0] != '-' || zone[3] != ':' {
		return false
	}
	hour, ok1 := number(zone[1:], 2)
	minute, ok2 := number(zone[4:], 2)
	return ok1 && ok2 && minute < 60 && (hour < 14 || hour == 14 && minute == 0)
}

// number reads the n digits with which s begins.
func number(s string, n int) (int, bool) {
	if len(s) < n || digits(s[:n]) != n {
		return 0, false
	}
	v := 0
	for i := range n {
		v = v*10 + int(s[i]-'0')
	}
	return v, true
}
