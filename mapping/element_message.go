package mapping

// messageElements lists the elements that fields of messages fill: where a
// field has parts of its own, a type below says what they are. In another
// layout they cannot stand, since a cell has no such parts.
func messageElements() []element {
	list := []element{
		{"event.sent", "Composition.date", func(s *FrontSheet, _ int) any { return &s.Event.Sent }},

		{"patient.identifiers", "Patient.identifier", func(s *FrontSheet, _ int) any { return (*identifierList)(&s.Patient) }},
		{"patient.names", "Patient.name", func(s *FrontSheet, _ int) any { return (*nameList)(&s.Patient) }},
		{"patient.aliases", "Patient.name", func(s *FrontSheet, _ int) any { return (*aliasList)(&s.Patient.OtherNames) }},
		{"patient.addresses", "Patient.address", func(s *FrontSheet, _ int) any { return (*addressList)(&s.Patient) }},
		{"patient.telecoms.home", "Patient.telecom", func(s *FrontSheet, _ int) any { return (*homeTelecoms)(&s.Patient) }},
		{"patient.telecoms.work", "Patient.telecom", func(s *FrontSheet, _ int) any { return (*workTelecoms)(&s.Patient) }},
		{"patient.next-of-kin.person", "Patient.contact.name", func(s *FrontSheet, i int) any { return (*contactName)(s.nextOfKin(i)) }},

		{"stay.location", "Encounter.location", func(s *FrontSheet, _ int) any { return &s.Stay.Location }},
		{"stay.prior-location", "Encounter.location", func(s *FrontSheet, _ int) any { return &s.Stay.PriorLocation }},
		{"stay.reason", "Encounter.reasonCode", func(s *FrontSheet, _ int) any { return &s.Stay.Reason }},

		{"diagnosis.concept", "Condition.code", func(s *FrontSheet, i int) any { return (*diagnosisConcept)(s.diagnosis("", i)) }},
		{"diagnosis.description", "Condition.code.text", func(s *FrontSheet, i int) any { return &s.diagnosis("", i).Name }},
		{"diagnosis.confirmed", "Condition.extension(condition-assertedDate)", func(s *FrontSheet, i int) any { return &s.diagnosis("", i).Confirmed }},
		{"diagnosis.type", "Encounter.diagnosis.use", func(s *FrontSheet, i int) any { return (*diagnosisType)(s.diagnosis("", i)) }},
		{"diagnosis.priority", "Encounter.diagnosis.rank", func(s *FrontSheet, i int) any { return (*diagnosisPriority)(s.diagnosis("", i)) }},
		{"diagnosis.clinician", "Condition.asserter", func(s *FrontSheet, i int) any { return &s.diagnosis("", i).Clinician }},
		{"diagnosis.present", "Condition.extension(present-on-admission)", func(s *FrontSheet, i int) any { return &s.diagnosis("", i).Present }},

		{"procedure.concept", "Procedure.code", func(s *FrontSheet, i int) any { return (*procedureConcept)(s.procedure(i)) }},
		{"procedure.description", "Procedure.code.text", func(s *FrontSheet, i int) any { return &s.procedure(i).Name }},
		{"procedure.priority", "Procedure.extension(procedure-rank)", func(s *FrontSheet, i int) any { return (*procedurePriority)(s.procedure(i)) }},
		{"procedure.minutes", "Procedure.extension(procedure-duration)", func(s *FrontSheet, i int) any { return &s.procedure(i).Minutes }},

		{"allergy.concept", "AllergyIntolerance.code", func(s *FrontSheet, i int) any { return (*allergyConcept)(s.allergy(i)) }},

		{"result.type", "Observation.value", func(s *FrontSheet, i int) any { return &s.observation(i).Kind }},
		{"result.concept", "Observation.code", func(s *FrontSheet, i int) any { return (*resultConcept)(s.observation(i)) }},
		{"result.value", "Observation.value", func(s *FrontSheet, i int) any { return (*resultValue)(s.observation(i)) }},
		{"result.unit", "Observation.valueQuantity.unit", func(s *FrontSheet, i int) any { return &s.observation(i).Unit }},
		{"result.range", "Observation.referenceRange.text", func(s *FrontSheet, i int) any { return &s.observation(i).Range }},
		{"result.flag", "Observation.interpretation", func(s *FrontSheet, i int) any { return &s.observation(i).Flag }},
		{"result.status", "Observation.status", func(s *FrontSheet, i int) any { return &s.observation(i).Status }},
		{"result.observed", "Observation.effectiveDateTime", func(s *FrontSheet, i int) any { return &s.observation(i).Observed }},
	}
	for _, role := range [...]StaffRole{AttendingPhysician, AdmittingPhysician, ReferringPhysician, ConsultingPhysician} {
		list = append(list, element{"staff." + string(role) + ".person", "Encounter.participant", func(s *FrontSheet, _ int) any {
			return &persons{&s.Staff, role}
		}})
	}
	for _, role := range [...]StaffRole{Surgeon, Anaesthetist, Practitioner} {
		list = append(list, element{"procedure.person." + string(role), "Procedure.performer", func(s *FrontSheet, i int) any {
			return &persons{&s.procedure(i).Staff, role}
		}})
	}
	return list
}

// The parts of a FrontSheet that a field of a message fills as a whole.
type (
	identifierList    Patient
	nameList          Patient
	aliasList         []PersonName
	addressList       Patient
	homeTelecoms      Patient
	workTelecoms      Patient
	contactName       Contact
	diagnosisConcept  Diagnosis
	diagnosisType     Diagnosis
	diagnosisPriority Diagnosis
	procedureConcept  Procedure
	procedurePriority Procedure
	allergyConcept    AllergyItem
	resultConcept     Observation
	resultValue       Observation
)

// persons are the members of staff of one role.
type persons struct {
	list *[]StaffMember
	role StaffRole
}

func (s *FrontSheet) observation(index int) *Observation { return grow(&s.Observations, index) }
