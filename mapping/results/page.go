package results

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/csv"
	"html"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/measurement"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

//go:embed labels.csv
var labelFile string

// pageStyle is what the page of reports has besides the style of all pages: its tables.
//
//go:embed page.css
var pageStyle string

// labels are what stands beside the values of a page, in two languages, whose codes are
// the row "label".
var labels = sync.OnceValue(func() map[string][2]string {
	rows, err := csv.NewReader(strings.NewReader(labelFile)).ReadAll()
	if err != nil {
		panic(err) // the tests read it
	}
	m := map[string][2]string{}
	for _, row := range rows {
		m[row[0]] = [2]string{row[1], row[2]}
	}
	return m
})

// A PageWriter writes reports as one page of HTML for people on both sides: each value
// as the laboratory printed it, and beside it in the unit of the other side, with the
// factor and its ground. The page needs nothing but a browser: it has no scripts and
// fetches nothing. A PageWriter is not safe for concurrent use.
type PageWriter struct {
	out        *bufio.Writer
	translator *Translator
	started    bool
}

// NewPageWriter returns a PageWriter of reports which t translates.
func NewPageWriter(w io.Writer, t *Translator) *PageWriter {
	return &PageWriter{out: bufio.NewWriter(w), translator: t}
}

// Write writes the reports of a record, and returns what could not be put as the source
// has it. An error is that of the underlying writer, or mapping.ErrInternal: then the
// record was left out, and an issue says where in the code the fault is.
func (w *PageWriter) Write(rec *report.Record) ([]frontsheet.Issue, error) {
	article, issues, err := w.translator.Article(rec)
	if err != nil {
		return issues, err
	}
	w.start(titleOfRecord(rec))
	w.out.Write(article)
	return issues, w.out.Flush()
}

// titleOfRecord is the label of the title of a page that starts with a record.
func titleOfRecord(rec *report.Record) string {
	n := 0
	for i := range rec.Reports {
		if rec.Reports[i].Imaging() {
			n++
		}
	}
	switch n {
	case 0:
		return "title"
	case len(rec.Reports):
		return "title-imaging"
	}
	return "title-both"
}

// Article returns the reports of a record as a part of a page ([mapping.PageWriter.Add]),
// and what could not be put as the source has it. An error is mapping.ErrInternal.
func (t *Translator) Article(rec *report.Record) ([]byte, []frontsheet.Issue, error) {
	d, issues := t.Document(rec)
	if d == nil {
		return nil, issues, mapping.ErrInternal
	}
	var out bytes.Buffer
	p := page{document: d, out: bufio.NewWriter(&out), zone: t.admissions.Zone, table: t.table}
	if carrierOf(rec.Layout).chinese {
		p.first = 1
	}
	p.article()
	err := p.out.Flush()
	return out.Bytes(), issues, err
}

// Close ends the page. It does not close the underlying writer, whose error it returns.
func (w *PageWriter) Close() error {
	w.start("title")
	w.out.WriteString("</body>\n</html>\n")
	return w.out.Flush()
}

// start writes the head of the page, once, with the title of the first record. It names no
// patient, since browsers keep titles.
func (w *PageWriter) start(name string) {
	if w.started {
		return
	}
	w.started = true
	title := labels()[name]
	w.out.WriteString("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta name=\"referrer\" content=\"no-referrer\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>" +
		title[0] + " " + title[1] + "</title>\n<style>\n" + narrative.PageStyle + pageStyle + "</style>\n</head>\n<body>\n")
}

// A page writes one record.
type page struct {
	document *fhir.Document
	table    *laboratory.Table
	out      *bufio.Writer
	first    int    // of the languages, that of the source
	zone     string // that is not said
}

func (p *page) raw(s string) { p.out.WriteString(s) }

func (p *page) text(s string) { p.out.WriteString(html.EscapeString(clean(s))) }

// when returns a time as people write it.
func (p *page) when(s *string) string {
	return strings.Replace(strings.TrimSuffix(shown(s), p.zone), "T", " ", 1)
}

// label writes a label in both languages, that of the source first.
func (p *page) label(name string) {
	l, languages := labels()[name], labels()["label"]
	other := 1 - p.first
	p.raw(`<span lang="` + languages[p.first] + `">` + html.EscapeString(l[p.first]) + `</span> <span class="other" lang="` + languages[other] + `">` + html.EscapeString(l[other]) + `</span>`)
}

func (p *page) row(label, value string) {
	if value == "" {
		return
	}
	p.raw("<tr><th>")
	p.label(label)
	p.raw("</th><td>")
	p.text(value)
	p.raw("</td></tr>\n")
}

// coded is row for a value that is a label itself.
func (p *page) coded(label, value string) {
	p.raw("<tr><th>")
	p.label(label)
	p.raw("</th><td>")
	p.label(value)
	p.raw("</td></tr>\n")
}

