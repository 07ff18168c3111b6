package translate

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/source"
)

// An inputTable is one of an input: a file of text, or a sheet of a workbook.
type inputTable struct {
	*source.Table
	shown string // its name with the path of the file
}

// tablesOf yields the tables of an input that is open, as the command line says, and
// the errors of those that cannot be read. FHIR is one table.
func (c *command) tablesOf(in *input, s *source.File) iter.Seq2[*source.Table, error] {
	if c.fromFHIR {
		return func(yield func(*source.Table, error) bool) {
			reader := in.stream(c)
			defer reader.Close()
			yield(&source.Table{Reader: reader, Name: c.labels[s]}, nil)
		}
	}
	return in.opened[0].Tables(c.layouts, &mapping.ReaderOptions{
		File: c.labels[s], Facility: c.facilities.of(s.Name()), Encoding: c.encoding, Diagnosis: c.diagnosis, Procedure: c.procedure, Tables: c.tables,
		Fold: c.fold, Others: layouts(),
	})
}

// each calls do with each table of an input that an interrupted run has not done.
// A table that cannot be read is told of where another can; where none can, that
// is the error.
func (c *command) each(ctx context.Context, s *source.File, files *outputs, do func(*input, *inputTable) error) error {
	in, err := c.open(s)
	if err != nil {
		return err
	}
	defer in.Close()
	label := c.labels[s]
	type missed struct {
		index int
		err   error
	}
	var waiting []missed // until one can be read
	some, index := false, -1
	for t, err := range c.tablesOf(in, s) {
		index++
		if err != nil {
			waiting = append(waiting, missed{index, err})
		}
		if some = some || err == nil; !some {
			continue
		}
		for _, m := range waiting {
			if err := files.notRead(c, m.index, m.err); err != nil {
				return err
			}
		}
		if waiting = nil; err != nil {
			continue
		}
		todo, err := files.table(ctx, index, t)
		if err != nil {
			return err
		}
		if todo {
			if err := do(in, &inputTable{t, s.Name() + strings.TrimPrefix(t.Name, label)}); err != nil {
				return err
			}
			if err := files.surroundings(t.Reader); err != nil {
				return err
			}
		}
	}
	if some {
		return nil
	}
	if len(waiting) == 1 {
		return waiting[0].err
	}
	all := &mapping.ReadError{File: label}
	for _, m := range waiting {
		if all.Err == nil {
			all.Err = m.err
			continue
		}
		all.Err = fmt.Errorf("%w; %w", all.Err, m.err)
	}
	return all
}

// table begins a table, and reports whether there is something left to do of it:
// it passes over the records that an interrupted run has done.
func (o *outputs) table(ctx context.Context, index int, t *source.Table) (todo bool, err error) {
	o.closeFound()
	o.found = o.report.Open(t.Name, t.Reader)
	o.headed = len(t.Issues())
	begun := o.state.Tables
	switch {
	case index < len(begun)-1:
		return false, nil
	case index == len(begun)-1:
		return true, o.skip(ctx, t.Reader, begun[index])
	}
	o.beginTable(index)
	if t.Hidden {
		err := o.issue(mapping.Issue{
			File: t.Name, Severity: mapping.Warning, Code: "hidden-sheet",
			Detail: "a spreadsheet program does not show the sheet: it is read like the others",
		}, "")
		if err != nil {
			return false, err
		}
	}
	for _, i := range t.Issues() {
		if err := o.issue(i, ""); err != nil {
			return false, err
		}
	}
	return true, nil
}

// beginTable makes room in the state for the index-th table.
func (o *outputs) beginTable(index int) {
	for len(o.state.Tables) <= index {
		o.state.Tables = append(o.state.Tables, 0)
	}
	o.state.Header = false
}

// read counts a record of the table in hand.
func (o *outputs) read() {
	o.state.Counts.records++
	o.state.Tables[len(o.state.Tables)-1]++
}

// skip passes over the records of the table that an interrupted run has done.
func (o *outputs) skip(ctx context.Context, r *mapping.Reader, left int) error {
	const step = 1000 // between two looks at ctx
	for ; left > 0; left -= step {
		if err := errors.Join(ctx.Err(), r.Skip(min(left, step))); err != nil {
			return err
		}
	}
	return nil
}

// notRead tells of a sheet that was not read beside others. One that may hold records counts as
// one that should have been.
func (o *outputs) notRead(c *command, index int, err error) error {
	if index < len(o.state.Tables) {
		return nil // an interrupted run has told of it
	}
	o.beginTable(index)
	if !c.quiet {
		fmt.Fprintln(c.stderr, "not read:", err)
	}
	severity := mapping.Warning
	if holdsRecords(err) && !c.skip {
		severity = mapping.Error
		o.state.Counts.unread++
	}
	i := mapping.Issue{Severity: severity, Code: "sheet-not-read", Detail: err.Error()}
	if at := (*mapping.ReadError)(nil); errors.As(err, &at) {
		i.File, i.Line, i.Detail = at.File, at.Line, at.Err.Error()
	}
	return o.issue(i, "")
}

// holdsRecords reports whether what cannot be read may be records: not where it is
// known to be none, as a picture, or names no column of any layout, as a note.
func holdsRecords(err error) bool {
	var kind *mapping.FileTypeError
	var header *mapping.LayoutError
	switch {
	case errors.Is(err, mapping.ErrEmpty):
		return false
	case errors.As(err, &kind):
		return kind.Table
	case errors.As(err, &header):
		return header.Likely != ""
	}
	return true
}
