package mapping

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/tabular"
)

// A keptWriter puts what a sheet keeps of its message into the form of the sheet.
type keptWriter struct {
	layout *layout.Layout
	form   []formSegment
	kept   keptFields
	// stale are columns that do not say any more what the sheet does.
	stale map[string]bool
	// differs are the fields that read otherwise than the form, in the end.
	differs []string
	// read returns the form of the sheet that reads from segments.
	read func([]formSegment) ([]formSegment, bool)
}

// write returns the segments of the message: those of the form, and in them what
// was kept, unless it reads otherwise than the form does. ok is false where
// even the form alone does not read as itself.
func (w *keptWriter) write() (segments []formSegment, ok bool) {
	w.stale = map[string]bool{}
	for range 3 {
		places := w.places()
		segments = w.segments(places)
		again, readable := w.read(segments)
		if readable && w.compare(places, again) {
			return segments, true
		}
		if !readable {
			w.discard()
		}
	}
	w.discard()
	segments = w.segments(w.places())
	again, readable := w.read(segments)
	if !readable {
		w.differs = nil // what an earlier attempt found is not true of this one
	}
	return segments, readable && w.compare(arrange(w.form, nil), again)
}

// discard gives up all that was kept of segments that the form fills.
func (w *keptWriter) discard() {
	for column := range w.kept.fields {
		w.stale[column] = true
	}
	w.stale[columnSegments], w.stale["MSH"] = true, true
}

func (w *keptWriter) places() []placed {
	if w.kept.places != "" && !w.stale[columnSegments] {
		if list, ok := parsePlaces(w.kept.places, w.form, w.kept.wholes); ok {
			return list
		}
		w.stale[columnSegments] = true
	}
	return arrange(w.form, w.kept.wholes)
}

// segments writes each segment at its place.
func (w *keptWriter) segments(places []placed) []formSegment {
	byName := map[string][]formSegment{}
	for _, s := range w.form {
		byName[s.name] = append(byName[s.name], s)
	}
	d := w.kept.delimiters()
	var list []formSegment
	for _, p := range places {
		s := formSegment{name: p.name}
		if p.position == 0 && p.name != "MSH" {
			parts := strings.Split(p.whole, string(d.Field))
			s.fields = parts[1:]
			list = append(list, s)
			continue
		}
		s.fields = slices.Clone(byName[p.name][max(p.position, 1)-1].fields)
		if p.name == "MSH" {
			w.header(&s)
			list = append(list, s)
			continue
		}
		if counted(p.name) {
			s.set(1, strconv.Itoa(p.ordinal))
		}
		for n := 1; n <= maxFields; n++ {
			column := fieldColumn(p.name, p.ordinal, n)
			if raw, ok := w.kept.fields[column]; ok && !w.stale[column] {
				s.set(n, raw)
			}
		}
		for _, n := range p.empty {
			if !w.stale[fieldColumn(p.name, p.ordinal, n)] {
				s.set(n, "")
			}
		}
		s.trim()
		if p.fields > len(s.fields) {
			s.set(p.fields, " ")
			s.set(p.fields, "")
		}
		list = append(list, s)
	}
	return list
}

// header puts the header of the source's message in the place of that of the
// form, but for what is stale.
func (w *keptWriter) header(s *formSegment) {
	if w.kept.header == "" || w.stale["MSH"] {
		s.trim()
		return
	}
	var m hl7v2.Message
	if m.Parse(w.kept.header) != nil {
		return
	}
	source := &m.Segments[0]
	written := *s
	s.fields = nil
	for n := 1; n <= source.Fields(); n++ {
		s.fields = append(s.fields, source.Field(n))
	}
	for n := 3; n <= len(written.fields); n++ {
		if w.stale[fieldColumn("MSH", 1, n)] {
			s.set(n, written.field(n))
		}
	}
}

// compare reports whether the form that was read again is the form, and marks
// as stale what makes it another.
func (w *keptWriter) compare(places []placed, again []formSegment) bool {
	w.differs = nil
	if len(again) != len(w.form) {
		if w.stale[columnSegments] {
			w.discard()
		}
		w.stale[columnSegments] = true
		return false
	}
	same := true
	position := map[string]int{}
	for i := range w.form {
		form := &w.form[i]
		position[form.name]++
		if form.name != again[i].name {
			w.discard()
			return false
		}
		for n := 1; n <= max(len(form.fields), len(again[i].fields)); n++ {
			if w.same(form, &again[i], n) {
				continue
			}
			same = false
			w.differs = append(w.differs, fieldColumn(form.name, position[form.name], n))
			for _, p := range places {
				if p.name == form.name && p.position == position[form.name] {
					w.stale[fieldColumn(p.name, p.ordinal, n)] = true
				}
			}
			if form.name == "MSH" {
				w.stale[fieldColumn("MSH", 1, n)] = true
			}
		}
	}
	return same
}

// same reports whether a field says the same in both. Of the header the layout's
// fields count alone.
func (w *keptWriter) same(x, y *formSegment, n int) bool {
	if x.name == "MSH" {
		fields := w.layout.Segments["MSH"]
		if n >= len(fields.Bound) || !fields.Bound[n] {
			return true
		}
	}
	return x.field(n) == y.field(n)
}

// readBack reads segments as the sheet of a message whose bytes are in an
// encoding. What the sheet s knows of codes stands for the tables and options
// with which it was read.
func layoutReadBack(l *layout.Layout, segments []formSegment, d hl7v2.Delimiters, s *frontsheet.FrontSheet, encoding string) (*frontsheet.FrontSheet, bool) {
	var text []byte
	for i := range segments {
		text = d.AppendSegment(text, segments[i].name, segments[i].fields)
	}
	parser := newMessageParser()
	reader := &tabular.Reader{In: l, Options: tabular.ReaderOptions{
		Diagnosis: stated(frontSheetDiagnosisCodes(s), l.Diagnosis), Procedure: stated(frontSheetProcedureCodes(s), l.Procedure), Tables: tablesOf(s),
	}}
	b := messageBuilder{parser: parser, reader: reader, layout: l, record: &tabular.Record{}, sheet: &frontsheet.FrontSheet{}, message: &parser.message, encoding: encoding, again: true}
	b.message.Decode = b.hex
	if err := b.message.Parse(string(text)); err != nil {
		return nil, false
	}
	b.build()
	return b.record.Sheet, b.record.Sheet != nil
}
