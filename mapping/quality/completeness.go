package quality

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// An item is an element that can be required.
type item struct {
	element string
	blank   func(*frontsheet.FrontSheet) bool
	// always: every stay has the item, so it is required by default. The
	// others may rightly be marked -, which reads as blank.
	always bool
	// reporting: HQMS refuses a record without it (Q102).
	reporting bool
	// older: checks of HQMS before 2019 refused a record without it, and the
	// interface of 2019 does not ask for it.
	older bool
	// extended: only files of 2022 and later carry it.
	extended bool
	// signature: Q104 asks for it.
	signature bool
	// hqms: 卫统4-1 has no such column.
	hqms bool
}

func text(f func(*frontsheet.FrontSheet) string) func(*frontsheet.FrontSheet) bool {
	return func(s *frontsheet.FrontSheet) bool { return f(s) == "" }
}

func coded(f func(*frontsheet.FrontSheet) frontsheet.Coded) func(*frontsheet.FrontSheet) bool {
	return func(s *frontsheet.FrontSheet) bool { return f(s).IsZero() }
}

func number(f func(*frontsheet.FrontSheet) frontsheet.Decimal) func(*frontsheet.FrontSheet) bool {
	return func(s *frontsheet.FrontSheet) bool { return f(s) == "" }
}

func date(f func(*frontsheet.FrontSheet) frontsheet.DateTime) func(*frontsheet.FrontSheet) bool {
	return func(s *frontsheet.FrontSheet) bool { return f(s).IsZero() }
}

func signed(role frontsheet.StaffRole) func(*frontsheet.FrontSheet) bool {
	return func(s *frontsheet.FrontSheet) bool {
		for i := range s.Staff {
			if s.Staff[i].Role == role && s.Staff[i].Name != "" {
				return false
			}
		}
		return true
	}
}

func diagnosed(role frontsheet.DiagnosisRole, has func(*frontsheet.Diagnosis) bool) func(*frontsheet.FrontSheet) bool {
	return func(s *frontsheet.FrontSheet) bool {
		for i := range s.Diagnoses {
			if d := &s.Diagnoses[i]; d.Role == role && d.Slot <= 1 && has(d) {
				return false
			}
		}
		return true
	}
}

func hasCode(d *frontsheet.Diagnosis) bool      { return len(d.Codes) > 0 }
func hasName(d *frontsheet.Diagnosis) bool      { return d.Name != "" }
func hasPresent(d *frontsheet.Diagnosis) bool   { return !d.Present.IsZero() }
func hasConfirmed(d *frontsheet.Diagnosis) bool { return !d.Confirmed.IsZero() }

func operated(has func(*frontsheet.Procedure) bool) func(*frontsheet.FrontSheet) bool {
	return func(s *frontsheet.FrontSheet) bool {
		for i := range s.Procedures {
			if p := &s.Procedures[i]; p.Rank <= 1 && has(p) {
				return false
			}
		}
		return true
	}
}

type sheet = frontsheet.FrontSheet

