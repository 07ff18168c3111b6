package layout

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// An Element is a part of the FrontSheet that a column can fill. The elements
// stand in one table, a line each: in this file those of front sheets of the
// mainland, in element_*.go those of other records and of messages.
type Element struct {
	// Name is that by which layouts know the element, without an index.
	Name string
	// FHIR is where the element goes, for the documentation.
	FHIR string
	// Part is what of the sheet has the element, and how often.
	Part *Part
	// At returns the value, making the part of that 1-based index where the sheet
	// does not have it yet. Its type is the kind of the value.
	At func(s *frontsheet.FrontSheet, index int) Value
}

// sheet is short for the lines of the table.
type sheet = frontsheet.FrontSheet

// Elements lists every element by the name that layouts use.
func Elements() []Element {
	list := []Element{
		{"facility.code", "Organization.identifier", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Facility.Code) }},
		{"facility.name", "Organization.name", once, func(s *sheet, _ int) Value { return (*Text)(&s.Facility.Name) }},

		{"patient.record-number", "Patient.identifier", identifierList, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.RecordNumber) }},
		{"patient.health-card", "Patient.identifier", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.HealthCard) }},
		{"patient.name", "Patient.name", names, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.Name) }},
		{"patient.sex", "Patient.gender", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Sex) }},
		{"patient.birth-date", "Patient.birthDate", once, func(s *sheet, _ int) Value { return (*Date)(&s.Patient.BirthDate) }},
		{"patient.age-years", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Patient.AgeYears) }},
		{"patient.age-days", "Observation.component", once, func(s *sheet, _ int) Value { return (*Number)(&s.Patient.AgeUnderOne.Days) }},
		{"patient.age-months", "Observation.component", once, func(s *sheet, _ int) Value { return (*Months)(&s.Patient.AgeUnderOne) }},
		{"patient.nationality", "Patient.extension(patient-nationality)", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Nationality) }},
		{"patient.ethnicity", "Patient.extension(ethnicity)", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Ethnicity) }},
		{"patient.marital", "Patient.maritalStatus", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Marital) }},
		{"patient.occupation", "Patient.extension(occupation)", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Occupation) }},
		{"patient.native-place", "Patient.extension(native-place)", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.NativePlace) }},
		{"patient.birth-place", "Patient.extension(patient-birthPlace)", once, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.BirthPlace) }},
		{"patient.birth-place.province", "Patient.extension(patient-birthPlace)", once, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.BirthRegion.Province) }},
		{"patient.birth-place.city", "Patient.extension(patient-birthPlace)", once, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.BirthRegion.City) }},
		{"patient.birth-place.county", "Patient.extension(patient-birthPlace)", once, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.BirthRegion.County) }},
		{"patient.insurance-card", "Patient.identifier", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.InsuranceCard) }},
		{"patient.document-type", "Patient.identifier.type", identifierList, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.DocumentType) }},
		{"patient.document-number", "Patient.identifier.value", identifierList, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.DocumentNumber) }},
		{"patient.current.address", "Patient.address", currentAddress, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.Current.Text) }},
		{"patient.current.postcode", "Patient.address.postalCode", currentAddress, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.Current.Postcode) }},
		{"patient.current.phone", "Patient.telecom", currentAddress, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.Current.Phone) }},
		{"patient.registered.address", "Patient.address", once, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.Registered.Text) }},
		{"patient.registered.postcode", "Patient.address.postalCode", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.Registered.Postcode) }},
		{"patient.employer.address", "Patient.contact.address", once, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.Employer.Text) }},
		{"patient.employer.postcode", "Patient.contact.address.postalCode", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.Employer.Postcode) }},
		{"patient.employer.phone", "Patient.contact.telecom", once, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.Employer.Phone) }},
		{"patient.contact.name", "Patient.contact.name", contact, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.Contact.Name) }},
		{"patient.contact.relationship", "Patient.contact.relationship", contact, func(s *sheet, _ int) Value { return (*Coded)(&s.Patient.Contact.Relationship) }},
		{"patient.contact.address", "Patient.contact.address", contact, func(s *sheet, _ int) Value { return (*Text)(&s.Patient.Contact.Address) }},
		{"patient.contact.phone", "Patient.contact.telecom", contact, func(s *sheet, _ int) Value { return (*Identifier)(&s.Patient.Contact.Phone) }},

		{"stay.admission-count", "Encounter.extension(admission-count)", once, func(s *sheet, _ int) Value { return (*Number)(&s.Stay.AdmissionCount) }},
		{"stay.payment", "Coverage.type", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.Payment) }},
		{"stay.route", "Encounter.hospitalization.admitSource", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.Route) }},
		{"stay.admission", "Encounter.period.start", once, func(s *sheet, _ int) Value { return (*Date)(&s.Stay.Admission) }},
		{"stay.admission.hour", "Encounter.period.extension(recorded-hour)", once, func(s *sheet, _ int) Value { return (*Hour)(&s.Stay.Admission) }},
		{"stay.discharge", "Encounter.period.end", once, func(s *sheet, _ int) Value { return (*Date)(&s.Stay.Discharge) }},
		{"stay.discharge.hour", "Encounter.period.extension(recorded-hour)", once, func(s *sheet, _ int) Value { return (*Hour)(&s.Stay.Discharge) }},
		{"stay.admitted-to.department", "Location.type", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.AdmittedTo.Department) }},
		{"stay.admitted-to.ward", "Location.name", once, func(s *sheet, _ int) Value { return (*Text)(&s.Stay.AdmittedTo.Name) }},
		{"stay.transfers", "Encounter.location", once, func(s *sheet, _ int) Value { return (*Wards)(&s.Stay.Transfers) }},
		{"stay.discharged-from.department", "Location.type", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.DischargedFrom.Department) }},
		{"stay.discharged-from.ward", "Location.name", once, func(s *sheet, _ int) Value { return (*Text)(&s.Stay.DischargedFrom.Name) }},
		{"stay.days", "Encounter.length", once, func(s *sheet, _ int) Value { return (*Number)(&s.Stay.Days) }},
		{"stay.condition", "Observation.valueCodeableConcept", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.Condition) }},
		{"stay.day-surgery", "Encounter.extension(day-surgery)", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.DaySurgery) }},
		{"stay.disposition", "Encounter.hospitalization.dischargeDisposition", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.Disposition) }},
		{"stay.destination", "Encounter.hospitalization.destination", once, func(s *sheet, _ int) Value { return (*Text)(&s.Stay.Destination) }},
		{"stay.community", "Encounter.hospitalization.destination", once, func(s *sheet, _ int) Value { return (*Text)(&s.Stay.Community) }},
		{"stay.readmission", "Encounter.extension(readmission-plan)", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.Readmission) }},
		{"stay.purpose", "Encounter.extension(readmission-plan)", once, func(s *sheet, _ int) Value { return (*Text)(&s.Stay.Purpose) }},
		{"stay.intensive.unit", "Location.type", intensives, func(s *sheet, i int) Value { return (*Coded)(&IntensiveAt(s, i).Unit) }},
		{"stay.intensive.entered", "Encounter.location.period.start", intensives, func(s *sheet, i int) Value { return (*Date)(&IntensiveAt(s, i).Entered) }},
		{"stay.intensive.left", "Encounter.location.period.end", intensives, func(s *sheet, i int) Value { return (*Date)(&IntensiveAt(s, i).Left) }},

		{"newborn.birth-weight", "Observation.valueQuantity", birthWeights, func(s *sheet, i int) Value { return (*Number)(BirthWeight(s, i)) }},
		{"newborn.admission-weight", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Newborn.AdmissionWeight) }},

		{"allergy.recorded", "Composition.section.extension(drug-allergy)", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Allergy.Recorded) }},
		{"allergy.drugs", "AllergyIntolerance.code", once, func(s *sheet, _ int) Value { return (*Texts)(&s.Allergy.Drugs) }},

		{"finding.abo", "Observation.valueCodeableConcept", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Findings.ABO) }},
		{"finding.rh", "Observation.valueCodeableConcept", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Findings.Rh) }},
		{"finding.hbsag", "Observation.valueCodeableConcept", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Findings.HBsAg) }},
		{"finding.hcv", "Observation.valueCodeableConcept", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Findings.HCV) }},
		{"finding.hiv", "Observation.valueCodeableConcept", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Findings.HIV) }},
		{"finding.autopsy", "Observation.valueCodeableConcept", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Findings.Autopsy) }},
		{"finding.transfusion-reaction", "Observation.valueCodeableConcept", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Findings.TransfusionReacted) }},
		{"coma.before.days", "Observation.component", once, func(s *sheet, _ int) Value { return (*Number)(&s.Findings.ComaBefore.Days) }},
		{"coma.before.hours", "Observation.component", once, func(s *sheet, _ int) Value { return (*Number)(&s.Findings.ComaBefore.Hours) }},
		{"coma.before.minutes", "Observation.component", once, func(s *sheet, _ int) Value { return (*Number)(&s.Findings.ComaBefore.Minutes) }},
		{"coma.after.days", "Observation.component", once, func(s *sheet, _ int) Value { return (*Number)(&s.Findings.ComaAfter.Days) }},
		{"coma.after.hours", "Observation.component", once, func(s *sheet, _ int) Value { return (*Number)(&s.Findings.ComaAfter.Hours) }},
		{"coma.after.minutes", "Observation.component", once, func(s *sheet, _ int) Value { return (*Number)(&s.Findings.ComaAfter.Minutes) }},

		{"care.special-days", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Care.Special) }},
		{"care.first-class-days", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Care.First) }},
		{"care.second-class-days", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Care.Second) }},
		{"care.third-class-days", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Care.Third) }},
		{"care.red-cells", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Care.RedCells) }},
		{"care.platelets", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Care.Platelets) }},
		{"care.plasma", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Care.Plasma) }},
		{"care.whole-blood", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Care.WholeBlood) }},
		{"care.autologous", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Care.Autologous) }},
		{"care.ventilator-hours", "Observation.valueQuantity", once, func(s *sheet, _ int) Value { return (*Number)(&s.Care.VentilatorHours) }},

		{"quality.grade", "Composition.extension(record-quality)", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Quality.Grade) }},
		{"quality.date", "Composition.extension(quality-control-date)", once, func(s *sheet, _ int) Value { return (*Date)(&s.Quality.Date) }},

		{"fee.total", "Invoice.totalGross", once, func(s *sheet, _ int) Value { return (*Number)(&s.Fees.Total) }},
		{"fee.self-paid", "Invoice.extension(self-paid-amount)", once, func(s *sheet, _ int) Value { return (*Number)(&s.Fees.SelfPaid) }},

		{"procedure.code", "Procedure.code.coding", procedures, func(s *sheet, i int) Value { return (*ProcedureCodes)(&procedureAt(s, i).Codes) }},
		{"procedure.name", "Procedure.code.text", procedures, func(s *sheet, i int) Value { return (*Text)(&procedureAt(s, i).Name) }},
		{"procedure.performed", "Procedure.performedDateTime", procedures, func(s *sheet, i int) Value { return (*Date)(&procedureAt(s, i).Performed) }},
		{"procedure.site", "Procedure.bodySite", procedures, func(s *sheet, i int) Value { return (*Coded)(&procedureAt(s, i).Site) }},
		{"procedure.level", "Procedure.extension(procedure-level)", procedures, func(s *sheet, i int) Value { return (*Coded)(&procedureAt(s, i).Level) }},
		{"procedure.hours", "Procedure.extension(procedure-duration)", procedures, func(s *sheet, i int) Value { return (*Number)(&procedureAt(s, i).Hours) }},
		{"procedure.surgeon", "Procedure.performer", procedures, func(s *sheet, i int) Value { return (*Text)(&procedureAt(s, i).Surgeon) }},
		{"procedure.first-assistant", "Procedure.performer", procedures, func(s *sheet, i int) Value { return (*Text)(&procedureAt(s, i).FirstAssistant) }},
		{"procedure.second-assistant", "Procedure.performer", procedures, func(s *sheet, i int) Value { return (*Text)(&procedureAt(s, i).SecondAssistant) }},
		{"procedure.incision", "Procedure.extension(incision-class)", procedures, func(s *sheet, i int) Value { return (*Coded)(&procedureAt(s, i).Incision) }},
		{"procedure.healing", "Procedure.extension(incision-healing)", procedures, func(s *sheet, i int) Value { return (*Coded)(&procedureAt(s, i).Healing) }},
		{"procedure.incision-healing", "Procedure.extension(incision-and-healing)", procedures, func(s *sheet, i int) Value { return (*Coded)(&procedureAt(s, i).IncisionHealing) }},
		{"procedure.anaesthesia", "Procedure.extension(anaesthesia-method)", procedures, func(s *sheet, i int) Value { return (*Coded)(&procedureAt(s, i).Anaesthesia) }},
		{"procedure.risk", "Procedure.extension(anaesthesia-risk)", procedures, func(s *sheet, i int) Value { return (*Coded)(&procedureAt(s, i).Risk) }},
		{"procedure.anaesthetist", "Procedure.performer", procedures, func(s *sheet, i int) Value { return (*Text)(&procedureAt(s, i).Anaesthetist) }},
	}
	for _, role := range DiagnosisRoles {
		name, part := "diagnosis."+string(role), diagnosesOf(role)
		coded := func(s *sheet, i int) Value { return (*DiagnosisCodes)(&diagnosisAt(s, role, i).Codes) }
		if role.ChineseMedicine() {
			coded = func(s *sheet, i int) Value { return (*TCMCodes)(&diagnosisAt(s, role, i).Codes) }
		}
		list = append(list, []Element{
			{name + ".code", "Condition.code.coding", part, coded},
			{name + ".name", "Condition.code.text", part, func(s *sheet, i int) Value { return (*Text)(&diagnosisAt(s, role, i).Name) }},
			{name + ".present", "Condition.extension(present-on-admission)", part, func(s *sheet, i int) Value { return (*Coded)(&diagnosisAt(s, role, i).Present) }},
			{name + ".outcome", "Condition.extension(condition-outcome)", part, func(s *sheet, i int) Value { return (*Coded)(&diagnosisAt(s, role, i).Outcome) }},
			{name + ".number", "Condition.identifier", part, func(s *sheet, i int) Value { return (*Identifier)(&diagnosisAt(s, role, i).Number) }},
			{name + ".confirmed", "Condition.extension(condition-assertedDate)", part, func(s *sheet, i int) Value { return (*Date)(&diagnosisAt(s, role, i).Confirmed) }},
		}...)
	}
	for _, role := range StaffRoles {
		name, part := "staff."+string(role), staffOf(role)
		list = append(list, []Element{
			{name, "Practitioner.name", part, func(s *sheet, _ int) Value { return (*Text)(&staffAt(s, role).Name) }},
			{name + ".licence", "Practitioner.identifier", part, func(s *sheet, _ int) Value { return (*Identifier)(&staffAt(s, role).Licence) }},
		}...)
	}
	for _, category := range FeeCategories {
		list = append(list, Element{"fee." + category, "Invoice.lineItem.priceComponent", feeOf(category), func(s *sheet, _ int) Value { return (*Number)(feeAt(s, category)) }})
	}
	return slices.Concat(list, recordElements(), messageElements(), tableElements(), insuranceElements(), referralElements())
}

