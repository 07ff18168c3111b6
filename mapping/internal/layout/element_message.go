package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// messageElements lists the elements that fields of messages fill: where a
// field has parts of its own, a type below says what they are. In another
// layout they cannot stand, since a cell has no such parts.
func messageElements() []Element {
	list := []Element{
		{"event.sent", "Composition.date", func(s *frontsheet.FrontSheet, _ int) any { return &s.Event.Sent }},

		{"patient.identifiers", "Patient.identifier", func(s *frontsheet.FrontSheet, _ int) any { return (*IdentifierList)(&s.Patient) }},
		{"patient.names", "Patient.name", func(s *frontsheet.FrontSheet, _ int) any { return (*NameList)(&s.Patient) }},
		{"patient.aliases", "Patient.name", func(s *frontsheet.FrontSheet, _ int) any { return (*AliasList)(&s.Patient.OtherNames) }},
		{"patient.addresses", "Patient.address", func(s *frontsheet.FrontSheet, _ int) any { return (*AddressList)(&s.Patient) }},
		{"patient.telecoms.home", "Patient.telecom", func(s *frontsheet.FrontSheet, _ int) any { return (*HomeTelecoms)(&s.Patient) }},
		{"patient.telecoms.work", "Patient.telecom", func(s *frontsheet.FrontSheet, _ int) any { return (*WorkTelecoms)(&s.Patient) }},
		{"patient.next-of-kin.person", "Patient.contact.name", func(s *frontsheet.FrontSheet, i int) any { return (*ContactName)(frontSheetNextOfKin(s, i)) }},

		{"stay.location", "Encounter.location", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Location }},
		{"stay.prior-location", "Encounter.location", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.PriorLocation }},
		{"stay.reason", "Encounter.reasonCode", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Reason }},

		{"diagnosis.concept", "Condition.code", func(s *frontsheet.FrontSheet, i int) any { return (*DiagnosisConcept)(frontSheetDiagnosis(s, "", i)) }},
		{"diagnosis.description", "Condition.code.text", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDiagnosis(s, "", i).Name }},
		{"diagnosis.confirmed", "Condition.extension(condition-assertedDate)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDiagnosis(s, "", i).Confirmed }},
		{"diagnosis.type", "Encounter.diagnosis.use", func(s *frontsheet.FrontSheet, i int) any { return (*DiagnosisType)(frontSheetDiagnosis(s, "", i)) }},
		{"diagnosis.priority", "Encounter.diagnosis.rank", func(s *frontsheet.FrontSheet, i int) any { return (*DiagnosisPriority)(frontSheetDiagnosis(s, "", i)) }},
		{"diagnosis.clinician", "Condition.asserter", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDiagnosis(s, "", i).Clinician }},
		{"diagnosis.present", "Condition.extension(present-on-admission)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetDiagnosis(s, "", i).Present }},

		{"procedure.concept", "Procedure.code", func(s *frontsheet.FrontSheet, i int) any { return (*ProcedureConcept)(frontSheetProcedure(s, i)) }},
		{"procedure.description", "Procedure.code.text", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Name }},
		{"procedure.priority", "Procedure.extension(procedure-rank)", func(s *frontsheet.FrontSheet, i int) any { return (*ProcedurePriority)(frontSheetProcedure(s, i)) }},
		{"procedure.minutes", "Procedure.extension(procedure-duration)", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetProcedure(s, i).Minutes }},

		{"allergy.concept", "AllergyIntolerance.code", func(s *frontsheet.FrontSheet, i int) any { return (*AllergyConcept)(frontSheetAllergy(s, i)) }},

		{"result.type", "Observation.value", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetObservation(s, i).Kind }},
		{"result.concept", "Observation.code", func(s *frontsheet.FrontSheet, i int) any { return (*ResultConcept)(frontSheetObservation(s, i)) }},
		{"result.value", "Observation.value", func(s *frontsheet.FrontSheet, i int) any { return (*ResultValue)(frontSheetObservation(s, i)) }},
		{"result.unit", "Observation.valueQuantity.unit", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetObservation(s, i).Unit }},
		{"result.range", "Observation.referenceRange.text", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetObservation(s, i).Range }},
		{"result.flag", "Observation.interpretation", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetObservation(s, i).Flag }},
		{"result.status", "Observation.status", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetObservation(s, i).Status }},
		{"result.observed", "Observation.effectiveDateTime", func(s *frontsheet.FrontSheet, i int) any { return &frontSheetObservation(s, i).Observed }},
	}
	for _, role := range [...]frontsheet.StaffRole{frontsheet.AttendingPhysician, frontsheet.AdmittingPhysician, frontsheet.ReferringPhysician, frontsheet.ConsultingPhysician} {
		list = append(list, Element{"staff." + string(role) + ".person", "Encounter.participant", func(s *frontsheet.FrontSheet, _ int) any {
			return &Persons{&s.Staff, role}
		}})
	}
	for _, role := range [...]frontsheet.StaffRole{frontsheet.Surgeon, frontsheet.Anaesthetist, frontsheet.Practitioner} {
		list = append(list, Element{"procedure.person." + string(role), "Procedure.performer", func(s *frontsheet.FrontSheet, i int) any {
			return &Persons{&frontSheetProcedure(s, i).Staff, role}
		}})
	}
	return list
}

// The parts of a FrontSheet that a field of a message fills as a whole.
type (
	IdentifierList    frontsheet.Patient
	NameList          frontsheet.Patient
	AliasList         []frontsheet.PersonName
	AddressList       frontsheet.Patient
	HomeTelecoms      frontsheet.Patient
	WorkTelecoms      frontsheet.Patient
	ContactName       frontsheet.Contact
	DiagnosisConcept  frontsheet.Diagnosis
	DiagnosisType     frontsheet.Diagnosis
	DiagnosisPriority frontsheet.Diagnosis
	ProcedureConcept  frontsheet.Procedure
	ProcedurePriority frontsheet.Procedure
	AllergyConcept    frontsheet.AllergyItem
	ResultConcept     frontsheet.Observation
	ResultValue       frontsheet.Observation
)

// Persons are the members of staff of one role.
type Persons struct {
	List *[]frontsheet.StaffMember
	Role frontsheet.StaffRole
}

func frontSheetObservation(s *frontsheet.FrontSheet, index int) *frontsheet.Observation {
	return Grow(&s.Observations, index)
}
