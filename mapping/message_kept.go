package mapping

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// columnSegments is the column of the kept field that says how the segments of a
// message stood, where they stood otherwise than this package writes them: the
// names in their order. After a name comes /n where it is the nth that the sheet
// fills, out of turn; :n where n fields were written, the last of them empty; and
// !n for each field that was empty where the sheet fills it.
const columnSegments = "segments"

// A placed segment is one of a message, at its place.
type placed struct {
	name     string
	ordinal  int    // among those of its name
	position int    // among those of its name that the sheet fills, 0 for none
	whole    string // the segment verbatim, where the sheet fills nothing of it
	fields   int    // how many were written, 0 for no more than hold something
	empty    []int  // that the sheet fills
}

// segmentColumn returns the path of a segment: DG1, DG1[2].
func segmentColumn(name string, ordinal int) string {
	if ordinal > 1 {
		return name + "[" + strconv.Itoa(ordinal) + "]"
	}
	return name
}

// fieldColumn returns the path of a field: DG1[2]-3.
func fieldColumn(name string, ordinal, number int) string {
	return segmentColumn(name, ordinal) + "-" + strconv.Itoa(number)
}

// parseSegmentColumn is the way back of segmentColumn.
func parseSegmentColumn(column string) (name string, ordinal int, ok bool) {
	name, rest, indexed := strings.Cut(column, "[")
	ordinal = 1
	if indexed {
		n, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
		if err != nil || n < 2 || !strings.HasSuffix(rest, "]") {
			return "", 0, false
		}
		ordinal = n
	}
	return name, ordinal, isSegmentName(name)
}

