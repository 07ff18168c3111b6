package frontsheet

import "strconv"

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
	// Title is what the layout calls the column ("出院主要诊断编码"), "" where it has no
	// title or is not known.
	Title string `json:"title,omitempty"`
	// Once tells that the issue is about how the file writes, and not about what a
	// record says: NULL for nothing, padded cells, dates in another shape. A Reader
	// reports it of the first record in whose column it is found. Those after it in the
	// same file and column may have it as well, and are not told of. Errors and warnings
	// are never so.
	Once bool `json:"once,omitempty"`
}

// Error returns the issue in one line, its place first: "a/hqms.csv, line 12, A13
// (出生日期): warning: detail (code)". With it an Issue is an error.
func (i Issue) Error() string {
	at := Place(i.File, i.Line)
	if i.Line == 0 && i.Record > 0 {
		at = join(at, "record "+strconv.Itoa(i.Record))
	}
	column := i.Column
	if column != "" && i.Title != "" && i.Title != column {
		column += " (" + i.Title + ")"
	}
	if at = join(at, column); at != "" {
		at += ": "
	}
	return at + string(i.Severity) + ": " + i.Detail + " (" + i.Code + ")"
}

// Place returns in words where something stands: "a/hqms.csv, line 12". A name that is
// "" and a line that is 0 are left out.
func Place(file string, line int) string {
	if line == 0 {
		return file
	}
	return join(file, "line "+strconv.Itoa(line))
}

func join(place, part string) string {
	if place == "" || part == "" {
		return place + part
	}
	return place + ", " + part
}
