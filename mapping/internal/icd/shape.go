package icd

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// The shapes of a code.
const (
	noShape  = iota
	dotted   // as the edition writes it, or too short to have a dot
	undotted // longer than that, and without a dot
)

// shapeOf returns the shape of a code: in ICD-9-CM 410.71, E885.9 or V58.11, in
// a procedure 36.06; in ICD-10 I21.9.
func shapeOf(code string, system codes.System, procedure bool) int {
	if system.URI == codes.ICD10CM.URI && !procedure {
		return shapeOfICD10CM(code)
	}
	before, rest, most := categoryOf(code, system, procedure)
	if before == 0 {
		return noShape
	}
	switch {
	case rest == "":
		return dotted
	case rest[0] != '.':
		if len(rest) <= most && chars.AllDigits(rest) {
			return undotted
		}
		return noShape
	}
	rest = rest[1:]
	if system.URI == codes.ICD10.URI {
		rest = strings.TrimRight(rest, "+*")
	}
	if rest != "" && len(rest) <= most && chars.AllDigits(rest) {
		return dotted
	}
	return noShape
}

// shapeOfICD10CM returns the shape of a code of ICD-10-CM: S72.001A.
func shapeOfICD10CM(code string) int {
	if len(code) < 3 || len(code) > 8 || code[0] < 'A' || code[0] > 'Z' || !chars.IsDigit(code[1]) {
		return noShape
	}
	shape := undotted
	rest := code[2:]
	if len(code) > 3 && code[3] == '.' {
		shape, rest = dotted, code[2:3]+code[4:]
	}
	for i := range len(rest) {
		if !chars.IsDigit(rest[i]) && !chars.IsLetter(rest[i]) {
			return noShape
		}
	}
	switch {
	case len(code) == 3:
		return dotted
	case shape == undotted && len(code) > 7 || shape == dotted && len(code) == 4:
		return noShape
	}
	return shape
}

// categoryOf returns the length of the part of a code before its dot, 0 where it
// has none, the rest, and how many digits may follow the dot.
func categoryOf(code string, system codes.System, procedure bool) (n int, rest string, most int) {
	n, most = 3, 2
	switch {
	case procedure:
		n = 2
	case system.URI == codes.ICD10CM.URI:
		return 3, code[3:], 4
	case system.URI == codes.ICD10.URI:
		most = 2
		if len(code) >= 3 && code[0] >= 'A' && code[0] <= 'Z' && chars.IsDigit(code[1]) && chars.IsDigit(code[2]) {
			return 3, code[3:], most
		}
		return 0, "", 0
	case strings.HasPrefix(code, "E"):
		n, most = 4, 1
		if len(code) >= n && chars.AllDigits(code[1:n]) {
			return n, code[n:], most
		}
		return 0, "", 0
	case strings.HasPrefix(code, "V"):
		if len(code) >= n && chars.AllDigits(code[1:n]) {
			return n, code[n:], most
		}
		return 0, "", 0
	}
	if len(code) >= n && chars.AllDigits(code[:n]) {
		return n, code[n:], most
	}
	return 0, "", 0
}

// dot puts the dot into a code that has none.
func dot(code string, system codes.System, procedure bool) string {
	n, rest, _ := categoryOf(code, system, procedure)
	return code[:n] + "." + rest
}

// RecognizedByShape reports whether a code in a file that is coded in a system is
// recognized as one of the other revision of the ICD by its shape alone.
func RecognizedByShape(c frontsheet.Code, system codes.System) bool {
	code, change, _ := Canonical(c.Code, &system, false, nil)
	return change == "other-code-system" && code == c.Code && system.URI == c.System.URI
}
