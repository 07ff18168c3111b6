package quality

import (
	"strconv"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

func admissionDischarge(x *examination) {
	if s := &x.sheet.Stay; s.Discharge.Before(s.Admission) {
		x.report("stay.discharge", "the discharge is before the admission")
	}
}

// outsideStay reports whether a time is certainly not within the stay.
func (x *examination) outsideStay(d frontsheet.DateTime) bool {
	s := &x.sheet.Stay
	return d.Before(s.Admission) || s.Discharge.Before(d)
}

func confirmedInStay(x *examination) {
	x.each(func(d *frontsheet.Diagnosis) {
		if x.outsideStay(d.Confirmed) {
			x.report(fieldOf(d, "confirmed"), "the diagnosis was confirmed before the admission or after the discharge")
		}
	})
}

func proceduresInStay(x *examination) {
	for i := range x.sheet.Procedures {
		if p := &x.sheet.Procedures[i]; x.outsideStay(p.Performed) {
			x.report(procedureField(p, "performed"), "the procedure was performed before the admission or after the discharge")
		}
	}
}

func intensiveInStay(x *examination) {
	for i := range x.sheet.Stay.Intensive {
		u := &x.sheet.Stay.Intensive[i]
		field := "stay.intensive[" + strconv.Itoa(i+1) + "]."
		switch {
		case u.Left.Before(u.Entered) || u.Left == u.Entered && u.Left.Precision >= frontsheet.ToMinute:
			x.report(field+"left", "the patient left intensive care no later than entering it")
		case x.outsideStay(u.Entered):
			x.report(field+"entered", "the patient entered intensive care before the admission or after the discharge")
		case x.outsideStay(u.Left):
			x.report(field+"left", "the patient left intensive care before the admission or after the discharge")
		}
	}
}

func lengthOfStay(x *examination) {
	s := &x.sheet.Stay
	days, ok := daysBetween(s.Admission, s.Discharge)
	if !ok || days < 0 || s.Days == "" {
		return
	}
	stated, ok := whole(s.Days)
	if !ok {
		x.report("stay.days", "the days in hospital are not a whole number")
		return
	}
	least, most := days, days
	switch {
	case x.options.StayDays == BothDays:
		least, most = days+1, days+1
	case days > 0 || x.options.StayDays == Zero:
	case x.options.StayDays == One:
		least, most = 1, 1
	default:
		most = 1
	}
	if stated < least || stated > most {
		x.report("stay.days", "the days in hospital are not those from admission to discharge")
	}
}

func qualityDate(x *examination) {
	d := x.sheet.Quality.Date
	switch {
	case d.Before(x.sheet.Stay.Admission):
		x.report("quality.date", "the record was checked before the admission")
	case x.options.Today.Before(d):
		x.report("quality.date", "the record was checked in the future")
	}
}

func futureDates(x *examination) {
	today := x.options.Today
	for _, date := range [...]struct {
		element string
		value   frontsheet.DateTime
	}{
		{"patient.birth-date", x.sheet.Patient.BirthDate},
		{"stay.admission", x.sheet.Stay.Admission},
		{"stay.discharge", x.sheet.Stay.Discharge},
	} {
		if today.Before(date.value) {
			x.report(date.element, "the date is in the future")
		}
	}
}

func ageConflict(x *examination) {
	p := &x.sheet.Patient
	if days, ok := daysBetween(p.BirthDate, x.sheet.Stay.Admission); ok && days < 0 {
		x.report("patient.birth-date", "the patient was born after the admission")
		return
	}
	if !x.dated {
		return
	}
	if years, ok := whole(p.AgeYears); ok && abs(years-x.years) > x.options.AgeTolerance {
		x.report("patient.age-years", "the age is not the time from birth to admission")
	}
	if !x.infant() {
		return
	}
	days, hasDays := whole(p.AgeUnderOne.Days)
	months, hasMonths := whole(p.AgeUnderOne.Months)
	switch {
	case hasMonths && abs(months-x.months) > 1:
		x.report("patient.age-months", "the months are not those from birth to admission")
	case !hasMonths && p.AgeUnderOne.Months == "" && hasDays && abs(days-x.days) > 1:
		x.report(x.ageField(), "the days are not those from birth to admission")
	}
}

// ageField returns the element of an age under one year for which the layout has a
// column.
func (x *examination) ageField() string {
	if x.sheet.Column("patient.age-days") == "" && x.sheet.Column("patient.age-months") != "" {
		return "patient.age-months"
	}
	return "patient.age-days"
}

func abs(n int) int { return max(n, -n) }

func ageUnderOne(x *examination) {
	if !x.infant() {
		return
	}
	p := &x.sheet.Patient
	if years, ok := whole(p.AgeYears); ok && years != 0 {
		x.report("patient.age-years", "the patient is under one year, and the years are not 0")
	}
	if p.AgeUnderOne == (frontsheet.AgeUnderOne{}) {
		x.report(x.ageField(), "the patient is under one year, and neither days nor months are stated")
	}
}

func intensiveDays(x *examination) {
	special, ok := whole(x.sheet.Care.Special)
	if !ok {
		return
	}
	full := 0
	for i := range x.sheet.Stay.Intensive {
		u := &x.sheet.Stay.Intensive[i]
		h, ok := hours(u.Entered, u.Left)
		if !ok || h < 0 {
			return
		}
		full += int(h / 24)
	}
	if special < full {
		x.report("care.special-days", "the days of special nursing are fewer than the full days in intensive care")
	}
}

func nursingDays(x *examination) {
	days, ok := whole(x.sheet.Stay.Days)
	if !ok {
		return
	}
	c := &x.sheet.Care
	sum := 0
	for _, d := range [...]frontsheet.Decimal{c.Special, c.First, c.Second, c.Third} {
		n, ok := whole(d)
		if !ok && d != "" {
			return
		}
		sum += n
	}
	if sum > max(days, 1) {
		x.report("stay.days", "the days of nursing are more than the days in hospital")
	}
}
