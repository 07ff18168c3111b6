package summary

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	"github.com/crossbay/crossbay/mapping/report"
)

// Arrange makes the chart of a sheet one to hand the patient over with, where the form
// that is set asks another hospital to take the patient: who it is, what comes first,
// and the other sections that stand on a page. What a receiver looks for and the sheet does
// not say is listed as not known. The reports are of the patient. The document is that of the
// stay, and stays as it is.
func Arrange(settings *document.Settings, d *fhir.Document, c *narrative.Chart, reports []report.Report) {
	if !settings.Form.Asks() {
		return
	}
	isBlood := func(code string) bool { return slices.Contains(document.BloodGroups(), code) }
	blood, results := c.Results(reports, isBlood), c.Results(reports, func(code string) bool { return !isBlood(code) })
	m := &maker{Settings: settings, kind: settings.Form.Kind(), document: d, chart: c}
	lines, _ := m.standings()
	var parts []narrative.Part
	if p := c.Find("patient"); p != nil {
		parts = append(parts, *p)
	}
	unknown := narrative.Part{Name: "unknown"}
	for _, first := range [...]bool{true, false} {
		for i := range m.kind.Sections {
			s := &m.kind.Sections[i]
			if !s.Page || s.First != first {
				continue
			}
			part := m.page(s, lines)
			switch s.Name {
			case "blood-group":
				part.Rows = append(part.Rows, blood...)
			case "results":
				part.Rows = append(part.Rows, results...)
			}
			if room, bounded := rooms[s.Name]; bounded {
				part.Brief(room.whole, room.most)
			}
			switch {
			case len(part.Rows) > 0:
			case s.First:
				part = *c.Substitute(s.Name)
			case s.Demanded:
				unknown.Rows = append(unknown.Rows, c.Remark(s.Name, "not-stated").Rows...)
				continue
			default:
				continue
			}
			parts = append(parts, part)
		}
	}
	for _, label := range m.missing() {
		unknown.Rows = append(unknown.Rows, c.Missing(label))
	}
	if len(unknown.Rows) > 0 {
		parts = append(parts, unknown)
	}
	c.Parts, c.HandOver = parts, m.kind.Title
}

// rooms are how many rows of a section stand on a page, and how many of them whole: so
// that it is two sides of A4.
var rooms = map[string]struct{ whole, most int }{
	"problems": {8, 30}, "past-problems": {2, 8}, "earlier-diagnoses": {2, 6}, "procedures": {4, 16}, "results": {24, 24},
}

// page returns the rows of a section on a page.
func (m *maker) page(s *document.Section, lines map[row]standing) narrative.Part {
	part := narrative.Part{Name: s.Name}
	take := func(name string, keep func(label string, number int) bool) {
		if p := m.chart.Find(name); p != nil {
			part.Rows = append(part.Rows, p.Filter(keep).Rows...)
		}
	}
	of := func(at standing) func(string, int) bool {
		return func(label string, number int) bool {
			standing, known := lines[row{label, number}]
			return known && standing == at
		}
	}
	all := func(string, int) bool { return true }
	switch s.Name {
	case "problems":
		take("diagnoses", of(problem))
	case "past-problems":
		take("diagnoses", of(past))
	case "earlier-diagnoses":
		take("diagnoses", of(earlier))
	case "allergies":
		take("allergies", all)
	case "medications":
		take("medications", all)
	case "procedures":
		take("procedures", all)
	case "blood-group":
		take("findings", m.isBloodResult)
	case "results":
		take("findings", func(label string, number int) bool {
			return m.isResultRow(label, number) && !m.isBloodRow(label, number)
		})
	case "course":
		take("stay", func(label string, _ int) bool { return slices.Contains(onPage, label) })
	}
	if more := m.chart.Rows(s.Name, s.Rows...); more != nil {
		part.Rows = append(part.Rows, more.Rows...)
	}
	return part
}

// onPage are the rows of a stay that stand on a page.
var onPage = []string{"stay.admission", "stay.discharge", "stay.admitted-to", "stay.discharged-from", "stay.location", "stay.condition", "stay.reason", "stay.disposition", "stay.days"}

// missing are the labels of what a section lists, and the sheet does not say, of sections
// of which it says something: why a patient is referred is asked for even where the
// receiver is known.
func (m *maker) missing() (labels []string) {
	for i := range m.kind.Sections {
		s := &m.kind.Sections[i]
		if !s.Demanded || !s.Page || len(s.Rows) == 0 || m.chart.Rows(s.Name, s.Rows...) == nil {
			continue
		}
		for _, label := range s.Rows {
			if slices.Contains(asked, label) && m.chart.Rows(s.Name, label) == nil {
				labels = append(labels, label)
			}
		}
	}
	return labels
}

// asked are the rows whose absence is told.
var asked = []string{
	"finding.abo", "finding.rh", "referral.reason", "referral.urgency", "referral.date", "referral.to",
	"detail.departure", "detail.arrival", "detail.crossing-point", "detail.vehicle-plates", "detail.escort", "detail.escort-contact", "detail.consent",
	"detail.isolation", "detail.resuscitation", "detail.airway", "detail.vital-signs", "detail.lines", "detail.last-medicines",
}
