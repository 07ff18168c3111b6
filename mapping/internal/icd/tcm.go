package icd

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/shape"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// ParseTCMCell reads the codes of a cell of diagnoses of Chinese medicine. No code of
// one edition of GB/T 15657 has the shape of one of the other, so the shape tells the
// edition; a code of neither shape is of the stated one. No shape makes a code one of
// the ICD. ok is false where a part cannot be a code.
func ParseTCMCell(text string, stated codes.System) (cell Cell, ok bool) {
	var parts []string
	for _, part := range SplitCodes(chars.FoldWidth(text)) {
		code := strings.ToUpper(foldCode(part))
		if code == "" {
			continue
		}
		system := stated
		switch {
		case shape.Fits(codes.TCM1995, code):
			system = codes.TCM1995
		case shape.Fits(codes.TCM2021, code):
			system = codes.TCM2021
		case !OpaqueCode(code):
			return Cell{}, false
		default:
			cell.Shapeless = true
		}
		parts = append(parts, code)
		cell.Codes = append(cell.Codes, frontsheet.Code{System: system, Code: code})
	}
	cell.Canonical = strings.Join(parts, ";")
	return cell, len(parts) > 0
}
