package translate

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/quality"
	"github.com/crossbay/crossbay/mapping/source"
)

// rememberedStays is how many stays -check compares a stay to at least, and up
// to twice as many, in some 100 bytes each.
const rememberedStays = 1 << 21

// A check is what -check does: it checks each sheet by itself, and in the order
// of the records against those before it, in all files of the run. A nil check
// finds nothing.
type check struct {
	options quality.Options
	checker *quality.Checker
	stays   sync.Map // quality.Stay by the number of the record, of those in hand
}

// checkFlags checks those of -check against one another.
func (c *command) checkFlags() error {
	if c.today == "" {
		return nil
	}
	if !c.check {
		return errors.New("-today is for -check")
	}
	if _, err := time.Parse(time.DateOnly, c.today); err != nil {
		return fmt.Errorf("-today %s: a day as yyyy-mm-dd", c.today)
	}
	return nil
}

// newCheck returns the check of a run, nil where there is none to do. Its today
// is that of the run's state, which has it from the command line or else from
// the clock when the run begins.
func (c *command) newCheck(s *state) (*check, error) {
	if !c.check {
		return nil, nil
	}
	if s.Today == "" {
		s.Today = c.today
	}
	if s.Today == "" {
		s.Today = time.Now().In(time.FixedZone("", 8*60*60)).Format(time.DateOnly)
	}
	today, err := time.Parse(time.DateOnly, s.Today)
	if err != nil {
		return nil, errors.New("-resume: the state of the run cannot be read; remove it to start anew")
	}
	k := &check{options: quality.Options{
		Tables: c.tables, Capacity: rememberedStays,
		Today: mapping.DateTime{Year: today.Year(), Month: int(today.Month()), Day: today.Day(), Precision: mapping.ToDay},
	}}
	k.checker = quality.NewChecker(&k.options)
	return k, nil
}

// apply adds to the options of a run that it checks each sheet, on the
// goroutine that has it.
func (k *check) apply(o *mapping.RunOptions) {
	if k == nil {
		return
	}
	o.Inspect = func(sheet *mapping.FrontSheet) []mapping.Issue {
		k.note(sheet)
		var issues []mapping.Issue
		for _, finding := range quality.Check(sheet, &k.options) {
			issues = append(issues, finding.Issue(sheet))
		}
		return issues
	}
}

// note keeps for across what it needs to know of a sheet.
func (k *check) note(sheet *mapping.FrontSheet) {
	_, number, _ := sheet.Position()
	k.stays.Store(number, k.checker.Stay(sheet))
}

// across checks a record of a file against those before it. It is called with
// each record, in their order, after apply or note has seen its sheet.
func (k *check) across(file string, r *mapping.Result) []mapping.Issue {
	if k == nil {
		return nil
	}
	stay, ok := k.stays.LoadAndDelete(r.Number)
	if !ok {
		return nil // there is no sheet
	}
	var issues []mapping.Issue
	for _, finding := range k.checker.Next(stay.(quality.Stay)) {
		issues = append(issues, finding.IssueAt(file, r.Number, r.Line))
	}
	return issues
}

// sheet checks a sheet by itself and against those before it; nil is none.
func (k *check) sheet(sheet *mapping.FrontSheet) []mapping.Issue {
	if k == nil || sheet == nil {
		return nil
	}
	var issues []mapping.Issue
	for _, finding := range k.checker.Check(sheet) {
		issues = append(issues, finding.Issue(sheet))
	}
	return issues
}

// forgot reports whether some stays were not compared, for there were too many.
func (k *check) forgot() bool { return k != nil && k.checker.Forgot() }

// recall reads the records that an interrupted run has done once more, so that
// those after them are compared to them as if nothing had come between. Nothing
// of a patient is kept on the disk for it.
func (k *check) recall(ctx context.Context, c *command, inputs []*source.File, s *state) error {
	if k == nil || s.Input == len(inputs) {
		return nil
	}
	for _, input := range inputs[:s.Input] {
		err := k.recallFile(ctx, c, input, -1)
		if unread := (*mapping.ReadError)(nil); err != nil && !errors.As(err, &unread) { // it was left out
			return err
		}
	}
	if s.Counts.records == 0 {
		return nil
	}
	return k.recallFile(ctx, c, inputs[s.Input], s.Counts.records)
}

var errRecalled = errors.New("all records are recalled")

// recallFile recalls the first records of a file, all where there are to be -1.
func (k *check) recallFile(ctx context.Context, c *command, s *source.File, records int) error {
	in, err := c.open(s)
	if err != nil {
		return err
	}
	defer in.Close()
	bar := c.progress(s.Name()+", once more", in, 0)
	defer bar.finish()
	for t, err := range c.tablesOf(in, s) {
		if err != nil {
			continue // it was not read before
		}
		err = c.translator.Run(ctx, t.Reader, &mapping.RunOptions{
			Workers: c.workers,
			Inspect: func(sheet *mapping.FrontSheet) []mapping.Issue { k.note(sheet); return nil },
			Prepare: func(*mapping.FrontSheet) (*mapping.FrontSheet, []mapping.Issue) { return nil, nil }, // translate nothing
		}, func(r *mapping.Result) error {
			bar.record()
			k.across(t.Name, r)
			if records--; records == 0 {
				return errRecalled
			}
			return nil
		})
		if errors.Is(err, errRecalled) {
			k.stays.Clear() // of the records that were read ahead
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}
