package frontsheet

// A Grade is how far an item of a domain record is coded: "3.2" and "3.1" in a
// terminology that both sides know, "3" where the source does not tell these
// two apart, "2" as a local description with or without a local code, "1" as
// text. It is the source's claim beside what reading found to be true; neither
// says that a record conforms to anything.
type Grade struct {
	Claimed, Verified string
	// Reason says why Verified is less, a word of fhir.SystemGradeReason.
	Reason string
}
