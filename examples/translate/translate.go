package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/quality"
	"github.com/crossbay/crossbay/mapping/xlsx"
)

// A tally counts what became of the records.
type tally struct {
	records, translated, rejected int
	errors, warnings, notes       int
}

func (t *tally) add(u tally) {
	t.records += u.records
	t.translated += u.translated
	t.rejected += u.rejected
	t.errors += u.errors
	t.warnings += u.warnings
	t.notes += u.notes
}

// outputs are the files that a run writes. They appear, whole, when the run
// has succeeded: the rejects first, so that nobody takes the output for
// complete without them.
type outputs struct {
	documents *output
	issues    *output
	rejects   *output
	unmapped  map[mapping.Unmapped]int // nil where nobody asks
	rows      *mapping.Writer          // nil until rows are written to documents
	book      *xlsx.Writer             // that rows are written to, nil where it is a text
}

// translate translates every input and publishes what it wrote.
func (c *command) translate(ctx context.Context) (tally, error) {
	var total tally
	var files outputs
	var written []*output
	failed := true
	defer func() {
		if failed {
			files.discardBook()
			for _, o := range written {
				o.discard()
			}
		}
	}()
	open := func(name string) (*output, error) {
		o, err := create(name)
		if o != nil {
			written = append(written, o)
		}
		return o, err
	}

	var err error
	if c.rejects != "" {
		if files.rejects, err = open(c.rejects); err != nil {
			return total, err
		}
	}
	if c.issues != "" {
		if files.issues, err = open(c.issues); err != nil {
			return total, err
		}
	}
	var unmapped *output
	if c.unmapped != "" {
		if unmapped, err = open(c.unmapped); err != nil {
			return total, err
		}
		files.unmapped = map[mapping.Unmapped]int{}
	}
	folder := c.out != "" && isFolder(c.out)
	switch {
	case c.out == "":
		files.documents = toWriter(c.stdout)
		written = append(written, files.documents)
	case !folder:
		if files.documents, err = open(c.out); err != nil {
			return total, err
		}
	}
	inputs, err := c.sources()
	if err != nil {
		return total, err
	}
	named := map[string]bool{}
	for _, input := range inputs {
		if folder {
			name := outputName(input.name)
			if c.form.layout != nil {
				name = strings.TrimSuffix(name, ".ndjson") + "." + c.form.form
			}
			if named[name] {
				return total, fmt.Errorf("two inputs would be written to %s: give them in separate runs", filepath.Join(c.out, name))
			}
			named[name] = true
			if files.documents, err = open(filepath.Join(c.out, name)); err != nil {
				return total, err
			}
		}
		translate := c.file
		if c.form.layout != nil {
			translate = c.rows
		}
		counts, err := translate(ctx, input, &files)
		total.add(counts)
		if err == nil && folder {
			err = files.closeBook()
		}
		if err != nil {
			return total, err
		}
	}
	if unmapped != nil {
		if err := writeUnmapped(unmapped, files.unmapped); err != nil {
			return total, err
		}
	}
	if err := files.closeBook(); err != nil {
		return total, err
	}
	for _, o := range written {
		if err := o.publish(); err != nil {
			return total, err
		}
	}
	failed = false
	if !c.quiet && len(inputs) > 1 {
		fmt.Fprintf(c.stderr, "total: %s\n", total)
	}
	return total, nil
}

// sources lists the files of the command line, those of archives one by one.
func (c *command) sources() ([]source, error) {
	var list []source
	for _, name := range c.inputs {
		files, err := sources(name, c.stdin)
		if err != nil {
			return nil, err
		}
		list = append(list, files...)
	}
	return list, nil
}

func (t tally) String() string {
	return fmt.Sprintf("%d records, %d translated, %d rejected; issues: %d errors, %d warnings, %d notes",
		t.records, t.translated, t.rejected, t.errors, t.warnings, t.notes)
}