// items are the items that the national indicators and the HQMS interface
// require, in the order of the interface.
var items = [...]item{
	{element: "facility.code", blank: text(func(s *sheet) string { return s.Facility.Code }), always: true, reporting: true, hqms: true},
	{element: "facility.name", blank: text(func(s *sheet) string { return s.Facility.Name }), always: true, reporting: true},
	{element: "patient.record-number", blank: text(func(s *sheet) string { return s.Patient.RecordNumber }), always: true, reporting: true},
	{element: "stay.admission-count", blank: number(func(s *sheet) frontsheet.Decimal { return s.Stay.AdmissionCount }), always: true, reporting: true},
	{element: "stay.admission", blank: date(func(s *sheet) frontsheet.DateTime { return s.Stay.Admission }), always: true, reporting: true},
	{element: "stay.discharge", blank: date(func(s *sheet) frontsheet.DateTime { return s.Stay.Discharge }), always: true, reporting: true},
	{element: "patient.health-card", blank: text(func(s *sheet) string { return s.Patient.HealthCard })},
	{element: "stay.payment", blank: coded(func(s *sheet) frontsheet.Coded { return s.Stay.Payment }), always: true, reporting: true},
	{element: "patient.name", blank: text(func(s *sheet) string { return s.Patient.Name }), always: true, reporting: true},
	{element: "patient.sex", blank: coded(func(s *sheet) frontsheet.Coded { return s.Patient.Sex }), always: true, reporting: true},
	{element: "patient.birth-date", blank: date(func(s *sheet) frontsheet.DateTime { return s.Patient.BirthDate }), always: true},
	{element: "patient.age-years", blank: number(func(s *sheet) frontsheet.Decimal { return s.Patient.AgeYears }), always: true},
	{element: "patient.nationality", blank: coded(func(s *sheet) frontsheet.Coded { return s.Patient.Nationality }), always: true},
	{element: "patient.marital", blank: coded(func(s *sheet) frontsheet.Coded { return s.Patient.Marital }), always: true, reporting: true},
	{element: "patient.occupation", blank: coded(func(s *sheet) frontsheet.Coded { return s.Patient.Occupation }), always: true},
	{element: "patient.ethnicity", blank: coded(func(s *sheet) frontsheet.Coded { return s.Patient.Ethnicity }), always: true},
	{element: "patient.document-number", blank: text(func(s *sheet) string { return s.Patient.DocumentNumber })},
	{element: "patient.birth-place", blank: text(func(s *sheet) string { return s.Patient.BirthPlace })},
	{element: "patient.native-place", blank: coded(func(s *sheet) frontsheet.Coded { return s.Patient.NativePlace }), always: true},
	{element: "patient.registered.address", blank: text(func(s *sheet) string { return s.Patient.Registered.Text })},
	{element: "patient.registered.postcode", blank: text(func(s *sheet) string { return s.Patient.Registered.Postcode })},
	{element: "patient.current.address", blank: text(func(s *sheet) string { return s.Patient.Current.Text }), always: true},
	{element: "patient.current.phone", blank: text(func(s *sheet) string { return s.Patient.Current.Phone })},
	{element: "patient.current.postcode", blank: text(func(s *sheet) string { return s.Patient.Current.Postcode })},
	{element: "patient.employer.address", blank: text(func(s *sheet) string { return s.Patient.Employer.Text })},
	{element: "patient.employer.phone", blank: text(func(s *sheet) string { return s.Patient.Employer.Phone })},
	{element: "patient.employer.postcode", blank: text(func(s *sheet) string { return s.Patient.Employer.Postcode })},
	{element: "patient.contact.name", blank: text(func(s *sheet) string { return s.Patient.Contact.Name })},
	{element: "patient.contact.relationship", blank: coded(func(s *sheet) frontsheet.Coded { return s.Patient.Contact.Relationship })},
	{element: "patient.contact.address", blank: text(func(s *sheet) string { return s.Patient.Contact.Address })},
	{element: "patient.contact.phone", blank: text(func(s *sheet) string { return s.Patient.Contact.Phone })},
	{element: "stay.route", blank: coded(func(s *sheet) frontsheet.Coded { return s.Stay.Route }), always: true, reporting: true},
	{element: "stay.admitted-to.department", blank: coded(func(s *sheet) frontsheet.Coded { return s.Stay.AdmittedTo.Department }), always: true, reporting: true},
	{element: "stay.admitted-to.ward", blank: text(func(s *sheet) string { return s.Stay.AdmittedTo.Name })},
	{element: "stay.transfers", blank: func(s *sheet) bool { return len(s.Stay.Transfers) == 0 }},
	{element: "stay.discharged-from.department", blank: coded(func(s *sheet) frontsheet.Coded { return s.Stay.DischargedFrom.Department }), always: true, reporting: true},
	{element: "stay.discharged-from.ward", blank: text(func(s *sheet) string { return s.Stay.DischargedFrom.Name })},
	{element: "stay.days", blank: number(func(s *sheet) frontsheet.Decimal { return s.Stay.Days }), always: true, reporting: true},
	{element: "diagnosis.outpatient[1].code", blank: diagnosed(frontsheet.Outpatient, hasCode), always: true, reporting: true},
	{element: "diagnosis.outpatient[1].name", blank: diagnosed(frontsheet.Outpatient, hasName), always: true, reporting: true},
	{element: "diagnosis.admission[1].code", blank: diagnosed(frontsheet.OnAdmission, hasCode), always: true, reporting: true, older: true, extended: true},
	{element: "diagnosis.admission[1].name", blank: diagnosed(frontsheet.OnAdmission, hasName), always: true, reporting: true, older: true, extended: true},
	{element: "diagnosis.principal[1].confirmed", blank: diagnosed(frontsheet.Principal, hasConfirmed), always: true, reporting: true, older: true, extended: true},
	{element: "diagnosis.principal[1].code", blank: diagnosed(frontsheet.Principal, hasCode), always: true, reporting: true},
	{element: "diagnosis.principal[1].name", blank: diagnosed(frontsheet.Principal, hasName), always: true, reporting: true},
	{element: "diagnosis.principal[1].present", blank: diagnosed(frontsheet.Principal, hasPresent), always: true},
	{element: "allergy.recorded", blank: coded(func(s *sheet) frontsheet.Coded { return s.Allergy.Recorded }), always: true},
	{element: "staff.department-head", blank: signed(frontsheet.DepartmentHead), always: true, reporting: true},
	{element: "staff.chief-physician", blank: signed(frontsheet.ChiefPhysician), always: true, signature: true},
	{element: "staff.attending-physician", blank: signed(frontsheet.AttendingPhysician), always: true, signature: true},
	{element: "staff.resident-physician", blank: signed(frontsheet.ResidentPhysician), always: true, signature: true},
	{element: "staff.responsible-nurse", blank: signed(frontsheet.ResponsibleNurse), always: true, reporting: true},
	{element: "staff.coder", blank: signed(frontsheet.Coder), always: true},
	{element: "staff.quality-physician", blank: signed(frontsheet.QualityPhysician), always: true, reporting: true, older: true},
	{element: "staff.quality-nurse", blank: signed(frontsheet.QualityNurse), always: true, reporting: true, older: true},
	{element: "quality.grade", blank: coded(func(s *sheet) frontsheet.Coded { return s.Quality.Grade }), always: true, reporting: true, older: true},
	{element: "finding.abo", blank: coded(func(s *sheet) frontsheet.Coded { return s.Findings.ABO }), always: true, reporting: true},
	{element: "finding.rh", blank: coded(func(s *sheet) frontsheet.Coded { return s.Findings.Rh }), always: true, reporting: true},
	{element: "procedure[1].code", blank: operated(func(p *frontsheet.Procedure) bool { return len(p.Codes) > 0 })},
	{element: "procedure[1].performed", blank: operated(func(p *frontsheet.Procedure) bool { return !p.Performed.IsZero() })},
	{element: "stay.readmission", blank: coded(func(s *sheet) frontsheet.Coded { return s.Stay.Readmission }), always: true},
	{element: "stay.disposition", blank: coded(func(s *sheet) frontsheet.Coded { return s.Stay.Disposition }), always: true, reporting: true},
	{element: "fee.total", blank: number(func(s *sheet) frontsheet.Decimal { return s.Fees.Total }), always: true, reporting: true},
	{element: "fee.self-paid", blank: number(func(s *sheet) frontsheet.Decimal { return s.Fees.SelfPaid }), always: true},
}

