package bundles

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/stays"
)

func place(r *fhir.Resource) string {
	if r.Line > 0 {
		return strings.TrimPrefix(r.Pointer+" line "+strconv.Itoa(r.Line), " ")
	}
	return r.Pointer
}

// A job is one record: a stay of a group, a document of ours, or what is rejected.
type job struct {
	group   *group
	members *membership // of the group, nil for a document that is read as it is
	stay    *stays.Stay
	raw     []byte
	issues  []frontsheet.Issue // known before it is read
	reject  bool

	resources []int  // of a report, by their numbers in the group
	loose     *loose // the report is made of results that none names

	number int
	line   int
	done   chan struct{} // closed when sheet and issues are there, nil where nobody reads ahead
	sheet  *frontsheet.FrontSheet
}

// reasons say in words why an Encounter is no stay.
var reasons = map[stays.Reason]string{
	stays.NotSo:        "Encounter has the status entered-in-error or cancelled: it is no stay",
	stays.NotBegun:     "Encounter is planned: it is no stay yet",
	stays.NotInPatient: "Encounter is of a class that is no stay in hospital: it is not in-patient",
	stays.NoClass:      "Encounter does not say of what class it is: nothing says that it is a stay in hospital",
	stays.PartAlone:    "Encounter is a contact with a department or a ward, of a stay that is not here",
}

// severityOf says how much it matters that an Encounter is no stay: that there was
// another contact is worth a note, that one may be missing is worth a look.
func severityOf(r stays.Reason) frontsheet.Severity {
	if r == stays.NotInPatient || r == stays.NotBegun {
		return frontsheet.Information
	}
	return frontsheet.Warning
}

func rejected(g *group, issues ...frontsheet.Issue) []*job {
	return []*job{{group: g, raw: g.raw(), issues: issues, reject: true}}
}

func fault(column, code, detail string) frontsheet.Issue {
	return frontsheet.Issue{Column: column, Severity: frontsheet.Error, Code: code, Detail: detail}
}

