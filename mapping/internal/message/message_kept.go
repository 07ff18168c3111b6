package message

import (
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A keptFields is what a sheet keeps verbatim of its message.
type keptFields struct {
	Fields map[string]string // by the column
	Wholes map[string]string // segments of which the sheet fills nothing
	Header string            // MSH
	places string            // columnSegments
}

// KeptOf returns what is kept of a message by fields.
func KeptOf(fields []frontsheet.Field) keptFields {
	k := keptFields{Fields: map[string]string{}, Wholes: map[string]string{}}
	for _, f := range fields {
		segment, _, field := strings.Cut(f.Column, "-")
		_, _, ok := parseSegmentColumn(segment)
		switch {
		case f.Row > 0: // of one of several messages, and not of the one in hand
		case f.Column == columnSegments:
			k.places = f.Value
		case !ok:
		case field:
			if _, twice := k.Fields[f.Column]; !twice {
				k.Fields[f.Column] = f.Value
			}
		case segment == "MSH":
			k.Header = f.Value
		default:
			k.Wholes[f.Column] = f.Value
		}
	}
	return k
}

// Delimiters returns the delimiters of the message that the sheet came from, or
// else those of the standard.
func (k *keptFields) Delimiters() hl7v2.Delimiters { return DelimitersOf(k.Header) }

func DelimitersOf(header string) hl7v2.Delimiters {
	var m hl7v2.Message
	if header != "" && m.Parse(header) == nil {
		return m.Delimiters
	}
	return hl7v2.DefaultDelimiters()
}

// keepIdle keeps as wholes the segments of which no part of the sheet came, and
// reports them: nothing else of the sheet would tell of them.
func (b *builder) keepIdle() {
	clear(b.parser.counts)
	for i := range b.parser.continued {
		s := &b.parser.continued[i].Segment
		b.parser.counts[s.Name]++
		ordinal := b.parser.counts[s.Name]
		fields := b.file.Layout.Segments[s.Name]
		if fields == nil || s.Name == "MSH" || deleted(s) {
			continue // it is a whole already, or the header
		}
		if b.position(s.Name, ordinal) == 0 || ordinal == 1 && !counted(s.Name) && s.Name != "EVN" && !states(s, fields) {
			b.keepWhole(SegmentColumn(s.Name, ordinal), s.Text)
		}
	}
}

// states reports whether a segment has any of the fields that a layout reads.
func states(s *hl7v2.Segment, fields *layout.SegmentFields) bool {
	for i := range fields.Fields {
		if s.Field(fields.Fields[i].Number) != "" {
			return true
		}
	}
	return false
}

// HeaderOf returns the header of the message that the sheet came from, "" for none.
func HeaderOf(s *frontsheet.FrontSheet) (header string) {
	for i := range s.Fields {
		if s.Fields[i].Column == "MSH" {
			header = s.Fields[i].Value
		}
	}
	return header
}

// keepWhole keeps a segment as a whole, in the place of its fields.
func (b *builder) keepWhole(column, text string) {
	b.sheet.Fields = slices.DeleteFunc(b.sheet.Fields, func(f frontsheet.Field) bool { return strings.HasPrefix(f.Column, column+"-") })
	b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: column, Value: text})
	b.issueAt(column, frontsheet.Information, "segment-kept", "the segment does not say enough for a part of the sheet: it is kept verbatim")
}

// position returns which of the segments of a name that the sheet fills comes
// from that of an ordinal, 0 for none.
func (b *builder) position(name string, ordinal int) int {
	order, listed := b.order[name]
	if !listed {
		if ordinal == 1 {
			return 1
		}
		return 0
	}
	return slices.Index(order, ordinal) + 1
}
