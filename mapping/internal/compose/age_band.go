package compose

import (
	"strconv"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// ageBand adds the band of ages, as an Observation with a Range.
func (b *Builder) ageBand() {
	band := b.sheet.Patient.AgeBand
	if !band.Stated {
		return
	}
	low := frontsheet.Decimal(strconv.Itoa(band.Low))
	value := &r4.Range{Low: b.quantity(&low, "a", "a")}
	if band.High > 0 {
		high := frontsheet.Decimal(strconv.Itoa(band.High))
		value.High = b.quantity(&high, "a", "a")
	}
	b.observe("age-band", "age-band", document.LOINCAgeGroup).ValueRange = value
}
