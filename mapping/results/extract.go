package results

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/internal/measurement"
	"github.com/crossbay/crossbay/mapping/report"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Reports tells whether a document holds reports of a laboratory.
func Reports(d *fhir.Document) bool { return len(d.DiagnosticReports) > 0 }

// An extractor reads one document.
type extractor struct {
	document      *fhir.Document
	record        *report.Record
	carrier       *carrier // of the record's layout
	issues        []frontsheet.Issue
	observations  map[string]*r4.Observation
	specimens     map[string]*r4.Specimen
	organizations map[string]*r4.Organization
	people        map[string]*r4.Practitioner
	roles         map[string]*r4.PractitionerRole
	orders        map[string]*r4.ServiceRequest
	used          map[string]bool // references to what only reports have
	zone          string
	listed        map[string]bool // references of all reports to results
	told          map[string]bool // elements without a place
	above         map[string]bool // references of panels to what they have beneath them
}

// Record returns the reports of a document, the way back of [Translator.Document], and
// what it has no place for. The record is nil where the document has no report, or met
// a fault of the module.
func (t *Translator) Record(d *fhir.Document) (*report.Record, []frontsheet.Issue) {
	x := &extractor{
		document: d, record: &report.Record{}, carrier: &carrier{}, observations: map[string]*r4.Observation{}, specimens: map[string]*r4.Specimen{},
		organizations: map[string]*r4.Organization{}, people: map[string]*r4.Practitioner{}, used: map[string]bool{}, zone: t.admissions.Zone,
		listed: listedOf(d), told: map[string]bool{}, roles: map[string]*r4.PractitionerRole{}, orders: map[string]*r4.ServiceRequest{},
	}
	if !Reports(d) {
		x.tell(frontsheet.Error, "no-report", "the document has no DiagnosticReport")
		return nil, x.issues
	}
	for i := range d.Observations {
		x.observations[document.URN+arena.Deref(d.Observations[i].Id)] = &d.Observations[i]
	}
	for i := range d.Specimens {
		x.specimens[document.URN+arena.Deref(d.Specimens[i].Id)] = &d.Specimens[i]
	}
	for i := range d.Organizations {
		x.organizations[document.URN+arena.Deref(d.Organizations[i].Id)] = &d.Organizations[i]
	}
	for i := range d.Practitioners {
		x.people[document.URN+arena.Deref(d.Practitioners[i].Id)] = &d.Practitioners[i]
	}
	for i := range d.PractitionerRoles {
		x.roles[document.URN+arena.Deref(d.PractitionerRoles[i].Id)] = &d.PractitionerRoles[i]
	}
	for i := range d.ServiceRequests {
		x.orders[document.URN+arena.Deref(d.ServiceRequests[i].Id)] = &d.ServiceRequests[i]
	}
	x.from()
	for i := range d.DiagnosticReports {
		x.record.Reports = append(x.record.Reports, x.report(&d.DiagnosticReports[i])...)
	}
	rest := x.rest(t)
	var person []frontsheet.Identifier
	visit := ""
	if x.carrier.numbers {
		person, visit = x.personNumbers(rest), visitNumber(rest)
	}
	patients := t.patients
	switch {
	case !x.isOwn():
		patients = t.others
	case isDocument(x.carrier):
		patients, visit = t.rows(), visitNumber(rest)
	case x.carrier.table != nil:
		patients = t.rows()
	}
	sheet, issues := patients.FrontSheet(rest)
	if sheet == nil {
		return nil, append(x.issues, issues...)
	}
	if x.carrier.numbers {
		// An upload has no number of a record, and the id of the patient is none either.
		sheet.Patient.RecordNumber, sheet.Patient.Identifiers, sheet.Stay.Number = "", person, visit
		issues = slices.DeleteFunc(issues, func(i frontsheet.Issue) bool { return i.Code == "key-derived" || i.Code == "no-record-key" })
	}
	if isDocument(x.carrier) {
		cells := map[string]string{}
		for _, f := range sheet.Fields {
			cells[f.Column] = f.Value
		}
		sheet.Patient.Identifiers = nil
		if visitOf(sheet, cells); visit != "" {
			sheet.Stay.Number = visit
		}
	}
	if x.record.Layout == "" { // of a stay: a report may be of none
		issues = slices.DeleteFunc(issues, func(i frontsheet.Issue) bool {
			return i.Code == "no-composition" || i.Code == "no-encounter" || i.Code == "no-discharge"
		})
	}
	x.record.Sheet = sheet
	x.record.WithoutVisit = len(d.Encounters) == 0
	return x.record, append(x.issues, issues...)
}

