package layout

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// Domains are the items of the domain records in hand, one list for each kind,
// before they become parts of the sheet.
type Domains struct {
	Items  [len(DomainNames)][]DomainItem
	Levels []frontsheet.Coded
}

// A DomainItem is one item of a domain record: the five fields in which a coded
// item comes, and what stands beside them.
type DomainItem struct {
	Terminology      frontsheet.Coded
	Identifier       string
	Description      string
	LocalCode        string
	LocalDescription string

	Date              frontsheet.DateTime
	Kind, Severity    frontsheet.Coded
	Reactions         []string
	Value             string
	Unit, Range, Flag string

	Number, Instruction, Route, Quantity, Duration string
	End                                            frontsheet.DateTime
}

// IsZero reports whether nothing says what the item is: a terminology alone does
// not.
func (i *DomainItem) IsZero() bool {
	return i.Identifier == "" && i.Description == "" && i.LocalCode == "" && i.LocalDescription == ""
}

// The kinds of items.
const (
	DomainProblem = iota
	DomainProcedure
	DomainAllergy
	DomainTest
	DomainMedication
)

var DomainNames = [...]string{"problem", "procedure", "allergy", "test", "medication"}

func openDomains(s *frontsheet.FrontSheet) *Domains {
	d, ok := s.Origin().Scratch.(*Domains)
	if !ok {
		d = &Domains{}
		s.Origin().Scratch = d
	}
	return d
}

func DomainItemAt(s *frontsheet.FrontSheet, kind, index int) *DomainItem {
	return Grow(&openDomains(s).Items[kind], index)
}

func DomainLevel(s *frontsheet.FrontSheet, index int) *frontsheet.Coded {
	return Grow(&openDomains(s).Levels, index)
}

// DomainElement returns the name of an element of the items of a kind.
func DomainElement(kind int, member string) string {
	return "domain." + DomainNames[kind] + "." + member
}

// domainLevels are those that rows claim for their items.
var domainLevels = &Part{Name: "domain", EachRow: true, Domain: -1}

// domainElements lists the elements of domain records. They stand once in a
// layout, with the index 1, and are repeated with the rows of a record.
func domainElements() []Element {
	list := []Element{{"domain.level", "extension(grade)", domainLevels, func(s *sheet, i int) Value { return (*Coded)(DomainLevel(s, i)) }}}
	for kind, name := range DomainNames {
		target := [...]string{"Condition.code", "Procedure.code", "AllergyIntolerance.code", "Observation.code", "MedicationStatement.medicationCodeableConcept"}[kind]
		part := &Part{Name: "domain." + name, EachRow: true, Domain: kind}
		add := func(member, fhir string, at func(*DomainItem) Value) {
			list = append(list, Element{DomainElement(kind, member), fhir, part, func(s *sheet, i int) Value { return at(DomainItemAt(s, kind, i)) }})
		}
		add("terminology", target+".coding.system", func(i *DomainItem) Value { return (*Coded)(&i.Terminology) })
		add("identifier", target+".coding.code", func(i *DomainItem) Value { return (*Code)(&i.Identifier) })
		add("description", target+".coding.display", func(i *DomainItem) Value { return (*Text)(&i.Description) })
		add("local-code", target+".coding.code", func(i *DomainItem) Value { return (*Code)(&i.LocalCode) })
		add("local-description", target+".text", func(i *DomainItem) Value { return (*Text)(&i.LocalDescription) })
		switch kind {
		case DomainProblem:
			add("type", "Encounter.diagnosis.use", func(i *DomainItem) Value { return (*Coded)(&i.Kind) })
			add("date", "Condition.extension(condition-assertedDate)", func(i *DomainItem) Value { return (*Date)(&i.Date) })
		case DomainProcedure:
			add("principal", "Procedure.extension(procedure-rank)", func(i *DomainItem) Value { return (*Coded)(&i.Kind) })
			add("date", "Procedure.performedDateTime", func(i *DomainItem) Value { return (*Date)(&i.Date) })
		case DomainAllergy:
			add("kind", "AllergyIntolerance.category", func(i *DomainItem) Value { return (*Coded)(&i.Kind) })
			add("severity", "AllergyIntolerance.reaction.severity", func(i *DomainItem) Value { return (*Coded)(&i.Severity) })
			add("reaction", "AllergyIntolerance.reaction.manifestation", func(i *DomainItem) Value { return (*Texts)(&i.Reactions) })
			add("date", "AllergyIntolerance.onsetDateTime", func(i *DomainItem) Value { return (*Date)(&i.Date) })
		case DomainTest:
			add("value", "Observation.value", func(i *DomainItem) Value { return (*Text)(&i.Value) })
			add("unit", "Observation.valueQuantity.unit", func(i *DomainItem) Value { return (*Text)(&i.Unit) })
			add("range", "Observation.referenceRange.text", func(i *DomainItem) Value { return (*Text)(&i.Range) })
			add("flag", "Observation.interpretation", func(i *DomainItem) Value { return (*Text)(&i.Flag) })
			add("date", "Observation.effectiveDateTime", func(i *DomainItem) Value { return (*Date)(&i.Date) })
		case DomainMedication:
			add("number", target+".coding", func(i *DomainItem) Value { return (*Text)(&i.Number) })
			add("instruction", "MedicationStatement.dosage.text", func(i *DomainItem) Value { return (*Text)(&i.Instruction) })
			add("route", "MedicationStatement.dosage.route", func(i *DomainItem) Value { return (*Text)(&i.Route) })
			add("quantity", "MedicationStatement.extension(medication-quantity)", func(i *DomainItem) Value { return (*Text)(&i.Quantity) })
			add("duration", "MedicationStatement.extension(medication-duration)", func(i *DomainItem) Value { return (*Text)(&i.Duration) })
			add("start", "MedicationStatement.effectivePeriod.start", func(i *DomainItem) Value { return (*Date)(&i.Date) })
			add("end", "MedicationStatement.effectivePeriod.end", func(i *DomainItem) Value { return (*Date)(&i.End) })
		}
	}
	return list
}
