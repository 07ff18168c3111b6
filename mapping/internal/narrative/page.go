package narrative

import (
	_ "embed"
	"slices"
	"strconv"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/denial"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// PageStyle is the style sheet of a page.
//
//go:embed page.css
var PageStyle string

// AppendArticle appends the sheet as a part of a page, the target of links to its
// number there.
func (c *Chart) AppendArticle(dst []byte, number int) []byte {
	found := c.flagged()
	dst = append(dst, "<article id=\""...)
	dst = append(dst, Anchor(number)...)
	if c.HandOver != "" {
		dst = append(dst, "\" class=\"handover"...)
	}
	dst = append(dst, "\">\n"...)
	dst = c.appendRunning(dst)
	dst = append(dst, "<header><h1>"...)
	if c.HandOver == "" {
		title := layout.Of(c.Sheet).DocumentType().Title
		dst = appendSpan(dst, "", title, localize.LanguageOf(title, c.Chinese))
	} else {
		dst = appendSpan(dst, "", LabelOf(c.HandOver).In(c.Source), c.Source)
	}
	dst = append(dst, ' ')
	dst = appendSpan(dst, "other", LabelOf(c.TitleLabel()).In(c.Reader()), c.Reader())
	dst = append(dst, "</h1>\n"...)
	for _, language := range [...]term.Language{c.Source, c.Reader()} {
		dst = append(dst, "<p>"...)
		dst = appendSpan(dst, "", LabelOf("notice").In(language), language)
		if c.HandOver != "" {
			dst = append(dst, ' ')
			dst = appendSpan(dst, "", LabelOf("page.partial").In(language), language)
		}
		dst = append(dst, "</p>\n"...)
	}
	dst = append(dst, "<p class=\"columns\">"...)
	dst = appendSpan(dst, "source", LabelOf("column.source").In(c.Source), c.Source)
	dst = append(dst, ' ')
	dst = appendSpan(dst, "reader", LabelOf("column.reader").In(c.Reader()), c.Reader())
	dst = append(dst, "</p></header>\n"...)
	dst = c.appendToCheck(dst, found)
	for i := range c.Parts {
		p := &c.Parts[i]
		class := p.Name
		if p.Name == "allergies" && c.allergic() {
			class += " alarm"
		}
		dst = c.appendFacts(dst, class, p, found)
	}
	if key := c.key(); len(key.Rows) > 0 {
		dst = c.appendFacts(dst, key.Name, key, nil)
	}
	return append(dst, "</td></tr></tbody></table>\n</article>\n"...)
}

// Anchor returns the id of the sheet of that number on a page.
func Anchor(number int) string { return "sheet-" + strconv.Itoa(number) }

// AppendEntry appends the entry of the sheet in the list of those of a page.
func (c *Chart) AppendEntry(dst []byte, at int) []byte {
	dst = append(dst, "<li><a href=\"#"...)
	dst = append(dst, Anchor(at)...)
	dst = append(dst, "\">"...)
	_, number := c.recordNumber()
	for i, text := range [...]string{c.patientName(), number, forPeople(c.Sheet.Stay.Admission)} {
		language := localize.LanguageOf(text, c.Chinese)
		if text == "" {
			if i > 0 {
				continue
			}
			text, language = LabelOf("not-stated").In(c.Source), c.Source
		}
		if i > 0 {
			dst = append(dst, " · "...)
		}
		dst = appendSpan(dst, "", text, language)
	}
	return append(dst, "</a></li>\n"...)
}

// Hospital returns what the hospital is called, "" where the sheet has no name of it.
func (c *Chart) Hospital() string {
	f := &c.Sheet.Facility
	if name := chars.FirstOf(f.Name, f.EnglishName); name != "" || f.Hospital.IsZero() {
		return name
	}
	return c.codedSource(&f.Hospital).text
}

// patientName returns what the patient is called, "" where no name is stated.
func (c *Chart) patientName() string {
	p := &c.Sheet.Patient
	return chars.FirstOf(inFull(p.Name, p.NameParts), named(&p.EnglishName))
}

// recordNumber returns the number that tells the sheet from others, and its label: that of the
// record, and where none is stated, that of an identity document, or, as in extracts
// without names, of the case or of the patient.
func (c *Chart) recordNumber() (label, number string) {
	p := &c.Sheet.Patient
	switch {
	case p.RecordNumber != "":
	case p.DocumentNumber != "":
		return "patient.document-number", p.DocumentNumber
	case len(p.Documents) > 0 && p.Documents[0].Number != "":
		return "patient.document-number", p.Documents[0].Number
	case c.Sheet.Stay.Number != "":
		return "stay.number", c.Sheet.Stay.Number
	case len(p.Identifiers) > 0:
		return "patient.identifier", p.Identifiers[0].Value
	}
	return "patient.record-number", p.RecordNumber
}

// appendRunning begins the table around a sheet. Its head says whose sheet it is, and
// browsers print the head of a table anew on each leaf: a loose leaf has its owner.
func (c *Chart) appendRunning(dst []byte) []byte {
	label, number := c.recordNumber()
	dst = append(dst, `<table class="leaf" role="presentation"><thead><tr><td>`...)
	for i, field := range [...]struct{ label, text string }{
		{"patient.name", c.patientName()},
		{"patient.birth-date", forPeople(c.Sheet.Patient.BirthDate)},
		{label, number},
	} {
		text, language := field.text, localize.LanguageOf(field.text, c.Chinese)
		if text == "" {
			text, language = LabelOf("not-stated").In(c.Source), c.Source
		}
		if i > 0 {
			dst = append(dst, " · "...)
		}
		dst = c.appendLabel(dst, field.label, 0)
		dst = append(dst, ": "...)
		dst = appendSpan(dst, "name", text, language)
	}
	return append(dst, "</td></tr></thead><tbody><tr><td>\n"...)
}

// allergic reports whether the sheet states an allergy: only then is it an alarm.
// What it names counts also where it denies that there are allergies.
func (c *Chart) allergic() bool {
	s := &c.Sheet.Allergy
	isFact := func(text string) bool { return denial.Of(text).IsFact() }
	return len(s.Items) > 0 || slices.ContainsFunc(s.Drugs, isFact) || affirms(&s.Recorded)
}

// affirms reports whether a value says neither that there is none nor that nobody
// knows. A code that no set has is not known to say either.
func affirms(v *frontsheet.Coded) bool {
	if v.Set == nil || v.Code == "" {
		return !v.IsZero() && denial.Of(v.Text).IsFact()
	}
	concept, _ := v.Set.Concept(v.Code)
	return denial.OfCode(concept.System, concept.Standard).IsFact() && denial.Of(concept.Chinese).IsFact()
}
