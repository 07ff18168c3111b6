package extract

import (
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// has reports whether the rows of the layout in whose terms the document is read
// have a column for an element.
func (r *Reader) has(element string) bool {
	return r.layout != nil && !r.layout.Message && r.layout.ColumnOf(element) != ""
}

// ifHas returns name where the rows have a column for an element, else "".
func (r *Reader) ifHas(element, name string) string {
	if r.has(element) {
		return name
	}
	return ""
}

// firstWith returns the element if the rows have a column for it, else another.
func (r *Reader) firstWith(element, other string) string {
	if r.has(element) {
		return element
	}
	return other
}

// tells reports whether the document is of a sheet of ours in rows, so that what
// it does not say was not stated.
func (r *Reader) tells() bool { return layout.Of(r.Sheet) != nil && !layout.Of(r.Sheet).Message }
