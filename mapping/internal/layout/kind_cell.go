package layout

import (
	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// CellKinds takes the values that a cell of a table can hold, each by its kind:
// what reads cells, and what writes them.
type CellKinds interface {
	Kinds
	Wards(v *[]frontsheet.Ward)
	Hour(v *frontsheet.DateTime)
	Precision(v *frontsheet.DateTime)
	Months(v *frontsheet.AgeUnderOne)
	Elapsed(v *frontsheet.Coma)
	DiagnosisCodes(v *[]frontsheet.Code)
	ProcedureCodes(v *[]frontsheet.Code)
	TCMCodes(v *[]frontsheet.Code)

	Verbatim()
	ExactDate(s *frontsheet.FrontSheet)
	HourNumber(v *frontsheet.Item)
	DrugsOrNone(v *frontsheet.Allergy)
	LaboratoryResult(v *frontsheet.Observation)
	DrugItemCode(v *[]frontsheet.Code)
	AllDiagnoses(s *frontsheet.FrontSheet)
	AllDiagnosisNames(s *frontsheet.FrontSheet)
	AllReferences(s *frontsheet.FrontSheet)
	AllProcedures(s *frontsheet.FrontSheet)
	AllProcedureNames(s *frontsheet.FrontSheet)
	AllPerformed(s *frontsheet.FrontSheet)
}

// The kinds that cells alone hold.
type (
	Wards          []frontsheet.Ward      // a list of departments
	Hour           frontsheet.DateTime    // the hour that belongs to a date
	Months         frontsheet.AgeUnderOne // months, with days as a fraction over 30
	Elapsed        frontsheet.Coma        // days, hours and minutes, separated by a slash
	DiagnosisCodes []frontsheet.Code
	ProcedureCodes []frontsheet.Code
	TCMCodes       []frontsheet.Code // of diseases and syndromes of Chinese medicine

	// Precision is a date whose precision stands in a column of its own: a code
	// of a value set whose standard codes are "day", "month" and "year".
	Precision frontsheet.DateTime
)

// MonthsOrDays is the format of an age under one year that a layout defines in months
// with two decimals, and that many files state in days.
const MonthsOrDays = "months-or-days"

// The kinds that cells of domain records and of research extracts hold.
type (
	// Verbatim is kept as it is, since nothing of a sheet holds it.
	Verbatim struct{}
	// ExactDate is whether the date of death is exact, or else that date.
	ExactDate frontsheet.FrontSheet
	// HourNumber is an hour of the day, 0 to 23.
	HourNumber frontsheet.Item
	// DrugsOrNone is drugs, or else a word of the value set that there are none.
	DrugsOrNone frontsheet.Allergy
	// LaboratoryResult is a number, or else a text.
	LaboratoryResult frontsheet.Observation
	// DrugItemCode is the code that the hospitals' list of drugs has for a drug.
	DrugItemCode []frontsheet.Code

	// Several diagnoses or procedures of one cell, without a role or rank.
	AllDiagnoses      frontsheet.FrontSheet
	AllDiagnosisNames frontsheet.FrontSheet
	AllReferences     frontsheet.FrontSheet // the date to which the diagnoses refer
	AllProcedures     frontsheet.FrontSheet
	AllProcedureNames frontsheet.FrontSheet
	AllPerformed      frontsheet.FrontSheet // the date of the procedures
)

func (v *Wards) Empty() bool           { return len(*v) == 0 }
func (v *Wards) Cell(k CellKinds) bool { k.Wards((*[]frontsheet.Ward)(v)); return true }
func (*Wards) Field(FieldKinds) bool   { return false }

func (v *Hour) Empty() bool           { return v.Precision < frontsheet.ToHour }
func (v *Hour) Cell(k CellKinds) bool { k.Hour((*frontsheet.DateTime)(v)); return true }
func (*Hour) Field(FieldKinds) bool   { return false }

func (*Precision) Empty() bool             { return true }
func (v *Precision) Cell(k CellKinds) bool { k.Precision((*frontsheet.DateTime)(v)); return true }
func (*Precision) Field(FieldKinds) bool   { return false }

func (v *Months) Empty() bool           { return *v == Months{} }
func (v *Months) Cell(k CellKinds) bool { k.Months((*frontsheet.AgeUnderOne)(v)); return true }
func (*Months) Field(FieldKinds) bool   { return false }

func (v *Elapsed) Empty() bool           { return *v == Elapsed{} }
func (v *Elapsed) Cell(k CellKinds) bool { k.Elapsed((*frontsheet.Coma)(v)); return true }
func (*Elapsed) Field(FieldKinds) bool   { return false }

func (v *DiagnosisCodes) Empty() bool { return len(*v) == 0 }
func (v *DiagnosisCodes) Cell(k CellKinds) bool {
	k.DiagnosisCodes((*[]frontsheet.Code)(v))
	return true
}
func (*DiagnosisCodes) Field(FieldKinds) bool { return false }

func (v *ProcedureCodes) Empty() bool { return len(*v) == 0 }
func (v *ProcedureCodes) Cell(k CellKinds) bool {
	k.ProcedureCodes((*[]frontsheet.Code)(v))
	return true
}
func (*ProcedureCodes) Field(FieldKinds) bool { return false }

func (v *TCMCodes) Empty() bool           { return len(*v) == 0 }
func (v *TCMCodes) Cell(k CellKinds) bool { k.TCMCodes((*[]frontsheet.Code)(v)); return true }
func (*TCMCodes) Field(FieldKinds) bool   { return false }

func (Verbatim) Empty() bool           { return true }
func (Verbatim) Cell(k CellKinds) bool { k.Verbatim(); return true }
func (Verbatim) Field(FieldKinds) bool { return false }

func (*ExactDate) Empty() bool             { return true }
func (v *ExactDate) Cell(k CellKinds) bool { k.ExactDate((*frontsheet.FrontSheet)(v)); return true }
func (*ExactDate) Field(FieldKinds) bool   { return false }

func (*HourNumber) Empty() bool             { return true }
func (v *HourNumber) Cell(k CellKinds) bool { k.HourNumber((*frontsheet.Item)(v)); return true }
func (*HourNumber) Field(FieldKinds) bool   { return false }

func (*DrugsOrNone) Empty() bool             { return true }
func (v *DrugsOrNone) Cell(k CellKinds) bool { k.DrugsOrNone((*frontsheet.Allergy)(v)); return true }
func (*DrugsOrNone) Field(FieldKinds) bool   { return false }

func (v *LaboratoryResult) Empty() bool { return v.Number == "" && v.Text == "" }
func (v *LaboratoryResult) Cell(k CellKinds) bool {
	k.LaboratoryResult((*frontsheet.Observation)(v))
	return true
}
func (*LaboratoryResult) Field(FieldKinds) bool { return false }

// Codes of others are reported too where there is no column for them.
func (v *DrugItemCode) Empty() bool { return len(*v) == 0 }

func (v *DrugItemCode) Cell(k CellKinds) bool {
	k.DrugItemCode((*[]frontsheet.Code)(v))
	return true
}
func (*DrugItemCode) Field(FieldKinds) bool { return false }

// SystemDrugItem is the system of the codes of [DrugItemCode].
var SystemDrugItem = codes.System{URI: codes.Base + "/CodeSystem/hk-drug-item"}

func (*AllDiagnoses) Empty() bool { return true }
func (v *AllDiagnoses) Cell(k CellKinds) bool {
	k.AllDiagnoses((*frontsheet.FrontSheet)(v))
	return true
}
func (*AllDiagnoses) Field(FieldKinds) bool { return false }

func (*AllDiagnosisNames) Empty() bool { return true }
func (v *AllDiagnosisNames) Cell(k CellKinds) bool {
	k.AllDiagnosisNames((*frontsheet.FrontSheet)(v))
	return true
}
func (*AllDiagnosisNames) Field(FieldKinds) bool { return false }

func (*AllReferences) Empty() bool { return true }
func (v *AllReferences) Cell(k CellKinds) bool {
	k.AllReferences((*frontsheet.FrontSheet)(v))
	return true
}
func (*AllReferences) Field(FieldKinds) bool { return false }

func (*AllProcedures) Empty() bool { return true }
func (v *AllProcedures) Cell(k CellKinds) bool {
	k.AllProcedures((*frontsheet.FrontSheet)(v))
	return true
}
func (*AllProcedures) Field(FieldKinds) bool { return false }

func (*AllProcedureNames) Empty() bool { return true }
func (v *AllProcedureNames) Cell(k CellKinds) bool {
	k.AllProcedureNames((*frontsheet.FrontSheet)(v))
	return true
}
func (*AllProcedureNames) Field(FieldKinds) bool { return false }

func (*AllPerformed) Empty() bool { return true }
func (v *AllPerformed) Cell(k CellKinds) bool {
	k.AllPerformed((*frontsheet.FrontSheet)(v))
	return true
}
func (*AllPerformed) Field(FieldKinds) bool { return false }
