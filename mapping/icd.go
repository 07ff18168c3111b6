package mapping

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
)

// canonicalICD returns a code of ICD-9-CM or ICD-10 as its system writes it. ok
// is false where the system is neither. change says what was done or found:
//
//	code-form             letters or width were mended
//	dot-restored          the dot was put back: the code is then one of tables
//	code-shape            the code has none of the system's shapes
//	code-system-by-shape  the system is ICD-9-CM, the shape ICD-10's alone;
//	                      system becomes that
//
// A code without its dot that no table knows with it stays as it is.
func canonicalICD(text string, system *codes.System, procedure bool, tables []codes.Table) (code, change string, ok bool) {
	nine := system.URI == codes.ICD9CM.URI
	if !nine && system.URI != codes.ICD10.URI && system.URI != codes.ICD10CM.URI {
		return "", "", false
	}
	code = strings.ToUpper(foldCode(foldWidth(text)))
	if code != text {
		change = "code-form"
	}
	dotted := code
	switch {
	case nine && procedure:
		dotted = codes.DotICD9Procedure(code)
		if !shapedICD9Procedure(dotted) {
			return code, "code-shape", true
		}
	case nine && shapedICD9(codes.DotICD9Diagnosis(code)):
		dotted = codes.DotICD9Diagnosis(code)
	case nine && shapedICD10(codes.DotICD10(code)):
		*system = codes.ICD10
		if dotted = codes.DotICD10(code); listed(dotted, *system, tables) {
			code = dotted
		}
		return code, "code-system-by-shape", true
	case nine:
		return code, "code-shape", true
	default:
		dotted = codes.DotICD10(code)
		if !shapedICD10(strings.TrimRight(dotted, "+*")) {
			return code, "code-shape", true
		}
	}
	if dotted != code && !listed(code, *system, tables) && listed(dotted, *system, tables) {
		return dotted, "dot-restored", true
	}
	return code, change, true
}

// listed reports whether a table of the system has the code. A system without
// a version is each of its editions.
func listed(code string, system codes.System, tables []codes.Table) bool {
	for _, t := range tables {
		if s := t.System(); s.URI == system.URI && (system.Version == "" || s.Version == "" || s.Version == system.Version) {
			if _, ok := t.Lookup(code); ok {
				return true
			}
		}
	}
	return false
}

// shapedICD9 reports whether code, with its dot, has the shape of a diagnosis of
// ICD-9-CM: 410.71, V58.11, E950.0.
func shapedICD9(code string) bool {
	whole, fraction, dot := strings.Cut(code, ".")
	limit := 2
	switch {
	case strings.HasPrefix(whole, "V"):
		if len(whole) != 3 || !allDigits(whole[1:]) {
			return false
		}
	case strings.HasPrefix(whole, "E"):
		if len(whole) != 4 || !allDigits(whole[1:]) {
			return false
		}
		limit = 1
	case len(whole) != 3 || !allDigits(whole):
		return false
	}
	return !dot || allDigits(fraction) && len(fraction) <= limit
}

// shapedICD9Procedure reports whether code, with its dot, has the shape of a
// procedure of ICD-9-CM: 36.07.
func shapedICD9Procedure(code string) bool {
	whole, fraction, dot := strings.Cut(code, ".")
	return len(whole) == 2 && allDigits(whole) && (!dot || allDigits(fraction) && len(fraction) <= 2)
}

// shapedICD10 reports whether code has the shape of ICD-10 or ICD-10-CM.
func shapedICD10(code string) bool {
	if len(code) < 3 || !isLetter(code[0]) || !isDigit(code[1]) || !isDigit(code[2]) && !isLetter(code[2]) {
		return false
	}
	whole, fraction, dot := strings.Cut(code, ".")
	if len(whole) != 3 || !dot {
		return len(whole) == 3 && !dot
	}
	for i := range len(fraction) {
		if !isDigit(fraction[i]) && !isLetter(fraction[i]) {
			return false
		}
	}
	return fraction != "" && len(fraction) <= 4
}
