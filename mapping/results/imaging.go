package results

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/measurement"
	"github.com/crossbay/crossbay/mapping/report"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// The codes of LOINC for what was seen: of any examination, and of those of radiology.
const (
	findingsCode  = "59776-5"
	radiologyCode = "18782-3"
)

// The sections that a document states where the source does not: an R4 reader looks for
// one in every report.
const (
	sectionLaboratory = "LAB"
	sectionImaging    = "IMG"
)

// categories says what kind of report it is: by the section of the source in place of a
// general one, where that is a code of HL7's table 0074 for images. A general section that
// the source itself states has that as its text.
func categories(r *report.Report) (list []r4.CodeableConcept) {
	general := sectionLaboratory
	if r.Imaging() {
		general = sectionImaging
	}
	display, known := sections[r.Section]
	if !known || general == sectionLaboratory || r.Section == general {
		category := concept(systemSection, general, sections[general])
		if r.Section == general {
			category.Text = new(r.Section)
		}
		list = append(list, category)
	}
	switch {
	case r.Section == "" || r.Section == general:
	case known:
		list = append(list, concept(systemSection, r.Section, display))
	default:
		list = append(list, r4.CodeableConcept{Text: new(r.Section)})
	}
	return list
}

// sectionOf reads the section that the source states.
func sectionOf(list []r4.CodeableConcept) (section string) {
	for i := range list {
		code, text := codeIn(&list[i], systemSection), arena.Deref(list[i].Text)
		if code == "" || code == sectionLaboratory || code == sectionImaging {
			code = text
		}
		if code != "" {
			section = code
		}
	}
	return section
}

// images reports whether a report of a document is on images: what stands in its
// conclusion is one, and no remark of a laboratory.
func images(d *r4.DiagnosticReport) bool {
	r := report.Report{Section: sectionOf(d.Category)}
	return len(d.ImagingStudy) > 0 || r.Imaging() || slices.ContainsFunc(d.Category, func(c r4.CodeableConcept) bool {
		return codeIn(&c, systemSection) == sectionImaging || codeIn(&c, measurement.SystemCategory) == "imaging"
	})
}

// category is that of the results of a report. HL7 has "imaging" for pictures and
// "procedure" for the curves of heart and nerves; the guide of patient summaries knows
// laboratory and imaging alone.
func (c *composer) category(r *report.Report) (list []r4.CodeableConcept) {
	if !r.Imaging() {
		return []r4.CodeableConcept{measurement.Category()}
	}
	curves := r.Section == "EC" || r.Section == "EN"
	if curves {
		list = append(list, concept(measurement.SystemCategory, "procedure", "Procedure"))
	}
	if !curves || c.summary {
		list = append(list, concept(measurement.SystemCategory, "imaging", "Imaging"))
	}
	return list
}

// The profiles of patient summaries for results.
const (
	profileLaboratory = "Observation-results-laboratory-pathology-uv-ips"
	profileRadiology  = "Observation-results-radiology-uv-ips"
)

// resultProfile is the profile of patient summaries for the results of a report.
func resultProfile(r *report.Report) string {
	if r.Imaging() {
		return profileRadiology
	}
	return profileLaboratory
}

// words puts the words of a report into its DiagnosticReport: the conclusion, and remarks.
// Remarks stand in the conclusion of a laboratory's report that has none, and are kept
// apart where there is one, or where a reader takes it for one.
func words(out *r4.DiagnosticReport, r *report.Report) {
	remarks := optional(strings.Join(r.Notes, "\n\n"))
	if r.Conclusion == "" && !r.Imaging() {
		out.Conclusion = remarks
		return
	}
	keep := func(name string, value *string) {
		if value != nil {
			out.Extension = append(out.Extension, sourceField(frontsheet.Field{Column: name, Value: *value}))
		}
	}
	out.Conclusion = optional(r.Conclusion)
	if !r.Imaging() {
		keep("conclusion", out.Conclusion)
	}
	keep("remarks", remarks)
}

