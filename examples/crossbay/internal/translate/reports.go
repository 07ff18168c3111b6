package translate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	builtin "github.com/crossbay/crossbay/examples/crossbay/internal/layouts"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
	"github.com/crossbay/crossbay/mapping/results"
	"github.com/crossbay/crossbay/mapping/source"
)

// reporting is what the command line asks for of the reports of laboratories.
type reporting struct {
	from, to string // layouts of package results, "" for none
}

// isReports reports whether a layout is one of reports.
func isReports(name string) bool { return slices.Contains(results.Layouts(), name) }

// refuseReports names what the command line asks for that is not made of reports.
func (c *command) refuseReports() error {
	switch {
	case c.to == "omop":
		return errors.New("-to omop: the tables of OMOP are made of stays, with their diagnoses and operations; reports of laboratories go into -to tables and -to bulk")
	case c.form.sheets() && !c.form.html:
		return fmt.Errorf("-to %s: reports of laboratories are written as fhir, bulk, tables, html or %s", c.to, strings.Join(results.Written(), ", "))
	case c.reporting.to != "" && c.privacy.profileName != "full":
		return fmt.Errorf("-deidentify %s is for -to fhir", c.privacy.profileName)
	}
	return nil
}

// reportsIn returns the layout of an input that holds reports of laboratories, "" for
// one that does not. That of a stream must be named.
func (c *command) reportsIn(s *source.File) string {
	switch {
	case c.reporting.from != "":
		return c.reporting.from
	case c.fromFHIR && c.reporting.to != "":
		return "fhir"
	case c.fromFHIR || !c.recognised || s.Name() == "standard input":
		return ""
	}
	return builtin.OfReports(s)
}

// translatorOf returns what translates an input: other, unless it holds reports of
// laboratories.
func (c *command) translatorOf(s *source.File, other func(context.Context, *source.File, *outputs) error) func(context.Context, *source.File, *outputs) error {
	layout := c.reportsIn(s)
	if layout == "" && c.reporting.to == "" {
		if c.fromFHIR && c.form.html {
			return c.pagesOfFHIR
		}
		if c.loading.shared == "known" {
			return func(context.Context, *source.File, *outputs) error {
				return fmt.Errorf("%s: -shared known is for reports of laboratories: the transactions of stays load the patients", s.Name())
			}
		}
		return other
	}
	err := c.refuseReports()
	if layout == "" {
		err = fmt.Errorf("%s: the file holds no reports of a laboratory, to be written as %s", s.Name(), c.reporting.to)
	}
	if err != nil {
		return func(context.Context, *source.File, *outputs) error { return err }
	}
	return c.reports(layout)
}

// reports returns what translates an input of reports.
func (c *command) reports(layout string) func(context.Context, *source.File, *outputs) error {
	return func(ctx context.Context, s *source.File, files *outputs) error {
		r := c.newReportRun(files)
		if c.reporting.to != "" {
			var err error
			if r.writer, err = results.NewWriter(&r.written, c.reporting.to, hongkong.ADT()); err != nil {
				return err
			}
			if state := &files.state; state.Counts.translated > 0 || !files.folder && state.Total.translated > 0 {
				r.writer.Continue()
			}
		}
		if c.form.html && files.sheets == nil {
			files.sheets = reportPage{results.NewPageWriter(files.current(), r.translator)}
		}
		read := func(ctx context.Context, s *source.File) error {
			return r.documents(ctx, s, r.files.state.Counts.records) // by a run that was interrupted
		}
		if layout != "fhir" {
			read = func(ctx context.Context, s *source.File) error { return r.records(ctx, s, layout) }
		}
		err := read(ctx, s)
		if err != nil || c.quiet {
			return err
		}
		how := ""
		if c.recognised && layout != "fhir" {
			how = " (recognised)"
		}
		fmt.Fprintf(c.stderr, "%s: layout %s%s\n%s: %s\n", s.Name(), layout, how, s.Name(), &files.state.Counts)
		return nil
	}
}

