package narrative

import (
	"slices"
	"strings"
	"unicode"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/arena"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// codedSource returns a coded value in the words of the source.
func (c *Chart) codedSource(v *frontsheet.Coded) chartLine {
	if name := valueName(layout.Of(c.Sheet), v); name != nil {
		return c.line(*name)
	}
	return c.line(v.Code)
}

// valueName returns the name of a coded value in the language of a layout, nil where
// it has none.
func valueName(l *layout.Layout, c *frontsheet.Coded) *string {
	if c.Text != "" || c.Set == nil {
		return arena.Text(&c.Text)
	}
	concept, _ := c.Set.Concept(c.Code)
	name := l.Word(concept.Chinese, concept.English)
	return arena.Text(&name)
}

// codedReader returns a coded value in the words of the reader: by the name of
// its code, or where it has none by what the source wrote.
func (c *Chart) codedReader(v *frontsheet.Coded) []chartLine {
	var named frontsheet.SetConcept
	if v.Set != nil {
		named, _ = v.Set.Concept(v.Code)
	}
	if title := titleIn(&named, c.Reader()); title != "" {
		return []chartLine{{text: title, language: c.Reader()}}
	}
	if named.Chinese == "" {
		return c.reworded(plainLine, chars.FirstOf(v.Text, named.English, v.Code))
	}
	// The names of value sets are short and fixed: a change of script is all
	// that most of them need.
	lines := c.reworded(plainLine, named.Chinese)
	besides := c.besides(&named)
	if besides != "" || !slices.Contains(lines[0].marks, untranslated) {
		lines[0].marks = nil
	}
	lines[0].text += besides
	return lines
}

// titleIn returns the title of a code of a value set in a language other than Chinese,
// "" where it has none.
func titleIn(named *frontsheet.SetConcept, language term.Language) string {
	if language == term.English {
		return named.English
	}
	return named.In(string(language))
}

// besides returns the titles of a code of a value set in the languages that the reader
// reads besides, each after a space.
func (c *Chart) besides(named *frontsheet.SetConcept) (titles string) {
	for _, language := range c.Readers[1:] {
		if title := titleIn(named, language); title != "" {
			titles += " " + title
		}
	}
	return titles
}

// place adds a row of a coded place: a hospital, a country, a district.
func (c *Chart) place(label string, v *frontsheet.Coded) {
	if !v.IsZero() {
		c.row(label, []chartLine{c.codedSource(v)}, c.placeReader(v))
	}
}

// placeReader returns the names that a value set gives a place. No script is
// converted: the characters of a name of a place are its own.
func (c *Chart) placeReader(v *frontsheet.Coded) []chartLine {
	source := c.codedSource(v)
	if v.Set == nil {
		return []chartLine{source}
	}
	named, _ := v.Set.Concept(v.Code)
	if title := named.In(string(c.Reader())); title != "" {
		return []chartLine{{text: title, language: c.Reader()}}
	}
	name := chars.FirstOf(named.Chinese, source.text)
	line := chartLine{text: name, language: localize.LanguageOf(name, c.Chinese)}
	line.text += c.besides(&named)
	return []chartLine{line}
}

// region adds a row of a part of a country. Its name is public, and has a form in
// each script.
func (c *Chart) region(label string, v *frontsheet.Coded) {
	if !v.IsZero() {
		c.row(label, []chartLine{c.codedSource(v)}, c.regionReader(v))
	}
}

func (c *Chart) regionReader(v *frontsheet.Coded) []chartLine {
	lines := c.placeReader(v)
	if v.Set == nil || v.Code == "" {
		if w := c.Terms.Reword(v.Text, c.Chinese, c.Reader()); w.By == localize.Unworded {
			lines[0].marks = c.untranslated(v.Text)
		} else {
			lines[0] = chartLine{text: w.Name, language: localize.LanguageOf(w.Name, c.Reader()), marks: WordedByMarks(w.By)}
		}
		return lines
	}
	named, _ := v.Set.Concept(v.Code)
	if named.In(string(c.Reader())) != "" {
		return lines
	}
	if w := c.Terms.Reword(named.Chinese, c.Chinese, c.Reader()); w.By != localize.Unworded {
		lines[0].text = strings.Replace(lines[0].text, named.Chinese, w.Name, 1)
		lines[0].language = localize.LanguageOf(lines[0].text, c.Reader())
	}
	return lines
}

// country adds a row of a country, which the source may give by its code, by its name
// or by a code of a value set.
func (c *Chart) country(label string, v *frontsheet.Coded) {
	if !v.IsZero() {
		c.row(label, []chartLine{c.codedSource(v)}, c.regionReader(c.countryOf(v)))
	}
}

// countryOf returns a country as one of the list of countries, where it is in that.
func (c *Chart) countryOf(v *frontsheet.Coded) *frontsheet.Coded {
	if c.Countries == nil || v.Set != nil && v.Code != "" {
		return v
	}
	if known, _, ok := c.Terms.Value(c.Countries, frontsheet.Coded{Text: v.Text}); ok {
		return &known
	}
	return v
}

// areaOf returns a part of the country as one of those of the layout, where it is one.
func (c *Chart) areaOf(v *frontsheet.Coded) *frontsheet.Coded {
	l := layout.Of(c.Sheet)
	if l == nil || l.Areas == nil || v.Set != nil {
		return v
	}
	if code, _, ok := l.Areas.Match(v.Text); ok {
		return &frontsheet.Coded{Set: l.Areas, Code: code, Text: v.Text}
	}
	return v
}

// reworded returns medical words in the language of the reader; where nothing
// has them, as they are, and marked as such.
func (c *Chart) reworded(kind lineKind, text string) []chartLine {
	w := c.Terms.Reword(text, c.Chinese, c.Reader())
	if w.By == localize.Unworded {
		line := c.line(text)
		line.kind, line.marks = kind, c.untranslated(text)
		return c.cautioned([]chartLine{line}, w.Caution)
	}
	line := chartLine{kind: kind, text: w.Name, language: localize.LanguageOf(w.Name, c.Reader()), marks: WordedByMarks(w.By)}
	return c.cautioned([]chartLine{line}, w.Caution)
}

// untranslated marks a text that stays in the source's words. One without a
// letter has nothing to translate, nor has one in a language that the reader reads
// besides.
func (c *Chart) untranslated(text string) []string {
	if c.reads(localize.LanguageOf(text, c.Chinese)) || !strings.ContainsFunc(text, unicode.IsLetter) {
		return nil
	}
	return []string{untranslated}
}

// untranslated is the label of the mark of what stays in the source's words.
const untranslated = "mark.untranslated"

// cautioned adds a caution to the lines of a name.
func (c *Chart) cautioned(lines []chartLine, caution string) []chartLine {
	if caution == "" {
		return lines
	}
	return append(lines, chartLine{kind: noteLine, label: "caution", text: caution, language: term.English})
}

// WordedByMarks returns the labels of what a reader must know of a name that is neither
// the source's nor found whole in a table.
func WordedByMarks(by localize.WordedBy) []string {
	switch by {
	case localize.ByPart:
		return []string{"mark.part"}
	case localize.ByScript:
		return []string{"mark.script"}
	case localize.ByCode:
		return []string{"mark.code"}
	case localize.ByCategory:
		return []string{"mark.category"}
	}
	return nil
}

// named returns the name of a diagnosis or procedure in the language of the
// reader. Where its words are not known, they stay, and the title of the first
// of its codes that has one stands beside them: then foreign is true. Who reads
// English or Portuguese besides is given the name in that, too.
func (c *Chart) named(name string, own []frontsheet.Code) (lines []chartLine, foreign bool) {
	w := c.Terms.Reword(name, c.Chinese, c.Reader())
	switch {
	case w.By != localize.Unworded:
		lines = append(lines, chartLine{kind: nameLine, text: w.Name, language: localize.LanguageOf(w.Name, c.Reader()), marks: WordedByMarks(w.By)})
	case name != "":
		line := c.line(name)
		line.kind, line.marks = nameLine, c.untranslated(name)
		lines = append(lines, line)
	}
	if w.By == localize.Unworded {
		in := c.Reader()
		title := c.titled(own, in)
		if title.By == localize.Unworded && layout.Fallback(in) == term.English {
			in = term.English
			title = c.titled(own, in)
		}
		if title.By != localize.Unworded {
			line := chartLine{kind: nameLine, text: title.Name, language: localize.LanguageOf(title.Name, in), marks: WordedByMarks(title.By)}
			if name != "" {
				line.kind, line.label = detailLine, "code.display"
			}
			lines = append(lines, line)
		}
	}
	for _, language := range c.Readers[1:] {
		if layout.Chinese(language) || !strings.ContainsFunc(name, localize.IsHan) {
			continue
		}
		other := c.Terms.Reword(name, c.Chinese, language)
		if other.By == localize.Unworded {
			other = c.titled(own, language)
		}
		if other.By != localize.Unworded {
			lines = append(lines, chartLine{kind: detailLine, text: other.Name, language: language, marks: WordedByMarks(other.By)})
		}
	}
	return c.cautioned(lines, w.Caution), w.By == localize.Unworded
}

// titled returns the title of the first code that has one in a language.
func (c *Chart) titled(own []frontsheet.Code, language term.Language) (title localize.Worded) {
	for i := 0; i < len(own) && title.By == localize.Unworded; i++ {
		title = localize.TitleOf(c.Registry, own[i], language)
	}
	return title
}

// A chartEntry is a row of several lines: a name, and what stands beside it.
type chartEntry struct {
	chart          *Chart
	source, reader []chartLine
}

// detail adds something beside a name that is the same on both sides.
func (e *chartEntry) detail(label, text string) {
	if text == "" {
		return
	}
	line := e.chart.line(text)
	line.kind, line.label = detailLine, label
	e.source, e.reader = append(e.source, line), append(e.reader, line)
}

// proper adds the name of a place beside other things. It is as the source has it, which
// is said where they are translated.
func (e *chartEntry) proper(label, text string) {
	if n := len(e.reader); text != "" {
		e.detail(label, text)
		e.reader[n].proper = true
	}
}

// coded adds a coded value beside a name.
func (e *chartEntry) coded(label string, v *frontsheet.Coded) {
	if v.IsZero() {
		return
	}
	e.chart.graded(v)
	e.add(label, e.chart.codedSource(v), e.chart.codedReader(v))
}

// region adds a part of a country beside a name.
func (e *chartEntry) region(label string, v *frontsheet.Coded) {
	if !v.IsZero() {
		e.add(label, e.chart.codedSource(v), e.chart.regionReader(v))
	}
}

// country adds a country beside a name.
func (e *chartEntry) country(label, text string) {
	if v := (frontsheet.Coded{Text: text}); text != "" {
		e.add(label, e.chart.line(text), e.chart.regionReader(e.chart.countryOf(&v)))
	}
}

// worded adds medical words beside a name.
func (e *chartEntry) worded(label, text string) {
	if text != "" {
		e.add(label, e.chart.line(text), e.chart.reworded(detailLine, text))
	}
}

// add adds a value beside a name, each side in its words.
func (e *chartEntry) add(label string, source chartLine, reader []chartLine) {
	source.kind, source.label = detailLine, label
	reader[0].kind, reader[0].label = detailLine, label
	e.source, e.reader = append(e.source, source), append(e.reader, reader...)
}

func (e *chartEntry) date(label string, d frontsheet.DateTime) { e.detail(label, forPeople(d)) }

// row adds the entry to the chart as a row, unless it is empty.
func (e *chartEntry) row(label string) {
	switch {
	case len(e.source) == 0:
	case slices.EqualFunc(e.source, e.reader, chartLine.equal):
		e.chart.row(label, e.source, nil)
	default:
		for i := range e.reader {
			if l := &e.reader[i]; l.proper {
				l.marks = e.chart.untranslated(l.text)
			}
		}
		e.chart.row(label, e.source, e.reader)
	}
}

// equal reports whether two lines say the same in the same words.
func (l chartLine) equal(m chartLine) bool {
	return l.text == m.text && l.label == m.label && l.marks == nil && m.marks == nil
}
