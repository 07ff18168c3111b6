package extract

import (
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// hasColumn reports whether the rows of the layout in whose terms the document is read
// have a column for an element.
func (r *Reader) hasColumn(element string) bool {
	return r.layout != nil && !r.layout.Message && r.layout.ColumnOf(element) != ""
}

// ifHasColumn returns name where the rows have a column for an element, else "".
func (r *Reader) ifHasColumn(element, name string) string {
	if r.hasColumn(element) {
		return name
	}
	return ""
}

// firstWithColumn returns the element if the rows have a column for it, else another.
func (r *Reader) firstWithColumn(element, other string) string {
	if r.hasColumn(element) {
		return element
	}
	return other
}

// isFromRows reports whether the document is of a sheet of ours in rows, so that what
// it does not say was not stated.
func (r *Reader) isFromRows() bool { return layout.Of(r.sheet) != nil && !layout.Of(r.sheet).Message }
