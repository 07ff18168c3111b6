package bundles

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A Report is a report of anybody's FHIR, with all that it refers to.
type Report struct {
	File string
	// Number counts from 1, Line is where its value starts.
	Number, Line int
	// Raw is the report as it stands in the input, valid until the next.
	Raw []byte
	// Document holds the report, its results, patient and so on; nil where it is
	// rejected: then Issues says why. One that was made here is whole, with all its
	// reports.
	Document *fhir.Document
	Issues   []frontsheet.Issue
}

// Reports yields the reports of a stream of files, one document for each. What a
// Bundle, or a patient's resources on their own, have of results of a laboratory that no
// report names is put together as reports, by patient, visit, time and specimen.
func Reports(files []File, o Options) iter.Seq2[*Report, error] {
	return func(yield func(*Report, error) bool) {
		s := Open(files, o).(*source)
		s.reports = true
		defer s.Close()
		for {
			j, err := s.next(func() (*value, error) {
				v, err := s.value()
				if err == nil {
					s.part(v)
				}
				return v, err
			})
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
			r := &Report{File: j.group.file, Number: j.number, Line: j.line}
			s.report(j, r)
			if !yield(r, nil) {
				return
			}
		}
	}
}

// report makes the document of a job.
func (s *source) report(j *job, r *Report) {
	at := frontsheet.Position{File: r.File, Record: r.Number, Line: r.Line}
	r.Raw = j.raw
	if !j.reject {
		if place, panicked := guard.Do(func() { r.Document = j.document() }); panicked {
			r.Document = nil
			j.issues = append(j.issues, guard.InternalError(at, place))
		}
	}
	if j.members == nil {
		r.Raw = j.group.raw()
	}
	r.Issues = grouped(j.issues)
	for i := range r.Issues {
		r.Issues[i].File, r.Issues[i].Record, r.Issues[i].Line = at.File, at.Record, at.Line
	}
}

// document reads the resources of a job.
func (j *job) document() *fhir.Document {
	var d *fhir.Document
	var left []*fhir.ReadIssue
	var err error
	if j.members != nil {
		d, left, err = j.group.bundle.Read(j.resources)
	} else if d, err = fhir.Read(j.group.text); err != nil {
		d, left, err = fhir.ReadLenient(j.group.text)
	}
	if err != nil {
		j.issues = append(j.issues, fault("", "not-a-bundle", "what stands here is no Bundle or resource of R4"))
		return nil
	}
	for _, i := range left {
		j.issues = append(j.issues, notUnderstood(i))
	}
	switch {
	case j.members == nil:
		return d
	case d.Patient.Id == nil:
		j.issues = append(j.issues, fault("", "without-patient", "nobody can say whose report it is: its patient is not here"))
		return nil
	case len(d.DiagnosticReports) == 0 && len(d.Observations) == 0:
		j.issues = append(j.issues, fault("", "no-report", "the report cannot be read"))
		return nil
	}
	for subject := range d.Subjects() {
		subject.Reference = new("urn:uuid:" + *d.Patient.Id)
	}
	if j.loose != nil && !slices.ContainsFunc(d.Observations, func(o r4.Observation) bool { return len(o.ModifierExtension) == 0 }) {
		j.issues = append(j.issues, fault("", "modifier-extension", "Observation has an extension that changes its meaning and is not known: it is left out"))
		return nil
	}
	if j.loose != nil && len(d.DiagnosticReports) == 0 {
		d.DiagnosticReports = []r4.DiagnosticReport{j.loose.of(d)}
		j.issues = append(j.issues, frontsheet.Issue{Severity: frontsheet.Information, Code: "loose-results", Detail: "results of a laboratory that no report names: those of one patient, visit, time and specimen are put together as a report that has no name"})
	}
	return d
}

