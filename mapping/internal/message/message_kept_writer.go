package message

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// A KeptWriter puts what a sheet keeps of its message into the form of the sheet.
type KeptWriter struct {
	Layout *layout.Layout
	Form   []Segment
	Kept   keptFields
	// Stray are kept fields by their columns that are not to be put into the form.
	Stray map[string]string
	// Stale are columns that do not say any more what the sheet does.
	Stale map[string]bool
	// differs are the fields that read otherwise than the form, in the end.
	differs []string
	// Read returns the form of the sheet that reads from segments.
	Read func([]Segment) ([]Segment, bool)
}

// Write returns the segments of the message: those of the form, and in them what
// was kept, unless it reads otherwise than the form does. ok is false where
// even the form alone does not read as itself.
func (w *KeptWriter) Write() (segments []Segment, ok bool) {
	w.Stale = map[string]bool{}
	for column, value := range w.Stray {
		if w.Kept.Fields[column] == value {
			w.Stale[column] = true
		}
	}
	for range 3 {
		places := w.Places()
		segments = w.segments(places)
		again, readable := w.Read(segments)
		if readable && w.compare(places, again) {
			return segments, true
		}
		if !readable {
			w.discard()
		}
	}
	w.discard()
	segments = w.segments(w.Places())
	again, readable := w.Read(segments)
	if !readable {
		w.differs = nil // what an earlier attempt found is not true of this one
	}
	return segments, readable && w.compare(arrange(w.Layout, w.Form, nil), again)
}

// discard gives up all that was kept of segments that the form fills.
func (w *KeptWriter) discard() {
	for column := range w.Kept.Fields {
		w.Stale[column] = true
	}
	w.Stale[columnSegments], w.Stale["MSH"] = true, true
}

func (w *KeptWriter) Places() []placed {
	if w.Kept.places != "" && !w.Stale[columnSegments] {
		if list, ok := parsePlaces(w.Kept.places, w.Form, w.Kept.Wholes); ok {
			return list
		}
		w.Stale[columnSegments] = true
	}
	return arrange(w.Layout, w.Form, w.Kept.Wholes)
}

// segments writes each segment at its place.
func (w *KeptWriter) segments(places []placed) []Segment {
	byName := map[string][]Segment{}
	for _, s := range w.Form {
		byName[s.name] = append(byName[s.name], s)
	}
	d := w.Kept.Delimiters()
	var list []Segment
	for _, p := range places {
		s := Segment{name: p.Name, cuts: p.cuts}
		if p.Position == 0 && p.Name != "MSH" {
			parts := strings.Split(p.whole, string(d.Field))
			s.Fields = parts[1:]
			list = append(list, s)
			continue
		}
		s.Fields = slices.Clone(byName[p.Name][max(p.Position, 1)-1].Fields)
		if p.Name == "MSH" {
			w.header(&s)
			list = append(list, s)
			continue
		}
		if counted(p.Name) {
			s.set(1, strconv.Itoa(p.Ordinal))
		}
		for n := 1; n <= maxFields; n++ {
			column := FieldColumn(p.Name, p.Ordinal, n)
			if raw, ok := w.Kept.Fields[column]; ok && !w.Stale[column] {
				s.set(n, raw)
			}
		}
		for _, n := range p.empty {
			if !w.Stale[FieldColumn(p.Name, p.Ordinal, n)] {
				s.set(n, "")
			}
		}
		s.trim()
		if p.fields > len(s.Fields) {
			s.set(p.fields, " ")
			s.set(p.fields, "")
		}
		list = append(list, s)
	}
	return list
}

// header puts the header of the source's message in the place of that of the
// form, except for what is stale.
func (w *KeptWriter) header(s *Segment) {
	if w.Kept.Header == "" || w.Stale["MSH"] {
		s.trim()
		return
	}
	var m hl7v2.Message
	if m.Parse(w.Kept.Header) != nil {
		return
	}
	source := &m.Segments[0]
	written := *s
	s.Fields = nil
	for n := 1; n <= source.Fields(); n++ {
		s.Fields = append(s.Fields, source.Field(n))
	}
	for n := 3; n <= len(written.Fields); n++ {
		if w.Stale[FieldColumn("MSH", 1, n)] {
			s.set(n, written.Field(n))
		}
	}
}

// compare reports whether the form that was read again is the form, and marks
// as stale what makes it another.
func (w *KeptWriter) compare(places []placed, again []Segment) bool {
	w.differs = nil
	if len(again) != len(w.Form) {
		if w.Stale[columnSegments] {
			w.discard()
		}
		w.Stale[columnSegments] = true
		return false
	}
	same := true
	position := map[string]int{}
	for i := range w.Form {
		form := &w.Form[i]
		position[form.name]++
		if form.name != again[i].name {
			w.discard()
			return false
		}
		for n := 1; n <= max(len(form.Fields), len(again[i].Fields)); n++ {
			if sameField(w.Layout, form, &again[i], n) {
				continue
			}
			same = false
			w.differs = append(w.differs, FieldColumn(form.name, position[form.name], n))
			for _, p := range places {
				if p.Name == form.name && p.Position == position[form.name] {
					w.Stale[FieldColumn(p.Name, p.Ordinal, n)] = true
				}
			}
			if form.name == "MSH" {
				w.Stale[FieldColumn("MSH", 1, n)] = true
			}
		}
	}
	return same
}

// sameField reports whether a field says the same in both. Of the header the layout's
// fields count alone.
func sameField(l *layout.Layout, x, y *Segment, n int) bool {
	if x.name == "MSH" {
		fields := l.Segments["MSH"]
		if n >= len(fields.Bound) || !fields.Bound[n] {
			return true
		}
	}
	return x.Field(n) == y.Field(n)
}

// ReadBack reads segments as the sheet of a message whose bytes are in an
// encoding. What the sheet s knows of codes stands for the tables and options
// with which it was read.
func ReadBack(l *layout.Layout, segments []Segment, d hl7v2.Delimiters, s *frontsheet.FrontSheet, encoding string) (*frontsheet.FrontSheet, bool) {
	var text []byte
	for i := range segments {
		text = d.AppendSegment(text, segments[i].name, segments[i].Fields)
	}
	b, ok := readBack(l, string(text), s, encoding)
	if !ok {
		return nil, false
	}
	return b.sheet, true
}

// readBack is ReadBack for the text of a message. The builder has its sheet.
func readBack(l *layout.Layout, text string, s *frontsheet.FrontSheet, encoding string) (*builder, bool) {
	parser := newParser(&carrier.File{Layout: l, Options: carrier.Options{
		Encoding: charset.EncodingAuto, Tables: tablesOf(s),
		Diagnosis: stated(frontSheetDiagnosisCodes(s), l.Diagnosis), Procedure: stated(frontSheetProcedureCodes(s), l.Procedure),
		Facility: s.Facility, Input: s.Origin().Input,
	}})
	parser.builder = builder{parser: parser, file: parser.file, record: &carrier.Record{}, sheet: &frontsheet.FrontSheet{}, message: &parser.message, encoding: encoding}
	b := &parser.builder
	b.message.Decode = b.hex
	if err := b.message.Parse(text); err != nil {
		return nil, false
	}
	b.build()
	return b, b.record.Sheet != nil
}
