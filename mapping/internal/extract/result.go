package extract

import (
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// hasResults reports whether the sheet has a place for results.
func (r *Reader) hasResults() bool {
	return r.hasColumn("domain.test.identifier") || r.hasColumn("laboratory.test")
}

// readResult reads a result that the record carries beside the items of the
// sheet, and reports whether the sheet has a place for it.
func (r *Reader) readResult(o *r4.Observation) bool {
	if !r.hasResults() || r.code(&o.Code, fhir.SystemSheetItem) != "" {
		return false
	}
	index := strconv.Itoa(len(r.sheet.Observations) + 1)
	element := r.firstWithColumn("domain.test.identifier", "laboratory.test")
	var s frontsheet.Observation
	s.Codes, s.Name = r.codesOf(&o.Code, element)
	s.Grade, s.Row = r.grade(o.Extension)
	s.Observed = r.date(o.EffectiveDateTime, r.firstWithColumn("domain.test.date", "laboratory.observed"))
	switch {
	case o.ValueQuantity != nil && o.ValueQuantity.Value != nil:
		s.Number, s.Unit = r.number(o.ValueQuantity.Value.String(), r.firstWithColumn("domain.test.value", "laboratory.result")), arena.Deref(o.ValueQuantity.Unit)
		s.Comparator = comparator(o.ValueQuantity)
	case o.ValueRange != nil && o.ValueRange.Low != nil && o.ValueRange.High != nil:
		r.pair(&s, o.ValueRange.Low, "-", o.ValueRange.High)
		s.Unit = arena.Deref(o.ValueRange.Low.Unit)
	case o.ValueRatio != nil && o.ValueRatio.Numerator != nil && o.ValueRatio.Denominator != nil:
		r.pair(&s, o.ValueRatio.Numerator, ":", o.ValueRatio.Denominator)
		s.Comparator = comparator(o.ValueRatio.Numerator)
	case o.ValueCodeableConcept != nil:
		s.Answers, s.Text = r.codesOf(o.ValueCodeableConcept, element)
	default:
		s.Text = arena.Deref(o.ValueString)
	}
	// A unit without a number has no other home.
	unit := "result.unit[" + index + "]"
	r.sheet.Fields = slices.DeleteFunc(r.sheet.Fields, func(f frontsheet.Field) bool {
		if f.Column != unit || s.Unit != "" {
			return false
		}
		s.Unit = f.Value
		return true
	})
	if len(o.ReferenceRange) > 0 {
		s.Range = arena.Deref(o.ReferenceRange[0].Text)
	}
	if len(o.Interpretation) > 0 {
		s.Flag = nameIn(&o.Interpretation[0])
	}
	if o.Status == r4.ObservationStatusFinal {
		s.Status = "F"
	}
	r.sheet.Observations = append(r.sheet.Observations, s)
	r.unknownExtensions("Observation", o.Extension, fhir.ExtensionGrade, fhir.ExtensionSheetLine, fhir.ExtensionOtherUnit)
	r.unreadObservation(o, "code", "subject", "encounter", "effectiveDateTime",
		"valueQuantity", "valueRange", "valueRatio", "valueCodeableConcept", "valueString", "referenceRange", "interpretation")
	return true
}

// pair reads an answer of two numbers. Where one of them is none, there is no
// answer.
func (r *Reader) pair(s *frontsheet.Observation, first *r4.Quantity, separator string, second *r4.Quantity) {
	element := r.firstWithColumn("domain.test.value", "laboratory.result")
	low, high := r.number(string(decimal(first)), element), r.number(string(decimal(second)), element)
	if low != "" && high != "" {
		s.Number, s.Separator, s.Second = low, separator, high
	}
}
