package results

import (
	"bufio"
	"bytes"
	"io"
	"iter"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
)

// Options set how a file is read. Nil means the defaults.
type Options struct {
	// File is the name of the file in issues.
	File string
	// Admissions is the layout of messages by which the patient and the visit are read;
	// messages cannot be read without it.
	Admissions *mapping.Layout
	// Encoding is as in mapping.ReaderOptions; of messages and rows.
	Encoding string
	// Facility is that of records that name none.
	Facility frontsheet.Facility

	_ struct{}
}

// An Entry is what was read of one record of a file.
type Entry struct {
	// Number is the 1-based number of the record, Line the 1-based line on which it starts.
	Number, Line int
	// Header is that of a file of rows, nil for other files.
	Header []byte
	// Raw is the record as in the file, valid until the next.
	Raw []byte
	// Record is what it says, nil where it is rejected: then Issues says why.
	Record *report.Record
	Issues []frontsheet.Issue
}

// issue adds an issue of the entry.
func (e *Entry) issue(o *Options, column string, severity frontsheet.Severity, code, detail string) {
	e.Issues = append(e.Issues, frontsheet.Issue{File: o.File, Record: e.Number, Line: e.Line, Column: column, Severity: severity, Code: code, Detail: detail})
}

// looked is how much of a file Recognize needs.
const looked = 64 << 10

// Recognize returns the layout of a file that starts so, "" for none of this package.
func Recognize(start []byte) string {
	start = bytes.TrimPrefix(start, []byte("\ufeff"))
	for i := range carriers {
		if carriers[i].recognize(start) {
			return carriers[i].name
		}
	}
	return ""
}

// Read yields the records of a file in a layout of this package, which is recognised
// where it is "". An error, the last thing yielded, is that of the reader, or
// mapping.ErrLayout for a file of another kind.
func Read(r io.Reader, layout string, options *Options) iter.Seq2[*Entry, error] {
	o := options
	if o == nil {
		o = &Options{}
	}
	in := bufio.NewReaderSize(r, looked)
	if layout == "" {
		start, _ := in.Peek(looked)
		layout = Recognize(start)
	}
	if c := carrierOf(layout); c.read != nil && (o.Admissions != nil || !c.messages) {
		return c.read(in, o)
	}
	return func(yield func(*Entry, error) bool) { yield(nil, mapping.ErrLayout) }
}
