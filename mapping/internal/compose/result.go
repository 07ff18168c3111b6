package compose

import (
	"encoding/json"
	"strconv"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// observations makes an Observation of each result that the record carries
// beside the items of the sheet.
func (b *Builder) observations() {
	for i := range b.sheet.Observations {
		s := &b.sheet.Observations[i]
		id := b.contentID("result", s.Codes, s.Name, string(s.Observed.Append(nil, "")))
		o := r4.Observation{
			Id: b.arena.string(id.id()), Status: document.ResultStatus(s.Status),
			Subject: b.refer(b.patientRef), Encounter: b.encounter(),
			EffectiveDateTime: b.date(s.Observed),
			Code:              *b.plainConcept(s.Codes, &s.Name),
		}
		if o.Code.Text == nil && len(o.Code.Coding) == 0 {
			o.Code.Extension = []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}
			b.issue(frontsheet.Warning, "laboratory.test", "no-item", "the record has a result, and does not say of what: it is passed on without a code")
		}
		o.Extension = b.rowExtension(b.gradeExtension(o.Extension, &s.Grade), s.Row)
		switch {
		case s.Number != "" && s.Separator == "-":
			o.ValueRange = &r4.Range{Low: measured(s.Number, &s.Unit), High: measured(s.Second, &s.Unit)}
		case s.Number != "" && s.Separator != "":
			// What one unit is of in a ratio nobody says.
			o.ValueRatio = &r4.Ratio{Numerator: measured(s.Number, nil), Denominator: measured(s.Second, nil)}
			o.ValueRatio.Numerator.Comparator = comparator(s.Comparator)
		case s.Number != "":
			o.ValueQuantity = measured(s.Number, &s.Unit)
			o.ValueQuantity.Comparator = comparator(s.Comparator)
		case len(s.Answers) > 0:
			o.ValueCodeableConcept = b.plainConcept(s.Answers, &s.Text)
		case s.Text != "":
			o.ValueString = &s.Text
		}
		if s.Unit != "" && o.ValueQuantity == nil && o.ValueRange == nil {
			b.keep("result.unit["+strconv.Itoa(i+1)+"]", s.Unit)
		}
		if s.Range != "" {
			o.ReferenceRange = []r4.ObservationReferenceRange{{Text: &s.Range}}
		}
		if s.Flag != "" {
			o.Interpretation = []r4.CodeableConcept{{Text: &s.Flag}}
		}
		b.document.Observations = append(b.document.Observations, o)
		b.sections.findings = append(b.sections.findings, b.reference(id))
	}
}

// measured returns a number in a unit, which may be nil.
func measured(d frontsheet.Decimal, unit *string) *r4.Quantity {
	q := &r4.Quantity{Value: new(json.Number(d))}
	if unit != nil {
		q.Unit = arena.Text(unit)
	}
	return q
}

// comparator returns FHIR's comparator of a code, nil for "".
func comparator(code string) *r4.QuantityComparator {
	for c := r4.QuantityComparatorLessThan; c <= r4.QuantityComparatorGreaterThan; c++ {
		if c.Code() == code {
			return &c
		}
	}
	return nil
}

// plainConcept returns the concept of codes that are not to be translated.
func (b *Builder) plainConcept(list []frontsheet.Code, name *string) *r4.CodeableConcept {
	concept := &r4.CodeableConcept{Text: arena.Text(name)}
	b.addCodings(concept, list, name, nil, codes.System{}, nil)
	return concept
}
