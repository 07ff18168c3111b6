package carrier

import "errors"

// An Error says that a file cannot be read further. It holds no value of the file.
type Error struct {
	Line int // 1-based, 0 where it is the file as a whole
	Err  error
}

// Error returns what the cause says.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Causes of an Error that callers tell apart.
// Unresolved is what the rows of another program give beside a row of a
// spreadsheet in which formulas have no stored result: the columns of their
// cells, counted from 0. It is an error that does not end the reading. The cells
// are read as empty, and each is reported.
type Unresolved []int

// Error says that there are such formulas.
func (u Unresolved) Error() string { return "formulas of the row have no stored result" }

var (
	ErrEmpty   = errors.New("the file is empty")
	ErrNotText = errors.New("the file is no text, or UTF-16 without a byte order mark")
	ErrLayout  = errors.New("the header fits none of the layouts: no column of the record's key is there")
)
