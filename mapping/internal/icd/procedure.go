package icd

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// ParseProcedureCell reads the codes of a procedure cell in the shapes of the
// Chinese editions of ICD-9-CM-3: 36.0600, 36.0600x001, 01.6x00, 03.1x00x001,
// 17.912A0, and the codes of two to four digits on which they are built.
func ParseProcedureCell(text string, system codes.System) (cell Cell, ok bool) {
	var canonical strings.Builder // a cell may hold thousands of codes
	for _, part := range SplitCodes(chars.FoldWidth(text)) {
		part = foldCode(part)
		if part == "" {
			continue
		}
		code, known := scanProcedure(part)
		if !known {
			if !OpaqueCode(part) {
				return Cell{}, false
			}
			cell.Shapeless = true
			code = part
		}
		cell.Codes = append(cell.Codes, frontsheet.Code{System: system, Code: code})
		if canonical.Len() > 0 {
			canonical.WriteByte(';')
		}
		canonical.WriteString(code)
	}
	cell.Canonical = canonical.String()
	return cell, len(cell.Codes) > 0
}

// scanProcedure reads one code, with its x in lower case and a letter of the
// operations of Chinese medicine in upper case. ok is false where it has none
// of the shapes.
func scanProcedure(s string) (code string, ok bool) {
	b := []byte(s)
	shape := make([]byte, len(b))
	for i, c := range b {
		switch {
		case chars.IsDigit(c):
			shape[i] = '9'
		case chars.IsX(c):
			b[i], shape[i] = 'x', 'x'
		case chars.IsLetter(c):
			b[i], shape[i] = chars.Upper(c), 'A'
		default:
			shape[i] = c
		}
	}
	return string(b), slices.Contains(procedureShapes[:], string(shape))
}

// CanonicalProcedure reports whether s is one code, written as its edition
// writes it.
func CanonicalProcedure(s string) bool {
	for _, shape := range &procedureShapes {
		if len(s) != len(shape) {
			continue
		}
		same := true
		for i := range len(s) {
			switch shape[i] {
			case '9':
				same = same && chars.IsDigit(s[i])
			case 'A':
				same = same && 'A' <= s[i] && s[i] <= 'Z' && s[i] != 'X'
			default:
				same = same && s[i] == shape[i]
			}
		}
		if same {
			return true
		}
	}
	return false
}

// procedureShapes are the shapes of procedure codes: the classes and
// categories, the codes of the Chinese editions with and without a hospital's
// own extension, and the operations of Chinese medicine.
var procedureShapes = [...]string{
	"99", "99.9", "99.99", "99.9999", "99.9999x999", "99.9x99", "99.9x99x999", "99.99999", "99.999A9",
}
