package mapping

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

// findings makes an Observation of each finding of the sheet. The code is the
// item of the sheet; where LOINC has the same thing, its code stands beside it.
func (b *documentBuilder) findings() {
	for i := range document.Findings {
		switch f := &document.Findings[i]; {
		case f.Special == document.AgeUnderOne:
			b.ageUnderOne()
		case f.Special == document.AgeBand:
			b.ageBand()
		case f.Special == document.BirthWeights:
			b.birthWeights()
		case f.Special == document.AdmissionWeight:
			b.admissionWeight()
		case f.Coded != nil:
			b.coded(f.Item, f.Loinc, f.Coded(b.sheet))
		case f.Coma != nil:
			b.parts(f.Item, document.ComaParts(f.Coma(b.sheet))...)
		default:
			b.measure(f.Item, f.Loinc, f.Number(b.sheet), f.Unit, f.Ucum)
		}
	}
}

func (b *documentBuilder) coded(item, loinc string, c *frontsheet.Coded) {
	if value := b.concept(c); value != nil {
		b.observe(item, item, loinc).ValueCodeableConcept = value
	}
}

// measure adds a number with its unit, which is left out where the sheet's
// standard states none.
func (b *documentBuilder) measure(item, loinc string, d *frontsheet.Decimal, unit, ucum string) {
	if q := b.quantity(d, unit, ucum); q != nil {
		if unit == "" {
			q.Unit = nil
		}
		b.observe(item, item, loinc).ValueQuantity = q
	}
}

// ageUnderOne adds the age under one year, unless the sheet states an age in
// years: then it is kept, and the years count.
func (b *documentBuilder) ageUnderOne() {
	age := &b.sheet.Patient.AgeUnderOne
	if years := b.sheet.Patient.AgeYears; *age != (frontsheet.AgeUnderOne{}) && years != "" && years != "0" {
		severity := frontsheet.Warning
		if strings.Trim(string(age.Days+age.Months), "0") == "" {
			severity = frontsheet.Information // what systems write for none
		}
		element, value := "patient.age-days", string(age.Days)
		if b.sheet.Column(element) == "" {
			element, value = "patient.age-months", literal.WriteMonths(*age)
		}
		b.keep(element, value)
		b.issue(severity, element, "age-conflict", "the sheet states an age in years, and one under a year: the years count, the other is kept as written")
		return
	}
	b.parts("age-under-one", document.AgeParts(age)...)
}

func (b *documentBuilder) parts(item string, parts ...document.Part) {
	var components []r4.ObservationComponent
	for _, p := range parts {
		if q := b.quantity(p.Value, p.Unit, p.Unit); q != nil {
			components = append(components, r4.ObservationComponent{Code: *b.own(fhir.SystemSheetItem, p.Item), ValueQuantity: q})
		}
	}
	if components != nil {
		b.observe(item, item, "").Component = components
	}
}

// birthWeights adds the birth weights of newborns. On a mother's sheet they are
// her children's, and she is the subject: LOINC's codes, which say whose body
// was weighed, stand only where the patient is the newborn.
func (b *documentBuilder) birthWeights() {
	loinc := b.ofInfant(document.LOINCBirthWeight)
	lines := 0 // of birth weights so far
	for i := range b.sheet.Newborn.BirthWeights {
		if q := b.quantity(&b.sheet.Newborn.BirthWeights[i], "g", "g"); q != nil {
			part := "newborn-birth-weight"
			if i > 0 {
				part += "/" + strconv.Itoa(i+1)
			}
			o := b.observe(part, "newborn-birth-weight", loinc)
			o.ValueQuantity = q
			if lines++; i+1 > lines {
				o.Extension = []r4.Extension{b.sheetLine(i + 1)}
				lines = i + 1
			}
		}
	}
}

func (b *documentBuilder) admissionWeight() {
	b.measure("newborn-admission-weight", b.ofInfant("29463-7"), &b.sheet.Newborn.AdmissionWeight, "g", "g")
}

// ofInfant returns a code of LOINC where the patient is the newborn.
func (b *documentBuilder) ofInfant(loinc string) string {
	if frontSheetInfant(b.sheet) {
		return loinc
	}
	return ""
}

// infant reports whether the sheet says that the patient is under one year.
func frontSheetInfant(s *frontsheet.FrontSheet) bool {
	p := &s.Patient
	if p.AgeYears != "" {
		return p.AgeYears == "0"
	}
	if p.BirthDate.IsZero() || s.Stay.Admission.IsZero() {
		return false
	}
	firstBirthday := p.BirthDate
	firstBirthday.Year++
	return s.Stay.Admission.Before(firstBirthday)
}

// observe adds an observation of an item of the sheet, without its value.
func (b *documentBuilder) observe(part, item, loinc string) *r4.Observation {
	id := b.stayID(b.arena.Join("observation/", part))
	o := arena.Added(&b.document.Observations)
	o.Id = b.arena.string(id.id())
	o.Status = r4.ObservationStatusFinal
	o.Code = *b.ownWith(fhir.SystemSheetItem, item, standardCode{fhir.SystemLOINC, loinc, ""})
	o.Subject = b.refer(b.patientRef)
	o.Encounter = b.encounter()
	b.sections.findings = append(b.sections.findings, b.reference(id))
	return o
}

// findings reads the Observations.
func (r *documentReader) findings() {
	unknown := 0
	for i := range r.document.Observations {
		o := &r.document.Observations[i]
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
func (r *documentReader) findingOf(o *r4.Observation) *document.Finding {
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
func (r *documentReader) finding(o *r4.Observation) bool {
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
		at := f.Coded(r.sheet)
		if v := r.coded(o.ValueCodeableConcept, f.Element); at.IsZero() {
			*at = v
		} else {
			r.several(f.Element)
		}
	case f.Coma != nil:
		r.components(o, f.Element, document.ComaParts(f.Coma(r.sheet))...)
	default:
		r.measure(o, f.Number(r.sheet), f.Element, f.Unit)
	}
	return true
}

func (r *documentReader) measure(o *r4.Observation, at *frontsheet.Decimal, element, unit string) {
	if v := r.amount(o.ValueQuantity, element, unit); *at == "" {
		*at = v
	} else {
		r.several(element)
	}
}

func (r *documentReader) ageUnderOne(o *r4.Observation) {
	r.components(o, "patient.age-months", document.AgeParts(&r.sheet.Patient.AgeUnderOne)...)
}

func (r *documentReader) birthWeight(o *r4.Observation) {
	newborn := &r.sheet.Newborn
	index := max(len(newborn.BirthWeights)+1, r.line(o.Extension))
	r.measure(o, layout.BirthWeight(r.sheet, index), "newborn.birth-weight["+strconv.Itoa(index)+"]", "g")
}

func (r *documentReader) several(element string) {
	r.issue(frontsheet.Warning, element, "several-values", "the document has several values: the first was taken")
}

func (r *documentReader) components(o *r4.Observation, element string, parts ...document.Part) {
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
func (r *documentReader) amount(q *r4.Quantity, element, unit string) frontsheet.Decimal {
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
func (r *documentReader) number(value, element string) frontsheet.Decimal {
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