// Required returns the elements that must not be blank where Options.Required
// is nil: the items of the national indicators and of the HQMS interface that
// every stay has.
func Required() []string { return list(func(i *item) bool { return i.always }) }

// Requirable returns the elements that Options.Required may name: those of
// Required, and the items that the sheet of many a stay rightly leaves out,
// such as the employer's telephone number.
func Requirable() []string { return list(func(*item) bool { return true }) }

func list(keep func(*item) bool) []string {
	var names []string
	for i := range items {
		if keep(&items[i]) {
			names = append(names, items[i].element)
		}
	}
	return names
}

// names is list without the indexes of repeated elements.
func names(keep func(*item) bool) []string {
	elements := list(keep)
	for i := range elements {
		elements[i] = strings.ReplaceAll(elements[i], "[1]", "")
	}
	return elements
}

// required reports whether an item is required of the sheet, and by which rule.
func (x *examination) required(i *item) (yes, reporting bool) {
	hqms := !x.paper()
	switch {
	case i.signature:
		return false, false // Q104
	case i.hqms && x.sheet.Layout == "n041":
		return false, false
	case i.extended && !(hqms && x.extended()):
		return false, false
	case x.newborn() && (i.element == "diagnosis.outpatient[1].code" || i.element == "diagnosis.outpatient[1].name"):
		// A child born in the hospital has seen no out-patient department.
		return false, false
	}
	yes = i.always
	if x.options.Required != nil {
		yes = slices.Contains(x.options.Required, i.element)
	}
	return yes, i.reporting && hqms
}