// DiagnosisRoles are the roles of diagnoses in the order of a sheet.
var DiagnosisRoles = frontsheet.DiagnosisRoles()

var StaffRoles = [...]frontsheet.StaffRole{
	frontsheet.DepartmentHead, frontsheet.ChiefPhysician, frontsheet.AttendingPhysician, frontsheet.ResidentPhysician, frontsheet.ResponsibleNurse,
	frontsheet.VisitingPhysician, frontsheet.GraduateIntern, frontsheet.Intern, frontsheet.Coder, frontsheet.QualityPhysician, frontsheet.QualityNurse,
	frontsheet.AdmittingPhysician, frontsheet.ReferringPhysician, frontsheet.ConsultingPhysician, frontsheet.LeadPhysician,
}

var FeeCategories = [...]string{
	"01", "01a", "01b", "02", "03", "04", "05", "06", "07", "08", "09", "09a", "10", "10a", "10b", "11",
	"25", "12", "12a", "12b", "12c", "12d", "12e", "12f", "26", "26a", "26b",
	"13", "13a", "14", "14a", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24",
}

func diagnosisAt(s *frontsheet.FrontSheet, role frontsheet.DiagnosisRole, slot int) *frontsheet.Diagnosis {
	if i := findDiagnosis(s, role, slot); i >= 0 {
		return &s.Diagnoses[i]
	}
	s.Diagnoses = append(s.Diagnoses, frontsheet.Diagnosis{Role: role, Slot: slot})
	return &s.Diagnoses[len(s.Diagnoses)-1]
}

