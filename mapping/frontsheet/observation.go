package frontsheet

// An Observation is a result or a finding that the record carries beside the
// items of the sheet: one test, sign or question with its answer.
type Observation struct {
	Codes []Code
	Name  string

	// Kind is the type of the answer, a code of HL7's table 0125 ("NM").
	Kind string
	// One of these is the answer.
	Number  Decimal
	Answers []Code // where Code.Code may be empty
	Text    string

	Unit     string
	Range    string // of reference, as written
	Flag     string // a code of HL7's table 0078: "H"
	Status   string // a code of HL7's table 0085: "F"
	Observed DateTime
	Grade    Grade
	Row      int // of a record of several, counted from 1; 0 where it has one
}