// planReports says which reports a group has.
func (s *source) planReports(g *group) []*job {
	if isOwn(g) {
		return []*job{{group: g}}
	}
	if version, at := g.bundle.Version(); version != "" {
		return rejected(g, fault(at, "fhir-version", "what stands here is of FHIR "+version+", and FHIR R4 is read"))
	}
	m := membersOf(g)
	f := reportFinder{membership: m, taken: map[int]bool{}}
	for i := range g.bundle.Resources {
		if r := &g.bundle.Resources[i]; r.Type == "DiagnosticReport" {
			f.add(i, []int{i}, nil)
		}
	}
	f.loose()
	switch {
	case len(f.jobs) > 0:
	case g.text == nil:
		return nil // a patient without reports is none that is rejected
	default:
		return rejected(g, fault("", "no-report", "there is neither a DiagnosticReport nor a result of a laboratory"+bundleType(g)))
	}
	f.jobs[0].issues = append(f.left(), f.jobs[0].issues...)
	return f.jobs
}

// mostOfReports bounds how many bytes the reports of one group are together: what
// several refer to is read for each.
const mostOfReports = 4 * mostRead

// A reportFinder makes the jobs of a group.
type reportFinder struct {
	*membership
	jobs  []*job
	taken map[int]bool // resources of some report
	size  int
}

// add makes a job of the resources with which a report starts, and all that they refer to.
func (f *reportFinder) add(first int, list []int, of *loose) {
	r := &f.bundle.Resources[first]
	j := &job{group: f.group, members: f.membership, loose: of, raw: append(bytes.Clone(r.Text), '\n')}
	patient := f.patientOf(r, first)
	seen := map[int]bool{}
	for _, n := range list {
		seen[n] = true
	}
	if n, ok := f.patients[patient]; ok {
		list, seen[n] = append(list, n), true
	}
	for i := 0; i < len(list); i++ { // grows
		at := &f.bundle.Resources[list[i]]
		f.taken[list[i]] = true
		f.size += len(at.Text)
		if !leads(at.Type) {
			continue
		}
		for _, ref := range at.References {
			n := f.bundle.Find(at, ref.Target)
			if n < 0 || seen[n] || !ofReports(f.bundle.Resources[n].Type) {
				continue
			}
			seen[n] = true
			to := &f.bundle.Resources[n]
			switch {
			case to.Type == "Patient" && ref.Element != "subject": // who performed it, or what was derived
			case to.Type == "Patient" && patient != "" && f.nameOf(at, list[i], ref.Target) != patient, f.ofAnotherPatient(n, patient):
				j.issues = append(j.issues, crossedReport(to))
			default:
				list = append(list, n)
			}
		}
	}
	if f.size > mostOfReports {
		j.reject = true
		j.issues = append(j.issues, fault(place(r), "crowded", "so many reports have so much in common that it is not read for each"))
	}
	slices.Sort(list)
	j.resources = list
	f.jobs = append(f.jobs, j)
}

func crossedReport(r *fhir.Resource) frontsheet.Issue {
	return frontsheet.Issue{Column: place(r), Severity: frontsheet.Error, Code: "another-patient", Detail: r.Kind() + " is about another patient than the report that refers to it: it is left out"}
}

// leads reports whether what a resource refers to belongs to the report too: whom an
// Encounter or a hospital refers to does not.
func leads(kind string) bool {
	switch kind {
	case "Patient", "Encounter", "Organization", "Practitioner", "Location":
		return false
	}
	return true
}

// ofReports reports whether a resource may belong to a report.
func ofReports(kind string) bool {
	switch kind {
	case "Patient", "Encounter", "Observation", "Specimen", "ServiceRequest", "ImagingStudy":
		return true
	}
	return isShared(kind)
}

// A loose is what results that no report names have in common.
type loose struct{ patient, encounter, time, specimen string }

