package results

import (
	"encoding/base64"
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/interpret"
	"github.com/crossbay/crossbay/mapping/internal/measurement"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
	"github.com/google/uuid"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// The systems of codes that results have besides those of the module.
const (
	systemSection = "http://terminology.hl7.org/CodeSystem/v2-0074"
	systemAbsent  = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
	systemRange   = "http://terminology.hl7.org/CodeSystem/referencerange-meaning"
	profiles      = "http://hl7.org/fhir/uv/ips/StructureDefinition/"
)

// A Translator turns records into documents and back. It may be used by several
// goroutines at once.
type Translator struct {
	patients   *mapping.Translator
	admissions *mapping.Layout
	table      *laboratory.Table
	summary    bool
	others     *mapping.Translator        // of documents that anybody made
	rows       func() *mapping.Translator // of documents whose patient stands in columns
}

// NewTranslator returns a Translator, whose documents have the patients and visits of
// another, which knows the layout of admissions among its own. summary says that the
// documents are patient summaries: that other one makes those.
func NewTranslator(patients *mapping.Translator, admissions *mapping.Layout, table *laboratory.Table, summary bool) *Translator {
	t := &Translator{patients: patients, admissions: admissions, table: table, summary: summary, others: patients}
	if admissions != nil { // in whose terms a visit may be of any class
		t.others = mapping.NewTranslator(nil, &mapping.Options{Layouts: []*mapping.Layout{admissions}})
	}
	t.rows = sync.OnceValue(func() *mapping.Translator {
		o := &mapping.Options{}
		for i := range carriers {
			if table := carriers[i].table; table != nil {
				o.Layouts = append(o.Layouts, table())
			}
		}
		return mapping.NewTranslator(nil, o)
	})
	return t
}

// composer makes one document.
type composer struct {
	*Translator
	record   *report.Record
	document *fhir.Document
	issues   []frontsheet.Issue
	space    uuid.UUID // of the ids
	entries  []r4.Reference
	subject  *r4.Reference
	visit    *r4.Reference
	author   []r4.Reference
	made     map[string]bool // ids of organizations and people
	place    string          // of the result in hand, in the source
	results  int             // so far
	keys     []string        // of the reports
}

// Document returns the document of a record, and what could not be put as the source
// has it: nil where the record met a fault of the module.
func (t *Translator) Document(rec *report.Record) (*fhir.Document, []frontsheet.Issue) {
	sheet := rec.Sheet
	if carrierOf(rec.Layout).numbers {
		// A report that comes again is of the same patient, wherever it stands.
		again := sheet.Clone()
		again.Origin().Position.Record = 0
		sheet = &again
	}
	d, issues := t.patients.Document(sheet)
	for i := range issues {
		_, issues[i].Record, _ = rec.Sheet.Position()
	}
	if d == nil {
		return nil, issues
	}
	issues = slices.DeleteFunc(issues, func(i frontsheet.Issue) bool { return i.Code == "no-discharge" || i.Code == "no-date" }) // no sheet of a stay
	c := &composer{Translator: t, record: rec, document: d, issues: issues, made: map[string]bool{}, keys: keysOf(rec.Reports)}
	c.space = uuid.MustParse(*d.Patient.Id)
	c.subject = reference(*d.Patient.Id)
	if rec.WithoutVisit {
		c.withoutVisit()
	}
	if len(d.Encounters) > 0 {
		c.visit = reference(*d.Encounters[0].Id)
	}
	c.author = d.Composition.Author
	for i := range rec.Reports {
		if c.summary && reportStatus(rec.Reports[i].Status) == r4.DiagnosticReportStatusEnteredInError {
			c.issue("", frontsheet.Warning, "entered-in-error", "the report says of itself that it is not valid: a patient summary has no place for such a one, and it is left out")
			continue
		}
		c.report(i, &rec.Reports[i])
	}
	c.composition()
	return d, c.issues
}

// withoutVisit takes out the visit of which the source says nothing.
func (c *composer) withoutVisit() {
	d := c.document
	gone := map[string]bool{}
	for i := range d.Encounters {
		gone[document.URN+*d.Encounters[i].Id] = true
	}
	d.Encounters = nil
	for r := range visitsIn(d) {
		if *r != nil && (*r).Reference != nil && gone[*(*r).Reference] {
			*r = nil
		}
	}
	d.Composition.Section = sectionsWithout(d.Composition.Section, func(reference string) bool { return gone[reference] })
}

func (c *composer) issue(column string, severity frontsheet.Severity, code, detail string) {
	file, record, line := c.record.Sheet.Position()
	c.issues = append(c.issues, frontsheet.Issue{File: file, Record: record, Line: line, Column: column, Severity: severity, Code: code, Detail: detail})
}

// id returns the id of what has a name among what is known of the patient.
func (c *composer) id(kind, name string) string {
	return uuid.NewSHA1(c.space, []byte(kind+"/"+name)).String()
}

func reference(id string) *r4.Reference { return &r4.Reference{Reference: new(document.URN + id)} }

func concept(system, code, display string) r4.CodeableConcept {
	return r4.CodeableConcept{Coding: []r4.Coding{{System: &system, Code: &code, Display: optional(display)}}}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// composition says that the document holds reports.
func (c *composer) composition() {
	p := &c.document.Composition
	c.identify()
	if !c.summary {
		kind, title := kindOf(c.record.Reports)
		p.Type, p.Title = kind, title
	}
	for i := range p.Extension {
		if p.Extension[i].Url == fhir.ExtensionSourceLayout {
			p.Extension = slices.Delete(slices.Clone(p.Extension), i, i+1)
			break
		}
	}
	if carrierOf(c.record.Layout).messages {
		p.Extension = retype(p.Extension, asSent, asResults(c.record.Trigger))
	}
	extensions := []r4.Extension{{Url: fhir.ExtensionSourceLayout, ValueString: &c.record.Layout}}
	for _, f := range c.record.Fields {
		extensions = append(extensions, sourceField(f))
	}
	p.Extension = append(extensions, p.Extension...)
	c.date()
	section := r4.CompositionSection{
		Title: new("Results"), Code: new(concept(fhir.SystemLOINC, "30954-2", "Relevant diagnostic tests/laboratory data note")), Entry: c.entries,
		Text: c.narrative(),
	}
	if len(c.entries) > 0 {
		p.Section = append(slices.Clone(p.Section), section)
	}
}

// identify gives the document ids of its own: those of a stay's are for the sheet of the
// stay, and its reports are many.
func (c *composer) identify() {
	keys := []byte(strings.Join(c.keys, "\n"))
	d := c.document
	d.Composition.Id = new(c.id("results", *d.Composition.Id+string(keys)))
	if d.Identifier.Value != nil {
		for i := range c.record.Reports {
			keys = append(c.record.Reports[i].Issued.Append(keys, ""), c.record.Reports[i].Status...)
		}
		d.Identifier.Value = new(document.URN + c.id("document", *d.Identifier.Value+string(keys)))
	}
}

// date dates a document whose record does not say when it was made: by its last report.
func (c *composer) date() {
	d := c.document
	if d.Composition.Date != fhir.NoDate {
		return
	}
	var last frontsheet.DateTime
	for i := range c.record.Reports {
		if issued := c.record.Reports[i].Issued; last.Before(issued) || last.IsZero() {
			last = issued
		}
	}
	if last.IsZero() {
		c.issue("", frontsheet.Warning, "no-date", "the record does not say when any report was made: the document, which must have a date, is dated "+fhir.NoDate)
		return
	}
	d.Composition.Date = string(last.Append(nil, c.admissions.Zone))
	d.Timestamp = string(last.AppendDate(nil)) + "T00:00:00" + c.admissions.Zone
}

// sourceField keeps a field verbatim.
func sourceField(f frontsheet.Field) r4.Extension {
	parts := []r4.Extension{{Url: "column", ValueString: new(f.Column)}}
	if strings.ContainsFunc(f.Value, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == 0xa0 || r == 0x3000 }) || strings.TrimSpace(f.Value) == "" {
		parts = append(parts, r4.Extension{Url: "bytes", ValueBase64Binary: new(base64.StdEncoding.EncodeToString([]byte(f.Value)))})
	} else {
		parts = append(parts, r4.Extension{Url: "value", ValueString: new(f.Value)})
	}
	return r4.Extension{Url: fhir.ExtensionSourceField, Extension: parts}
}

func sourceFields(list []frontsheet.Field) (out []r4.Extension) {
	for _, f := range list {
		out = append(out, sourceField(f))
	}
	return out
}

// reportStatuses are FHIR's by the codes of HL7's table 0123, and W for 0085's.
var reportStatuses = map[string]r4.DiagnosticReportStatus{
	"F": r4.DiagnosticReportStatusFinal, "P": r4.DiagnosticReportStatusPreliminary, "C": r4.DiagnosticReportStatusCorrected, "X": r4.DiagnosticReportStatusCancelled,
	"A": r4.DiagnosticReportStatusPartial, "R": r4.DiagnosticReportStatusPreliminary, "I": r4.DiagnosticReportStatusRegistered, "O": r4.DiagnosticReportStatusRegistered,
	"S": r4.DiagnosticReportStatusRegistered, "W": r4.DiagnosticReportStatusEnteredInError, "D": r4.DiagnosticReportStatusEnteredInError,
}

// reportStatus returns the state that a code stands for.
func reportStatus(code string) r4.DiagnosticReportStatus {
	if status, known := reportStatuses[code]; known {
		return status
	}
	return r4.DiagnosticReportStatusUnknown
}

// keysOf tells the reports of a record from the others of the patient. One number may be
// that of several panels of one specimen.
func keysOf(list []report.Report) (keys []string) {
	seen := map[string]int{}
	for i := range list {
		r := &list[i]
		panel := r.Panel.Local()
		if panel == "" {
			panel = r.Panel.Name()
		}
		key := r.Filler + "/" + panel
		if r.Filler == "" {
			key = r.Placer + "/" + panel + "/" + string(r.Observed.Append(nil, "")) + "/" + itoa(i)
		}
		if seen[key]++; seen[key] > 1 {
			key += "/" + itoa(seen[key])
		}
		keys = append(keys, key)
	}
	return keys
}

// report makes a DiagnosticReport of a report, with its results and specimens.
func (c *composer) report(number int, r *report.Report) {
	key := c.keys[number]
	out := r4.DiagnosticReport{
		Id: new(c.id("report", key)), Subject: c.subject, Encounter: c.visit, Code: c.concept(r.Panel),
		EffectiveDateTime: c.time(r.Observed), Extension: sourceFields(r.Fields),
		Status: reportStatus(r.Status),
	}
	for _, n := range []struct{ kind, display, value string }{{"PLAC", "Placer Identifier", r.Placer}, {"FILL", "Filler Identifier", r.Filler}} {
		if n.value == "" {
			continue
		}
		identifier := r4.Identifier{Type: new(concept(fhir.SystemIdentifierType, n.kind, n.display)), Value: new(n.value)}
		if n.kind == "PLAC" {
			out.BasedOn = []r4.Reference{{Type: new("ServiceRequest"), Identifier: &identifier}}
		} else {
			out.Identifier = []r4.Identifier{identifier}
		}
	}
	out.Category = categories(r)
	if len(out.Code.Coding) == 0 && out.Code.Text == nil {
		out.Code.Extension = absent()
		c.issue("OBR-4", frontsheet.Warning, "no-panel", "the report does not say what was asked for")
	}
	switch {
	case r.Issued.Precision == frontsheet.ToSecond:
		out.Issued = c.time(r.Issued)
	case !r.Issued.IsZero():
		out.Extension = append(out.Extension, r4.Extension{Url: fhir.ExtensionReportDate, ValueDateTime: c.time(r.Issued)})
	}
	c.order(key, r, &out)
	if r.Method != "" {
		out.Extension = append(out.Extension, sourceField(frontsheet.Field{Column: "method", Value: r.Method}))
	}
	out.Performer = c.performers(r.Performer)
	if !r.Interpreter.IsZero() {
		out.ResultsInterpreter = []r4.Reference{*c.person(r.Interpreter)}
	}
	words(&out, r)
	for _, a := range r.Attachments {
		out.PresentedForm = append(out.PresentedForm, r4.Attachment{ContentType: optional(a.Type), Data: optional(a.Data), Title: optional(a.Title)})
	}
	for i := range r.Specimens {
		out.Specimen = append(out.Specimen, *c.specimen(key, i, &r.Specimens[i]))
	}
	for i := range r.Studies {
		out.ImagingStudy = append(out.ImagingStudy, *c.study(key, i, &r.Studies[i]))
	}
	c.entries = append(c.entries, *reference(*out.Id))
	if o := c.findings(key, r, &out); o != nil {
		c.document.Observations = append(c.document.Observations, o.Observation)
		out.Result = append(out.Result, *reference(*o.Id))
		c.entries = append(c.entries, *reference(*o.Id))
	}
	members := map[*report.Result]string{} // ids of results
	first := len(c.document.Observations)
	seen := map[string]int{}
	marked := map[string]bool{}
	for i := range r.Results {
		res := &r.Results[i]
		name := res.Test.Local() + "/" + res.Test.Name() + "/" + res.Sub
		seen[name]++
		id := c.id("result", key+"/"+name+"/"+itoa(seen[name]))
		if c.summary && document.ResultStatus(res.Status) == r4.ObservationStatusEnteredInError {
			c.issue("", frontsheet.Warning, "entered-in-error", "a result is entered in error: a patient summary has no place for such a one, and it is left out")
			continue
		}
		c.results++
		c.place = carrierOf(c.record.Layout).result
		if c.results > 1 && c.place != "" {
			c.place += "[" + itoa(c.results) + "]"
		}
		o := c.result(id, r, res)
		if len(out.Specimen) > 0 {
			o.Specimen = &out.Specimen[0]
		}
		for _, tag := range o.meta().Tag {
			marked[*tag.Display] = true
		}
		c.document.Observations = append(c.document.Observations, o.Observation)
		members[res] = id
		out.Result = append(out.Result, *reference(id))
		c.entries = append(c.entries, *reference(id))
	}
	c.germs(r, members, c.document.Observations[first:])
	if mark := laboratory.Mark(r.Panel.Name()); mark != "" {
		out.Meta = tagged(out.Meta, mark)
	}
	if c.summary {
		out.Meta = claimed(out.Meta, "DiagnosticReport-uv-ips")
		if out.EffectiveDateTime == nil {
			out.EffectiveDateTime = new(fhir.Unknown)
		}
	}
	c.document.DiagnosticReports = append(c.document.DiagnosticReports, out)
}

// germs puts the susceptibilities of a germ beneath it.
func (c *composer) germs(r *report.Report, ids map[*report.Result]string, made []r4.Observation) {
	for i := range r.Results {
		res := &r.Results[i]
		id, kept := ids[res]
		if !kept || !interpret.Susceptibility(c.table, r, res) {
			continue
		}
		germ := ids[germOf(r, res)]
		for j := range made {
			if germ != "" && *made[j].Id == germ {
				made[j].HasMember = append(made[j].HasMember, *reference(id))
			}
		}
	}
}

// sections are codes of HL7's table 0074.
var sections = map[string]string{
	"BG": "Blood Gases", "BLB": "Blood Bank", "CH": "Chemistry", "HM": "Hematology", "MB": "Microbiology", "IMM": "Immunology", "SP": "Surgical Pathology", "SR": "Serology",
	"TX": "Toxicology", "VR": "Virology", "MCB": "Mycobacteriology", "MYC": "Mycology", "CP": "Cytopathology", "GE": "Genetics", "RAD": "Radiology", "OTH": "Other", "PAR": "Parasitology",
	"LAB": "Laboratory", "IMG": "Diagnostic Imaging", "CT": "CAT Scan", "CTH": "Cardiac Catheterization", "CUS": "Cardiac Ultrasound", "EC": "Electrocardiac (e.g., EKG,  EEC, Holter)",
	"EN": "Electroneuro (EEG, EMG,EP,PSG)", "NMR": "Nuclear Magnetic Resonance", "NMS": "Nuclear Medicine Scan", "OUS": "OB Ultrasound", "RUS": "Radiology Ultrasound", "RX": "Radiograph",
	"VUS": "Vascular Ultrasound", "XRC": "Cineradiograph",
}

func absent() []r4.Extension {
	return []r4.Extension{{Url: fhir.ExtensionDataAbsentReason, ValueCode: new("unknown")}}
}

// tagged adds a mark of mutual recognition to the labels of a resource.
func tagged(m *r4.Meta, mark string) *r4.Meta {
	if m == nil {
		m = &r4.Meta{}
	}
	code := map[string]string{"全国HR": "hr-national", "京津冀HR": "hr-beijing-tianjin-hebei"}[mark]
	if code == "" {
		code = "hr"
	}
	m.Tag = append(m.Tag, r4.Coding{System: new(fhir.SystemRecognitionMark), Code: &code, Display: &mark})
	return m
}

func claimed(m *r4.Meta, profile string) *r4.Meta {
	if m == nil {
		m = &r4.Meta{}
	}
	m.Profile = append(m.Profile, profiles+profile)
	return m
}

// time returns a time in FHIR, nil for none.
func (t *Translator) time(d frontsheet.DateTime) *string {
	if d.IsZero() {
		return nil
	}
	return new(string(d.Append(nil, t.admissions.Zone)))
}

// concept returns the concept of the source, without a code of ours.
func (t *Translator) concept(c report.Concept) (out r4.CodeableConcept) {
	for _, coding := range c.Codings {
		out.Coding = append(out.Coding, r4.Coding{System: optional(coding.System), Code: optional(coding.Code), Display: optional(coding.Display)})
	}
	out.Text = optional(c.Text)
	return out
}

// performers returns who made a report, the author of the document where it is a
// summary that must name somebody.
func (c *composer) performers(o report.Organization) []r4.Reference {
	if o.IsZero() {
		if c.summary {
			return c.author
		}
		return nil
	}
	id := c.id("laboratory", o.Code+"/"+o.Name)
	if !c.made[id] {
		c.made[id] = true
		organization := r4.Organization{Id: &id, Name: optional(o.Name)}
		if o.Code != "" {
			organization.Identifier = []r4.Identifier{{Value: &o.Code}}
		}
		if c.summary {
			organization.Meta = claimed(nil, "Organization-uv-ips")
			if o.Name == "" {
				organization.Name = new(fhir.Unknown)
			}
		}
		c.document.Organizations = append(c.document.Organizations, organization)
	}
	return []r4.Reference{*reference(id)}
}

func (c *composer) person(p report.Person) *r4.Reference {
	id := c.id("person", p.Number+"/"+p.Name)
	if !c.made[id] {
		c.made[id] = true
		out := r4.Practitioner{Id: &id}
		if p.Name != "" {
			out.Name = []r4.HumanName{{Text: &p.Name}}
		}
		if p.Number != "" {
			out.Identifier = []r4.Identifier{{Value: &p.Number}}
		}
		if c.summary {
			out.Meta = claimed(nil, "Practitioner-uv-ips")
			if p.Name == "" {
				out.Name = []r4.HumanName{{Text: new(fhir.Unknown)}}
			}
		}
		c.document.Practitioners = append(c.document.Practitioners, out)
	}
	return reference(id)
}

func (c *composer) specimen(key string, n int, s *report.Specimen) *r4.Reference {
	id := c.id("specimen", key+"/"+s.Number+"/"+itoa(n))
	out := r4.Specimen{Id: &id, Subject: c.subject, Extension: sourceFields(s.Fields), ReceivedTime: c.time(s.Received)}
	if s.Number != "" {
		out.Identifier = []r4.Identifier{{Value: &s.Number}}
	}
	if !s.Type.IsZero() {
		out.Type = new(c.concept(s.Type))
	} else if c.summary {
		out.Type = &r4.CodeableConcept{Extension: absent()}
	}
	if !s.Collected.IsZero() {
		out.Collection = &r4.SpecimenCollection{CollectedDateTime: c.time(s.Collected)}
	}
	if !s.Rejected.IsZero() {
		out.Condition = []r4.CodeableConcept{c.concept(s.Rejected)}
	}
	if c.summary {
		out.Meta = claimed(nil, "Specimen-uv-ips")
	}
	c.document.Specimens = append(c.document.Specimens, out)
	return reference(id)
}

// An observed is an Observation that is being made.
type observed struct{ r4.Observation }

func (o *observed) meta() *r4.Meta {
	if o.Meta == nil {
		return &r4.Meta{}
	}
	return o.Meta
}

// result makes an Observation of a result.
func (c *composer) result(id string, r *report.Report, res *report.Result) *observed {
	o := &observed{r4.Observation{
		Id: &id, Subject: c.subject, Encounter: c.visit, Status: document.ResultStatus(res.Status),
		Category: c.category(r),
		Code:     c.concept(res.Test), EffectiveDateTime: c.time(res.Observed), Extension: sourceFields(res.Fields),
	}}
	if o.EffectiveDateTime == nil {
		o.EffectiveDateTime = c.time(r.Observed)
	}
	if len(o.Code.Coding) == 0 && o.Code.Text == nil {
		o.Code.Extension = absent()
		c.issue(c.place, frontsheet.Warning, "no-item", "the report has a result, and does not say of what: it is passed on without a code")
	}
	if res.Performer.IsZero() {
		o.Performer = c.performers(r.Performer)
	} else {
		o.Performer = c.performers(res.Performer)
	}
	resolved := interpret.Resolve(c.table, r, res)
	c.code(o, res, resolved)
	c.value(o, res, resolved.UCUM)
	for _, flag := range res.Flags {
		o.Interpretation = append(o.Interpretation, measurement.Interpretation(c.table, flag))
	}
	if res.Range != "" {
		o.ReferenceRange = []r4.ObservationReferenceRange{measurement.Range(res.Range, res.Unit, resolved.UCUM, res.IsNumber())}
	}
	if o.ValueQuantity != nil {
		o.Extension = append(o.Extension, measurement.OtherUnits(c.table, resolved, string(res.Number), res.Comparator, res.Range)...)
	}
	if res.Method != "" {
		o.Method = &r4.CodeableConcept{Text: &res.Method}
	}
	for _, n := range res.Notes {
		o.Note = append(o.Note, r4.Annotation{Text: n})
	}
	if res.Sub != "" {
		o.Extension = append(o.Extension, sourceField(frontsheet.Field{Column: "sub-id", Value: res.Sub}))
	}
	if mark := laboratory.Mark(res.Test.Name()); mark != "" {
		o.Meta = tagged(o.Meta, mark)
	}
	if c.summary {
		c.conform(o, resultProfile(r))
	}
	return o
}

// conform says what the guide of patient summaries demands of a result.
func (c *composer) conform(o *observed, profile string) {
	o.Meta = claimed(o.Meta, profile)
	switch {
	case o.EffectiveDateTime != nil:
	case profile == profileRadiology: // whose rule on dateTimes (ips-1) fails for one that is unknown
		o.EffectivePeriod = &r4.Period{Extension: absent()}
	default:
		o.EffectiveDateTime = new(fhir.Unknown)
	}
	if o.Performer == nil {
		o.Performer = []r4.Reference{{Extension: absent()}}
	}
}

// code adds the code of LOINC that name, specimen and unit lead to, or says why there
// is none. A code of LOINC that the source states stays, and is looked at.
func (c *composer) code(o *observed, res *report.Result, found laboratory.Resolution) {
	for _, coding := range res.Test.Codings {
		if coding.System != fhir.SystemLOINC {
			continue
		}
		if found.LOINC.Code != "" && found.LOINC.Code != coding.Code {
			c.issue(c.place, frontsheet.Information, "loinc-differs", "the source's code of LOINC, "+codeShape(coding.Code)+", is another than that to which name, specimen and unit lead, "+found.LOINC.Code+": the source's alone is passed on")
		}
		return
	}
	if found.LOINC.Code != "" {
		o.Code.Coding = append(o.Code.Coding, measurement.Coding(found.LOINC))
		return
	}
	if why, known := reasons[found.Reason]; known && res.HasValue() {
		c.issue(c.place, why.severity, string(found.Reason), why.detail)
	}
}

// codeShape returns a code for an issue, if it looks like one of LOINC.
func codeShape(code string) string {
	if len(code) > 10 || strings.Trim(code, "0123456789-") != "" {
		return "which has not the form of one"
	}
	return code
}

func (c *composer) value(o *observed, res *report.Result, ucum string) {
	switch {
	case res.IsNumber() && res.Separator == "-":
		o.ValueRange = &r4.Range{Low: measurement.Quantity(string(res.Number), res.Unit, ucum), High: measurement.Quantity(string(res.Second), res.Unit, ucum)}
	case res.IsNumber() && res.Separator != "":
		o.ValueRatio = &r4.Ratio{Numerator: measurement.Quantity(string(res.Number), "", ""), Denominator: measurement.Quantity(string(res.Second), "", "")}
		o.ValueRatio.Numerator.Comparator = measurement.Comparator(res.Comparator)
	case res.IsNumber():
		o.ValueQuantity = measurement.Quantity(string(res.Number), res.Unit, ucum)
		o.ValueQuantity.Comparator = measurement.Comparator(res.Comparator)
	case !res.Answer.IsZero():
		o.ValueCodeableConcept = new(c.concept(res.Answer))
	case res.Text != "":
		o.ValueString = &res.Text
	default:
		reason := [2]string{"unknown", "Unknown"}
		if res.Status == "X" {
			reason = [2]string{"not-performed", "Not Performed"}
		}
		o.DataAbsentReason = new(concept(systemAbsent, reason[0], reason[1]))
	}
	if res.Unit != "" && o.ValueQuantity == nil && o.ValueRange == nil {
		o.Extension = append(o.Extension, sourceField(frontsheet.Field{Column: "unit", Value: res.Unit}))
	}
}
