package layout

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