// loose makes reports of such results.
func (f *reportFinder) loose() {
	var order []loose
	found := map[loose][]int{}
	children := map[int]bool{}
	var results []int
	for i := range f.bundle.Resources {
		r := &f.bundle.Resources[i]
		if r.Type != "Observation" || f.taken[i] || !isLaboratory(r) {
			continue
		}
		results = append(results, i)
		for _, ref := range r.References {
			if n := f.bundle.Find(r, ref.Target); ref.Element == "hasMember" && n >= 0 && n != i {
				children[n] = true
			}
		}
	}
	for _, i := range results {
		if children[i] {
			continue // comes with what it is a member of
		}
		r := &f.bundle.Resources[i]
		var effective struct{ EffectiveDateTime, EffectiveInstant string }
		_ = json.Unmarshal(r.Text, &effective) // what is of another type is as if it were not there
		key := loose{f.patientOf(r, i), "", effective.EffectiveDateTime + effective.EffectiveInstant, ""}
		if encounter := r.Reference("encounter"); encounter != "" {
			key.encounter = f.nameOf(r, i, encounter)
		}
		if specimen := r.Reference("specimen"); specimen != "" {
			key.specimen = f.nameOf(r, i, specimen)
		}
		if found[key] == nil {
			order = append(order, key)
		}
		found[key] = append(found[key], i)
	}
	for _, key := range order {
		f.add(found[key][0], found[key], &key)
	}
}

// isLaboratory reports whether an Observation says of itself that it is of a laboratory.
func isLaboratory(r *fhir.Resource) bool {
	var o struct {
		Category []struct{ Coding []struct{ Code string } }
	}
	_ = json.Unmarshal(r.Text, &o) // what is of another type is as if it were not there
	for _, c := range o.Category {
		for _, coding := range c.Coding {
			if coding.Code == "laboratory" {
				return true
			}
		}
	}
	return false
}

// of returns the report of the results of a document.
func (l *loose) of(d *fhir.Document) r4.DiagnosticReport {
	out := r4.DiagnosticReport{Id: new("loose-results"), Status: r4.DiagnosticReportStatusUnknown}
	members := map[string]bool{}
	final := len(d.Observations) > 0
	for i := range d.Observations {
		o := &d.Observations[i]
		for _, m := range o.HasMember {
			if m.Reference != nil {
				members[*m.Reference] = true
			}
		}
		final = final && o.Status == r4.ObservationStatusFinal
	}
	if final {
		out.Status = r4.DiagnosticReportStatusFinal
	}
	for i := range d.Observations {
		o := &d.Observations[i]
		if reference := "urn:uuid:" + *o.Id; !members[reference] {
			out.Result = append(out.Result, r4.Reference{Reference: &reference})
		}
		if out.EffectiveDateTime == nil {
			out.EffectiveDateTime, out.Encounter = o.EffectiveDateTime, o.Encounter
		}
		if o.Specimen != nil && out.Specimen == nil {
			out.Specimen = []r4.Reference{*o.Specimen}
		}
	}
	return out
}

// left tells what of a group goes into no report.
func (f *reportFinder) left() (issues []frontsheet.Issue) {
	if f.bundle.More {
		issues = append(issues, frontsheet.Issue{Column: "/link", Severity: frontsheet.Warning, Code: "more-pages", Detail: "the Bundle is one page of several: the next one, and what it says of these reports, is on the server"})
	}
	for _, i := range f.bundle.Issues {
		issues = append(issues, notUnderstood(i))
	}
	for i := range f.bundle.Resources {
		r := &f.bundle.Resources[i]
		if f.taken[i] || r.Type == "Composition" || strings.HasPrefix(r.Type, "OperationOutcome") {
			continue
		}
		severity := frontsheet.Information
		if r.Type == "DiagnosticReport" {
			severity = frontsheet.Warning
		}
		issues = append(issues, frontsheet.Issue{Column: place(r), Severity: severity, Code: "not-understood", Detail: r.Kind() + ": no report refers to it"})
	}
	for i := range f.beside {
		r := &f.beside[i]
		issues = append(issues, frontsheet.Issue{Column: place(r), Severity: frontsheet.Information, Code: "not-understood", Detail: r.Kind() + ": no report refers to it"})
	}
	return issues
}
