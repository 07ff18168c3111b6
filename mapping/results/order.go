package results

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/report"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// ordered reads what an OBR says of the order.
func (b *builder) ordered(s *hl7v2.Segment) (o report.Order) {
	o.Placed = b.time(s, 6)
	o.Information = b.text(s, 13, 0)
	for r := range b.message.Repetitions(s.Field(31)) {
		if c := b.concept(r); !c.IsZero() {
			o.Reasons = append(o.Reasons, c)
		}
	}
	return o
}

// reasons writes OBR-31. What a message has no field for is reported.
func (m *messageWriter) reasons(o *report.Order) string {
	var list []string
	for _, c := range o.Reasons {
		list = append(list, m.concept(c))
	}
	if !o.Department.IsZero() {
		m.w.issue("OBR-16", frontsheet.Warning, "no-column", "the department of the requester is stated, for which the message has no field: it is left out")
	}
	return strings.Join(list, string(m.d.Repetition))
}

func (m *messageWriter) sameOrder(a, b *report.Order) bool {
	return m.sameTime(a.Placed, b.Placed) && a.Information == b.Information && slices.EqualFunc(a.Reasons, b.Reasons, sameConcept)
}

// order makes the ServiceRequest of what the source says of the order beside its number,
// with which alone a report refers to the order where there is nothing else. The state of
// the order is nobody's to say.
func (c *composer) order(key string, r *report.Report, out *r4.DiagnosticReport) {
	o := &r.Order
	if r.Requester.IsZero() && o.IsZero() {
		return
	}
	request := r4.ServiceRequest{
		Id: new(c.id("order", key)), Status: r4.RequestStatusUnknown, Intent: r4.RequestIntentOrder, Subject: *c.subject, Encounter: c.visit,
		AuthoredOn: c.time(o.Placed), Requester: c.requester(r),
	}
	if code := c.concept(r.Panel); len(code.Coding) > 0 || code.Text != nil {
		request.Code = &code
	}
	if o.Information != "" {
		request.Note = []r4.Annotation{{Text: o.Information}}
	}
	for _, reason := range o.Reasons {
		request.ReasonCode = append(request.ReasonCode, c.concept(reason))
	}
	to := reference(*request.Id)
	if len(out.BasedOn) > 0 {
		to.Identifier = out.BasedOn[0].Identifier
		request.Identifier = []r4.Identifier{*to.Identifier}
	}
	out.BasedOn = []r4.Reference{*to}
	c.document.ServiceRequests = append(c.document.ServiceRequests, request)
}

// requester returns who ordered a report: somebody, a department, or somebody of one.
func (c *composer) requester(r *report.Report) *r4.Reference {
	department := c.departmentOf(r.Order.Department)
	switch {
	case r.Requester.IsZero() && department == nil:
		return nil
	case r.Requester.IsZero():
		return department
	case department == nil:
		return c.person(r.Requester)
	}
	id := c.id("role", r.Requester.Number+"/"+r.Requester.Name+"/"+r.Order.Department.Code+"/"+r.Order.Department.Name)
	if !c.made[id] {
		c.made[id] = true
		role := r4.PractitionerRole{Id: &id, Practitioner: c.person(r.Requester), Organization: department}
		if c.summary {
			role.Meta = claimed(nil, "PractitionerRole-uv-ips")
		}
		c.document.PractitionerRoles = append(c.document.PractitionerRoles, role)
	}
	return reference(id)
}

// departmentOf returns a reference to an organization, nil for none.
func (c *composer) departmentOf(o report.Organization) *r4.Reference {
	if o.IsZero() {
		return nil
	}
	return &c.performers(o)[0]
}

// requestRead are the elements of a ServiceRequest that a report has a place for, or says
// itself.
var requestRead = []string{"identifier", "status", "intent", "code", "subject", "encounter", "authoredOn", "requester", "note", "reasonCode"}

// order reads the order of a report.
func (x *extractor) order(r *report.Report, order *r4.ServiceRequest) {
	x.unread("ServiceRequest", order, requestRead...)
	if len(order.Identifier) > 0 && r.Placer == "" {
		r.Placer = arena.Deref(order.Identifier[0].Value)
	}
	r.Order.Placed = x.time(order.AuthoredOn)
	var notes []string
	for i := range order.Note {
		notes = append(notes, order.Note[i].Text)
	}
	r.Order.Information = strings.Join(notes, "\n")
	for i := range order.ReasonCode {
		r.Order.Reasons = append(r.Order.Reasons, conceptOf(&order.ReasonCode[i]))
	}
	if order.Requester == nil {
		return
	}
	to := arena.Deref(order.Requester.Reference)
	if role := x.roles[to]; role != nil && role.Organization != nil {
		x.used[to] = true
		r.Order.Department = x.organization([]r4.Reference{*role.Organization})
	}
	if x.organizations[to] != nil {
		r.Order.Department = x.organization([]r4.Reference{*order.Requester})
		return
	}
	if r.Requester.IsZero() {
		r.Requester = x.person(order.Requester)
	}
}

// order shows what is said of an order beside its number.
func (p *page) order(reference string) {
	d := p.document
	for i := range d.ServiceRequests {
		s := &d.ServiceRequests[i]
		if document.URN+arena.Deref(s.Id) != reference {
			continue
		}
		if s.Requester != nil {
			p.row("requester", p.requester(arena.Deref(s.Requester.Reference)))
		}
		p.row("ordered", p.when(s.AuthoredOn))
		for j := range s.Note {
			p.row("clinical", s.Note[j].Text)
		}
		for j := range s.ReasonCode {
			p.row("reason", nameOf(&s.ReasonCode[j]))
		}
	}
}

// requester names somebody, a department, or somebody of one.
func (p *page) requester(reference string) string {
	d := p.document
	for i := range d.PractitionerRoles {
		if r := &d.PractitionerRoles[i]; document.URN+arena.Deref(r.Id) == reference && r.Practitioner != nil && r.Organization != nil {
			return strings.TrimSpace(p.requester(arena.Deref(r.Practitioner.Reference)) + " · " + p.requester(arena.Deref(r.Organization.Reference)))
		}
	}
	for i := range d.Practitioners {
		if document.URN+arena.Deref(d.Practitioners[i].Id) == reference {
			who := personOf(&d.Practitioners[i])
			return strings.TrimSpace(who.Name + " " + who.Number)
		}
	}
	for i := range d.Organizations {
		if o := &d.Organizations[i]; document.URN+arena.Deref(o.Id) == reference {
			name := shown(o.Name)
			if name == "" && len(o.Identifier) > 0 {
				name = arena.Deref(o.Identifier[0].Value)
			}
			return name
		}
	}
	return ""
}
