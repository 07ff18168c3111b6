package results

import (
	"html"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/document"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// narrative is a table of the results for people to read: as printed, and beside it in
// the unit of the other side.
func (c *composer) narrative() *r4.Narrative { return c.narrativeOf(c.document.DiagnosticReports) }

// openDiv begins a narrative.
const openDiv = `<div xmlns="http://www.w3.org/1999/xhtml">`

// longestNarrative is how many bytes a narrative has before results are left out of it: a
// text of FHIR has at most a mebibyte.
const longestNarrative = 900 << 10

// narrativeOf is narrative for some of the reports.
func (c *composer) narrativeOf(reports []r4.DiagnosticReport) *r4.Narrative {
	var b strings.Builder
	b.WriteString(openDiv)
	left := 0 // out of the text
	at := map[string]*r4.Observation{}
	for i := range c.document.Observations {
		at[document.URN+*c.document.Observations[i].Id] = &c.document.Observations[i]
	}
	for i := range reports {
		d := &reports[i]
		k := inWords(d, at)
		said := k.findings != nil || k.conclusion != "" || len(d.ImagingStudy) > 0
		if said {
			c.say(&b, d, &k)
			if len(d.Result) == 0 || len(d.Result) == 1 && k.findings != nil {
				continue
			}
		}
		b.WriteString(`<table><caption>` + html.EscapeString(nameOf(&d.Code)) + ` ` + html.EscapeString(shown(d.EffectiveDateTime)) + `</caption><tbody>`)
		for _, r := range d.Result {
			o := at[*r.Reference]
			if o == nil || o == k.findings {
				continue
			}
			if b.Len() > longestNarrative {
				left++
				continue
			}
			b.WriteString("<tr>")
			for _, cell := range []string{nameOf(&o.Code), valueOf(o), flagsOf(o), rangeOf(o), othersOf(o)} {
				b.WriteString("<td>" + html.EscapeString(clean(cell)) + "</td>")
			}
			b.WriteString("</tr>")
		}
		b.WriteString("<tr><td></td></tr></tbody></table>")
		if k.remarks != "" && !said {
			b.WriteString("<p>" + html.EscapeString(clean(k.remarks)) + "</p>")
		}
	}
	if left > 0 {
		b.WriteString("<p>" + itoa(left) + " more results stand in the entries. 另有 " + itoa(left) + " 项结果见条目。</p>")
	}
	b.WriteString(`</div>`)
	return &r4.Narrative{Status: r4.NarrativeStatusGenerated, Div: b.String()}
}

// say writes what a report says in words, and which images it is on.
func (c *composer) say(b *strings.Builder, d *r4.DiagnosticReport, k *kept) {
	b.WriteString("<p><b>" + html.EscapeString(clean(strings.TrimSpace(nameOf(&d.Code)+" "+shown(d.EffectiveDateTime)))) + "</b></p>")
	flags := ""
	if k.findings != nil {
		flags = flagsOf(k.findings)
	}
	for _, part := range [...]struct{ label, text string }{
		{"findings", k.text()}, {"conclusion", k.conclusion}, {"flag", flags}, {"site", k.site()}, {"remarks", k.remarks},
	} {
		if part.text != "" {
			l := labels()[part.label]
			b.WriteString("<p>" + l[0] + " " + l[1] + ": " + strings.ReplaceAll(html.EscapeString(clean(part.text)), "\n", "<br/>") + "</p>")
		}
	}
	for _, one := range pictures(c.document, d) {
		l := labels()["images"]
		var parts []string
		for _, part := range []string{one.modality, one.started, one.accession, one.counts, one.uid} {
			if part != "" {
				parts = append(parts, html.EscapeString(clean(part)))
			}
		}
		b.WriteString("<p>" + l[0] + " " + l[1] + ": " + strings.Join(parts, " · ") + "</p>")
	}
}

// clean leaves out what XML does not have.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
}

func shown(s *string) string {
	if t := arena.Deref(s); t != fhir.Unknown {
		return t
	}
	return ""
}

func nameOf(c *r4.CodeableConcept) string {
	if t := arena.Deref(c.Text); t != "" {
		return t
	}
	for i := range c.Coding {
		if t := arena.Deref(c.Coding[i].Display); t != "" {
			return t
		}
	}
	for i := range c.Coding {
		return arena.Deref(c.Coding[i].Code)
	}
	return ""
}

func quantityText(q *r4.Quantity) string {
	if q == nil || q.Value == nil {
		return ""
	}
	s := q.Value.String()
	if q.Comparator != nil {
		s = q.Comparator.Code() + s
	}
	return strings.TrimSpace(s + " " + arena.Deref(q.Unit))
}

func valueOf(o *r4.Observation) string {
	switch {
	case o.ValueQuantity != nil:
		return quantityText(o.ValueQuantity)
	case o.ValueRange != nil:
		return o.ValueRange.Low.Value.String() + "–" + quantityText(o.ValueRange.High)
	case o.ValueRatio != nil:
		return quantityText(o.ValueRatio.Numerator) + ":" + quantityText(o.ValueRatio.Denominator)
	case o.ValueCodeableConcept != nil:
		return nameOf(o.ValueCodeableConcept)
	}
	return arena.Deref(o.ValueString)
}

func flagsOf(o *r4.Observation) string {
	var list []string
	for i := range o.Interpretation {
		list = append(list, nameOf(&o.Interpretation[i]))
	}
	return strings.Join(list, " ")
}

func rangeOf(o *r4.Observation) string {
	if len(o.ReferenceRange) == 0 {
		return ""
	}
	return arena.Deref(o.ReferenceRange[0].Text)
}

// othersOf returns the value in the units of the other side.
func othersOf(o *r4.Observation) string {
	var list []string
	for i := range o.Extension {
		if x := &o.Extension[i]; x.Url == fhir.ExtensionOtherUnit {
			for j := range x.Extension {
				if q := x.Extension[j].ValueQuantity; q != nil {
					list = append(list, "= "+quantityText(q))
				}
			}
		}
	}
	return strings.Join(list, "; ")
}
