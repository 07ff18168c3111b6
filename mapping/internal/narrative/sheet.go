package narrative

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// patient adds who the patient is. Names are as written: their characters are the
// person's own.
func (c *Chart) patient() {
	c.part("patient")
	p := &c.Sheet.Patient
	c.same("patient.name", inFull(p.Name, p.NameParts))
	c.same("patient.english-name", named(&p.EnglishName))
	for i := range p.OtherNames {
		c.same("patient.other-name", named(&p.OtherNames[i]))
	}
	c.coded("patient.sex", &p.Sex)
	c.date("patient.birth-date", p.BirthDate)
	c.decimal("patient.age-years", p.AgeYears)
	c.decimal("patient.age-months", p.AgeUnderOne.Months)
	c.decimal("patient.age-days", p.AgeUnderOne.Days)
	c.same("patient.age-band", bandOf(p.AgeBand))
	c.coded("patient.document-type", &p.DocumentType)
	c.same("patient.document-number", p.DocumentNumber)
	c.same("patient.document-country", p.DocumentCountry)
	for i := range p.Documents {
		c.number = i + 1
		c.coded("patient.document-type", &p.Documents[i].Type)
		c.same("patient.document-number", p.Documents[i].Number)
		c.same("patient.document-country", p.Documents[i].Country)
		c.same("valid", span(p.Documents[i].Valid))
	}
	c.number = 0
	c.same("patient.record-number", p.RecordNumber)
	c.same("patient.health-card", p.HealthCard)
	c.same("patient.insurance-card", p.InsuranceCard)
	for i := range p.Identifiers {
		n := &p.Identifiers[i]
		c.same("patient.identifier", joined(" · ", n.Value, n.Type, authorityOf(n.Authority), span(n.Valid)))
	}
	c.coded("patient.dead", &p.Dead)
	c.date("patient.death", p.Death)
}

// bandOf returns a band of ages, which may have no end.
func bandOf(b frontsheet.AgeBand) string {
	switch {
	case !b.Stated:
		return ""
	case b.High == 0:
		return "≥ " + strconv.Itoa(b.Low)
	}
	return strconv.Itoa(b.Low) + "–" + strconv.Itoa(b.High)
}

// inFull returns a name in full, and after it its parts where they are not in it.
func inFull(name string, parts frontsheet.NameParts) string {
	if name == "" || !strings.Contains(name, parts.Surname) || !strings.Contains(name, parts.GivenName) {
		return joined(" · ", name, joined(" ", parts.Surname, parts.GivenName))
	}
	return name
}

// named returns a name in full, and when it is in use.
func named(n *frontsheet.PersonName) string {
	return joined(" · ", inFull(n.Text, n.NameParts), span(n.Valid))
}

// authorityOf returns who gave a number.
func authorityOf(a frontsheet.Authority) string {
	return joined(" · ", a.Name, joined(" ", a.Scheme, a.ID))
}

// span returns a period as people read it.
func span(p frontsheet.Period) string {
	if p.IsZero() {
		return ""
	}
	return forPeople(p.Start) + " – " + forPeople(p.End)
}

// joined joins the parts that are not empty.
func joined(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), separator)
}

// stay adds where and when the patient was in hospital.
func (c *Chart) stay(part string, s *frontsheet.Stay) {
	c.part(part)
	if part == "stay" {
		f := &c.Sheet.Facility
		c.same("facility.name", f.Name)
		c.same("facility.english-name", f.EnglishName)
		c.place("facility.hospital", &f.Hospital)
		c.same("facility.code", f.Code)
	}
	c.same("stay.number", joined(" · ", s.Number, authorityOf(s.Authority)))
	c.place("stay.hospital", &s.Hospital)
	c.decimal("stay.admission-count", s.AdmissionCount)
	c.coded("stay.class", &s.Class)
	if s.Status != "" {
		label := []chartLine{{label: "status." + string(s.Status)}}
		c.row("stay.status", label, label)
	}
	c.coded("stay.type", &s.Type)
	c.coded("stay.route", &s.Route)
	c.date(part+".admission", s.Admission)
	c.coded("stay.condition", &s.Condition)
	c.worded("stay.reason", s.Reason)
	c.coded("stay.service", &s.Service)
	c.ward("stay.admitted-to", &s.AdmittedTo)
	for i := range s.Transfers {
		c.number = i + 1
		c.ward("stay.transfer", &s.Transfers[i])
	}
	c.number = 0
	c.ward("stay.prior-location", &s.PriorLocation)
	c.ward("stay.location", &s.Location)
	for i := range s.Intensive {
		c.number = i + 1
		c.intensive(&s.Intensive[i])
	}
	c.number = 0
	if part == "stay" {
		c.details("intensive")
		c.details("stay")
	}
	c.date(part+".discharge", s.Discharge)
	c.ward("stay.discharged-from", &s.DischargedFrom)
	c.decimal("stay.days", s.Days)
	c.coded("stay.day-surgery", &s.DaySurgery)
	c.coded("stay.disposition", &s.Disposition)
	c.same("stay.destination", s.Destination)
	c.same("stay.community", s.Community)
	c.coded("stay.readmission", &s.Readmission)
	c.worded("stay.purpose", s.Purpose)
	if part == "emergency" {
		c.coded("stay.payment", &s.Payment)
	}
}

// ward adds a department, and the ward, room and bed in it.
func (c *Chart) ward(label string, w *frontsheet.Ward) {
	e := chartEntry{chart: c}
	if !w.Department.IsZero() {
		e.source = []chartLine{c.codedSource(&w.Department)}
		e.reader = c.codedReader(&w.Department)
	}
	e.proper("ward.name", w.Name)
	e.detail("ward.room", w.Room)
	e.detail("ward.bed", w.Bed)
	e.detail("ward.facility", authorityOf(w.Facility))
	e.row(label)
}

