// Package carrier is what all the ways have in common in which files hold the
// records of stays: rows, objects of JSON, messages. A carrier is a package that
// gives a [Carrier]; it reads the records of a file into front sheets and writes
// front sheets as a file, and no other package asks which carrier a file has.
package carrier

import (
	"cmp"
	"io"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A Carrier is one way in which files hold records.
type Carrier struct {
	// Format is the format of the layouts whose files the carrier reads and
	// writes. Several carriers may share one: a table is a file in CSV, or JSON.
	Format *layout.Format
	// Recognize reports whether a file that begins with start is one of the
	// carrier's, in one of layouts as far as the start tells. start is as much as was
	// read at first, the byte order mark taken off.
	Recognize func(start []byte, layouts []*layout.Layout) bool
	// Open starts reading a file in one of the layouts, which are all of Format.
	Open func(r io.Reader, layouts []*layout.Layout, o Options) (Source, error)
	// NewWriter starts writing a file in a layout of Format. It is nil where
	// another carrier writes the files of the format.
	NewWriter func(w io.Writer, l *layout.Layout, o WriterOptions) (Writer, error)
}

// Options set how a file is read.
type Options struct {
	File                 string // its name in issues
	Encoding             string // one of charset's, EncodingAuto for whatever it is found to be
	Mark                 string // the encoding that the byte order mark states, "" for none
	Diagnosis, Procedure codes.System
	Tables               []codes.Table
	Facility             frontsheet.Facility // of records that name none
	Input                string              // what tells the input from others, "" until it is known
	Fold                 bool                // the messages of one stay are one record
	// Others are layouts that are not to be read, and are named where a header is
	// one of theirs.
	Others []*layout.Layout
}

// A File is a file that is read, as those know it who make sheets of its records.
type File struct {
	Layout *layout.Layout // nil where the records are of none
	Options
}

// DiagnosisCodes returns the system in which diagnoses are read: the caller's
// choice, or else the layout's; none where each code of the file states its own.
func (f *File) DiagnosisCodes() codes.System {
	if f.Layout == nil {
		return codes.System{}
	}
	return cmp.Or(f.Diagnosis, f.Layout.Diagnosis)
}

// ProcedureCodes is DiagnosisCodes for procedures.
func (f *File) ProcedureCodes() codes.System {
	if f.Layout == nil {
		return codes.System{}
	}
	return cmp.Or(f.Procedure, f.Layout.Procedure)
}

// Place names the facility of a sheet that names none: that of the options, or
// else of the layout, or else the input stands for it.
func (f *File) Place(s *frontsheet.FrontSheet) {
	if s.FacilityName() != "" {
		return
	}
	if s.Facility = f.Facility; s.FacilityName() == "" {
		s.Facility = f.Layout.Facility
	}
	if s.FacilityName() == "" {
		s.Origin().Input = f.Input
	}
}

// A Source yields the records of one file as they stand in it. It settles all
// that depends on their order; Parsers do the rest.
type Source interface {
	// File returns what is known of the file.
	File() *File
	// Encoding returns the encoding of the file as far as it is known.
	Encoding() string
	// Header returns the header as it stands in the file, nil where there is none.
	Header() []byte
	// Issues returns what was found before the first record.
	Issues() []frontsheet.Issue
	// Next takes the next record off the file. It returns io.EOF after the
	// last, and an *Error where the file cannot be read further. What r holds
	// is valid until the next call.
	Next(r *Row) error
	// NewParser returns a Parser for one goroutine.
	NewParser() Parser
	// Close releases what the Source holds.
	Close()
}

// A Parser makes Records of the rows of one Source, on one goroutine.
type Parser interface {
	// Parse reads a row into record, of which all but the sheet and the issues
	// is set.
	Parse(record *Record, r *Row)
	// Cell returns the cell of the record in hand that issues name as column,
	// decoded and otherwise as written.
	Cell(r *Row, column string) string
	// Sheets returns the maker of the Parser's sheets.
	Sheets() *Sheets
}

// A Record is what a Parser makes of a row.
type Record struct {
	Number, Line int                    // 1-based
	Raw          []byte                 // of the row
	Sheet        *frontsheet.FrontSheet // nil where the record is rejected
	Issues       []frontsheet.Issue
	// Event is what a message says that states no stay: it takes an event back,
	// or merges patients. Then Sheet is nil. EventIssues are of Event, and are not
	// among Issues.
	Event       *frontsheet.FrontSheet
	EventIssues []frontsheet.Issue
	// Prior is the patient whom Event merges into its own, nil where it does not.
	Prior *frontsheet.Patient
}

// Parse makes record of one row. A panic of the parser costs the record.
func Parse(p Parser, file *File, record *Record, r *Row) {
	*record = Record{Number: r.Number, Line: r.Line, Raw: r.Raw}
	if place, panicked := guard.Do(func() { p.Parse(record, r) }); panicked {
		record.Sheet, record.Event, record.EventIssues, record.Prior = nil, nil, nil, nil
		at := frontsheet.Position{File: file.File, Record: r.Number, Line: r.Line}
		record.Issues = append(record.Issues, guard.InternalError(at, place))
	}
}

// Values returns, for each of the issues, the cell of the record in hand that it
// is about.
func Values(p Parser, r *Row, issues []frontsheet.Issue) []string {
	values := make([]string, len(issues))
	for i := range issues {
		if column := issues[i].Column; column != "" {
			values[i] = p.Cell(r, column)
		}
	}
	return values
}
