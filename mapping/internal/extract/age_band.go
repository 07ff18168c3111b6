package extract

import (
	"encoding/json"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// ageBand reads a band of ages, for which no layout has a column.
func (r *Reader) ageBand(o *r4.Observation) {
	r.issue(frontsheet.Information, "patient.age-band", "age-band", "the document states a band of ages and no age: no layout has a column for it")
	band := frontsheet.AgeBand{Stated: true}
	if o.ValueRange == nil || !wholeYears(o.ValueRange.Low, &band.Low) ||
		o.ValueRange.High != nil && !wholeYears(o.ValueRange.High, &band.High) {
		r.issue(frontsheet.Warning, "patient.age-band", "bad-number", "the band of ages is not one of completed years: it is left out")
		return
	}
	r.Sheet.Patient.AgeBand = band
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
