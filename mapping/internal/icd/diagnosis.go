package icd

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// ParseDiagnosisCell reads the codes of a diagnosis cell in the shapes of the
// Chinese editions of ICD-10. ok is false where a part cannot be a code.
func ParseDiagnosisCell(text string, system codes.System) (cell Cell, ok bool) {
	var canonical strings.Builder // a cell may hold thousands of codes
	for _, part := range SplitCodes(chars.FoldWidth(text)) {
		part = foldCode(part)
		if part == "" {
			continue
		}
		code, morphology := parseDiagnosisCode(part, &cell)
		if code == "" && morphology == "" {
			if !OpaqueCode(part) {
				return Cell{}, false
			}
			cell.Shapeless = true
			code = part
		}
		if n := len(cell.Codes); n > 0 && morphology == "" && pairs(cell.Codes[n-1].Code, code) {
			cell.Codes[n-1].Code += code
			canonical.WriteString(code)
			continue
		}
		for _, c := range [...]string{code, morphology} {
			if c != "" {
				cell.Codes = append(cell.Codes, frontsheet.Code{System: system, Code: c})
			}
		}
		if canonical.Len() > 0 {
			canonical.WriteByte(';')
		}
		canonical.WriteString(code + morphology)
	}
	cell.Canonical = canonical.String()
	return cell, len(cell.Codes) > 0
}

// parseDiagnosisCode reads one code: a disease with or without its
// manifestation (A01.000x005+J17.0*), with or without a morphology
// (C22.101M81600/3), or a morphology alone. Both results are "" where the part
// has no known shape.
func parseDiagnosisCode(part string, cell *Cell) (code, morphology string) {
	upper := strings.ToUpper(part)
	if m, rest := ScanMorphology(upper); m != "" && rest == "" {
		return "", m
	}
	code, rest := ScanDisease(part)
	if code == "" {
		return "", ""
	}
	// A morphology follows its disease at once, or behind a plus sign.
	if m, after := ScanMorphology(strings.ToUpper(strings.TrimPrefix(rest, "+"))); m != "" && after == "" {
		return code, m
	}
	return dualCode(part, cell), ""
}

// ScanDisease reads the code of a disease from the front of s, with its letter
// in upper case and the x of the shape in lower case: A99, A99.9, A99.9 + up to
// four more, A99.x99, each with or without x999.
func ScanDisease(s string) (code, rest string) {
	if n := CanonicalDisease(s); n > 0 {
		return s[:n], s[n:]
	}
	if len(s) < 3 || !chars.IsLetter(s[0]) || !chars.IsDigit(s[1]) || !chars.IsDigit(s[2]) {
		return "", s
	}
	code = strings.ToUpper(s[:1]) + s[1:3]
	s = s[3:]
	if len(s) >= 2 && s[0] == '.' && (chars.IsDigit(s[1]) || chars.IsX(s[1])) {
		code += "."
		if chars.IsX(s[1]) {
			code += "x"
		} else {
			code += s[1:2]
		}
		s = s[2:]
		n := chars.Digits(s)
		code, s = code+s[:n], s[n:]
	}
	if len(s) >= 2 && chars.IsX(s[0]) && chars.IsDigit(s[1]) {
		n := chars.Digits(s[1:])
		code, s = code+"x"+s[1:1+n], s[1+n:]
	}
	return code, s
}

// CanonicalDisease returns the length of the code at the front of s where it is
// written as its edition writes it, 0 elsewhere.
func CanonicalDisease(s string) int {
	if len(s) < 3 || s[0] < 'A' || s[0] > 'Z' || !chars.IsDigit(s[1]) || !chars.IsDigit(s[2]) {
		return 0
	}
	n := 3
	if len(s) >= 5 && s[3] == '.' && (chars.IsDigit(s[4]) || s[4] == 'x') {
		n = 5 + chars.Digits(s[5:])
	}
	switch {
	case len(s) >= n+2 && s[n] == 'x' && chars.IsDigit(s[n+1]):
		n += 1 + chars.Digits(s[n+1:])
	case len(s) > n && (s[n] == '.' || s[n] == 'X'):
		return 0
	}
	return n
}

// ScanMorphology reads a morphology code from the front of s: M8010/3, or with
// the fifth digit of the Chinese editions M80100/3; the M may be missing.
func ScanMorphology(s string) (code, rest string) {
	body := strings.TrimPrefix(s, "M")
	n := chars.Digits(body)
	if (n != 4 && n != 5) || len(body) < n+2 || body[n] != '/' || !chars.IsDigit(body[n+1]) {
		return "", s
	}
	return s[:len(s)-len(body)] + body[:n+2], body[n+2:]
}

// Stems returns the parts of a diagnosis code from which a WHO code can be
// had: the disease, and of a dual code the manifestation; "" for one that is not
// there. A code that only starts as one of ICD-10 does (A08.03.01.03, of Chinese
// medicine) has none.
func Stems(code string) (parts [2]string) {
	first, rest := ScanDisease(code)
	if first == "" {
		return parts
	}
	switch rest {
	case "", "+", "*":
		return [2]string{first, ""}
	}
	second, rest := ScanDisease(strings.TrimPrefix(rest, "+"))
	if second == "" || rest != "" && rest != "*" {
		return parts
	}
	return [2]string{first, second}
}