// extended reports whether the sheet comes from a file of the interface of
// 2022: it carries something that no earlier one has.
func (x *examination) extended() bool {
	s := x.sheet
	if !s.Stay.Condition.IsZero() || !s.Stay.DaySurgery.IsZero() || !s.Patient.DocumentType.IsZero() ||
		s.Care != (frontsheet.Care{}) || len(s.Stay.Intensive) > 0 {
		return true
	}
	return slices.ContainsFunc(s.Diagnoses, func(d frontsheet.Diagnosis) bool {
		return d.Role == frontsheet.OnAdmission || !d.Outcome.IsZero() || !d.Confirmed.IsZero()
	})
}

const blank = "the item is blank, or marked as nothing to record"

func blankItems(x *examination) {
	for i := range items {
		if yes, reporting := x.required(&items[i]); yes && !reporting && items[i].blank(x.sheet) {
			x.report(items[i].element, blank)
		}
	}
}

func blankReportingItems(x *examination) {
	for i := range items {
		yes, reporting := x.required(&items[i])
		switch {
		case !yes || !reporting || !items[i].blank(x.sheet):
		case items[i].older:
			x.reportAs(warning, items[i].element, blank+": earlier checks of HQMS asked for it")
		default:
			x.report(items[i].element, blank+": HQMS refuses the record")
		}
	}
}

func signatures(x *examination) {
	for i := range items {
		if items[i].signature && items[i].blank(x.sheet) {
			x.report(items[i].element, "one of the three levels of physicians has not signed")
		}
	}
}

func incompleteDiagnoses(x *examination) {
	x.each(func(d *frontsheet.Diagnosis) {
		switch {
		case d.Name == "":
			x.report(fieldOf(d, "name"), "the diagnosis has a code and no name")
		case len(d.Codes) == 0:
			x.report(fieldOf(d, "code"), "the diagnosis has a name and no code")
		}
	})
}

func incompleteProcedures(x *examination) {
	for i := range x.sheet.Procedures {
		p := &x.sheet.Procedures[i]
		if !done(p) && p.Performed.IsZero() && p.Surgeon == "" {
			continue
		}
		if len(p.Codes) == 0 {
			x.report(procedureField(p, "code"), "the procedure has no code")
		}
		if p.Name == "" {
			x.report(procedureField(p, "name"), "the procedure has no name")
		}
		if p.Performed.IsZero() {
			x.report(procedureField(p, "performed"), "the procedure has no date")
		}
		if p.Surgeon == "" {
			x.report(procedureField(p, "surgeon"), "the procedure has no operator")
		}
		// Not every procedure is an operation: the sheet does not tell.
		if p.Incision.IsZero() && p.IncisionHealing.IsZero() {
			part := "incision-healing"
			if x.paper() {
				part = "incision"
			}
			x.reportAs(notice, procedureField(p, part), "the procedure has no class of incision: an operation should")
		}
		if p.Anaesthesia.IsZero() {
			x.reportAs(notice, procedureField(p, "anaesthesia"), "the procedure has no method of anaesthesia: an operation should")
		}
	}
}

func principalMissing(x *examination) {
	if x.principal == nil {
		x.report("diagnosis.principal[1].code", "the sheet has no principal diagnosis")
	}
}

func allergyDrugs(x *examination) {
	a := &x.sheet.Allergy
	if a.Recorded.Code == "2" && len(a.Drugs) == 0 {
		x.report("allergy.drugs", "an allergy to drugs is recorded, and no drug is named")
	}
}

func pathologyNumber(x *examination) {
	x.each(func(d *frontsheet.Diagnosis) {
		if len(d.Codes) > 0 && d.Number == "" {
			x.report(fieldOf(d, "number"), "the pathological diagnosis has a code and no pathology number")
		}
	}, frontsheet.Pathology)
}
