package narrative

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// referral adds who asks whom to take the patient, and why.
func (c *Chart) referral() {
	c.part("referral")
	r := &c.Sheet.Referral
	c.worded("referral.reason", r.Reason)
	if label := "urgency." + r.Urgency.Text; r.Urgency.Code == "" && HasLabel(label) { // a code of FHIR's
		line := []chartLine{{label: label}}
		c.row("referral.urgency", line, line)
	} else {
		c.coded("referral.urgency", &r.Urgency)
	}
	c.coded("referral.status", &r.Status)
	c.date("referral.date", r.Date)
	c.same("referral.number", r.Number)
	c.same("referral.receipt", r.Receipt)
	for i := range r.Providers {
		p := &r.Providers[i]
		label, role := "referral.provider", p.Role
		switch p.Role {
		case frontsheet.ReferringProvider:
			label, role = "referral.from", ""
		case frontsheet.ReferredToProvider:
			label, role = "referral.to", ""
		}
		c.same(label, joined(" · ", role, p.Organization, p.Code, p.Department, p.DepartmentCode, p.Clinician, p.Number))
	}
	if f := &c.Sheet.Facility; !r.IsZero() && r.Provider(frontsheet.ReferringProvider) == nil {
		c.same("referral.from", joined(" · ", chars.FirstOf(f.Name, f.EnglishName, f.Hospital.Label()), f.Code))
	}
	for i := range r.Notes {
		c.worded("referral.note", r.Notes[i])
	}
	c.same("referral.answer", joined(" · ", r.Answer.Code, r.Answer.Message))
	c.details("referral")
}
