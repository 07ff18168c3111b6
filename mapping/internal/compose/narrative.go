package compose

import (
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/crossbay/crossbay/mapping/internal/message"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// narrated names, by the LOINC code of a section, the parts of the chart that it
// holds.
var narrated = map[string][]string{
	"11535-2": {"diagnoses"}, "29308-4": {"diagnoses"}, "47519-4": {"procedures"}, "48765-2": {"allergies"}, "10160-0": {"medications"},
	"30954-2": {"findings"}, "8648-8": {"stay", "emergency"}, "48768-6": {"payment"},
}

// ChartInput returns what the chart of the document in hand is made of.
func (b *Builder) ChartInput() narrative.Input {
	in := narrative.Input{
		Sheet: b.sheet, Document: b.document, Registry: b.settings.Registry, Terms: b.settings.Terms, Zone: b.zone,
		Chinese: b.layout.Wording(), Source: b.layout.LabelLanguage(), Readers: b.settings.Readers,
	}
	in.Fields = b.fields
	if layout.ComparedWhole(b.sheet) {
		in.Fields = message.Shown(b.layout, b.fields, b.sheet)
	}
	in.Countries = b.settings.Layouts.Standing("patient.nationality", fhir.SystemCountry)
	if in.Readers == nil {
		in.Readers = b.layout.ReadersAcross()
	}
	return in
}

// narrate gives the Composition its narrative: each section those parts of the
// chart which it holds, the document as a whole a summary and the parts that no
// section has.
func (b *Builder) narrate() {
	c := narrative.New(b.ChartInput())
	composition := &b.document.Composition
	shown := map[string]bool{}
	for i := range composition.Section {
		s := &composition.Section[i]
		names := narrated[*s.Code.Coding[0].Code]
		var parts []*narrative.Part
		for _, name := range names {
			if p := c.Find(name); p != nil {
				shown[name], parts = true, append(parts, p)
			}
		}
		if parts == nil {
			parts = append(parts, c.Substitute(names[0]))
		}
		s.Text = &r4.Narrative{Status: r4.NarrativeStatusGenerated, Div: string(c.AppendDiv(nil, parts...))}
	}
	composition.Text = &r4.Narrative{Status: r4.NarrativeStatusGenerated, Div: string(c.AppendDiv(nil, c.Whole(shown)...))}
}

// label returns a label of the table of labels in the language of the document.
func (b *Builder) label(name string) string {
	return narrative.LabelOf(name).In(b.layout.LabelLanguage())
}

// colon returns what stands between a label and a value.
func (b *Builder) colon() string {
	return localize.InScript(b.layout.LabelLanguage(), "：", "：", ": ")
}
