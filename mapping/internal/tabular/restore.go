package tabular

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/identity"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// Restore reads again the kept cells of a sheet of ours where the document has
// no other home for what they say: a time that no Period can state, a relation
// without a person. The issues of it were reported when the file was read.
func Restore(s *frontsheet.FrontSheet) {
	l := layout.Of(s)
	if l == nil {
		return
	}
	byColumn := map[string]int{}
	for i := range l.Fields {
		byColumn[l.Fields[i].Column] = i
	}
	b := newCellBuilder(l, nil)
	r := &restorer{sheet: s}
	seen := map[string]bool{}
	for _, kept := range s.Fields {
		f, ok := byColumn[kept.Column]
		if !ok || seen[kept.Column] || l.Fields[f].Part.EachRow {
			continue
		}
		seen[kept.Column] = true
		r.field, r.restorable = &l.Fields[f], false
		// The cell is read into a sheet of its own, with the date beside which an hour stands.
		b.sheet = layout.SheetIn(l)
		from := r.field.At(b.sheet, r.field.Index)
		if from.Cell(r); !r.restorable {
			continue
		}
		if h, isHour := from.(*layout.Hour); isHour {
			date := r.into().(*layout.Hour)
			*h = layout.Hour{Year: date.Year, Month: date.Month, Day: date.Day, Precision: min(date.Precision, frontsheet.ToDay)}
		}
		b.cell(f, kept.Value, -1)
		r.field.At(b.sheet, r.field.Index).Cell(r)
	}
	b.sheet = s
	b.settle()
}

// A restorer takes an element of the sheet into which a kept cell was read, and
// sets the same element of the sheet of the document to it where that says
// nothing: a date to the time on that day, too. Elements of kinds that are not
// restorable are read from the document alone.
type restorer struct {
	sheet      *frontsheet.FrontSheet
	field      *layout.Field
	restorable bool
}

var _ layout.CellKinds = (*restorer)(nil)

// into returns the element of the sheet of the document, making its part.
func (r *restorer) into() layout.Value { return r.field.At(r.sheet, r.field.Index) }

func (r *restorer) Text(from *string) {
	if r.restorable = true; *from != "" {
		restore((*string)(r.into().(*layout.Text)), *from)
	}
}

func (r *restorer) Code(from *string) {
	if r.restorable = true; *from != "" {
		restore((*string)(r.into().(*layout.Code)), *from)
	}
}

// Identifier sets the number of the identity document also to the one that is
// written otherwise than its standard writes it.
func (r *restorer) Identifier(from *string) {
	r.restorable = true
	if *from == "" {
		return
	}
	into := (*string)(r.into().(*layout.Identifier))
	restore(into, *from)
	if p := &r.sheet.Patient; into == &p.DocumentNumber {
		if number := identity.Parse(p.DocumentType.DocumentKind(), *from); number.Value() == p.DocumentNumber {
			p.DocumentNumber = *from
		}
	}
}

func (r *restorer) Texts(from *[]string) {
	if r.restorable = true; *from != nil {
		restoreList((*[]string)(r.into().(*layout.Texts)), *from)
	}
}

func (r *restorer) Coded(from *frontsheet.Coded) {
	if r.restorable = true; *from != (frontsheet.Coded{}) {
		restore((*frontsheet.Coded)(r.into().(*layout.Coded)), *from)
	}
}

func (r *restorer) Wards(from *[]frontsheet.Ward) {
	if r.restorable = true; *from != nil {
		restoreList((*[]frontsheet.Ward)(r.into().(*layout.Wards)), *from)
	}
}

func (r *restorer) Date(from *frontsheet.DateTime) {
	if r.restorable = true; *from == (frontsheet.DateTime{}) {
		return
	}
	into := (*frontsheet.DateTime)(r.into().(*layout.Date))
	if from.Precision == frontsheet.ToMinute && literal.SameMinute(*from, *into) {
		into.Precision = frontsheet.ToMinute // the seconds are FHIR's
	}
	if into.IsZero() || into.Precision == frontsheet.ToDay && literal.SameDay(*into, *from) && from.Precision > frontsheet.ToDay {
		*into = *from
	}
}

func (r *restorer) Hour(from *frontsheet.DateTime) {
	if r.restorable = true; from.Precision != frontsheet.ToHour {
		return
	}
	if into := r.into().(*layout.Hour); into.Precision == frontsheet.ToDay {
		into.Hour, into.Precision = from.Hour, frontsheet.ToHour
	}
}

func (r *restorer) Number(from *frontsheet.Decimal) {
	if r.restorable = true; *from != "" {
		restore((*frontsheet.Decimal)(r.into().(*layout.Number)), *from)
	}
}

func (r *restorer) Months(from *frontsheet.AgeUnderOne) {
	if r.restorable = r.field.Format != layout.MonthsOrDays; r.restorable && *from != (frontsheet.AgeUnderOne{}) {
		restore((*frontsheet.AgeUnderOne)(r.into().(*layout.Months)), *from)
	}
}

func (r *restorer) Elapsed(from *frontsheet.Coma) {
	if r.restorable = true; *from != (frontsheet.Coma{}) {
		restore((*frontsheet.Coma)(r.into().(*layout.Elapsed)), *from)
	}
}

func (r *restorer) DiagnosisCodes(from *[]frontsheet.Code) {
	if r.restorable = true; *from != nil {
		restoreList((*[]frontsheet.Code)(r.into().(*layout.DiagnosisCodes)), *from)
	}
}

func (r *restorer) ProcedureCodes(from *[]frontsheet.Code) {
	if r.restorable = true; *from != nil {
		restoreList((*[]frontsheet.Code)(r.into().(*layout.ProcedureCodes)), *from)
	}
}

func (r *restorer) TCMCodes(from *[]frontsheet.Code) {
	if r.restorable = true; *from != nil {
		restoreList((*[]frontsheet.Code)(r.into().(*layout.TCMCodes)), *from)
	}
}

func (r *restorer) Precision(*frontsheet.DateTime)           {}
func (r *restorer) Verbatim()                                {}
func (r *restorer) ExactDate(*frontsheet.FrontSheet)         {}
func (r *restorer) HourNumber(*frontsheet.Item)              {}
func (r *restorer) DrugsOrNone(*frontsheet.Allergy)          {}
func (r *restorer) LaboratoryResult(*frontsheet.Observation) {}
func (r *restorer) DrugItemCode(*[]frontsheet.Code)          {}
func (r *restorer) AllDiagnoses(*frontsheet.FrontSheet)      {}
func (r *restorer) AllDiagnosisNames(*frontsheet.FrontSheet) {}
func (r *restorer) AllReferences(*frontsheet.FrontSheet)     {}
func (r *restorer) AllProcedures(*frontsheet.FrontSheet)     {}
func (r *restorer) AllProcedureNames(*frontsheet.FrontSheet) {}
func (r *restorer) AllPerformed(*frontsheet.FrontSheet)      {}

// restore sets what says nothing.
func restore[T comparable](into *T, from T) {
	var zero T
	if *into == zero {
		*into = from
	}
}

// restoreList sets a list that says nothing.
func restoreList[T any](into *[]T, from []T) {
	if *into == nil {
		*into = from
	}
}
