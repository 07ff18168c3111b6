package tabular

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/codings"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A keptCell is the cell of the codings that a record keeps.
type keptCell struct {
	column, text string
	row          int
}

// keepCodings takes the cell of the codings that the record keeps. A second one of
// a record is the stranger that it is.
func (b *sheetBuilder) keepCodings(column, text string) {
	switch {
	case strings.TrimSpace(text) == "":
	case b.codings.text == "":
		b.codings = keptCell{column, text, b.row}
	default:
		b.stranger(column, text, -1)
	}
}

// has reports whether the file has a column for an element.
func (b *sheetBuilder) has(element string) bool {
	d := b.parser.source
	f, ok := d.file.Layout.ByPath[element]
	return ok && d.bound[f] >= 0
}

// restoreCodings puts the codings that the record keeps back into its sheet. A cell
// that does not give all that it holds is kept verbatim.
func (b *sheetBuilder) restoreCodings() {
	if b.codings.text == "" {
		return
	}
	done := codings.Restore(b.sheet, b.file.Layout.OfItems, b.has, b.codings.text)
	if !done.Damaged && done.Stale == 0 {
		return
	}
	b.field = &layout.Field{Column: b.codings.column}
	b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: b.codings.column, Value: b.codings.text, Row: b.codings.row})
	if done.Damaged {
		b.issue(frontsheet.Warning, "damaged-codings", codings.DamagedDetail)
		return
	}
	b.issue(frontsheet.Warning, "stale-codings", codings.StaleDetail+" ("+strconv.Itoa(done.Stale)+")")
}
