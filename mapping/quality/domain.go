package quality

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
)

// outside reports whether a coded value is stated and not in its domain:
// that of its value set, or where it has none one of the codes.
func outside(c frontsheet.Coded, known ...string) bool {
	if c.IsZero() {
		return false
	}
	if c.Set != nil {
		_, ok := c.Set.Concept(c.Code)
		return !ok
	}
	if len(known) == 0 {
		return false
	}
	for _, k := range known {
		if c.Code == k {
			return false
		}
	}
	return true
}

const outsideDomain = "the value is not in the domain of the item"

func sexDomain(x *examination) {
	s := x.sheet.Patient.Sex
	if x.mainland && outside(s, "0", "1", "2", "9") || !x.mainland && outside(s) {
		x.report("patient.sex", outsideDomain)
	} else if x.mainland && !s.IsZero() && x.sex == "" {
		x.reportAs(warning, "patient.sex", "the sex is unknown or not stated: groupers take only male and female")
	}
}

func dispositionDomain(x *examination) {
	var known []string
	if x.mainland {
		known = []string{"1", "2", "3", "4", "5", "9"}
	}
	if outside(x.sheet.Stay.Disposition, known...) {
		x.report("stay.disposition", outsideDomain)
	}
}

func presentDomain(x *examination) {
	var known []string
	if x.mainland {
		known = []string{"1", "2", "3", "4"}
	}
	x.each(func(d *frontsheet.Diagnosis) {
		if outside(d.Present, known...) {
			x.report(fieldOf(d, "present"), outsideDomain)
		}
	})
}

func codeDomains(x *examination) {
	s := x.sheet
	for _, e := range [...]struct {
		element string
		value   *frontsheet.Coded
	}{
		{"patient.nationality", &s.Patient.Nationality},
		{"patient.ethnicity", &s.Patient.Ethnicity},
		{"patient.marital", &s.Patient.Marital},
		{"patient.occupation", &s.Patient.Occupation},
		{"patient.native-place", &s.Patient.NativePlace},
		{"patient.document-type", &s.Patient.DocumentType},
		{"patient.contact.relationship", &s.Patient.Contact.Relationship},
		{"stay.payment", &s.Stay.Payment},
		{"stay.route", &s.Stay.Route},
		{"stay.admitted-to.department", &s.Stay.AdmittedTo.Department},
		{"stay.discharged-from.department", &s.Stay.DischargedFrom.Department},
		{"stay.condition", &s.Stay.Condition},
		{"stay.day-surgery", &s.Stay.DaySurgery},
		{"stay.readmission", &s.Stay.Readmission},
		{"allergy.recorded", &s.Allergy.Recorded},
		{"finding.abo", &s.Findings.ABO},
		{"finding.rh", &s.Findings.Rh},
		{"finding.hbsag", &s.Findings.HBsAg},
		{"finding.hcv", &s.Findings.HCV},
		{"finding.hiv", &s.Findings.HIV},
		{"finding.autopsy", &s.Findings.Autopsy},
		{"finding.transfusion-reaction", &s.Findings.TransfusionReacted},
		{"quality.grade", &s.Quality.Grade},
	} {
		if outside(*e.value) {
			x.report(e.element, outsideDomain)
		}
	}
	for i := range s.Stay.Transfers {
		if outside(s.Stay.Transfers[i].Department) {
			x.report("stay.transfers", outsideDomain)
			break
		}
	}
	for i := range s.Stay.Intensive {
		if outside(s.Stay.Intensive[i].Unit) {
			x.report("stay.intensive["+strconv.Itoa(i+1)+"].unit", outsideDomain)
		}
	}
	x.each(func(d *frontsheet.Diagnosis) {
		if outside(d.Outcome) {
			x.report(fieldOf(d, "outcome"), outsideDomain)
		}
	})
	for i := range s.Procedures {
		p := &s.Procedures[i]
		for _, e := range [...]struct {
			part  string
			value *frontsheet.Coded
		}{
			{"level", &p.Level},
			{"incision", &p.Incision},
			{"healing", &p.Healing},
			{"incision-healing", &p.IncisionHealing},
			{"anaesthesia", &p.Anaesthesia},
			{"risk", &p.Risk},
		} {
			if outside(*e.value) {
				x.report(procedureField(p, e.part), outsideDomain)
			}
		}
	}
}

func postcodes(x *examination) {
	p := &x.sheet.Patient
	for _, e := range [...]struct {
		element string
		value   string
	}{
		{"patient.current.postcode", p.Current.Postcode},
		{"patient.registered.postcode", p.Registered.Postcode},
		{"patient.employer.postcode", p.Employer.Postcode},
	} {
		if e.value == "" {
			continue
		}
		if len(e.value) != 6 || !matches("999999", e.value) {
			x.report(e.element, "the postcode has not six digits")
		}
	}
}

// document reads the number of the identity document, once.
func (x *examination) document() *identity.Identity {
	if x.id == nil {
		p := &x.sheet.Patient
		x.id = new(identity.Parse(kindOf(p.DocumentType), p.DocumentNumber))
	}
	return x.id
}

