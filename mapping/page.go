package mapping

import (
	"bufio"
	"fmt"
	"io"
	"slices"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/compose"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/narrative"
	"github.com/crossbay/crossbay/mapping/internal/summary"
	"github.com/crossbay/crossbay/mapping/report"
)

// mostListed is how many sheets the list at the top of a page has at most.
const mostListed = 2_000

// A PageWriter writes front sheets as one page of HTML, each in the words of its
// source and beside them in those of its readers: see [Options]. The page needs nothing but
// a browser: it has no scripts and fetches nothing. On paper (A4) each sheet
// begins on a new leaf, and each leaf says whose it is; on a narrow screen what stands
// side by side stands one below the other. On a screen, a page of several sheets begins
// with a list of them.
//
// Names of people and places are as the source writes them. What else nobody has
// translated stays in the source's words, and is marked. The grades of the one side
// that the other does not know are explained below each sheet.
//
// The title of the page says what the sheet is and names its hospital, where the page has
// one sheet. Titles are what browsers keep in their histories, show on tabs, and print on
// leaves: neither the patient nor the record's number, which tells who that is, stands there.
//
// A PageWriter is not safe for concurrent use.
type PageWriter struct {
	out        *bufio.Writer
	translator *Translator
	sheets     int    // so far
	begun      bool   // that the head of the page is written
	head       head   // of the page
	first      []byte // the first sheet, until the head is written
	buf        []byte
	list       []byte // the entries of the list of sheets
}

// A head is what the head of a page says.
type head struct {
	language        term.Language
	title, hospital string // the hospital is that of the first sheet
}

// NewPageWriter returns a PageWriter of sheets whose codes and names t
// translates.
func NewPageWriter(w io.Writer, t *Translator) *PageWriter {
	return &PageWriter{out: bufio.NewWriterSize(w, 64<<10), translator: t}
}

// Write writes one sheet, and returns what could not be put as the source has
// it, which is what [Translator.Document] says. Errors and warnings among these and
// among found, which is what was found in the sheet before, such as [Record.Issues], are
// listed at the top of the sheet and flagged where they stand; notes are counted. An error
// is that of the underlying writer, or [ErrInternal]: then the sheet was left out, and an
// issue says where in the code the fault is.
func (w *PageWriter) Write(s *FrontSheet, found ...Issue) ([]Issue, error) {
	return w.WriteWith(s, nil, found...)
}

// WriteWith is Write with reports of laboratories on the patient of the sheet, whose last
// results stand on the page where the form of the documents asks another hospital to
// take the patient ([Form.Asks]); elsewhere they are left out.
func (w *PageWriter) WriteWith(s *FrontSheet, reports []report.Report, found ...Issue) ([]Issue, error) {
	var issues []Issue
	var at frontsheet.Position
	var article, list []byte
	var first head
	place, panicked := guard.Do(func() {
		at = s.Origin().Position
		b := compose.Build(&w.translator.settings, s)
		issues = b.Issues()
		in := b.ChartInput()
		in.Issues = slices.Concat(found, issues)
		c := narrative.New(in)
		summary.Arrange(&w.translator.settings, b.Document(), c, reports)
		article, list = c.AppendArticle(w.buf[:0], w.sheets+1), w.list
		if w.sheets < mostListed {
			list = c.AppendEntry(list, w.sheets+1)
		}
		if w.sheets == 0 {
			first = head{c.Reader(), narrative.LabelOf(c.TitleLabel()).In(c.Reader()), c.Hospital()}
		}
	})
	if panicked {
		return []Issue{guard.InternalError(at, place)}, ErrInternal
	}
	w.sheets++
	w.list = list
	if w.sheets == 1 && !w.begun { // it waits: the title depends on whether others follow
		w.head, w.first = first, article
		return issues, nil
	}
	w.begin()
	w.buf = article
	_, err := w.out.Write(article)
	return issues, err
}

// Add adds an article that is made elsewhere, in HTML that needs no escaping, such as
// that of the reports of a laboratory (package results). It stands after the sheets that
// were written before, and not in the list of them.
func (w *PageWriter) Add(article []byte) error {
	w.empty()
	w.begin()
	_, err := w.out.Write(article)
	return err
}

// empty gives a page without a sheet its head.
func (w *PageWriter) empty() {
	if w.sheets == 0 {
		w.head = head{language: term.English, title: narrative.LabelOf("document").In(term.English)}
	}
}

// Close ends the page, and writes what is left of it; a page without a sheet is a
// page, too. Nothing can be written after it. It does not close the underlying
// writer, whose error it returns.
func (w *PageWriter) Close() error {
	w.empty()
	w.begin()
	if w.sheets > 1 {
		// The list comes last, since the sheets were not known before, and is shown first.
		w.out.WriteString("<nav>\n<h2>")
		w.out.Write(narrative.AppendLabels(nil, "part.list", w.head.language))
		w.out.WriteString("</h2>\n<ol>\n")
		w.out.Write(w.list)
		w.out.WriteString("</ol>\n")
		if more := w.sheets - mostListed; more > 0 {
			fmt.Fprintf(w.out, "<p>%d %s</p>\n", more, narrative.AppendLabels(nil, "list.more", w.head.language))
		}
		w.out.WriteString("</nav>\n")
	}
	w.out.WriteString("</body>\n</html>\n")
	return w.out.Flush()
}

// begin writes the head of the page and the first sheet, once.
func (w *PageWriter) begin() {
	if w.begun {
		return
	}
	w.begun = true
	title := w.head.title
	if w.sheets == 1 && w.head.hospital != "" {
		title += " · " + w.head.hospital
	}
	w.out.WriteString("<!DOCTYPE html>\n<html lang=\"" + string(w.head.language) + "\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta name=\"referrer\" content=\"no-referrer\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>")
	w.out.Write(narrative.AppendText(nil, title))
	w.out.WriteString("</title>\n<style>\n" + narrative.PageStyle + "</style>\n</head>\n<body>\n")
	w.out.Write(w.first)
	w.first = nil
}
