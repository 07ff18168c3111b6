package tabular

import (
	"fmt"
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// keptCell returns the cell of the row in hand that the source had in the
// column of a field, "" where the sheet keeps none or is of another layout.
func (w *Writer) keptCell(f *layout.Field) string {
	if layout.Of(w.Sheet) != w.Layout {
		return ""
	}
	for _, kept := range w.Sheet.Fields {
		if kept.Column == f.Column && (kept.Row == w.row+1 || kept.Row == 0 && w.row == 0) {
			return kept.Value
		}
	}
	return ""
}

// damagedCell returns the number that the source had in the column of a field, if a
// spreadsheet had rounded it: it stands in each row of the record.
func (w *Writer) damagedCell(f *layout.Field) string {
	if layout.Of(w.Sheet) != w.Layout {
		return ""
	}
	for _, kept := range w.Sheet.Fields {
		if kept.Column == f.Column && identity.Damage(kept.Value) != "" {
			return kept.Value
		}
	}
	return ""
}

// keptText returns the text of the cell that keptCell does, as a reader takes it.
func (w *Writer) keptText(f *layout.Field) string {
	cell := w.keptCell(f)
	if cell == "" {
		return ""
	}
	b := newCellBuilder(w.Layout, layout.SheetIn(w.Layout))
	b.cell(w.Layout.ByPath[f.Element], cell, -1)
	switch v := f.At(b.sheet, f.Index).(type) {
	case *layout.Text:
		return string(*v)
	case *layout.Identifier:
		return string(*v)
	case *layout.Code:
		return string(*v)
	case *layout.Coded:
		return chars.FirstOf(v.Text, v.Code)
	}
	return cell
}

// writesKept reports whether the cells that a sheet keeps of a column are what
// is written there.
func (w *Writer) writesKept(f *layout.Field) bool {
	return f.Part.Verbatim || f.Part.EachRow && !f.IsDate()
}

// appendKeptPart appends the part of an item that the sheet keeps verbatim,
// having no other place for it. A date stays away that nobody could read.
func (w *Writer) appendKeptPart(dst []byte, f *layout.Field) []byte {
	if !f.Part.EachRow || f.IsDate() && !layout.DomainItemAt(w.Sheet, f.Part.Domain, w.row+1).IsZero() {
		return dst
	}
	return append(dst, w.keptCell(f)...)
}

// reportKept reports the cells of the source that the row cannot hold: those of
// columns that no layout has, and those that nobody could read.
func (w *Writer) reportKept(s *frontsheet.FrontSheet) {
	strangers := 0
	for _, kept := range s.Fields {
		if layout.Of(s) == nil || !layout.Of(s).HasColumn(kept.Column) {
			strangers++
			continue
		}
		if layout.Of(s) != w.Layout && layout.Of(s).Verbatim(kept.Column) {
			w.Issues = append(w.Issues, frontsheet.Issue{
				File: w.Options.File, Record: w.Record, Line: w.Line, Column: kept.Column, Severity: frontsheet.Warning, Code: "no-column",
				Detail: "the sheet keeps the cell of a column that this layout does not have: it is left out",
			})
			continue
		}
		f := w.fieldOf(kept.Column)
		if f != nil && layout.Of(s) == w.Layout && w.writesKept(f) {
			continue
		}
		if layout.Of(s) != w.Layout || f == nil || f.Has(s) && !f.At(w.Sheet, f.Index).Empty() || readable(layout.Of(s), f, kept.Value) {
			continue // what it says stands in a column, or was reported when it was read
		}
		w.report(f, frontsheet.Warning, "unreadable-cell", "the cell of the source could not be read: it is kept verbatim, and this one stays empty")
	}
	if w.records != nil && layout.Of(s) == w.Layout {
		strangers = w.records.left
	}
	if strangers > 0 {
		w.report(nil, frontsheet.Information, "kept-cells", fmt.Sprintf("%d cells that the sheet keeps verbatim are of no column of the layout: they are left out", strangers))
	}
}

// readable reports whether a cell says something that can be read, or nothing.
func readable(l *layout.Layout, f *layout.Field, cell string) bool {
	b := newCellBuilder(l, layout.SheetIn(l))
	i, ok := l.ByPath[f.Element]
	if !ok {
		return true
	}
	b.cell(i, cell, -1)
	return !slices.ContainsFunc(b.record.Issues, func(i frontsheet.Issue) bool { return i.Severity == frontsheet.Error })
}
