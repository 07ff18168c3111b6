package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

func ItemAt(s *frontsheet.FrontSheet, code string) *frontsheet.Item {
	for i := range s.Items {
		if s.Items[i].Code == code {
			return &s.Items[i]
		}
	}
	s.Items = append(s.Items, frontsheet.Item{Code: code})
	return &s.Items[len(s.Items)-1]
}

// tableElements lists the elements of records that come in tables: those of
// research extracts, and those of domain records.
func tableElements() []Element {
	list := []Element{
		{"source-field", "Composition.extension(source-field)", verbatim, func(*sheet, int) Value { return Verbatim{} }},

		{"patient.reference-key", "Patient.identifier", once, func(s *sheet, _ int) Value { return (*Identifier)(referenceKey(s)) }},
		{"allergy.drugs-or-none", "AllergyIntolerance.code", once, func(s *sheet, _ int) Value { return (*DrugsOrNone)(&s.Allergy) }},
		{"stay.hospital", "Encounter.serviceProvider", once, func(s *sheet, _ int) Value { return (*Coded)(&s.Stay.Hospital) }},
		{"patient.death.exact", "Patient.deceasedDateTime", once, func(s *sheet, _ int) Value { return (*ExactDate)(s) }},

		{"diagnosis.all.code", "Condition.code.coding", once, func(s *sheet, _ int) Value { return (*AllDiagnoses)(s) }},
		{"diagnosis.all.name", "Condition.code.text", once, func(s *sheet, _ int) Value { return (*AllDiagnosisNames)(s) }},
		{"diagnosis.all.reference", "Condition.extension(reference-date)", once, func(s *sheet, _ int) Value { return (*AllReferences)(s) }},
		{"procedure.all.code", "Procedure.code.coding", once, func(s *sheet, _ int) Value { return (*AllProcedures)(s) }},
		{"procedure.all.name", "Procedure.code.text", once, func(s *sheet, _ int) Value { return (*AllProcedureNames)(s) }},
		{"procedure.all.performed", "Procedure.performedDateTime", once, func(s *sheet, _ int) Value { return (*AllPerformed)(s) }},

		{"laboratory.test", "Observation.code.text", laboratory, func(s *sheet, i int) Value { return (*Text)(&observationAt(s, i).Name) }},
		{"laboratory.result", "Observation.value", laboratory, func(s *sheet, i int) Value { return (*LaboratoryResult)(observationAt(s, i)) }},
		{"laboratory.observed", "Observation.effectiveDateTime", laboratory, func(s *sheet, i int) Value { return (*Date)(&observationAt(s, i).Observed) }},

		{"medication.name", "MedicationStatement.medicationCodeableConcept.text", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).Name) }},
		{"medication.number", "MedicationStatement.medicationCodeableConcept.coding", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).Number) }},
		{"medication.instruction", "MedicationStatement.dosage.text", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).Instruction) }},
		{"medication.code", "MedicationStatement.medicationCodeableConcept.coding", medications, func(s *sheet, i int) Value { return (*DrugItemCode)(&medicationAt(s, i).Codes) }},
		{"medication.strength", "MedicationStatement.extension(prescription-detail)", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).Strength) }},
		{"medication.dose", "MedicationStatement.dosage.doseAndRate.doseQuantity", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).Dose) }},
		{"medication.dose-unit", "MedicationStatement.dosage.doseAndRate.doseQuantity", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).DoseUnit) }},
		{"medication.frequency", "MedicationStatement.dosage.timing.code", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).Frequency) }},
		{"medication.route", "MedicationStatement.dosage.route", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).Route) }},
		{"medication.quantity", "MedicationStatement.extension(medication-quantity)", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).Quantity) }},
		{"medication.quantity-unit", "MedicationStatement.extension(medication-quantity)", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).QuantityUnit) }},
		{"medication.duration", "MedicationStatement.extension(medication-duration)", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).Duration) }},
		{"medication.duration-unit", "MedicationStatement.extension(medication-duration)", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).DurationUnit) }},
		{"medication.dispensed", "MedicationStatement.extension(prescription-detail)", medications, func(s *sheet, i int) Value { return (*Date)(&medicationAt(s, i).Dispensed) }},
		{"medication.action", "MedicationStatement.extension(prescription-detail)", medications, func(s *sheet, i int) Value { return (*Text)(&medicationAt(s, i).Action) }},
		{"medication.start", "MedicationStatement.effectivePeriod.start", medications, func(s *sheet, i int) Value { return (*Date)(&medicationAt(s, i).Start) }},
		{"medication.end", "MedicationStatement.effectivePeriod.end", medications, func(s *sheet, i int) Value { return (*Date)(&medicationAt(s, i).End) }},
	}
	for _, k := range ItemKinds {
		kind := itemKinds[k.Kind]
		list = append(list, Element{"item." + k.Code, kind.fhir, itemOf(k.Code), func(s *sheet, _ int) Value { return kind.value(ItemAt(s, k.Code)) }})
	}
	for _, role := range StaffRoles {
		list = append(list, Element{"staff." + string(role) + ".english-name", "Practitioner.name", staffOf(role), func(s *sheet, _ int) Value { return (*Text)(&staffAt(s, role).EnglishName.Text) }})
	}
	return append(list, domainElements()...)
}

// itemKinds say how items of a kind of [ItemKinds] are read, and
// where they go.
var itemKinds = map[byte]struct {
	fhir  string
	value func(i *frontsheet.Item) Value
}{
	'c': {"Observation.valueCodeableConcept", func(i *frontsheet.Item) Value { return (*Coded)(&i.Coded) }},
	'n': {"Observation.valueQuantity", func(i *frontsheet.Item) Value { return (*Number)(&i.Number) }},
	'i': {"Observation.valueInteger", func(i *frontsheet.Item) Value { return (*HourNumber)(i) }},
	't': {"Observation.valueDateTime", func(i *frontsheet.Item) Value { return (*Date)(&i.Time) }},
}

// referenceKey returns the number that stands for the patient in an extract, an
// identifier of the type PI.
func referenceKey(s *frontsheet.FrontSheet) *string {
	for i := range s.Patient.Identifiers {
		if n := &s.Patient.Identifiers[i]; n.Type == "PI" {
			return &n.Value
		}
	}
	s.Patient.Identifiers = append(s.Patient.Identifiers, frontsheet.Identifier{Type: "PI"})
	return &s.Patient.Identifiers[len(s.Patient.Identifiers)-1].Value
}

func medicationAt(s *frontsheet.FrontSheet, index int) *frontsheet.Medication {
	return Grow(&s.Medications, index)
}