// kindOf returns the kind of document that a type states, as far as it states
// one that has a kind.
func kindOf(t frontsheet.Coded) identity.Kind {
	name := standard(t)
	for kind := identity.HKID; kind <= identity.Passport; kind++ {
		if kind.String() == name {
			return kind
		}
	}
	if t.Set != nil && t.Set.Name == "hqms-rc038" {
		switch t.Code {
		case "1":
			return identity.ResidentID
		case "4":
			return identity.HomeReturnPermit
		case "5":
			return identity.TaiwanPermit
		case "6":
			return identity.Passport
		case "7":
			return identity.PermanentResidence
		}
	}
	return identity.Unknown
}

func identityNumber(x *examination) {
	id := x.document()
	if id.Verdict.OK() || id.Verdict == identity.Blank {
		return
	}
	switch {
	case id.Kind == identity.Unknown && !x.sheet.Patient.DocumentType.IsZero():
		// A kind of document whose numbers nobody can check.
	case id.Kind == identity.Unknown:
		if x.mainland && !x.foreign() {
			x.reportAs(warning, "patient.document-number", "the number has not the shape of a resident identity number, nor of another document whose shape tells")
		}
	default:
		x.report("patient.document-number", "the number does not check as that of a document of the kind "+id.Kind.String()+": "+id.Reason)
	}
}

// foreign reports whether the patient is known not to be a Chinese national.
func (x *examination) foreign() bool {
	nationality := standard(x.sheet.Patient.Nationality)
	return nationality != "" && nationality != "CN" && nationality != "CHN"
}

func timePrecision(x *examination) {
	s := &x.sheet.Stay
	least, detail := frontsheet.ToMinute, "the time is not stated to the minute"
	if x.sheet.Layout == "n041" {
		least, detail = frontsheet.ToHour, "the hour is not stated"
	}
	if !s.Admission.IsZero() && s.Admission.Precision < least {
		x.report("stay.admission", detail)
	}
	if !s.Discharge.IsZero() && s.Discharge.Precision < least {
		x.report("stay.discharge", detail)
	}
}

func ageForm(x *examination) {
	p := &x.sheet.Patient
	years, ok := whole(p.AgeYears)
	if p.AgeYears != "" && !ok {
		x.report("patient.age-years", "the age is not a whole number of years")
	}
	days, months := p.AgeUnderOne.Days, p.AgeUnderOne.Months
	if days == "" && months == "" {
		return
	}
	field := "patient.age-days"
	if months != "" || x.ageField() == "patient.age-months" {
		field = "patient.age-months"
	}
	if ok && years > 0 {
		severity := warning
		if strings.Trim(string(days+months), "0.") == "" { // what exporters write for none
			severity = notice
		}
		x.reportAs(severity, field, "the patient is not under one year, and an age under one year is stated")
		return
	}
	// Days alone are days, or less than a month in thirtieths.
	if x.options.InfantAge == Months && months == "" && !within(days, 0, 29) {
		x.report(field, "the age is stated in days, not in months and thirtieths")
		return
	}
	if x.options.InfantAge == Days && months != "" {
		x.report(field, "the age is stated in months, not in days")
		return
	}
	switch {
	case months == "" && !within(days, 0, 365):
		x.report(field, "the days are not a whole number from 0 to 365")
	case months != "" && (!within(months, 0, 12) || days != "" && !within(days, 0, 30)):
		x.report(field, "the months are not a whole number up to 12, with thirtieths")
	}
}

// within reports whether a number is whole and in a range.
func within(d frontsheet.Decimal, least, most int) bool {
	n, ok := whole(d)
	return ok && least <= n && n <= most
}

func newbornWeights(x *examination) {
	n := &x.sheet.Newborn
	for i, w := range n.BirthWeights {
		x.weight("newborn.birth-weight["+strconv.Itoa(i+1)+"]", w)
	}
	x.weight("newborn.admission-weight", n.AdmissionWeight)
}

func (x *examination) weight(field string, w frontsheet.Decimal) {
	if w == "" {
		return
	}
	g, ok := whole(w)
	switch {
	case !ok:
		x.report(field, "the weight is not in whole grams")
	case g < x.options.minWeight() || g > x.options.maxWeight():
		x.report(field, "the weight is not from "+strconv.Itoa(x.options.minWeight())+" to "+strconv.Itoa(x.options.maxWeight())+" g")
	case g%10 != 0:
		x.report(field, "the weight is not stated to 10 g")
	}
}

func comaRanges(x *examination) {
	f := &x.sheet.Findings
	for _, c := range [...]struct {
		name string
		coma *frontsheet.Coma
	}{{"coma.before", &f.ComaBefore}, {"coma.after", &f.ComaAfter}} {
		if c.coma.Days != "" && !within(c.coma.Days, 0, 99999) {
			x.report(c.name+".days", "the days are not a whole number from 0")
		}
		if c.coma.Hours != "" && !within(c.coma.Hours, 0, 23) {
			x.report(c.name+".hours", "the hours are not a whole number from 0 to 23")
		}
		if c.coma.Minutes != "" && !within(c.coma.Minutes, 0, 59) {
			x.report(c.name+".minutes", "the minutes are not a whole number from 0 to 59")
		}
	}
}
