package translate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/source"
)

// A rowForm is the form of the rows that are written, where not FHIR is.
type rowForm struct {
	layout            *mapping.Layout // nil where no rows are written
	html              bool            // pages are written
	product           product         // of documents, nil where none is made
	edition, encoding string
	form              string // csv, xlsx, dbf, or hl7 of messages
	keepCodings       bool   // what the layout has no place for of them stands in a column of its own
	// localize says for whom sheets are localized that cross the border. The
	// systems are zero where the layout's are to be written.
	localize mapping.LocalizeOptions
}

// set chooses the layout that is written, and the form: where none is asked
// for, that of the name of the output.
func (f *rowForm) set(to, out string) error {
	names := append([]string{"fhir", "html"}, slices.Sorted(maps.Keys(products()))...)
	f.html = to == "html"
	for _, l := range layouts() {
		if names = append(names, l.Name); l.Name == to {
			f.layout = l
		}
	}
	if f.layout == nil && !f.html && to != "fhir" && products()[to] == nil {
		return fmt.Errorf("-to %s: what can be written is %s%s", to, strings.Join(names, ", "), cli.DidYouMean(to, names))
	}
	if f.keepCodings && f.layout == nil {
		return fmt.Errorf("-keep-codings: FHIR and pages have all codings")
	}
	f.localize.KeepCodings = f.keepCodings
	if make := products()[to]; make != nil {
		f.product = make(f.form)
		_, flat := f.product.(flatTables)
		if f.form != "" && (!flat || !slices.Contains(tableForms, f.form)) {
			return fmt.Errorf("-to-form %s: csv or parquet, of tables", f.form)
		}
		return nil
	}
	if err := f.setForm(out); err != nil {
		return err
	}
	options, err := f.options("", f.localize)
	if f.layout != nil && err == nil {
		_, err = mapping.NewWriter(io.Discard, f.layout, options)
	}
	return err
}

var errNoPackedTable = errors.New("-to-form dbf: tables are not compressed: what reads them looks for their files side by side")

// rowForms are the forms of rows, and how the names of their files end.
var rowForms = []string{"csv", "xlsx", "dbf"}

func (f *rowForm) setForm(out string) error {
	messages := f.layout != nil && f.layout.Messages()
	extension := strings.ToLower(strings.TrimPrefix(filepath.Ext(strings.TrimSuffix(out, compression(out))), "."))
	switch {
	case f.form != "" && !slices.Contains(rowForms, f.form):
		return fmt.Errorf("-to-form %s: csv, xlsx or dbf", f.form)
	case f.form != "" && (f.layout == nil || messages):
		return fmt.Errorf("-to-form %s: what is written is no rows", f.form)
	case messages:
		f.form = "hl7"
	case f.html:
		f.form = "html"
	case f.form == "" && f.layout != nil && slices.Contains(rowForms, extension):
		f.form = extension
	case f.form == "":
		f.form = "csv"
	}
	if f.form == "dbf" && (out == "" || out == standard || isSpecial(out)) {
		return errors.New("-to-form dbf: a table may be several files: name one, or a folder, with -out")
	}
	if f.form == "dbf" && compression(out) != "" {
		return errNoPackedTable
	}
	if f.form == "dbf" && f.encoding == mapping.EncodingUTF8 && len(f.layout.Charsets) > 0 {
		f.encoding = f.layout.Charsets[0] // the only ones that tables have
	}
	if f.form == "dbf" && f.encoding != mapping.EncodingGB18030 && f.encoding != mapping.EncodingBig5 {
		return fmt.Errorf("-to-encoding %s: a table is in gb18030 (code page 936) or big5-hkscs (950)", f.encoding)
	}
	if f.form == "xlsx" && f.encoding != mapping.EncodingUTF8 {
		return fmt.Errorf("-to-encoding %s: a workbook has its own encoding", f.encoding)
	}
	if (f.encoding == mapping.EncodingBig5 || f.encoding == mapping.EncodingLatin) && (f.layout == nil || !slices.Contains(f.layout.Charsets, f.encoding)) {
		return fmt.Errorf("-to-encoding %s: files of the layout are not in it", f.encoding)
	}
	return nil
}

// sheets reports whether sheets are written, and not FHIR.
func (f *rowForm) sheets() bool { return f.layout != nil || f.html }

// extension is the end of the name of what is written.
func (f *rowForm) extension() string { return "." + f.form }

// systems returns the systems in which sheets are written that were coded in
// those of the command line: the ones that -to-diagnosis-codes and
// -to-procedure-codes name, else those of the sheets where these do not cross
// the border, else the layout's.
func (c *command) systems(from *mapping.Layout) mapping.LocalizeOptions {
	o := c.form.localize
	if from != nil && c.form.layout != nil && from.Wording() != c.form.layout.Wording() {
		return o
	}
	if o.Diagnosis.IsZero() {
		o.Diagnosis = c.diagnosis
	}
	if o.Procedure.IsZero() {
		o.Procedure = c.procedure
	}
	return o
}

