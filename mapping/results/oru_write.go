package results

import (
	"reflect"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/document"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/report"
)

// A messageWriter writes the groups of a message.
type messageWriter struct {
	w   *Writer
	d   hl7v2.Delimiters
	buf []byte
}

// text escapes components, and joins them without those at the end that are empty.
func (m *messageWriter) text(components ...string) string {
	for len(components) > 0 && components[len(components)-1] == "" {
		components = components[:len(components)-1]
	}
	var b []byte
	for i, c := range components {
		if i > 0 {
			b = append(b, m.d.Component)
		}
		b = m.d.AppendEscaped(b, c)
	}
	return string(b)
}

// segment writes a segment of fields by their numbers.
func (m *messageWriter) segment(name string, fields map[int]string) string {
	last := 0
	for n, v := range fields {
		if v != "" {
			last = max(last, n)
		}
	}
	list := make([]string, last)
	for n, v := range fields {
		if v != "" {
			list[n-1] = v
		}
	}
	return strings.TrimSuffix(string(m.d.AppendSegment(nil, name, list)), "\r")
}

func (m *messageWriter) line(text string) { m.buf = append(append(m.buf, text...), '\r') }

func stamp(d frontsheet.DateTime) string {
	if d.IsZero() {
		return ""
	}
	s := literal.FormatDateTime(d, literal.LayoutCompact)
	switch d.Precision {
	case frontsheet.ToYear:
		s = s[:min(4, len(s))]
	case frontsheet.ToMonth:
		s = strings.ReplaceAll(s, "-", "")[:min(6, len(s))]
	case frontsheet.ToHour, frontsheet.ToMinute, frontsheet.ToSecond:
		clock := pad(d.Hour) + pad(d.Minute)
		if d.Precision == frontsheet.ToSecond {
			clock += pad(d.Second)
		}
		if len(s) == 8 {
			s += clock
		}
	}
	return s + strings.ReplaceAll(d.Zone, ":", "")
}

func pad(n int) string {
	if n < 10 {
		return "0" + itoa(n)
	}
	return itoa(n)
}

// schemes are the names of public code systems in messages.
var schemes = map[string]string{"http://loinc.org": "LN", "http://snomed.info/sct": "SCT", "http://terminology.hl7.org/CodeSystem/v2-0487": "HL70487", "http://terminology.hl7.org/CodeSystem/v2-0070": "HL70070"}

func scheme(c *report.Coding) string {
	if s := schemes[c.System]; s != "" && c.Scheme == "" {
		return s
	}
	if c.Scheme == "" && c.System == "" && c.Code != "" {
		return "L"
	}
	return c.Scheme
}

// concept writes a coded element.
func (m *messageWriter) concept(c report.Concept) string {
	var parts [9]string
	for i := range c.Codings[:min(2, len(c.Codings))] {
		coding := &c.Codings[i]
		parts[3*i], parts[3*i+1], parts[3*i+2] = coding.Code, coding.Display, scheme(coding)
	}
	if len(c.Codings) > 2 {
		m.w.issue("", frontsheet.Warning, "other-code-system", "a field has room for two codes: the others are left out")
	}
	if parts[1] == "" && len(c.Codings) <= 1 {
		parts[1] = c.Text
	} else {
		parts[8] = c.Text
	}
	return m.text(parts[:]...)
}

func (m *messageWriter) person(p report.Person) string { return m.text(p.Number, p.Name) }

// kept returns a segment as the source had it, where it still says what the record
// does: same, given what the segment alone becomes.
func (m *messageWriter) kept(fields []frontsheet.Field, name string, same func(*builder, []hl7v2.Segment) bool) (string, bool) {
	var texts []string
	if name == "OBR" {
		texts = textsOf(fields, "ORC")
	}
	own := textsOf(fields, name)
	if len(own) == 0 || m.w.record.Layout != ORU {
		return "", false
	}
	texts = append(texts, own[0])
	b, ok := rereader(m.d, texts)
	if !ok || !same(b, b.message.Segments[1:]) {
		return "", false
	}
	return own[0], true
}

func textsOf(fields []frontsheet.Field, name string) (texts []string) {
	for _, f := range fields {
		if f.Column == name {
			texts = append(texts, f.Value)
		}
	}
	return texts
}