// plan says which records a group has.
func (s *source) plan(g *group) []*job {
	if isOwn(g) {
		return []*job{{group: g}}
	}
	if version, at := g.bundle.Version(); version != "" {
		return rejected(g, fault(at, "fhir-version", "what stands here is of FHIR "+version+", and FHIR R4 is read"))
	}
	if len(g.bundle.Resources) == 0 {
		what := "the Bundle is empty"
		if len(g.bundle.Issues) > 0 {
			what = "the Bundle has no resource in it"
		}
		if len(g.beside) > 0 {
			what = "nothing here is a patient's"
		}
		return rejected(g, fault("", "without-stay", what+bundleType(g)))
	}
	m := membersOf(g)
	if len(m.encounters) == 0 {
		kind := "the Bundle has no Encounter"
		if n := len(g.bundle.Resources); g.text == nil || n == 1 && g.bundle.Resources[0].Pointer == "" {
			kind = "the resource is a " + g.bundle.Resources[0].Kind() + " on its own, without an Encounter"
		}
		return rejected(g, fault("", "without-stay", kind+", so nothing says of what stay a sheet would be"+bundleType(g)))
	}
	found, others := stays.Find(m.encounters, s.all)
	if m.composed >= 0 { // the document is about one stay, whatever else it mentions
		if i := slices.IndexFunc(found, func(s stays.Stay) bool { return s.Has(m.composed) || s.Emergency == m.composed }); i >= 0 {
			found = found[i : i+1]
		} else {
			found = nil
		}
	}
	var general []frontsheet.Issue
	if g.bundle.More {
		general = append(general, frontsheet.Issue{Column: "/link", Severity: frontsheet.Warning, Code: "more-pages", Detail: "the Bundle is one page of several: the next one, and what it says of these stays, is on the server"})
	}
	for i := range g.beside {
		general = append(general, unheld(&g.beside[i]))
	}
	for _, i := range g.bundle.Issues {
		general = append(general, notUnderstood(i))
	}
	for _, o := range others {
		r := &g.bundle.Resources[m.numbers[o.Encounter]]
		general = append(general, frontsheet.Issue{Column: place(r), Severity: severityOf(o.Reason), Code: string(o.Reason), Detail: reasons[o.Reason]})
	}
	if len(found) == 0 {
		for i := range general {
			if reasons[stays.Reason(general[i].Code)] != "" {
				general[i].Severity = frontsheet.Error
			}
		}
		return rejected(g, append(general, fault("", "without-stay", "none of the encounters is a stay in hospital"+bundleType(g)))...)
	}
	m.bound(found)
	general = append(general, m.left(found)...)
	var jobs []*job
	for i := range found {
		one := &found[i]
		j := &job{group: g, members: m, stay: one}
		r := &g.bundle.Resources[m.numbers[one.Whole]]
		if i == 0 {
			j.issues = general
		}
		if one.WholeAbsent {
			j.issues = append(j.issues, frontsheet.Issue{Column: place(r), Severity: frontsheet.Warning, Code: "part-alone", Detail: "Encounter is part of another that is not here: the sheet has what the parts say"})
		}
		if one.ByAdmission {
			j.issues = append(j.issues, frontsheet.Issue{Column: place(r), Severity: frontsheet.Warning, Code: "without-class", Detail: "Encounter does not say of what class it is: it is read as a stay in hospital, because it has the details of an admission"})
		}
		if m.timeless(one) {
			j.issues = append(j.issues, frontsheet.Issue{Column: place(r), Severity: frontsheet.Warning, Code: "which-stay", Detail: "Encounter has no period, and the patient has several stays: what names no encounter is not read for it"})
		}
		for _, c := range append([]int{one.Whole}, one.Parts...) {
			for _, n := range m.of[c] {
				if r := &g.bundle.Resources[n]; !held(r) {
					j.issues = append(j.issues, unheld(r))
				}
			}
			contact := &g.bundle.Resources[m.numbers[c]]
			for _, ref := range contact.References {
				if n := g.bundle.Find(contact, ref.Target); n >= 0 && (ref.Element == "diagnosis" || ref.Element == "reasonReference") && m.ofAnotherPatient(n, m.encounters[one.Whole].Patient) {
					j.issues = append(j.issues, crossed(&g.bundle.Resources[n]))
				}
			}
		}
		j.raw = append(bytes.Clone(r.Text), '\n')
		jobs = append(jobs, j)
	}
	return jobs
}

func bundleType(g *group) string {
	switch t := g.bundle.Type; t {
	case "batch-response", "transaction-response", "searchset", "history", "collection", "message", "document", "transaction", "batch":
		return " (a " + t + ")"
	}
	return ""
}

