package frontsheet

import "slices"

// An Origin is what the readers and writers of the module know of a sheet beside
// what it states. The zero Origin is that of a sheet that no reader made.
type Origin struct {
	// Columns are those of the layout of the sheet, nil where there is none.
	Columns Columns
	// Position is where the record stood.
	Position Position
	// Input tells the input of a record that names no facility from others: it is a
	// digest of how the input starts. It is "" where the record names one.
	Input string
	// Marked lists fields of the layout, by their index, whose cells hold the mark
	// for nothing to record.
	Marked []int32
	// Scratch belongs to the reader that fills the sheet: it collects there what
	// becomes parts of the sheet when the record ends. It is nil at any other time.
	Scratch any
}

// Columns is the part of a layout that a sheet asks about the cells that it was
// read from.
type Columns interface {
	// ColumnOf returns the column that fills an element, "" where none does.
	ColumnOf(element string) string
	// TitleOf returns the title of that column in the words of its form, "" where it
	// has none.
	TitleOf(element string) string
	// FieldOf returns the index of the field that an element fills.
	FieldOf(element string) (index int, ok bool)
	// SeveralOfStay reports whether several records of a file may be of one stay.
	SeveralOfStay() bool
}

// A Position is where a record stood in its source. Its parts are zero where
// they are not known.
type Position struct {
	// File is the name of the file, as the options of the reader give it.
	File string
	// Record is the 1-based number of the record, Line the 1-based line of the
	// file on which it starts.
	Record, Line int
}

// Origin returns the origin of the sheet, for the readers and writers of the
// module. Others have no use for it: Position, Column and Marked tell what is in
// it.
func (s *FrontSheet) Origin() *Origin { return &s.origin }

// Position returns where the sheet stood in its file: the file's name, the
// 1-based number of the record and the 1-based line. They are zero where no
// reader made the sheet.
func (s *FrontSheet) Position() (file string, record, line int) {
	p := &s.origin.Position
	return p.File, p.Record, p.Line
}

// Column returns the column that fills an element ("diagnosis.other[3].code")
// in the layout of the sheet, "" where there is none.
func (s *FrontSheet) Column(element string) string {
	if s.origin.Columns == nil {
		return ""
	}
	return s.origin.Columns.ColumnOf(element)
}

// Title returns the title of that column ("出生日期"), in the words of its form; "" where
// there is none.
func (s *FrontSheet) Title(element string) string {
	if s.origin.Columns == nil {
		return ""
	}
	return s.origin.Columns.TitleOf(element)
}

// Marked reports whether the cell of an element holds the mark that the form
// prescribes where there is nothing to record (-), rather than nothing.
func (s *FrontSheet) Marked(element string) bool {
	if s.origin.Columns == nil {
		return false
	}
	i, ok := s.origin.Columns.FieldOf(element)
	return ok && slices.Contains(s.origin.Marked, int32(i))
}
