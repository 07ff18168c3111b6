package summary

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// sections puts the sections of the guide in the place of those of the stay, and
// after them those of the stay for which it has none.
func (m *maker) sections() {
	c := &m.document.Composition
	stay := c.Section
	c.Section = nil
	m.problems(sectionOf(stay, "11535-2", "29308-4"))
	m.allergies(sectionOf(stay, "48765-2"))
	m.medications(sectionOf(stay, "10160-0"))
	m.kept(sectionOf(stay, "47519-4"), m.part("procedures"))
	others := m.results(sectionOf(stay, "30954-2"))
	m.plan()
	m.course(sectionOf(stay, "8648-8"), others)
	m.kept(sectionOf(stay, "48768-6"), m.part("payment"))
	if m.Narrative == document.Bilingual {
		c.Text = m.text(m.chart.Whole(map[string]bool{
			"diagnoses": true, "allergies": true, "medications": true, "procedures": true, "findings": true, "stay": true, "emergency": true, "payment": true,
		})...)
	}
}

// sectionOf returns the section of one of some codes of LOINC, nil for none.
func sectionOf(list []r4.CompositionSection, codes ...string) *r4.CompositionSection {
	for i := range list {
		if s := &list[i]; s.Code != nil && codeOf(s.Code, fhir.SystemLOINC, codes...) != "" {
			return s
		}
	}
	return nil
}

// section adds a section with the text of what it holds. Without entries it is left
// out, unless the guide demands it: then it says that there is no information.
func (m *maker) section(title, loinc, display string, entries []r4.Reference, demanded bool, parts ...*narrative.Part) {
	if len(entries) == 0 && !demanded {
		return
	}
	s := r4.CompositionSection{Title: new(m.label(title)), Code: concept(fhir.SystemLOINC, loinc, display), Text: m.text(parts...), Entry: entries}
	if len(entries) == 0 {
		s.EmptyReason = concept(fhir.SystemEmptyReason, "unavailable", "Unavailable")
	}
	m.add(s)
}

// kept adds a section of the stay with the text of what it holds.
func (m *maker) kept(s *r4.CompositionSection, parts ...*narrative.Part) {
	if s != nil {
		s.Text = m.text(parts...)
		m.add(*s)
	}
}

func (m *maker) add(s r4.CompositionSection) {
	c := &m.document.Composition
	c.Section = append(c.Section, s)
}

// text returns parts of the chart as a Narrative.
func (m *maker) text(parts ...*narrative.Part) *r4.Narrative {
	parts = slices.DeleteFunc(parts, func(p *narrative.Part) bool { return p == nil || len(p.Rows) == 0 })
	return &r4.Narrative{Status: r4.NarrativeStatusGenerated, Div: string(m.chart.AppendDiv(nil, parts...))}
}

// part returns a part of the chart, what stands for it where there is none.
func (m *maker) part(name string) *narrative.Part {
	if p := m.chart.Find(name); p != nil {
		return p
	}
	return m.chart.Substitute(name)
}

// renamed returns those rows of a part of the chart that keep asks for under another
// title, what stands for it where there are none.
func (m *maker) renamed(part, name string, keep func(label string, number int) bool) *narrative.Part {
	if p := m.chart.Find(part); p != nil {
		if some := p.Filter(keep); len(some.Rows) > 0 {
			some.Name = name
			return &some
		}
	}
	return m.chart.Substitute(name)
}

// medications adds what the patient takes. A sheet that lists no drugs does not say that
// there are none.
func (m *maker) medications(s *r4.CompositionSection) {
	if s != nil {
		m.kept(s, m.part("medications"))
		return
	}
	why := "no-place"
	if l := layout.Of(m.chart.Sheet); l != nil {
		for _, element := range [...]string{"medication.name", "domain.medication.identifier"} {
			if _, ok := l.ByPath[element]; ok {
				why = "not-stated"
			}
		}
	}
	m.section("part.medications", "10160-0", "History of Medication use Narrative", nil, true, m.chart.Remark("medications", why))
}

// results adds the results of a laboratory, and returns what else is among the
// findings of the stay: states, care, weights, ages.
func (m *maker) results(s *r4.CompositionSection) (others []r4.Reference) {
	if s == nil {
		return nil
	}
	of := map[string]bool{} // what refers to a result
	for i := range m.document.Observations {
		o := &m.document.Observations[i]
		of[document.URN+arena.Deref(o.Id)] = m.isResult(o)
	}
	var results []r4.Reference
	for _, entry := range s.Entry {
		if of[arena.Deref(entry.Reference)] {
			results = append(results, entry)
		} else {
			others = append(others, entry)
		}
	}
	m.section("part.results", "30954-2", "Relevant diagnostic tests/laboratory data note", results, false,
		m.renamed("findings", "results", m.isResultRow))
	return others
}

// course adds the course of the stay with what was found in it besides results.
func (m *maker) course(s *r4.CompositionSection, others []r4.Reference) {
	parts := []*narrative.Part{m.part("stay"), m.chart.Find("emergency")}
	if len(others) > 0 {
		if s == nil {
			s = &r4.CompositionSection{Title: new(m.label("section.stay")), Code: concept(fhir.SystemLOINC, "8648-8", "Hospital course")}
		}
		s.Entry = append(s.Entry[:len(s.Entry):len(s.Entry)], others...)
		rest := narrative.Part{Name: "findings"}
		if patient := m.chart.Find("patient"); patient != nil {
			rest.Rows = patient.Only("patient.age-years", "patient.age-months", "patient.age-days", "patient.age-band").Rows
		}
		if findings := m.chart.Find("findings"); findings != nil {
			some := findings.Filter(func(label string, n int) bool { return !m.isResultRow(label, n) })
			rest.Rows = append(rest.Rows, some.Rows...)
		}
		parts = append(parts, &rest)
	}
	m.kept(s, parts...)
}

// isResultRow is isResult for a row of the chart.
func (m *maker) isResultRow(label string, number int) bool {
	if label == "result" {
		list := m.chart.Sheet.Observations
		return number < 1 || number > len(list) || document.ResultStatus(list[number-1].Status) != r4.ObservationStatusEnteredInError
	}
	return slices.ContainsFunc(document.Findings(), func(f document.Finding) bool { return f.Laboratory && f.Element == label })
}

// plan adds what is planned after the stay, which has no resource of its own.
func (m *maker) plan() {
	stay := m.chart.Find("stay")
	if stay == nil {
		return
	}
	plan := stay.Only("stay.readmission", "stay.purpose")
	if len(plan.Rows) == 0 {
		return
	}
	plan.Name = "plan"
	m.add(r4.CompositionSection{Title: new(m.label("part.plan")), Code: concept(fhir.SystemLOINC, "18776-5", "Plan of care note"), Text: m.text(&plan)})
}
