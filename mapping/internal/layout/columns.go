package layout

import "slices"

// SeveralOfStay reports whether the records of a layout are the events of a stay,
// or the facts of one, so that several are of the same.
func (l *Layout) SeveralOfStay() bool { return l.Format.Events || l.IfStated && l.Group < 0 }

// ColumnsOfWidth returns the fields of the edition that has so many columns.
func (l *Layout) ColumnsOfWidth(width int) []int {
	var all, older []int
	for i, f := range l.Fields {
		all = append(all, i)
		if f.Since == "" {
			older = append(older, i)
		}
	}
	switch width {
	case len(all):
		return all
	case len(older):
		return older
	}
	return nil
}

// Verbatim reports whether nothing of a sheet holds what a column says.
func (l *Layout) Verbatim(column string) bool {
	i := slices.IndexFunc(l.Fields, func(f Field) bool { return f.Column == column })
	return i >= 0 && l.Fields[i].Part.Verbatim
}

// HasColumn reports whether the layout has a column of that name.
func (l *Layout) HasColumn(name string) bool {
	return slices.ContainsFunc(l.Fields, func(f Field) bool { return f.Column == name })
}
