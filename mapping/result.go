package mapping

// A TestResult is an observation that the record carries beside the items of the
// sheet: one test, sign or question with its answer.
type TestResult struct {
	Codes []Code
	Name  string
	// One of these is the answer.
	Number Decimal
	Coded  Code
	Text   string

	Unit     string
	Range    string // of reference, as written
	Flag     string // a code of HL7's table 0078: "H"
	Status   string // a code of HL7's table 0085: "F"
	Observed DateTime
	Grade    Grade
}
