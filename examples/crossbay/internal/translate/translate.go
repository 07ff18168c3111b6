package translate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/source"
)

// A tally counts what became of the records.
type tally struct {
	records, translated, rejected int
	errors, warnings, notes       int
	leftOut, unread               int // files, and those of them that fail the run
}

func (t *tally) add(u tally) {
	t.records += u.records
	t.translated += u.translated
	t.rejected += u.rejected
	t.errors += u.errors
	t.warnings += u.warnings
	t.notes += u.notes
	t.leftOut += u.leftOut
	t.unread += u.unread
}

// translate translates every input and publishes what it wrote.
func (c *command) translate(ctx context.Context) (tally, error) {
	inputs, err := c.sources()
	if err != nil {
		return tally{}, err
	}
	files, err := c.openOutputs(inputs)
	if err != nil {
		return tally{}, err
	}
	defer files.close()
	translate := c.file
	if c.form.sheets() {
		translate = c.rows
	}
	if c.privacy.counter != nil {
		translate = c.count
	}
	if err := files.strays(c); err != nil {
		return files.state.Total, err
	}
	var unread error // the first
	begun := files.state.Input
	err = files.check.recall(ctx, c, inputs, &files.state)
	if errors.Is(err, context.Canceled) {
		return files.state.Total, files.interrupted()
	}
	if err != nil {
		return files.state.Total, err
	}
	for _, input := range inputs[begun:] {
		if err := files.begin(c); err != nil {
			return files.state.Total, err
		}
		if err := c.referring.load(c, func(i mapping.Issue) error { return files.issue(i, "") }); err != nil {
			return files.state.Total, err
		}
		err := c.translatorOf(input, translate)(ctx, input, files)
		if cause := files.unreadable(err); cause != nil {
			unread = cmp.Or(unread, err)
			err = files.leaveOut(c, input, cause)
		}
		if err == nil {
			err = files.end()
		}
		if errors.Is(err, context.Canceled) {
			return files.state.Total, files.interrupted()
		}
		if err != nil {
			return files.state.Total, err
		}
	}
	if total := &files.state.Total; total.leftOut == len(inputs)+len(c.strays) {
		return *total, cmp.Or(unread, errors.New("no file could be read"))
	}
	if c.privacy.counter != nil {
		if err := c.privacy.counter.Write(files.current()); err != nil {
			return files.state.Total, err
		}
	}
	err = files.publish(ctx)
	if errors.Is(err, context.Canceled) {
		return files.state.Total, files.interrupted()
	}
	if err != nil {
		return files.state.Total, err
	}
	if !c.quiet && (len(inputs) > 1 || begun > 0) {
		fmt.Fprintf(c.stderr, "total: %s\n", files.state.Total)
	}
	if !c.quiet && files.check.forgot() {
		fmt.Fprintf(c.stderr, "-check: there are more stays than it remembers, those that stand more than %d apart were not compared\n", rememberedStays)
	}
	return files.state.Total, nil
}

// sources lists the files of the command line, those of archives one by one, and
// standard input under the name "-". What is no file to read, such as a folder
// that a glob gives, is left out among others.
func (c *command) sources() ([]*source.File, error) {
	var list []*source.File
	for _, name := range c.inputs {
		if name == standard {
			list = append(list, source.Stream(c.stdin, "standard input"))
			continue
		}
		files, err := source.List(name)
		if stray := (*mapping.ReadError)(nil); errors.As(err, &stray) {
			c.strays = append(c.strays, err)
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, files...)
	}
	list = source.Independent(list)
	if len(list) == 0 && len(c.strays) > 0 {
		return nil, c.strays[0]
	}
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = s.Name()
	}
	c.labels = map[*source.File]string{}
	for i, label := range labelsOf(names) {
		c.labels[list[i]] = label
	}
	if c.fromFHIR && len(list) > 1 && !(c.out != "" && isFolder(c.out)) {
		c.streamed = list
		list = list[:1]
	}
	return list, nil
}

func (t tally) String() string {
	return fmt.Sprintf("%d records, %d translated, %d rejected; issues: %d errors, %d warnings, %d notes",
		t.records, t.translated, t.rejected, t.errors, t.warnings, t.notes)
}

// file translates one input.
func (c *command) file(ctx context.Context, s *source.File, files *outputs) error {
	err := c.each(ctx, s, files, func(in *input, t *inputTable) error { return c.table(ctx, in, t, files) })
	if err != nil || c.quiet {
		return err
	}
	counts := &files.state.Counts
	fmt.Fprintf(c.stderr, "%s: %s\n", s.Name(), counts)
	if counts.rejected > 0 && c.rejects == "" && c.privacy.deidentifier == nil {
		fmt.Fprintf(c.stderr, "%s: use -rejects FILE and -issues FILE to get the rejected records and the reasons\n", s.Name())
	}
	return nil
}

// table translates one table.
func (c *command) table(ctx context.Context, in *input, t *inputTable, files *outputs) error {
	counts := &files.state.Counts
	bar := c.progress(t.shown, in, counts.records)
	if len(c.referring.files) > 0 {
		defer bar.finish()
		return c.handOver(ctx, t, files)
	}
	options := c.runOptions()
	files.check.apply(options)
	options.Encode = files.report.Counting(options.Encode)
	err := c.translator.Run(ctx, t.Reader, options, func(r *mapping.Result) error {
		if err := c.referring.fault(); err != nil {
			return err
		}
		files.read()
		files.count(r.Unmapped)
		bar.record()
		r.Issues = append(append(r.Issues, files.check.across(t.Name, r)...), files.order.check(t.Name, r)...)
		for n, i := range r.Issues {
			if err := files.issue(i, valueOf(r, n)); err != nil {
				return err
			}
		}
		var err error
		if err := c.needsFacility(t.shown, r); err != nil {
			return err
		}
		if r.Rejected() {
			counts.rejected++
			err = files.reject(t.Header(), r.Raw)
		} else {
			counts.translated++
			err = files.document(r.Output)
		}
		if err != nil {
			return err
		}
		return files.recorded()
	})
	bar.finish()
	if err != nil {
		return err
	}
	if !c.quiet {
		if c.fromFHIR {
			c.sayFHIR(t.shown, t.Reader)
			return nil
		}
		how := ""
		if c.recognised {
			how = " (recognised from the header)"
		}
		fmt.Fprintf(c.stderr, "%s: layout %s%s, encoding %s, diagnoses in %s, procedures in %s\n", t.shown,
			t.Layout().Name, how, encodingName(t.Encoding()), systemName(t.Diagnosis()), systemName(t.Procedure()))
	}
	return nil
}

func (c *command) runOptions() *mapping.RunOptions {
	o := &mapping.RunOptions{Workers: c.workers, Encode: c.encoder(), Values: c.values != ""}
	c.privacy.apply(o)
	c.referring.apply(o)
	return o
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
