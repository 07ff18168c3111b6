package identity

import (
	"strings"
	"unicode/utf8"
)

// Damage says in English how a spreadsheet, or a column of floating-point numbers,
// has changed the text s of a number that somebody or something is known by,
// whatever that is: 1.00E+07, 123456.0, 440301199001010000. It is "" where s shows
// no such thing, and where s is the number of an identity document that checks.
//
// What the number was cannot be known, not even of 123456.0, which may have begun
// with zeros: the text may stand for many, and identifies nobody. Of numbers of 16
// digits one in ten ends in 0 by itself, so rounding shows from 17 digits on.
//
// The reason never quotes the number.
func Damage(s string) string {
	if !mayBeDamaged(s) {
		return ""
	}
	var x number
	if !x.read(s) || x.n == 0 {
		return ""
	}
	reason := ""
	switch whole, fraction, point := cutPoint(string(x.bytes())); {
	case x.exponent():
		return reasonENotation
	case point && digits(whole) && whole != "" && fraction != "" && strings.Trim(fraction, "0") == "":
		reason = reasonDecimal
	case !point && len(whole) > doubleDigits+1 && digits(whole) && strings.Trim(whole[doubleDigits:], "0") == "":
		reason = reasonZeroes
	default:
		return ""
	}
	if Recognize(strings.Clone(s)).Verdict.OK() { // a clone, so that s, which is hardly ever damaged, stays off the heap
		return ""
	}
	return reason
}

// mayBeDamaged reports whether s has what a damaged number has: an exponent, a point,
// more digits than a spreadsheet keeps, or characters that stand for these. Few have.
func mayBeDamaged(s string) bool {
	if len(s) > doubleDigits {
		return true
	}
	for i := range len(s) {
		if c := s[i]; c == 'E' || c == 'e' || c == '.' || c == ',' || c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// doubleDigits is how many digits of a number a spreadsheet keeps.
const doubleDigits = 15

// exponent reports whether x is a number as a spreadsheet shows one that is
// too long for it: 4.30102E+17, or 430.102E15 in steps of three digits, and with
// a comma where decimals have one.
func (x *number) exponent() bool {
	mantissa, exp, ok := strings.Cut(string(x.bytes()), "E")
	if !ok {
		return false
	}
	whole, fraction, point := cutPoint(mantissa)
	exp, plus := strings.CutPrefix(exp, "+")
	return 1 <= len(whole) && len(whole) <= 3 && digits(whole) && digits(fraction) && (point || plus) &&
		1 <= len(exp) && len(exp) <= 2 && digits(exp)
}

// cutPoint cuts a number at its decimal point, which may be a comma.
func cutPoint(s string) (whole, fraction string, point bool) {
	for i := range len(s) {
		if s[i] == '.' || s[i] == ',' {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}
