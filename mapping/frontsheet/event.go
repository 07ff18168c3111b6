package frontsheet

// An Event is what a message reports: the record is the stay as it stood then.
type Event struct {
	Code     string   // of HL7's table 0003: "A03"
	Recorded DateTime // when the event was recorded
	Sent     DateTime // when the message was made
	Message  string   // the control id of the message
}
