package results

import (
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A kept is what a DiagnosticReport says in words.
type kept struct {
	findings   *r4.Observation // nil for none
	conclusion string
	remarks    string
}

// inWords returns what a report says in words.
func inWords(d *r4.DiagnosticReport, at map[string]*r4.Observation) (k kept) {
	_, own := fields(d.Extension, "conclusion", "remarks")
	var notes []string
	k.conclusion, notes = wordsOf(d, own)
	k.remarks = strings.Join(notes, "\n\n")
	for i := range d.Result {
		if o := at[arena.Deref(d.Result[i].Reference)]; o != nil && isFindings(o) {
			k.findings = o
			break
		}
	}
	return k
}

// site returns the part of the body of which the findings are.
func (k *kept) site() string {
	if k.findings == nil || k.findings.BodySite == nil {
		return ""
	}
	return nameOf(k.findings.BodySite)
}

// text returns the findings.
func (k *kept) text() string {
	if k.findings == nil {
		return ""
	}
	return arena.Deref(k.findings.ValueString)
}

// A picture is what a document says of a study, for people.
type picture struct{ modality, started, accession, counts, uid string }

// pictures returns the studies to which a report refers.
func pictures(d *fhir.Document, r *r4.DiagnosticReport) (list []picture) {
	for i := range d.ImagingStudies {
		s := &d.ImagingStudies[i]
		for j := range r.ImagingStudy {
			if arena.Deref(r.ImagingStudy[j].Reference) != document.URN+arena.Deref(s.Id) {
				continue
			}
			x := extractor{}
			study := x.study(s)
			one := picture{modality: study.Modality, started: arena.Deref(s.Started), accession: study.Accession, uid: study.UID}
			if one.accession == "" {
				one.accession = study.Number
			}
			one.counts = strings.Trim(string(study.Series)+" / "+string(study.Instances), " /")
			if study.Series == "" && study.Instances != "" {
				one.counts = "– / " + string(study.Instances)
			}
			list = append(list, one)
		}
	}
	return list
}

// words writes what was seen, and what it means, before anything else. The flags are of all
// of it, and of no line: they stand beside the last label.
func (p *page) words(k *kept) {
	var flags []r4.CodeableConcept
	if k.findings != nil {
		flags = k.findings.Interpretation
	}
	if k.text() == "" && k.conclusion == "" {
		return
	}
	p.raw("<dl>\n")
	for _, part := range [...]struct {
		label, text string
		last        bool
	}{{"findings", k.text(), k.conclusion == ""}, {"conclusion", k.conclusion, true}} {
		if part.text == "" {
			continue
		}
		p.raw(`<div class="long same"><dt>`)
		p.label(part.label)
		for i := range flags {
			if part.last {
				p.raw(` <span class="flag">`)
				p.text(flagText(&flags[i]))
				p.raw("</span>")
			}
		}
		p.raw("</dt><dd>")
		p.lines(part.text)
		p.raw("</dd></div>\n")
	}
	p.raw("</dl>\n")
}

// flagText returns a flag as printed, and what it means.
func flagText(flag *r4.CodeableConcept) string {
	text := nameOf(flag)
	if len(flag.Coding) > 0 && arena.Deref(flag.Coding[0].Display) != text {
		text += " " + arena.Deref(flag.Coding[0].Display)
	}
	return text
}

// lines writes a text line by line.
func (p *page) lines(text string) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			p.raw("<br>")
		}
		p.text(line)
	}
}

// pictures writes a table of the images of a report.
func (p *page) pictures(r *r4.DiagnosticReport) {
	list := pictures(p.document, r)
	if len(list) == 0 {
		return
	}
	p.raw("<table><thead><tr>")
	for _, name := range [...]string{"images", "taken", "accession", "series", "uid"} {
		p.raw("<th>")
		p.label(name)
		p.raw("</th>")
	}
	p.raw("</tr></thead><tbody>\n")
	for _, one := range list {
		p.raw("<tr><th>")
		p.text(one.modality)
		p.raw("</th>")
		for _, cell := range [...]string{p.when(&one.started), one.accession, one.counts} {
			p.raw("<td>")
			p.text(cell)
			p.raw("</td>")
		}
		p.raw("<td><code>")
		p.text(one.uid)
		p.raw("</code></td></tr>\n")
	}
	p.raw("</tbody></table>\n")
}

// titleOf names the label of the title of a document: of a laboratory's reports, of those
// on images, or of both.
func titleOf(d *fhir.Document) string {
	n := 0
	for i := range d.DiagnosticReports {
		if images(&d.DiagnosticReports[i]) {
			n++
		}
	}
	switch n {
	case 0:
		return "title"
	case len(d.DiagnosticReports):
		return "title-imaging"
	}
	return "title-both"
}
