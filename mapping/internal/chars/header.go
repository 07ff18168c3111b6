package chars

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FoldHeader reduces a header to what tells it apart: compatible characters
// made one, upper case, letters and digits alone.
func FoldHeader(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' {
			return unicode.ToUpper(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// FoldLabel reduces a label of a value set to what tells it apart.
func FoldLabel(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return unicode.ToUpper(r)
	}, norm.NFKC.String(s))
}
