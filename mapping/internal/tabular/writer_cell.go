package tabular

import (
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/literal"
)

// appendCell appends the value of the field's element in the field's form.
func (w *Writer) appendCell(dst []byte, f *layout.Field) []byte {
	if !layout.Has(w.Sheet, f) {
		return dst
	}
	if w.registration(f) {
		return append(dst, w.keptCell(f)...)
	}
	switch v := f.At(w.Sheet, w.indexOf(f)).(type) {
	case *string:
		return append(dst, *v...)
	case *[]string:
		return w.appendList(dst, f, *v)
	case *frontsheet.Coded:
		return w.appendCoded(dst, f, *v)
	case *[]frontsheet.Ward:
		return w.appendWards(dst, f, *v)
	case *frontsheet.DateTime:
		return w.appendDate(dst, f, *v)
	case *layout.Hour:
		switch {
		case v.Precision < frontsheet.ToHour:
		case f.Format == formatHour:
			dst = frontsheet.AppendPadded(dst, v.Hour, 2)
		default:
			dst = strconv.AppendInt(dst, int64(v.Hour), 10)
		}
		return dst
	case *frontsheet.Decimal:
		return append(dst, *v...)
	case *frontsheet.AgeUnderOne:
		return append(dst, literal.WriteMonths(*v)...)
	case *layout.DiagnosisCode:
		return w.appendCodes(dst, f, *v, w.Options.Diagnosis)
	case *layout.ProcedureCode:
		return w.appendCodes(dst, f, *v, w.Options.Procedure)
	default:
		return w.appendRecorded(dst, f, v)
	}
}

func (w *Writer) appendList(dst []byte, f *layout.Field, items []string) []byte {
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		if strings.ContainsAny(item, ",，、;；") {
			w.report(f, frontsheet.Warning, "list-item", "an item of the list holds a sign that separates items: whoever reads the list takes it for several")
		}
		dst = append(dst, item...)
	}
	return dst
}

// appendCoded appends a coded value: the name where the layout asks for names,
// else the code of the layout's value set. A value for which that has no code
// is written as its text, or not at all.
func (w *Writer) appendCoded(dst []byte, f *layout.Field, c frontsheet.Coded) []byte {
	if c.IsZero() {
		return dst
	}
	set := f.Set
	if set == nil {
		return append(dst, w.labelled(f, c)...)
	}
	own := c.Set == set
	if own && f.Format == "name" && c.Text != "" {
		return append(dst, c.Text...)
	}
	v, exact, ok := w.terms().Value(set, c)
	switch {
	case own && c.Code == "":
		w.report(f, frontsheet.Warning, "unknown-code", "the value is none of the value set "+set.Name+": it is written as the text that it is")
		return append(dst, c.Text...)
	case !ok && c.Code == "":
		w.report(f, frontsheet.Warning, "unknown-code", "the value is none of the value set "+set.Name+": it is written as the text that it is")
		return append(dst, c.Text...)
	case !ok:
		w.report(f, frontsheet.Warning, "no-such-code", "the value set "+set.Name+" has no code, or several, for "+c.Code+" of "+c.Set.Name+": the cell stays empty")
		return dst
	case !exact:
		w.report(f, frontsheet.Warning, "approximate-code", "the code "+c.Code+" of "+c.Set.Name+" is written as "+v.Code+" of "+set.Name+", which does not mean quite the same")
	}
	if f.Format == "name" {
		if c.Text != "" && c.Code != "" {
			return append(dst, c.Text...)
		}
		return append(dst, w.word(set, v.Code)...)
	}
	return append(dst, v.Code...)
}

// word returns the name of a code in the language of the layout.
func (w *Writer) word(set *frontsheet.ValueSet, code string) string {
	concept, _ := set.Concept(code)
	if strings.HasPrefix(w.Layout.Language, "en") {
		return chars.FirstOf(concept.English, concept.Chinese)
	}
	return concept.Chinese
}

