package extract

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// findings reads the Observations.
func (r *Reader) findings() {
	unknown := 0
	for i := range r.Document.Observations {
		o := &r.Document.Observations[i]
		if r.ofAnother("Observation", o.Encounter) || r.struck("Observation", o.Status.Code()) || r.modified("Observation", o.ModifierExtension) {
			continue
		}
		if !r.finding(o) {
			if !r.item(o) && !r.result(o) {
				unknown++
			}
			continue
		}
		r.strange("Observation", o.Extension, fhir.ExtensionSheetLine)
		r.left("Observation", o, "status", "category", "code", "subject", "encounter", "valueQuantity", "valueCodeableConcept", "valueRange", "component")
	}
	if unknown > 0 {
		r.issue(frontsheet.Information, "", "unknown-observation", "the document has observations of which a front sheet says nothing: they are left out")
	}
}

// findingOf returns the finding that an Observation states, by the item of the
// sheet or, where it has none, by LOINC's code; nil if it states none.
func (r *Reader) findingOf(o *r4.Observation) *document.Finding {
	item := r.code(&o.Code, fhir.SystemSheetItem)
	loinc := ""
	if item == "" {
		loinc = r.code(&o.Code, fhir.SystemLOINC)
	}
	for i := range document.Findings {
		if f := &document.Findings[i]; item == f.Item || loinc != "" && loinc == f.Loinc {
			return f
		}
	}
	return nil
}

// finding reads one Observation into its item, and reports whether it is one.
func (r *Reader) finding(o *r4.Observation) bool {
	f := r.findingOf(o)
	if f == nil {
		return false
	}
	switch {
	case f.Special == document.AgeUnderOne:
		r.ageUnderOne(o)
	case f.Special == document.AgeBand:
		r.ageBand(o)
	case f.Special == document.BirthWeights:
		r.birthWeight(o)
	case f.Coded != nil:
		at := f.Coded(r.Sheet)
		if v := r.coded(o.ValueCodeableConcept, f.Element); at.IsZero() {
			*at = v
		} else {
			r.several(f.Element)
		}
	case f.Coma != nil:
		r.components(o, f.Element, document.ComaParts(f.Coma(r.Sheet))...)
	default:
		r.measure(o, f.Number(r.Sheet), f.Element, f.Unit)
	}
	return true
}

func (r *Reader) measure(o *r4.Observation, at *frontsheet.Decimal, element, unit string) {
	if v := r.amount(o.ValueQuantity, element, unit); *at == "" {
		*at = v
	} else {
		r.several(element)
	}
}

func (r *Reader) ageUnderOne(o *r4.Observation) {
	r.components(o, "patient.age-months", document.AgeParts(&r.Sheet.Patient.AgeUnderOne)...)
}

func (r *Reader) birthWeight(o *r4.Observation) {
	newborn := &r.Sheet.Newborn
	index := max(len(newborn.BirthWeights)+1, r.line(o.Extension))
	r.measure(o, layout.BirthWeight(r.Sheet, index), "newborn.birth-weight["+strconv.Itoa(index)+"]", "g")
}

func (r *Reader) several(element string) {
	r.issue(frontsheet.Warning, element, "several-values", "the document has several values: the first was taken")
}

func (r *Reader) components(o *r4.Observation, element string, parts ...document.Part) {
	for i := range o.Component {
		item := r.code(&o.Component[i].Code, fhir.SystemSheetItem)
		for _, p := range parts {
			if p.Item == item {
				*p.Value = r.amount(o.Component[i].ValueQuantity, element, p.Unit)
			}
		}
	}
}

// amount reads a number that the sheet has in the given unit. Kilograms become
// grams, which moves the point; a number in any other unit is kept verbatim.
func (r *Reader) amount(q *r4.Quantity, element, unit string) frontsheet.Decimal {
	if q == nil || q.Value == nil {
		return ""
	}
	value := q.Value.String()
	stated := chars.FirstOf(arena.Deref(q.Code), arena.Deref(q.Unit))
	if q.Comparator != nil {
		r.keep(element, q.Comparator.Code()+value)
		r.issue(frontsheet.Warning, element, "comparator", "the number is but a bound: it is kept verbatim")
		return ""
	}
	switch {
	case stated == "" || stated == unit || unit == "" && stated == "mL":
	case unit == "g" && stated == "kg":
		if grams, ok := thousandfold(value); ok {
			r.issue(frontsheet.Information, element, "unit-converted", "the weight is stated in kilograms, and is given in grams")
			return grams
		}
		fallthrough
	default:
		r.keep(element, value+" "+stated)
		r.issue(frontsheet.Warning, element, "other-unit", "the number is in another unit than the sheet's: it is kept verbatim")
		return ""
	}
	return r.number(value, element)
}

// number returns a number as a sheet can hold it.
func (r *Reader) number(value, element string) frontsheet.Decimal {
	if literal.PlainDecimal(value) {
		return frontsheet.Decimal(value)
	}
	r.keep(element, value)
	r.issue(frontsheet.Warning, element, "bad-number", "the number is no plain decimal of at most 18 digits: it is kept verbatim")
	return ""
}

// thousandfold returns a plain decimal times 1000, exactly.
func thousandfold(value string) (frontsheet.Decimal, bool) {
	whole, fraction, _ := strings.Cut(value, ".")
	for len(fraction) < 3 {
		fraction += "0"
	}
	s := strings.TrimLeft(whole+fraction[:3], "0")
	if s == "" {
		s = "0"
	}
	if rest := fraction[3:]; rest != "" {
		s += "." + rest
	}
	return frontsheet.Decimal(s), literal.PlainDecimal(s)
}
