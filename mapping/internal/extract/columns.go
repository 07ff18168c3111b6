package extract

import (
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// hasColumn reports whether the rows of the layout in whose terms the document
// is read have a column for an element.
func (r *Reader) hasColumn(element string) bool {
	return r.layout != nil && !r.layout.Format.Described && r.layout.ColumnOf(element) != ""
}

// memberFor returns the name of a member where the rows have a column for the
// element that it goes into, else "".
func (r *Reader) memberFor(element, name string) string {
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

// fromRows reports whether the document was made by us from a record in rows
// of a known layout, so that what it does not say the record did not state.
func (r *Reader) fromRows() bool {
	return layout.Of(r.sheet) != nil && !layout.Of(r.sheet).Format.Whole
}
