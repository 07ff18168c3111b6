package deidentify

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// The bands of ages, in years, and the days in which an age is kept.
const (
	bandWidth   = 5
	oldestBand  = 90
	newbornDays = 28
)

// age passes the age on: under a profile with bands, as a band instead of the
// birth date and the age; of a newborn as days.
func (r *redactor) age() {
	p, to := &r.from.Patient, &r.to.Patient
	if r.action("patient.age-years") != Band {
		to.BirthDate = r.date("patient.birth-date", p.BirthDate)
		to.AgeYears = r.decimal("patient.age-years", p.AgeYears)
		to.AgeUnderOne.Days = r.decimal("patient.age-days", p.AgeUnderOne.Days)
		to.AgeUnderOne.Months = r.months("patient.age-months", p.AgeUnderOne.Months)
		return
	}
	band, newborn := bandOf(r.from, r.begun)
	action := Band
	if !band.Stated && newborn < 0 {
		action = Drop
	}
	for _, e := range []struct {
		path   string
		stated bool
	}{
		{"patient.birth-date", !p.BirthDate.IsZero()},
		{"patient.age-years", p.AgeYears != ""},
		{"patient.age-months", p.AgeUnderOne.Months != ""},
		{"patient.age-days", p.AgeUnderOne.Days != ""},
	} {
		if e.stated {
			r.note(e.path, action)
		}
	}
	if to.AgeBand = band; newborn >= 0 {
		to.AgeUnderOne.Days = frontsheet.Decimal(strconv.Itoa(newborn))
	}
}

// months passes on the completed months of an age under one year, which tell
// the month of birth and not the day.
func (r *redactor) months(path string, d frontsheet.Decimal) frontsheet.Decimal {
	if d == "" {
		return ""
	}
	if r.action(path) != Month || !measures(path, d) {
		r.note(path, Drop)
		return ""
	}
	r.note(path, Month)
	whole, _, _ := strings.Cut(string(d), ".")
	return frontsheet.Decimal(whole)
}

// bandOf returns the band of the age at admission, or for a newborn the days
// of life, -1 for none. Without an age or dates to tell it there is neither.
func bandOf(s *frontsheet.FrontSheet, admission frontsheet.DateTime) (band frontsheet.AgeBand, newborn int) {
	newborn = -1
	p := &s.Patient
	under := p.AgeUnderOne
	years, err := strconv.Atoi(string(p.AgeYears))
	known := err == nil && years >= 0
	lived, dated := days(p.BirthDate, admission)
	switch n, err := strconv.Atoi(string(under.Days)); {
	case known && years > 0:
	case err == nil && n >= 0 && n < newbornDays && (under.Months == "" || under.Months == "0"):
		return band, n
	case under.Days == "" && under.Months == "" && dated && lived >= 0 && lived < newbornDays:
		return band, lived
	case under != (frontsheet.AgeUnderOne{}):
		years, known = 0, true
	case !known && dated && lived >= 0:
		years, known = completedYears(p.BirthDate, admission), true
	}
	if !known {
		return band, newborn
	}
	if years >= oldestBand {
		return frontsheet.AgeBand{Stated: true, Low: oldestBand}, newborn
	}
	low := years / bandWidth * bandWidth
	return frontsheet.AgeBand{Stated: true, Low: low, High: low + bandWidth - 1}, newborn
}

// admissionOf is when the stay or the attendance began.
func admissionOf(s *frontsheet.FrontSheet) frontsheet.DateTime {
	if s.Stay.Admission.IsZero() {
		return s.Emergency.Admission
	}
	return s.Stay.Admission
}

// completedYears counts the birthdays after the birth, to the day.
func completedYears(birth, at frontsheet.DateTime) int {
	years := at.Year - birth.Year
	if at.Month < birth.Month || at.Month == birth.Month && at.Day < birth.Day {
		years--
	}
	return years
}
