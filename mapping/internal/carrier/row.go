package carrier

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// The limits that keep a hostile or broken file from filling the memory.
const (
	MostCell    = 1 << 20  // bytes of one cell
	MostRecord  = 16 << 20 // bytes of one record
	MostColumns = 4096
)

// A Row is one record of a file, as the file has it. A carrier whose records
// are no rows gives their bytes in Raw, and no cells.
type Row struct {
	Raw      []byte // as in the file, line end included; nil where there are no bytes
	Number   int    // 1-based record of the file
	Line     int    // 1-based first line
	Lines    int    // how many lines it spans
	Fault    string // why it cannot be split, one of Faults; "" where it can
	Cells    []Span
	Unquoted []byte // the cells whose doubled quotes were undone
	More     []Row  // further rows of the same record
	Extra    []Extra
	Encoding string  // of this row
	Mixed    bool    // Encoding is not that of the file
	Padded   bool    // blanks stand around quoted cells
	Again    bool    // the stay stood in the file before
	Note     RowNote // of a row of a spreadsheet
	// Before are issues of what was passed over between the record before and
	// this one.
	Before []frontsheet.Issue
	// Held is what a record is where it is no bytes, for the Parser.
	Held any
}

// A Span says where a cell stands: in the row's Raw, or in its Unquoted where it
// was Undone of its quotes.
type Span struct {
	From, To int32
	Undone   bool
}

// An Extra is what a record has beside its cells: a cell without a column, an
// issue, or both.
type Extra struct {
	Column, Value string
	Severity      frontsheet.Severity
	Code, Detail  string
}

// Cell returns the i-th cell.
func (r *Row) Cell(i int) []byte {
	c := r.Cells[i]
	if c.Undone {
		return r.Unquoted[c.From:c.To]
	}
	return r.Raw[c.From:c.To]
}

// Blank reports whether the cells from the i-th on are.
func (r *Row) Blank(i int) bool {
	for ; i < len(r.Cells); i++ {
		for _, b := range r.Cell(i) {
			if b != ' ' && b != '\t' {
				return false
			}
		}
	}
	return true
}

// Clone returns a row that stays valid.
func (r *Row) Clone() Row {
	c := *r
	c.Raw, c.Cells, c.Unquoted = slices.Clone(r.Raw), slices.Clone(r.Cells), slices.Clone(r.Unquoted)
	return c
}

// Faults says what is wrong with a record that cannot be split.
var Faults = map[string]string{
	"unterminated-quote": "a quote opens a cell, and nothing closes it",
	"bad-quote":          "text follows the closing quote of a cell, or a quote has joined lines",
	"record-too-long":    "the record is longer than 16 MiB",
	"field-too-long":     "a cell is longer than 1 MiB",
	"too-many-columns":   "the record has more than 4096 cells",
	"bad-json":           "the record is not JSON",
	"bad-utf-8":          "the text of the record is not UTF-8, or it holds half a surrogate pair",
	"not-an-object":      "the record is JSON, and no object",
	"too-deep":           "the objects and arrays of the record are more than 64 deep",
	"repeated-header":    "the row is the header once more, and no record follows it",
	"another-header":     "the row is another header than that of the file: files of several forms were joined",
	"below-another":      "the row stands below another header than that of the file: split the file there",
	"group-too-long":     "the rows of one record are more than 10000, or longer than 16 MiB",

	"bad-xml":              "the document is no well-formed XML",
	"undefined-entity":     "the document refers to an entity that XML does not define",
	"doctype":              "the document declares a document type (DOCTYPE), which is not read: what it declares may come from elsewhere",
	"xml-too-deep":         "the elements of the document are more than 64 deep",
	"too-many-elements":    "the document has more than 100000 elements",
	"document-too-long":    "the document is longer than 16 MiB",
	"no-clinical-document": "the record is XML, and no ClinicalDocument",
	"other-document":       "the code of the document is not that of the layout's",

	"no-message-header":  "the bytes are no message: they do not start with MSH",
	"unterminated-frame": "the MLLP frame has no end: the message may have been cut short",
	"message-too-long":   "the message is longer than 16 MiB",
	"visit-too-long":     "the messages of one stay are more than 10000, or longer than 16 MiB",
}