// report writes the group of one report.
func (m *messageWriter) report(n int, r *report.Report) {
	own := m.w.record.Layout == ORU
	obr, ok := m.kept(r.Fields, "OBR", func(b *builder, s []hl7v2.Segment) bool {
		if len(s) == 2 {
			b.order = &s[0]
		}
		again := b.report(&s[len(s)-1])
		return m.sameReport(&again, r)
	})
	switch orc := textsOf(r.Fields, "ORC"); {
	case ok && len(orc) > 0:
		m.line(orc[0])
	case !ok:
		m.line(m.segment("ORC", map[int]string{1: "RE", 2: m.text(r.Placer), 3: m.text(r.Filler)}))
	}
	if !ok {
		obr = m.order(n, r)
		if own {
			m.w.issue("OBR", frontsheet.Information, "kept-field", "what the record keeps verbatim of the segment is not what it says now: the segment is written anew")
		}
	}
	m.line(obr)
	m.body(r)
	for i := range r.Specimens {
		if s := textsOf(r.Specimens[i].Fields, "SPM"); len(s) > 0 && own {
			m.line(s[0])
		}
		if !own {
			m.others(r.Specimens[i].Fields)
		}
	}
	for i := range r.Studies {
		if !own {
			m.others(r.Studies[i].Fields)
		}
	}
}

// others writes the segments that are kept with what they stood behind, and reports
// fields of another layout.
func (m *messageWriter) others(fields []frontsheet.Field) {
	for _, f := range fields {
		switch own := m.w.record.Layout == ORU; {
		case own && f.Column != "ORC" && f.Column != "OBR" && f.Column != "OBX" && f.Column != "NTE":
			m.line(f.Value)
		case !own && !isWhole(f.Column):
			m.w.issue(f.Column, frontsheet.Warning, "kept-cells", "the record keeps a field of another layout, for which the message has no place: it is left out")
		}
	}
}

// sameReport reports whether what a segment becomes is the report, as far as the
// segment states it.
func (m *messageWriter) sameReport(again, r *report.Report) bool {
	return again.Placer == r.Placer && again.Filler == r.Filler && sameConcept(again.Panel, r.Panel) && m.sameTime(again.Observed, r.Observed) && m.sameTime(again.Issued, r.Issued) &&
		reportStatus(again.Status) == reportStatus(r.Status) && again.Section == r.Section && again.Interpreter == r.Interpreter &&
		m.sameOrder(&again.Order, &r.Order) && again.Requester == r.Requester
}

// sameConcept compares concepts by all that a document keeps of them.
func sameConcept(a, b report.Concept) bool {
	return a.Text == b.Text && slices.EqualFunc(a.Codings, b.Codings, func(x, y report.Coding) bool {
		return x.System == y.System && x.Code == y.Code && x.Display == y.Display
	})
}

// sameTime compares times; one in the zone of Hong Kong and the mainland is the same
// with that and without.
func (m *messageWriter) sameTime(a, b frontsheet.DateTime) bool {
	return m.plainTime(a) == m.plainTime(b)
}

// plainTime returns a time as a document has it.
func (m *messageWriter) plainTime(d frontsheet.DateTime) frontsheet.DateTime {
	if d.Zone == m.w.admissions.Zone || d.Precision < frontsheet.ToHour {
		d.Zone = ""
	}
	if d.Precision == frontsheet.ToMinute {
		d.Precision = frontsheet.ToSecond // FHIR has no time without seconds
	}
	return d
}

// order writes an OBR.
func (m *messageWriter) order(n int, r *report.Report) string {
	fields := map[int]string{
		1: itoa(n), 2: m.text(r.Placer), 3: m.text(r.Filler), 4: m.concept(r.Panel), 6: stamp(r.Order.Placed), 7: stamp(r.Observed), 13: m.text(r.Order.Information), 16: m.person(r.Requester),
		18: m.text(m.accession(r)), 22: stamp(r.Issued), 24: m.text(section(r)), 25: m.text(r.Status),
	}
	fields[31] = m.reasons(&r.Order)
	if len(r.Specimens) > 0 {
		s := &r.Specimens[0]
		fields[14] = stamp(s.Received)
		fields[15] = m.source(s)
		if s.Number != "" {
			m.w.issue("OBR-15", frontsheet.Warning, "no-column", "the specimen has a number, for which the message has no field: it is left out")
		}
		if len(r.Specimens) > 1 {
			m.w.issue("OBR-15", frontsheet.Warning, "no-column", "the report has several specimens, and the message room for one: the others are left out")
		}
	}
	if !r.Interpreter.IsZero() {
		fields[32] = strings.ReplaceAll(m.text(r.Interpreter.Number, r.Interpreter.Name), string(m.d.Component), string(m.d.Subcomponent))
	}
	return m.segment("OBR", fields)
}

// source writes OBR-15: a code and a name in its first component.
func (m *messageWriter) source(s *report.Specimen) string {
	coding := report.Coding{Display: s.Type.Text}
	if len(s.Type.Codings) > 0 {
		coding = s.Type.Codings[0]
	}
	parts := []string{coding.Code, coding.Display, coding.Scheme}
	return strings.ReplaceAll(m.text(parts...), string(m.d.Component), string(m.d.Subcomponent))
}

