package chars

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
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

// FoldNumber turns the full-width digits and letters of a number or a code into the
// plain ones, with the signs between them where nothing else is left that is wide:
// Ａ１２３４５６（３）. Signs beside words of Chinese stay what they are, and so does a
// text without such a digit or letter.
func FoldNumber(s string) string {
	if IsASCII(s) || !strings.ContainsFunc(s, isWideAlphanumeric) {
		return s
	}
	if folded := FoldWidth(s); IsASCII(folded) {
		return folded
	}
	return strings.Map(func(r rune) rune {
		if isWideAlphanumeric(r) {
			return r - 0xfee0
		}
		return r
	}, s)
}

func isWideAlphanumeric(r rune) bool {
	return '０' <= r && r <= '９' || 'Ａ' <= r && r <= 'Ｚ' || 'ａ' <= r && r <= 'ｚ'
}

// FoldHeader reduces a header to what tells it apart from others: letters, digits
// and the low line, in upper case and without differences of width or form, and without
// the accents that systems leave out.
func FoldHeader(s string) string {
	if IsASCII(s) {
		return strings.Map(func(r rune) rune {
			if c := byte(r); IsLetter(c) || IsDigit(c) || c == '_' {
				return rune(Upper(c))
			}
			return -1
		}, s)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' {
			return unicode.ToUpper(r)
		}
		return -1
	}, norm.NFKC.String(withoutAccents(s)))
}

// FoldLabel reduces a label of a value set to what tells it apart from others:
// all but white space, in upper case and without differences of width or form, and
// without the accents that systems leave out.
func FoldLabel(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' {
			return -1
		}
		return unicode.ToUpper(r)
	}, norm.NFKC.String(withoutAccents(s)))
}

// withoutAccents takes the accents off Latin letters: António is Antonio.
func withoutAccents(s string) string {
	if !strings.ContainsFunc(s, accented) {
		return s
	}
	letter := false // the character before is a Latin letter
	return strings.Map(func(r rune) rune {
		if letter && unicode.Is(unicode.Mn, r) {
			return -1
		}
		letter = unicode.Is(unicode.Latin, r)
		return r
	}, norm.NFD.String(s))
}

func accented(r rune) bool { return r >= 0xC0 && r < 0x370 || r >= 0x1E00 && r < 0x1F00 }
