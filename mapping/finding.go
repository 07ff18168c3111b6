package mapping

import (
	"strconv"
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// findings makes an Observation of each result, measure and count of the
// sheet. The code is the item of the sheet; where LOINC has the same thing, its
// code stands beside it.
func (b *documentBuilder) findings() {
	s := b.sheet
	b.measure("age-years", "30525-0", &s.Patient.AgeYears, "a", "a")
	b.ageUnderOne()
	b.weights()
	b.coded("admission-condition", "", &s.Stay.Condition)
	b.coma("coma-before-admission", &s.Findings.ComaBefore)
	b.coma("coma-after-admission", &s.Findings.ComaAfter)
	b.coded("abo-group", "883-9", &s.Findings.ABO)
	b.coded("rh-group", "10331-7", &s.Findings.Rh)
	b.coded("hbsag", "5195-3", &s.Findings.HBsAg)
	b.coded("hcv-antibody", "16128-1", &s.Findings.HCV)
	b.coded("hiv-antibody", "7918-6", &s.Findings.HIV)
	b.coded("autopsy", "", &s.Findings.Autopsy)
	b.measure("special-care-days", "", &s.Care.Special, "d", "d")
	b.measure("first-class-care-days", "", &s.Care.First, "d", "d")
	b.measure("second-class-care-days", "", &s.Care.Second, "d", "d")
	b.measure("third-class-care-days", "", &s.Care.Third, "d", "d")
	b.coded("transfusion-reaction", "", &s.Findings.TransfusionReacted)
	b.measure("red-cells", "", &s.Care.RedCells, "单位", "")
	b.measure("platelets", "", &s.Care.Platelets, "治疗量", "")
	b.measure("plasma", "", &s.Care.Plasma, "", "")
	b.measure("whole-blood", "", &s.Care.WholeBlood, "", "")
	b.measure("autologous-blood", "", &s.Care.Autologous, "", "")
	b.measure("ventilator-hours", "", &s.Care.VentilatorHours, "h", "h")
}

func (b *documentBuilder) coded(item, loinc string, c *Coded) {
	if value := b.concept(c); value != nil {
		b.observe(item, item, loinc, r4.Observation{ValueCodeableConcept: value})
	}
}

// measure adds a number with its unit, which is left out where the sheet's
// standard states none.
func (b *documentBuilder) measure(item, loinc string, d *Decimal, unit, ucum string) {
	if q := b.quantity(d, unit, ucum); q != nil {
		if unit == "" {
			q.Unit = nil
		}
		b.observe(item, item, loinc, r4.Observation{ValueQuantity: q})
	}
}

// ageUnderOne adds the age under one year, unless the sheet states an age in
// years: then it is kept, and the years count.
func (b *documentBuilder) ageUnderOne() {
	age := &b.sheet.Patient.AgeUnderOne
	if years := b.sheet.Patient.AgeYears; *age != (AgeUnderOne{}) && years != "" && years != "0" {
		severity := Warning
		if strings.Trim(string(age.Days+age.Months), "0") == "" {
			severity = Information // what systems write for none
		}
		element, value := "patient.age-days", string(age.Days)
		if b.sheet.Column(element) == "" {
			element, value = "patient.age-months", age.months()
		}
		b.keep(element, value)
		b.issue(severity, element, "age-conflict", "the sheet states an age in years, and one under a year: the years count, the other is kept as written")
		return
	}
	b.parts("age-under-one", part{"months", &age.Months, "mo"}, part{"days", &age.Days, "d"})
}

func (b *documentBuilder) coma(item string, c *Coma) {
	b.parts(item, part{"days", &c.Days, "d"}, part{"hours", &c.Hours, "h"}, part{"minutes", &c.Minutes, "min"})
}

// A part is one number of a duration that the sheet states in several.
type part struct {
	item  string
	value *Decimal
	unit  string
}

func (b *documentBuilder) parts(item string, parts ...part) {
	var components []r4.ObservationComponent
	for _, p := range parts {
		if q := b.quantity(p.value, p.unit, p.unit); q != nil {
			components = append(components, r4.ObservationComponent{Code: b.own(fhir.SystemSheetItem, p.item), ValueQuantity: q})
		}
	}
	if components != nil {
		b.observe(item, item, "", r4.Observation{Component: components})
	}
}

// weights adds the weights of newborns. On a mother's sheet they are her
// children's, and she is the subject: LOINC's codes, which say whose body was
// weighed, stand only where the patient is the newborn.
func (b *documentBuilder) weights() {
	birth, body := "8339-4", "29463-7"
	if !b.sheet.infant() {
		birth, body = "", ""
	}
	lines := 0 // of birth weights so far
	for i := range b.sheet.Newborn.BirthWeights {
		if q := b.quantity(&b.sheet.Newborn.BirthWeights[i], "g", "g"); q != nil {
			part := "newborn-birth-weight"
			if i > 0 {
				part += "/" + strconv.Itoa(i+1)
			}
			o := r4.Observation{ValueQuantity: q}
			if lines++; i+1 > lines {
				o.Extension = []r4.Extension{b.sheetLine(i + 1)}
				lines = i + 1
			}
			b.observe(part, "newborn-birth-weight", birth, o)
		}
	}
	if q := b.quantity(&b.sheet.Newborn.AdmissionWeight, "g", "g"); q != nil {
		b.observe("newborn-admission-weight", "newborn-admission-weight", body, r4.Observation{ValueQuantity: q})
	}
}

// infant reports whether the sheet says that the patient is under one year.
func (s *FrontSheet) infant() bool {
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

// observe adds an observation of an item of the sheet.
func (b *documentBuilder) observe(part, item, loinc string, o r4.Observation) {
	id := b.stayID(b.arena.join("observation/", part))
	o.Id = b.arena.string(id)
	o.Status = r4.ObservationStatusFinal
	o.Code = b.own(fhir.SystemSheetItem, item)
	if loinc != "" {
		o.Code.Coding = append(o.Code.Coding, b.coding(fhir.SystemLOINC, loinc, ""))
	}
	o.Subject = b.refer(b.patientRef)
	o.Encounter = b.encounter()
	b.document.Observations = append(b.document.Observations, o)
	b.sections.findings = append(b.sections.findings, b.reference(id))
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
			unknown++
			continue
		}
		r.strange("Observation", o.Extension, fhir.ExtensionSheetLine)
		r.left("Observation", o, "status", "category", "code", "subject", "encounter", "valueQuantity", "valueCodeableConcept", "component")
	}
	if unknown > 0 {
		r.issue(Information, "", "unknown-observation", "the document has observations of which a front sheet says nothing: they are left out")
	}
}

