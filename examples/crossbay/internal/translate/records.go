package translate

import (
	"fmt"
	"io"

	"github.com/crossbay/crossbay/codes/shape"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/quality"
)

// surroundings reports what was found around the records of an input, in the
// batches of messages, once all have been read.
func (o *outputs) surroundings(r *mapping.Reader) error {
	for _, i := range r.Issues()[o.headed:] {
		if err := o.issue(i, ""); err != nil {
			return err
		}
	}
	return nil
}

// issue reports an issue, and to who may see it the cell that it is about.
func (o *outputs) issue(i mapping.Issue, value string) error {
	i = o.privacy.profile.Issue(i)
	o.state.Counts.issue(i)
	o.found.Issue(i)
	if o.encoder != nil {
		if err := o.encoder.Encode(i); err != nil {
			return err
		}
	}
	if o.findings != nil && ofRule(i) {
		if _, err := fmt.Fprintf(o.findings, "%s\n", i.Error()); err != nil {
			return err
		}
	}
	return o.valued(i, value)
}

// ofRule reports whether an issue is what check tells: a breach of a rule, or what
// keeps a record or a file from being read.
func ofRule(i mapping.Issue) bool {
	_, found := quality.FindRule(i.Code)
	return found || i.Severity == mapping.Error
}

// count counts codes without a target. What is none, or of a
// system that is not known, may be anything of a patient's that stood in the cell:
// it is counted without it.
func (o *outputs) count(unmapped []mapping.Unmapped) {
	for _, u := range unmapped {
		o.found.Unmapped(u)
		if o.counts == nil {
			continue
		}
		named := shape.Named(o.named, u.Source)
		if named.IsZero() || !shape.Printable(o.registry, u.Source, u.Code) {
			u.Code, u.Choices = "", ""
		}
		u.Source = named
		o.counts[u]++
	}
}

// reject writes a record that could not be translated, and before the first of
// an input its header.
func (o *outputs) reject(header, record []byte) error {
	if o.rejects == nil {
		return nil
	}
	if !o.state.Header {
		o.state.Header = true
		if _, err := o.rejects.Write(header); err != nil {
			return err
		}
	}
	_, err := o.rejects.Write(record)
	return err
}

// document writes a document as a line, now or when all are there.
func (o *outputs) document(line []byte) error {
	if o.run != nil {
		return o.run.Add(line)
	}
	return o.line(line)
}

// writeRun writes the transactions that waited for one another.
func (o *outputs) writeRun() error {
	if o.run == nil {
		return nil
	}
	return o.run.Write(func(line []byte) error {
		if err := o.line(line); err != nil {
			return err
		}
		return o.recorded()
	})
}

// line writes a line.
func (o *outputs) line(line []byte) error {
	s := o.current()
	if err := s.record(); err != nil {
		return err
	}
	if _, err := s.Write(line); err != nil {
		return err
	}
	_, err := s.Write([]byte{'\n'})
	return err
}

// sheet writes a sheet in which so much was found, and returns what could not be said
// as it does.
func (o *outputs) sheet(number int, sheet *mapping.FrontSheet, found []mapping.Issue) ([]mapping.Issue, error) {
	if o.pages == nil {
		if err := o.current().record(); err != nil {
			return nil, err
		}
	}
	return o.sheets.write(number, sheet, found)
}

// startSheets starts the sheets of a series. Where an interrupted run has begun
// it, the header is there.
func (o *outputs) startSheets(c *command, input string, localize mapping.LocalizeOptions) error {
	s := o.current()
	s.table = c.form.form == "dbf"
	to := &redirected{s}
	var err error
	if o.sheets, err = c.sheetWriter(to, s.more, input, localize); err != nil {
		return err
	}
	if p := s.part(); p.Number > 1 || p.Size > 0 {
		to.Writer = io.Discard
		err = o.sheets.flush()
		to.Writer = s
	}
	return err
}

// redirected is a writer whose target can be changed.
type redirected struct{ io.Writer }

// recorded ends a record: the shard that it makes full is whole, and the state
// is saved when it is time to.
func (o *outputs) recorded() error {
	if o.pages != nil {
		return nil
	}
	s := o.current()
	full := s.ready()
	if full {
		if err := o.flush(); err != nil {
			return err
		}
		if err := s.end(); err != nil {
			return err
		}
	}
	if o.journal == nil || !full && !o.journal.due() {
		return nil
	}
	if err := o.checkpoint(); err != nil {
		return err
	}
	return s.publish()
}

// flush hands the sheets that are written on to their file.
func (o *outputs) flush() error {
	if o.sheets == nil {
		return nil
	}
	return o.sheets.flush()
}

// endSheets completes what sheets were written to.
func (o *outputs) endSheets() error {
	if o.sheets == nil {
		return nil
	}
	err := o.sheets.end()
	o.sheets = nil
	return err
}
