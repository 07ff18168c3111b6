package tabular

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// reportStrays reports the elements of the sheet for which the file has no
// column.
func (w *Writer) reportStrays(s *frontsheet.FrontSheet) {
	w.reportUnplaced(s)
	// Elements of several names may be one part of the sheet.
	for range 2 { // the first time makes parts, which moves others
		clear(w.written)
		for i := range w.fields {
			f := &w.fields[i]
			if !f.Has(s) {
				continue
			}
			if at := reflect.ValueOf(f.At(s, f.Index)); at.Kind() == reflect.Pointer {
				w.written[at.Pointer()] = true
			}
		}
	}
	for _, e := range w.elements {
		for _, index := range e.Part.Indices(s) {
			at := e.At(s, index)
			if at.Empty() || w.written[reflect.ValueOf(at).Pointer()] {
				continue
			}
			w.written[reflect.ValueOf(at).Pointer()] = true // no part is reported under two names
			path := e.Part.Path(e.Name, index)
			if w.paths[path] || w.elsewhere(e.Name, s) || w.keeps(path) {
				continue
			}
			w.Issues = append(w.Issues, frontsheet.Issue{
				File: w.Options.File, Record: w.Record, Line: w.Line, Field: path, Severity: frontsheet.Warning, Code: "no-column",
				Detail: "the sheet has a value for which the file has no column: it is left out",
			})
		}
	}
	if w.names["item.triage-category"] == nil && slices.ContainsFunc(s.Items, ofEmergency) {
		w.report(nil, frontsheet.Warning, "no-column", "the sheet has items of another kind of record, for which the file has no columns: they are left out")
	}
}

// ofEmergency reports whether an item is one of an attendance at an emergency department.
func ofEmergency(i frontsheet.Item) bool {
	return slices.ContainsFunc(layout.ItemKinds[:], func(k layout.ItemKind) bool { return k.Code == i.Code && k.Of != layout.OfStay })
}

// reportDisplays reports what codes that are written are called, where that is not
// the name of their line: a row has a column for one name.
func (w *Writer) reportDisplays(s *frontsheet.FrontSheet) {
	if w.Options.KeepCodings || w.Layout.OfItems {
		return
	}
	report := func(list []frontsheet.Code, name, element string, system codes.System) {
		if slices.ContainsFunc(list, func(c frontsheet.Code) bool { return c.System.Matches(system) && c.Display != "" && c.Display != name }) {
			w.Issues = append(w.Issues, frontsheet.Issue{
				File: w.Options.File, Record: w.Record, Line: w.Line, Field: element, Severity: frontsheet.Information, Code: "no-column",
				Detail: "a code is called otherwise than its line, and the row has a column for one name: what the code is called is left out",
			})
		}
	}
	for i := range s.Diagnoses {
		d := &s.Diagnoses[i]
		report(d.Codes, d.Name, layout.LineOf(d)+".code", w.Options.Diagnosis)
	}
	for i := range s.Procedures {
		p := &s.Procedures[i]
		report(p.Codes, p.Name, "procedure["+strconv.Itoa(p.Rank)+"].code", w.Options.Procedure)
	}
}

// keeps reports whether the value of an element stands among the codings that the
// record keeps: the codes of a line, and its name with them.
func (w *Writer) keeps(path string) bool {
	if path == "allergy.drugs" {
		for i := range w.Sheet.Allergy.Drugs {
			if !w.kept[path+"["+strconv.Itoa(i+1)+"]"] {
				return false
			}
		}
		return true
	}
	at, isCode := strings.CutSuffix(path, ".code")
	if !isCode {
		at, isCode = strings.CutSuffix(path, ".name")
	}
	return isCode && w.kept[at]
}

// elsewhere reports whether the value of an element stands in the column of
// another.
func (w *Writer) elsewhere(name string, s *frontsheet.FrontSheet) bool {
	age := s.Patient.AgeUnderOne
	switch name {
	case "allergy.recorded": // the drugs say so, or an item that is kept
		if w.names["domain.allergy.identifier"] != nil {
			return layout.Of(s) == w.Layout
		}
		return w.names["allergy.drugs-or-none"] != nil && w.names["allergy.recorded"] == nil && len(s.Allergy.Drugs) == 0
	case "allergy.drugs":
		return w.names["allergy.drugs-or-none"] != nil
	case "patient.identifier.type": // the column says so
		return w.names["patient.reference-key"] != nil
	case "item.death-date-exact":
		return w.names["patient.death.exact"] != nil
	case "patient.birth-date.precision":
		return true // the date says how much of it is known
	case "coma.before.days", "coma.before.hours", "coma.before.minutes": // parts of one column
		return w.names["coma.before"] != nil
	case "coma.after.days", "coma.after.hours", "coma.after.minutes":
		return w.names["coma.after"] != nil
	case "coma.before", "coma.after":
		return w.names[name+".days"] != nil
	case "patient.age-days": // a part of age-months
		return w.names["patient.age-months"] != nil
	case "patient.age-months": // the days stand in age-days
		return w.names["patient.age-days"] != nil && age.Months == ""
	}
	return false
}

func (w *Writer) fieldOf(column string) *layout.Field {
	for i := range w.fields {
		if w.fields[i].Column == column {
			return &w.fields[i]
		}
	}
	return nil
}

// reportKeys reports the keys of the layout that the sheet does not have.
func (w *Writer) reportKeys(s *frontsheet.FrontSheet) {
	for _, key := range w.Layout.Key {
		if f := &w.Layout.Fields[key]; (!f.Has(s) || f.At(s, f.Index).Empty()) && w.damagedCell(f) == "" {
			w.report(f, frontsheet.Warning, "empty-key", "the sheet does not have what tells records of the layout apart: the cell stays empty, and nobody can say whose the row is")
		}
	}
}
