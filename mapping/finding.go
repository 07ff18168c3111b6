package mapping

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A finding is one result, measure or count of a sheet, and its Observation:
// a coded value, a number, a coma's duration, or one that needs its own rules.
type finding struct {
	item    string // the code of the Observation
	loinc   string // LOINC's code of the same thing; empty where it has none
	element string
	unit    string // empty where the sheet's standard states none
	ucum    string // empty where the unit is not of UCUM

	coded  func(*frontsheet.FrontSheet) *frontsheet.Coded
	number func(*frontsheet.FrontSheet) *frontsheet.Decimal
	coma   func(*frontsheet.FrontSheet) *frontsheet.Coma

	special specialFinding
}

// A specialFinding is a finding that is not one value in one place.
type specialFinding uint8

const (
	oneValue        specialFinding = iota // no special one
	ageUnderOne                           // months and days, unless the sheet states years
	ageBand                               // a Range
	birthWeights                          // one for each newborn
	admissionWeight                       // of the newborn, which may not be the patient
)

const loincBirthWeight = "8339-4"

// sheetFindings are the findings of a sheet, in the order of their Observations.
var sheetFindings = [...]finding{
	{item: "age-years", loinc: "30525-0", element: "patient.age-years", unit: "a", ucum: "a", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Patient.AgeYears }},
	{item: "age-under-one", special: ageUnderOne},
	{item: "age-band", loinc: loincAgeGroup, special: ageBand},
	{item: "newborn-birth-weight", loinc: loincBirthWeight, special: birthWeights},
	{item: "newborn-admission-weight", element: "newborn.admission-weight", unit: "g", special: admissionWeight, number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Newborn.AdmissionWeight }},
	{item: "admission-condition", element: "stay.condition", coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Stay.Condition }},
	{item: "coma-before-admission", element: "coma.before.days", coma: func(s *frontsheet.FrontSheet) *frontsheet.Coma { return &s.Findings.ComaBefore }},
	{item: "coma-after-admission", element: "coma.after.days", coma: func(s *frontsheet.FrontSheet) *frontsheet.Coma { return &s.Findings.ComaAfter }},
	{item: "abo-group", loinc: "883-9", element: "finding.abo", coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.ABO }},
	{item: "rh-group", loinc: "10331-7", element: "finding.rh", coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.Rh }},
	{item: "hbsag", loinc: "5195-3", element: "finding.hbsag", coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.HBsAg }},
	{item: "hcv-antibody", loinc: "16128-1", element: "finding.hcv", coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.HCV }},
	{item: "hiv-antibody", loinc: "7918-6", element: "finding.hiv", coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.HIV }},
	{item: "autopsy", element: "finding.autopsy", coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.Autopsy }},
	{item: "special-care-days", element: "care.special-days", unit: "d", ucum: "d", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Special }},
	{item: "first-class-care-days", element: "care.first-class-days", unit: "d", ucum: "d", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.First }},
	{item: "second-class-care-days", element: "care.second-class-days", unit: "d", ucum: "d", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Second }},
	{item: "third-class-care-days", element: "care.third-class-days", unit: "d", ucum: "d", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Third }},
	{item: "transfusion-reaction", element: "finding.transfusion-reaction", coded: func(s *frontsheet.FrontSheet) *frontsheet.Coded { return &s.Findings.TransfusionReacted }},
	{item: "red-cells", element: "care.red-cells", unit: "单位", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.RedCells }},
	{item: "platelets", element: "care.platelets", unit: "治疗量", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Platelets }},
	{item: "plasma", element: "care.plasma", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Plasma }},
	{item: "whole-blood", element: "care.whole-blood", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.WholeBlood }},
	{item: "autologous-blood", element: "care.autologous", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.Autologous }},
	{item: "ventilator-hours", element: "care.ventilator-hours", unit: "h", ucum: "h", number: func(s *frontsheet.FrontSheet) *frontsheet.Decimal { return &s.Care.VentilatorHours }},
}

// findings makes an Observation of each finding of the sheet. The code is the
// item of the sheet; where LOINC has the same thing, its code stands beside it.
func (b *documentBuilder) findings() {
	for i := range sheetFindings {
		switch f := &sheetFindings[i]; {
		case f.special == ageUnderOne:
			b.ageUnderOne()
		case f.special == ageBand:
			b.ageBand()
		case f.special == birthWeights:
			b.birthWeights()
		case f.special == admissionWeight:
			b.admissionWeight()
		case f.coded != nil:
			b.coded(f.item, f.loinc, f.coded(b.sheet))
		case f.coma != nil:
			b.parts(f.item, comaParts(f.coma(b.sheet))...)
		default:
			b.measure(f.item, f.loinc, f.number(b.sheet), f.unit, f.ucum)
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
	b.parts("age-under-one", ageParts(age)...)
}

func ageParts(a *frontsheet.AgeUnderOne) []part {
	return []part{{"months", &a.Months, "mo"}, {"days", &a.Days, "d"}}
}

func comaParts(c *frontsheet.Coma) []part {
	return []part{{"days", &c.Days, "d"}, {"hours", &c.Hours, "h"}, {"minutes", &c.Minutes, "min"}}
}

// A part is one number of a duration that the sheet states in several.
type part struct {
	item  string
	value *frontsheet.Decimal
	unit  string
}

func (b *documentBuilder) parts(item string, parts ...part) {
	var components []r4.ObservationComponent
	for _, p := range parts {
		if q := b.quantity(p.value, p.unit, p.unit); q != nil {
			components = append(components, r4.ObservationComponent{Code: *b.own(fhir.SystemSheetItem, p.item), ValueQuantity: q})
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
	loinc := b.ofInfant(loincBirthWeight)
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
func (r *documentReader) findingOf(o *r4.Observation) *finding {
	item := r.code(&o.Code, fhir.SystemSheetItem)
	loinc := ""
	if item == "" {
		loinc = r.code(&o.Code, fhir.SystemLOINC)
	}
	for i := range sheetFindings {
		if f := &sheetFindings[i]; item == f.item || loinc != "" && loinc == f.loinc {
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
	case f.special == ageUnderOne:
		r.ageUnderOne(o)
	case f.special == ageBand:
		r.ageBand(o)
	case f.special == birthWeights:
		r.birthWeight(o)
	case f.coded != nil:
		at := f.coded(r.sheet)
		if v := r.coded(o.ValueCodeableConcept, f.element); at.IsZero() {
			*at = v
		} else {
			r.several(f.element)
		}
	case f.coma != nil:
		r.components(o, f.element, comaParts(f.coma(r.sheet))...)
	default:
		r.measure(o, f.number(r.sheet), f.element, f.unit)
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
	r.components(o, "patient.age-months", ageParts(&r.sheet.Patient.AgeUnderOne)...)
}

func (r *documentReader) birthWeight(o *r4.Observation) {
	newborn := &r.sheet.Newborn
	index := max(len(newborn.BirthWeights)+1, r.line(o.Extension))
	r.measure(o, layout.BirthWeight(r.sheet, index), "newborn.birth-weight["+strconv.Itoa(index)+"]", "g")
}

func (r *documentReader) several(element string) {
	r.issue(frontsheet.Warning, element, "several-values", "the document has several values: the first was taken")
}

func (r *documentReader) components(o *r4.Observation, element string, parts ...part) {
	for i := range o.Component {
		item := r.code(&o.Component[i].Code, fhir.SystemSheetItem)
		for _, p := range parts {
			if p.item == item {
				*p.value = r.amount(o.Component[i].ValueQuantity, element, p.unit)
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
