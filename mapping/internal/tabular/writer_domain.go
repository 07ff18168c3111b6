package tabular

import (
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// indexOf returns the index with which the element of a field stands in the row
// in hand: those of domain items are repeated with the rows.
func (w *Writer) indexOf(f *layout.Field) int {
	if f.Part.EachRow {
		return f.Index + w.row
	}
	return f.Index
}

// arrange gives each item of a sheet its row, where the layout has a row for
// each, and returns how many rows there are. What became an item is taken out
// of s; what no item can say stays there, and is reported.
func (w *Writer) arrange(s *frontsheet.FrontSheet) (rows int) {
	if !w.Layout.OfItems {
		return 1
	}
	a := arranger{writer: w, sheet: s, rows: 1}
	s.Origin().Scratch = &layout.Domains{}
	for i := range s.Diagnoses {
		a.problem(&s.Diagnoses[i])
	}
	for i := range s.Procedures {
		a.procedure(&s.Procedures[i])
	}
	for i := range s.Allergy.Items {
		a.allergy(&s.Allergy.Items[i])
	}
	for i := range s.Observations {
		a.test(&s.Observations[i])
	}
	for i := range s.Medications {
		a.medication(&s.Medications[i])
	}
	s.Diagnoses, s.Procedures = a.diagnoses, a.procedures
	s.Allergy.Items, s.Allergy.Drugs, s.Allergy.DrugCodes, s.Observations, s.Medications = nil, nil, nil, nil, nil
	for _, kept := range s.Fields {
		if layout.Of(s) == w.Layout {
			a.rows = max(a.rows, kept.Row)
		}
	}
	return a.rows
}

// An arranger puts the items of a sheet into rows.
type arranger struct {
	writer     *Writer
	sheet      *frontsheet.FrontSheet
	rows       int
	taken      bool // the first row has an item
	diagnoses  []frontsheet.Diagnosis
	procedures []frontsheet.Procedure
}

// at returns a new item in the row in which it stood, or else in one of its own.
func (a *arranger) at(kind, row int, list []frontsheet.Code, name string, claimed string) *layout.DomainItem {
	s := a.sheet
	switch same := layout.Of(s) == a.writer.Layout; {
	case same && row > 0 && row <= layout.MostRows && layout.DomainItemAt(s, kind, row).IsZero():
	case same && row == 0 && layout.DomainItemAt(s, kind, 1).IsZero():
		row = 1
	case !a.taken:
		row = 1
	default:
		row = a.rows + 1
	}
	a.taken = true
	a.rows = max(a.rows, row)
	if claimed != "" {
		if f := a.writer.names["domain.level"]; f.Set != nil {
			*layout.DomainLevel(s, row) = frontsheet.Coded{Set: f.Set, Code: claimed}
		}
	}
	i := layout.DomainItemAt(s, kind, row)
	a.code(kind, row, i, list, name)
	return i
}

// code sets the five fields in which a coded item comes.
func (a *arranger) code(kind, row int, i *layout.DomainItem, list []frontsheet.Code, name string) {
	w := a.writer
	kept := func(part string) string {
		w.row = row - 1
		return w.keptText(w.names[layout.DomainElement(kind, part)])
	}
	recognised, terminology := known(list, w.names[layout.DomainElement(kind, "terminology")].Set)
	i.Terminology, i.Identifier, i.Description = terminology, recognised.Code, recognised.Display
	stated := recognised.Code != ""
	if text := kept("terminology"); stated && text != "" {
		i.Terminology.Text = text
	}
	description := recognised.Display
	if !stated {
		description = kept("description")
	}
	i.LocalDescription = kept("local-description")
	other := false
	for _, c := range list {
		switch {
		case c.Code == recognised.Code && c.System == recognised.System:
		case local(c.System) && i.LocalCode == "":
			i.LocalCode = c.Code
			i.LocalDescription = chars.FirstOf(i.LocalDescription, c.Display)
		default:
			other = true
		}
	}
	if i.LocalDescription == "" && name != description {
		i.LocalDescription = name
	}
	if other && !w.Options.KeepCodings {
		w.report(w.names[layout.DomainElement(kind, "identifier")], frontsheet.Warning, "other-code-system", "the item has more codes than the row has columns, or one of a terminology that is none of the layout's: they are not written")
	}
}

func (a *arranger) problem(d *frontsheet.Diagnosis) {
	i := a.at(layout.DomainProblem, d.Row, d.Codes, d.Name, d.Grade.Claimed)
	i.Date = d.Confirmed
	if d.Role != "" {
		if i.Kind = a.writer.kindOf("domain.problem.type", string(d.Role)); i.Kind.IsZero() {
			a.writer.report(a.writer.names["domain.problem.type"], frontsheet.Warning, "no-such-code", "the value set has no code for the role "+string(d.Role)+" of the diagnosis: the cell stays empty")
		}
	}
	rest := *d
	rest.Codes, rest.Name, rest.Confirmed = nil, "", frontsheet.DateTime{}
	if !rest.Present.IsZero() || !rest.Outcome.IsZero() || rest.Number != "" {
		a.diagnoses = append(a.diagnoses, rest)
	}
}

func (a *arranger) procedure(p *frontsheet.Procedure) {
	i := a.at(layout.DomainProcedure, p.Row, p.Codes, p.Name, p.Grade.Claimed)
	i.Date = p.Performed
	if f := a.writer.names["domain.procedure.principal"]; p.Rank == 1 && f.Set != nil {
		i.Kind = frontsheet.Coded{Set: f.Set, Code: "Y"}
	}
	rest := *p
	rest.Codes, rest.Name, rest.Performed = nil, "", frontsheet.DateTime{}
	a.procedures = append(a.procedures, rest)
}

func (a *arranger) allergy(item *frontsheet.AllergyItem) {
	i := a.at(layout.DomainAllergy, item.Row, item.Codes, item.Name, item.Grade.Claimed)
	i.Kind, i.Severity, i.Reactions, i.Date = item.Kind, item.Severity, item.Reactions, item.Noted
}

func (a *arranger) test(o *frontsheet.Observation) {
	if o.Status == "D" || o.Status == "W" { // of HL7's table 0085: deleted, wrong
		a.writer.report(nil, frontsheet.Warning, "not-so", "a result is said to be deleted or wrong: it is left out")
		return
	}
	i := a.at(layout.DomainTest, o.Row, o.Codes, o.Name, o.Grade.Claimed)
	i.Value, i.Unit, i.Range, i.Flag, i.Date = chars.FirstOf(o.Figure(), o.Text), o.Unit, o.Range, o.Flag, o.Observed
	if len(o.Answers) > 0 {
		a.writer.report(a.writer.names["domain.test.value"], frontsheet.Warning, "no-column", "the answer of the test is coded, and the row has no column for codes: its text is written")
	}
}

func (a *arranger) medication(m *frontsheet.Medication) {
	i := a.at(layout.DomainMedication, m.Row, m.Codes, m.Name, m.Grade.Claimed)
	i.Number, i.Instruction, i.Route = m.Number, chars.Words(m.Instruction, m.Dose, m.DoseUnit, m.Frequency), m.Route
	i.Quantity, i.Duration = chars.Words(m.Quantity, m.QuantityUnit), chars.Words(m.Duration, m.DurationUnit)
	i.Date, i.End = m.Start, m.End
}

// kindOf returns the code of the value set of an element that stands for a code
// of FHIR's, zero where there is none.
func (w *Writer) kindOf(element, standard string) frontsheet.Coded {
	f := w.names[element]
	if f == nil || f.Set == nil {
		return frontsheet.Coded{}
	}
	for _, c := range f.Set.Concepts() {
		if c.Standard == standard {
			return frontsheet.Coded{Set: f.Set, Code: c.Code}
		}
	}
	return frontsheet.Coded{}
}

// known returns the first of codes that is of one of the systems of a value
// set, and the code of that set.
func known(list []frontsheet.Code, set *frontsheet.ValueSet) (frontsheet.Code, frontsheet.Coded) {
	for _, c := range list {
		for _, concept := range set.Concepts() {
			if concept.Standard == c.System.URI {
				return c, frontsheet.Coded{Set: set, Code: concept.Code}
			}
		}
	}
	return frontsheet.Code{}, frontsheet.Coded{}
}

// local reports whether a system is that of the codes of one facility.
func local(system codes.System) bool {
	return strings.HasPrefix(system.URI, codes.Base+"/CodeSystem/local-")
}
