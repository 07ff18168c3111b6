package frontsheet

// A Medication is a drug that was prescribed for the patient, or dispensed to them,
// as the record lists it. The zero value states nothing.
type Medication struct {
	// Codes are the codes of the drug, of a terminology or of the facility.
	Codes []Code
	// Number is the number under which an authority has registered it, as written
	// ("HK-02280", "国药准字H13022378"): see package registration.
	Number string
	// Name is the drug in words, as written, with strength and form where the source
	// has them in one.
	Name string
	// Instruction is how it is taken, as written ("1 tab bd").
	Instruction string
	// Route is the way by which it is taken, as written ("oral").
	Route string
	// Quantity is how much was dispensed, as written, with its unit.
	Quantity string
	// Duration is for how long it was prescribed, as written, with its unit.
	Duration string
	// Start and End are when the prescription begins and ends.
	Start, End DateTime
	// Grade is how far the item of a domain record is coded.
	Grade Grade
	// Row is the 1-based row of a record of several, 0 where it has one.
	Row int
}
