package translate

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/results"
	"github.com/crossbay/crossbay/mapping/source"
	"github.com/crossbay/crossbay/mapping/transaction"
)

// A loading is what the command line says of how transactions load into a server.
type loading struct {
	shared, request string
	supersede       string
	form            transaction.Form
	sharing         transaction.Sharing
}

func (l *loading) flags(flags *flag.FlagSet) {
	flags.StringVar(&l.shared, "shared", "", "in transactions, the hospitals, places, staff and patients that several stays have: `stay`, in each as its record states them (the default); known, not in the transactions of reports of laboratories, since those of stays have loaded them (the default for reports, which say less of a patient than a stay does); run, in each as all records of the run state them together, the newest first, so that no order of loading takes anything back; first, once each and before all stays, which can then be loaded in parallel")
	flags.StringVar(&l.supersede, "supersede", "", "the `file` of the transactions that were loaded before: what a stay had there and has no more is deleted by its transaction")
	flags.StringVar(&l.request, "request", "put", "how transactions ask a server to store a resource: `put`, at its own id; post, at an id that the server chooses, for servers that let no client choose: what is there already is found by an identifier, and stays as it is unless -supersede has it")
	flags.IntVar(&l.form.MaxEntries, "max-entries", 0, "the most entries that a transaction has: of a stay with more there are several, which are loaded in their order; 0 for no limit")
}

// set checks the flags against the others.
func (l *loading) set(c *command) error {
	switch l.request {
	case "put":
	case "post":
		l.form.Post = true
	default:
		return fmt.Errorf("-request %s: put or post", l.request)
	}
	switch l.shared {
	case "", "stay", "known":
	case "run":
		l.sharing = transaction.Merged
	case "first":
		l.sharing = transaction.First
	default:
		return fmt.Errorf("-shared %s: stay, run or first, or known for reports", l.shared)
	}
	if l.form.MaxEntries < 0 {
		return fmt.Errorf("-max-entries %d: at least 1, or 0 for no limit", l.form.MaxEntries)
	}
	if (l.form != transaction.Form{} || l.waits()) && (c.bundle != "transaction" || c.form.sheets()) {
		return errors.New("-shared, -supersede, -request and -max-entries are for -bundle transaction")
	}
	if l.waits() && c.resume {
		return errors.New("-shared and -supersede write when all records are read, which -resume cannot take up: leave one out")
	}
	if l.waits() && c.out != "" && isFolder(c.out) {
		return errors.New("-shared and -supersede make one output of all inputs: -out is to be a file")
	}
	return nil
}

// waits reports whether the transactions of stays wait for one another.
func (l *loading) waits() bool { return l.sharing != transaction.AsStated || l.supersede != "" }

// encode writes the transaction of a stay. Those that wait take their form later.
func (l *loading) encode(d *fhir.Document, dst []byte) ([]byte, error) {
	if l.waits() || l.form == (transaction.Form{}) {
		return d.AppendTransaction(dst)
	}
	line, err := d.AppendTransaction(nil)
	if err != nil {
		return dst, err
	}
	bundle, err := transaction.Parse(line)
	if err != nil {
		return dst, err
	}
	return l.form.Append(dst, &transaction.Stay{Bundle: bundle})
}

// leavesOut reports whether the transactions of reports have no patients.
func (l *loading) leavesOut() bool {
	return l.sharing == transaction.AsStated && l.shared != "stay"
}

// encodeReports is encode for reports of a laboratory, which say less of the patient and
// the hospital than the stays do that have loaded both: so these are left out, unless the
// command line says otherwise, and the server refuses a report whose patient it has not.
func (l *loading) encodeReports(d *fhir.Document, dst []byte) ([]byte, error) {
	if !l.leavesOut() {
		return l.encode(d, dst)
	}
	line, err := d.AppendTransaction(nil)
	if err != nil {
		return dst, err
	}
	bundle, err := transaction.Parse(line)
	if err != nil {
		return dst, err
	}
	left := results.Shared(d)
	bundle.Entries = slices.DeleteFunc(bundle.Entries, func(e transaction.Entry) bool { return slices.Contains(left, e.String()) })
	form := l.form
	if l.waits() {
		form = transaction.Form{} // for the time being
	}
	return form.Append(dst, &transaction.Stay{Bundle: bundle})
}

// An order knows how far the messages of each visit have come that are loaded one by
// one: the time of the last event, by stay. It remembers so many stays and no more.
type order map[string]time.Time

const orderedStays = 1 << 20

// check returns whether a message tells of an event before one that was told of its
// visit: who loads both in their order undoes what the later said.
func (o order) check(file string, r *mapping.Result) []mapping.Issue {
	if o == nil || r.Rejected() {
		return nil
	}
	stay, at := "", time.Time{}
	for line := range bytes.Lines(r.Output) {
		b, err := transaction.Parse(line)
		if err != nil {
			return nil
		}
		if b.Told() {
			stay = b.Composition().ID
		}
		if t := b.AsOf(); !t.IsZero() {
			at = t
		}
	}
	last, known := o[stay]
	switch {
	case stay == "":
		return nil
	case at.Before(last):
		return []mapping.Issue{{
			File: file, Record: r.Number, Line: r.Line, Column: "EVN-2", Severity: mapping.Warning, Code: "out-of-order",
			Detail: "the message tells of an event before one of its visit that has been told: loaded after that, it undoes what was said then; -fold visit makes one record of both",
		}}
	case known || len(o) < orderedStays:
		o[stay] = at
	}
	return nil
}

// newRun returns what the transactions of a run wait in, nil where they do not.
func (l *loading) newRun() (*transaction.Run, error) {
	if !l.waits() {
		return nil, nil
	}
	run := transaction.NewRun(l.form, l.sharing)
	if l.supersede == "" {
		return run, nil
	}
	if err := l.recall(run); err != nil {
		run.Close()
		return nil, fmt.Errorf("-supersede: %w", err)
	}
	return run, nil
}

// recall reads what was loaded before, which may be compressed.
func (l *loading) recall(run *transaction.Run) error {
	file, err := os.Open(l.supersede)
	if err != nil {
		return err
	}
	defer file.Close()
	in, err := source.Stream(file, l.supersede).Open()
	if err != nil {
		return err
	}
	defer in.Close()
	return run.Supersede(in)
}
