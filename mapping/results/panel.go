package results

import (
	"slices"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/report"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Results have others beneath them in two ways: members are Observations of their own,
// components stand within one. What is a result without a value, and has others beneath
// it, is the name of a panel: a report of the same number, as a message has an OBR for each
// panel. What has a value, as a germ has, stays a result, and those beneath it have a part
// of its place (OBX-4).

// mostNested bounds how deep results stand within results.
const mostNested = 8

// A group is a report in hand, with those that stand within it.
type group struct {
	report.Report
	within  []*group
	beneath bool     // another
	places  int      // so far, of results that have others beneath them
	of      []string // references of the results to their specimens
}

// add adds a result, which is read of an Observation or a component of it.
func (p *group) add(res report.Result, o *r4.Observation) {
	specimen := ""
	if o.Specimen != nil {
		specimen = arena.Deref(o.Specimen.Reference)
	}
	p.Results, p.of = append(p.Results, res), append(p.of, specimen)
}

// results reads the results to which a report refers.
func (x *extractor) results(d *r4.DiagnosticReport, p *group) {
	above := x.ofPanels()
	listed := map[string]bool{}
	for i := range d.Result {
		listed[arena.Deref(d.Result[i].Reference)] = true
	}
	beneath := x.places(d, p, listed)
	for i := range d.Result {
		if reference := arena.Deref(d.Result[i].Reference); !above[reference] {
			x.observation(p, reference, beneath, 0)
		}
	}
	for i := range d.Result { // of a panel to which the report does not refer
		x.observation(p, arena.Deref(d.Result[i].Reference), beneath, 0)
	}
}

// ofPanels returns the references to what panels have beneath them: it comes with the
// panel.
func (x *extractor) ofPanels() map[string]bool {
	if x.above == nil {
		x.above = map[string]bool{}
		for _, o := range x.observations {
			if x.isPanel(o) {
				for i := range o.HasMember {
					x.above[arena.Deref(o.HasMember[i].Reference)] = true
				}
			}
		}
	}
	return x.above
}

// places gives the results that a report lists, and that are members of others of them, a
// place beneath those, where the document states none.
func (x *extractor) places(d *r4.DiagnosticReport, p *group, listed map[string]bool) map[string]string {
	beneath := map[string]string{}
	for i := range d.Result {
		reference := arena.Deref(d.Result[i].Reference)
		o := x.observations[reference]
		if o == nil || len(o.HasMember) == 0 || x.isPanel(o) {
			continue
		}
		if _, own := fields(o.Extension, "sub-id"); own["sub-id"] != "" {
			continue
		}
		p.places++
		beneath[reference] = itoa(p.places)
		for j := range o.HasMember {
			if member := arena.Deref(o.HasMember[j].Reference); listed[member] && beneath[member] == "" {
				beneath[member] = itoa(p.places) + "." + itoa(j+1)
			}
		}
	}
	return beneath
}

// isPanel reports whether an Observation has no value of its own, and others beneath it.
func (x *extractor) isPanel(o *r4.Observation) bool {
	return !hasValue(o) && len(o.HasMember)+len(o.Component) > 0
}

func hasValue(o *r4.Observation) bool {
	return o.ValueQuantity != nil || o.ValueCodeableConcept != nil || o.ValueString != nil || o.ValueBoolean != nil || o.ValueInteger != nil || o.ValueRange != nil ||
		o.ValueRatio != nil || o.ValueSampledData != nil || o.ValueTime != nil || o.ValueDateTime != nil || o.ValuePeriod != nil
}

// observation adds an Observation to a report, once, with what stands beneath it.
func (x *extractor) observation(p *group, reference string, places map[string]string, depth int) {
	o := x.observations[reference]
	switch {
	case x.used[reference]:
		return
	case o == nil:
		x.used[reference] = true
		x.tell(frontsheet.Warning, "result-absent", "the report refers to a result that is not here")
		return
	case depth > mostNested:
		x.tell(frontsheet.Warning, "result-absent", "a result stands too deep within others: it is left out")
		return
	case len(o.ModifierExtension) > 0:
		x.used[reference] = true
		x.tell(frontsheet.Error, "modifier-extension", "Observation has an extension that changes its meaning and is not known: it is left out")
		return
	}
	x.used[reference] = true
	x.unread("Observation", o, observationRead...)
	if x.isPanel(o) {
		x.within(p, o, depth)
		return
	}
	res := x.result(o, &p.Report)
	if res.Sub == "" {
		res.Sub = places[reference]
	}
	if res.Sub == "" && len(o.HasMember)+len(o.Component) > 0 {
		p.places++
		res.Sub = itoa(p.places)
	}
	p.add(res, o)
	for i := range o.Component {
		p.add(x.component(o, i, &p.Report, res.Sub), o)
	}
	for i := range o.HasMember {
		member := arena.Deref(o.HasMember[i].Reference)
		if m := x.observations[member]; m == nil || x.used[member] || x.listed[member] {
			continue // in its own turn
		}
		if places == nil {
			places = map[string]string{}
		}
		if places[member] == "" {
			places[member] = res.Sub + "." + itoa(i+1)
		}
		x.observation(p, member, places, depth+1)
	}
}

// within adds a panel that stands within a report: its results are those of the report
// where it has the same name, and a report of their own elsewhere.
func (x *extractor) within(p *group, o *r4.Observation, depth int) {
	to := p
	if name := conceptOf(&o.Code); !sameName(name, p.Panel) {
		to = &group{Report: p.Report, beneath: true}
		to.Panel, to.Results, to.Notes, to.Attachments, to.Conclusion, to.Findings, to.Studies, to.Fields = name, nil, nil, nil, "", "", nil, nil
		if observed := x.time(o.EffectiveDateTime); !observed.IsZero() {
			to.Observed = observed
		}
		if status := document.ResultCode(o.Status); status != "" {
			to.Status = status
		}
		p.within = append(p.within, to)
	}
	if why := x.absence(o); why != "" {
		to.Notes = append(to.Notes, why)
	}
	for i := range o.Note {
		to.Notes = append(to.Notes, o.Note[i].Text)
	}
	if flags := flagsOfSource(o.Interpretation, x.carrier); len(flags) > 0 {
		x.tell(frontsheet.Warning, "not-read", "a panel has an interpretation of its own, for which a report has no place")
	}
	for i := range o.Component {
		to.add(x.component(o, i, &to.Report, ""), o)
	}
	for i := range o.HasMember {
		x.observation(to, arena.Deref(o.HasMember[i].Reference), nil, depth+1)
	}
}

// sameName reports whether two concepts share a code, or a text where they have none.
func sameName(a, b report.Concept) bool {
	for _, c := range a.Codings {
		for _, d := range b.Codings {
			if c.Code != "" && c.Code == d.Code && c.System == d.System {
				return true
			}
		}
	}
	return len(a.Codings)+len(b.Codings) == 0 && a.Text == b.Text
}

// component reads one of the results that stand within an Observation.
func (x *extractor) component(o *r4.Observation, i int, r *report.Report, place string) report.Result {
	c := &o.Component[i]
	x.unread("Observation.component", c, observationRead...)
	one := r4.Observation{
		Status: o.Status, EffectiveDateTime: o.EffectiveDateTime, EffectiveInstant: o.EffectiveInstant, Performer: o.Performer, Extension: c.Extension, Code: c.Code,
		ValueQuantity: c.ValueQuantity, ValueCodeableConcept: c.ValueCodeableConcept, ValueString: c.ValueString, ValueBoolean: c.ValueBoolean, ValueInteger: c.ValueInteger,
		ValueRange: c.ValueRange, ValueRatio: c.ValueRatio, ValueSampledData: c.ValueSampledData, ValueTime: c.ValueTime, ValueDateTime: c.ValueDateTime, ValuePeriod: c.ValuePeriod,
		DataAbsentReason: c.DataAbsentReason, Interpretation: c.Interpretation, ReferenceRange: c.ReferenceRange,
	}
	res := x.result(&one, r)
	if place != "" {
		res.Sub = place + "." + itoa(i+1)
	}
	return res
}

// reportsOf returns the report in hand, and those within it.
func (x *extractor) reportsOf(p *group) []report.Report {
	var list []report.Report
	switch {
	case len(p.Results) > 0:
		list = x.bySpecimen(p)
	case len(p.within) == 0 || len(p.Notes)+len(p.Attachments)+len(p.Studies) > 0 || p.Conclusion+p.Findings != "":
		list = append(list, p.Report)
	default:
		x.tell(frontsheet.Warning, "not-read", "DiagnosticReport.code: the report is made of panels, each of which is a report of the same number; what it is called as a whole has no place")
	}
	for _, w := range p.within {
		list = append(list, x.reportsOf(w)...)
	}
	return list
}

// bySpecimen parts a report whose results name several specimens: a report of a layout has
// one, and a result that stands beside the specimen of another is a wrong one.
func (x *extractor) bySpecimen(p *group) []report.Report {
	var order []string
	for _, reference := range p.of {
		if x.specimens[reference] != nil && !slices.Contains(order, reference) {
			order = append(order, reference)
		}
	}
	if len(order) == 0 {
		return []report.Report{p.Report}
	}
	if len(order) == 1 {
		if p.beneath {
			p.Specimens = []report.Specimen{x.specimen(x.specimens[order[0]])}
		}
		return []report.Report{p.Report}
	}
	x.tell(frontsheet.Information, "report-parted", "the results of a report are of several specimens: each specimen has a report of the same number")
	var list []report.Report
	for n, reference := range order {
		one := p.Report
		one.Specimens, one.Results = []report.Specimen{x.specimen(x.specimens[reference])}, nil
		if n > 0 {
			one.Notes, one.Attachments, one.Conclusion, one.Findings, one.Studies, one.Fields = nil, nil, "", "", nil, nil
		}
		for i := range p.Results {
			if at := p.of[i]; at == reference || n == 0 && x.specimens[at] == nil {
				one.Results = append(one.Results, p.Results[i])
			}
		}
		list = append(list, one)
	}
	return list
}

// observationRead are the elements of an Observation that a result has a place for.
var observationRead = []string{
	"identifier", "status", "category", "code", "subject", "encounter", "effectiveDateTime", "effectiveInstant", "issued", "performer", "valueQuantity", "valueCodeableConcept", "valueString",
	"valueBoolean", "valueInteger", "valueRange", "valueRatio", "valueTime", "valueDateTime", "valuePeriod", "dataAbsentReason", "interpretation", "note", "method", "specimen",
	"referenceRange", "hasMember", "component", "basedOn",
}

// unread tells of the elements of a resource for which a report has no place, once for each
// kind and element.
func (x *extractor) unread(kind string, resource any, read ...string) {
	for _, name := range document.Elements(resource) {
		if key := kind + "." + name; !slices.Contains(read, name) && !x.told[key] {
			x.told[key] = true
			x.tell(frontsheet.Warning, "not-read", kind+"."+name+": a report has no place for it")
		}
	}
}

// listedOf are the references of all reports of a document to results.
func listedOf(d *fhir.Document) map[string]bool {
	listed := map[string]bool{}
	for i := range d.DiagnosticReports {
		for _, r := range d.DiagnosticReports[i].Result {
			listed[arena.Deref(r.Reference)] = true
		}
	}
	return listed
}
