package message

import (
	"slices"

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

// buildSegments reads the segments of the message.
func (b *builder) buildSegments() {
	p := b.parser
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
}

// listed reports whether the layout reads segments of a name: any other is kept
// verbatim, and so are its addenda.
func (b *builder) listed(name string) bool { return b.file.Layout.Segments[name] != nil }

// wholeHeader returns the header of segments with the addenda after it, and how many
// those are.
func wholeHeader(segments []Segment, d hl7v2.Delimiters) (header Segment, addenda int) {
	if len(segments) == 1 || segments[1].name != hl7v2.Addendum {
		return segments[0], 0
	}
	header = Segment{name: segments[0].name, Fields: slices.Clone(segments[0].Fields)}
	for _, s := range segments[1:] {
		if s.name != hl7v2.Addendum {
			break
		}
		addenda++
		for i, field := range s.Fields {
			if last := len(header.Fields); i == 0 && last > 2 {
				header.Fields[last-1] += field
			} else {
				header.Fields = append(header.Fields, field)
			}
		}
	}
	return header, addenda
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
		}
	}
}
