package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// messageElements lists the elements that fields of messages fill: where a
// field has parts of its own, a type below says what they are. In another
// layout they cannot stand, since a cell has no such parts.
func messageElements() []Element {
	list := []Element{
		{"event.sent", "Composition.date", once, func(s *sheet, _ int) Value { return (*Date)(&s.Event.Sent) }},

		{"patient.identifiers", "Patient.identifier", identifierList, func(s *sheet, _ int) Value { return (*IdentifierList)(&s.Patient) }},
		{"patient.names", "Patient.name", names, func(s *sheet, _ int) Value { return (*NameList)(&s.Patient) }},
		{"patient.aliases", "Patient.name", once, func(s *sheet, _ int) Value { return (*AliasList)(&s.Patient.OtherNames) }},
		{"patient.addresses", "Patient.address", once, func(s *sheet, _ int) Value { return (*AddressList)(&s.Patient) }},
		{"patient.telecoms.home", "Patient.telecom", once, func(s *sheet, _ int) Value { return (*HomeTelecoms)(&s.Patient) }},
		{"patient.telecoms.work", "Patient.telecom", once, func(s *sheet, _ int) Value { return (*WorkTelecoms)(&s.Patient) }},
		{"patient.next-of-kin.person", "Patient.contact.name", nextOfKin, func(s *sheet, i int) Value { return (*ContactName)(nextOfKinAt(s, i)) }},

		{"stay.location", "Encounter.location", once, func(s *sheet, _ int) Value { return (*Location)(&s.Stay.Location) }},
		{"stay.prior-location", "Encounter.location", once, func(s *sheet, _ int) Value { return (*Location)(&s.Stay.PriorLocation) }},
		{"stay.reason", "Encounter.reasonCode", once, func(s *sheet, _ int) Value { return (*Text)(&s.Stay.Reason) }},

		{"diagnosis.concept", "Condition.code", segmentDiagnoses, func(s *sheet, i int) Value { return (*DiagnosisConcept)(diagnosisAt(s, "", i)) }},
		{"diagnosis.description", "Condition.code.text", segmentDiagnoses, func(s *sheet, i int) Value { return (*Text)(&diagnosisAt(s, "", i).Name) }},
		{"diagnosis.confirmed", "Condition.extension(condition-assertedDate)", segmentDiagnoses, func(s *sheet, i int) Value { return (*Date)(&diagnosisAt(s, "", i).Confirmed) }},
		{"diagnosis.type", "Encounter.diagnosis.use", segmentDiagnoses, func(s *sheet, i int) Value { return (*DiagnosisType)(diagnosisAt(s, "", i)) }},
		{"diagnosis.priority", "Encounter.diagnosis.rank", segmentDiagnoses, func(s *sheet, i int) Value { return (*DiagnosisPriority)(diagnosisAt(s, "", i)) }},
		{"diagnosis.clinician", "Condition.asserter", segmentDiagnoses, func(s *sheet, i int) Value { return (*Clinician)(&diagnosisAt(s, "", i).Clinician) }},
		{"diagnosis.present", "Condition.extension(present-on-admission)", segmentDiagnoses, func(s *sheet, i int) Value { return (*Coded)(&diagnosisAt(s, "", i).Present) }},

		{"procedure.concept", "Procedure.code", procedures, func(s *sheet, i int) Value { return (*ProcedureConcept)(procedureAt(s, i)) }},
		{"procedure.description", "Procedure.code.text", procedures, func(s *sheet, i int) Value { return (*Text)(&procedureAt(s, i).Name) }},
		{"procedure.priority", "Procedure.extension(procedure-rank)", procedures, func(s *sheet, i int) Value { return (*ProcedurePriority)(procedureAt(s, i)) }},
		{"procedure.minutes", "Procedure.extension(procedure-duration)", procedures, func(s *sheet, i int) Value { return (*Number)(&procedureAt(s, i).Minutes) }},

		{"allergy.concept", "AllergyIntolerance.code", allergies, func(s *sheet, i int) Value { return (*AllergyConcept)(allergyAt(s, i)) }},

		{"result.type", "Observation.value", results, func(s *sheet, i int) Value { return (*Text)(&observationAt(s, i).Kind) }},
		{"result.concept", "Observation.code", results, func(s *sheet, i int) Value { return (*ResultConcept)(observationAt(s, i)) }},
		{"result.value", "Observation.value", results, func(s *sheet, i int) Value { return (*ResultValue)(observationAt(s, i)) }},
		{"result.unit", "Observation.valueQuantity.unit", results, func(s *sheet, i int) Value { return (*Text)(&observationAt(s, i).Unit) }},
		{"result.range", "Observation.referenceRange.text", results, func(s *sheet, i int) Value { return (*Text)(&observationAt(s, i).Range) }},
		{"result.flag", "Observation.interpretation", results, func(s *sheet, i int) Value { return (*Text)(&observationAt(s, i).Flag) }},
		{"result.status", "Observation.status", results, func(s *sheet, i int) Value { return (*Text)(&observationAt(s, i).Status) }},
		{"result.observed", "Observation.effectiveDateTime", results, func(s *sheet, i int) Value { return (*Date)(&observationAt(s, i).Observed) }},
	}
	for _, role := range [...]frontsheet.StaffRole{frontsheet.AttendingPhysician, frontsheet.AdmittingPhysician, frontsheet.ReferringPhysician, frontsheet.ConsultingPhysician} {
		list = append(list, Element{"staff." + string(role) + ".person", "Encounter.participant", staffOf(role), func(s *sheet, _ int) Value {
			return &Persons{&s.Staff, role}
		}})
	}
	for _, role := range [...]frontsheet.StaffRole{frontsheet.Surgeon, frontsheet.Anaesthetist, frontsheet.Practitioner} {
		list = append(list, Element{"procedure.person." + string(role), "Procedure.performer", procedures, func(s *sheet, i int) Value {
			return &Persons{&procedureAt(s, i).Staff, role}
		}})
	}
	return list
}

func observationAt(s *frontsheet.FrontSheet, index int) *frontsheet.Observation {
	return Grow(&s.Observations, index)
}
