package tabular

import (
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/denial"
)

// setIdentifier reads a number that identifies. One that a spreadsheet has
// rounded is the same for many, and is kept as a cell alone.
func (b *sheetBuilder) setIdentifier(v *string, text string) {
	folded := b.fold(text)
	switch b.field.Format {
	case "phone", "postcode", "identity":
		if b.placeholder(folded) {
			b.changed(frontsheet.Information, "placeholder", "the cell holds what systems write for nothing: it is kept as written")
			return
		}
	}
	if reason := identity.Damage(folded); reason != "" {
		code := "spreadsheet-number"
		if strings.HasPrefix(b.field.Name, "patient.document") {
			code = identity.Damaged.String()
		}
		b.changed(frontsheet.Warning, code, "the number identifies nobody, and is kept as written: "+reason)
		b.damaged = b.damaged || b.isKey()
		return
	}
	b.setText(v, folded)
}

// isKey reports whether the cell in hand is one without which a record has no
// identity.
func (b *sheetBuilder) isKey() bool {
	for _, key := range b.file.Layout.Key {
		if b.field == &b.file.Layout.Fields[key] {
			return true
		}
	}
	return false
}

// setCode reads a code of a terminology that stands beside it. Some have 18
// digits, of which a spreadsheet loses the last.
func (b *sheetBuilder) setCode(v *string, text string) {
	folded := b.fold(text)
	if strings.ContainsAny(folded, "eE") && identity.Damage(folded) != "" {
		b.changed(frontsheet.Warning, "spreadsheet-number", "a spreadsheet has rounded the code: it is kept as written")
		return
	}
	b.setText(v, folded)
}

// fold returns text in plain digits and letters, and reports full-width ones.
func (b *sheetBuilder) fold(text string) string {
	folded := chars.FoldNumber(text)
	if folded != text {
		b.changed(frontsheet.Information, "full-width", "the cell is written in full-width characters")
	}
	return folded
}

// placeholder reports whether text is what systems write where a telephone, a
// postcode or an identity document is not known.
func (b *sheetBuilder) placeholder(text string) bool {
	switch text {
	case "无证件":
		return true
	case "120": // who calls it calls an ambulance
		return b.field.Format == "phone"
	}
	if denial.Of(text).Says == denial.Unknown {
		return true
	}
	return len(text) >= 5 && strings.Trim(text, "0-") == ""
}
