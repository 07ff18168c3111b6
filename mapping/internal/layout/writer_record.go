package layout

// Verbatim reports whether nothing of a sheet holds what a column says.
func (l *Layout) Verbatim(column string) bool {
	for i := range l.Fields {
		if l.Fields[i].Column == column {
			return l.Fields[i].Element == "source-field"
		}
	}
	return false
}
