package icd

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// A Cell is what a cell of diagnosis or procedure codes holds.
type Cell struct {
	Codes []frontsheet.Code
	// Canonical is the cell as the edition writes it.
	Canonical string
	// Shapeless reports that a code has none of the known shapes.
	Shapeless bool
	// DaggerLost and AsteriskLost report that the plus sign or the asterisk of
	// a dual code has been lost.
	DaggerLost, AsteriskLost bool
}

// SplitCodes takes apart a cell that holds several codes.
func SplitCodes(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool {
		switch r {
		case ';', '；', '、', ',', '，', '|', '\n', '\r':
			return true
		}
		return false
	})
}

// foldCode replaces the characters that stand for others in codes, such as the
// multiplication sign for x and the dagger for +, and drops spaces. It leaves
// case alone.
func foldCode(s string) string {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x80 || s[i] == '(' {
			return foldings.Replace(s)
		}
	}
	return s
}

var foldings = strings.NewReplacer(
	"×", "x", "ｘ", "x", "Ｘ", "X", "†", "+", "✝", "+", "﹢", "+", "＋", "+", "＊", "*", "﹡", "*", "☆", "*", "★", "*", "∗", "*", "✱", "*", "(†)", "+", "(＋)", "+", "(+)", "+", "(*)", "*", "(☆)", "*", "＆", "&", "．", ".", "。", ".",
	"－", "-", "／", "/", "\u3000", "", " ", "", "\u00a0", "", "\u200b", "", "\ufeff", "", "\t", "",
)

// OpaqueCode reports whether s can stand as a FHIR code: printable ASCII
// without spaces, not too long, with a digit.
func OpaqueCode(s string) bool {
	digit := false
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
		digit = digit || chars.IsDigit(s[i])
	}
	return digit && len(s) <= 40
}
