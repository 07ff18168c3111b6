package frontsheet

// A Period is from when and until when something holds, as the source states it:
// DR of HL7. The zero Period states nothing.
type Period struct {
	// Start and End are the first and the last moment.
	Start, End DateTime
}

// IsZero reports whether the source states neither end.
func (p Period) IsZero() bool { return p.Start.IsZero() && p.End.IsZero() }

// Over reports whether the period had certainly ended at a time: on the day of its
// end it has not. It is false where either is not stated.
func (p Period) Over(at DateTime) bool { return p.End.Before(at) }

// Ahead reports whether the period had certainly not begun at a time. It is false
// where either is not stated.
func (p Period) Ahead(at DateTime) bool { return at.Before(p.Start) }
