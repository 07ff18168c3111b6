package carrier

import (
	"cmp"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/guard"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// WriterOptions set how a file is written.
type WriterOptions struct {
	Edition              string // the last edition whose columns are written, "" for all
	Encoding             string // one of charset's, "" for UTF-8
	BOM, CRLF, MLLP      bool
	File                 string           // its name in issues
	Diagnosis, Procedure codes.System     // of the codes that are written
	Terms                *term.Translator // of the names of values, nil for package term's own
	KeepCodings          bool             // a value of its own holds those that the form has no place for
}

// A Writer writes front sheets as the records of a file.
type Writer interface {
	// Write writes one sheet, and returns what the file cannot say as the sheet
	// does. An error is that of the underlying writer, or guard.ErrInternal: then
	// the sheet was left out, and the next can be written.
	Write(s *frontsheet.FrontSheet) ([]frontsheet.Issue, error)
	// Flush writes what is buffered, and whatever a file without records has.
	Flush() error
}

// A Draft is what every Writer knows of its file and of the record in hand.
type Draft struct {
	Layout  *layout.Layout
	Options WriterOptions
	Record  int                    // 1-based number of the record in hand
	Line    int                    // 1-based, on which it starts
	Sheet   *frontsheet.FrontSheet // the one that is written, which is the Draft's to change
	Issues  []frontsheet.Issue     // of the record in hand
}

// NewDraft returns the Draft of a file in a layout.
func NewDraft(l *layout.Layout, o WriterOptions) Draft {
	o.Diagnosis, o.Procedure = cmp.Or(o.Diagnosis, l.Diagnosis), cmp.Or(o.Procedure, l.Procedure)
	return Draft{Layout: l, Options: o}
}

// Begin begins the record of a sheet, which is copied.
func (d *Draft) Begin(s *frontsheet.FrontSheet) {
	copied := s.Clone()
	d.Sheet, d.Issues = &copied, nil
	d.Record++
}

// Report reports something about a column of the record in hand and the element
// that fills it; both may be empty.
func (d *Draft) Report(column, element string, severity frontsheet.Severity, code, detail string) {
	d.Issues = append(d.Issues, frontsheet.Issue{
		File: d.Options.File, Record: d.Record, Line: d.Line, Column: column, Field: element, Severity: severity, Code: code, Detail: detail,
	})
}

// Finish calls write, which writes the record in hand, and returns its issues.
// Where write panics, drop gives up what there is of the record.
func (d *Draft) Finish(write func() error, drop func()) ([]frontsheet.Issue, error) {
	var err error
	if place, panicked := guard.Do(func() { err = write() }); panicked {
		drop()
		at := frontsheet.Position{File: d.Options.File, Record: d.Record, Line: d.Line}
		return []frontsheet.Issue{guard.InternalError(at, place)}, guard.ErrInternal
	}
	return together(d.Issues), err
}
