package summary

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A content is what a section has.
type content struct {
	section *r4.CompositionSection // of the stay, whose title and code it keeps; nil for none
	entries []r4.Reference
	parts   []*narrative.Part // of the chart, nil for what its rows are
}

// sections puts the sections of the kind of document in the place of those of the stay.
func (m *maker) sections() {
	c := &m.document.Composition
	contents := m.contents(c.Section)
	c.Section = nil
	shown := map[string]bool{"emergency": true}
	for i := range m.kind.Sections {
		s := &m.kind.Sections[i]
		m.emit(s, contents[s.Name])
		for _, p := range partsOf[s.Name] {
			shown[p] = true
		}
	}
	if m.Narrative == document.Bilingual {
		c.Text = m.text(m.chart.Whole(shown)...)
	}
}

// partsOf are the parts of a chart that sections show, by their names.
var partsOf = map[string][]string{
	"problems": {"diagnoses"}, "allergies": {"allergies"}, "medications": {"medications"}, "procedures": {"procedures"}, "results": {"findings"}, "course": {"stay"}, "payment": {"payment"},
	"referral": {"referral"},
}

// contents returns what the sections have that consist not of rows of the chart alone.
func (m *maker) contents(stay []r4.CompositionSection) map[string]*content {
	contents := map[string]*content{}
	m.problems(sectionOf(stay, "11535-2", "29308-4"), contents)
	contents["medications"] = m.kept(sectionOf(stay, "10160-0"), m.part("medications"))
	contents["allergies"] = &content{section: sectionOf(stay, "48765-2")}
	contents["procedures"] = m.kept(sectionOf(stay, "47519-4"), m.part("procedures"))
	if m.kind.Request != "" {
		contents["referral"] = m.requested()
	}
	m.findings(sectionOf(stay, "30954-2"), sectionOf(stay, "8648-8"), contents)
	contents["payment"] = m.kept(sectionOf(stay, "48768-6"), m.part("payment"))
	return contents
}

// kept is what a section of the stay has, nil where it has none.
func (m *maker) kept(s *r4.CompositionSection, parts ...*narrative.Part) *content {
	if s == nil {
		return nil
	}
	return &content{section: s, parts: parts}
}

// emit adds a section. Without anything to say it is left out, unless the document
// demands it: then it says that there is no information.
func (m *maker) emit(row *document.Section, c *content) {
	if row.Name == "allergies" {
		m.allergies(c.section)
		return
	}
	if c == nil {
		c = &content{}
	}
	parts := c.parts
	if more := m.chart.Rows(row.Name, row.Rows...); more != nil {
		parts = append(parts[:len(parts):len(parts)], more)
	}
	said := c.section != nil || len(c.entries) > 0 || len(row.Rows) > 0 && len(parts) > len(c.parts)
	if !said && !row.Demanded {
		return
	}
	if len(parts) == 0 {
		parts = []*narrative.Part{m.nothing(row.Name)}
	}
	s := c.section
	if s == nil {
		s = &r4.CompositionSection{Title: new(m.label("part." + row.Name)), Entry: c.entries}
		if row.LOINC != "" {
			s.Code = concept(fhir.SystemLOINC, row.LOINC, row.Display)
		}
	}
	s.Text = m.text(parts...)
	if !said {
		s.EmptyReason = concept(fhir.SystemEmptyReason, "unavailable", "Unavailable")
	}
	m.add(*s)
}