func (x *extractor) tell(severity frontsheet.Severity, code, detail string) {
	x.issues = append(x.issues, frontsheet.Issue{Severity: severity, Code: code, Detail: detail})
}

// rest returns the document without the reports, as the record's sheet became it.
func (x *extractor) rest(t *Translator) *fhir.Document {
	d := *x.document
	d.DiagnosticReports, d.Specimens, d.ServiceRequests, d.ImagingStudies = nil, nil, nil, nil
	d.Observations = slices.DeleteFunc(slices.Clone(d.Observations), func(o r4.Observation) bool { return x.used[document.URN+arena.Deref(o.Id)] })
	kept := map[string]bool{}
	for _, a := range d.Composition.Author {
		kept[arena.Deref(a.Reference)] = true
	}
	if d.Composition.Custodian != nil {
		kept[arena.Deref(d.Composition.Custodian.Reference)] = true
	}
	only := func(id *string) bool {
		reference := document.URN + arena.Deref(id)
		return x.used[reference] && !kept[reference]
	}
	d.Organizations = slices.DeleteFunc(slices.Clone(d.Organizations), func(o r4.Organization) bool { return only(o.Id) })
	d.PractitionerRoles = slices.DeleteFunc(slices.Clone(d.PractitionerRoles), func(p r4.PractitionerRole) bool { return only(p.Id) })
	d.Practitioners = slices.DeleteFunc(slices.Clone(d.Practitioners), func(p r4.Practitioner) bool { return only(p.Id) })
	c := &d.Composition
	var extensions []r4.Extension
	for i := range c.Extension {
		e := &c.Extension[i]
		if e.Url == fhir.ExtensionSourceLayout {
			if from := carrierOf(arena.Deref(e.ValueString)); from.name != "" {
				switch {
				case from.messages:
					extensions = append(extensions, r4.Extension{Url: e.Url, ValueString: new(t.admissions.Name)})
				case from.table != nil:
					extensions = append(extensions, *e)
				}
				continue
			}
		}
		extensions = append(extensions, *e)
	}
	c.Extension = slices.DeleteFunc(extensions, func(e r4.Extension) bool {
		f, is := field(&e)
		own := is && (x.record.Layout != "" && !x.carrier.messages && !isDocument(x.carrier) || aliases[f.Column] != "")
		if own {
			x.record.Fields = append(x.record.Fields, f)
		}
		return own
	})
	if x.carrier.messages {
		for i := range c.Extension {
			if f, ok := field(&c.Extension[i]); ok && f.Column == "MSH" {
				if from, to, ok := typeOf([]byte(f.Value), "ORU"); ok {
					x.record.Trigger = f.Value[from:to]
				}
			}
		}
		c.Extension = retype(c.Extension, readAs, asAdmission)
	}
	if x.record.Layout != "" {
		sheet := &frontsheet.FrontSheet{}
		if x.carrier.messages {
			sheet.Layout = t.admissions.Name
		}
		if plain, _ := t.patients.Document(sheet); plain != nil {
			c.Type, c.Title = plain.Composition.Type, plain.Composition.Title
		}
	}
	c.Section = slices.DeleteFunc(slices.Clone(c.Section), func(s r4.CompositionSection) bool {
		return len(s.Entry) > 0 && !slices.ContainsFunc(s.Entry, func(r r4.Reference) bool { return !x.used[arena.Deref(r.Reference)] })
	})
	return &d
}

