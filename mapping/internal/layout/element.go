package layout

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// An Element is a part of the FrontSheet that a column can fill. at returns a
// pointer to it, making the repeated part of that 1-based index where it does
// not exist yet. What the pointer points to says how a cell is read:
//
//	*string        text
//	*[]string      a list of texts
//	*Coded         a value of a value set
//	*[]Ward        a list of departments
//	*DateTime      a date, with or without time
//	*hour          the hour that belongs to a date
//	*precision     how much of a date is known
//	*Decimal       a number
//	*AgeUnderOne   months, with days as a fraction over 30
//	*diagnosisCode codes of diagnoses
//	*procedureCode codes of procedures
type Element struct {
	Name string
	// fhir is where the element goes, for the documentation.
	fhir string
	At   func(s *frontsheet.FrontSheet, index int) any
}

type (
	Hour          frontsheet.DateTime
	DiagnosisCode []frontsheet.Code
	ProcedureCode []frontsheet.Code
)

// Elements lists every element by the name that layouts use.
func Elements() []Element {
	list := []Element{
		{"facility.code", "Organization.identifier", func(s *frontsheet.FrontSheet, _ int) any { return &s.Facility.Code }},
		{"facility.name", "Organization.name", func(s *frontsheet.FrontSheet, _ int) any { return &s.Facility.Name }},

		{"patient.record-number", "Patient.identifier", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.RecordNumber }},
		{"patient.health-card", "Patient.identifier", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.HealthCard }},
		{"patient.name", "Patient.name", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Name }},
		{"patient.sex", "Patient.gender", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Sex }},
		{"patient.birth-date", "Patient.birthDate", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.BirthDate }},
		{"patient.age-years", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.AgeYears }},
		{"patient.age-days", "Observation.component", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.AgeUnderOne.Days }},
		{"patient.age-months", "Observation.component", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.AgeUnderOne }},
		{"patient.nationality", "Patient.extension(patient-nationality)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Nationality }},
		{"patient.ethnicity", "Patient.extension(ethnicity)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Ethnicity }},
		{"patient.marital", "Patient.maritalStatus", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Marital }},
		{"patient.occupation", "Patient.extension(occupation)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Occupation }},
		{"patient.native-place", "Patient.extension(native-place)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.NativePlace }},
		{"patient.birth-place", "Patient.extension(patient-birthPlace)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.BirthPlace }},
		{"patient.document-type", "Patient.identifier.type", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.DocumentType }},
		{"patient.document-number", "Patient.identifier.value", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.DocumentNumber }},
		{"patient.current.address", "Patient.address", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Current.Text }},
		{"patient.current.postcode", "Patient.address.postalCode", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Current.Postcode }},
		{"patient.current.phone", "Patient.telecom", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Current.Phone }},
		{"patient.registered.address", "Patient.address", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Registered.Text }},
		{"patient.registered.postcode", "Patient.address.postalCode", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Registered.Postcode }},
		{"patient.employer.address", "Patient.contact.address", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Employer.Text }},
		{"patient.employer.postcode", "Patient.contact.address.postalCode", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Employer.Postcode }},
		{"patient.employer.phone", "Patient.contact.telecom", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Employer.Phone }},
		{"patient.contact.name", "Patient.contact.name", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Contact.Name }},
		{"patient.contact.relationship", "Patient.contact.relationship", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Contact.Relationship }},
		{"patient.contact.address", "Patient.contact.address", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Contact.Address }},
		{"patient.contact.phone", "Patient.contact.telecom", func(s *frontsheet.FrontSheet, _ int) any { return &s.Patient.Contact.Phone }},

		{"stay.admission-count", "Encounter.extension(admission-count)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.AdmissionCount }},
		{"stay.payment", "Coverage.type", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Payment }},
		{"stay.route", "Encounter.hospitalization.admitSource", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Route }},
		{"stay.admission", "Encounter.period.start", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Admission }},
		{"stay.admission.hour", "Encounter.period.extension(recorded-hour)", func(s *frontsheet.FrontSheet, _ int) any { return (*Hour)(&s.Stay.Admission) }},
		{"stay.discharge", "Encounter.period.end", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Discharge }},
		{"stay.discharge.hour", "Encounter.period.extension(recorded-hour)", func(s *frontsheet.FrontSheet, _ int) any { return (*Hour)(&s.Stay.Discharge) }},
		{"stay.admitted-to.department", "Location.type", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.AdmittedTo.Department }},
		{"stay.admitted-to.ward", "Location.name", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.AdmittedTo.Name }},
		{"stay.transfers", "Encounter.location", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Transfers }},
		{"stay.discharged-from.department", "Location.type", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.DischargedFrom.Department }},
		{"stay.discharged-from.ward", "Location.name", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.DischargedFrom.Name }},
		{"stay.days", "Encounter.length", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Days }},
		{"stay.condition", "Observation.valueCodeableConcept", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Condition }},
		{"stay.day-surgery", "Encounter.extension(day-surgery)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.DaySurgery }},
		{"stay.disposition", "Encounter.hospitalization.dischargeDisposition", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Disposition }},
		{"stay.destination", "Encounter.hospitalization.destination", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Destination }},
		{"stay.community", "Encounter.hospitalization.destination", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Community }},
		{"stay.readmission", "Encounter.extension(readmission-plan)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Readmission }},
		{"stay.purpose", "Encounter.extension(readmission-plan)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Purpose }},
		{"stay.intensive.unit", "Location.type", func(s *frontsheet.FrontSheet, i int) any { return &IntensiveAt(s, i).Unit }},
		{"stay.intensive.entered", "Encounter.location.period.start", func(s *frontsheet.FrontSheet, i int) any { return &IntensiveAt(s, i).Entered }},
		{"stay.intensive.left", "Encounter.location.period.end", func(s *frontsheet.FrontSheet, i int) any { return &IntensiveAt(s, i).Left }},

		{"newborn.birth-weight", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, i int) any { return BirthWeight(s, i) }},
		{"newborn.admission-weight", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Newborn.AdmissionWeight }},

		{"allergy.recorded", "Composition.section.extension(drug-allergy)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Allergy.Recorded }},
		{"allergy.drugs", "AllergyIntolerance.code", func(s *frontsheet.FrontSheet, _ int) any { return &s.Allergy.Drugs }},

		{"finding.abo", "Observation.valueCodeableConcept", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.ABO }},
		{"finding.rh", "Observation.valueCodeableConcept", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.Rh }},
		{"finding.hbsag", "Observation.valueCodeableConcept", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.HBsAg }},
		{"finding.hcv", "Observation.valueCodeableConcept", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.HCV }},
		{"finding.hiv", "Observation.valueCodeableConcept", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.HIV }},
		{"finding.autopsy", "Observation.valueCodeableConcept", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.Autopsy }},
		{"finding.transfusion-reaction", "Observation.valueCodeableConcept", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.TransfusionReacted }},
		{"coma.before.days", "Observation.component", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.ComaBefore.Days }},
		{"coma.before.hours", "Observation.component", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.ComaBefore.Hours }},
		{"coma.before.minutes", "Observation.component", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.ComaBefore.Minutes }},
		{"coma.after.days", "Observation.component", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.ComaAfter.Days }},
		{"coma.after.hours", "Observation.component", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.ComaAfter.Hours }},
		{"coma.after.minutes", "Observation.component", func(s *frontsheet.FrontSheet, _ int) any { return &s.Findings.ComaAfter.Minutes }},

		{"care.special-days", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Care.Special }},
		{"care.first-class-days", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Care.First }},
		{"care.second-class-days", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Care.Second }},
		{"care.third-class-days", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Care.Third }},
		{"care.red-cells", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Care.RedCells }},
		{"care.platelets", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Care.Platelets }},
		{"care.plasma", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Care.Plasma }},
		{"care.whole-blood", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Care.WholeBlood }},
		{"care.autologous", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Care.Autologous }},
		{"care.ventilator-hours", "Observation.valueQuantity", func(s *frontsheet.FrontSheet, _ int) any { return &s.Care.VentilatorHours }},

		{"quality.grade", "Composition.extension(record-quality)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Quality.Grade }},
		{"quality.date", "Composition.extension(quality-control-date)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Quality.Date }},

		{"fee.total", "Invoice.totalGross", func(s *frontsheet.FrontSheet, _ int) any { return &s.Fees.Total }},
		{"fee.self-paid", "Invoice.extension(self-paid-amount)", func(s *frontsheet.FrontSheet, _ int) any { return &s.Fees.SelfPaid }},

		{"procedure.code", "Procedure.code.coding", func(s *frontsheet.FrontSheet, i int) any { return (*ProcedureCode)(&frontSheetProcedure(s, i).Codes) }},
		{"procedure.name", "Procedure.code.text", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Name }},
		{"procedure.performed", "Procedure.performedDateTime", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Performed }},
		{"procedure.level", "Procedure.extension(procedure-level)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Level }},
		{"procedure.hours", "Procedure.extension(procedure-duration)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Hours }},
		{"procedure.surgeon", "Procedure.performer", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Surgeon }},
		{"procedure.first-assistant", "Procedure.performer", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).FirstAssistant }},
		{"procedure.second-assistant", "Procedure.performer", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).SecondAssistant }},
		{"procedure.incision", "Procedure.extension(incision-class)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Incision }},
		{"procedure.healing", "Procedure.extension(incision-healing)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Healing }},
		{"procedure.incision-healing", "Procedure.extension(incision-and-healing)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).IncisionHealing }},
		{"procedure.anaesthesia", "Procedure.extension(anaesthesia-method)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Anaesthesia }},
		{"procedure.risk", "Procedure.extension(anaesthesia-risk)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Risk }},
		{"procedure.anaesthetist", "Procedure.performer", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Anaesthetist }},
	}
	for _, role := range DiagnosisRoles {
		name := "diagnosis." + string(role)
		list = append(list,
			Element{name + ".code", "Condition.code.coding", func(s *frontsheet.FrontSheet, i int) any {
				return (*DiagnosisCode)(&frontSheetDiagnosis(s, role, i).Codes)
			}},
			Element{name + ".name", "Condition.code.text", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDiagnosis(s, role, i).Name }},
			Element{name + ".present", "Condition.extension(present-on-admission)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDiagnosis(s, role, i).Present }},
			Element{name + ".outcome", "Condition.extension(condition-outcome)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDiagnosis(s, role, i).Outcome }},
			Element{name + ".number", "Condition.identifier", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDiagnosis(s, role, i).Number }},
			Element{name + ".confirmed", "Condition.extension(condition-assertedDate)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDiagnosis(s, role, i).Confirmed }},
		)
	}
	for _, role := range StaffRoles {
		list = append(list,
			Element{"staff." + string(role), "Practitioner.name", func(s *frontsheet.FrontSheet, _ int) any { return &frontSheetStaff(s, role).Name }},
			Element{"staff." + string(role) + ".licence", "Practitioner.identifier", func(s *frontsheet.FrontSheet, _ int) any { return &frontSheetStaff(s, role).Licence }},
		)
	}
	for _, category := range FeeCategories {
		list = append(list, Element{"fee." + category, "Invoice.lineItem.priceComponent", func(s *frontsheet.FrontSheet, _ int) any { return frontSheetFee(s, category) }})
	}
	return slices.Concat(list, recordElements(), messageElements(), tableElements())
}

var DiagnosisRoles = [...]frontsheet.DiagnosisRole{
	frontsheet.Outpatient, frontsheet.OnAdmission, frontsheet.Principal, frontsheet.Other, frontsheet.Pathology, frontsheet.ExternalCause, frontsheet.Working, frontsheet.Final, frontsheet.DeathCause, frontsheet.DeathContributing,
}

var StaffRoles = [...]frontsheet.StaffRole{
	frontsheet.DepartmentHead, frontsheet.ChiefPhysician, frontsheet.AttendingPhysician, frontsheet.ResidentPhysician, frontsheet.ResponsibleNurse,
	frontsheet.VisitingPhysician, frontsheet.Intern, frontsheet.Coder, frontsheet.QualityPhysician, frontsheet.QualityNurse,
	frontsheet.AdmittingPhysician, frontsheet.ReferringPhysician, frontsheet.ConsultingPhysician,
}

var FeeCategories = [...]string{
	"01", "02", "03", "04", "05", "06", "07", "08", "09", "09a", "10", "10a", "10b", "11", "12",
	"13", "13a", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24",
}

func frontSheetDiagnosis(s *frontsheet.FrontSheet, role frontsheet.DiagnosisRole, slot int) *frontsheet.Diagnosis {
	for i := len(s.Diagnoses) - 1; i >= 0; i-- {
		if d := &s.Diagnoses[i]; d.Role == role && d.Slot == slot {
			return d
		}
	}
	s.Diagnoses = append(s.Diagnoses, frontsheet.Diagnosis{Role: role, Slot: slot})
	return &s.Diagnoses[len(s.Diagnoses)-1]
}

func frontSheetProcedure(s *frontsheet.FrontSheet, rank int) *frontsheet.Procedure {
	for i := len(s.Procedures) - 1; i >= 0; i-- {
		if p := &s.Procedures[i]; p.Rank == rank {
			return p
		}
	}
	s.Procedures = append(s.Procedures, frontsheet.Procedure{Rank: rank})
	return &s.Procedures[len(s.Procedures)-1]
}

func frontSheetStaff(s *frontsheet.FrontSheet, role frontsheet.StaffRole) *frontsheet.StaffMember {
	for i := range s.Staff {
		if m := &s.Staff[i]; m.Role == role {
			return m
		}
	}
	s.Staff = append(s.Staff, frontsheet.StaffMember{Role: role})
	return &s.Staff[len(s.Staff)-1]
}

func frontSheetFee(s *frontsheet.FrontSheet, category string) *frontsheet.Decimal {
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