func isSegmentName(s string) bool {
	if len(s) != 3 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	return strings.Trim(s[1:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// formatPlaces writes places as the value of columnSegments.
func formatPlaces(list []placed) string {
	var b strings.Builder
	next := map[string]int{}
	for i := range list {
		p := &list[i]
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(p.name)
		if p.position > 0 {
			if next[p.name]++; p.position != next[p.name] {
				b.WriteString("/" + strconv.Itoa(p.position))
			}
		}
		if p.fields > 0 {
			b.WriteString(":" + strconv.Itoa(p.fields))
		}
		for _, n := range p.empty {
			b.WriteString("!" + strconv.Itoa(n))
		}
	}
	return b.String()
}

// parsePlaces is the way back of formatPlaces: ok is false where the text does
// not fit the segments that the sheet fills and those that are kept whole.
func parsePlaces(text string, form []formSegment, wholes map[string]string) (list []placed, ok bool) {
	filled := map[string]int{}
	for i := range form {
		filled[form[i].name]++
	}
	ordinals, next, taken := map[string]int{}, map[string]int{}, map[string]bool{}
	for entry := range strings.FieldsSeq(text) {
		name := entry[:min(3, len(entry))]
		ordinals[name]++
		p := placed{name: name, ordinal: ordinals[name]}
		if !p.parse(entry[len(name):]) || p.fields > maxFields {
			return nil, false
		}
		column := segmentColumn(name, p.ordinal)
		if whole, kept := wholes[column]; kept {
			p.whole = whole
			list = append(list, p)
			continue
		}
		if next[name]++; p.position == 0 {
			p.position = next[name]
		}
		key := name + strconv.Itoa(p.position)
		if p.position > filled[name] || taken[key] {
			return nil, false
		}
		taken[key] = true
		list = append(list, p)
	}
	for name, n := range filled {
		if next[name] != n && (n > 1 || name == "MSH" || name == "PID" || name == "PV1" || counted(name)) {
			return nil, false
		}
	}
	return list, true
}

// maxFields bounds the empty fields that a kept text can ask for.
const maxFields = 255

func (p *placed) parse(marks string) bool {
	for marks != "" {
		mark := marks[0]
		n := digits(marks[1:])
		value, err := strconv.Atoi(marks[1 : 1+n])
		if err != nil || value < 1 {
			return false
		}
		marks = marks[1+n:]
		switch mark {
		case '/':
			p.position = value
		case ':':
			p.fields = value
		case '!':
			p.empty = append(p.empty, value)
		default:
			return false
		}
	}
	return true
}

// arrange places the segments that the sheet fills, and those that are kept
// whole, in the order of the standard.
func arrange(form []formSegment, wholes map[string]string) []placed {
	type group struct {
		filled int
		whole  map[int]string
		seen   int // when the name was first met
	}
	groups := map[string]*group{}
	of := func(name string) *group {
		if groups[name] == nil {
			groups[name] = &group{whole: map[int]string{}, seen: len(groups)}
		}
		return groups[name]
	}
	for i := range form {
		of(form[i].name).filled++
	}
	columns := make([]string, 0, len(wholes))
	for column := range wholes {
		columns = append(columns, column)
	}
	slices.Sort(columns)
	for _, column := range columns {
		name, ordinal, _ := parseSegmentColumn(column)
		of(name).whole[ordinal] = wholes[column]
	}
	var list []placed
	for name, g := range groups {
		position := 0
		for ordinal := 1; position < g.filled || len(g.whole) > 0; ordinal++ {
			if whole, kept := g.whole[ordinal]; kept {
				list = append(list, placed{name: name, ordinal: ordinal, whole: whole})
				delete(g.whole, ordinal)
				continue
			}
			if position == g.filled { // those before it are gone
				for at, whole := range g.whole {
					delete(g.whole, at)
					g.whole[ordinal] = whole
					break
				}
				ordinal--
				continue
			}
			position++
			list = append(list, placed{name: name, ordinal: ordinal, position: position})
		}
	}
	slices.SortFunc(list, func(x, y placed) int {
		return cmp.Or(placeOf(x.name)-placeOf(y.name), groups[x.name].seen-groups[y.name].seen, x.ordinal-y.ordinal)
	})
	return list
}

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
		b.sheet.Fields = append(b.sheet.Fields, Field{columnSegments, places})
	}
}

// keepWhole keeps a segment as a whole, in the place of its fields.
func (b *messageBuilder) keepWhole(column, text string) {
	b.sheet.Fields = slices.DeleteFunc(b.sheet.Fields, func(f Field) bool { return strings.HasPrefix(f.Column, column+"-") })
	b.sheet.Fields = append(b.sheet.Fields, Field{column, text})
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
			b.sheet.Fields = append(b.sheet.Fields, Field{column, raw})
		}
	}
	if s.Fields() > last {
		p.fields = s.Fields()
	}
}

// A keptWriter puts what a sheet keeps of its message into the form of the sheet.
type keptWriter struct {
	layout *Layout
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
		fields := w.layout.segments["MSH"]
		if n >= len(fields.bound) || !fields.bound[n] {
			return true
		}
	}
	return x.field(n) == y.field(n)
}

// readBack reads segments as the sheet of a message whose bytes are in an
// encoding. What the sheet s knows of codes stands for the tables and options
// with which it was read.
func (l *Layout) readBack(segments []formSegment, d hl7v2.Delimiters, s *FrontSheet, encoding string) (*FrontSheet, bool) {
	var text []byte
	for i := range segments {
		text = d.AppendSegment(text, segments[i].name, segments[i].fields)
	}
	parser := &messageParser{decoders: map[string]*decoder{}, counts: map[string]int{}}
	reader := &Reader{layout: l, options: ReaderOptions{
		Diagnosis: stated(s.diagnosisCodes(), l.Diagnosis), Procedure: stated(s.procedureCodes(), l.Procedure), Tables: tablesOf(s),
	}}
	b := messageBuilder{parser: parser, reader: reader, layout: l, record: &Record{}, message: &parser.message, encoding: encoding, again: true}
	b.message.Decode = b.hex
	if err := b.message.Parse(string(text)); err != nil {
		return nil, false
	}
	b.build()
	return b.record.Sheet, b.record.Sheet != nil
}