// nothing returns the part that stands in a section that is demanded and has nothing. A
// sheet that lists no drugs does not say that there are none.
func (m *maker) nothing(name string) *narrative.Part {
	if name != "medications" {
		return m.chart.Substitute(name)
	}
	why := "no-place"
	if l := layout.Of(m.chart.Sheet); l != nil {
		for _, element := range [...]string{"medication.name", "domain.medication.identifier"} {
			if _, ok := l.ByPath[element]; ok {
				why = "not-stated"
			}
		}
	}
	return m.chart.Remark(name, why)
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

// findings divides what was found in the stay: the results of a laboratory, of them the
// blood group where the document has a section for it, and what else there is, states,
// care, weights, ages, which is of the course.
func (m *maker) findings(s, course *r4.CompositionSection, contents map[string]*content) {
	blood := slices.ContainsFunc(m.kind.Sections, func(s document.Section) bool { return s.Name == "blood-group" })
	of := map[string]string{}   // sections by what refers to an Observation
	groups := map[string]bool{} // results among others that are blood groups: they stand in both
	for i := range m.document.Observations {
		o := &m.document.Observations[i]
		name := "course"
		if m.isResult(o) {
			name = "results"
			if blood && codeOf(&o.Code, m.URI(fhir.SystemSheetItem), "abo-group", "rh-group") != "" {
				name = "blood-group"
			} else if blood && codeOf(&o.Code, fhir.SystemLOINC, document.BloodGroups()...) != "" {
				groups[document.URN+arena.Deref(o.Id)] = true
			}
		}
		of[document.URN+arena.Deref(o.Id)] = name
	}
	if s != nil {
		for _, entry := range s.Entry {
			name := of[arena.Deref(entry.Reference)]
			if name == "" {
				name = "course"
			}
			if contents[name] == nil {
				contents[name] = &content{}
			}
			contents[name].entries = append(contents[name].entries, entry)
			if groups[arena.Deref(entry.Reference)] {
				if contents["blood-group"] == nil {
					contents["blood-group"] = &content{}
				}
				contents["blood-group"].entries = append(contents["blood-group"].entries, entry)
			}
		}
	}
	isRow := func(label string, number int) bool {
		return m.isResultRow(label, number) && !(blood && m.isBloodRow(label, number))
	}
	if c := contents["blood-group"]; c != nil && blood {
		if p := m.chart.Find("findings"); p != nil {
			some := p.Filter(m.isBloodResult)
			some.Name = "blood-group"
			c.parts = append(c.parts, &some)
		}
	}
	if c := contents["results"]; c != nil {
		c.parts = []*narrative.Part{m.renamed("findings", "results", isRow)}
	}
	m.course(course, contents)
}

// course is the course of the stay with what was found in it besides results.
func (m *maker) course(s *r4.CompositionSection, contents map[string]*content) {
	c := contents["course"]
	parts := []*narrative.Part{m.part("stay"), m.chart.Find("emergency")}
	if c != nil {
		if s == nil {
			s = &r4.CompositionSection{Title: new(m.label("section.stay")), Code: concept(fhir.SystemLOINC, "8648-8", "Hospital course")}
		}
		s.Entry = append(s.Entry[:len(s.Entry):len(s.Entry)], c.entries...)
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
	contents["course"] = m.kept(s, parts...)
}

// isBloodRow reports whether a row of the chart is a blood group.
func (m *maker) isBloodRow(label string, number int) bool {
	return label == "finding.abo" || label == "finding.rh" || m.isBloodResult(label, number)
}

// isBloodResult reports whether a row of the chart is a result that is a blood group.
func (m *maker) isBloodResult(label string, number int) bool {
	list := m.chart.Sheet.Observations
	return label == "result" && number > 0 && number <= len(list) && m.isResultRow(label, number) &&
		slices.ContainsFunc(list[number-1].Codes, func(c frontsheet.Code) bool {
			return c.System.URI == fhir.SystemLOINC && slices.Contains(document.BloodGroups(), c.Code)
		})
}

// isResultRow is isResult for a row of the chart.
func (m *maker) isResultRow(label string, number int) bool {
	if label == "result" {
		list := m.chart.Sheet.Observations
		return number < 1 || number > len(list) || document.ResultStatus(list[number-1].Status) != r4.ObservationStatusEnteredInError
	}
	return slices.ContainsFunc(document.Findings(), func(f document.Finding) bool { return f.Laboratory && f.Element == label })
}