// sameNotes reports whether the segments that are kept of remarks still say them.
func (m *messageWriter) sameNotes(fields []frontsheet.Field, notes []string) bool {
	if m.w.record.Layout != ORU || len(textsOf(fields, "NTE")) == 0 {
		return false
	}
	again := remarksIn(m.d, fields)
	return slices.Equal(again, notes) || strings.Join(again, "\n\n") == strings.Join(notes, "\n\n")
}

// notes writes remarks: as the source had them, where they still are those.
func (m *messageWriter) notes(fields []frontsheet.Field, notes []string) {
	if m.sameNotes(fields, notes) {
		for _, text := range textsOf(fields, "NTE") {
			m.line(text)
		}
		return
	}
	for i, n := range notes {
		m.line(m.segment("NTE", map[int]string{1: itoa(i + 1), 3: m.text(n)}))
	}
}

// result writes an OBX with its remarks.
func (m *messageWriter) result(n int, r *report.Report, res *report.Result) {
	text, ok := m.kept(res.Fields, "OBX", func(b *builder, s []hl7v2.Segment) bool {
		var again report.Report
		b.result(&again, &s[0])
		return len(again.Results) == 1 && m.sameResult(&again.Results[0], res, r)
	})
	if !ok {
		text = m.observation(n, r, res)
		if len(textsOf(res.Fields, "OBX")) > 0 && m.w.record.Layout == ORU {
			m.w.issue("OBX", frontsheet.Information, "kept-field", "what the record keeps verbatim of the segment is not what it says now: the segment is written anew")
		}
	}
	m.line(text)
	m.notes(res.Fields, res.Notes)
	m.others(res.Fields)
}

// sameResult reports whether what a segment becomes is the result.
func (m *messageWriter) sameResult(again, res *report.Result, r *report.Report) bool {
	flags := again.Flags
	return sameConcept(again.Test, res.Test) && again.Sub == res.Sub && again.Comparator == res.Comparator && again.Number == res.Number && again.Separator == res.Separator &&
		again.Second == res.Second && sameConcept(again.Answer, res.Answer) && again.Text == res.Text && again.Unit == res.Unit && again.Range == res.Range &&
		slices.Equal(flags, res.Flags) && document.ResultStatus(again.Status) == document.ResultStatus(res.Status) && (m.sameTime(again.Observed, res.Observed) || again.Observed.IsZero() || m.sameTime(again.Observed, r.Observed) && res.Observed.IsZero()) &&
		(reflect.DeepEqual(again.Performer, res.Performer) || again.Performer == r.Performer && res.Performer.IsZero()) && again.Method == res.Method
}

// observation writes an OBX.
func (m *messageWriter) observation(n int, r *report.Report, res *report.Result) string {
	kind := res.Kind
	var value string
	switch {
	case res.IsNumber() && res.Comparator == "" && res.Separator == "":
		kind, value = "NM", m.text(string(res.Number))
	case res.IsNumber():
		kind, value = "SN", m.text(res.Comparator, string(res.Number), res.Separator, string(res.Second))
	case !res.Answer.IsZero():
		if kind != "CE" {
			kind = "CWE"
		}
		value = m.concept(res.Answer)
	default:
		if kind != "TX" && kind != "FT" {
			kind = "ST"
			if strings.Contains(res.Text, "\n") {
				kind = "TX"
			}
		}
		value = m.text(res.Text)
	}
	var flags []string
	for _, f := range res.Flags {
		flags = append(flags, m.text(f))
	}
	performer := res.Performer
	if performer.IsZero() {
		performer = r.Performer
	}
	method := res.Method
	if method == "" {
		method = r.Method
	}
	return m.segment("OBX", map[int]string{
		1: itoa(n), 2: kind, 3: m.concept(res.Test), 4: m.text(res.Sub), 5: value, 6: m.text(res.Unit), 7: m.text(res.Range), 8: strings.Join(flags, string(m.d.Repetition)),
		11: m.text(res.Status), 14: stamp(res.Observed), 15: m.text(performer.Code, performer.Name), 17: m.text("", method),
	})
}

// attachment writes a file of a report.
func (m *messageWriter) attachment(n int, r *report.Report, a *report.Attachment) {
	subtype := ""
	for s, media := range mediaTypes {
		if media == a.Type && (subtype == "" || s < subtype) {
			subtype = s
		}
	}
	m.line(m.segment("OBX", map[int]string{1: itoa(n), 2: "ED", 3: m.text("", a.Title), 5: m.text("", "AP", subtype, "Base64", a.Data), 11: m.text(r.Status)}))
}