func (w *Writer) appendWards(dst []byte, f *layout.Field, wards []frontsheet.Ward) []byte {
	named := false
	for i := range wards {
		before := len(dst)
		if before > 0 {
			dst = append(dst, ',')
		}
		from := len(dst)
		dst = w.appendCoded(dst, f, wards[i].Department)
		if len(dst) == from {
			dst = dst[:before]
		}
		named = named || wards[i].Name != ""
	}
	if named {
		w.report(f, frontsheet.Information, "no-column", "the layout has departments here, and no column for the wards within them")
	}
	return dst
}

// appendDate appends a date in the layout's form, as far as it is known: a date
// without a time stays a date.
func (w *Writer) appendDate(dst []byte, f *layout.Field, d frontsheet.DateTime) []byte {
	switch {
	case d.IsZero():
		return dst
	case d.Precision < frontsheet.ToDay:
		return w.appendPartial(dst, f, d)
	case f.Format == formatTime:
		return w.appendTime(dst, f, d)
	case f.Format == literal.LayoutDateTime:
		dst = d.AppendDate(dst)
		if d.Precision == frontsheet.ToDay {
			w.report(f, frontsheet.Information, "date-without-time", "the column has a time of day, and the sheet knows none: the date stays a date")
			return dst
		}
		dst = frontsheet.AppendPadded(append(dst, ' '), d.Hour, 2)
		if d.Precision == frontsheet.ToHour {
			w.report(f, frontsheet.Warning, "hour-without-minutes", "the column has minutes, and the sheet knows none: the hour stands alone")
			return dst
		}
		dst = frontsheet.AppendPadded(append(dst, ':'), d.Minute, 2)
		return frontsheet.AppendPadded(append(dst, ':'), d.Second, 2)
	}
	switch hours := w.paths[f.Element+".hour"]; {
	case !hours && d.Precision > frontsheet.ToDay:
		w.report(f, frontsheet.Information, "time-left-out", "the column has no time of day: that of the sheet is left out")
	case hours && d.Precision > frontsheet.ToHour && d.Minute+d.Second > 0:
		w.report(f, frontsheet.Information, "time-left-out", "the columns have no minutes: those of the sheet are left out")
	}
	if f.Format == literal.LayoutCompact {
		dst = frontsheet.AppendPadded(dst, d.Year, 4)
		dst = frontsheet.AppendPadded(dst, d.Month, 2)
		return frontsheet.AppendPadded(dst, d.Day, 2)
	}
	return d.AppendDate(dst)
}

// systemName names a code system that a file brings with it: one that is not
// known may be named by what its cell says.
func systemName(s codes.System) string {
	for _, known := range codes.Systems() {
		if known.URI == s.URI {
			return "the system " + s.String()
		}
	}
	return "a system of its own"
}

// appendCodes appends the codes of a diagnosis or procedure that are of the
// file's system. A morphology follows its disease at once, as in the national
// tables; other codes are separated.
func (w *Writer) appendCodes(dst []byte, f *layout.Field, list []frontsheet.Code, system codes.System) []byte {
	other := ""
	n := 0
	for _, c := range list {
		if !c.System.Matches(system) && !(strings.HasPrefix(f.Element, "diagnosis.") && icd.ToldByShape(c, system)) {
			other = systemName(c.System)
			continue
		}
		if n > 0 && !(n == 1 && joinsOn(string(dst), c.Code)) {
			dst = append(dst, ';')
		}
		dst = append(dst, c.Code...)
		n++
	}
	if other != "" {
		w.report(f, frontsheet.Warning, "other-code-system", "a code is of "+other+", and the file is coded in "+system.String()+": it is not written")
	}
	return dst
}

// joinsOn reports whether a code is a morphology that stands with the disease
// before it.
func joinsOn(disease, code string) bool {
	if m, rest := icd.ScanMorphology(strings.ToUpper(code)); m == "" || rest != "" {
		return false
	}
	d, rest := icd.ScanDisease(disease)
	return d != "" && rest == ""
}
