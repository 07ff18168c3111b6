package message

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/internal/localize"
	"github.com/google/uuid"
)

// A Writer writes each sheet as one message, the way back of a parser.
type Writer struct {
	carrier.Draft
	elements []layout.Element // that a sheet can have
	columns  map[string]bool  // elements that fields fill, without their index
	out      *bufio.Writer
	encode   charset.Encoder
	buf      []byte
}

// charsetNames are the names of table 0211 for the encodings that are written.
var charsetNames = map[string]string{
	charset.EncodingUTF8: "UNICODE UTF-8", charset.EncodingGB18030: "GB 18030-2000", charset.EncodingBig5: "BIG-5",
}

// NewWriter returns a Writer of messages.
func NewWriter(out io.Writer, l *layout.Layout, o carrier.WriterOptions) (carrier.Writer, error) {
	o.Encoding = cmp.Or(o.Encoding, charset.EncodingUTF8)
	if charsetNames[o.Encoding] == "" {
		return nil, fmt.Errorf("mapping: messages are not written in the encoding %q", o.Encoding)
	}
	if o.BOM || o.Edition != "" {
		return nil, fmt.Errorf("mapping: messages of the layout %s have neither a byte order mark nor editions", l.Name)
	}
	w := &Writer{Draft: carrier.NewDraft(l, o), elements: layout.Elements(), columns: map[string]bool{}, out: bufio.NewWriterSize(out, 64<<10)}
	w.Line = 1
	w.encode.Use(o.Encoding)
	for i := range l.Fields {
		w.columns[l.Fields[i].Name] = true
	}
	return w, nil
}

// Flush writes what is buffered.
func (w *Writer) Flush() error { return w.out.Flush() }

// Write writes one sheet as a message.
func (w *Writer) Write(s *frontsheet.FrontSheet) ([]frontsheet.Issue, error) {
	return w.Finish(func() error { return w.write(s) }, func() {})
}

func (w *Writer) write(s *frontsheet.FrontSheet) error {
	w.Begin(s)
	copied := w.Sheet
	w.adaptDetails(copied)
	var kept keptFields
	var original *Original
	if layout.Of(s) == w.Layout {
		original = OriginalOf(w.Layout, s.Fields, copied)
		kept = KeptOf(original.Kept(s.Fields))
	} else {
		w.adaptMessage(copied)
		w.reportFields(s)
	}
	w.identify(copied, kept.Header != "")
	d := kept.Delimiters()
	form := formOf(w.Layout, copied, d, localize.Terms{Own: w.Options.Terms}, w.tell)
	var again *frontsheet.FrontSheet
	k := KeptWriter{Layout: w.Layout, Form: form, Kept: kept, Stray: original.Stray(w.Layout, form)}
	k.Read = func(segments []Segment) ([]Segment, bool) {
		sheet, ok := ReadBack(w.Layout, segments, d, copied, w.Options.Encoding)
		if !ok {
			return nil, false
		}
		again = sheet
		return Form(w.Layout, sheet, d, nil), true
	}
	var segments []Segment
	ok := original.Stands(w.Layout, form, original.form(), s.Fields)
	if ok {
		segments, again = original.segments, original.Sheet
	} else {
		segments, ok = k.Write()
		w.reportStale(&k)
	}
	if w.Options.KeepCodings {
		segments, again = w.keepCodings(segments, again, d, &k)
	}
	w.reportMessage(segments, again, ok, k.differs)
	w.charset(segments, d)
	var text []byte
	for i := range segments {
		text = segments[i].appendTo(text, d)
	}
	w.buf = w.buf[:0]
	if w.Options.MLLP {
		w.buf = append(w.buf, 0x0b)
	}
	w.appendText(text)
	if w.Options.MLLP {
		w.buf = append(w.buf, 0x1c, '\r')
	}
	w.Line += len(segments)
	_, err := w.out.Write(w.buf)
	return err
}

// appendText appends the message in its encoding.
func (w *Writer) appendText(text []byte) {
	lost := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		var ok bool
		if w.buf, ok = w.encode.Append(w.buf, r); !ok {
			lost++
			w.buf, _ = w.encode.Append(w.buf, charset.SubstituteIn(w.Options.Encoding))
		}
		text = text[size:]
	}
	if lost > 0 {
		w.note("MSH-18", frontsheet.Warning, "no-such-character", fmt.Sprintf("the encoding %s lacks %d of the characters of the message: %c stands for each", w.Options.Encoding, lost, charset.SubstituteIn(w.Options.Encoding)))
	}
}