// options returns the options of the writer.
func (f *rowForm) options(file string, to mapping.LocalizeOptions) (*mapping.WriterOptions, error) {
	o := &mapping.WriterOptions{
		File: file, Edition: f.edition, Encoding: f.encoding, CRLF: true,
		Diagnosis: to.Diagnosis, Procedure: to.Procedure, KeepCodings: f.keepCodings,
	}
	switch f.encoding {
	case "utf-8-bom":
		o.Encoding, o.BOM = mapping.EncodingUTF8, true
	case mapping.EncodingUTF8, mapping.EncodingGB18030, mapping.EncodingBig5, mapping.EncodingLatin:
	default:
		return nil, fmt.Errorf("-to-encoding %s: utf-8, utf-8-bom, gb18030, big5-hkscs or windows-1252", f.encoding)
	}
	return o, nil
}

// A record is a sheet that was read, or why there is none.
type record struct {
	*mapping.Record
	sheet  *mapping.FrontSheet // nil where the record is rejected
	issues []mapping.Issue
	local  mapping.Localized // the sheet for those who read the layout
}

// rows translates one input into rows of the layout that -to names, or into pages.
func (c *command) rows(ctx context.Context, s *source.File, files *outputs) error {
	err := c.each(ctx, s, files, func(in *input, t *inputTable) error {
		if err := c.records(ctx, in, t, files); err != nil {
			return err
		}
		if c.fromFHIR && !c.quiet {
			c.sayFHIR(t.shown, t.Reader)
		}
		return nil
	})
	if err == nil && !c.quiet {
		fmt.Fprintf(c.stderr, "%s: %s\n", s.Name(), files.state.Counts)
	}
	return err
}

// records writes the records of a table as rows or pages.
func (c *command) records(ctx context.Context, in *input, t *inputTable, files *outputs) error {
	counts, reader, name := &files.state.Counts, t.Reader, t.Name
	header, localize := reader.Header(), c.systems(reader.Layout())
	if files.sheets == nil {
		if err := files.startSheets(c, name, localize); err != nil {
			return err
		}
	}
	bar := c.progress(t.shown, in, counts.records)
	for r, err := range c.sheets(ctx, reader, localize) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if err := c.referring.fault(); err != nil {
			return err
		}
		if c.noStay(&r) {
			continue
		}
		files.read()
		bar.record()
		r.issues = append(r.Issues, files.check.sheet(r.sheet)...)
		read := len(r.issues)
		if r.sheet != nil {
			if err := c.row(&r, files); err != nil {
				return err
			}
		}
		if r.sheet == nil {
			counts.rejected++
			if err := files.reject(header, r.Raw); err != nil {
				return err
			}
		} else {
			counts.translated++
		}
		for n, i := range r.issues {
			// An issue tells where the record is from, not where it went.
			line := i.Line // of one of several messages of a stay, or of none
			if n >= read || i.Line == 0 || c.fold == mapping.NoFold {
				line = r.Line
			}
			if i.File == "" || n >= read || !c.fromFHIR {
				i.File = name
			}
			i.Record, i.Line = r.Number, line
			column := i.Column
			if n >= read && r.sheet != nil { // a column of the file that is written
				column = r.sheet.Column(i.Field)
			}
			if err := files.issue(i, r.Cell(column)); err != nil {
				return err
			}
		}
		if err := files.recorded(); err != nil {
			return err
		}
	}
	bar.finish()
	return nil
}

// row writes a record, as a row for the readers of the layout or as a page. A
// record that meets a fault of the library is left without its sheet.
func (c *command) row(r *record, files *outputs) error {
	written, err := files.sheet(files.state.Counts.records, r.local.Sheet, r.issues)
	r.issues = slices.Concat(r.issues, r.local.Issues, written)
	if errors.Is(err, mapping.ErrInternal) {
		r.sheet = nil
		return nil
	}
	files.count(r.local.Unmapped)
	return err
}

// sheets yields the records of a file of sheets, with their sheets localized. All
// but the writing is done ahead, on as many goroutines as there are workers; FHIR is
// read ahead already.
func (c *command) sheets(ctx context.Context, reader *mapping.Reader, to mapping.LocalizeOptions) iter.Seq2[record, error] {
	work := func(r *mapping.Record) record {
		var stated []mapping.Issue
		if r.Sheet != nil {
			r.Sheet, stated = c.referring.stated(r.Sheet)
			r.Issues = append(r.Issues, stated...)
		}
		local := mapping.Localized{Sheet: r.Sheet}
		if r.Sheet != nil && c.form.layout != nil {
			local = c.translator.Localize(r.Sheet, c.form.layout, &to)
		}
		return record{Record: r, sheet: r.Sheet, local: local}
	}
	if !c.fromFHIR {
		return mapping.Ahead(ctx, reader, c.workers, work)
	}
	return func(yield func(record, error) bool) {
		for r, err := range reader.Records() {
			if err != nil {
				yield(record{}, err)
				return
			}
			if !yield(work(r), nil) {
				return
			}
		}
	}
}