// findDiagnosis returns the place of the last diagnosis of a role and a line, -1 where
// there is none. It looks first where it is in a list without gaps: sheets may have
// ten thousands.
func findDiagnosis(s *frontsheet.FrontSheet, role frontsheet.DiagnosisRole, slot int) int {
	is := func(i int) bool { return s.Diagnoses[i].Role == role && s.Diagnoses[i].Slot == slot }
	last := len(s.Diagnoses) - 1
	if last >= manyParts && s.Diagnoses[last].Role == role {
		if i := last - (s.Diagnoses[last].Slot - slot); 0 <= i && i <= last && is(i) {
			return i
		}
	}
	for i := last; i >= 0; i-- {
		if is(i) {
			return i
		}
	}
	return -1
}

// manyParts is from how many parts on it is worth to look where one is to be expected.
const manyParts = 64

func procedureAt(s *frontsheet.FrontSheet, rank int) *frontsheet.Procedure {
	if i := findProcedure(s, rank); i >= 0 {
		return &s.Procedures[i]
	}
	s.Procedures = append(s.Procedures, frontsheet.Procedure{Rank: rank})
	return &s.Procedures[len(s.Procedures)-1]
}

// findProcedure returns the place of the last procedure of a rank, -1 where there is
// none.
func findProcedure(s *frontsheet.FrontSheet, rank int) int {
	last := len(s.Procedures) - 1
	if last >= manyParts {
		if i := last - (s.Procedures[last].Rank - rank); 0 <= i && i <= last && s.Procedures[i].Rank == rank {
			return i
		}
	}
	for i := last; i >= 0; i-- {
		if s.Procedures[i].Rank == rank {
			return i
		}
	}
	return -1
}

