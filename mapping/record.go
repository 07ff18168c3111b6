package mapping

import (
	"fmt"
	"log/slog"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/redact"
)

// A Record is one record of a file: a row, a group of rows, an object of JSON, or
// a message.
type Record struct {
	// Number is the 1-based number of the record in the file, the header not
	// counted; Line the 1-based line on which it starts.
	Number, Line int
	// Raw is the record as in the file, its line end included, or as a line of
	// CSV where the file is no text, of JSON where it is an array. It is valid until the next record.
	Raw []byte
	// Sheet is what the record says, nil where it could not be understood:
	// then Issues says why, and the record is rejected.
	Sheet *FrontSheet
	// Issues are the repairs that reading took and what it could not read.
	Issues []Issue

	parser carrier.Parser // that has the record in hand
	row    *carrier.Row

	// Of a message that states no stay, as carrier.Record has it.
	event       *frontsheet.FrontSheet
	eventIssues []frontsheet.Issue
	prior       *frontsheet.Patient
}

func newRecord(p carrier.Parser, file *carrier.File, row *carrier.Row) *Record {
	var r carrier.Record
	carrier.Parse(p, file, &r, row)
	return &Record{
		Number: r.Number, Line: r.Line, Raw: r.Raw, Sheet: r.Sheet, Issues: r.Issues, parser: p, row: row,
		event: r.Event, eventIssues: r.EventIssues, prior: r.Prior,
	}
}

// Cell returns, decoded and otherwise as written, the cell of a column that is
// named as an [Issue] names it; "" where the record has none. Of a record of
// several rows it returns the different cells, one a line; of a message, the
// field with its repetitions.
//
// It is what an issue leaves out: a patient's value. It is valid as long as the
// record is.
func (r *Record) Cell(column string) string {
	if r.row == nil || column == "" {
		return ""
	}
	return r.parser.Cell(r.row, column)
}

// Format writes "[redacted]", whatever the verb is.
func (Record) Format(f fmt.State, _ rune) { redact.Format(f) }

// LogValue returns "[redacted]".
func (Record) LogValue() slog.Value { return redact.LogValue() }

// MarshalJSON returns "[redacted]": see [Reveal].
func (Record) MarshalJSON() ([]byte, error) { return redact.MarshalJSON() }
