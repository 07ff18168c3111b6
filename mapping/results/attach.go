package results

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Attach adds the reports of a record to the document of a stay of the same patient, whose
// sheet it is: the caller answers for that. They are of the stay where both state its
// number, and it is one. It returns what could not be put as the source has it.
func (t *Translator) Attach(d *fhir.Document, sheet *frontsheet.FrontSheet, rec *report.Record) []frontsheet.Issue {
	c := &composer{Translator: t, record: rec, document: d, made: map[string]bool{}, keys: keysOf(rec.Reports)}
	c.space = uuid.MustParse(*d.Patient.Id)
	c.subject, c.author = reference(*d.Patient.Id), d.Composition.Author
	if number := rec.Sheet.Stay.Number; number != "" && number == sheet.Stay.Number && len(d.Encounters) > 0 {
		c.visit = reference(*d.Encounters[0].Id)
	}
	for i := range d.Organizations {
		c.made[*d.Organizations[i].Id] = true
	}
	for i := range d.Practitioners {
		c.made[*d.Practitioners[i].Id] = true
	}
	for i := range rec.Reports {
		if rec.Reports[i].Filler != "" {
			c.withdraw(c.id("report", c.keys[i]))
		}
	}
	reports := len(d.DiagnosticReports)
	for i := range rec.Reports {
		c.report(i, &rec.Reports[i])
	}
	if len(c.entries) == 0 {
		return c.issues
	}
	text := c.narrativeOf(d.DiagnosticReports[reports:])
	sections := slices.Clone(d.Composition.Section)
	at := slices.IndexFunc(sections, func(s r4.CompositionSection) bool {
		return s.Code != nil && len(s.Code.Coding) > 0 && s.Code.Coding[0].Code != nil && *s.Code.Coding[0].Code == "30954-2"
	})
	if at < 0 {
		sections = append(sections, r4.CompositionSection{Title: new("Results"), Code: new(concept(fhir.SystemLOINC, "30954-2", "Relevant diagnostic tests/laboratory data note"))})
		at = len(sections) - 1
	}
	s := &sections[at]
	s.Entry = append(s.Entry[:len(s.Entry):len(s.Entry)], c.entries...)
	switch {
	case s.Text == nil || s.EmptyReason != nil:
		s.Text = text
	default:
		inner := strings.TrimSuffix(strings.TrimPrefix(text.Div, openDiv), "</div>")
		s.Text = &r4.Narrative{Status: s.Text.Status, Div: strings.TrimSuffix(s.Text.Div, "</div>") + inner + "</div>"}
	}
	s.EmptyReason = nil
	d.Composition.Section = sections
	return c.issues
}

// withdraw takes a report out of the document that one in hand corrects, with its results,
// specimens and images.
func (c *composer) withdraw(report string) {
	d := c.document
	at := slices.IndexFunc(d.DiagnosticReports, func(r r4.DiagnosticReport) bool { return *r.Id == report })
	if at < 0 {
		return
	}
	gone := map[string]bool{"urn:uuid:" + report: true}
	for _, r := range slices.Concat(d.DiagnosticReports[at].Result, d.DiagnosticReports[at].Specimen, d.DiagnosticReports[at].ImagingStudy, d.DiagnosticReports[at].BasedOn) {
		if r.Reference != nil {
			gone[*r.Reference] = true
		}
	}
	d.DiagnosticReports = slices.Delete(d.DiagnosticReports, at, at+1)
	d.Observations = slices.DeleteFunc(d.Observations, func(o r4.Observation) bool { return gone["urn:uuid:"+*o.Id] })
	d.ServiceRequests = slices.DeleteFunc(d.ServiceRequests, func(s r4.ServiceRequest) bool { return gone["urn:uuid:"+*s.Id] })
	d.Specimens = slices.DeleteFunc(d.Specimens, func(s r4.Specimen) bool { return gone["urn:uuid:"+*s.Id] })
	d.ImagingStudies = slices.DeleteFunc(d.ImagingStudies, func(s r4.ImagingStudy) bool { return gone["urn:uuid:"+*s.Id] })
	for i := range d.Composition.Section {
		s := &d.Composition.Section[i]
		s.Entry = slices.DeleteFunc(s.Entry, func(r r4.Reference) bool { return r.Reference != nil && gone[*r.Reference] })
	}
}