func staffAt(s *frontsheet.FrontSheet, role frontsheet.StaffRole) *frontsheet.StaffMember {
	for i := range s.Staff {
		if m := &s.Staff[i]; m.Role == role {
			return m
		}
	}
	s.Staff = append(s.Staff, frontsheet.StaffMember{Role: role})
	return &s.Staff[len(s.Staff)-1]
}

func feeAt(s *frontsheet.FrontSheet, category string) *frontsheet.Decimal {
	for i := range s.Fees.Items {
		if f := &s.Fees.Items[i]; f.Category == category {
			return &f.Amount
		}
	}
	s.Fees.Items = append(s.Fees.Items, frontsheet.Fee{Category: category})
	return &s.Fees.Items[len(s.Fees.Items)-1].Amount
}

func IntensiveAt(s *frontsheet.FrontSheet, index int) *frontsheet.Intensive {
	for len(s.Stay.Intensive) < index {
		s.Stay.Intensive = append(s.Stay.Intensive, frontsheet.Intensive{})
	}
	return &s.Stay.Intensive[index-1]
}

func BirthWeight(s *frontsheet.FrontSheet, index int) *frontsheet.Decimal {
	for len(s.Newborn.BirthWeights) < index {
		s.Newborn.BirthWeights = append(s.Newborn.BirthWeights, "")
	}
	return &s.Newborn.BirthWeights[index-1]
}
