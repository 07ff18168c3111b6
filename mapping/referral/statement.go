package referral

import (
	"fmt"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// A Statement is what somebody says of a referral besides the record of the stay. The zero
// Statement says nothing. It may be used by several goroutines at once.
type Statement struct {
	// From and To are who asks and who is asked: hospital, department, clinician. Their
	// roles follow from the field.
	From, To frontsheet.Provider
	// Number is the number of the request by who asks.
	Number string
	// Urgency is how soon the patient is to be seen, a code of FHIR's RequestPriority:
	// "routine", "urgent", "asap" or "stat".
	Urgency string
	// Reason is why the patient is referred.
	Reason string
	// Date is the date of the transfer.
	Date frontsheet.DateTime
	// Notes are what is said of the patient besides, by items of [Items].
	Notes map[string]string
}

// OfOne reports whether the statement is about one patient, and so may not be made of
// several: all but who asks and who is asked is.
func (s *Statement) OfOne() bool {
	return s.Number != "" || s.Urgency != "" || s.Reason != "" || !s.Date.IsZero() || len(s.Notes) > 0
}

// IsZero reports whether nothing is stated.
func (s *Statement) IsZero() bool { return !s.OfOne() && s.From.IsZero() && s.To.IsZero() }

// Urgencies are the codes of Statement.Urgency.
func Urgencies() []string { return []string{"routine", "urgent", "asap", "stat"} }

// Items are the names of what can be stated of a patient besides: the details of a
// referral that are texts, such as "resuscitation" and "vital-signs".
func Items() (names []string) {
	for _, e := range mapping.Elements() {
		if name, ok := strings.CutPrefix(e.Name, "referral.detail."); ok && name != "departure" && name != "arrival" {
			names = append(names, name)
		}
	}
	return names
}

// Apply returns a sheet with what is stated, and says where the record itself states
// something else: what the record says stands. The sheet that is given stays as it is.
func (s *Statement) Apply(sheet *frontsheet.FrontSheet) (*frontsheet.FrontSheet, []frontsheet.Issue) {
	out := sheet.Clone()
	r := &out.Referral
	var issues []frontsheet.Issue
	kept := func(element string) {
		file, record, line := sheet.Position()
		issues = append(issues, frontsheet.Issue{
			File: file, Record: record, Line: line, Column: sheet.Column(element), Field: element, Severity: frontsheet.Warning, Code: "stated-otherwise",
			Detail: "the record states it itself, and otherwise than was said when it was referred: the record stands",
		})
	}
	text := func(element string, to *string, stated string) {
		switch {
		case stated == "" || *to == stated:
		case *to == "":
			*to = stated
		default:
			kept(element)
		}
	}
	text("referral.number", &r.Number, s.Number)
	text("referral.reason", &r.Reason, s.Reason)
	if s.Urgency != "" {
		switch {
		case r.Urgency.IsZero():
			r.Urgency = frontsheet.Coded{Text: s.Urgency}
		case r.Urgency.Standard() != s.Urgency && r.Urgency.Text != s.Urgency:
			kept("referral.urgency")
		}
	}
	if !s.Date.IsZero() {
		if r.Date.IsZero() {
			r.Date = s.Date
		} else if r.Date != s.Date {
			kept("referral.date")
		}
	}
	for _, p := range [...]struct {
		role, element string
		stated        *frontsheet.Provider
	}{{frontsheet.ReferringProvider, "referral.from", &s.From}, {frontsheet.ReferredToProvider, "referral.to", &s.To}} {
		if p.stated.IsZero() {
			continue
		}
		i := slices.IndexFunc(r.Providers, func(v frontsheet.Provider) bool { return v.Role == p.role })
		if i < 0 {
			r.Providers = append(r.Providers, frontsheet.Provider{Role: p.role})
			i = len(r.Providers) - 1
		}
		v := &r.Providers[i]
		text(p.element+".name", &v.Clinician, p.stated.Clinician)
		text(p.element+".number", &v.Number, p.stated.Number)
		text(p.element+".organization", &v.Organization, p.stated.Organization)
		text(p.element+".organization-code", &v.Code, p.stated.Code)
		text(p.element+".department", &v.Department, p.stated.Department)
		text(p.element+".department-code", &v.DepartmentCode, p.stated.DepartmentCode)
	}
	for _, item := range Items() {
		stated := s.Notes[item]
		if stated == "" {
			continue
		}
		i := slices.IndexFunc(out.Details, func(d frontsheet.Detail) bool { return d.Part == "referral" && d.Code == item })
		if i < 0 {
			out.Details = append(out.Details, frontsheet.Detail{Part: "referral", Index: 1, Code: item})
			i = len(out.Details) - 1
		}
		text("referral.detail."+item, &out.Details[i].Coded.Text, stated)
	}
	return &out, issues
}

// ParseProvider reads CODE=NAME, or a name alone, as a hospital.
func ParseProvider(text string) (frontsheet.Provider, error) {
	code, name, found := strings.Cut(text, "=")
	if !found {
		code, name = "", text
	}
	if name = strings.TrimSpace(name); name == "" {
		return frontsheet.Provider{}, fmt.Errorf("CODE=NAME, or the name of a hospital")
	}
	return frontsheet.Provider{Code: strings.TrimSpace(code), Organization: name}, nil
}