func (p *page) article() {
	d := p.document
	names, numbers := namesOf(&d.Patient), numbersOf(d.Patient.Identifier)
	p.raw(`<article><table class="leaf" role="presentation"><thead><tr><td>`)
	p.text(strings.TrimPrefix(strings.Join(append([]string{names}, numbers...), " · "), " · "))
	p.raw("</td></tr></thead><tbody><tr><td>\n<header><h1>")
	title := titleOf(d)
	p.label(title)
	p.raw("</h1><p>")
	p.label(strings.Replace(title, "title", "notice", 1))
	p.raw("</p></header>\n<section><h2>")
	p.label("patient")
	p.raw("</h2><table><tbody>\n")
	if names == "" {
		p.coded("name", "not-stated")
	}
	p.row("name", names)
	if g := d.Patient.Gender; g != nil {
		p.coded("sex", g.Code())
	} else {
		p.coded("sex", "not-stated")
	}
	if b := shown(d.Patient.BirthDate); b != "" {
		p.row("birth-date", b)
	} else {
		p.coded("birth-date", "not-stated")
	}
	p.row("number", strings.Join(numbers, " · "))
	for i := range d.Encounters {
		p.row("visit", strings.Join(numbersOf(d.Encounters[i].Identifier), " · "))
	}
	p.raw("</tbody></table></section>\n")
	at := map[string]*r4.Observation{}
	for i := range d.Observations {
		at[document.URN+*d.Observations[i].Id] = &d.Observations[i]
	}
	for i := range d.DiagnosticReports {
		p.report(&d.DiagnosticReports[i], at)
	}
	p.raw("</td></tr></tbody></table></article>\n")
}

func namesOf(patient *r4.Patient) string {
	var list []string
	for i := range patient.Name {
		if n := shown(patient.Name[i].Text); n != "" {
			list = append(list, n)
		}
	}
	return strings.Join(list, " ")
}

func numbersOf(identifiers []r4.Identifier) (list []string) {
	for i := range identifiers {
		if v := arena.Deref(identifiers[i].Value); v != "" {
			kind := codeIn(identifiers[i].Type, fhir.SystemIdentifierType)
			if kind == "" && identifiers[i].Type != nil {
				kind = arena.Deref(identifiers[i].Type.Text)
			}
			list = append(list, strings.TrimSpace(kind+" "+v))
		}
	}
	return list
}

func (p *page) report(r *r4.DiagnosticReport, at map[string]*r4.Observation) {
	d := p.document
	p.raw("<section><h2>")
	p.text(nameOf(&r.Code))
	p.raw("</h2>")
	k := inWords(r, at)
	p.words(&k)
	p.raw("<table><tbody>\n")
	observed, by := "observed", "laboratory"
	if images(r) {
		observed, by = "examined", "performer"
	}
	if _, known := labels()[r.Status.Code()]; known {
		p.coded("status", r.Status.Code())
	} else {
		p.coded("status", "unknown")
	}
	for i := range r.BasedOn {
		if n := r.BasedOn[i].Identifier; n != nil {
			p.row("placer", arena.Deref(n.Value))
		}
		p.order(arena.Deref(r.BasedOn[i].Reference))
	}
	for i := range r.Identifier {
		p.row("filler", arena.Deref(r.Identifier[i].Value))
	}
	for i := range d.Organizations {
		for _, performer := range r.Performer {
			if arena.Deref(performer.Reference) == document.URN+arena.Deref(d.Organizations[i].Id) {
				p.row(by, shown(d.Organizations[i].Name))
			}
		}
	}
	for i := range d.Practitioners {
		for _, by := range r.ResultsInterpreter {
			if arena.Deref(by.Reference) == document.URN+arena.Deref(d.Practitioners[i].Id) && len(d.Practitioners[i].Name) > 0 {
				p.row("interpreter", shown(d.Practitioners[i].Name[0].Text))
			}
		}
	}
	for i := range d.Specimens {
		for _, s := range r.Specimen {
			if arena.Deref(s.Reference) == document.URN+arena.Deref(d.Specimens[i].Id) && d.Specimens[i].Type != nil {
				p.row("specimen", p.specimen(d.Specimens[i].Type))
			}
		}
	}
	p.row("site", k.site())
	p.row(observed, p.when(r.EffectiveDateTime))
	issued := p.when(r.Issued)
	for i := range r.Extension {
		if r.Extension[i].Url == fhir.ExtensionReportDate {
			issued = p.when(r.Extension[i].ValueDateTime)
		}
	}
	p.row("issued", issued)
	p.row("remarks", k.remarks)
	for _, a := range r.PresentedForm {
		p.row("files", strings.TrimSpace(arena.Deref(a.Title)+" "+arena.Deref(a.ContentType)))
	}
	p.raw("</tbody></table>\n")
	p.pictures(r)
	if images(r) && (len(r.Result) == 0 || len(r.Result) == 1 && k.findings != nil) {
		p.raw("</section>\n")
		return
	}
	p.raw("<table class=\"results\"><thead><tr>")
	for _, name := range [...]string{"test", "result", "converted", "flag", "range"} {
		p.raw("<th>")
		p.label(name)
		p.raw("</th>")
	}
	p.raw("</tr></thead><tbody>\n")
	for _, reference := range r.Result {
		if o := at[arena.Deref(reference.Reference)]; o != nil && o != k.findings {
			p.result(o, r.Status.Code())
		}
	}
	p.raw("</tbody></table></section>\n")
}