// personNumbers takes the numbers by which the insurance knows the patient out of the
// document: they are no numbers of a record.
func (x *extractor) personNumbers(d *fhir.Document) (list []frontsheet.Identifier) {
	d.Patient.Identifier = slices.DeleteFunc(slices.Clone(d.Patient.Identifier), func(i r4.Identifier) bool {
		is := i.Type != nil && arena.Deref(i.Type.Text) == personNumber
		if is {
			list = append(list, frontsheet.Identifier{Value: arena.Deref(i.Value), Type: personNumber})
		}
		return is
	})
	return list
}

// visitNumber takes the number of the visit out of the document. The layout in whose
// terms the rest is read may have no place for it.
func visitNumber(d *fhir.Document) (number string) {
	d.Encounters = slices.Clone(d.Encounters)
	for i := range d.Encounters {
		e := &d.Encounters[i]
		e.Identifier = slices.DeleteFunc(slices.Clone(e.Identifier), func(n r4.Identifier) bool {
			is := codeIn(n.Type, fhir.SystemIdentifierType) == "VN"
			if is && number == "" {
				number = arena.Deref(n.Value)
			}
			return is
		})
	}
	return number
}

// field reads a field that is kept verbatim.
func field(e *r4.Extension) (f frontsheet.Field, ok bool) {
	if e.Url != fhir.ExtensionSourceField {
		return f, false
	}
	for i := range e.Extension {
		switch p := &e.Extension[i]; p.Url {
		case "column":
			f.Column = arena.Deref(p.ValueString)
		case "value":
			f.Value = arena.Deref(p.ValueString)
		case "bytes":
			text, _ := base64.StdEncoding.DecodeString(arena.Deref(p.ValueBase64Binary))
			f.Value = string(text)
		}
	}
	return f, true
}

// fields takes the kept fields out of extensions: those of the source, and by their
// names those that the document has no other place for.
func fields(extensions []r4.Extension, names ...string) (list []frontsheet.Field, own map[string]string) {
	own = map[string]string{}
	for i := range extensions {
		f, ok := field(&extensions[i])
		switch {
		case !ok:
		case slices.Contains(names, f.Column):
			own[f.Column] = f.Value
		default:
			list = append(list, f)
		}
	}
	return list, own
}

// reportCodes are the codes of HL7's table 0123 for FHIR's.
var reportCodes = map[r4.DiagnosticReportStatus]string{
	r4.DiagnosticReportStatusFinal: "F", r4.DiagnosticReportStatusPreliminary: "P", r4.DiagnosticReportStatusCorrected: "C", r4.DiagnosticReportStatusAmended: "C",
	r4.DiagnosticReportStatusAppended: "C", r4.DiagnosticReportStatusCancelled: "X", r4.DiagnosticReportStatusPartial: "A", r4.DiagnosticReportStatusRegistered: "I",
	r4.DiagnosticReportStatusEnteredInError: "W",
}

// isOwn reports whether the document was made here, of whatever layout.
func (x *extractor) isOwn() bool {
	return slices.ContainsFunc(x.document.Composition.Extension, func(e r4.Extension) bool { return e.Url == fhir.ExtensionSourceLayout })
}

// from says of which layout the record was.
func (x *extractor) from() {
	for _, e := range x.document.Composition.Extension {
		if from := carrierOf(arena.Deref(e.ValueString)); e.Url == fhir.ExtensionSourceLayout && from.name != "" {
			x.carrier, x.record.Layout = from, from.name
		}
	}
}

// reportRead are the elements of a DiagnosticReport that a report has a place for.
var reportRead = []string{
	"identifier", "basedOn", "status", "category", "code", "subject", "encounter", "effectiveDateTime", "effectivePeriod", "issued", "performer", "resultsInterpreter",
	"specimen", "result", "imagingStudy", "conclusion", "presentedForm",
}

