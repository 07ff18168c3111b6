package tabular

import (
	"strconv"
	"time"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// settleAge finds the unit of an age in such a column. Decimals are months. A whole
// number is what it is from birth to admission, give or take one; where these dates are
// not known it is months, unless no age under one year has as many. One that is
// neither is kept as written, and no age.
func (b *sheetBuilder) settleAge() {
	i, ok := b.file.Layout.ByPath["patient.age-months"]
	if !ok || b.file.Layout.Fields[i].Format != layout.MonthsOrDays {
		return
	}
	age := &b.sheet.Patient.AgeUnderOne
	n, err := strconv.Atoi(string(age.Months))
	if err != nil || age.Days != "" {
		return
	}
	b.field = &b.file.Layout.Fields[i]
	days, months, known := timeToAdmission(b.sheet)
	near := func(m int) bool { return m-1 <= n && n <= m+1 }
	switch {
	case n == 0: // in either unit
		*age = frontsheet.AgeUnderOne{Days: age.Months}
	case !known && n < 12, known && (n == months && n != days || near(months) && !near(days)):
		// months, as the column is defined
	case !known, near(days):
		*age = frontsheet.AgeUnderOne{Days: age.Months}
		b.issue(frontsheet.Information, "age-unit", "the column is defined in months, and the number is one of days")
	default:
		b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: b.field.Column, Value: string(age.Months)})
		*age = frontsheet.AgeUnderOne{}
		b.issue(frontsheet.Warning, "age-unit", "the number is neither the months nor the days from birth to admission: nobody can say which it is, and it is kept as written")
	}
}

// timeToAdmission returns the days and the completed months from birth to admission.
func timeToAdmission(s *frontsheet.FrontSheet) (days, months int, ok bool) {
	born, admitted := s.Patient.BirthDate, s.Stay.Admission
	if born.Precision < frontsheet.ToDay || admitted.Precision < frontsheet.ToDay {
		return 0, 0, false
	}
	months = 12*(admitted.Year-born.Year) + admitted.Month - born.Month
	if admitted.Day < born.Day {
		months--
	}
	day := func(d frontsheet.DateTime) time.Time {
		return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	}
	return int(day(admitted).Sub(day(born)).Hours() / 24), months, true
}

// appendMonthsOrDays appends an age in the unit in which it is stated, and not at all
// where that is both.
func (w *Writer) appendMonthsOrDays(dst []byte, f *layout.Field, age frontsheet.AgeUnderOne) []byte {
	if age == (frontsheet.AgeUnderOne{}) {
		return append(dst, w.keptCell(f)...) // a number of which nobody knows what it counts
	}
	if age.Months != "" && age.Days != "" {
		w.report(f, frontsheet.Warning, "age-unit", "the age is stated in months and days, and the column has one number: the cell stays empty")
		return dst
	}
	return append(append(dst, age.Months...), age.Days...)
}
