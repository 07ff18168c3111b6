package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/xlsx"
)

// A rowForm is the form of the rows that are written, where not FHIR is.
type rowForm struct {
	layout            *mapping.Layout // nil where FHIR is written
	edition, encoding string
	form              string // csv or xlsx
}

// set chooses the layout that is written, and the form: where none is asked
// for, that of the name of the output.
func (f *rowForm) set(to, out string) error {
	names := []string{"fhir"}
	for _, l := range layouts() {
		if _, err := mapping.NewWriter(io.Discard, l, nil); err != nil {
			continue
		}
		if names = append(names, l.Name); l.Name == to {
			f.layout = l
		}
	}
	if f.layout == nil && to != "fhir" {
		return fmt.Errorf("-to %s: what can be written is %s", to, strings.Join(names, ", "))
	}
	switch {
	case f.form == "" && f.layout != nil && strings.EqualFold(filepath.Ext(out), ".xlsx"):
		f.form = "xlsx"
	case f.form == "":
		f.form = "csv"
	case f.form != "csv" && f.form != "xlsx":
		return fmt.Errorf("-to-form %s: csv or xlsx", f.form)
	case f.form == "xlsx" && f.layout == nil:
		return errors.New("-to-form xlsx: FHIR is no rows")
	}
	if f.form == "xlsx" && f.encoding != mapping.EncodingUTF8 {
		return fmt.Errorf("-to-encoding %s: a workbook has its own encoding", f.encoding)
	}
	if f.encoding == mapping.EncodingBig5 && (f.layout == nil || f.layout.Country != "HK") {
		return fmt.Errorf("-to-encoding %s: for layouts of Hong Kong", f.encoding)
	}
	_, err := f.options("", nil)
	return err
}

// open starts writing rows to files.
func (f *rowForm) open(files *outputs, options *mapping.WriterOptions) (err error) {
	if f.form != "xlsx" {
		files.rows, err = mapping.NewWriter(files.documents, f.layout, options)
		return err
	}
	if files.book, err = xlsx.NewWriter(files.documents); err != nil {
		return err
	}
	files.rows, err = mapping.NewRowWriter(files.book, f.layout, options)
	return err
}

// closeBook writes the workbook in hand, if there is one.
func (files *outputs) closeBook() error {
	files.rows = nil
	if files.book == nil {
		return nil
	}
	book := files.book
	files.book = nil
	return book.Close()
}

// discardBook gives up the workbook in hand, if there is one.
func (files *outputs) discardBook() {
	if files.book != nil {
		files.book.Discard()
	}
}

// options returns the options of the writer.
func (f *rowForm) options(file string, c *command) (*mapping.WriterOptions, error) {
	o := &mapping.WriterOptions{File: file, Edition: f.edition, Encoding: f.encoding, CRLF: true}
	if c != nil {
		o.Diagnosis, o.Procedure = c.diagnosis, c.procedure
	}
	switch f.encoding {
	case "utf-8-bom":
		o.Encoding, o.BOM = mapping.EncodingUTF8, true
	case mapping.EncodingUTF8, mapping.EncodingGB18030, mapping.EncodingBig5:
	default:
		return nil, fmt.Errorf("-to-encoding %s: utf-8, utf-8-bom, gb18030 or big5-hkscs", f.encoding)
	}
	return o, nil
}

// A record is a sheet that was read, or why there is none.
type record struct {
	number, line int
	raw          []byte
	sheet        *mapping.FrontSheet
	issues       []mapping.Issue
}

// rows translates one input into rows of the layout that -to names.
func (c *command) rows(ctx context.Context, s source, files *outputs) (tally, error) {
	var counts tally
	in, err := openInput(s)
	if err != nil {
		return counts, err
	}
	defer in.Close()
	name := filepath.Base(s.name)
	issues := c.issueWriter(files.issues, &counts)
	var records iter.Seq2[record, error]
	var header []byte
	if c.fromFHIR {
		records = c.bundles(in)
	} else {
		reader, err := in.reader(c.layouts, &mapping.ReaderOptions{
			File: name, Encoding: c.encoding, Diagnosis: c.diagnosis, Procedure: c.procedure, Tables: c.tables,
		})
		if err != nil {
			return counts, err
		}
		for _, i := range reader.Issues() {
			if err := issues(i); err != nil {
				return counts, err
			}
		}
		records, header = sheets(reader), reader.Header()
	}
	if files.rows == nil {
		options, err := c.form.options(name, c)
		if err != nil {
			return counts, err
		}
		if err := c.form.open(files, options); err != nil {
			return counts, err
		}
	}
	bar := c.progress(s.name, in)
	for r, err := range records {
		if err == nil {
			err = ctx.Err()
		}
		if errors.Is(err, context.Canceled) {
			err = errors.New("interrupted; no output was written")
		}
		if err != nil {
			return counts, err
		}
		counts.records++
		bar.record()
		if r.sheet == nil {
			counts.rejected++
			if files.rejects != nil {
				if err := files.rejects.write(append(header, r.raw...)); err != nil {
					return counts, err
				}
				header = nil
			}
		} else {
			counts.translated++
			written, err := files.rows.Write(r.sheet)
			if err != nil {
				return counts, err
			}
			r.issues = append(r.issues, written...)
		}
		for _, i := range r.issues {
			// An issue tells where the record is from, not where it went.
			i.File, i.Record, i.Line = name, r.number, r.line
			if err := issues(i); err != nil {
				return counts, err
			}
		}
	}
	bar.finish()
	if !c.quiet {
		fmt.Fprintf(c.stderr, "%s: %s\n", s.name, counts)
	}
	return counts, files.rows.Flush()
}

// sheets yields the records of a file of sheets.
func sheets(reader *mapping.Reader) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		for r, err := range reader.Records() {
			if err != nil {
				yield(record{}, err)
				return
			}
			if !yield(record{r.Number, r.Line, r.Raw, r.Sheet, r.Issues}, nil) {
				return
			}
		}
	}
}

// maxBundle bounds a line of FHIR.
const maxBundle = 64 << 20

// bundles yields the sheets of a file with a Bundle a line: those of this
// program's as they were, those of anybody else as far as a sheet has a place.
func (c *command) bundles(in io.Reader) iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		lines := bufio.NewScanner(in)
		lines.Buffer(nil, maxBundle)
		r := record{}
		for lines.Scan() {
			r.line++
			line := lines.Bytes()
			if len(bytes.TrimSpace(line)) == 0 {
				continue
			}
			r.number++
			r.raw = append(append(r.raw[:0], line...), '\n')
			r.sheet, r.issues = c.bundleSheet(line)
			if !yield(r, nil) {
				return
			}
		}
		if lines.Err() != nil {
			yield(record{}, errors.New("a line is longer than 64 MiB, or the file cannot be read"))
		}
	}
}

func (c *command) bundleSheet(line []byte) (*mapping.FrontSheet, []mapping.Issue) {
	var issues []mapping.Issue
	d, err := fhir.Read(line)
	if err != nil {
		var left []*fhir.ReadIssue
		if d, left, err = fhir.ReadLenient(line); err != nil {
			return nil, []mapping.Issue{{Severity: mapping.Error, Code: "not-a-bundle", Detail: "the line is no Bundle of R4"}}
		}
		for _, i := range left {
			issues = append(issues, mapping.Issue{Column: i.Pointer, Severity: mapping.Warning, Code: "not-understood", Detail: i.Reason})
		}
	}
	sheet, found := c.translator.FrontSheet(d)
	return sheet, append(issues, found...)
}
