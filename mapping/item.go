package mapping

import (
	"strconv"
)

// formatHour is the format of an hour that is written in two digits.
const formatHour = "HH"

// An Item is an item of the record beside those of the front sheet: what an
// emergency department notes of an attendance. One of the values is set.
type Item struct {
	Code   string // of fhir.SystemSheetItem
	Coded  Coded
	Number Decimal
	Time   DateTime
}

// An itemKind says what the value of an item is, and whose it is.
type itemKind struct {
	code string
	kind byte   // 'c' a coded value or a text, 'n' a number, 'i' an hour of the day, 't' a time
	unit string // of UCUM
	// emergency: of the attendance at the emergency department, not of the stay.
	emergency bool
}

var itemKinds = [...]itemKind{
	{"admission-from-old-age-home", 'c', "", true},
	{"ambulance-case", 'c', "", true},
	{"traumatic-type", 'c', "", true},
	{"domestic-type", 'c', "", true},
	{"domestic-nature", 'c', "", true},
	{"animal-bite-type", 'c', "", true},
	{"poison-nature", 'c', "", true},
	{"poison-type", 'c', "", true},
	{"poison", 'c', "", true},
	{"triage-category", 'c', "", true},
	{"mobility-status", 'c', "", true},
	{"conscious-level", 'c', "", true},
	{"gcs-total", 'n', "{score}", true},
	{"waiting-time-cubicle", 'n', "min", true},
	{"waiting-time-triage", 'n', "min", true},
	{"consultation-start-hour", 'i', "", true},
	{"observation-room-case", 'c', "", true},
	{"observation-room-time", 'n', "min", true},
	{"trauma-team-activation", 'c', "", true},
	{"episode-death", 'c', "", true},
	{"emergency-staying-time", 'n', "min", true},
	{"emergency-discharge-status", 'c', "", true},
	{"admission-decision-time", 't', "", true},
	{"waiting-time-admission", 'n', "min", true},
	{"death-date-exact", 'c', "", false},
}

func (s *FrontSheet) item(code string) *Item {
	for i := range s.Items {
		if s.Items[i].Code == code {
			return &s.Items[i]
		}
	}
	s.Items = append(s.Items, Item{Code: code})
	return &s.Items[len(s.Items)-1]
}