// file translates one input.
func (c *command) file(ctx context.Context, s source, files *outputs) (tally, error) {
	var counts tally
	in, err := openInput(s)
	if err != nil {
		return counts, err
	}
	defer in.Close()
	shown := s.name
	reader, err := in.reader(c.layouts, &mapping.ReaderOptions{
		File: filepath.Base(shown), Encoding: c.encoding, Diagnosis: c.diagnosis, Procedure: c.procedure,
		Tables: c.tables,
	})
	if err != nil {
		return counts, err
	}
	issues := c.issueWriter(files.issues, &counts)
	for _, i := range reader.Issues() {
		if err := issues(i); err != nil {
			return counts, err
		}
	}
	bar := c.progress(shown, in)
	headerWritten := false
	err = c.translator.Run(ctx, reader, c.runOptions(), func(r *mapping.Result) error {
		counts.records++
		if files.unmapped != nil {
			for _, u := range r.Unmapped {
				files.unmapped[u]++
			}
		}
		bar.record()
		for _, i := range r.Issues {
			if err := issues(i); err != nil {
				return err
			}
		}
		if !r.Rejected() {
			counts.translated++
			return files.documents.line(r.Output)
		}
		counts.rejected++
		if files.rejects == nil {
			return nil
		}
		if !headerWritten {
			headerWritten = true
			if err := files.rejects.write(reader.Header()); err != nil {
				return err
			}
		}
		return files.rejects.write(r.Raw)
	})
	bar.finish()
	if err != nil {
		if errors.Is(err, context.Canceled) {
			err = errors.New("interrupted; no output was written")
		}
		return counts, err
	}
	if !c.quiet {
		how := ""
		if c.recognised {
			how = " (recognised from the header)"
		}
		fmt.Fprintf(c.stderr, "%s: layout %s%s, encoding %s, diagnoses in %s, procedures in %s\n", shown,
			reader.Layout().Name, how, encodingName(reader.Encoding()), systemName(reader.Diagnosis()), systemName(reader.Procedure()))
		fmt.Fprintf(c.stderr, "%s: %s\n", shown, counts)
		if counts.rejected > 0 && c.rejects == "" {
			fmt.Fprintf(c.stderr, "%s: use -rejects FILE and -issues FILE to get the rejected records and the reasons\n", shown)
		}
	}
	return counts, nil
}

func (c *command) runOptions() *mapping.RunOptions {
	o := &mapping.RunOptions{Workers: c.workers, Encode: c.encoder()}
	if c.check {
		o.Inspect = func(sheet *mapping.FrontSheet) []mapping.Issue {
			var issues []mapping.Issue
			for _, finding := range quality.Check(sheet, nil) {
				issues = append(issues, finding.Issue(sheet))
			}
			return issues
		}
	}
	return o
}

func (c *command) issueWriter(o *output, counts *tally) func(mapping.Issue) error {
	if o == nil {
		return func(i mapping.Issue) error { counts.issue(i); return nil }
	}
	encoder := json.NewEncoder(o)
	encoder.SetEscapeHTML(false)
	return func(i mapping.Issue) error {
		counts.issue(i)
		return encoder.Encode(i)
	}
}

func (t *tally) issue(i mapping.Issue) {
	switch i.Severity {
	case mapping.Error:
		t.errors++
	case mapping.Warning:
		t.warnings++
	default:
		t.notes++
	}
}

func encodingName(name string) string {
	if name == mapping.EncodingAuto {
		return "ASCII"
	}
	return name
}

// systemName is the short name of a code system, with its edition.
func systemName(system codes.System) string {
	for _, s := range codes.Systems() {
		if s.System == system {
			return strings.TrimSpace(s.Name + " " + s.Version)
		}
	}
	return system.String()
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir() || strings.HasSuffix(name, string(os.PathSeparator))
}

// outputName is the name of the output of one input in a folder.
func outputName(input string) string {
	base := strings.TrimSuffix(filepath.Base(input), ".gz")
	return strings.TrimSuffix(strings.ReplaceAll(base, " ", "-"), filepath.Ext(base)) + ".ndjson"
}
