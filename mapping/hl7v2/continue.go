package hl7v2

import (
	"strings"
	"unicode/utf8"
)

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
	// Cuts are where the text of the segment was cut, in bytes: what follows each
	// stood in an ADD.
	Cuts []int
}

// AppendContinued appends to dst the segments of the message, each with the fields
// of the ADD segments that follow it: the last field of a segment and ADD-1 are one
// field. An ADD continues only what goesOn reports it can; any other is a segment of
// its own. The fields stand until the next Parse. The error is a *ParseError, where
// a segment becomes longer than Parse permits.
func (m *Message) AppendContinued(dst []ContinuedSegment, goesOn func(name string) bool) ([]ContinuedSegment, error) {
	for i := 0; i < len(m.Segments); {
		c := ContinuedSegment{Segment: m.Segments[i]}
		first := i + 1
		for i++; i < len(m.Segments) && c.Name != Addendum && len(c.Text) > len(c.Name) && isAddendum(&m.Segments[i]) && goesOn(c.Name); i++ {
		}
		if first < i {
			var text strings.Builder
			text.WriteString(c.Text)
			for _, s := range m.Segments[first:i] {
				c.Cuts = append(c.Cuts, text.Len())
				text.WriteString(s.Text[len(Addendum)+1:])
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

// isAddendum reports whether a segment is an ADD that has a field.
func isAddendum(s *Segment) bool { return s.Name == Addendum && len(s.Text) > len(Addendum) }

// AppendCut appends a segment that AppendSegment has written to dst, cut into
// addenda as a ContinuedSegment was. A cut that would part a character, or is
// beyond the text, is left out.
func (d Delimiters) AppendCut(dst []byte, segment string, cuts []int) []byte {
	from := 0
	for _, at := range cuts {
		if at >= from && at < len(segment) && at > len(Addendum) && utf8.RuneStart(segment[at]) {
			dst = append(append(dst, segment[from:at]...), '\r')
			dst = append(append(dst, Addendum...), d.Field)
			from = at
		}
	}
	return append(dst, segment[from:]...)
}
