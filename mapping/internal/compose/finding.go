package compose

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// findings makes an Observation of each finding of the sheet. The code is the
// item of the sheet; where LOINC has the same thing, its code stands beside it.
func (b *Builder) findings() {
	findings := document.Findings()
	for i := range findings {
		switch f := &findings[i]; {
		case f.Special == document.AgeUnderOne:
			b.ageUnderOne()
		case f.Special == document.AgeBand:
			b.ageBand()
		case f.Special == document.BirthWeights:
			b.birthWeights()
		case f.Special == document.AdmissionWeight:
			b.admissionWeight()
		case f.Coded != nil:
			b.codedFinding(f.Item, f.LOINC, f.Coded(b.sheet))
		case f.Coma != nil:
			b.durationFinding(f.Item, document.ComaParts(f.Coma(b.sheet))...)
		default:
			b.numberFinding(f.Item, f.LOINC, f.Number(b.sheet), f.Unit, f.UCUM)
		}
	}
}

// codedFinding adds a coded value.
func (b *Builder) codedFinding(item, loinc string, c *frontsheet.Coded) {
	if value := b.concept(c); value != nil {
		b.observe(item, item, loinc).ValueCodeableConcept = value
	}
}

// numberFinding adds a number with its unit, which is left out where the sheet's
// standard states none.
func (b *Builder) numberFinding(item, loinc string, d *frontsheet.Decimal, unit, ucum string) {
	if q := b.quantity(d, unit, ucum); q != nil {
		if unit == "" {
			q.Unit = nil
		}
		b.observe(item, item, loinc).ValueQuantity = q
	}
}

// ageUnderOne adds the age under one year, unless the sheet states an age in
// years: then it is kept verbatim, and the years count.
func (b *Builder) ageUnderOne() {
	age := &b.sheet.Patient.AgeUnderOne
	if years := b.sheet.Patient.AgeYears; *age != (frontsheet.AgeUnderOne{}) && years != "" && years != "0" {
		severity := frontsheet.Warning
		if strings.Trim(string(age.Days+age.Months), "0") == "" {
			severity = frontsheet.Information // what systems write for none
		}
		element, value := "patient.age-days", string(age.Days)
		if b.sheet.Column(element) == "" {
			element = "patient.age-months"
			if age.Months != "" || b.formatOf(element) != layout.MonthsOrDays {
				value = literal.WriteMonths(*age)
			}
		}
		b.keep(element, value)
		b.issue(severity, element, "age-conflict", "the sheet states an age in years, and one under a year: the years count, the other is kept as written")
		return
	}
	b.durationFinding("age-under-one", document.AgeParts(age)...)
}

// formatOf returns the format of the column of an element, "" where there is none.
func (b *Builder) formatOf(element string) string {
	if b.layout == nil {
		return ""
	}
	if i, ok := b.layout.FieldOf(element); ok {
		return b.layout.Fields[i].Format
	}
	return ""
}

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

// durationFinding adds a duration in several numbers, each a component.
func (b *Builder) durationFinding(item string, parts ...document.Component) {
	var components []r4.ObservationComponent
	for _, p := range parts {
		if q := b.quantity(p.Value, p.Unit, p.Unit); q != nil {
			if components == nil {
				components = b.arena.components.List(len(parts))
			}
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
func (b *Builder) birthWeights() {
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

// admissionWeight adds the weight of a newborn at admission.
func (b *Builder) admissionWeight() {
	b.numberFinding("newborn-admission-weight", b.ofInfant(document.LOINCWeight), &b.sheet.Newborn.AdmissionWeight, "g", "g")
}

// ofInfant returns a code of LOINC where the patient is the newborn.
func (b *Builder) ofInfant(loinc string) string {
	if isInfant(b.sheet) {
		return loinc
	}
	return ""
}

// isInfant reports whether the sheet says that the patient is under one year.
func isInfant(s *frontsheet.FrontSheet) bool {
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
func (b *Builder) observe(part, item, loinc string) *r4.Observation {
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
