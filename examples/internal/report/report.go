// Package report makes the page about a run of the example programs: one file
// of HTML, in English and Chinese, for the data manager of a hospital who has
// to act on what was found.
//
// A [Run] counts while the records come by, and holds counts alone: no value of
// a patient reaches the page, and its memory does not grow with the run. Of
// what stands in a column for codes the page shows only what has the shape of a
// code, since people type other things there.
package report

import (
	"sync"
	"time"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
)

// The most that a Run tells apart. What comes up beyond is counted together.
const (
	maxFiles   = 500
	maxRules   = 1_000
	maxColumns = 2_000
	maxPairs   = 20_000 // of a rule and a column
	maxCodes   = 20_000
)

// Options say of a run what its records do not. Nil means the defaults.
type Options struct {
	// Date is the day of the run; the page states none where it is zero, and
	// no time of day in any case.
	Date time.Time
	// Rows is the layout of the rows that are written, nil where the run
	// writes FHIR.
	Rows *mapping.Layout
	// Checked reports that the sheets are checked by package quality.
	Checked bool
	// Targets are the systems whose codes were asked for.
	Targets []codes.System
	// Tables are the code tables in use.
	Tables []codes.Table

	_ struct{}
}

// A Run counts what becomes of the records of a run. Its methods and those of
// its Files are for one goroutine at a time, except for the functions that
// [Run.Counting] returns. A nil Run, like a nil File, counts nothing.
type Run struct {
	options  Options
	registry *codes.Registry // of the tables

	files     []*File
	others    File // the files beyond maxFiles, together
	more      int  // how many these are
	rules     counter[ruleKey, occurrence]
	columns   counter[columnKey, severities]
	pairs     counter[pairKey, int]
	unmapped  counter[mapping.Unmapped, int]
	shapeless int                                 // codes without a target that have not the shape of a code
	missed    map[codes.System]*missed            // by target
	names     map[*mapping.Layout]map[string]bool // the columns of layouts

	mutex sync.Mutex // guards what follows
	coded coded
}

// New returns a Run that has counted nothing.
func New(options *Options) *Run {
	r := &Run{
		rules:    newCounter[ruleKey, occurrence](maxRules),
		columns:  newCounter[columnKey, severities](maxColumns),
		pairs:    newCounter[pairKey, int](maxPairs),
		unmapped: newCounter[mapping.Unmapped, int](maxCodes),
		missed:   map[codes.System]*missed{},
		names:    map[*mapping.Layout]map[string]bool{},
	}
	if options != nil {
		r.options = *options
	}
	r.registry = codes.NewRegistry(r.options.Tables, nil)
	r.coded = newCoded(r.options.knownSystems())
	return r
}

// A File counts what becomes of the records of one file.
type File struct {
	run    *Run
	number int // of the file in the run, from 1
	reader *mapping.Reader

	name                          string
	layout                        *mapping.Layout // nil where the file holds FHIR
	encoding                      string
	diagnosis, procedure          codes.System
	records, translated, rejected int
	severities                    severities
}

// Open starts the next file of the run. The reader is nil where the file is
// read without one.
func (r *Run) Open(name string, reader *mapping.Reader) *File {
	if r == nil {
		return nil
	}
	f := &File{run: r, number: len(r.files) + r.more + 1, name: name, reader: reader}
	if reader != nil {
		f.layout, f.diagnosis, f.procedure = reader.Layout(), reader.Diagnosis(), reader.Procedure()
	}
	if len(r.files) < maxFiles {
		r.files = append(r.files, f)
	} else {
		r.more++
	}
	return f
}

// Close ends the file: so many records were read, and became that.
func (f *File) Close(records, translated, rejected int) {
	if f == nil {
		return
	}
	f.records, f.translated, f.rejected = records, translated, rejected
	if f.reader != nil {
		f.encoding = f.reader.Encoding()
		f.reader = nil // it holds buffers
	}
	if f.number > maxFiles {
		f.run.others.add(f)
	}
}

func (f *File) add(g *File) {
	f.records += g.records
	f.translated += g.translated
	f.rejected += g.rejected
	f.severities.addAll(g.severities)
}

// total adds up the files.
func (r *Run) total() File {
	total := r.others
	for _, f := range r.files {
		total.add(f)
	}
	return total
}
