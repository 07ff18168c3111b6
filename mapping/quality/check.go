package quality

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
)

// Check checks one sheet by itself, and returns what it finds in the order of
// the rules, the score last; nil where it finds nothing. It does not change the sheet, and is safe for
// concurrent use. Nil options are the defaults.
func Check(sheet *frontsheet.FrontSheet, options *Options) []Finding {
	if options == nil {
		options = &defaults
	}
	x := examination{sheet: sheet, options: options}
	x.prepare()
	for i := range rules {
		x.apply(&rules[i])
	}
	x.apply(&scoring)
	return x.findings
}

// An examination is one sheet under check, with what several rules need to
// know of it.
type examination struct {
	sheet    *frontsheet.FrontSheet
	options  *Options
	rule     *Rule
	findings []Finding

	mainland bool
	sex      identity.Sex // "" where unknown
	died     bool         // the disposition says so
	alive    bool         // the disposition says so
	years    int          // completed years at admission, -1 where unknown
	days     int          // days of life at admission, -1 where unknown
	months   int          // completed months at admission, -1 without dates
	dated    bool         // years, months and days follow from dates

	principal *frontsheet.Diagnosis // nil where there is none
	id        *identity.Identity    // see document
}

// forms are the layouts of the mainland's front sheets.
var forms = [...]string{"hqms", "hqms-p", "n041", "n042"}

// paper reports whether the sheet is of one of the paper forms, 卫统4-1 and 卫统4-2, and
// not of the interface of HQMS.
func (x *examination) paper() bool { return x.sheet.Layout == "n041" || x.sheet.Layout == "n042" }

// apply checks a rule where it applies.
func (x *examination) apply(r *rule) {
	if r.check == nil || r.Mainland && !x.mainland || x.options.severity(&r.Rule, r.Severity) == Off {
		return
	}
	x.rule = &r.Rule
	r.check(x)
}

func (x *examination) prepare() {
	s := x.sheet
	switch x.options.Origin {
	case FromLayout:
		x.mainland = slices.Contains(forms[:], s.Layout)
	case Mainland:
		x.mainland = true
	}
	switch standard(s.Patient.Sex) {
	case "male":
		x.sex = identity.Male
	case "female":
		x.sex = identity.Female
	case "":
		if x.mainland && s.Patient.Sex.Set == nil {
			switch s.Patient.Sex.Code {
			case "1":
				x.sex = identity.Male
			case "2":
				x.sex = identity.Female
			}
		}
	}
	d := s.Stay.Disposition
	x.died = standard(d) == "exp" || x.mainland && d.Code == "5"
	x.alive = !x.died && d.Code != ""
	x.age()
	for i := range s.Diagnoses {
		if s.Diagnoses[i].Role == frontsheet.Principal && stated(&s.Diagnoses[i]) {
			x.principal = &s.Diagnoses[i]
			break
		}
	}
}

// age finds out how old the patient is: from the dates, or else from what the
// sheet states.
func (x *examination) age() {
	x.years, x.months, x.days = -1, -1, -1
	p := &x.sheet.Patient
	born, admitted := p.BirthDate, x.sheet.Stay.Admission
	if days, ok := daysBetween(born, admitted); ok && days >= 0 {
		x.dated, x.days = true, days
		x.months = 12*(admitted.Year-born.Year) + admitted.Month - born.Month
		if admitted.Day < born.Day {
			x.months--
		}
		x.years = x.months / 12
		return
	}
	if n, ok := whole(p.AgeYears); ok {
		x.years = n
	}
	days, hasDays := whole(p.AgeUnderOne.Days)
	months, hasMonths := whole(p.AgeUnderOne.Months)
	if x.years <= 0 && (hasDays || hasMonths) {
		x.years, x.days = 0, 30*months+days
	}
}

// newborn reports whether the patient is known to be a newborn.
func (x *examination) newborn() bool {
	return x.days >= 0 && x.days <= x.options.newbornDays()
}

// grown reports whether the patient is known not to be a newborn.
func (x *examination) grown() bool {
	return x.days > x.options.newbornDays() || x.days < 0 && x.years > 0
}

// infant reports whether the patient is known to be under one year.
func (x *examination) infant() bool { return x.years == 0 }

