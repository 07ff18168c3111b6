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
		{"source-field", "Composition.extension(source-field)", func(*frontsheet.FrontSheet, int) any { return Verbatim{} }},

		{"patient.reference-key", "Patient.identifier", func(s *frontsheet.FrontSheet, _ int) any { return referenceKey(s) }},
		{"allergy.drugs-or-none", "AllergyIntolerance.code", func(s *frontsheet.FrontSheet, _ int) any { return (*DrugsOrNone)(&s.Allergy) }},
		{"stay.hospital", "Encounter.serviceProvider", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Hospital }},
		{"patient.death.exact", "Patient.deceasedDateTime", func(s *frontsheet.FrontSheet, _ int) any { return (*ExactDate)(s) }},

		{"diagnosis.all.code", "Condition.code.coding", func(s *frontsheet.FrontSheet, _ int) any { return (*AllDiagnoses)(s) }},
		{"diagnosis.all.name", "Condition.code.text", func(s *frontsheet.FrontSheet, _ int) any { return (*AllDiagnosisNames)(s) }},
		{"diagnosis.all.reference", "Condition.extension(reference-date)", func(s *frontsheet.FrontSheet, _ int) any { return (*AllReferences)(s) }},
		{"procedure.all.code", "Procedure.code.coding", func(s *frontsheet.FrontSheet, _ int) any { return (*AllProcedures)(s) }},
		{"procedure.all.name", "Procedure.code.text", func(s *frontsheet.FrontSheet, _ int) any { return (*AllProcedureNames)(s) }},
		{"procedure.all.performed", "Procedure.performedDateTime", func(s *frontsheet.FrontSheet, _ int) any { return (*AllPerformed)(s) }},

		{"laboratory.test", "Observation.code.text", func(s *frontsheet.FrontSheet, i int) any { return &Grow(&s.Observations, i).Name }},
		{"laboratory.result", "Observation.value", func(s *frontsheet.FrontSheet, i int) any { return (*LaboratoryResult)(Grow(&s.Observations, i)) }},
		{"laboratory.observed", "Observation.effectiveDateTime", func(s *frontsheet.FrontSheet, i int) any { return &Grow(&s.Observations, i).Observed }},
	}
	for _, k := range ItemKinds {
		target := map[byte]string{
			'c': "Observation.valueCodeableConcept", 'n': "Observation.valueQuantity", 'i': "Observation.valueInteger", 't': "Observation.valueDateTime",
		}[k.Kind]
		list = append(list, Element{"item." + k.Code, target, func(s *frontsheet.FrontSheet, _ int) any {
			switch i := ItemAt(s, k.Code); k.Kind {
			case 'c':
				return &i.Coded
			case 't':
				return &i.Time
			case 'i':
				return (*HourNumber)(i)
			default:
				return &i.Number
			}
		}})
	}
	for _, role := range StaffRoles {
		list = append(list, Element{"staff." + string(role) + ".english-name", "Practitioner.name", func(s *frontsheet.FrontSheet, _ int) any { return &frontSheetStaff(s, role).EnglishName.Text }})
	}
	return append(list, domainElements()...)
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

// The ways to read a cell that tables of research extracts need.
type (
	// Verbatim: the cell is kept as it is, since nothing of a sheet holds it.
	Verbatim struct{}
	// ExactDate: whether the date of death is exact, or else that date.
	ExactDate frontsheet.FrontSheet
	// Several diagnoses or procedures of one cell, without a role or rank.
	AllDiagnoses      frontsheet.FrontSheet
	AllDiagnosisNames frontsheet.FrontSheet
	AllReferences     frontsheet.FrontSheet
	AllProcedures     frontsheet.FrontSheet
	AllProcedureNames frontsheet.FrontSheet
	AllPerformed      frontsheet.FrontSheet
	// HourNumber: an hour of the day, 0 to 23.
	HourNumber frontsheet.Item
	// DrugsOrNone: drugs, or else a word of the value set that there are none.
	DrugsOrNone frontsheet.Allergy
	// LaboratoryResult: a number, or else a text.
	LaboratoryResult frontsheet.Observation
)
