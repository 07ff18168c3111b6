package icd

import (
	"strings"
	"unicode"
)

// A mark says which part of a dual code a code is: the disease behind a manifestation
// has a dagger, which files write as +, and the manifestation an asterisk.
type mark struct{ dagger, asterisk bool }

// scanMark reads the marks of a code, and what joins it to the next: †, †+, *&.
func scanMark(s string) (m mark, joined bool, rest string) {
	n := 0
	for ; n < len(s); n++ {
		switch s[n] {
		case '+':
			m.dagger = true
		case '*':
			m.asterisk = true
		case '&', '-', '/':
			joined = true
		default:
			return m, joined, s[n:]
		}
	}
	return m, joined, ""
}

// dualCode reads a disease with its manifestation, in either order, or one of them
// alone. code is "" where the part is neither. A pair is written with one dagger
// between its parts and the asterisk at the end; where nothing but the order shows
// which is which, the marks that are missing are not invented.
func dualCode(part string, cell *Cell) (code string) {
	first, rest := ScanDisease(part)
	if first == "" {
		return ""
	}
	mine, joined, rest := scanMark(rest)
	if rest == "" {
		switch {
		case joined || mine.dagger && mine.asterisk:
			return ""
		case mine.dagger:
			return first + "+"
		case mine.asterisk:
			return first + "*"
		}
		return first
	}
	second, rest := ScanDisease(rest)
	theirs, trailing, rest := scanMark(rest)
	if second == "" || rest != "" || trailing || joined && mine == (mark{}) && !theirs.asterisk {
		return ""
	}
	switch {
	case mine.asterisk && theirs.asterisk, theirs.dagger && !mine.asterisk:
		return ""
	case mine.asterisk: // the manifestation stands first
		cell.DaggerLost = cell.DaggerLost || !theirs.dagger && !mine.dagger
		return second + "+" + first + "*"
	}
	cell.DaggerLost = cell.DaggerLost || !mine.dagger
	cell.AsteriskLost = cell.AsteriskLost || !theirs.asterisk
	code = first
	if mine.dagger {
		code += "+"
	}
	code += second
	if theirs.asterisk {
		code += "*"
	}
	return code
}

// pairs reports whether a disease with a dagger and a manifestation with an asterisk
// stand beside each other as codes of their own: they are one dual code.
func pairs(disease, manifestation string) bool {
	return strings.HasSuffix(disease, "+") && strings.HasSuffix(manifestation, "*") && !strings.Contains(manifestation, "+")
}

// OneDagger returns a code as editions write it, with one dagger and not two.
func OneDagger(code string) string {
	for strings.Contains(code, "++") {
		code = strings.ReplaceAll(code, "++", "+")
	}
	return code
}

// SplitInternational takes apart a cell with codes of ICD-9-CM or the WHO's ICD-10:
// each dagger and asterisk stays with the code before it, and a pair is two codes.
func SplitInternational(text string) []string {
	var list []string
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(",;、|", r) || unicode.IsSpace(r) }) {
		part = foldCode(part)
		for part != "" {
			n := strings.IndexAny(part, "+*")
			if n < 0 {
				list = append(list, part)
				break
			}
			m, _, rest := scanMark(part[n:])
			code := part[:n]
			if code == "" && len(list) > 0 { // the mark stands apart from its code
				code, list = strings.TrimRight(list[len(list)-1], "+*"), list[:len(list)-1]
			}
			switch {
			case m.asterisk:
				code += "*"
			case m.dagger:
				code += "+"
			}
			list, part = append(list, code), rest
		}
	}
	return list
}