// report adds a finding of the rule in hand.
func (x *examination) report(field, detail string) {
	x.reportAs(x.rule.Severity, field, detail)
}

// reportAs adds a finding whose severity is not that of its rule.
func (x *examination) reportAs(severity frontsheet.Severity, field, detail string) {
	x.findings = append(x.findings, newFinding(place{x.sheet.Column(field), x.sheet.Title(field)}, x.options, x.rule, severity, field, detail))
}

// A place is a column, as the layout names it, and its title there.
type place struct{ column, title string }

func newFinding(at place, options *Options, r *Rule, severity frontsheet.Severity, field, detail string) Finding {
	return Finding{
		Rule: r.ID, Code: r.Code, Source: r.Sources[0],
		Severity: options.severity(r, severity),
		Column:   at.column, Title: at.title, Field: field, Detail: detail,
	}
}

// standard returns the FHIR code that the value set gives a coded value, ""
// where there is none.
func standard(c frontsheet.Coded) string {
	if c.Set == nil {
		return ""
	}
	concept, _ := c.Set.Concept(c.Code)
	return concept.Standard
}

// stated reports whether a line of diagnoses holds a diagnosis.
func stated(d *frontsheet.Diagnosis) bool { return d.Name != "" || len(d.Codes) > 0 }

// done reports whether a line of procedures holds a procedure.
func done(p *frontsheet.Procedure) bool { return p.Name != "" || len(p.Codes) > 0 }

// each calls f with each diagnosis of the roles, all where there are none.
func (x *examination) each(f func(*frontsheet.Diagnosis), roles ...frontsheet.DiagnosisRole) {
	for i := range x.sheet.Diagnoses {
		d := &x.sheet.Diagnoses[i]
		if !stated(d) {
			continue
		}
		if len(roles) == 0 {
			f(d)
		}
		for _, role := range roles {
			if d.Role == role {
				f(d)
			}
		}
	}
}

// any reports whether f holds for a diagnosis of the discharge.
func (x *examination) any(f func(*frontsheet.Diagnosis) bool) bool {
	for i := range x.sheet.Diagnoses {
		d := &x.sheet.Diagnoses[i]
		if (d.Role == frontsheet.Principal || d.Role == frontsheet.Other) && stated(d) && f(d) {
			return true
		}
	}
	return false
}

// first returns the first diagnosis of a role, nil where there is none.
func (x *examination) first(role frontsheet.DiagnosisRole) *frontsheet.Diagnosis {
	for i := range x.sheet.Diagnoses {
		if d := &x.sheet.Diagnoses[i]; d.Role == role && stated(d) {
			return d
		}
	}
	return nil
}

// fieldOf names a part of a diagnosis as layouts do.
func fieldOf(d *frontsheet.Diagnosis, part string) string {
	return "diagnosis." + string(d.Role) + "[" + strconv.Itoa(d.Slot) + "]." + part
}

// procedureField names a part of a procedure as layouts do.
func procedureField(p *frontsheet.Procedure, part string) string {
	return "procedure[" + strconv.Itoa(p.Rank) + "]." + part
}

// whole returns a number that is whole and not negative. ok is false for any
// other, and for none.
func whole(d frontsheet.Decimal) (n int, ok bool) {
	digits, fraction, _ := strings.Cut(string(d), ".")
	if digits == "" || len(digits) > 9 || strings.Trim(fraction, "0") != "" {
		return 0, false
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		n = 10*n + int(digits[i]-'0')
	}
	return n, true
}

// daysBetween returns the days from one date to another, whatever the times.
func daysBetween(from, to frontsheet.DateTime) (days int, ok bool) {
	if from.IsZero() || to.IsZero() {
		return 0, false
	}
	return int(midnight(to).Sub(midnight(from)) / (24 * time.Hour)), true
}

func midnight(d frontsheet.DateTime) time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// hours returns the hours from one time to another, which must both be stated
// to the hour.
func hours(from, to frontsheet.DateTime) (h float64, ok bool) {
	if from.Precision < frontsheet.ToHour || to.Precision < frontsheet.ToHour {
		return 0, false
	}
	return clock(to).Sub(clock(from)).Hours(), true
}

func clock(d frontsheet.DateTime) time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, d.Hour, d.Minute, d.Second, 0, time.UTC)
}
