package frontsheet

import (
	"fmt"
	"strconv"
)

// A Severity says how much an Issue matters, a code of FHIR's IssueSeverity.
type Severity string

// The severities, as in FHIR's OperationOutcome.
const (
	// Error: what the source says could not be understood; the cell is kept
	// verbatim, or the record rejected.
	Error Severity = "error"
	// Warning: it was understood, but somebody should look at it.
	Warning Severity = "warning"
	// Information: it was written otherwise than the layout prescribes.
	Information Severity = "information"
)

// An Issue is a finding about one record or file: a repair, an approximation,
// something that could not be understood. It never holds a patient's value; it
// may hold a code of a code system.
//
// As JSON, an Issue is one line of the issues file.
type Issue struct {
	// File is the name of the file, as the options of the reader give it.
	File string `json:"file,omitempty"`
	// Record is the 1-based number of the record in the file, 0 for an issue
	// of the file itself.
	Record int `json:"record"`
	// Line is the 1-based line of the file on which the record starts.
	Line int `json:"line"`
	// Column is the column as the layout names it ("C03C").
	Column string `json:"column,omitempty"`
	// Field is the element of the FrontSheet ("diagnosis.principal.code").
	Field string `json:"field,omitempty"`
	// Severity is how much it matters.
	Severity Severity `json:"severity"`
	// Code is a stable word for the kind of issue ("date-format").
	Code string `json:"code"`
	// Detail says in an English sentence what was found and what became of it.
	Detail string `json:"detail"`
}

// Error returns the issue in one line, its place first: "file:12: C03C: warning:
// detail (code)". With it an Issue is an error.
func (i Issue) Error() string {
	s := i.File
	if s != "" {
		s += ":"
	}
	if i.Line > 0 {
		s += strconv.Itoa(i.Line) + ": "
	}
	if i.Column != "" {
		s += i.Column + ": "
	}
	return fmt.Sprintf("%s%s: %s (%s)", s, i.Severity, i.Detail, i.Code)
}
