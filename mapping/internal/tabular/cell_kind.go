package tabular

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// A cellReader reads the cell of a sheetBuilder, its text, into an element by
// the kind of that.
type cellReader sheetBuilder

var _ layout.CellKinds = (*cellReader)(nil)

func (r *cellReader) builder() *sheetBuilder { return (*sheetBuilder)(r) }

func (r *cellReader) Text(v *string)                   { r.builder().setText(v, r.text) }
func (r *cellReader) Identifier(v *string)             { r.builder().setIdentifier(v, r.text) }
func (r *cellReader) Code(v *string)                   { r.builder().setCode(v, r.text) }
func (r *cellReader) Texts(v *[]string)                { r.builder().setList(v, r.text) }
func (r *cellReader) Coded(v *frontsheet.Coded)        { r.builder().setCoded(v, r.text) }
func (r *cellReader) Wards(v *[]frontsheet.Ward)       { r.builder().setWards(v, r.text) }
func (r *cellReader) Date(v *frontsheet.DateTime)      { r.builder().setDate(v, r.text) }
func (r *cellReader) Hour(v *frontsheet.DateTime)      { r.builder().setHour(v, r.text) }
func (r *cellReader) Precision(v *frontsheet.DateTime) { r.builder().setPrecision(v, r.text) }
func (r *cellReader) Number(v *frontsheet.Decimal)     { r.builder().setDecimal(v, r.text) }
func (r *cellReader) Months(v *frontsheet.AgeUnderOne) { r.builder().setMonths(v, r.text) }
func (r *cellReader) Elapsed(v *frontsheet.Coma)       { r.builder().setElapsed(v, r.text) }

func (r *cellReader) DiagnosisCodes(v *[]frontsheet.Code) {
	system := r.file.DiagnosisCodes()
	switch {
	case icd.International(system):
		r.builder().setInternational(v, r.text, system, false)
	case icd.CanonicalDisease(r.text) == len(r.text):
		*v = r.builder().oneCode(system, r.text)
	default:
		cell, ok := icd.ParseDiagnosisCell(r.text, system)
		r.builder().setCodes(v, cell, ok, r.text)
	}
}

func (r *cellReader) ProcedureCodes(v *[]frontsheet.Code) {
	system := r.file.ProcedureCodes()
	switch {
	case icd.International(system):
		r.builder().setInternational(v, r.text, system, true)
	case icd.CanonicalProcedure(r.text):
		*v = r.builder().oneCode(system, r.text)
	default:
		cell, ok := icd.ParseProcedureCell(r.text, system)
		r.builder().setCodes(v, cell, ok, r.text)
	}
}

func (r *cellReader) TCMCodes(v *[]frontsheet.Code) {
	cell, ok := icd.ParseTCMCell(r.text, r.file.Layout.TCM)
	r.builder().setCodes(v, cell, ok, r.text)
}

func (r *cellReader) Verbatim() { r.builder().keep() }

func (r *cellReader) ExactDate(s *frontsheet.FrontSheet) { r.builder().setExactDate(s, r.text) }

func (r *cellReader) HourNumber(v *frontsheet.Item) {
	// A time of a day that nobody asks for takes the hour apart.
	at := frontsheet.DateTime{Precision: frontsheet.ToDay}
	if r.Hour(&at); at.Precision == frontsheet.ToHour {
		v.Number = frontsheet.Decimal(strconv.Itoa(at.Hour))
	}
}

func (r *cellReader) DrugsOrNone(v *frontsheet.Allergy) { r.builder().setDrugsOrNone(v, r.text) }

func (r *cellReader) LaboratoryResult(v *frontsheet.Observation) {
	if plain := chars.FoldWidth(r.text); plain != r.text && literal.PlainDecimal(plain) {
		r.text = r.builder().fold(r.text)
	}
	setFigure(v, r.text)
}

// setFigure sets the answer of a result: a number, one with a comparator before it, or
// else a text. A comparator is read where it is written in the way in which it is written
// again.
func setFigure(o *frontsheet.Observation, text string) {
	number := strings.TrimLeft(text, "<>=")
	comparator := text[:len(text)-len(number)]
	switch comparator {
	case "", "<", "<=", ">", ">=":
		if literal.PlainDecimal(number) {
			o.Comparator, o.Number = comparator, frontsheet.Decimal(number)
			return
		}
	}
	o.Text = text
}

func (r *cellReader) DrugItemCode(v *[]frontsheet.Code) {
	var code string
	r.Code(&code)
	switch {
	case code == "":
	case !validCode(code):
		r.builder().changed(frontsheet.Warning, "code-shape", "the code cannot be a code of FHIR: it is kept verbatim")
	default:
		*v = append(*v, frontsheet.Code{System: layout.SystemDrugItem, Code: code})
	}
}

func (r *cellReader) AllDiagnoses(s *frontsheet.FrontSheet) {
	var list []frontsheet.Code
	r.DiagnosisCodes(&list)
	for i, code := range list {
		s.Diagnoses = append(s.Diagnoses, frontsheet.Diagnosis{Slot: i + 1, Codes: []frontsheet.Code{code}})
	}
}

func (r *cellReader) AllDiagnosisNames(s *frontsheet.FrontSheet) {
	if len(withoutRole(s)) == 0 {
		s.Diagnoses = append(s.Diagnoses, frontsheet.Diagnosis{Slot: 1})
	}
	list := withoutRole(s)
	for i, name := range r.builder().names(r.text, len(list)) {
		list[i].Name = name
	}
}

func (r *cellReader) AllReferences(s *frontsheet.FrontSheet) {
	var date frontsheet.DateTime
	r.Date(&date)
	list := withoutRole(s)
	for _, d := range list {
		d.Reference = date
	}
	if len(list) == 0 {
		r.builder().keep()
	}
}

func (r *cellReader) AllProcedures(s *frontsheet.FrontSheet) {
	var list []frontsheet.Code
	r.ProcedureCodes(&list)
	for _, code := range list {
		s.Procedures = append(s.Procedures, frontsheet.Procedure{Codes: []frontsheet.Code{code}})
	}
}

func (r *cellReader) AllProcedureNames(s *frontsheet.FrontSheet) {
	if len(withoutRank(s)) == 0 {
		s.Procedures = append(s.Procedures, frontsheet.Procedure{})
	}
	list := withoutRank(s)
	for i, name := range r.builder().names(r.text, len(list)) {
		list[i].Name = name
	}
}

func (r *cellReader) AllPerformed(s *frontsheet.FrontSheet) {
	var date frontsheet.DateTime
	r.Date(&date)
	list := withoutRank(s)
	for _, p := range list {
		p.Performed = date
	}
	if len(list) == 0 {
		r.builder().keep()
	}
}

// withoutRole returns the diagnoses of a long table, which have no role.
func withoutRole(s *frontsheet.FrontSheet) []*frontsheet.Diagnosis {
	var list []*frontsheet.Diagnosis
	for i := range s.Diagnoses {
		if s.Diagnoses[i].Role == "" {
			list = append(list, &s.Diagnoses[i])
		}
	}
	return list
}

// withoutRank returns the procedures of a long table, which have no rank.
func withoutRank(s *frontsheet.FrontSheet) []*frontsheet.Procedure {
	var list []*frontsheet.Procedure
	for i := range s.Procedures {
		if s.Procedures[i].Rank == 0 {
			list = append(list, &s.Procedures[i])
		}
	}
	return list
}
