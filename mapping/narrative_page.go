package mapping

import (
	"bufio"
	_ "embed"
	"io"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
)

//go:embed narrative_page.css
var pageStyle string

// A PageWriter writes front sheets as one page of HTML, each in the words of its
// source and beside them in those of the other side. The page needs nothing but
// a browser: it has no scripts and fetches nothing. On paper (A4) each sheet
// begins on a new leaf; on a narrow screen what stands side by side stands one
// below the other.
//
// Names of people and places are as the source writes them. What nobody has
// translated stays in the source's words, and is marked.
//
// A PageWriter is not safe for concurrent use.
type PageWriter struct {
	out        *bufio.Writer
	translator *Translator
	started    bool
	buf        []byte
}

// NewPageWriter returns a PageWriter of sheets whose codes and names t
// translates.
func NewPageWriter(w io.Writer, t *Translator) *PageWriter {
	return &PageWriter{out: bufio.NewWriterSize(w, 64<<10), translator: t}
}

// Write writes one sheet, and returns what could not be put as the source has
// it, which is what [Translator.Document] says. An error is that of the
// underlying writer.
func (w *PageWriter) Write(s *frontsheet.FrontSheet) ([]frontsheet.Issue, error) {
	b := &documentBuilder{arena: &documentArena{}, document: &fhir.Document{}}
	b.build(&w.translator.documentSettings, s)
	c := newChart(b.chartInput())
	w.start(c.reader)
	w.buf = c.appendArticle(w.buf[:0])
	_, err := w.out.Write(w.buf)
	return b.issues, err
}

// Close ends the page, and writes what is left of it; a page without a sheet is a
// page, too. Nothing can be written after it. It does not close the underlying
// writer, whose error it returns.
func (w *PageWriter) Close() error {
	w.start(term.English)
	w.out.WriteString("</body>\n</html>\n")
	return w.out.Flush()
}

// start writes the head of the page, once. Its title names no patient, since
// browsers keep titles.
func (w *PageWriter) start(language term.Language) {
	if w.started {
		return
	}
	w.started = true
	w.out.WriteString("<!DOCTYPE html>\n<html lang=\"" + string(language) + "\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta name=\"referrer\" content=\"no-referrer\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>" +
		labelOf("document").in(language) + "</title>\n<style>\n" + pageStyle + "</style>\n</head>\n<body>\n")
}

// appendArticle appends the sheet as a part of a page.
func (c *chart) appendArticle(dst []byte) []byte {
	dst = append(dst, "<article>\n<header><h1>"...)
	title := layout.Of(c.sheet).DocumentType().Title
	dst = c.appendSpan(dst, "", title, localize.LanguageOf(title, c.chinese))
	dst = append(dst, ' ')
	dst = c.appendSpan(dst, "other", labelOf("document").in(c.reader), c.reader)
	dst = append(dst, "</h1>\n"...)
	for _, language := range [...]term.Language{c.source, c.reader} {
		dst = append(dst, "<p>"...)
		dst = c.appendSpan(dst, "", labelOf("notice").in(language), language)
		dst = append(dst, "</p>\n"...)
	}
	dst = append(dst, "</header>\n"...)
	for i := range c.parts {
		dst = append(append(append(dst, `<section class="`...), c.parts[i].name...), "\">\n"...)
		dst = c.appendPart(dst, &c.parts[i])
		dst = append(dst, "\n</section>\n"...)
	}
	return append(dst, "</article>\n"...)
}
