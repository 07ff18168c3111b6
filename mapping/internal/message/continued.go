package message

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// joinSegments puts each segment together with the addenda that go on with it, and
// reports whether it could.
func (b *builder) joinSegments() bool {
	var err error
	if b.parser.continued, err = b.message.AppendContinued(b.parser.continued[:0], b.listed); err != nil {
		b.rejectParse(err)
		return false
	}
	return true
}

// listed reports whether the layout reads segments of a name: any other is kept
// verbatim, and so are its addenda.
func (b *builder) listed(name string) bool { return b.file.Layout.Segments[name] != nil }

// buildSegments reads the segments of the message.
func (b *builder) buildSegments() {
	for i := range b.parser.continued {
		c := &b.parser.continued[i]
		b.build1(&c.Segment)
		if c.Cuts != nil {
			b.issueAt(SegmentColumn(c.Name, b.ordinal), frontsheet.Information, "continued-segment", "the segment goes on in others (ADD): they are read as one")
		}
	}
}

// tellContinued reports a message that is part of one alone.
func (b *builder) tellContinued(msh *hl7v2.Segment) {
	if msh.Field(14) != "" && msh.Field(14) != `""` {
		b.issueAt("MSH-14", frontsheet.Warning, "continued-message", "the message goes on with an earlier one, and is read without what that says")
	}
	for i := range b.message.Segments {
		if b.message.Segments[i].Name == hl7v2.ContinuationPointer {
			b.issueAt(hl7v2.ContinuationPointer, frontsheet.Warning, "continued-message", "the message says that another goes on with it, and is read without what that says")
			return
		}
	}
}