// loincItems are the items of the sheet that LOINC has a code for.
var loincItems = map[string]string{
	"30525-0": "age-years", "883-9": "abo-group", "10331-7": "rh-group", "5195-3": "hbsag",
	"16128-1": "hcv-antibody", "7918-6": "hiv-antibody", "8339-4": "newborn-birth-weight",
}

// finding reads one Observation into its item, and reports whether it is one.
func (r *documentReader) finding(o *r4.Observation) bool {
	s := r.sheet
	item := r.code(&o.Code, fhir.SystemSheetItem)
	if item == "" {
		item = loincItems[r.code(&o.Code, fhir.SystemLOINC)]
	}
	coded := func(at *Coded, element string) bool {
		if v := r.coded(o.ValueCodeableConcept, element); at.IsZero() {
			*at = v
		} else {
			r.several(element)
		}
		return true
	}
	measure := func(at *Decimal, element, unit string) bool {
		if v := r.amount(o.ValueQuantity, element, unit); *at == "" {
			*at = v
		} else {
			r.several(element)
		}
		return true
	}
	switch item {
	case "age-years":
		return measure(&s.Patient.AgeYears, "patient.age-years", "a")
	case "age-under-one":
		age := &s.Patient.AgeUnderOne
		r.components(o, "patient.age-months", part{"months", &age.Months, "mo"}, part{"days", &age.Days, "d"})
	case "newborn-birth-weight":
		index := max(len(s.Newborn.BirthWeights)+1, r.line(o.Extension))
		return measure(s.birthWeight(index), "newborn.birth-weight["+strconv.Itoa(index)+"]", "g")
	case "newborn-admission-weight":
		return measure(&s.Newborn.AdmissionWeight, "newborn.admission-weight", "g")
	case "admission-condition":
		return coded(&s.Stay.Condition, "stay.condition")
	case "coma-before-admission":
		r.coma(o, "coma.before", &s.Findings.ComaBefore)
	case "coma-after-admission":
		r.coma(o, "coma.after", &s.Findings.ComaAfter)
	case "abo-group":
		return coded(&s.Findings.ABO, "finding.abo")
	case "rh-group":
		return coded(&s.Findings.Rh, "finding.rh")
	case "hbsag":
		return coded(&s.Findings.HBsAg, "finding.hbsag")
	case "hcv-antibody":
		return coded(&s.Findings.HCV, "finding.hcv")
	case "hiv-antibody":
		return coded(&s.Findings.HIV, "finding.hiv")
	case "autopsy":
		return coded(&s.Findings.Autopsy, "finding.autopsy")
	case "special-care-days":
		return measure(&s.Care.Special, "care.special-days", "d")
	case "first-class-care-days":
		return measure(&s.Care.First, "care.first-class-days", "d")
	case "second-class-care-days":
		return measure(&s.Care.Second, "care.second-class-days", "d")
	case "third-class-care-days":
		return measure(&s.Care.Third, "care.third-class-days", "d")
	case "transfusion-reaction":
		return coded(&s.Findings.TransfusionReacted, "finding.transfusion-reaction")
	case "red-cells":
		return measure(&s.Care.RedCells, "care.red-cells", "单位")
	case "platelets":
		return measure(&s.Care.Platelets, "care.platelets", "治疗量")
	case "plasma":
		return measure(&s.Care.Plasma, "care.plasma", "")
	case "whole-blood":
		return measure(&s.Care.WholeBlood, "care.whole-blood", "")
	case "autologous-blood":
		return measure(&s.Care.Autologous, "care.autologous", "")
	case "ventilator-hours":
		return measure(&s.Care.VentilatorHours, "care.ventilator-hours", "h")
	default:
		return false
	}
	return true
}

