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

	Date             frontsheet.DateTime
	Kind, Severity   frontsheet.Coded
	Reactions        []string
	Value            string
	Unit, Rang, Flag string
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
)

var DomainNames = [...]string{"problem", "procedure", "allergy", "test"}

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

// domainElements lists the elements of domain records. They stand once in a
// layout, with the index 1, and are repeated with the rows of a record.
func domainElements() []Element {
	list := []Element{{"domain.level", "extension(grade)", func(s *frontsheet.FrontSheet, i int) any { return DomainLevel(s, i) }}}
	for kind, name := range DomainNames {
		target := [...]string{"Condition.code", "Procedure.code", "AllergyIntolerance.code", "Observation.code"}[kind]
		add := func(part, fhir string, at func(*DomainItem) any) {
			list = append(list, Element{"domain." + name + "." + part, fhir, func(s *frontsheet.FrontSheet, i int) any { return at(DomainItemAt(s, kind, i)) }})
		}
		add("terminology", target+".coding.system", func(i *DomainItem) any { return &i.Terminology })
		add("identifier", target+".coding.code", func(i *DomainItem) any { return &i.Identifier })
		add("description", target+".coding.display", func(i *DomainItem) any { return &i.Description })
		add("local-code", target+".coding.code", func(i *DomainItem) any { return &i.LocalCode })
		add("local-description", target+".text", func(i *DomainItem) any { return &i.LocalDescription })
		switch kind {
		case DomainProblem:
			add("type", "Encounter.diagnosis.use", func(i *DomainItem) any { return &i.Kind })
			add("date", "Condition.extension(condition-assertedDate)", func(i *DomainItem) any { return &i.Date })
		case DomainProcedure:
			add("principal", "Procedure.extension(procedure-rank)", func(i *DomainItem) any { return &i.Kind })
			add("date", "Procedure.performedDateTime", func(i *DomainItem) any { return &i.Date })
		case DomainAllergy:
			add("kind", "AllergyIntolerance.category", func(i *DomainItem) any { return &i.Kind })
			add("severity", "AllergyIntolerance.reaction.severity", func(i *DomainItem) any { return &i.Severity })
			add("reaction", "AllergyIntolerance.reaction.manifestation", func(i *DomainItem) any { return &i.Reactions })
			add("date", "AllergyIntolerance.onsetDateTime", func(i *DomainItem) any { return &i.Date })
		case DomainTest:
			add("value", "Observation.value", func(i *DomainItem) any { return &i.Value })
			add("unit", "Observation.valueQuantity.unit", func(i *DomainItem) any { return &i.Unit })
			add("range", "Observation.referenceRange.text", func(i *DomainItem) any { return &i.Rang })
			add("flag", "Observation.interpretation", func(i *DomainItem) any { return &i.Flag })
			add("date", "Observation.effectiveDateTime", func(i *DomainItem) any { return &i.Date })
		}
	}
	return list
}