func (c *command) newReportRun(files *outputs) *reportRun {
	return &reportRun{command: c, files: files, translator: results.NewTranslator(c.translator, hongkong.ADT(), laboratory.Default(), c.document == "ips")}
}

// pagesOfFHIR writes what anybody's FHIR says as pages: the stays, and after them the
// reports of laboratories. A document that was made of reports alone is no stay.
func (c *command) pagesOfFHIR(ctx context.Context, s *source.File, files *outputs) error {
	s, err := c.held(s)
	if err != nil {
		return err
	}
	r := c.newReportRun(files)
	var found int
	if c.ofReports, found, err = r.alone(ctx, s); err != nil {
		return err
	}
	if err := c.rows(ctx, s, files); err != nil || found == 0 {
		return err
	}
	r.named = true
	if err := r.documents(ctx, s, 0); err != nil {
		return err
	}
	if !c.quiet {
		fmt.Fprintf(c.stderr, "%s: with %d records of reports of laboratories: %s\n", s.Name(), found, &files.state.Counts)
	}
	return nil
}

// held returns an input that can be read more than once, and the others of its stream.
func (c *command) held(s *source.File) (*source.File, error) {
	for i, f := range c.streamed {
		held, err := f.Held()
		if err != nil {
			return nil, err
		}
		c.labels[held], c.streamed[i] = c.labels[f], held
	}
	held, err := s.Held()
	if err == nil {
		c.labels[held] = c.labels[s]
	}
	return held, err
}

// alone returns the places of the documents that were made of reports and have no stay,
// and how many records of reports there are.
func (r *reportRun) alone(ctx context.Context, s *source.File) (map[frontsheet.Position]bool, int, error) {
	in, err := r.open(s)
	if err != nil {
		return nil, 0, err
	}
	defer in.Close()
	places, n := map[frontsheet.Position]bool{}, 0
	for e, err := range r.translator.ReadFHIR(in.fhir(r.command), nil) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, 0, err
		}
		if ofStay(e) {
			continue
		}
		if n++; e.Record != nil && isReports(e.Record.Layout) {
			file, _, line := e.Record.Sheet.Position()
			places[frontsheet.Position{File: file, Line: line}] = true
		}
	}
	return places, n, nil
}

// ofStay reports whether what was read is told of where stays are written: results that no
// report names, and what holds no report or cannot be read at all.
func ofStay(e *results.Entry) bool {
	return slices.ContainsFunc(e.Issues, func(i mapping.Issue) bool {
		return i.Code == "loose-results" || e.Record == nil && (i.Code == "no-report" || i.Code == "not-a-bundle")
	})
}

// A reportPage writes reports as one page.
type reportPage struct{ *results.PageWriter }

var errMixedPage = errors.New("-to html: one page holds front sheets or reports of laboratories; give a folder as -out")

func (reportPage) write(int, *mapping.FrontSheet, []mapping.Issue) ([]mapping.Issue, error) {
	return nil, errMixedPage
}

func (reportPage) flush() error { return nil }
func (p reportPage) end() error { return p.Close() }
func (reportPage) discard()     {}

// page writes a record as a page, or as a part of one.
func (r *reportRun) page(rec *report.Record) ([]mapping.Issue, error) {
	switch w := r.files.sheets.(type) {
	case *pageFolder:
		return w.page(r.files.state.Counts.records, func(out io.Writer) ([]mapping.Issue, error) {
			p := results.NewPageWriter(out, r.translator)
			issues, err := p.Write(rec)
			return issues, errors.Join(err, p.Close())
		})
	case reportPage:
		if err := r.files.current().record(); err != nil {
			return nil, err
		}
		return w.Write(rec)
	case pageWriter: // of the stays of FHIR
		if err := r.files.current().record(); err != nil {
			return nil, err
		}
		article, issues, err := r.translator.Article(rec)
		if err != nil {
			return issues, err
		}
		return issues, w.Add(article)
	}
	return nil, errMixedPage
}