// report reads a report, and the panels within it.
func (x *extractor) report(d *r4.DiagnosticReport) []report.Report {
	x.used[document.URN+arena.Deref(d.Id)] = true
	if len(d.ModifierExtension) > 0 {
		x.tell(frontsheet.Error, "modifier-extension", "DiagnosticReport has an extension that changes its meaning and is not known: it is left out")
		return nil
	}
	x.unread("DiagnosticReport", d, reportRead...)
	p := &group{Report: x.head(d)}
	x.results(d, p)
	return x.reportsOf(p)
}

// head reads what a report says besides its results.
func (x *extractor) head(d *r4.DiagnosticReport) (r report.Report) {
	var own map[string]string
	r.Fields, own = fields(d.Extension, "requester", "method", "conclusion", "remarks")
	r.Requester.Number, r.Requester.Name, _ = strings.Cut(own["requester"], "^")
	r.Method = own["method"]
	for i := range d.Identifier {
		if kind := codeIn(d.Identifier[i].Type, fhir.SystemIdentifierType); kind == "FILL" || r.Filler == "" {
			r.Filler = arena.Deref(d.Identifier[i].Value)
		}
	}
	for i := range d.BasedOn {
		if n := d.BasedOn[i].Identifier; n != nil && r.Placer == "" {
			r.Placer = arena.Deref(n.Value)
		}
		if order := x.orders[arena.Deref(d.BasedOn[i].Reference)]; order != nil {
			x.order(&r, order)
		}
	}
	r.Panel = conceptOf(&d.Code)
	r.Section = sectionOf(d.Category)
	r.Status = reportCodes[d.Status]
	r.Observed, r.Issued = x.time(d.EffectiveDateTime), x.time(d.Issued)
	if p := d.EffectivePeriod; p != nil {
		r.Observed = x.time(p.Start)
		if p.End != nil {
			x.tell(frontsheet.Warning, "not-read", "DiagnosticReport.effectivePeriod.end: a report has no place for it")
		}
	}
	for i := range d.Extension {
		if e := &d.Extension[i]; e.Url == fhir.ExtensionReportDate {
			r.Issued = x.time(e.ValueDateTime)
		}
	}
	r.Performer = x.organization(d.Performer)
	if len(d.ResultsInterpreter) > 0 {
		r.Interpreter = x.person(&d.ResultsInterpreter[0])
	}
	x.several("DiagnosticReport.resultsInterpreter", len(d.ResultsInterpreter))
	r.Conclusion, r.Notes = wordsOf(d, own)
	r.Studies = x.studies(d.ImagingStudy)
	for _, a := range d.PresentedForm {
		if a.Url != nil && a.Data == nil {
			x.tell(frontsheet.Warning, "not-read", "DiagnosticReport.presentedForm.url: the file is elsewhere, and is not fetched")
			continue
		}
		r.Attachments = append(r.Attachments, report.Attachment{Type: arena.Deref(a.ContentType), Data: arena.Deref(a.Data), Title: arena.Deref(a.Title)})
	}
	for i := range d.Specimen {
		if s := x.specimens[arena.Deref(d.Specimen[i].Reference)]; s != nil {
			r.Specimens = append(r.Specimens, x.specimen(s))
		}
	}
	if len(d.Specimen) == 0 {
		r.Specimens = x.specimensOf(d)
	}
	x.seen(d, &r)
	return r
}

// specimensOf returns the specimens that the results of a report name, where the report
// itself names none.
func (x *extractor) specimensOf(d *r4.DiagnosticReport) (list []report.Specimen) {
	seen := map[string]bool{}
	for i := range d.Result {
		o := x.observations[arena.Deref(d.Result[i].Reference)]
		if o == nil || o.Specimen == nil {
			continue
		}
		reference := arena.Deref(o.Specimen.Reference)
		if s := x.specimens[reference]; s != nil && !seen[reference] {
			seen[reference] = true
			list = append(list, x.specimen(s))
		}
	}
	return list
}

