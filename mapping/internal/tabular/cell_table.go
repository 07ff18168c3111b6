package tabular

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/denial"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// formatHour is the format of an hour that is written in two digits.
const formatHour = "HH"

// setDrugsOrNone reads a column that lists drugs, or else says whether there
// are any. What the column of that very question says counts before it.
func (b *sheetBuilder) setDrugsOrNone(a *frontsheet.Allergy, text string) {
	if b.field.Set == nil {
		b.setList(&a.Drugs, text)
		return
	}
	recorded := a.Recorded
	if _, _, ok := b.field.Set.Match(text); ok {
		b.setCoded(&a.Recorded, text)
	} else {
		denied, ok := localize.Denial(b.field.Set, frontsheet.Coded{Text: text})
		if !ok || !denial.Of(text).DeniesDrugAllergy() {
			b.setList(&a.Drugs, text)
			return
		}
		a.Recorded = denied
		b.keep()
		if b.file.Layout.ColumnOf("allergy.recorded") == "" {
			b.issue(frontsheet.Information, "code-form", "the value is read as "+denied.Code+" of the value set "+b.field.Set.Name)
		}
	}
	switch {
	case b.file.Layout.ColumnOf("allergy.recorded") == "":
	case recorded.IsZero() || recorded == a.Recorded:
		b.changed(frontsheet.Information, "nothing-in-list", "the list of drugs says but whether there are any: that stands in another column")
	default:
		a.Recorded = recorded
		b.changed(frontsheet.Warning, "allergy-conflict", "the list of drugs says another thing of whether there are any than the column that asks for it, which counts")
	}
}

// names takes apart a cell with the names of n codes. Where it does not have n,
// it is the name of the one code, or else of none.
func (b *sheetBuilder) names(text string, n int) []string {
	if n == 1 {
		return []string{text}
	}
	for _, separators := range [...]string{"\n", "|", ";；"} {
		if items, _ := split(text, separators); len(items) == n {
			b.changed(frontsheet.Information, "several-names", "the cell holds the descriptions of several codes: each is that of its own")
			return items
		}
	}
	b.changed(frontsheet.Warning, "names-and-codes", "the cell does not hold as many descriptions as there are codes: it is kept verbatim")
	return nil
}
