package narrative

import (
	"slices"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// Substitute returns the part that stands for one that the chart does not have: for
// findings, what FHIR has among them and people look for elsewhere; or else that
// nothing is stated.
func (c *Chart) Substitute(name string) *Part {
	part := Part{Name: name}
	if name == "findings" {
		for i := range c.Parts {
			some := c.Parts[i].Only("patient.age-years", "patient.age-months", "patient.age-days", "stay.condition")
			part.Rows = append(part.Rows, some.Rows...)
		}
	}
	if part.Rows == nil {
		return c.Remark(name, "not-stated")
	}
	return &part
}

// Remark returns a part that consists of a label.
func (c *Chart) Remark(name, label string) *Part {
	line := []chartLine{{label: label}}
	return &Part{Name: name, Rows: []chartRow{{label: "part." + name, source: line, reader: line}}}
}

// Rows returns a part of a name with the rows of some labels, wherever they stand in the
// chart, in the order of the labels; nil for none.
func (c *Chart) Rows(name string, labels ...string) *Part {
	part := Part{Name: name}
	for _, label := range labels {
		for i := range c.Parts {
			part.Rows = append(part.Rows, c.Parts[i].Only(label).Rows...)
		}
	}
	if part.Rows == nil {
		return nil
	}
	return &part
}

// Missing returns a row that says that nothing is stated under a label.
func (c *Chart) Missing(label string) chartRow {
	line := []chartLine{{label: "not-stated"}}
	return chartRow{label: label, source: line, reader: line}
}

// A Chart has what a sheet says, for people to read, in the words of the source and
// in those of a reader elsewhere.
type Chart struct {
	Input
	Parts []Part
	// HandOver is the label of the document with which the patient is handed over, of
	// which the chart is an extract of few pages; "" for the chart of a sheet.
	HandOver string
	number   int         // of the line or the member of a list in hand, 0 for none
	grades   []*keyEntry // that the sheet has
}

// A Part is a part of a chart, with a title of its own.
type Part struct {
	Name string // of its title
	Rows []chartRow
}

// A chartRow is one statement of the sheet.
type chartRow struct {
	label  string // a name of the table of labels, or else itself
	number int    // which of several
	// source has it in the source's words, reader in the reader's. What needs no
	// words, or has none that may be changed, has no reader.
	source, reader []chartLine
}

// A chartLine is a line of a cell.
type chartLine struct {
	kind     lineKind
	label    string // before the text, "" for none
	text     string
	language term.Language
	marks    []string // labels of what must be known of the text
	proper   bool     // the name of a place, which nobody translates
}

// A lineKind is how a line is set.
type lineKind uint8

const (
	plainLine  lineKind = iota
	nameLine            // the name of a disease or an operation
	detailLine          // what stands beside a name
	noteLine            // a caution
)

// An Input is what a chart is made of.
type Input struct {
	Sheet    *frontsheet.FrontSheet
	Document *fhir.Document // of the sheet
	Registry *codes.Registry
	Terms    localize.Terms
	Zone     string
	Fields   []frontsheet.Field // that are kept verbatim, of a message those it keeps
	Issues   []frontsheet.Issue // of the sheet, which a page shows
	// Countries has the names of countries by their codes, nil for none.
	Countries *frontsheet.ValueSet

	Chinese term.Language   // that of whoever made the sheet
	Source  term.Language   // of the labels beside the source's words
	Readers []term.Language // the reader's own, and those read besides
}

// Reader returns the language into which the source's words are translated.
func (in *Input) Reader() term.Language { return in.Readers[0] }

// reads reports whether the reader reads a language besides.
func (in *Input) reads(language term.Language) bool {
	return slices.Contains(in.Readers[1:], language)
}

// New returns the chart of a sheet.
func New(in Input) *Chart {
	c := &Chart{Input: in}
	c.patient()
	c.allergies()
	c.referral()
	c.medications()
	c.stay("stay", &in.Sheet.Stay)
	c.stay("emergency", &in.Sheet.Emergency)
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

// TitleLabel returns the label of what the sheet is: a front sheet, or else what a
// hospital sends or keeps besides.
func (c *Chart) TitleLabel() string {
	switch {
	case c.HandOver != "":
		return c.HandOver
	case layout.OfEvent(c.Sheet):
		return "document.message"
	case layout.MayLackStay(c.Sheet):
		return "document.record"
	}
	return "document"
}

// part begins a part. One before it without rows is dropped.
func (c *Chart) part(name string) {
	c.number = 0
	if n := len(c.Parts); n > 0 && len(c.Parts[n-1].Rows) == 0 {
		c.Parts = c.Parts[:n-1]
	}
	c.Parts = append(c.Parts, Part{Name: name})
}

// Find returns the part of that name, nil for none.
func (c *Chart) Find(name string) *Part {
	for i := range c.Parts {
		if c.Parts[i].Name == name {
			return &c.Parts[i]
		}
	}
	return nil
}

// Only returns a part with only the rows of some labels.
func (p *Part) Only(labels ...string) Part {
	return p.Filter(func(label string, _ int) bool { return slices.Contains(labels, label) })
}

// Filter returns a part with only the rows that keep asks for, by their label and
// by which of several they are, 0 for a single one.
func (p *Part) Filter(keep func(label string, number int) bool) Part {
	q := Part{Name: p.Name}
	for _, r := range p.Rows {
		if keep(r.label, r.number) {
			q.Rows = append(q.Rows, r)
		}
	}
	return q
}

// Whole returns what a document says as a whole: a summary, and the parts that no
// section shows.
func (c *Chart) Whole(shown map[string]bool) []*Part {
	var whole []*Part
	for i := range c.Parts {
		switch p := &c.Parts[i]; {
		case !shown[p.Name] || p.Name == "allergies" || p.Name == "stay":
			whole = append(whole, p)
		case p.Name == "diagnoses":
			if principal := p.Only("diagnosis.principal"); len(principal.Rows) > 0 {
				whole = append(whole, &principal)
			}
		}
	}
	return whole
}

// row adds a row to the part that was begun last.
func (c *Chart) row(label string, source, reader []chartLine) {
	c.explain(grade{"row", label})
	p := &c.Parts[len(c.Parts)-1]
	p.Rows = append(p.Rows, chartRow{label: label, number: c.number, source: source, reader: reader})
}

// same adds a row of what is never translated: names of people and places,
// numbers.
func (c *Chart) same(label, text string) {
	if text != "" {
		c.row(label, []chartLine{c.line(text)}, nil)
	}
}

// line returns a text as the source has it.
func (c *Chart) line(text string) chartLine {
	return chartLine{text: text, language: localize.LanguageOf(text, c.Chinese)}
}

// money adds a row of an amount, in the currency that the sheet states.
func (c *Chart) money(label string, amount frontsheet.Decimal) {
	if amount != "" {
		c.same(label, joined(" ", string(amount), c.Sheet.Fees.Currency))
	}
}

func (c *Chart) decimal(label string, d frontsheet.Decimal) { c.same(label, string(d)) }

func (c *Chart) date(label string, d frontsheet.DateTime) { c.same(label, forPeople(d)) }

// forPeople returns a date as people read it, as far as the source states it.
func forPeople(d frontsheet.DateTime) string {
	if d.IsZero() {
		return ""
	}
	text := d.AppendDate(nil)
	if d.Precision >= frontsheet.ToHour {
		text = chars.AppendPadded(append(text, ' '), d.Hour, 2)
		switch d.Precision {
		case frontsheet.ToHour:
			text = append(text, " h"...)
		case frontsheet.ToMinute:
			text = chars.AppendPadded(append(text, ':'), d.Minute, 2)
		default:
			text = chars.AppendPadded(append(text, ':'), d.Minute, 2)
			text = chars.AppendPadded(append(text, ':'), d.Second, 2)
		}
	}
	return joined(" ", string(text), d.Zone)
}

// coded adds a row of a coded value.
func (c *Chart) coded(label string, v *frontsheet.Coded) {
	if !v.IsZero() {
		c.graded(v)
		c.row(label, []chartLine{c.codedSource(v)}, c.codedReader(v))
	}
}

// worded adds a row of medical words.
func (c *Chart) worded(label, text string) {
	if text != "" {
		c.row(label, []chartLine{c.line(text)}, c.reworded(plainLine, text))
	}
}