// A reportRun takes the reports of one input to where they go.
type reportRun struct {
	*command
	files      *outputs
	translator *results.Translator
	writer     *results.Writer
	named      bool // of FHIR, only reports that stand as such
	written    textBuffer
	header     []byte // of the file of rows in hand
}

// textBuffer is what a writer of reports has written of the record in hand.
type textBuffer struct{ text []byte }

func (b *textBuffer) Write(p []byte) (int, error) {
	b.text = append(b.text, p...)
	return len(p), nil
}

// records translates the records of a file.
func (r *reportRun) records(ctx context.Context, s *source.File, layout string) error {
	in, err := s.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	name := r.labels[s]
	options := &results.Options{File: name, Admissions: hongkong.ADT(), Encoding: r.encoding, Facility: r.facilities.of(name)}
	done := r.files.state.Counts.records // by a run that was interrupted
	if table := results.Table(layout); table != nil {
		return r.tables(ctx, in, table, options, done)
	}
	_, err = r.entries(ctx, results.Read(in, layout, options), done)
	return err
}

// tables translates the tables of a file of rows, wherever these stand.
func (r *reportRun) tables(ctx context.Context, in *source.Input, table *mapping.Layout, o *results.Options, done int) error {
	reading := &mapping.ReaderOptions{File: o.File, Encoding: o.Encoding, Facility: o.Facility}
	for t, err := range in.Tables([]*mapping.Layout{table}, reading) {
		if err != nil {
			return err
		}
		of := *o
		of.File = t.Name
		n, err := r.entries(ctx, results.ReadRows(t.Reader, &of), done)
		if err != nil {
			return err
		}
		done = max(0, done-n)
	}
	return nil
}

// entries translates records after those that are done, and returns how many there are.
func (r *reportRun) entries(ctx context.Context, list iter.Seq2[*results.Entry, error], done int) (n int, err error) {
	for e, err := range list {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return n, err
		}
		if n++; n <= done {
			continue
		}
		r.header = e.Header
		if err := r.record(e.Record, e.Issues, e.Raw); err != nil {
			return n, err
		}
	}
	return n, nil
}

// record writes one record, or counts it as rejected.
func (r *reportRun) record(rec *report.Record, issues []mapping.Issue, raw []byte) error {
	counts := &r.files.state.Counts
	counts.records++
	if rec != nil && r.check {
		issues = append(issues, results.Check(rec, laboratory.Default())...)
	}
	if r.form.html {
		return r.shown(rec, issues, raw)
	}
	if r.privacy.counter != nil {
		return r.counted(rec, issues, raw)
	}
	private := r.privacy.deidentifier
	if rec != nil && private != nil {
		var more []mapping.Issue
		rec, more = private.ApplyReports(rec)
		issues = append(issues, more...)
	}
	var documents []*fhir.Document
	if rec != nil && r.writer == nil {
		document, more := r.translator.Document(rec)
		issues = append(issues, more...)
		if document != nil {
			var err error
			if documents, err = r.parted(document, rec); err != nil {
				return err
			}
		}
	}
	var text []byte
	var lines [][]byte
	var err error
	switch {
	case documents != nil:
		encode := r.encoder()
		switch {
		case encode == nil:
			encode = (*fhir.Document).Append
		case r.form.product == nil:
			encode = r.loading.encodeReports
			if r.loading.leavesOut() {
				file, record, line := rec.Sheet.Position()
				issues = append(issues, mapping.Issue{File: file, Record: record, Line: line, Severity: mapping.Information, Code: "patient-known", Detail: "the transaction of a report has neither the patient nor the hospital, of whom a stay says more: load it after those of stays, or see -shared"})
			}
		}
		for _, d := range documents {
			if private != nil {
				private.Label(d)
			}
			if text, err = encode(d, nil); err != nil { // costs the record, not the run
				file, record, line := rec.Sheet.Position()
				issues = append(issues, mapping.Issue{File: file, Record: record, Line: line, Severity: mapping.Error, Code: "not-encodable", Detail: "the document cannot be written: " + err.Error()})
				text, lines, err = nil, nil, nil
				break
			}
			lines = append(lines, text)
		}
	case rec != nil && r.writer != nil:
		r.written.text = r.written.text[:0]
		var more []mapping.Issue
		if more, err = r.writer.Write(rec); err == nil {
			err = r.writer.Flush()
		}
		issues, text = append(issues, more...), r.written.text
	}
	if err != nil {
		return err
	}
	for _, i := range issues {
		if err := r.files.issue(i, ""); err != nil {
			return err
		}
	}
	if len(text) == 0 {
		counts.rejected++
		return r.files.reject(r.header, raw)
	}
	counts.translated++
	if lines != nil {
		for _, line := range lines {
			if err := r.files.document(line); err != nil {
				return err
			}
		}
		return r.files.recorded()
	}
	out := r.files.current()
	if err := out.record(); err != nil {
		return err
	}
	if _, err := out.Write(text); err != nil {
		return err
	}
	return r.files.recorded()
}

