package narrative

import (
	"slices"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// How wide what is stated may be, in columns of which a Chinese character takes two, to
// stand beside other statements in one line of a page.
const (
	shortShared = 34 // of what both sides share
	shortPair   = 20 // of one side
	halfShared  = 80
	halfPair    = 72
)

// appendFacts appends a part as a section of a page: its title, and its statements one
// after the other, as many to a line as are short.
func (c *Chart) appendFacts(dst []byte, class string, p *Part, found *flags) []byte {
	dst = append(append(append(dst, `<section class="`...), class...), `"><h2>`...)
	dst = c.appendLabel(dst, "part."+p.Name, 0)
	dst = append(dst, "</h2><dl>\n"...)
	for i := range p.Rows {
		r := &p.Rows[i]
		reader := r.reader
		if slices.EqualFunc(r.source, reader, chartLine.equal) {
			reader = nil
		}
		reader = without(reader, r.source)
		dst = append(append(append(dst, `<div class="`...), classOf(r.source, reader)...), `"><dt>`...)
		dst = c.appendLabel(dst, r.label, r.number)
		dst = c.appendFlags(dst, found, r)
		dst = append(dst, `</dt>`...)
		if reader == nil {
			dst = c.appendCell(dst, "dd", "", r.source, c.Source, true)
		} else {
			dst = c.appendCell(dst, "dd", "", r.source, c.Source, false)
			dst = c.appendCell(dst, "dd", "", reader, c.Reader(), false)
		}
		dst = append(dst, "</div>\n"...)
	}
	return append(dst, "</dl></section>\n"...)
}

// without returns the lines of the reader without the codes of the source, which are the
// same in every language and stand beside them.
func without(reader, source []chartLine) []chartLine {
	isOwn := func(l chartLine) bool { return l.label == "code" && slices.ContainsFunc(source, l.equal) }
	if !slices.ContainsFunc(reader, isOwn) {
		return reader
	}
	return slices.DeleteFunc(slices.Clone(reader), isOwn)
}

// classOf returns the class of a statement, by how much room it takes. The names of
// diseases and operations have a line of their own.
func classOf(source, reader []chartLine) string {
	width := max(widthOf(source), widthOf(reader))
	switch named := len(source) > 0 && source[0].kind == nameLine; {
	case reader == nil && width <= shortShared && !named:
		return "same"
	case reader == nil && width <= halfShared && !named:
		return "half same"
	case reader == nil:
		return "long same"
	case width <= shortPair && !named:
		return "pair"
	case width <= halfPair && !named:
		return "half"
	}
	return "long"
}

// widthOf returns how wide lines are together, in columns.
func widthOf(lines []chartLine) (width int) {
	for i := range lines {
		l := &lines[i]
		for _, text := range [...]string{l.label, l.text} {
			width += utf8.RuneCountInString(text)
		}
		for _, r := range l.text {
			if localize.IsHan(r) {
				width++
			}
		}
		width += 8 * len(l.marks)
	}
	return width
}