func (p *page) result(o *r4.Observation, status string) {
	p.raw("<tr><th>")
	p.text(nameOf(&o.Code))
	p.otherName(&o.Code)
	p.raw("</th>")
	p.cell("result")
	p.raw(`<span class="printed">`)
	p.text(valueOf(o))
	p.raw("</span>")
	if s := o.Status.Code(); s != status {
		if _, known := labels()[s]; known {
			p.raw(` <div class="detail">`)
			p.label(s)
			p.raw("</div>")
		}
	}
	for i := range o.Note {
		p.raw(`<div class="note">`)
		p.text(o.Note[i].Text)
		p.raw("</div>")
	}
	p.raw("</td>")
	p.cell("converted")
	for i := range o.Extension {
		if x := &o.Extension[i]; x.Url == fhir.ExtensionOtherUnit {
			p.converted(x)
		}
	}
	p.raw("</td>")
	p.cell("flag")
	for i := range o.Interpretation {
		flag := &o.Interpretation[i]
		p.raw(`<div class="` + weights[codeIn(flag, measurement.SystemInterpretation)] + `">`)
		p.text(nameOf(flag))
		if len(flag.Coding) > 0 && arena.Deref(flag.Coding[0].Display) != "" {
			p.raw(` <span class="detail">`)
			p.text(arena.Deref(flag.Coding[0].Display))
			p.raw("</span>")
		}
		p.raw("</div>")
	}
	p.raw("</td>")
	p.cell("range")
	p.text(rangeOf(o))
	p.raw("</td></tr>\n")
}

// weights are the classes of flags that must be seen.
var weights = map[string]string{"HH": "critical", "LL": "critical", "AA": "critical", "H": "abnormal", "L": "abnormal", "A": "abnormal", "POS": "abnormal", "R": "abnormal"}

// cell begins a cell. Where a screen is narrow, its column's name stands before it.
func (p *page) cell(column string) {
	l := labels()[column]
	p.raw(`<td data-label="` + html.EscapeString(l[p.first]+" "+l[1-p.first]) + `">`)
}

// specimen returns a specimen as the report has it, and what people call it where it is
// a code, or words of one language.
func (p *page) specimen(c *r4.CodeableConcept) string {
	printed := nameOf(c)
	list := []string{printed}
	for _, language := range [...]string{"en", "zh"} {
		name := p.table.SpecimenName(p.table.Specimen(printed), language)
		if han := strings.ContainsFunc(printed, isHan); name != "" && han == (language == "zh") && (han || strings.Contains(printed, " ") || strings.ContainsFunc(printed, unicode.IsLower)) {
			continue // said already
		}
		list = append(list, name)
	}
	return strings.TrimSpace(strings.Join(list, " "))
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// otherName says what the test is called in the language that the report is not in.
func (p *page) otherName(c *r4.CodeableConcept) {
	item := p.table.Coded(codeIn(c, fhir.SystemLOINC))
	if item == nil {
		return
	}
	printed, language := nameOf(c), 1
	if strings.ContainsFunc(printed, isHan) {
		language = 0
	}
	name := item.Name([...]string{"en", "zh"}[language])
	if name != "" && !strings.Contains(strings.ToLower(printed), strings.ToLower(name)) {
		p.raw(` <span class="other" lang="` + labels()["label"][language] + `">`)
		p.text(name)
		p.raw("</span>")
	}
}

// converted writes a value in the unit of the other side, the range with it, and what
// both rest on.
func (p *page) converted(x *r4.Extension) {
	var value, interval, factor, plus, ground string
	exact := true
	for i := range x.Extension {
		switch part := &x.Extension[i]; part.Url {
		case "value":
			value = quantityText(part.ValueQuantity)
		case "range":
			low, high := number(part.ValueRange.Low), number(part.ValueRange.High)
			interval = strings.TrimSpace(string(low) + "–" + string(high))
		case "factor":
			factor = part.ValueDecimal.String()
		case "plus":
			plus = part.ValueDecimal.String()
		case "ground":
			ground = arena.Deref(part.ValueString)
		case "exact":
			exact = part.ValueBoolean != nil && *part.ValueBoolean
		}
	}
	p.raw("<div>= ")
	p.text(value)
	p.raw("</div>")
	if interval != "" {
		p.raw(`<div class="detail">`)
		p.text(interval)
		p.raw("</div>")
	}
	rule := "× " + factor
	if plus != "" {
		rule += " + " + plus
	}
	p.raw(`<div class="detail">`)
	p.text(rule + "; " + ground)
	if !exact {
		p.raw(" ")
		p.label("inexact")
	}
	p.raw("</div>")
}