// charset states the encoding in MSH-18, unless the message is in ASCII and
// states that, or nothing.
func (w *Writer) charset(segments []Segment, d hl7v2.Delimiters) {
	msh := &segments[0]
	first := firstRepetition(msh.Field(18), d.Repetition)
	known := charsets[chars.FoldHeader(first)]
	if known == w.Options.Encoding {
		return
	}
	if !slices.ContainsFunc(segments, func(s Segment) bool { return !chars.AllASCII([]byte(strings.Join(s.Fields, ""))) }) &&
		layout.Of(w.Sheet) == w.Layout && (first == "" || known == "ascii") {
		return
	}
	if layout.Of(w.Sheet) == w.Layout {
		w.note("MSH-18", frontsheet.Information, "charset-stated", "the message states the characters in which it is written, and not those of the one that was read")
	}
	msh.set(18, charsetNames[w.Options.Encoding])
}

// note reports something about a column of the message in hand, or about the
// message as a whole.
func (w *Writer) note(column string, severity frontsheet.Severity, code, detail string) {
	w.Report(column, "", severity, code, detail)
}

// tell reports something about a field of the nth segment of its name.
func (w *Writer) tell(f *layout.MessageField, ordinal int, severity frontsheet.Severity, code, detail string) {
	if code == "other-code-system" && w.Options.KeepCodings && !strings.HasPrefix(f.Name, "result.") {
		return // they are kept, or keepCodings reports it
	}
	name, _, _ := strings.Cut(f.Column, "-")
	w.note(FieldColumn(name, ordinal, f.Number), severity, code, detail)
	w.Issues[len(w.Issues)-1].Field = strings.Replace(f.Element, "[1]", "["+strconv.Itoa(ordinal)+"]", 1)
}

// identify gives the message what it must have and a sheet that comes from no
// message lacks: the event, by whether the stay is over, and the control id, by
// what the message is about. answered: it is to be the message that the sheet
// came from, which had no such id either.
func (w *Writer) identify(s *frontsheet.FrontSheet, answered bool) {
	if referral := slices.Contains(referralEvents[:], s.Event.Code); referral != w.Layout.IsReferral() && s.Event.Code != "" {
		s.Event.Code, s.Event.Message = "", "" // of another message
	}
	if s.Event.Code == "" && w.Layout.IsReferral() {
		s.Event.Code = "I12"
		w.note("MSH-9.2", frontsheet.Information, "event-derived", "the sheet states no event of a referral: it is I12, one that is made")
	}
	if s.Event.Code == "" {
		s.Event.Code = "A01"
		if !s.Stay.Discharge.IsZero() || s.Stay.Status == frontsheet.StayFinished {
			s.Event.Code = "A03"
		}
		w.note("MSH-9.2", frontsheet.Information, "event-derived", "the sheet states no event: it is A03 where the stay is over, and else A01")
	}
	if s.Event.Message == "" && !answered {
		name := string(layout.AppendStayKey(s, nil, layout.PatientKey(s), layout.MayLackStay(s))) + "/message/" + s.Event.Code + "/" + string(s.Event.Recorded.Append(nil, "")) + "/" + string(s.Stay.Discharge.Append(nil, ""))
		id := uuid.NewSHA1(layout.FacilityNamespace(s.Scope()), []byte(name))
		// MSH-10 has 20 characters in v2.5.
		s.Event.Message = strings.ToUpper(strings.ReplaceAll(id.String(), "-", ""))[:20]
		w.note("MSH-10", frontsheet.Information, "control-id-derived", "the sheet has no control id: it is a hash of what identifies the patient, the stay and the event")
	}
	if s.Stay.Class.IsZero() && layout.Of(s) != w.Layout && !layout.MayLackStay(s) {
		if class := w.class("IMP"); !class.IsZero() {
			s.Stay.Class = class
			w.note("PV1-2", frontsheet.Information, "class-derived", "the sheet states no class of patient: a front sheet is one of an in-patient")
		}
	}
}

// class returns the class of patients for one of FHIR's.
func (w *Writer) class(standard string) frontsheet.Coded {
	if i, ok := w.Layout.ByPath["stay.class"]; ok && w.Layout.Fields[i].Set != nil {
		set := w.Layout.Fields[i].Set
		for _, c := range set.Concepts() {
			if c.Standard == standard {
				return frontsheet.Coded{Set: set, Code: c.Code}
			}
		}
	}
	return frontsheet.Coded{}
}

