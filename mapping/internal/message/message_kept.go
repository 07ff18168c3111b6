package message

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// A keptFields is what a sheet keeps verbatim of its message.
type keptFields struct {
	Fields map[string]string // by the column
	Wholes map[string]string // segments of which the sheet fills nothing
	Header string            // MSH
	places string            // columnSegments
}

func KeptOf(s *frontsheet.FrontSheet) keptFields {
	k := keptFields{Fields: map[string]string{}, Wholes: map[string]string{}}
	for _, f := range s.Fields {
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

// keepForm keeps verbatim what the message has otherwise than it would be
// written: so it can be written as it was.
func (b *builder) keepForm() {
	p := b.parser
	p.form.Arena.Reset()
	form := p.form.Form(b.file.Layout, b.sheet, b.message.Delimiters)
	p.stated = Stated{form, b.message.Delimiters}
	list := p.places[:0]
	clear(p.counts)
	clear(p.kept)
	for i := range b.sheet.Fields {
		p.kept[b.sheet.Fields[i].Column] = true
	}
	for i := range p.continued {
		s := &p.continued[i].Segment
		p.counts[s.Name]++
		at := placed{Name: s.Name, Ordinal: p.counts[s.Name], cuts: p.continued[i].Cuts}
		column := SegmentColumn(at.Name, at.Ordinal)
		at.Position = b.position(s.Name, at.Ordinal)
		filled := find(form, s.Name, at.Position)
		if filled == nil {
			at.Position = 0
		}
		switch {
		case s.Name == "MSH":
		case p.kept[column]:
			at.Position = 0
		case filled == nil:
			b.keepWhole(column, s.Text)
		default:
			b.keepFields(&at, s, filled)
		}
		list = append(list, at)
	}
	p.places = list
	if canonical(list, form) {
		return
	}
	wholes := KeptOf(b.sheet).Wholes
	if places := formatPlaces(list); places != formatPlaces(arrange(form, wholes)) {
		b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: columnSegments, Value: places})
	}
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

func (b *builder) keepFields(p *placed, s *hl7v2.Segment, form *Segment) {
	last := 0
	for n := 1; n <= max(s.Fields(), len(form.Fields)); n++ {
		raw, written := s.Field(n), form.Field(n)
		if n == 1 && counted(s.Name) {
			written = strconv.Itoa(p.Ordinal)
		}
		if raw != "" {
			last = n
		}
		if raw == written {
			continue
		}
		column := FieldColumn(p.Name, p.Ordinal, n)
		switch {
		case b.parser.kept[column]:
		case raw == "":
			p.empty = append(p.empty, n)
		default:
			b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: column, Value: raw})
		}
	}
	if s.Fields() > last {
		p.fields = s.Fields()
	}
}
