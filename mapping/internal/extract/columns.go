package extract

import (
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// hasColumn reports whether the rows of the layout in whose terms the document
// is read have a column for an element.
func (r *Reader) hasColumn(element string) bool {
	return r.layout != nil && !r.layout.Message && r.layout.ColumnOf(element) != ""
}

// ifHasColumn returns name where hasColumn holds for the element, else "".
func (r *Reader) ifHasColumn(element, name string) string {
	if r.hasColumn(element) {
		return name
	}
	return ""
}

// firstWithColumn returns element where hasColumn holds for it, else other.
func (r *Reader) firstWithColumn(element, other string) string {
	if r.hasColumn(element) {
		return element
	}
	return other
}

// isFromRows reports whether the document was made by us from a record in rows
// of a known layout, so that what it does not say the record did not state.
func (r *Reader) isFromRows() bool { return layout.Of(r.sheet) != nil && !layout.Of(r.sheet).Message }
