package translate

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/crossbay/crossbay/examples/internal/durable"
)

// A state says of which run it is, and how far that has come: all that is
// needed to go on with it. It holds nothing of the records but the codes of
// -unmapped, as far as that lists them.
type state struct {
	identity
	// Input counts the inputs that are done.
	Input int `json:"input"`
	// Counts are those of the input after them, whose records have been read
	// so far; Total those of the inputs that are done.
	Counts tally `json:"counts"`
	Total  tally `json:"total"`
	// Tables are the records read so far of each of the tables of that input which
	// have been begun.
	Tables []int `json:"tables,omitempty"`
	// Header tells that a record of the table in hand was rejected, and the header
	// stands before it.
	Header bool `json:"header"`
	// Rejects, Issues and Values are the bytes of these files, Documents those of the
	// documents: one series, or one of each input so far.
	Rejects   int64  `json:"rejects"`
	Issues    int64  `json:"issues"`
	Values    int64  `json:"values"`
	Documents []part `json:"documents"`
	// Strays counts what the command line names and is no file, as far as reported.
	Strays int `json:"strays,omitempty"`
	// Today is the day of -check on which the run began.
	Today string `json:"today,omitempty"`
	// Unmapped is what -unmapped has counted.
	Unmapped []unmappedCount `json:"unmapped,omitempty"`
	// Complete tells that all is written, and left to be published.
	Complete bool `json:"complete"`
}

// MarshalJSON implements json.Marshaler: the numbers in the order of the fields.
func (t tally) MarshalJSON() ([]byte, error) {
	return json.Marshal([...]int{t.records, t.translated, t.rejected, t.errors, t.warnings, t.notes, t.leftOut, t.unread})
}

// UnmarshalJSON implements json.Unmarshaler.
func (t *tally) UnmarshalJSON(b []byte) error {
	var n [8]int
	err := json.Unmarshal(b, &n)
	*t = tally{n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]}
	return err
}

// A journal keeps the state of a run in a file beside its output. No other
// process can have it at the same time.
type journal struct {
	name  string        // of the file of the state
	every time.Duration // between two states
	saved time.Time     // when the state was saved last
	kept  bool          // there is a state to go on from
	claim *os.File
}

// journalName is the name of the state of a run with the output of that name.
func journalName(output string) string {
	return filepath.Join(filepath.Dir(output), "."+filepath.Base(output)+".resume")
}

// openJournal claims the journal of the output of that name.
func openJournal(output string, every time.Duration) (*journal, error) {
	j := &journal{name: journalName(output), every: every, saved: time.Now()}
	if err := os.MkdirAll(filepath.Dir(output), 0o755); err != nil {
		return nil, err
	}
	claim, err := durable.Claim(j.name + ".lock")
	if err != nil {
		return nil, fmt.Errorf("-resume: %w", err)
	}
	j.claim = claim
	return j, nil
}

// load reads the state of the run that was interrupted, the one given where
// there was none. A run of something else is an error.
func (j *journal) load(id identity) (state, error) {
	start := state{identity: id}
	text, err := os.ReadFile(j.name)
	if errors.Is(err, fs.ErrNotExist) {
		return start, nil
	}
	if err != nil {
		return start, err
	}
	j.kept = true
	var s state
	if err := json.Unmarshal(text, &s); err != nil {
		return start, fmt.Errorf("-resume: %s cannot be read; remove it to start anew", j.name)
	}
	if difference := s.differs(id); difference != "" {
		return start, fmt.Errorf("-resume: %s since the run that %s keeps; remove that file to start anew", difference, j.name)
	}
	return s, nil
}

// lost is the error that an output is not as the state says.
func (j *journal) lost(err error) error {
	if !j.kept {
		return err
	}
	return fmt.Errorf("-resume: %w; remove %s to start anew", err, j.name)
}

// due reports whether it is time to save the state.
func (j *journal) due() bool { return j != nil && time.Since(j.saved) >= j.every }

// save saves the state in place of the one before. What it says of the outputs
// must be durable before.
func (j *journal) save(s *state) error {
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if err := durable.Replace(j.name, append(text, '\n')); err != nil {
		return err
	}
	j.kept, j.saved = true, time.Now()
	return nil
}

// remove removes the state of a run that is done.
func (j *journal) remove() error {
	j.kept = false
	return durable.Remove(j.name)
}

// close gives the journal up.
func (j *journal) close() {
	if !j.kept {
		os.Remove(durable.PartialOf(j.name))
	}
	durable.Release(j.claim)
}
