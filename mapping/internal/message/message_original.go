package message

import (
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// An Original is the message that a sheet or a document keeps as a whole, read
// again: what whoever made it saw, before anybody changed it.
type Original struct {
	hl7v2.Delimiters
	// Sheet is what the message alone says. Its Fields are what it keeps, and those
	// which the message has otherwise than its sheet would be written.
	Sheet *frontsheet.FrontSheet
	// Form is the form of Sheet.
	Form     []Segment
	segments []Segment          // as they stand in the message
	told     []frontsheet.Field // that a sheet of the message has beside it
}

// OriginalOf returns the message that is among fields, nil where none is, or it
// cannot be read any more. What the sheet s knows of codes stands for the tables and
// options with which it was read.
func OriginalOf(l *layout.Layout, fields []frontsheet.Field, s *frontsheet.FrontSheet) *Original {
	i := slices.IndexFunc(fields, func(f frontsheet.Field) bool { return f.Column == layout.WholeMessage && f.Row == 0 })
	if i < 0 {
		return nil
	}
	text := fields[i].Value
	header := text
	if end := strings.IndexAny(text, "\r\n"); end >= 0 {
		header = text[:end]
	}
	kept := keptFields{Header: header}
	b, ok := readBack(l, text, s, kept.Encoding())
	if !ok {
		return nil
	}
	o := &Original{Delimiters: b.message.Delimiters, Sheet: b.sheet, told: slices.Clone(b.sheet.Fields)}
	for i := range b.parser.continued {
		c := &b.parser.continued[i]
		o.segments = append(o.segments, segmentOf(&c.Segment, c.Cuts))
	}
	o.Form = Form(l, b.sheet, o.Delimiters, nil)
	b.keepForm(o.Form)
	return o
}

// segmentOf returns a segment of a message as it stands.
func segmentOf(s *hl7v2.Segment, cuts []int) Segment {
	segment := Segment{name: s.Name, cuts: cuts}
	for n := 1; n <= s.Fields(); n++ {
		segment.Fields = append(segment.Fields, s.Field(n))
	}
	return segment
}

// Kept returns what is kept of the message: the fields at hand, and what the
// message has besides. The fields at hand count where they say of a field or a
// segment something else than the message, or nothing: somebody has changed them.
func (o *Original) Kept(fields []frontsheet.Field) []frontsheet.Field {
	if o == nil {
		return fields
	}
	told := map[string]bool{}
	for _, f := range o.told {
		told[f.Column] = true
	}
	changed := map[string]bool{} // segments
	for _, list := range [...][2][]frontsheet.Field{{fields, o.told}, {o.told, fields}} {
		for _, f := range list[0] {
			if f.Row == 0 && f.Column != layout.WholeMessage && !slices.Contains(list[1], f) {
				segment, _, _ := strings.Cut(f.Column, "-")
				changed[segment] = true
			}
		}
	}
	all := slices.Clone(fields)
	for _, f := range o.Sheet.Fields {
		switch segment, _, isField := strings.Cut(f.Column, "-"); {
		case told[f.Column]:
		case isField || f.Column == columnSegments:
			all = append(all, f)
		case !changed[segment]:
			all = slices.DeleteFunc(all, func(part frontsheet.Field) bool { return part.Row == 0 && strings.HasPrefix(part.Column, segment+"-") })
			all = append(all, f)
		}
	}
	return all
}

// Stray returns, by their columns, the kept fields that no part of a sheet says, of the
// segments of which a form has more or fewer than the message: nobody can tell to which
// of those they belong.
func (o *Original) Stray(l *layout.Layout, form []Segment) map[string]string {
	if o == nil {
		return nil
	}
	count := func(form []Segment, name string) (n int) {
		for i := range form {
			if form[i].name == name {
				n++
			}
		}
		return n
	}
	stray := map[string]string{}
	for _, f := range o.Sheet.Fields {
		segment, number, _ := strings.Cut(f.Column, "-")
		name, _, _ := parseSegmentColumn(segment)
		n, err := strconv.Atoi(number)
		fields := l.Segments[name]
		if err != nil || fields == nil || n < len(fields.Bound) && fields.Bound[n] {
			continue
		}
		if count(form, name) != count(o.Form, name) {
			stray[f.Column] = f.Value
		}
	}
	return stray
}

// Shown returns fields with what each message among them keeps in its place, which
// is what a person is to read: no part of the sheet s says that.
func Shown(l *layout.Layout, fields []frontsheet.Field, s *frontsheet.FrontSheet) []frontsheet.Field {
	shown := make([]frontsheet.Field, 0, len(fields))
	for _, f := range fields {
		if f.Column != layout.WholeMessage {
			shown = append(shown, f)
		}
	}
	for _, f := range fields {
		if f.Column != layout.WholeMessage {
			continue
		}
		row := f.Row
		f.Row = 0
		o := OriginalOf(l, []frontsheet.Field{f}, s)
		if o == nil {
			continue
		}
		for _, part := range o.Sheet.Fields {
			part.Row = row
			again := func(other frontsheet.Field) bool {
				return other.Column == part.Column && (other.Value == part.Value || part.Column == "MSH")
			}
			if !slices.ContainsFunc(shown, again) && (row == 0 || part.Column != columnSegments) {
				shown = append(shown, part)
			}
		}
	}
	return shown
}

// Stands reports whether nobody has changed what the message says: form is that of
// what is at hand, read as given was, and fields are what is kept there.
func (o *Original) Stands(l *layout.Layout, form, given []Segment, fields []frontsheet.Field) bool {
	if o == nil || len(form) != len(given) {
		return false
	}
	atHand := func(f frontsheet.Field) bool { return f.Row == 0 && f.Column != layout.WholeMessage }
	n := 0
	for _, f := range fields {
		if !atHand(f) {
			continue
		}
		if n++; !slices.Contains(o.told, f) {
			return false
		}
	}
	if n != len(o.told) {
		return false
	}
	for i := range form {
		if form[i].name != given[i].name {
			return false
		}
		for n := 1; n <= max(len(form[i].Fields), len(given[i].Fields)); n++ {
			if !sameField(l, &form[i], &given[i], n) {
				return false
			}
		}
	}
	return true
}

// Lost returns the fields of a form that its document does not give back and fields do
// not keep: given is the form of what is read from the document.
func Lost(l *layout.Layout, fields []frontsheet.Field, form, given []Segment) []frontsheet.Field {
	var lost []frontsheet.Field
	kept := KeptOf(fields)
	w := KeptWriter{Layout: l, Form: form, Kept: kept, Stale: map[string]bool{}}
	for _, p := range w.Places() {
		if p.Position == 0 || p.Name == "MSH" && kept.Header != "" {
			continue
		}
		mine, theirs := Nth(form, p.Name, p.Position), Nth(given, p.Name, p.Position)
		for n := 1; n <= len(mine.Fields); n++ {
			if mine.Field(n) == theirs.Field(n) || mine.Field(n) == "" {
				continue
			}
			column := FieldColumn(p.Name, p.Ordinal, n)
			if _, is := kept.Fields[column]; !is {
				lost = append(lost, frontsheet.Field{Column: column, Value: mine.Field(n)})
			}
		}
	}
	return lost
}

// keepForm keeps verbatim what the message has otherwise than its form: so it can
// be written as it was.
func (b *builder) keepForm(form []Segment) {
	var list []placed
	counts, kept := map[string]int{}, map[string]bool{}
	for i := range b.sheet.Fields {
		kept[b.sheet.Fields[i].Column] = true
	}
	for i := range b.parser.continued {
		s := &b.parser.continued[i].Segment
		counts[s.Name]++
		at := placed{Name: s.Name, Ordinal: counts[s.Name], cuts: b.parser.continued[i].Cuts}
		column := SegmentColumn(at.Name, at.Ordinal)
		at.Position = b.position(s.Name, at.Ordinal)
		filled := find(form, s.Name, at.Position)
		if filled == nil {
			at.Position = 0
		}
		switch {
		case s.Name == "MSH":
		case kept[column]:
			at.Position = 0
		case filled == nil:
			b.keepWhole(column, s.Text)
		default:
			b.keepFields(&at, s, filled, kept)
		}
		list = append(list, at)
	}
	if canonical(list, form) {
		return
	}
	wholes := KeptOf(b.sheet.Fields).Wholes
	if places := formatPlaces(list); places != formatPlaces(arrange(b.file.Layout, form, wholes)) {
		b.sheet.Fields = append(b.sheet.Fields, frontsheet.Field{Column: columnSegments, Value: places})
	}
}

func (b *builder) keepFields(p *placed, s *hl7v2.Segment, form *Segment, kept map[string]bool) {
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
		case kept[column]:
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

// form returns Form, also of no original.
func (o *Original) form() []Segment {
	if o == nil {
		return nil
	}
	return o.Form
}
