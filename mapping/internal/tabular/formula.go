package tabular

import (
	"strconv"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

const (
	noResult = "formula-without-result"
	unsaved  = "the formula of the cell has no stored result: it is read as empty"
)

// noted reports what the program that splits the rows has to say of the cells of a row: of formulas
// that have no result, of cells under merged ones, and whatever else it found.
func (b *sheetBuilder) noted(r *carrier.Row) {
	d := b.parser.source
	report := func(columns []int, severity frontsheet.Severity, code, detail string) {
		for _, i := range columns {
			if b.field = nil; i >= 0 {
				b.field = &layout.Field{Column: d.cellName(i)}
			}
			if i >= 0 && i < len(d.fields) && d.fields[i] >= 0 {
				b.field = &d.file.Layout.Fields[d.fields[i]]
			}
			b.issue(severity, code, detail)
		}
		b.field = nil
	}
	for _, f := range r.Note.Found {
		report([]int{f.Column}, f.Severity, f.Code, f.Detail)
	}
	report(r.Note.Unresolved, frontsheet.Warning, noResult, unsaved)
	report(r.Note.Filled, frontsheet.Information, "merged-cell", "the cell lies under a merged one, whose value it has")
}

// cellName names a column that the layout does not know, which may stand beyond
// those of the header.
func (d *Source) cellName(column int) string {
	if column < len(d.columns) {
		return d.name(column)
	}
	return "#" + strconv.Itoa(column+1)
}

// failedFormula reports whether a cell holds what a spreadsheet shows for a
// formula that failed.
func failedFormula(text string) bool {
	switch text {
	case "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA",
		"#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!":
		return true
	}
	return false
}
