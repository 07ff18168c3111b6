package narrative

import (
	"strconv"
	"unicode/utf8"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// AppendDiv appends parts as the XHTML of a Narrative, whose language must be
// that of its resource; what is in another has a language of its own. It uses only what R4
// permits there: no style sheets, no scripts, nothing from elsewhere.
func (c *Chart) AppendDiv(dst []byte, parts ...*Part) []byte {
	language := layout.Of(c.Sheet).LanguageCode()
	dst = append(dst, `<div xmlns="http://www.w3.org/1999/xhtml" lang="`...)
	dst = append(dst, language...)
	dst = append(dst, `" xml:lang="`...)
	dst = append(dst, language...)
	dst = append(dst, `">`...)
	for _, p := range parts {
		dst = c.appendPart(dst, p)
	}
	return append(dst, `</div>`...)
}

// appendPart appends a part: its title, and a table of its rows, each with the words
// of the source and of the reader.
func (c *Chart) appendPart(dst []byte, p *Part) []byte {
	dst = append(dst, `<h2>`...)
	dst = c.appendLabel(dst, "part."+p.Name, 0)
	dst = append(dst, `</h2><table class="`...)
	dst = append(dst, p.Name...)
	dst = append(dst, `"><thead><tr>`...)
	dst = append(dst, `<th scope="col">`...)
	dst = c.appendLabel(dst, "column.item", 0)
	dst = append(dst, `</th><th scope="col">`...)
	dst = appendSpan(dst, "", LabelOf("column.source").In(c.Source), c.Source)
	dst = append(dst, `</th><th scope="col">`...)
	dst = appendSpan(dst, "", LabelOf("column.reader").In(c.Reader()), c.Reader())
	dst = append(dst, `</th></tr></thead><tbody>`...)
	for i := range p.Rows {
		r := &p.Rows[i]
		dst = append(dst, `<tr><th scope="row">`...)
		dst = c.appendLabel(dst, r.label, r.number)
		dst = append(dst, `</th>`...)
		if r.reader == nil {
			dst = c.appendCell(dst, "td", ` colspan="2"`, r.source, c.Source, true)
		} else {
			dst = c.appendCell(dst, "td", "", r.source, c.Source, false)
			dst = c.appendCell(dst, "td", "", r.reader, c.Reader(), false)
		}
		dst = append(dst, `</tr>`...)
	}
	return append(dst, `</tbody></table>`...)
}

// appendLabel appends a label in the language of the source and, where they are
// others, in those of the reader.
func (c *Chart) appendLabel(dst []byte, name string, number int) []byte {
	label := LabelOf(name)
	shown := label.In(c.Source)
	if number > 0 {
		shown += " " + strconv.Itoa(number)
	}
	language := c.Source
	if !HasLabel(name) {
		language = localize.LanguageOf(name, c.Chinese)
	}
	dst = appendSpan(dst, "", shown, language)
	for _, language := range c.Readers {
		if language != c.Reader() && !labelled(language) {
			continue
		}
		if other := label.In(language); other != label.In(c.Source) {
			dst = append(dst, ' ')
			dst = appendSpan(dst, "other", other, language)
		}
	}
	return dst
}

// appendCell appends an element with the lines of a language.
// Labels in a cell that both sides share are in both languages.
func (c *Chart) appendCell(dst []byte, tag, attributes string, lines []chartLine, language term.Language, shared bool) []byte {
	own := language
	if len(lines) > 0 && lines[0].language != "" {
		own = lines[0].language
	}
	dst = append(append(append(dst, '<'), tag...), attributes...)
	dst = append(dst, ` lang="`...)
	dst = append(dst, own...)
	dst = append(dst, `">`...)
	for i := range lines {
		dst = c.appendLine(dst, &lines[i], language, own, shared)
	}
	return append(append(append(dst, "</"...), tag...), '>')
}

var lineClasses = [...]string{plainLine: "", nameLine: "name", detailLine: "detail", noteLine: "note"}

func (c *Chart) appendLine(dst []byte, l *chartLine, language, own term.Language, shared bool) []byte {
	dst = append(dst, `<div`...)
	if class := lineClasses[l.kind]; class != "" {
		dst = append(append(append(dst, ` class="`...), class...), '"')
	}
	dst = append(dst, '>')
	if l.label != "" {
		label := LabelOf(l.label)
		dst = appendSpan(dst, "label", label.In(language), language)
		if other := label.In(c.Reader()); shared && other != label.In(language) {
			dst = append(dst, ' ')
			dst = appendSpan(dst, "label", other, c.Reader())
		}
		if l.text != "" {
			dst = append(dst, ": "...)
		}
	}
	if l.language != "" && l.language != own {
		dst = appendSpan(dst, "", l.text, l.language)
	} else {
		dst = AppendText(dst, l.text)
	}
	for _, mark := range l.marks {
		dst = append(dst, ' ')
		dst = appendSpan(dst, "mark", "["+LabelOf(mark).In(c.Reader())+"]", c.Reader())
	}
	return append(dst, `</div>`...)
}

func appendSpan(dst []byte, class, text string, language term.Language) []byte {
	dst = append(dst, `<span`...)
	if class != "" {
		dst = append(append(append(dst, ` class="`...), class...), '"')
	}
	dst = append(append(append(dst, ` lang="`...), language...), `">`...)
	return append(AppendText(dst, text), `</span>`...)
}

// AppendText appends text that XML cannot take for anything else. Unusual
// spaces become plain, as in FHIR's strings; what XML does not permit, and what
// would turn the direction of the text around it, is left out.
func AppendText(dst []byte, text string) []byte {
	for _, r := range chars.Plain(text) {
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '"':
			dst = append(dst, "&quot;"...)
		case r == '\'':
			dst = append(dst, "&#39;"...)
		case r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f',
			r == '\ufffe' || r == '\uffff':
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}
