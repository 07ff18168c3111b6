package layout

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// IsPlain reports whether an element is one value, which one cell holds.
func IsPlain(at any) bool {
	switch at.(type) {
	case *string, *[]string, *frontsheet.Coded, *[]frontsheet.Ward, *frontsheet.DateTime, *Hour, *frontsheet.Decimal, *frontsheet.AgeUnderOne, *DiagnosisCode, *ProcedureCode:
		return true
	}
	return false
}

// IsNone reports whether an element says nothing.
func IsNone(at any) bool {
	switch v := at.(type) {
	case *string:
		return *v == ""
	case *[]string:
		return len(*v) == 0
	case *frontsheet.Coded:
		return v.IsZero()
	case *[]frontsheet.Ward:
		return len(*v) == 0
	case *frontsheet.DateTime:
		return v.IsZero()
	case *Hour:
		return v.Precision < frontsheet.ToHour
	case *frontsheet.Decimal:
		return *v == ""
	case *frontsheet.AgeUnderOne:
		return *v == frontsheet.AgeUnderOne{}
	case *DiagnosisCode:
		return len(*v) == 0
	case *ProcedureCode:
		return len(*v) == 0
	case *LaboratoryResult:
		return v.Number == "" && v.Text == ""
	}
	return true
}

func (l *Layout) HasColumn(name string) bool {
	return slices.ContainsFunc(l.Fields, func(f Field) bool { return f.Column == name })
}
