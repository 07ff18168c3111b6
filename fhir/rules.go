package fhir

import (
	"strings"
	"time"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// The invariants of R4 that a front sheet can break, each under its key. The
// generated code calls them once the element is written; they do nothing
// unless Check asks for them.

// rule reports the element in hand if it breaks the rule.
func (e *encoder) rule(broken bool, rule, reason string) {
	if broken {
		e.fail("", rule, reason)
	}
}

func (e *encoder) rulesCompositionSection(v *r4.CompositionSection) {
	if !e.checking {
		return
	}
	e.rule(v.Text == nil && len(v.Entry) == 0 && len(v.Section) == 0, "cmp-1", "has neither text nor entries nor sections")
	e.rule(v.EmptyReason != nil && len(v.Entry) > 0, "cmp-2", "has a reason for being empty, and entries")
}

func (e *encoder) rulesCondition(v *r4.Condition) {
	if !e.checking {
		return
	}
	abated := v.AbatementDateTime != nil || v.AbatementAge != nil || v.AbatementPeriod != nil || v.AbatementRange != nil || v.AbatementString != nil
	e.rule(abated && !hasCode(v.ClinicalStatus, "inactive", "resolved", "remission"), "con-4", "has abated, and a clinical status that says otherwise")
	e.rule(v.ClinicalStatus != nil && hasCode(v.VerificationStatus, "entered-in-error"), "con-5", "was entered in error, and has a clinical status")
}

func hasCode(v *r4.CodeableConcept, codes ...string) bool {
	if v == nil {
		return false
	}
	for i := range v.Coding {
		for _, code := range codes {
			if c := v.Coding[i].Code; c != nil && *c == code {
				return true
			}
		}
	}
	return false
}

func (e *encoder) rulesContactPoint(v *r4.ContactPoint) {
	if e.checking {
		e.rule(v.Value != nil && v.System == nil, "cpt-2", "has a value, and no system")
	}
}

func (e *encoder) rulesExtension(v *r4.Extension) {
	if !e.checking {
		return
	}
	// The url is one member, the id another; more is a value or extensions.
	own := 1
	if v.Id != nil {
		own++
	}
	if len(v.Extension) > 0 {
		own++
		e.rule(e.keys > own, "ext-1", "has a value and extensions")
		return
	}
	e.rule(e.keys <= own, "ext-1", "has neither a value nor extensions")
}

func (e *encoder) rulesOrganization(v *r4.Organization) {
	if e.checking {
		e.rule(len(v.Identifier) == 0 && v.Name == nil, "org-1", "has neither an identifier nor a name")
	}
}

func (e *encoder) rulesPatientContact(v *r4.PatientContact) {
	if e.checking {
		e.rule(v.Name == nil && len(v.Telecom) == 0 && v.Address == nil && v.Organization == nil, "pat-1", "has neither a name nor telecom, address or organization")
	}
}

func (e *encoder) rulesQuantity(v *r4.Quantity) {
	if e.checking {
		e.rule(v.Code != nil && v.System == nil, "qty-3", "has a code for its unit, and no system")
	}
}

func (e *encoder) rulesPeriod(v *r4.Period) {
	if !e.checking || v.Start == nil || v.End == nil || !primDateTime.holds(*v.Start) || !primDateTime.holds(*v.End) {
		return
	}
	e.rule(!startsFirst(*v.Start, *v.End), "per-1", "starts after it ends, or nobody can tell")
}

// startsFirst reports whether the dateTime a is not later than b. Where one
// is less precise than the other it must be so whatever the first means:
// FHIRPath has no answer to "12:00 <= that day", and to a validator that is
// as bad as no. A date has no zone; that of the other is as good as any.
func startsFirst(a, b string) bool {
	zoneA, zoneB := zone(a), zone(b)
	if zoneA == nil {
		zoneA = zoneB
	}
	if zoneB == nil {
		zoneB = zoneA
	}
	startA, endA := bounds(a, zoneA)
	startB, endB := bounds(b, zoneB)
	if scanDate(a) == scanDate(b) && (startA == endA) == (startB == endB) {
		return !startA.After(startB)
	}
	return endA.Before(startB)
}

// zone returns the zone of a dateTime, nil where it is a date.
func zone(s string) *time.Location {
	_, clock, ok := strings.Cut(s, "T")
	if !ok {
		return nil
	}
	if strings.HasSuffix(clock, "Z") {
		return time.UTC
	}
	s = s[len(s)-len("+08:00"):]
	hour, _ := number(s[1:], 2)
	minute, _ := number(s[4:], 2)
	offset := hour*3600 + minute*60
	if s[0] == '-' {
		offset = -offset
	}
	return time.FixedZone("", offset)
}

// bounds returns the first and the last moment that a dateTime can mean.
func bounds(s string, in *time.Location) (first, last time.Time) {
	if in == nil {
		in = time.UTC
	}
	n := scanDate(s)
	year, _ := number(s, 4)
	month, day := 1, 1
	if n >= len("2006-01") {
		month, _ = number(s[5:], 2)
	}
	if n == len(dateLayout) {
		day, _ = number(s[8:], 2)
	}
	first = time.Date(year, time.Month(month), day, 0, 0, 0, 0, in)
	if len(s) > n {
		clock := s[n+1:]
		hour, _ := number(clock, 2)
		minute, _ := number(clock[3:], 2)
		second, _ := number(clock[6:], 2)
		nanos := 0
		if clock[8] == '.' {
			for i, scale := 9, 100_000_000; isDigit(clock[i]); i, scale = i+1, scale/10 {
				nanos += int(clock[i]-'0') * scale
			}
		}
		first = first.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second + time.Duration(nanos))
		return first, first
	}
	switch n {
	case len("2006"):
		last = first.AddDate(1, 0, 0)
	case len("2006-01"):
		last = first.AddDate(0, 1, 0)
	default:
		last = first.AddDate(0, 0, 1)
	}
	return first, last.Add(-1)
}
