package mapping

import (
	"bufio"
	"io"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/compose"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	"github.com/crossbay/crossbay/mapping/internal/summary"
	"github.com/crossbay/crossbay/mapping/report"
)

// A PageWriter writes front sheets as one page of HTML, each in the words of its
// source and beside them in those of its readers: see [Options]. The page needs nothing but
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
// underlying writer, or [ErrInternal]: then the sheet was left out, and an issue
// says where in the code the fault is.
func (w *PageWriter) Write(s *FrontSheet) ([]Issue, error) { return w.WriteWith(s, nil) }

// WriteWith is Write with reports of laboratories on the patient of the sheet, whose last
// results stand on the page where the form of the documents asks another hospital to
// take the patient ([Form.Asks]); elsewhere they are left out.
func (w *PageWriter) WriteWith(s *FrontSheet, reports []report.Report) ([]Issue, error) {
	var issues []Issue
	var c *narrative.Chart
	var at frontsheet.Position
	place, panicked := guard.Do(func() {
		at = s.Origin().Position
		b := compose.Build(&w.translator.settings, s)
		c, issues = narrative.New(b.ChartInput()), b.Issues()
		summary.Arrange(&w.translator.settings, b.Document(), c, reports)
		w.buf = c.AppendArticle(w.buf[:0])
	})
	if panicked {
		return []Issue{guard.InternalError(at, place)}, ErrInternal
	}
	w.start(c.Reader(), c.TitleLabel())
	_, err := w.out.Write(w.buf)
	return issues, err
}

// Close ends the page, and writes what is left of it; a page without a sheet is a
// page, too. Nothing can be written after it. It does not close the underlying
// writer, whose error it returns.
func (w *PageWriter) Close() error {
	w.start(term.English, "document")
	w.out.WriteString("</body>\n</html>\n")
	return w.out.Flush()
}

// start writes the head of the page, once. Its title is the label of what the first
// sheet is, and names no patient, since browsers keep titles.
func (w *PageWriter) start(language term.Language, title string) {
	if w.started {
		return
	}
	w.started = true
	w.out.WriteString("<!DOCTYPE html>\n<html lang=\"" + string(language) + "\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta name=\"referrer\" content=\"no-referrer\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>" +
		narrative.LabelOf(title).In(language) + "</title>\n<style>\n" + narrative.PageStyle + "</style>\n</head>\n<body>\n")
}
