package translate

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/dbf"
	"github.com/crossbay/crossbay/mapping/referral"
	"github.com/crossbay/crossbay/mapping/xlsx"
)

// A sheetWriter writes sheets as something other than FHIR: the number is that
// of the record, found what was found in it. write returns what could not be said as
// the sheet does.
type sheetWriter interface {
	write(number int, s *mapping.FrontSheet, found []mapping.Issue) ([]mapping.Issue, error)
	// flush hands on what is written so far, and end what completes it.
	flush() error
	end() error
	// discard gives up what was not ended.
	discard()
}

// A rowWriter writes sheets as rows.
type rowWriter struct{ *mapping.Writer }

func (w rowWriter) write(_ int, s *mapping.FrontSheet, _ []mapping.Issue) ([]mapping.Issue, error) {
	return w.Write(s)
}

func (w rowWriter) flush() error { return w.Flush() }
func (w rowWriter) end() error   { return w.Flush() }
func (w rowWriter) discard()     {}

// A pageWriter writes sheets as one page.
type pageWriter struct {
	*mapping.PageWriter
	referring *referring
}

func (w pageWriter) write(_ int, s *mapping.FrontSheet, found []mapping.Issue) ([]mapping.Issue, error) {
	records, issues := w.referring.on(s)
	more, err := w.WriteWith(s, referral.Reports(records), found...)
	return append(issues, more...), err
}

func (w pageWriter) flush() error { return nil }
func (w pageWriter) end() error   { return w.Close() }
func (w pageWriter) discard()     {}

// sheetWriter returns the writer of the sheets of an input to w, and to files beside
// it whose names have other ends, which more opens.
func (c *command) sheetWriter(w io.Writer, more func(end string) (io.Writer, error), input string, localize mapping.LocalizeOptions) (sheetWriter, error) {
	if c.form.html {
		return pageWriter{mapping.NewPageWriter(w, c.translator), &c.referring}, nil
	}
	options, err := c.form.options(input, localize)
	if err != nil {
		return nil, err
	}
	if c.form.form == "xlsx" {
		return newBookWriter(w, c.form.layout, options)
	}
	if c.form.form == "dbf" {
		return newTableWriter(w, more, c.form.layout, options)
	}
	rows, err := mapping.NewWriter(w, c.form.layout, options)
	if err != nil {
		return nil, err
	}
	return rowWriter{rows}, nil
}

// A bookWriter writes sheets as the rows of a workbook.
type bookWriter struct {
	rowWriter
	book *xlsx.Writer
}

func newBookWriter(w io.Writer, layout *mapping.Layout, options *mapping.WriterOptions) (sheetWriter, error) {
	book, err := xlsx.NewWriter(w)
	if err != nil {
		return nil, err
	}
	rows, err := mapping.NewRowWriter(book, layout, options)
	if err != nil {
		book.Discard()
		return nil, err
	}
	return bookWriter{rowWriter{rows}, book}, nil
}

func (w bookWriter) end() error {
	if err := w.Flush(); err != nil {
		w.discard()
		return err
	}
	return w.book.Close()
}

func (w bookWriter) discard() { w.book.Discard() }

// A tableWriter writes sheets as the rows of a table of FoxPro.
type tableWriter struct {
	rowWriter
	table *dbf.Writer
}

func newTableWriter(w io.Writer, more func(end string) (io.Writer, error), layout *mapping.Layout, options *mapping.WriterOptions) (sheetWriter, error) {
	create := func(end string) (io.Writer, error) {
		if end == ".dbf" {
			return w, nil
		}
		return more(end)
	}
	table, err := dbf.NewWriter(create, &dbf.WriterOptions{Encoding: options.Encoding, Key: layout.Key()})
	if err != nil {
		return nil, err
	}
	rows, err := mapping.NewRowWriter(table, layout, options)
	if err != nil {
		table.Discard()
		return nil, err
	}
	return tableWriter{rowWriter{rows}, table}, nil
}

func (w tableWriter) end() error {
	if err := w.Flush(); err != nil {
		w.discard()
		return err
	}
	return w.table.Close()
}

func (w tableWriter) discard() { w.table.Discard() }

// A pageFolder writes each sheet as a page of its own, named by the input and
// the number of the record: never by a patient. The pages appear when they are
// published.
type pageFolder struct {
	translator *mapping.Translator
	referring  *referring
	folder     string
	partial    string // the folder in which the pages wait
	stem       string // of the names of the pages
	names      []string
}

func newPageFolder(folder, stem string, t *mapping.Translator, r *referring) (*pageFolder, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	partial, err := os.MkdirTemp(folder, ".translate-*.partial") // mode 0700
	if err != nil {
		return nil, err
	}
	return &pageFolder{translator: t, referring: r, folder: folder, partial: partial, stem: stem}, nil
}

func (f *pageFolder) write(number int, s *mapping.FrontSheet, found []mapping.Issue) ([]mapping.Issue, error) {
	return f.page(number, func(out io.Writer) ([]mapping.Issue, error) {
		page := pageWriter{mapping.NewPageWriter(out, f.translator), f.referring}
		issues, err := page.write(number, s, found)
		return issues, errors.Join(err, page.Close())
	})
}

// page writes the page of a record.
func (f *pageFolder) page(number int, write func(io.Writer) ([]mapping.Issue, error)) ([]mapping.Issue, error) {
	name := fmt.Sprintf("%s-%06d.html", f.stem, number)
	file, err := os.OpenFile(filepath.Join(f.partial, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	f.names = append(f.names, name)
	issues, err := write(file)
	return issues, errors.Join(err, file.Sync(), file.Close())
}

func (f *pageFolder) flush() error { return nil }
func (f *pageFolder) end() error   { return nil }

func (f *pageFolder) publish() error {
	for _, name := range f.names {
		if err := os.Rename(filepath.Join(f.partial, name), filepath.Join(f.folder, name)); err != nil {
			return err
		}
	}
	return os.Remove(f.partial)
}

func (f *pageFolder) discard() { os.RemoveAll(f.partial) }