// tableElements lists the elements of records that come in tables: those of
// research extracts, and those of domain records.
func tableElements() []element {
	list := []element{
		{"source-field", "Composition.extension(source-field)", func(*FrontSheet, int) any { return verbatim{} }},

		{"patient.reference-key", "Patient.identifier", func(s *FrontSheet, _ int) any { return s.referenceKey() }},
		{"allergy.drugs-or-none", "AllergyIntolerance.code", func(s *FrontSheet, _ int) any { return (*drugsOrNone)(&s.Allergy) }},
		{"stay.hospital", "Encounter.serviceProvider", func(s *FrontSheet, _ int) any { return &s.Stay.Hospital }},
		{"patient.death.exact", "Patient.deceasedDateTime", func(s *FrontSheet, _ int) any { return (*exactDate)(s) }},

		{"diagnosis.all.code", "Condition.code.coding", func(s *FrontSheet, _ int) any { return (*allDiagnoses)(s) }},
		{"diagnosis.all.name", "Condition.code.text", func(s *FrontSheet, _ int) any { return (*allDiagnosisNames)(s) }},
		{"diagnosis.all.reference", "Condition.extension(reference-date)", func(s *FrontSheet, _ int) any { return (*allReferences)(s) }},
		{"procedure.all.code", "Procedure.code.coding", func(s *FrontSheet, _ int) any { return (*allProcedures)(s) }},
		{"procedure.all.name", "Procedure.code.text", func(s *FrontSheet, _ int) any { return (*allProcedureNames)(s) }},
		{"procedure.all.performed", "Procedure.performedDateTime", func(s *FrontSheet, _ int) any { return (*allPerformed)(s) }},

		{"laboratory.test", "Observation.code.text", func(s *FrontSheet, i int) any { return &grow(&s.Observations, i).Name }},
		{"laboratory.result", "Observation.value", func(s *FrontSheet, i int) any { return (*laboratoryResult)(grow(&s.Observations, i)) }},
		{"laboratory.observed", "Observation.effectiveDateTime", func(s *FrontSheet, i int) any { return &grow(&s.Observations, i).Observed }},
	}
	for _, k := range itemKinds {
		target := map[byte]string{
			'c': "Observation.valueCodeableConcept", 'n': "Observation.valueQuantity", 'i': "Observation.valueInteger", 't': "Observation.valueDateTime",
		}[k.kind]
		list = append(list, element{"item." + k.code, target, func(s *FrontSheet, _ int) any {
			switch i := s.item(k.code); k.kind {
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
		list = append(list, element{"staff." + string(role) + ".english-name", "Practitioner.name", func(s *FrontSheet, _ int) any { return &s.staff(role).EnglishName.Text }})
	}
	return append(list, domainElements()...)
}

// referenceKey returns the number that stands for the patient in an extract, an
// identifier of the type PI.
func (s *FrontSheet) referenceKey() *string {
	for i := range s.Patient.Identifiers {
		if n := &s.Patient.Identifiers[i]; n.Type == "PI" {
			return &n.Value
		}
	}
	s.Patient.Identifiers = append(s.Patient.Identifiers, Identifier{Type: "PI"})
	return &s.Patient.Identifiers[len(s.Patient.Identifiers)-1].Value
}

// The ways to read a cell that tables of research extracts need.
type (
	// verbatim: the cell is kept as it is, since nothing of a sheet holds it.
	verbatim struct{}
	// exactDate: whether the date of death is exact, or else that date.
	exactDate FrontSheet
	// Several diagnoses or procedures of one cell, without a role or rank.
	allDiagnoses      FrontSheet
	allDiagnosisNames FrontSheet
	allReferences     FrontSheet
	allProcedures     FrontSheet
	allProcedureNames FrontSheet
	allPerformed      FrontSheet
	// hourNumber: an hour of the day, 0 to 23.
	hourNumber Item
	// drugsOrNone: drugs, or else a word of the value set that there are none.
	drugsOrNone Allergy
	// laboratoryResult: a number, or else a text.
	laboratoryResult Observation
)

// setMore reads text into what only tables have, and reports whether at is.
func (b *sheetBuilder) setMore(at any, text string) bool {
	switch v := at.(type) {
	case verbatim:
		b.keep()
	case *exactDate:
		b.setExactDate((*FrontSheet)(v), text)
	case *allDiagnoses:
		for i, code := range b.all(text, false) {
			v.Diagnoses = append(v.Diagnoses, Diagnosis{Slot: i + 1, Codes: []Code{code}})
		}
	case *allDiagnosisNames:
		s := (*FrontSheet)(v)
		if len(s.withoutRole()) == 0 {
			s.Diagnoses = append(s.Diagnoses, Diagnosis{Slot: 1})
		}
		list := s.withoutRole()
		for i, name := range b.names(text, len(list)) {
			list[i].Name = name
		}
	case *allReferences:
		var date DateTime
		b.setDate(&date, text)
		list := (*FrontSheet)(v).withoutRole()
		for _, d := range list {
			d.Reference = date
		}
		if len(list) == 0 {
			b.keep()
		}
	case *allProcedures:
		for _, code := range b.all(text, true) {
			v.Procedures = append(v.Procedures, Procedure{Codes: []Code{code}})
		}
	case *allProcedureNames:
		s := (*FrontSheet)(v)
		if len(s.withoutRank()) == 0 {
			s.Procedures = append(s.Procedures, Procedure{})
		}
		list := s.withoutRank()
		for i, name := range b.names(text, len(list)) {
			list[i].Name = name
		}
	case *allPerformed:
		var date DateTime
		b.setDate(&date, text)
		list := (*FrontSheet)(v).withoutRank()
		for _, p := range list {
			p.Performed = date
		}
		if len(list) == 0 {
			b.keep()
		}
	case *hourNumber:
		// A time of a day that nobody asks for takes the hour apart.
		at := DateTime{Precision: ToDay}
		if b.setHour(&at, text); at.Precision == ToHour {
			v.Number = Decimal(strconv.Itoa(at.Hour))
		}
	case *drugsOrNone:
		b.setDrugsOrNone((*Allergy)(v), text)
	case *laboratoryResult:
		if plainDecimal(text) {
			v.Number = Decimal(text)
		} else {
			v.Text = text
		}
	default:
		return false
	}
	return true
}

// withoutRole returns the diagnoses of a long table, which have no role.
func (s *FrontSheet) withoutRole() []*Diagnosis {
	var list []*Diagnosis
	for i := range s.Diagnoses {
		if s.Diagnoses[i].Role == "" {
			list = append(list, &s.Diagnoses[i])
		}
	}
	return list
}

// withoutRank returns the procedures of a long table, which have no rank.
func (s *FrontSheet) withoutRank() []*Procedure {
	var list []*Procedure
	for i := range s.Procedures {
		if s.Procedures[i].Rank == 0 {
			list = append(list, &s.Procedures[i])
		}
	}
	return list
}

// setDrugsOrNone reads a column that lists drugs, or else says whether there
// are any. What the column of that very question says counts before it.
func (b *sheetBuilder) setDrugsOrNone(a *Allergy, text string) {
	if b.field.set == nil {
		b.setList(&a.Drugs, text)
		return
	}
	if _, _, ok := b.field.set.match(text); !ok {
		b.setList(&a.Drugs, text)
		return
	}
	recorded := a.Recorded
	b.setCoded(&a.Recorded, text)
	switch {
	case b.reader.layout.columnOf("allergy.recorded") == "":
	case recorded.IsZero() || recorded == a.Recorded:
		b.changed(Information, "nothing-in-list", "the list of drugs says but whether there are any: that stands in another column")
	default:
		a.Recorded = recorded
		b.changed(Warning, "allergy-conflict", "the list of drugs says another thing of whether there are any than the column that asks for it, which counts")
	}
}

// all reads a cell each of whose codes is a diagnosis or procedure of its own.
func (b *sheetBuilder) all(text string, procedure bool) []Code {
	var list []Code
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
			b.changed(Information, "several-names", "the cell holds the descriptions of several codes: each is that of its own")
			return items
		}
	}
	b.changed(Warning, "names-and-codes", "the cell does not hold as many descriptions as there are codes: it is kept verbatim")
	return nil
}

// setExactDate reads a column that in some extracts is a flag and in others a
// date, which then counts before the date of registration.
func (b *sheetBuilder) setExactDate(s *FrontSheet, text string) {
	if b.field.set != nil {
		if _, _, ok := b.field.set.match(text); ok {
			b.setCoded(&s.item("death-date-exact").Coded, text)
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
			b.issue(Information, "two-dates", "the date of death is not that of its registration, which is kept verbatim")
		}
		if field, ok := b.reader.layout.byPath["patient.death"]; ok {
			s.Fields = append(s.Fields, Field{Column: b.reader.layout.fields[field].column, Value: string(registered.AppendDate(nil))})
		}
	}
}
