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
	if q := quantity(d, unit, ucum); q != nil {
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
		if q := quantity(p.value, p.unit, p.unit); q != nil {
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
	for i := range b.sheet.Newborn.BirthWeights {
		if q := quantity(&b.sheet.Newborn.BirthWeights[i], "g", "g"); q != nil {
			part := "newborn-birth-weight"
			if i > 0 {
				part += "/" + strconv.Itoa(i+1)
			}
			b.observe(part, "newborn-birth-weight", birth, r4.Observation{ValueQuantity: q})
		}
	}
	if q := quantity(&b.sheet.Newborn.AdmissionWeight, "g", "g"); q != nil {
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
	id := b.stayID("observation/" + part)
	o.Id = &id
	o.Status = r4.ObservationStatusFinal
	o.Code = b.own(fhir.SystemSheetItem, item)
	if loinc != "" {
		o.Code.Coding = append(o.Code.Coding, b.coding(fhir.SystemLOINC, loinc, ""))
	}
	o.Subject = refer(b.patientRef)
	o.Encounter = b.encounter()
	b.document.Observations = append(b.document.Observations, o)
	b.sections.findings = append(b.sections.findings, reference(id))
}
