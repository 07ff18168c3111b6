package message

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// buildSegments reads the segments of the message, each with the addenda that go
// on with it, and reports whether it could.
func (b *builder) buildSegments() bool {
	p := b.parser
	var err error
	if p.continued, err = b.message.AppendContinued(p.continued[:0], b.listed); err != nil {
		b.rejectParse(err)
		return false
	}
	for i := range p.continued {
		c := &p.continued[i]
		b.build1(&c.Segment, b.message.Segments[c.Index].Text)
		for n := range c.Addenda {
			p.counts[hl7v2.Addendum]++
			column := SegmentColumn(hl7v2.Addendum, p.counts[hl7v2.Addendum])
			b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: column, Value: b.message.Segments[c.Index+1+n].Text})
			b.issueAt(column, frontsheet.Information, "continued-segment", "the segment goes on with the one before it: both are read as one")
		}
	}
	return true
}

// listed reports whether the layout reads segments of a name, and not the header,
// which states what the message is.
func (b *builder) listed(name string) bool {
	return name != "MSH" && b.file.Layout.Segments[name] != nil
}

// tellContinued reports a message that is part of one alone.
func (b *builder) tellContinued(msh *hl7v2.Segment) {
	if msh.Field(14) != "" && msh.Field(14) != `""` {
		b.issueAt("MSH-14", frontsheet.Warning, "continued-message", "the message goes on with an earlier one, and is read without what that says")
	}
	for i := range b.message.Segments {
		switch s := &b.message.Segments[i]; s.Name {
		case hl7v2.ContinuationPointer:
			b.issueAt(s.Name, frontsheet.Warning, "continued-message", "the message says that another goes on with it, and is read without what that says")
			return
		case hl7v2.Addendum:
			if i == 1 {
				b.issueAt(s.Name, frontsheet.Warning, "continued-message", "the message starts with the rest of a segment of an earlier one: it is kept verbatim, and nothing made of it")
			}
		}
	}
}
