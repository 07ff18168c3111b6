package carrier

import (
	"errors"
	"fmt"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// An Error says that a file cannot be read further. It holds no value of the file.
type Error struct {
	Line int // 1-based, 0 where it is the file as a whole
	Err  error
}

// Error returns what the cause says.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// A RowNote is what the rows of another program give beside a row of a
// spreadsheet of which there is more to say than its cells. It is an error that
// does not end the reading. Columns are counted from 0.
type RowNote struct {
	// Line is the number of the row, from 1; where it is 0, that after the row
	// before.
	Line int
	// Unresolved are the columns of formulas that have no stored result. Their
	// cells are read as empty, and each is reported.
	Unresolved []int
	// Filled are the columns whose cells lie under a merged one and have its
	// value. Each is reported.
	Filled []int
	// From1904 tells that day numbers count from 1904, as those of workbooks that
	// Excel for Mac made, and not from 1900.
	From1904 bool
	// Cut are, of a header, the columns whose names fill the room that the file
	// has for a name: what is behind may be cut off.
	Cut []int
	// Found are what the program found in the row. Those beside the header, and
	// those that stand beside no cells at all, are of the file.
	Found []Finding
}

// A Finding is what another program found in the rows that it gives.
type Finding struct {
	Column       int // from 0; -1 where it is about the whole row, or the file
	Severity     frontsheet.Severity
	Code, Detail string // as those of an issue: no value of a patient
}

// Error says that the note is no fault.
func (RowNote) Error() string { return "a note on a row, which can be read" }

// Causes of an Error that callers tell apart.
var (
	ErrEmpty   = errors.New("the file is empty")
	ErrNotText = errors.New("the file is no text, or UTF-16 without a byte order mark")
	ErrLayout  = errors.New("the header fits none of the layouts: no column of the record's key is there")
)

// A LayoutError is an ErrLayout that knows what the header looks like.
type LayoutError struct {
	// Likely is the name of the layout of which the header names most columns, ""
	// where it names none of any.
	Likely string
	// Named is how many columns those are, 0 in a file that has no header.
	Named int
	// Missing are the columns of the key of Likely that the header lacks: none
	// where it is the header of Likely, which is not among the layouts to read.
	Missing []string
	// Foreign are columns of the header that Likely has not, and a layout in which the
	// same names mean other things: the header is of neither.
	Foreign []string
	// Separator is what seems to part the columns of the header, where it is none of
	// those that are read ("|"), "" elsewhere.
	Separator string
}

// Error says which layout it looks like.
func (e *LayoutError) Error() string {
	switch {
	case e.Separator != "":
		return fmt.Sprintf("the header fits none of the layouts: its columns seem to be parted by %q, which is not read: export with commas, tabs or semicolons", e.Separator)
	case e.Likely == "":
		return ErrLayout.Error()
	case e.Named == 0:
		return fmt.Sprintf("%v; it looks like the layout %s", ErrLayout, e.Likely)
	case e.Foreign != nil:
		return fmt.Sprintf("the header fits none of the layouts: it names %d columns of %s, and %s, which is of another form that has the same names for other things", e.Named, e.Likely, strings.Join(e.Foreign, " and "))
	case e.Missing == nil:
		return fmt.Sprintf("%v; it looks like the layout %s, %d of whose columns it names", ErrLayout, e.Likely, e.Named)
	default:
		return fmt.Sprintf("%v; the nearest is %s, of which it names %d columns and lacks %s", ErrLayout, e.Likely, e.Named, strings.Join(e.Missing, " and "))
	}
}

// Unwrap returns ErrLayout.
func (e *LayoutError) Unwrap() error { return ErrLayout }
