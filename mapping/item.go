package mapping

import (
	"strconv"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// formatHour is the format of an hour that is written in two digits.
const formatHour = "HH"

func frontSheetItem(s *frontsheet.FrontSheet, code string) *frontsheet.Item {
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
func tableElements() []element {
	list := []element{
		{"source-field", "Composition.extension(source-field)", func(*frontsheet.FrontSheet, int) any { return verbatim{} }},

		{"patient.reference-key", "Patient.identifier", func(s *frontsheet.FrontSheet, _ int) any { return frontSheetReferenceKey(s) }},
		{"allergy.drugs-or-none", "AllergyIntolerance.code", func(s *frontsheet.FrontSheet, _ int) any { return (*drugsOrNone)(&s.Allergy) }},
		{"stay.hospital", "Encounter.serviceProvider", func(s *frontsheet.FrontSheet, _ int) any { return &s.Stay.Hospital }},
		{"patient.death.exact", "Patient.deceasedDateTime", func(s *frontsheet.FrontSheet, _ int) any { return (*exactDate)(s) }},

		{"diagnosis.all.code", "Condition.code.coding", func(s *frontsheet.FrontSheet, _ int) any { return (*allDiagnoses)(s) }},
		{"diagnosis.all.name", "Condition.code.text", func(s *frontsheet.FrontSheet, _ int) any { return (*allDiagnosisNames)(s) }},
		{"diagnosis.all.reference", "Condition.extension(reference-date)", func(s *frontsheet.FrontSheet, _ int) any { return (*allReferences)(s) }},
		{"procedure.all.code", "Procedure.code.coding", func(s *frontsheet.FrontSheet, _ int) any { return (*allProcedures)(s) }},
		{"procedure.all.name", "Procedure.code.text", func(s *frontsheet.FrontSheet, _ int) any { return (*allProcedureNames)(s) }},
		{"procedure.all.performed", "Procedure.performedDateTime", func(s *frontsheet.FrontSheet, _ int) any { return (*allPerformed)(s) }},

		{"laboratory.test", "Observation.code.text", func(s *frontsheet.FrontSheet, i int) any { return &grow(&s.Observations, i).Name }},
		{"laboratory.result", "Observation.value", func(s *frontsheet.FrontSheet, i int) any { return (*laboratoryResult)(grow(&s.Observations, i)) }},
		{"laboratory.observed", "Observation.effectiveDateTime", func(s *frontsheet.FrontSheet, i int) any { return &grow(&s.Observations, i).Observed }},
	}
	for _, k := range frontsheet.ItemKinds {
		target := map[byte]string{
			'c': "Observation.valueCodeableConcept", 'n': "Observation.valueQuantity", 'i': "Observation.valueInteger", 't': "Observation.valueDateTime",
		}[k.Kind]
		list = append(list, element{"item." + k.Code, target, func(s *frontsheet.FrontSheet, _ int) any {
			switch i := frontSheetItem(s, k.Code); k.Kind {
			case 'c':
				return &i.Coded
			case 't':
				return &i.Time
			case 'i':
				return (*hourNumber)(i)
			default:
				return &i.Number
			}
		}})
	}
	for _, role := range staffRoles {
		list = append(list, element{"staff." + string(role) + ".english-name", "Practitioner.name", func(s *frontsheet.FrontSheet, _ int) any { return &frontSheetStaff(s, role).EnglishName.Text }})
	}
	return append(list, domainElements()...)
}

// referenceKey returns the number that stands for the patient in an extract, an
// identifier of the type PI.
func frontSheetReferenceKey(s *frontsheet.FrontSheet) *string {
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
	// verbatim: the cell is kept as it is, since nothing of a sheet holds it.
	verbatim struct{}
	// exactDate: whether the date of death is exact, or else that date.
	exactDate frontsheet.FrontSheet
	// Several diagnoses or procedures of one cell, without a role or rank.
	allDiagnoses      frontsheet.FrontSheet
	allDiagnosisNames frontsheet.FrontSheet
	allReferences     frontsheet.FrontSheet
	allProcedures     frontsheet.FrontSheet
	allProcedureNames frontsheet.FrontSheet
	allPerformed      frontsheet.FrontSheet
	// hourNumber: an hour of the day, 0 to 23.
	hourNumber frontsheet.Item
	// drugsOrNone: drugs, or else a word of the value set that there are none.
	drugsOrNone frontsheet.Allergy
	// laboratoryResult: a number, or else a text.
	laboratoryResult frontsheet.Observation
)

// setMore reads text into what only tables have, and reports whether at is.
func (b *sheetBuilder) setMore(at any, text string) bool {
	switch v := at.(type) {
	case verbatim:
		b.keep()
	case *exactDate:
		b.setExactDate((*frontsheet.FrontSheet)(v), text)
	case *allDiagnoses:
		for i, code := range b.all(text, false) {
			v.Diagnoses = append(v.Diagnoses, frontsheet.Diagnosis{Slot: i + 1, Codes: []frontsheet.Code{code}})
		}
	case *allDiagnosisNames:
		s := (*frontsheet.FrontSheet)(v)
		if len(frontSheetWithoutRole(s)) == 0 {
			s.Diagnoses = append(s.Diagnoses, frontsheet.Diagnosis{Slot: 1})
		}
		list := frontSheetWithoutRole(s)
		for i, name := range b.names(text, len(list)) {
			list[i].Name = name
		}
	case *allReferences:
		var date frontsheet.DateTime
		b.setDate(&date, text)
		list := frontSheetWithoutRole((*frontsheet.FrontSheet)(v))
		for _, d := range list {
			d.Reference = date
		}
		if len(list) == 0 {
			b.keep()
		}
	case *allProcedures:
		for _, code := range b.all(text, true) {
			v.Procedures = append(v.Procedures, frontsheet.Procedure{Codes: []frontsheet.Code{code}})
		}
	case *allProcedureNames:
		s := (*frontsheet.FrontSheet)(v)
		if len(frontSheetWithoutRank(s)) == 0 {
			s.Procedures = append(s.Procedures, frontsheet.Procedure{})
		}
		list := frontSheetWithoutRank(s)
		for i, name := range b.names(text, len(list)) {
			list[i].Name = name
		}
	case *allPerformed:
		var date frontsheet.DateTime
		b.setDate(&date, text)
		list := frontSheetWithoutRank((*frontsheet.FrontSheet)(v))
		for _, p := range list {
			p.Performed = date
		}
		if len(list) == 0 {
			b.keep()
		}
	case *hourNumber:
		// A time of a day that nobody asks for takes the hour apart.
		at := frontsheet.DateTime{Precision: frontsheet.ToDay}
		if b.setHour(&at, text); at.Precision == frontsheet.ToHour {
			v.Number = frontsheet.Decimal(strconv.Itoa(at.Hour))
		}
	case *drugsOrNone:
		b.setDrugsOrNone((*frontsheet.Allergy)(v), text)
	case *laboratoryResult:
		if literal.PlainDecimal(text) {
			v.Number = frontsheet.Decimal(text)
		} else {
			v.Text = text
		}
	default:
		return false
	}
	return true
}

// withoutRole returns the diagnoses of a long table, which have no role.
func frontSheetWithoutRole(s *frontsheet.FrontSheet) []*frontsheet.Diagnosis {
	var list []*frontsheet.Diagnosis
	for i := range s.Diagnoses {
		if s.Diagnoses[i].Role == "" {
			list = append(list, &s.Diagnoses[i])
		}
	}
	return list
}

// withoutRank returns the procedures of a long table, which have no rank.
func frontSheetWithoutRank(s *frontsheet.FrontSheet) []*frontsheet.Procedure {
	var list []*frontsheet.Procedure
	for i := range s.Procedures {
		if s.Procedures[i].Rank == 0 {
			list = append(list, &s.Procedures[i])
		}
	}
	return list
}

// setDrugsOrNone reads a column that lists drugs, or else says whether there
// are any. What the column of that very question says counts before it.
func (b *sheetBuilder) setDrugsOrNone(a *frontsheet.Allergy, text string) {
	if b.field.set == nil {
		b.setList(&a.Drugs, text)
		return
	}
	if _, _, ok := b.field.set.Match(text); !ok {
		b.setList(&a.Drugs, text)
		return
	}
	recorded := a.Recorded
	b.setCoded(&a.Recorded, text)
	switch {
	case b.reader.layout.ColumnOf("allergy.recorded") == "":
	case recorded.IsZero() || recorded == a.Recorded:
		b.changed(frontsheet.Information, "nothing-in-list", "the list of drugs says but whether there are any: that stands in another column")
	default:
		a.Recorded = recorded
		b.changed(frontsheet.Warning, "allergy-conflict", "the list of drugs says another thing of whether there are any than the column that asks for it, which counts")
	}
}

// all reads a cell each of whose codes is a diagnosis or procedure of its own.
func (b *sheetBuilder) all(text string, procedure bool) []frontsheet.Code {
	var list []frontsheet.Code
	if procedure {
		at := procedureCode(list)
		b.setCodesOf(&at, text)
		return at
	}
	at := diagnosisCode(list)
	b.setCodesOf(&at, text)
	return at
}

// names takes apart a cell with the names of n codes. Where it does not have n,
// it is the name of the one code, or else of none.
func (b *sheetBuilder) names(text string, n int) []string {
	if n == 1 {
		return []string{text}
	}
	for _, separators := range [...]string{"\n", "|", ";；"} {
		if items, _ := split(text, separators); len(items) == n {
			b.changed(frontsheet.Information, "several-names", "the cell holds the descriptions of several codes: each is that of its own")
			return items
		}
	}
	b.changed(frontsheet.Warning, "names-and-codes", "the cell does not hold as many descriptions as there are codes: it is kept verbatim")
	return nil
}

// setExactDate reads a column that in some extracts is a flag and in others a
// date, which then counts before the date of registration.
func (b *sheetBuilder) setExactDate(s *frontsheet.FrontSheet, text string) {
	if b.field.set != nil {
		if _, _, ok := b.field.set.Match(text); ok {
			b.setCoded(&frontSheetItem(s, "death-date-exact").Coded, text)
			return
		}
	}
	registered := s.Patient.Death
	b.setDate(&s.Patient.Death, text)
	if !s.Patient.Death.IsZero() {
		b.keep() // so that it is known which of the two columns states the date
	}
	if !registered.IsZero() {
		if s.Patient.Death != registered {
			b.issue(frontsheet.Information, "two-dates", "the date of death is not that of its registration, which is kept verbatim")
		}
		if field, ok := b.reader.layout.byPath["patient.death"]; ok {
			s.Fields = append(s.Fields, frontsheet.Field{Column: b.reader.layout.fields[field].column, Value: string(registered.AppendDate(nil))})
		}
	}
}