// person reads somebody to whom a report refers.
func (x *extractor) person(to *r4.Reference) report.Person {
	reference := arena.Deref(to.Reference)
	if role := x.roles[reference]; role != nil && role.Practitioner != nil {
		x.used[reference] = true
		reference = arena.Deref(role.Practitioner.Reference)
	}
	p := x.people[reference]
	if p == nil {
		return report.Person{Name: arena.Deref(to.Display)}
	}
	x.used[reference] = true
	return personOf(p)
}

// several tells of an element that a report has but one of.
func (x *extractor) several(element string, n int) {
	if n > 1 && !x.told[element] {
		x.told[element] = true
		x.tell(frontsheet.Warning, "not-read", element+": a report has a place for one, and the first counts")
	}
}

func personOf(p *r4.Practitioner) (out report.Person) {
	if len(p.Identifier) > 0 {
		out.Number = arena.Deref(p.Identifier[0].Value)
	}
	if len(p.Name) > 0 {
		out.Name = shown(p.Name[0].Text)
	}
	return out
}

func (x *extractor) organization(list []r4.Reference) (o report.Organization) {
	if len(list) == 0 {
		return o
	}
	reference := arena.Deref(list[0].Reference)
	for i := range list { // a person may be named first
		if to := arena.Deref(list[i].Reference); x.organizations[to] != nil {
			reference = to
			break
		}
	}
	for _, author := range x.document.Composition.Author {
		if arena.Deref(author.Reference) == reference && reference != "" {
			return o // whoever made the document, and not a laboratory that the source names
		}
	}
	if !x.isOwn() {
		x.several("performer", len(list))
	}
	found := x.organizations[reference]
	if found == nil {
		if len(list) > 0 && !x.isOwn() && !x.told["performer"] {
			x.told["performer"] = true
			x.tell(frontsheet.Warning, "not-read", "performer: it is no organization that is here: a report has no place for it")
		}
		return o
	}
	x.used[reference] = true
	o.Name = shown(found.Name)
	if len(found.Identifier) > 0 {
		o.Code = arena.Deref(found.Identifier[0].Value)
	}
	return o
}

func (x *extractor) specimen(s *r4.Specimen) (out report.Specimen) {
	out.Fields, _ = fields(s.Extension)
	if len(s.Identifier) > 0 {
		out.Number = arena.Deref(s.Identifier[0].Value)
	}
	if s.Type != nil {
		out.Type = conceptOf(s.Type)
	}
	if out.Number == "" && s.AccessionIdentifier != nil {
		out.Number = arena.Deref(s.AccessionIdentifier.Value)
	}
	x.unread("Specimen", s, "identifier", "accessionIdentifier", "type", "subject", "receivedTime", "collection", "condition", "status")
	out.Received = x.time(s.ReceivedTime)
	if s.Collection != nil {
		out.Collected = x.time(s.Collection.CollectedDateTime)
		if p := s.Collection.CollectedPeriod; p != nil {
			out.Collected = x.time(p.Start)
		}
		x.unread("Specimen.collection", s.Collection, "collectedDateTime", "collectedPeriod")
	}
	if len(s.Condition) > 0 {
		out.Rejected = conceptOf(&s.Condition[0])
	}
	return out
}

