package compose

import (
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// inRow says in which row of a record of several an item stands.
func (b *Builder) inRow(list []r4.Extension, row int) []r4.Extension {
	if row == 0 {
		return list
	}
	return append(list, b.sheetLine(row))
}
