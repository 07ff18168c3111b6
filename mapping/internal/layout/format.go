package layout

// A Format says in what way the files of a layout carry records, as far as others
// than its carrier must know. Formats are compared by their address.
type Format struct {
	// Name is that of the property @format; Rows need not be named.
	Name string
	// Events: a record tells of one event in a stay, of which others tell, too. It
	// states what the stay is at that moment: its class, its status, and where the
	// patient is.
	Events bool
	// Whole: what a document or a sheet cannot say of a record is found by writing
	// it again and comparing, and not cell by cell.
	Whole bool
	// Described: each part of a record says itself what it is. A name says in which
	// script it is, a code of which system, and a place holds one code. Otherwise
	// the column tells, and a cell may hold several.
	Described bool

	// Places: the records have places of their own for what no column of the layout
	// is for, and give it back.
	Places bool

	// compile takes the columns of a layout apart, whose forms each format has.
	compile func(*Layout, []alias) error
	// column finds the column of an element that has none of its own.
	column func(l *Layout, element string) string
}

// The formats.
var (
	// Rows: a record is a row under a header, or an object of JSON whose members
	// are named as the columns are.
	Rows = &Format{Name: "rows", compile: (*Layout).compileRows}
	// Nested: a record is an object of JSON in which objects, and lists of objects,
	// have the members; a column is the pointer to a member (/setlinfo/medcasno,
	// /diseinfo/3/diag_code).
	Nested = &Format{Name: "nested-json", Places: true, compile: (*Layout).compileNested}
	// CDA: a record is a document of CDA R2; the template of the layout says where in
	// it the columns stand.
	CDA = &Format{Name: "cda", Places: true, compile: (*Layout).compileRows}
	// HL7v2: a record is a message of HL7 v2, a column a field of a segment
	// (PID-3, MSH-9.2).
	HL7v2 = &Format{Name: "hl7v2", Events: true, Whole: true, Described: true, compile: (*Layout).compileMessage, column: (*Layout).messageColumn}
)

var formats = [...]*Format{Rows, Nested, CDA, HL7v2}
