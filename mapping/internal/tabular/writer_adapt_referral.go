package tabular

import (
	"cmp"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// codeOfAllergy says that a code of an allergy has no place.
const codeOfAllergy = "an allergy has a code, and the column has a place for its name alone: the code is left out"

// adaptAllergiesInWords puts all that is known of allergies into a column of free text,
// where the layout has no other: each with its kind, how grave it is, and what it does.
func (w *Writer) adaptAllergiesInWords(f *layout.Field, a *frontsheet.Allergy) {
	comma, mark, opening, closing := "、", "；", "（", "）"
	if w.Layout.English() {
		comma, mark, opening, closing = ", ", "; ", " (", ")"
	}
	if !a.Recorded.IsZero() {
		a.Recorded = frontsheet.Coded{Text: w.labelled(f, a.Recorded)}
	}
	a.Items = slices.Clone(a.Items)
	var words []string
	for i := range a.Items {
		item := &a.Items[i]
		name := item.Name
		for _, c := range item.Codes {
			name = chars.FirstOf(name, c.Display, c.Code)
		}
		var beside []string
		for _, c := range [...]frontsheet.Coded{item.Kind, item.Severity} {
			if !c.IsZero() {
				beside = append(beside, w.labelled(f, c))
			}
		}
		if beside = append(beside, item.Reactions...); len(beside) > 0 {
			name += opening + strings.Join(beside, mark) + closing
		}
		words = append(words, name)
		if w.Options.KeepCodings && len(item.Codes) > 0 {
			continue // it comes back with its codes
		}
		if len(item.Codes) > 0 {
			w.report(f, frontsheet.Warning, "no-column", codeOfAllergy)
		}
		a.Items[i] = frontsheet.AllergyItem{Noted: item.Noted, Grade: item.Grade, Row: item.Row}
	}
	words = append(words, a.Drugs...)
	w.reportDrugCodes(a)
	if len(words) == 0 {
		return
	}
	if !w.Options.KeepCodings || len(a.DrugCodes) == 0 { // else they come back with their codes
		a.Drugs = nil
	}
	if a.Recorded.Text != "" {
		words = append([]string{a.Recorded.Text}, words...)
	}
	a.Recorded = frontsheet.Coded{Text: strings.Join(words, comma)}
	w.report(f, frontsheet.Information, "joined", "the column is for all allergies, in words: each stands there with what is known of it")
}

// adaptWorking puts diagnoses of other roles where a layout has a place for one alone, of
// which nothing says how certain it is: the principal one first.
func (w *Writer) adaptWorking(s *frontsheet.FrontSheet) {
	column := cmp.Or(w.names["diagnosis.working.code"], w.names["diagnosis.working.name"])
	if column == nil || w.names["diagnosis.principal.code"] != nil || w.names["diagnosis.final.code"] != nil ||
		slices.ContainsFunc(s.Diagnoses, func(d frontsheet.Diagnosis) bool { return d.Role == frontsheet.Working }) {
		return
	}
	s.Diagnoses = slices.Clone(s.Diagnoses)
	last := 0
	for _, role := range [...]frontsheet.DiagnosisRole{frontsheet.Principal, frontsheet.Final, frontsheet.Other, "", frontsheet.OnAdmission, frontsheet.Outpatient} {
		for i := range s.Diagnoses {
			if d := &s.Diagnoses[i]; d.Role == role {
				last++
				d.Role, d.Slot = frontsheet.Working, last
			}
		}
	}
	if last > 0 {
		w.report(column, frontsheet.Warning, "diagnosis-role", "the column is for a diagnosis, and does not say which part it has in the stay: the first stands there")
	}
}

// adaptNotes makes one letter of several notes where the layout has a place for one.
func (w *Writer) adaptNotes(r *frontsheet.Referral) {
	_, one := w.Layout.ByPath["referral.note[1]"]
	_, two := w.Layout.ByPath["referral.note[2]"]
	if !one || two || len(r.Notes) < 2 {
		return
	}
	r.Notes = []string{strings.Join(r.Notes, "\n")}
	w.report(w.names["referral.note"], frontsheet.Information, "joined", "the column is for one letter: each note is a paragraph of it")
}
