package tabular

import (
	"cmp"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/icd"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// appendCell appends the value of the field's element in the field's form.
func (w *Writer) appendCell(dst []byte, f *layout.Field) []byte {
	if !f.Has(w.Sheet) {
		return dst
	}
	if w.registration(f) {
		return append(dst, w.keptCell(f)...)
	}
	w.field, w.cell = f, dst
	f.At(w.Sheet, w.indexOf(f)).Cell((*cellWriter)(w))
	return w.cell
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
	case !ok && c.Code == "" && f.Format == "name":
		w.report(f, frontsheet.Warning, "unknown-code", "the value is none of the value set "+set.Name+": it is written as the text that it is")
		return append(dst, c.Text...)
	case !ok && c.Code == "":
		w.report(f, frontsheet.Warning, "no-such-code", "the value is a text, for which the value set "+set.Name+" has no code: the cell stays empty")
		return dst
	case !ok:
		w.report(f, frontsheet.Warning, "no-such-code", "the value set "+set.Name+" has no code, or several, for "+c.Code+" of "+c.Set.Name+": the cell stays empty")
		return dst
	case !exact:
		w.report(f, frontsheet.Warning, "approximate-code", "the code "+c.Code+" of "+c.Set.Name+" is written as "+v.Code+" of "+set.Name+", which does not mean quite the same")
	}
	if f.Format == "name" {
		if known, _, ok := set.Match(c.Text); ok && known == v.Code && c.Code != "" {
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
			dst = append(dst, cmp.Or(f.Format, ",")...)
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

// appendDiagnosisCodes appends the codes of a diagnosis that are of the file's
// system, or can be of no other.
func (w *Writer) appendDiagnosisCodes(dst []byte, f *layout.Field, list []frontsheet.Code) []byte {
	system := w.Options.Diagnosis
	return w.appendCodes(dst, f, list, system, func(c frontsheet.Code) bool { return c.System.Matches(system) || icd.RecognizedByShape(c, system) })
}

// appendProcedureCodes appends the codes of a procedure that are of the file's
// system.
func (w *Writer) appendProcedureCodes(dst []byte, f *layout.Field, list []frontsheet.Code) []byte {
	system := w.Options.Procedure
	return w.appendCodes(dst, f, list, system, func(c frontsheet.Code) bool { return c.System.Matches(system) })
}

// appendTCMCodes appends the codes of a diagnosis of Chinese medicine, of either
// edition: their shapes tell these apart.
func (w *Writer) appendTCMCodes(dst []byte, f *layout.Field, list []frontsheet.Code) []byte {
	return w.appendCodes(dst, f, list, w.Layout.TCM, func(c frontsheet.Code) bool { return codes.ChineseMedicine(c.System) })
}

// appendCodes appends the codes of which belongs says that they are of a system.
// A morphology follows its disease at once, as in the national
// tables; other codes are separated.
func (w *Writer) appendCodes(dst []byte, f *layout.Field, list []frontsheet.Code, system codes.System, belongs func(frontsheet.Code) bool) []byte {
	other := ""
	n := 0
	for _, c := range list {
		if !belongs(c) {
			other = systemName(c.System)
			continue
		}
		if n > 0 && !(n == 1 && joinsOn(string(dst), c.Code)) {
			dst = append(dst, ';')
		}
		dst = append(dst, icd.OneDagger(c.Code)...)
		n++
	}
	if other != "" && !w.Options.KeepCodings {
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
