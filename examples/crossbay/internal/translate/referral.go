package translate

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/crossbay/crossbay/examples/crossbay/internal/cli"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/referral"
	"github.com/crossbay/crossbay/mapping/report"
	"github.com/crossbay/crossbay/mapping/results"
)

// referring is what the command line says of a referral besides the record.
type referring struct {
	statement referral.Statement
	applied   atomic.Int64 // to how many records
	files     []string     // of -results
	reports   referral.Laboratory
	results   *results.Translator
}

func (r *referring) flags(flags *flag.FlagSet) {
	s := &r.statement
	flags.Func("receiver", "with -document referral, transfer or ambulance, the hospital that is asked to take the patients, `CODE=NAME` or a name", func(value string) error {
		p, err := referral.ParseProvider(value)
		s.To.Code, s.To.Organization = p.Code, p.Organization
		return err
	})
	flags.Func("results", "with -document referral, transfer or ambulance, a `file` of reports of laboratories (see -list), whose last results on the patients are handed over with them; held in memory; may be repeated", func(name string) error {
		r.files = append(r.files, name)
		return nil
	})
	flags.StringVar(&s.To.Department, "receiver-department", "", "the `department` of -receiver")
	flags.StringVar(&s.From.Clinician, "referrer", "", "the `name` of the clinician who refers the patients")
	flags.StringVar(&s.From.Department, "referrer-department", "", "the `department` of the clinician who refers")
	flags.StringVar(&s.Reason, "reason", "", "why the patient is referred, in a clinician's `words`; it is said of one patient, so the input has one record")
	flags.StringVar(&s.Urgency, "urgency", "", "how soon the one patient is to be seen: `routine`, urgent, asap or stat")
	flags.StringVar(&s.Number, "referral-number", "", "the `number` of the request for the one patient by who refers; answers to it are known by it")
	flags.Func("referral-date", "the `day` of the transfer of the one patient, yyyy-mm-dd", func(day string) error {
		t, err := time.Parse(time.DateOnly, day)
		s.Date = mapping.DateOf(t, mapping.ToDay)
		return err
	})
	flags.Func("statement", "what is said of the one patient besides, `ITEM=TEXT`: "+strings.Join(referral.Items(), ", ")+"; may be repeated", func(value string) error {
		item, text, found := strings.Cut(value, "=")
		if !found || text == "" {
			return errors.New("ITEM=TEXT")
		}
		if !slices.Contains(referral.Items(), item) {
			return fmt.Errorf("no item %s%s", item, cli.DidYouMean(item, referral.Items()))
		}
		if s.Notes == nil {
			s.Notes = map[string]string{}
		}
		s.Notes[item] = text
		return nil
	})
}

// load reads the files of -results, and tells what cannot be read of them.
func (r *referring) load(c *command, tell func(mapping.Issue) error) error {
	if r.results != nil {
		return nil // it was read for an input before
	}
	r.results = results.NewTranslator(c.translator, hongkong.ADT(), laboratory.Default(), false)
	for _, name := range r.files {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		for e, err := range results.Read(file, "", &results.Options{File: name, Admissions: hongkong.ADT(), Encoding: c.encoding, Facility: c.facilities.of(name)}) {
			if err != nil {
				return fmt.Errorf("-results %s: %w", name, err)
			}
			for _, i := range e.Issues {
				if err := tell(i); err != nil {
					return err
				}
			}
			if e.Record != nil && !r.reports.Add(e.Record) {
				if err := tell(mapping.Issue{File: name, Record: e.Number, Line: e.Line, Severity: mapping.Warning, Code: "no-record-key", Detail: "the report does not say whose it is: it goes to nobody"}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// on returns the reports on the patient of a sheet.
func (r *referring) on(s *mapping.FrontSheet) ([]*report.Record, []mapping.Issue) {
	if len(r.files) == 0 {
		return nil, nil
	}
	return r.reports.On(s)
}

// set checks the flags against each other.
func (r *referring) set(form mapping.Form) error {
	s := &r.statement
	switch {
	case s.Urgency != "" && !slices.Contains(referral.Urgencies(), s.Urgency):
		return fmt.Errorf("-urgency %s: %s", s.Urgency, strings.Join(referral.Urgencies(), ", "))
	case len(r.files) > 0 && !form.Asks():
		return errors.New("-results is for -document referral, transfer or ambulance")
	case !s.IsZero() && !form.Asks():
		return errors.New("-receiver, -referrer, -reason, -urgency, -referral-number, -referral-date and -statement are for -document referral, transfer or ambulance")
	}
	return nil
}

// fault reports that a statement about one patient was made of more.
func (r *referring) fault() error {
	if r.statement.OfOne() && r.applied.Load() > 1 {
		return errors.New("-reason, -urgency, -referral-number, -referral-date and -statement say something about one patient, and the input has more than one record: give the record of the patient alone")
	}
	return nil
}

// apply adds what is stated to each sheet, before others prepare it.
func (r *referring) apply(o *mapping.RunOptions) {
	next := o.Prepare
	if r.statement.IsZero() {
		return
	}
	o.Prepare = func(sheet *mapping.FrontSheet) (*mapping.FrontSheet, []mapping.Issue) {
		sheet, issues := r.stated(sheet)
		if next == nil {
			return sheet, issues
		}
		sheet, more := next(sheet)
		return sheet, append(issues, more...)
	}
}

// stated returns a sheet with what is stated.
func (r *referring) stated(sheet *mapping.FrontSheet) (*mapping.FrontSheet, []mapping.Issue) {
	if r.statement.IsZero() {
		return sheet, nil
	}
	r.applied.Add(1)
	return r.statement.Apply(sheet)
}
