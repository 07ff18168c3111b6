package mapping

import (
	"encoding/json"
	"strconv"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// ageBand adds the band of ages, as an Observation with a Range.
func (b *documentBuilder) ageBand() {
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

// ageBand reads a band of ages, for which no layout has a column.
func (r *documentReader) ageBand(o *r4.Observation) {
	r.issue(frontsheet.Information, "patient.age-band", "age-band", "the document states a band of ages and no age: no layout has a column for it")
	band := frontsheet.AgeBand{Stated: true}
	if o.ValueRange == nil || !wholeYears(o.ValueRange.Low, &band.Low) ||
		o.ValueRange.High != nil && !wholeYears(o.ValueRange.High, &band.High) {
		r.issue(frontsheet.Warning, "patient.age-band", "bad-number", "the band of ages is not one of completed years: it is left out")
		return
	}
	r.sheet.Patient.AgeBand = band
}

// wholeYears reads a quantity of whole years into at.
func wholeYears(q *r4.Quantity, at *int) bool {
	if q == nil || q.Value == nil || chars.FirstOf(arena.Deref(q.Code), arena.Deref(q.Unit)) != "a" {
		return false
	}
	n, err := json.Number(*q.Value).Int64()
	*at = int(n)
	return err == nil && n >= 0
}
