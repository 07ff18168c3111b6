package hl7v2

import "strings"

// The names of the segments that continue what went before: chapter 2 of HL7 v2.5.
const (
	// Addendum is the segment that goes on with the last field of the one before it.
	Addendum = "ADD"
	// ContinuationPointer is the segment that says that another message goes on.
	ContinuationPointer = "DSC"
)

// A ContinuedSegment is a segment with all that its addenda say.
type ContinuedSegment struct {
	Segment
	// Index is where the segment stands among those of the message.
	Index int
	// Addenda are how many of those after it continue it.
	Addenda int
}

// AppendContinued appends to dst the segments of the message, each with the fields
// of the ADD segments that follow it: the last field of a segment and ADD-1 are one
// field. An ADD continues only what goesOn reports it can; any other is a segment of
// its own. The fields stand until the next Parse. The error is a *ParseError, where
// a segment becomes longer than Parse permits.
func (m *Message) AppendContinued(dst []ContinuedSegment, goesOn func(name string) bool) ([]ContinuedSegment, error) {
	for i := 0; i < len(m.Segments); {
		c := ContinuedSegment{Segment: m.Segments[i], Index: i}
		for i++; i < len(m.Segments) && m.Segments[i].Name == Addendum && c.Name != Addendum && goesOn(c.Name); i++ {
			c.Addenda++
		}
		if c.Addenda > 0 {
			var text strings.Builder
			text.WriteString(c.Text)
			for _, s := range m.Segments[c.Index+1 : i] {
				text.WriteString(s.Text[min(len(Addendum)+1, len(s.Text)):])
			}
			c.Text = text.String()
			if err := m.bound(&c.Segment); err != nil {
				return dst, err
			}
		}
		dst = append(dst, c)
	}
	return dst, nil
}
