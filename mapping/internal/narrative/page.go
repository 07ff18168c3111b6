package narrative

import (
	_ "embed"
	"slices"

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

// AppendArticle appends the sheet as a part of a page.
func (c *Chart) AppendArticle(dst []byte) []byte {
	if c.HandOver == "" {
		dst = append(dst, "<article>\n"...)
	} else {
		dst = append(dst, "<article class=\"handover\">\n"...)
	}
	dst = c.appendRunning(dst)
	dst = append(dst, "<header><h1>"...)
	if c.HandOver == "" {
		title := layout.Of(c.Sheet).DocumentType().Title
		dst = c.appendSpan(dst, "", title, localize.LanguageOf(title, c.Chinese))
	} else {
		dst = c.appendSpan(dst, "", LabelOf(c.HandOver).In(c.Source), c.Source)
	}
	dst = append(dst, ' ')
	dst = c.appendSpan(dst, "other", LabelOf(c.TitleLabel()).In(c.Reader()), c.Reader())
	dst = append(dst, "</h1>\n"...)
	for _, language := range [...]term.Language{c.Source, c.Reader()} {
		dst = append(dst, "<p>"...)
		dst = c.appendSpan(dst, "", LabelOf("notice").In(language), language)
		if c.HandOver != "" {
			dst = append(dst, ' ')
			dst = c.appendSpan(dst, "", LabelOf("page.partial").In(language), language)
		}
		dst = append(dst, "</p>\n"...)
	}
	dst = append(dst, "</header>\n"...)
	for i := range c.Parts {
		dst = append(append(dst, `<section class="`...), c.Parts[i].Name...)
		if c.Parts[i].Name == "allergies" && c.allergic() {
			dst = append(dst, " alarm"...)
		}
		dst = append(dst, "\">\n"...)
		dst = c.appendPart(dst, &c.Parts[i])
		dst = append(dst, "\n</section>\n"...)
	}
	return append(dst, "</td></tr></tbody></table>\n</article>\n"...)
}

// appendRunning begins the table around a sheet. Its head says whose sheet it is, and
// browsers print the head of a table anew on each leaf: a loose leaf has its owner.
func (c *Chart) appendRunning(dst []byte) []byte {
	p := &c.Sheet.Patient
	dst = append(dst, `<table class="leaf" role="presentation"><thead><tr><td>`...)
	for i, field := range [...]struct{ label, text string }{
		{"patient.name", chars.FirstOf(inFull(p.Name, p.NameParts), named(&p.EnglishName))},
		{"patient.birth-date", forPeople(p.BirthDate)},
		{"patient.record-number", p.RecordNumber},
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
		dst = c.appendSpan(dst, "name", text, language)
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
