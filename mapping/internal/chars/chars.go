// Package chars knows the characters of cells: which are unusual, invisible or
// white, what folds two spellings into one, and what ASCII has. It imports
// nothing of this project.
package chars

import (
	"strings"
	"unicode"
)

// IsUnusual reports whether FHIR's string, whose pattern is [ \r\n\t\S]+, may
// not hold r: a control character, or white space other than the plain kinds.
func IsUnusual(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '\r':
		return false
	case 0x7f, '\u180e', '\ufeff':
		return true
	}
	return r < ' ' || r >= 0x80 && (unicode.IsSpace(r) || unicode.IsControl(r))
}

// IsInvisible reports whether r is a character that shows nothing. It joins or
// separates others, or turns their order, so that two names look alike and are
// not the same.
func IsInvisible(r rune) bool { return unicode.Is(unicode.Cf, r) }

// InvisibleCharacter is the detail of an issue about a value with an invisible
// character.
const InvisibleCharacter = "the value holds a character that nobody sees, or that turns the order of others: it is passed on as written"

// IsSpace reports whether r is white space, or one of the two invisible
// characters that spreadsheets leave at the ends of cells.
func IsSpace(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }

// IsBlank reports whether s has nothing but white space, as strings.TrimSpace takes
// off, if that.
func IsBlank(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) })
}

// Plain returns s with plain spaces for unusual ones, and without control
// characters.
func Plain(s string) string {
	if strings.IndexFunc(s, IsUnusual) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case !IsUnusual(r):
			return r
		case unicode.IsSpace(r) && r != '\v' && r != '\f' && r != '\u0085':
			return ' '
		}
		return -1
	}, s)
}

// Words joins what is written apart, less what says nothing.
func Words(parts ...string) string {
	var list []string
	for _, part := range parts {
		if strings.TrimSpace(part) != "" {
			list = append(list, part)
		}
	}
	return strings.Join(list, " ")
}

// FirstOf returns the first of the values that is not blank, "" where all are.
// It is not cmp.Or: a cell of spaces states nothing.
func FirstOf(values ...string) string {
	for _, v := range values {
		if strings.TrimSpace(v) != "" {
			return v
		}
	}
	return ""
}
