package tabular

import (
	"strconv"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// formatHour is the format of an hour that is written in two digits.
const formatHour = "HH"

// setMore reads text into what only tables have, and reports whether at is.
func (b *sheetBuilder) setMore(at any, text string) bool {
	switch v := at.(type) {
	case layout.Verbatim:
		b.keep()
	case *layout.ExactDate:
		b.setExactDate((*frontsheet.FrontSheet)(v), text)
	case *layout.AllDiagnoses:
		for i, code := range b.all(text, false) {
			v.Diagnoses = append(v.Diagnoses, frontsheet.Diagnosis{Slot: i + 1, Codes: []frontsheet.Code{code}})
		}
	case *layout.AllDiagnosisNames:
		s := (*frontsheet.FrontSheet)(v)
		if len(frontSheetWithoutRole(s)) == 0 {
			s.Diagnoses = append(s.Diagnoses, frontsheet.Diagnosis{Slot: 1})
		}
		list := frontSheetWithoutRole(s)
		for i, name := range b.names(text, len(list)) {
			list[i].Name = name
		}
	case *layout.AllReferences:
		var date frontsheet.DateTime
		b.setDate(&date, text)
		list := frontSheetWithoutRole((*frontsheet.FrontSheet)(v))
		for _, d := range list {
			d.Reference = date
		}
		if len(list) == 0 {
			b.keep()
		}
	case *layout.AllProcedures:
		for _, code := range b.all(text, true) {
			v.Procedures = append(v.Procedures, frontsheet.Procedure{Codes: []frontsheet.Code{code}})
		}
	case *layout.AllProcedureNames:
		s := (*frontsheet.FrontSheet)(v)
		if len(frontSheetWithoutRank(s)) == 0 {
			s.Procedures = append(s.Procedures, frontsheet.Procedure{})
		}
		list := frontSheetWithoutRank(s)
		for i, name := range b.names(text, len(list)) {
			list[i].Name = name
		}
	case *layout.AllPerformed:
		var date frontsheet.DateTime
		b.setDate(&date, text)
		list := frontSheetWithoutRank((*frontsheet.FrontSheet)(v))
		for _, p := range list {
			p.Performed = date
		}
		if len(list) == 0 {
			b.keep()
		}
	case *layout.HourNumber:
		// A time of a day that nobody asks for takes the hour apart.
		at := frontsheet.DateTime{Precision: frontsheet.ToDay}
		if b.setHour(&at, text); at.Precision == frontsheet.ToHour {
			v.Number = frontsheet.Decimal(strconv.Itoa(at.Hour))
		}
	case *layout.DrugsOrNone:
		b.setDrugsOrNone((*frontsheet.Allergy)(v), text)
	case *layout.LaboratoryResult:
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
	if b.field.Set == nil {
		b.setList(&a.Drugs, text)
		return
	}
	if _, _, ok := b.field.Set.Match(text); !ok {
		b.setList(&a.Drugs, text)
		return
	}
	recorded := a.Recorded
	b.setCoded(&a.Recorded, text)
	switch {
	case b.file.Layout.ColumnOf("allergy.recorded") == "":
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
		at := layout.ProcedureCode(list)
		b.setCodesOf(&at, text)
		return at
	}
	at := layout.DiagnosisCode(list)
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
	if b.field.Set != nil {
		if _, _, ok := b.field.Set.Match(text); ok {
			b.setCoded(&layout.ItemAt(s, "death-date-exact").Coded, text)
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
		if field, ok := b.file.Layout.ByPath["patient.death"]; ok {
			s.Fields = append(s.Fields, frontsheet.Field{Column: b.file.Layout.Fields[field].Column, Value: string(registered.AppendDate(nil))})
		}
	}
}
