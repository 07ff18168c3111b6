// Package personname tells the scripts of names apart, and puts names together of
// their parts.
package personname

import (
	"unicode"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// The scripts of a name, as iso21090-EN-representation names them.
const (
	NoScript  = ""
	Latin     = "ABC"
	Ideograms = "IDE"
)

// Script returns the script of the parts of a name, NoScript where it is in both
// or in neither.
func Script(parts ...string) string {
	han, letters := false, false
	for _, part := range parts {
		for _, r := range part {
			han = han || unicode.Is(unicode.Han, r)
			letters = letters || unicode.Is(unicode.Latin, r)
		}
	}
	switch {
	case han && !letters:
		return Ideograms
	case letters && !han:
		return Latin
	}
	return NoScript
}

// Full returns the name as it is written in full: the surname first, in Latin
// letters with a comma.
func Full(n frontsheet.PersonName) string {
	switch {
	case n.Text != "":
		return n.Text
	case n.Surname == "" || n.GivenName == "":
		return n.Surname + n.GivenName
	case Script(n.Surname, n.GivenName) == Ideograms:
		return n.Surname + n.GivenName
	}
	return n.Surname + ", " + n.GivenName
}

// ByScript returns the two names of a person by their scripts: the one in Latin
// letters is the English name, and the other the Chinese one. A name of neither
// script, or of both, stays where it is.
func ByScript(chinese, english frontsheet.PersonName) (_, _ frontsheet.PersonName) {
	isLatin, isHan := Script(Full(chinese)) == Latin, Script(Full(english)) == Ideograms
	if (isLatin && (english.IsZero() || isHan)) || (isHan && chinese.IsZero()) {
		return english, chinese
	}
	return chinese, english
}
