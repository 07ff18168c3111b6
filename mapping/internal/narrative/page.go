package narrative

import (
	_ "embed"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

// PageStyle is the style sheet of a page.
//
//go:embed page.css
var PageStyle string

// AppendArticle appends the sheet as a part of a page.
func (c *Chart) AppendArticle(dst []byte) []byte {
	dst = append(dst, "<article>\n<header><h1>"...)
	title := layout.Of(c.Sheet).DocumentType().Title
	dst = c.appendSpan(dst, "", title, localize.LanguageOf(title, c.Chinese))
	dst = append(dst, ' ')
	dst = c.appendSpan(dst, "other", LabelOf(c.TitleLabel()).In(c.Reader()), c.Reader())
	dst = append(dst, "</h1>\n"...)
	for _, language := range [...]term.Language{c.Source, c.Reader()} {
		dst = append(dst, "<p>"...)
		dst = c.appendSpan(dst, "", LabelOf("notice").In(language), language)
		dst = append(dst, "</p>\n"...)
	}
	dst = append(dst, "</header>\n"...)
	for i := range c.Parts {
		dst = append(append(append(dst, `<section class="`...), c.Parts[i].Name...), "\">\n"...)
		dst = c.appendPart(dst, &c.Parts[i])
		dst = append(dst, "\n</section>\n"...)
	}
	return append(dst, "</article>\n"...)
}