// wordsOf is the way back of words.
func wordsOf(d *r4.DiagnosticReport, own map[string]string) (conclusion string, notes []string) {
	conclusion = arena.Deref(d.Conclusion)
	remarks := own["remarks"]
	if own["conclusion"] == "" && !images(d) {
		conclusion, remarks = "", conclusion
	}
	if remarks != "" {
		notes = strings.Split(remarks, "\n\n")
	}
	return conclusion, notes
}

// findings makes an Observation of what was seen, which says where in the body: a
// DiagnosticReport has no element for that in R4, and a series of images, which has, must
// state a number of DICOM that only the images know. Nil for a report that states neither.
func (c *composer) findings(key string, r *report.Report, out *r4.DiagnosticReport) *observed {
	if r.Findings == "" && r.Site.IsZero() && len(r.Flags) == 0 {
		return nil
	}
	o := &observed{r4.Observation{
		Id: new(c.id("findings", key)), Subject: c.subject, Encounter: c.visit, Status: findingsStatus(out.Status), Category: c.category(r),
		Code: concept(fhir.SystemLOINC, findingsCode, "Procedure findings Narrative"), EffectiveDateTime: out.EffectiveDateTime,
		ValueString: optional(r.Findings), Performer: out.ResultsInterpreter,
	}}
	if o.Performer == nil {
		o.Performer = c.performers(r.Performer)
	}
	if r.Findings == "" {
		o.DataAbsentReason = new(concept(systemAbsent, "unknown", "Unknown"))
	}
	if !r.Site.IsZero() {
		o.BodySite = new(c.concept(r.Site))
	}
	for _, flag := range r.Flags {
		o.Interpretation = append(o.Interpretation, measurement.Interpretation(c.table, flag))
	}
	if c.summary {
		c.conform(o, resultProfile(r))
	}
	return o
}

// findingsStatus is the state of what was seen in a report of a state.
func findingsStatus(s r4.DiagnosticReportStatus) r4.ObservationStatus {
	switch s {
	case r4.DiagnosticReportStatusPartial:
		return r4.ObservationStatusPreliminary
	case r4.DiagnosticReportStatusAppended:
		return r4.ObservationStatusAmended
	}
	var out r4.ObservationStatus
	if out.UnmarshalJSON([]byte(`"`+s.Code()+`"`)) != nil {
		return r4.ObservationStatusUnknown
	}
	return out
}

// isFindings reports whether an Observation is what was seen, in words: one with the code
// for that alone, of which no source is kept.
func isFindings(o *r4.Observation) bool {
	list, _ := fields(o.Extension)
	if len(list) > 0 || len(o.Code.Coding) != 1 || o.ValueString == nil && o.DataAbsentReason == nil {
		return false
	}
	code := codeIn(&o.Code, fhir.SystemLOINC)
	return code == findingsCode || code == radiologyCode
}

// seen reads what was seen from the first of a report's Observations that says it, whose
// reference it returns.
func (x *extractor) seen(d *r4.DiagnosticReport, r *report.Report) (at string) {
	for i := range d.Result {
		at = arena.Deref(d.Result[i].Reference)
		o := x.observations[at]
		if o == nil || !isFindings(o) {
			continue
		}
		x.used[at] = true
		r.Findings = arena.Deref(o.ValueString)
		if o.BodySite != nil {
			r.Site = conceptOf(o.BodySite)
		}
		r.Flags = flagsOfSource(o.Interpretation, x.carrier)
		return at
	}
	return ""
}

// kindOf is the type of a document with reports: of a laboratory, on images, or of both,
// which has the code of the section that holds them.
func kindOf(list []report.Report) (kind r4.CodeableConcept, title string) {
	n := 0
	for i := range list {
		if list[i].Imaging() {
			n++
		}
	}
	switch n {
	case 0:
		return concept(fhir.SystemLOINC, "11502-2", "Laboratory report"), "Laboratory report"
	case len(list):
		return concept(fhir.SystemLOINC, "18748-4", "Diagnostic imaging study"), "Diagnostic imaging report"
	}
	return concept(fhir.SystemLOINC, "30954-2", "Relevant diagnostic tests/laboratory data note"), "Results"
}