func (c *Chart) intensive(v *frontsheet.Intensive) {
	e := chartEntry{chart: c}
	if !v.Unit.IsZero() {
		e.source = []chartLine{c.codedSource(&v.Unit)}
		e.reader = c.codedReader(&v.Unit)
	}
	e.date("intensive.entered", v.Entered)
	e.date("intensive.left", v.Left)
	e.row("stay.intensive")
}

// staff adds who signed the sheet, or is named by it.
func (c *Chart) staff() {
	c.part("staff")
	for i := range c.Sheet.Staff {
		m := &c.Sheet.Staff[i]
		label := "staff." + string(m.Role)
		if layout.NamesRank(c.Sheet, m.Role) {
			label += ".rank"
		}
		c.same(label, memberOf(m))
	}
}

// memberOf returns the names and numbers of a member of staff.
func memberOf(m *frontsheet.StaffMember) string {
	return joined(" · ", inFull(m.Name, m.NameParts), named(&m.EnglishName), m.Licence, m.Number, authorityOf(m.Authority))
}

// payment adds who pays, and the charges.
func (c *Chart) payment() {
	c.part("payment")
	s := c.Sheet
	c.coded("stay.payment", &s.Stay.Payment)
	for i := range s.Insurance {
		v := &s.Insurance[i]
		c.number = i + 1
		e := chartEntry{chart: c}
		e.coded("insurance.plan", &v.Plan)
		e.detail("insurance.company", joined(" · ", v.Company, v.CompanyID, authorityOf(v.CompanyAuthority)))
		e.detail("insurance.policy-number", v.PolicyNumber)
		e.detail("insurance.group-number", v.GroupNumber)
		e.detail("insurance.insured", v.Insured)
		e.coded("insurance.relationship", &v.Relationship)
		e.date("insurance.start", v.Start)
		e.date("insurance.end", v.End)
		e.row("insurance")
	}
	c.number = 0
	c.money("fee.total", s.Fees.Total)
	c.money("fee.self-paid", s.Fees.SelfPaid)
	for _, f := range s.Fees.Items {
		c.money("fee."+f.Category, f.Amount)
	}
	c.bills()
	c.details("coverage")
	c.details("fees")
}

// contacts adds where the patient comes from and lives, and whom to turn to.
func (c *Chart) contacts() {
	c.part("contacts")
	p := &c.Sheet.Patient
	c.country("patient.nationality", &p.Nationality)
	c.coded("patient.ethnicity", &p.Ethnicity)
	c.coded("patient.race", &p.Race)
	c.coded("patient.religion", &p.Religion)
	c.coded("patient.language", &p.Language)
	c.coded("patient.marital", &p.Marital)
	c.coded("patient.occupation", &p.Occupation)
	c.region("patient.native-place", &p.NativePlace)
	c.same("patient.birth-place", p.BirthPlace)
	c.same("patient.birth-place", p.BirthRegion.Whole())
	c.address("patient.current", &p.Current)
	c.address("patient.registered", &p.Registered)
	c.address("patient.employer", &p.Employer)
	for i := range p.OtherAddresses {
		c.address("patient.other-address", &p.OtherAddresses[i])
	}
	for i := range p.Telecoms {
		t := &p.Telecoms[i]
		c.same("patient.telecom", joined(" · ", t.Value, t.Use))
	}
	c.contact("patient.contact", &p.Contact)
	for i := range p.NextOfKin {
		c.number = i + 1
		c.contact("patient.next-of-kin", &p.NextOfKin[i])
	}
	c.number = 0
	c.details("patient")
}

func (c *Chart) address(label string, a *frontsheet.Address) {
	e := chartEntry{chart: c}
	e.proper("", a.Text)
	e.proper("", strings.Join(a.Lines, " "))
	e.proper("address.city", a.City)
	e.region("address.district", &a.District)
	e.region("address.area", c.areaOf(&a.Area))
	e.country("address.country", a.Country)
	e.detail("address.postcode", a.Postcode)
	e.detail("address.phone", a.Phone)
	e.detail("valid", span(a.Valid))
	e.row(label)
}

func (c *Chart) contact(label string, v *frontsheet.Contact) {
	e := chartEntry{chart: c}
	e.detail("", inFull(v.Name, v.NameParts))
	e.coded("contact.relationship", &v.Relationship)
	e.coded("contact.role", &v.Role)
	e.proper("contact.address", v.Address)
	e.detail("address.phone", v.Phone)
	e.detail("contact.work-phone", v.WorkPhone)
	e.row(label)
}

// record adds what is known of the record itself.
func (c *Chart) record() {
	c.part("record")
	s := c.Sheet
	c.same("record.layout", s.Layout)
	c.same("record.zone", c.Zone)
	c.coded("quality.grade", &s.Quality.Grade)
	c.date("quality.date", s.Quality.Date)
	c.same("event.code", s.Event.Code)
	c.date("event.recorded", s.Event.Recorded)
	c.date("event.sent", s.Event.Sent)
	c.same("event.message", s.Event.Message)
	c.details("")
}

// kept lists the cells that are kept verbatim, so that nothing is hidden.
func (c *Chart) kept() {
	c.part("kept")
	for _, f := range c.Fields {
		c.same(joined(" ", chars.Plain(f.Column), c.columnTitle(f.Column)), f.Value)
	}
	if n := len(c.Parts); len(c.Parts[n-1].Rows) == 0 {
		c.Parts = c.Parts[:n-1]
	}
}
