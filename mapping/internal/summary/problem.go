package summary

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A standing is what a diagnosis of a stay is in a summary.
type standing uint8

const (
	problem standing = iota
	past             // cured, as the sheet says
	earlier          // made before the discharge, which has diagnoses of its own
)

// problems are the diagnoses: the problems, those of the past, and those that were made
// on the way, which the discharge may have taken back.
func (m *maker) problems(s *r4.CompositionSection, contents map[string]*content) {
	lines, conditions := m.standings()
	of := func(at standing) (entries []r4.Reference) {
		if s == nil {
			return nil
		}
		for _, entry := range s.Entry {
			if conditions[arena.Deref(entry.Reference)] == at {
				entries = append(entries, entry)
			}
		}
		return entries
	}
	for at, name := range [...]string{problem: "problems", past: "past-problems", earlier: "earlier-diagnoses"} {
		if entries := of(standing(at)); len(entries) > 0 {
			contents[name] = &content{entries: entries, parts: []*narrative.Part{
				m.renamed("diagnoses", name, func(label string, number int) bool { return lines[row{label, number}] == standing(at) }),
			}}
		}
	}
}

// A row names one of the chart.
type row struct {
	label  string
	number int
}

// standings returns what the diagnoses are, by the rows of the chart and by what refers
// to the Conditions: those of a line of the sheet are what the line is.
func (m *maker) standings() (lines map[row]standing, conditions map[string]standing) {
	lines, conditions = map[row]standing{}, map[string]standing{}
	sheet, next := m.chart.Sheet, 0
	discharged := false
	for i := range sheet.Diagnoses {
		switch sheet.Diagnoses[i].Role {
		case frontsheet.Principal, frontsheet.Other, frontsheet.Final, frontsheet.TCMDisease:
			discharged = true
		}
	}
	for i := range sheet.Diagnoses {
		d := &sheet.Diagnoses[i]
		at := problem
		switch d.Role {
		case frontsheet.Outpatient, frontsheet.OnAdmission, frontsheet.Working, frontsheet.TCMOutpatient:
			if discharged {
				at = earlier
			}
		default:
			if isCured(&d.Outcome) {
				at = past
			}
		}
		label, number := narrative.RowOf(d)
		lines[row{label, number}] = at
		for range max(1, len(layout.DiseasesOf(sheet, d))) {
			conditions[document.URN+arena.Deref(m.document.Conditions[next].Id)] = at
			next++
		}
	}
	return lines, conditions
}

// isCured reports whether the state of a disease at the discharge is that it is none any
// more, by the code of the value set of 出院情况.
func isCured(outcome *frontsheet.Coded) bool {
	if outcome.Set == nil {
		return false
	}
	concept, _ := outcome.Set.Concept(outcome.Code)
	return concept.Chinese == "治愈"
}