// reportStale reports what the sheet keeps of its message, and does not say any
// more.
func (w *Writer) reportStale(k *KeptWriter) {
	columns := make([]string, 0, len(k.Stale))
	for column := range k.Stale {
		if _, kept := k.Kept.Fields[column]; kept || strings.HasPrefix(column, "MSH") && k.Kept.Header != "" {
			columns = append(columns, column)
		}
	}
	slices.Sort(columns)
	for _, column := range columns {
		w.note(column, frontsheet.Information, "kept-field", "what the sheet keeps verbatim of the field is not what it says now: the field is written anew")
	}
	if k.Stale[columnSegments] && k.Kept.places != "" {
		w.note("", frontsheet.Information, "segment-order", "the segments of the sheet are not those of its message: they stand in the order of the standard")
	}
	placed := map[string]bool{}
	for _, p := range k.Places() {
		placed[SegmentColumn(p.Name, p.Ordinal)] = true
	}
	for _, column := range slices.Sorted(maps.Keys(k.Kept.Fields)) {
		if segment, _, _ := strings.Cut(column, "-"); !placed[segment] {
			w.note(column, frontsheet.Warning, "kept-cells", "the sheet keeps a field of a segment that it does not fill any more: it is left out")
		}
	}
}

// reportFields reports the cells that a sheet of another layout keeps.
func (w *Writer) reportFields(s *frontsheet.FrontSheet) {
	if n := len(s.Fields); n > 0 {
		w.note("", frontsheet.Information, "kept-cells", fmt.Sprintf("%d cells that the sheet keeps verbatim are of another layout: they are left out", n))
	}
}

// reportMessage reports what the message lacks: fields that the standard
// requires, and what the sheet says and whoever reads the message does not learn.
func (w *Writer) reportMessage(segments []Segment, again *frontsheet.FrontSheet, same bool, differs []string) {
	var required []string
	ordinals := map[string]int{}
	for i := range segments {
		s := &segments[i]
		ordinals[s.name]++
		fields := w.Layout.Segments[s.name]
		if fields == nil {
			continue
		}
		for j := range fields.Fields {
			if f := &fields.Fields[j]; f.Need == "yes" && s.Field(f.Number) == "" {
				required = append(required, FieldColumn(s.name, ordinals[s.name], f.Number))
			}
		}
	}
	for _, n := range [...]int{7, 10} { // of the header, the standard's own
		if msh := Nth(segments, "MSH", 1); msh.Field(n) == "" {
			required = append(required, FieldColumn("MSH", 1, n))
		}
	}
	if required != nil {
		w.note("", frontsheet.Information, "required-empty", "the standard requires fields of which the sheet says nothing: "+strings.Join(required, " "))
	}
	if !same && len(differs) == 0 {
		w.note("", frontsheet.Warning, "not-read-back", "the message does not read as the sheet")
	}
	for _, column := range differs {
		w.note(column, frontsheet.Warning, "not-read-back", "the field does not read as what the sheet says: a message has no way to say it")
	}
	if again == nil {
		return
	}
	if w.Sheet.Patient.Name == "" && again.Patient.EnglishName.IsZero() { // a name alone is read as the name, in whatever script it is
		alone := again.Clone()
		alone.Patient.EnglishName = frontsheet.PersonName{Text: again.Patient.Name, NameParts: again.Patient.NameParts}
		again = &alone
	}
	for _, e := range w.elements {
		for _, index := range e.Part.Indices(w.Sheet) {
			if index < 1 || e.At(w.Sheet, index).Empty() || e.Part.Has(again, index) && !e.At(again, index).Empty() {
				continue
			}
			if w.columns[e.Name] && !strings.HasPrefix(e.Name, "diagnosis.") && !strings.HasPrefix(e.Name, "procedure.") {
				continue // what a field of its own cannot say was reported there
			}
			w.Issues = append(w.Issues, frontsheet.Issue{
				File: w.Options.File, Record: w.Record, Line: w.Line, Field: e.Part.Path(e.Name, index), Severity: frontsheet.Warning, Code: "no-column",
				Detail: "the sheet has a value for which the message has no field: it is left out",
			})
		}
	}
	if len(w.Sheet.Items) > 0 {
		w.note("", frontsheet.Warning, "no-column", "the sheet has items of another kind of record, for which the message has no fields: they are left out")
	}
	if !w.Sheet.Emergency.IsZero() {
		w.note("", frontsheet.Warning, "no-column", "the sheet has an attendance at the emergency department beside the stay, for which the message has no fields: it is left out")
	}
}
