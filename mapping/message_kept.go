package mapping

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// A keptFields is what a sheet keeps verbatim of its message.
type keptFields struct {
	fields map[string]string // by the column
	wholes map[string]string // segments of which the sheet fills nothing
	header string            // MSH
	places string            // columnSegments
}

func (s *FrontSheet) keptFields() keptFields {
	k := keptFields{fields: map[string]string{}, wholes: map[string]string{}}
	for _, f := range s.Fields {
		segment, _, field := strings.Cut(f.Column, "-")
		_, _, ok := parseSegmentColumn(segment)
		switch {
		case f.Column == columnSegments:
			k.places = f.Value
		case !ok:
		case field:
			if _, twice := k.fields[f.Column]; !twice {
				k.fields[f.Column] = f.Value
			}
		case segment == "MSH":
			k.header = f.Value
		default:
			k.wholes[f.Column] = f.Value
		}
	}
	return k
}

// delimiters returns the delimiters of the message that the sheet came from, or
// else those of the standard.
func (k *keptFields) delimiters() hl7v2.Delimiters {
	var m hl7v2.Message
	if k.header != "" && m.Parse(k.header) == nil {
		return m.Delimiters
	}
	return hl7v2.DefaultDelimiters()
}

// keepForm keeps verbatim what the message has otherwise than it would be
// written: so it can be written as it was.
func (b *messageBuilder) keepForm() {
	form := b.layout.form(b.sheet, b.message.Delimiters, nil)
	byName := map[string][]*formSegment{}
	for i := range form {
		byName[form[i].name] = append(byName[form[i].name], &form[i])
	}
	kept := map[string]bool{}
	for _, f := range b.sheet.Fields {
		kept[f.Column] = true
	}
	var list []placed
	ordinals := map[string]int{}
	for i := range b.message.Segments {
		s := &b.message.Segments[i]
		ordinals[s.Name]++
		p := placed{name: s.Name, ordinal: ordinals[s.Name]}
		column := segmentColumn(p.name, p.ordinal)
		if p.position = b.position(s.Name, p.ordinal); p.position > len(byName[s.Name]) {
			p.position = 0
		}
		switch {
		case s.Name == "MSH":
		case kept[column]:
			p.position = 0
		case p.position == 0:
			b.keepWhole(column, s.Text)
		default:
			b.keepFields(&p, s, byName[s.Name][p.position-1], kept)
		}
		list = append(list, p)
	}
	wholes := b.sheet.keptFields().wholes
	if places := formatPlaces(list); places != formatPlaces(arrange(form, wholes)) {
		b.sheet.Fields = append(b.sheet.Fields, Field{Column: columnSegments, Value: places})
	}
}

// keepWhole keeps a segment as a whole, in the place of its fields.
func (b *messageBuilder) keepWhole(column, text string) {
	b.sheet.Fields = slices.DeleteFunc(b.sheet.Fields, func(f Field) bool { return strings.HasPrefix(f.Column, column+"-") })
	b.sheet.Fields = append(b.sheet.Fields, Field{Column: column, Value: text})
	b.issueAt(column, Information, "segment-kept", "the segment does not say enough for a part of the sheet: it is kept verbatim")
}

// position returns which of the segments of a name that the sheet fills comes
// from that of an ordinal, 0 for none.
func (b *messageBuilder) position(name string, ordinal int) int {
	order, listed := b.order[name]
	if !listed {
		if ordinal == 1 {
			return 1
		}
		return 0
	}
	return slices.Index(order, ordinal) + 1
}

func (b *messageBuilder) keepFields(p *placed, s *hl7v2.Segment, form *formSegment, kept map[string]bool) {
	last := 0
	for n := 1; n <= max(s.Fields(), len(form.fields)); n++ {
		raw, written := s.Field(n), form.field(n)
		if n == 1 && counted(s.Name) {
			written = strconv.Itoa(p.ordinal)
		}
		if raw != "" {
			last = n
		}
		column := fieldColumn(p.name, p.ordinal, n)
		switch {
		case raw == written || kept[column]:
		case raw == "":
			p.empty = append(p.empty, n)
		default:
			b.sheet.Fields = append(b.sheet.Fields, Field{Column: column, Value: raw})
		}
	}
	if s.Fields() > last {
		p.fields = s.Fields()
	}
}