// left reports what of the group goes into no record.
func (m *membership) left(found []stays.Stay) (issues []frontsheet.Issue) {
	belongs, wholes := map[int]bool{}, map[string]bool{}
	for i := range found {
		s := &found[i]
		belongs[s.Whole], belongs[s.Emergency] = true, true
		for _, p := range s.Parts {
			belongs[p] = true
		}
		if s.WholeAbsent {
			wholes[m.encounters[s.Whole].PartOf] = true
		}
	}
	another := func(n int, which string) {
		if r := &m.bundle.Resources[n]; held(r) {
			issues = append(issues, frontsheet.Issue{Column: place(r), Severity: frontsheet.Information, Code: "another-encounter", Detail: r.Type + " belongs to " + which + ", and is left out"})
		}
	}
	for at := range m.encounters {
		if !belongs[at] {
			for _, n := range m.of[at] {
				another(n, "an encounter that is none of the stays")
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.absent)) {
		if !wholes[name] {
			for _, n := range m.absent[name] {
				another(n, "an encounter that is not here")
			}
		}
	}
	for _, n := range m.crossed {
		issues = append(issues, crossed(&m.bundle.Resources[n]))
	}
	for _, n := range m.unnamed {
		r := &m.bundle.Resources[n]
		issues = append(issues, frontsheet.Issue{Column: place(r), Severity: frontsheet.Warning, Code: "without-patient", Detail: r.Kind() + " does not say whose it is: it is left out"})
	}
	for _, patient := range slices.Sorted(maps.Keys(m.unsaid)) {
		for _, n := range m.unsaid[patient] {
			if m.undated(n, patient) {
				r := &m.bundle.Resources[n]
				issues = append(issues, frontsheet.Issue{Column: place(r), Severity: frontsheet.Warning, Code: "which-stay", Detail: r.Type + " names no encounter and has no date, and the patient has several stays: it is left out"})
			}
		}
	}
	for _, n := range m.others {
		issues = append(issues, unheld(&m.bundle.Resources[n]))
	}
	return issues
}

func crossed(r *fhir.Resource) frontsheet.Issue {
	return frontsheet.Issue{Column: place(r), Severity: frontsheet.Error, Code: "another-patient", Detail: r.Type + " is about one patient, and its encounter about another: it is left out"}
}

func unheld(r *fhir.Resource) frontsheet.Issue {
	return frontsheet.Issue{Column: place(r), Severity: frontsheet.Information, Code: "not-understood", Detail: r.Kind() + ": a front sheet has no place for it"}
}

func notUnderstood(i *fhir.ReadIssue) frontsheet.Issue {
	severity := frontsheet.Warning
	if i.Minor {
		severity = frontsheet.Information
	}
	detail := i.Reason
	if i.Resource != "" {
		detail = i.Resource + " " + detail
	}
	return frontsheet.Issue{Column: i.Pointer, Severity: severity, Code: "not-understood", Detail: detail}
}

// ownMark stands in each document that was made of a sheet: it names the layout.
var ownMark = []byte("/StructureDefinition/source-layout\"")

// isOwn reports whether a group is a document that was made of a sheet.
func isOwn(g *group) bool {
	return g.text != nil && (g.bundle.Type == "document" || g.bundle.Type == "transaction") && bytes.Contains(g.text, ownMark)
}

// read makes the sheet of a job.
func (s *source) read(j *job) {
	at := frontsheet.Position{File: j.group.file, Record: j.number, Line: j.group.line}
	if !j.reject {
		if place, panicked := guard.Do(func() { s.sheet(j) }); panicked {
			j.sheet = nil
			j.issues = append(j.issues, guard.InternalError(at, place))
		}
		if j.sheet == nil && j.members == nil {
			j.raw = j.group.raw()
		}
	}
	if j.sheet != nil {
		j.sheet.Origin().Position = at
	}
	j.issues = grouped(j.issues)
	for i := range j.issues {
		j.issues[i].File, j.issues[i].Record, j.issues[i].Line = at.File, at.Record, at.Line
	}
	j.group, j.members, j.stay = nil, nil, nil
}

func (s *source) sheet(j *job) {
	var d *fhir.Document
	var left []*fhir.ReadIssue
	var err error
	if j.members != nil {
		if m := j.members; m.heavy || m.crowded[m.encounters[j.stay.Whole].Patient] {
			j.issues = append(j.issues, frontsheet.Issue{Severity: frontsheet.Warning, Code: "crowded", Detail: "so many stays have so much in common that what does not name this one was not read for each"})
		}
		numbers := j.members.whose(j.stay)
		if d, left, err = j.group.bundle.Read(numbers); err == nil {
			j.issues = append(j.issues, j.members.addClaims(d, numbers, j.stay)...)
		}
	} else if d, err = fhir.Read(j.group.text); err != nil {
		d, left, err = fhir.ReadLenient(j.group.text)
	}
	if err != nil {
		j.issues = append(j.issues, fault("", "not-a-bundle", "what stands here is no Bundle or resource of R4"))
		return
	}
	for _, i := range left {
		j.issues = append(j.issues, notUnderstood(i))
	}
	if j.members != nil && (d.Patient.Id == nil || len(d.Encounters) == 0) {
		what := "without-patient"
		detail := "nobody can say whose stay it is: its patient is not here"
		if len(d.Encounters) == 0 {
			what, detail = "without-stay", "the Encounter cannot be read"
		}
		j.issues = append(j.issues, fault("", what, detail))
		return
	}
	if j.members != nil { // whose they are was settled by what the group has beside them
		for subject := range d.Subjects() {
			subject.Reference = new("urn:uuid:" + *d.Patient.Id)
		}
	}
	sheet, issues := s.make(d)
	if sheet != nil && j.members != nil && sheet.FacilityName() == "" {
		sheet.Origin().Input = j.group.input()
	}
	j.sheet, j.issues = sheet, append(j.issues, issues...)
}
