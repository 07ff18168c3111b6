package mapping

import (
	"slices"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// A Narrative says which text documents carry for people to read. The zero
// Narrative is NoNarrative.
type Narrative uint8

// The narratives.
const (
	// NoNarrative: no text but that which FHIR requires of a section without
	// entries.
	NoNarrative Narrative = iota
	// Bilingual: the Composition and each of its sections have what the sheet
	// says in the words of the source, and beside it in the language of the
	// other side. It about doubles the size of a document.
	Bilingual
)

// narrated names, by the LOINC code of a section, the parts of the chart that it
// holds.
var narrated = map[string][]string{
	"11535-2": {"diagnoses"}, "29308-4": {"diagnoses"}, "47519-4": {"procedures"}, "48765-2": {"allergies"},
	"30954-2": {"findings"}, "8648-8": {"stay", "emergency"}, "48768-6": {"payment"},
}

// chartInput is what the chart of the document in hand is made of.
func (b *documentBuilder) chartInput() chartInput {
	return chartInput{sheet: b.sheet, document: b.document, registry: b.translator.Registry, zone: b.zone}
}

// narrate gives the Composition its narrative: each section those parts of the
// chart which it holds, the document as a whole a summary and the parts that no
// section has.
func (b *documentBuilder) narrate() {
	c := newChart(b.chartInput())
	composition := &b.document.Composition
	told := map[string]bool{}
	for i := range composition.Section {
		s := &composition.Section[i]
		names := narrated[*s.Code.Coding[0].Code]
		var parts []*chartPart
		for _, name := range names {
			if p := c.find(name); p != nil {
				told[name], parts = true, append(parts, p)
			}
		}
		if parts == nil {
			parts = append(parts, c.untold(names[0]))
		}
		s.Text = &r4.Narrative{Status: r4.NarrativeStatusGenerated, Div: string(c.appendDiv(nil, parts...))}
	}
	var whole []*chartPart
	for i := range c.parts {
		switch p := &c.parts[i]; {
		case !told[p.name] || p.name == "allergies" || p.name == "stay":
			whole = append(whole, p)
		case p.name == "diagnoses":
			if principal := p.only("diagnosis.principal"); len(principal.rows) > 0 {
				whole = append(whole, &principal)
			}
		}
	}
	composition.Text = &r4.Narrative{Status: r4.NarrativeStatusGenerated, Div: string(c.appendDiv(nil, whole...))}
}

// untold returns the text of a section of which the chart has no part: what FHIR
// has as findings and people look for elsewhere, or else that nothing is stated.
func (c *chart) untold(name string) *chartPart {
	told := chartPart{name: name}
	if name == "findings" {
		for i := range c.parts {
			some := c.parts[i].only("patient.age-years", "patient.age-months", "patient.age-days", "stay.condition")
			told.rows = append(told.rows, some.rows...)
		}
	}
	if told.rows == nil {
		line := []chartLine{{label: "not-stated"}}
		told.rows = []chartRow{{label: "part." + name, source: line, reader: line}}
	}
	return &told
}

// A chart is what a sheet says, for people to read, in the words of the source
// and in those of a reader on the other side.
type chart struct {
	chartInput
	chinese term.Language // that of whoever made the sheet
	source  term.Language // of the labels beside the source's words
	reader  term.Language
	parts   []chartPart
	number  int // of the line or the member of a list in hand, 0 for none
}

// A chartPart is a part of a chart, with a title of its own.
type chartPart struct {
	name string // of its title
	rows []chartRow
}

// A chartRow is one thing that the sheet says.
type chartRow struct {
	label  string // a name of the table of labels, or else itself
	number int    // which of several
	// source says it in the source's words, reader in the reader's. What needs
	// no words, or has none that may be changed, has no reader.
	source, reader []chartLine
}

// A chartLine is a line of a cell.
type chartLine struct {
	kind     lineKind
	label    string // before the text, "" for none
	text     string
	language term.Language
	marks    []string // labels of what must be known of the text
}

// A lineKind is how a line is set.
type lineKind uint8

const (
	plainLine  lineKind = iota
	nameLine            // the name of a disease or an operation
	detailLine          // what is said beside a name
	noteLine            // a caution
)

// A chartInput is what a chart is made of.
type chartInput struct {
	sheet    *frontsheet.FrontSheet
	document *fhir.Document // of the sheet
	registry *codes.Registry
	zone     string
}

func newChart(in chartInput) *chart {
	c := &chart{chartInput: in, chinese: layout.Of(in.sheet).Wording(), reader: term.HongKong}
	if c.chinese == term.HongKong {
		c.reader = term.Mainland
	}
	if c.source = c.chinese; layout.Of(in.sheet).English() {
		c.source = term.English
	}
	c.patient()
	c.allergies()
	c.stay("stay", &in.sheet.Stay)
	c.stay("emergency", &in.sheet.Emergency)
	c.diagnoses()
	c.procedures()
	c.findings()
	c.staff()
	c.payment()
	c.contacts()
	c.record()
	c.kept()
	return c
}

// part begins a part; one of the same name goes on.
func (c *chart) part(name string) {
	c.number = 0
	if n := len(c.parts); n > 0 && len(c.parts[n-1].rows) == 0 {
		c.parts = c.parts[:n-1]
	}
	c.parts = append(c.parts, chartPart{name: name})
}

func (c *chart) find(name string) *chartPart {
	for i := range c.parts {
		if c.parts[i].name == name {
			return &c.parts[i]
		}
	}
	return nil
}

// only returns the part with the rows of some labels alone.
func (p *chartPart) only(labels ...string) chartPart {
	q := chartPart{name: p.name}
	for _, r := range p.rows {
		if slices.Contains(labels, r.label) {
			q.rows = append(q.rows, r)
		}
	}
	return q
}

func (c *chart) row(label string, source, reader []chartLine) {
	p := &c.parts[len(c.parts)-1]
	p.rows = append(p.rows, chartRow{label: label, number: c.number, source: source, reader: reader})
}

// same adds a row of what is never translated: names of people and places,
// numbers.
func (c *chart) same(label, text string) {
	if text != "" {
		c.row(label, []chartLine{c.line(text)}, nil)
	}
}

// line returns a text as the source has it.
func (c *chart) line(text string) chartLine {
	return chartLine{text: text, language: localize.LanguageOf(text, c.chinese)}
}

// money adds a row of an amount, in the currency that the sheet states.
func (c *chart) money(label string, amount frontsheet.Decimal) {
	if amount != "" {
		c.same(label, joined(" ", string(amount), c.sheet.Fees.Currency))
	}
}

func (c *chart) decimal(label string, d frontsheet.Decimal) { c.same(label, string(d)) }

func (c *chart) date(label string, d frontsheet.DateTime) { c.same(label, forPeople(d)) }

// forPeople returns a date as people read it, as far as the source states it.
func forPeople(d frontsheet.DateTime) string {
	if d.IsZero() {
		return ""
	}
	text := d.AppendDate(nil)
	if d.Precision >= frontsheet.ToHour {
		text = frontsheet.AppendPadded(append(text, ' '), d.Hour, 2)
		switch d.Precision {
		case frontsheet.ToHour:
			text = append(text, " h"...)
		case frontsheet.ToMinute:
			text = frontsheet.AppendPadded(append(text, ':'), d.Minute, 2)
		default:
			text = frontsheet.AppendPadded(append(text, ':'), d.Minute, 2)
			text = frontsheet.AppendPadded(append(text, ':'), d.Second, 2)
		}
	}
	return joined(" ", string(text), d.Zone)
}

// coded adds a row of a coded value.
func (c *chart) coded(label string, v *frontsheet.Coded) {
	if !v.IsZero() {
		c.row(label, []chartLine{c.codedSource(v)}, c.codedReader(v))
	}
}

// worded adds a row of medical words.
func (c *chart) worded(label, text string) {
	if text != "" {
		c.row(label, []chartLine{c.line(text)}, c.reworded(plainLine, text))
	}
}