func (x *extractor) result(o *r4.Observation, r *report.Report) (res report.Result) {
	var own map[string]string
	res.Fields, own = fields(o.Extension, "unit", "sub-id")
	res.Unit, res.Sub = own["unit"], own["sub-id"]
	res.Test = conceptOf(&o.Code)
	res.Status = document.ResultCode(o.Status)
	when := o.EffectiveDateTime
	if when == nil {
		when = o.EffectiveInstant
	}
	if observed := x.time(when); observed != r.Observed {
		res.Observed = observed
	}
	if p := x.organization(o.Performer); p != r.Performer {
		res.Performer = p
	}
	switch {
	case o.ValueQuantity != nil && o.ValueQuantity.Value != nil:
		res.Number, res.Unit = number(o.ValueQuantity), unitOf(o.ValueQuantity)
		if o.ValueQuantity.Comparator != nil {
			res.Comparator = o.ValueQuantity.Comparator.Code()
		}
		res.Kind = "NM"
		if res.Comparator != "" {
			res.Kind = "SN"
		}
	case o.ValueRange != nil && o.ValueRange.Low != nil && o.ValueRange.High != nil:
		res.Kind, res.Number, res.Separator, res.Second, res.Unit = "SN", number(o.ValueRange.Low), "-", number(o.ValueRange.High), unitOf(o.ValueRange.Low)
	case o.ValueRatio != nil && o.ValueRatio.Numerator != nil && o.ValueRatio.Denominator != nil && unitOf(o.ValueRatio.Numerator)+unitOf(o.ValueRatio.Denominator) != "":
		res.Kind, res.Text = "ST", quantityText(o.ValueRatio.Numerator)+"/"+quantityText(o.ValueRatio.Denominator)
	case o.ValueRatio != nil && o.ValueRatio.Numerator != nil && o.ValueRatio.Denominator != nil:
		res.Kind, res.Number, res.Separator, res.Second = "SN", number(o.ValueRatio.Numerator), ":", number(o.ValueRatio.Denominator)
		if q := o.ValueRatio.Numerator; q.Comparator != nil {
			res.Comparator = q.Comparator.Code()
		}
	case o.ValueCodeableConcept != nil:
		res.Kind, res.Answer = "CWE", conceptOf(o.ValueCodeableConcept)
	case o.ValueString != nil:
		res.Kind, res.Text = "ST", *o.ValueString
		if strings.Contains(res.Text, "\n") {
			res.Kind = "TX"
		}
	default:
		x.rareValue(o, &res)
	}
	res.Range = printedRanges(o.ReferenceRange, res.Unit)
	res.Flags = flagsOfSource(o.Interpretation, x.carrier)
	if why := x.absence(o); why != "" && !res.HasValue() {
		res.Notes = append(res.Notes, why)
	}
	if o.Method != nil {
		res.Method = nameOf(o.Method)
	}
	for i := range o.Note {
		res.Notes = append(res.Notes, o.Note[i].Text)
	}
	return res
}

// absence says in words why there is no value, "" where nothing but that is said.
func (x *extractor) absence(o *r4.Observation) string {
	if o.DataAbsentReason == nil {
		return ""
	}
	switch code := codeIn(o.DataAbsentReason, systemAbsent); {
	case code == "unknown", code == "not-performed" && x.carrier.name != "":
		return ""
	}
	return nameOf(o.DataAbsentReason)
}

// rareValue reads values of types that the layouts do not have.
func (x *extractor) rareValue(o *r4.Observation, res *report.Result) {
	text := ""
	switch {
	case o.ValueInteger != nil:
		res.Kind, res.Number = "NM", frontsheet.Decimal(itoa(*o.ValueInteger))
	case o.ValueBoolean != nil:
		text = strconv.FormatBool(*o.ValueBoolean)
	case o.ValueDateTime != nil:
		text = shown(o.ValueDateTime)
	case o.ValueTime != nil:
		text = *o.ValueTime
	case o.ValuePeriod != nil:
		text = shown(o.ValuePeriod.Start) + "/" + shown(o.ValuePeriod.End)
	case o.ValueRange != nil && o.ValueRange.Low != nil:
		text = ">=" + quantityText(o.ValueRange.Low)
	case o.ValueRange != nil && o.ValueRange.High != nil:
		text = "<=" + quantityText(o.ValueRange.High)
	}
	if text != "" {
		res.Kind, res.Text = "ST", text
	}
}

// flagsOfSource returns the flags as the source printed them; those of a document that
// somebody else made by their codes, which the texts beside them only explain.
func flagsOfSource(list []r4.CodeableConcept, from *carrier) (flags []string) {
	for i := range list {
		c := &list[i]
		flag := arena.Deref(c.Text)
		if code := codeIn(c, measurement.SystemInterpretation); code != "" && (flag == "" || from.name == "") {
			flag = code
		}
		for j := range c.Coding {
			if flag == "" {
				flag = arena.Deref(c.Coding[j].Code)
			}
		}
		if flag != "" {
			flags = append(flags, flag)
		}
	}
	return flags
}