// parted returns a document as it is loaded beside those of stays: without the visit, and
// for products a document for each report.
func (r *reportRun) parted(d *fhir.Document, rec *report.Record) ([]*fhir.Document, error) {
	switch {
	case r.form.product != nil:
		results.Detach(d)
		return results.Split(d), nil
	case r.bundle != "transaction":
	case rec.Sheet.FacilityName() == "" && r.privacy.deidentifier == nil:
		return nil, errors.New("-bundle transaction: a record names no facility, so that nobody can say whose numbers it has; see -facility")
	default:
		results.Detach(d)
	}
	return []*fhir.Document{d}, nil
}

// counted is record where numbers of records alone are written.
func (r *reportRun) counted(rec *report.Record, issues []mapping.Issue, raw []byte) error {
	for _, i := range issues {
		if err := r.files.issue(i, ""); err != nil {
			return err
		}
	}
	if rec == nil {
		r.files.state.Counts.rejected++
		return r.files.reject(r.header, raw)
	}
	r.files.state.Counts.translated++
	r.privacy.counter.AddReports(rec)
	return nil
}

// shown is record where people are to read it.
func (r *reportRun) shown(rec *report.Record, issues []mapping.Issue, raw []byte) error {
	counts := &r.files.state.Counts
	if rec != nil {
		more, err := r.page(rec)
		issues = append(issues, more...)
		switch {
		case errors.Is(err, mapping.ErrInternal):
			rec = nil
		case err != nil:
			return err
		}
	}
	for _, i := range issues {
		if err := r.files.issue(i, ""); err != nil {
			return err
		}
	}
	if rec == nil {
		counts.rejected++
		return r.files.reject(r.header, raw)
	}
	counts.translated++
	return r.files.recorded()
}

// documents gives the reports of FHIR back as records, but for those that are done.
func (r *reportRun) documents(ctx context.Context, s *source.File, done int) error {
	in, err := r.open(s)
	if err != nil {
		return err
	}
	defer in.Close()
	for e, err := range r.translator.ReadFHIR(in.fhir(r.command), nil) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if e.Number <= done || r.named && ofStay(e) {
			continue
		}
		if err := r.record(e.Record, e.Issues, e.Raw); err != nil {
			return err
		}
	}
	return nil
}

// noStay reports whether a record of FHIR is of a document that was made of reports alone.
func (c *command) noStay(r *record) bool {
	if len(c.ofReports) == 0 || r.sheet == nil {
		return false
	}
	file, _, line := r.sheet.Position()
	return c.ofReports[frontsheet.Position{File: file, Line: line}]
}