func (r *documentReader) several(element string) {
	r.issue(Warning, element, "several-values", "the document has several values: the first was taken")
}

func (r *documentReader) coma(o *r4.Observation, element string, c *Coma) {
	r.components(o, element+".days", part{"days", &c.Days, "d"}, part{"hours", &c.Hours, "h"}, part{"minutes", &c.Minutes, "min"})
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
func (r *documentReader) amount(q *r4.Quantity, element, unit string) Decimal {
	if q == nil || q.Value == nil {
		return ""
	}
	value := q.Value.String()
	stated := firstOf(deref(q.Code), deref(q.Unit))
	if q.Comparator != nil {
		r.keep(element, q.Comparator.Code()+value)
		r.issue(Warning, element, "comparator", "the number is but a bound: it is kept verbatim")
		return ""
	}
	switch {
	case stated == "" || stated == unit || unit == "" && stated == "mL":
	case unit == "g" && stated == "kg":
		if grams, ok := thousandfold(value); ok {
			r.issue(Information, element, "unit-converted", "the weight is stated in kilograms, and is given in grams")
			return grams
		}
		fallthrough
	default:
		r.keep(element, value+" "+stated)
		r.issue(Warning, element, "other-unit", "the number is in another unit than the sheet's: it is kept verbatim")
		return ""
	}
	return r.number(value, element)
}

// number returns a number as a sheet can hold it.
func (r *documentReader) number(value, element string) Decimal {
	if plainDecimal(value) {
		return Decimal(value)
	}
	r.keep(element, value)
	r.issue(Warning, element, "bad-number", "the number is no plain decimal of at most 18 digits: it is kept verbatim")
	return ""
}

// thousandfold returns a plain decimal times 1000, exactly.
func thousandfold(value string) (Decimal, bool) {
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
	return Decimal(s), plainDecimal(s)
}