// printedRanges returns reference ranges as printed. Of several each says for whom it is.
func printedRanges(list []r4.ObservationReferenceRange, unit string) string {
	var out []string
	for i := range list {
		text := printedRange(&list[i], unit)
		if text == "" {
			continue
		}
		if whom := forWhom(&list[i]); whom != "" && list[i].Text == nil {
			text = whom + ": " + text
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// forWhom says of what kind a range is, and for whom.
func forWhom(r *r4.ObservationReferenceRange) string {
	var words []string
	if r.Type != nil && codeIn(r.Type, systemRange) != "normal" {
		words = append(words, nameOf(r.Type))
	}
	for i := range r.AppliesTo {
		words = append(words, nameOf(&r.AppliesTo[i]))
	}
	if r.Age != nil {
		words = append(words, strings.Trim(quantityText(r.Age.Low)+"-"+quantityText(r.Age.High), "-"))
	}
	return strings.Join(words, " ")
}

// printedRange returns a range as printed, or, of a document that has but its numbers,
// in the way in which most laboratories print them: both ends are within it. Its unit
// stands beside it where it is another than that of the result.
func printedRange(r *r4.ObservationReferenceRange, unit string) (text string) {
	if r.Text != nil {
		return *r.Text
	}
	end := r.High
	switch low, high := number(r.Low), number(r.High); {
	case low != "" && high != "":
		text = string(low) + "-" + string(high)
	case high != "":
		text = "<=" + string(high)
	case low != "":
		text, end = ">="+string(low), r.Low
	default:
		return ""
	}
	if other := unitOf(end); other != "" && other != unit {
		text += " " + other
	}
	return text
}

func number(q *r4.Quantity) frontsheet.Decimal {
	if q == nil || q.Value == nil {
		return ""
	}
	return frontsheet.Decimal(q.Value.String())
}

// unitOf returns the unit as printed, or its code where a document has that alone.
func unitOf(q *r4.Quantity) string {
	if q == nil {
		return ""
	}
	if u := arena.Deref(q.Unit); u != "" {
		return u
	}
	return arena.Deref(q.Code)
}

func codeIn(c *r4.CodeableConcept, system string) string {
	if c == nil {
		return ""
	}
	for i := range c.Coding {
		if arena.Deref(c.Coding[i].System) == system {
			return arena.Deref(c.Coding[i].Code)
		}
	}
	return ""
}

// conceptOf returns a concept without the codings that were added to the source's.
func conceptOf(c *r4.CodeableConcept) (out report.Concept) {
	out.Text = arena.Deref(c.Text)
	for i := range c.Coding {
		coding := &c.Coding[i]
		if slices.ContainsFunc(coding.Extension, func(e r4.Extension) bool { return e.Url == fhir.ExtensionTranslatedBy }) {
			continue
		}
		out.Codings = append(out.Codings, report.Coding{System: arena.Deref(coding.System), Code: arena.Deref(coding.Code), Display: arena.Deref(coding.Display)})
	}
	return out
}

// timeOf reads a time of FHIR. The offset that the module gives a time without one is
// that of its zone, which the source did not state.
func (x *extractor) time(s *string) frontsheet.DateTime {
	text := shown(s)
	if text == "" {
		return frontsheet.DateTime{}
	}
	day, clock, timed := strings.Cut(text, "T")
	if !timed {
		d, _, ok := literal.ParseDate(day)
		if !ok {
			d, _ = literal.PartialDate(strings.ReplaceAll(day, "-", ""))
		}
		return d
	}
	zone := ""
	if i := strings.LastIndexAny(clock, "+-Z"); i > 0 {
		clock, zone = clock[:i], clock[i:]
	}
	clock, _, _ = strings.Cut(clock, ".")
	d, _, _ := literal.ParseDate(day + " " + clock)
	if zone == "Z" {
		zone = "+00:00"
	}
	if d.Zone = zone; zone == x.zone {
		d.Zone = ""
	}
	return d
}
