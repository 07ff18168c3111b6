package results

import (
	"bufio"
	"bytes"
	"io"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/report"
)

// The segments of results, and the names under which the reader of admissions sees
// them: who the patient is, and during which visit, a message of results says in the
// same segments as one of admissions, so that the same reader reads them, in whatever
// characters they are. It keeps segments that it does not know as they stand.
var aliases = map[string]string{
	"ORC": "Z01", "OBR": "Z02", "OBX": "Z03", "NTE": "Z04", "SPM": "Z05", "TQ1": "Z06", "TQ2": "Z07", "CTD": "Z08", "CTI": "Z09", "SAC": "Z10", "DSC": "Z11",
}

// A disguise gives the segments of one message such names: besides those above
// whatever stands after the first of them.
type disguise struct {
	alias, name map[string]string
	begun       bool
}

func newDisguise() *disguise {
	d := &disguise{maps.Clone(aliases), map[string]string{}, false}
	for name, alias := range aliases {
		d.name[alias] = name
	}
	return d
}

// of returns the alias of a segment, "" for one of the patient and the visit.
func (d *disguise) of(name string) string {
	d.begun = d.begun || name == "ORC" || name == "OBR"
	alias := d.alias[name]
	if alias == "" && d.begun && len(d.alias) < 80 {
		alias = "Z" + itoa(20+len(d.alias))
		d.alias[name], d.name[alias] = alias, name
	}
	return alias
}

// observation is how a message of results starts.
var observation = regexp.MustCompile(`(?m)(?:^|\r|\x0b)MSH(.)(.)[^\r\n]*?ORU(?:\W|$)`)

// readMessages yields the messages of a file.
func readMessages(r *bufio.Reader, o *Options) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		s := hl7v2.NewScanner(r)
		for number := 1; ; number++ {
			frame, err := s.Next()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(nil, err)
				return
			}
			e := &Entry{Number: number, Line: frame.Line, Raw: frame.Raw}
			readMessage(e, frame.Message, o)
			if !yield(e, nil) {
				return
			}
		}
	}
}

// typeOf finds MSH-9 in the first segment of a message of some type, as ORU.
func typeOf(header []byte, kind string) (from, to int, ok bool) {
	if len(header) < 8 {
		return 0, 0, false
	}
	field, component := regexp.QuoteMeta(string(header[3])), regexp.QuoteMeta(string(header[4]))
	m := regexp.MustCompile(field + "(" + kind + "(?:" + component + "[A-Z0-9_]*)*)" + field).FindSubmatchIndex(header)
	if m == nil {
		return 0, 0, false
	}
	return m[2], m[3], true
}

// withType returns the header of a message of one type with another. It is as it was
// where there is none to change.
func withType(header []byte, was, kind string) []byte {
	from, to, ok := typeOf(header, was)
	if !ok {
		return header
	}
	return append(append(slices.Clone(header[:from]), kind...), header[to:]...)
}

// admission is the type under which the patient is read: an update of what is known.
func admission(header []byte) string { return "ADT" + string(header[4]) + "A08" }

// lines cuts a message into its segments.
func lines(message []byte) [][]byte {
	return bytes.FieldsFunc(message, func(r rune) bool { return r == '\r' || r == '\n' })
}

// segmentsNamed returns how many segments of a name there are.
func segmentsNamed(segments [][]byte, name string) (n int) {
	for _, s := range segments {
		if bytes.HasPrefix(s, []byte(name)) {
			n++
		}
	}
	return n
}

// readMessage reads one message.
func readMessage(e *Entry, message []byte, o *Options) {
	segments := lines(message)
	if len(segments) == 0 || !bytes.HasPrefix(segments[0], []byte("MSH")) || len(segments[0]) < 8 {
		e.issue(o, "", frontsheet.Error, "not-a-message", "the text is no message of HL7 version 2")
		return
	}
	from, to, ok := typeOf(segments[0], "ORU")
	if !ok {
		e.issue(o, "MSH-9", frontsheet.Error, "message-type", "the message is not an ORU message")
		return
	}
	if n := segmentsNamed(segments, "PID"); n > 1 {
		e.issue(o, "PID[2]", frontsheet.Error, "several-patients", "the message has results of several patients: each needs a message of its own, so that none is taken for another's")
		return
	}
	rec := &report.Record{Layout: ORU, Trigger: string(segments[0][from:to]), WithoutVisit: true}
	var derived []byte
	var order []string // names of the segments of results, by their aliases
	hidden := newDisguise()
	for i, segment := range segments {
		if i == 0 {
			segment = withType(segment, "ORU", admission(segment))
		}
		if len(segment) < 3 {
			continue
		}
		name := string(segment[:3])
		switch alias := hidden.of(name); {
		case alias != "":
			order = append(order, alias)
			derived = append(append(derived, alias...), segment[3:]...)
		default:
			rec.WithoutVisit = rec.WithoutVisit && name != "PV1"
			derived = append(derived, segment...)
		}
		derived = append(derived, '\r')
	}
	if rec.WithoutVisit {
		derived = append(derived, noVisit(segments[0])...)
	}
	sheet := readPatient(e, derived, hidden, o)
	if sheet == nil {
		return
	}
	rec.Sheet = sheet
	texts := takeSegments(sheet, hidden, order)
	b := builder{entry: e, options: o, record: rec}
	if err := b.message.Parse(strings.Join(append([]string{headerOf(sheet)}, texts...), "\r") + "\r"); err != nil {
		e.issue(o, "", frontsheet.Error, "not-a-message", "the segments of results cannot be split")
		return
	}
	b.build()
	if len(rec.Reports) == 0 {
		e.issue(o, "OBR", frontsheet.Error, "no-report", "the message has no OBR segment: it reports nothing")
		return
	}
	e.Record = rec
}

// noVisit is the segment without which an admission cannot be read.
func noVisit(header []byte) string {
	return "PV1" + string(header[3]) + "1" + string(header[3]) + "N\r"
}

// readPatient reads who the patient is and during which visit.
func readPatient(e *Entry, message []byte, hidden *disguise, o *Options) *frontsheet.FrontSheet {
	reader, err := mapping.NewMessageReader(bytes.NewReader(message), o.Admissions, &mapping.ReaderOptions{File: o.File, Encoding: o.Encoding, Facility: o.Facility})
	if err != nil {
		e.issue(o, "", frontsheet.Error, "not-a-message", "the message cannot be read")
		return nil
	}
	defer reader.Close()
	for record, err := range reader.Records() {
		if err != nil {
			e.issue(o, "", frontsheet.Error, "not-a-message", "the message cannot be read")
			return nil
		}
		for _, i := range record.Issues {
			name, _, _ := strings.Cut(strings.SplitN(i.Column, "-", 2)[0], "[")
			if hidden.name[name] != "" {
				continue // segments that are read here
			}
			i.Record, i.Line = e.Number, e.Line
			e.Issues = append(e.Issues, i)
		}
		if record.Sheet == nil {
			return nil
		}
		sheet := record.Sheet.Clone()
		sheet.Origin().Position = frontsheet.Position{File: o.File, Record: e.Number, Line: e.Line}
		return &sheet
	}
	return nil
}

// takeSegments takes the segments of results out of the sheet, in their order.
func takeSegments(sheet *frontsheet.FrontSheet, hidden *disguise, order []string) []string {
	kept := map[string]string{}
	sheet.Fields = slices.DeleteFunc(slices.Clone(sheet.Fields), func(f frontsheet.Field) bool {
		name, _, _ := strings.Cut(f.Column, "[")
		if hidden.name[name] != "" {
			kept[f.Column] = f.Value
			return true
		}
		return f.Column == "segments"
	})
	counts := map[string]int{}
	var texts []string
	for _, alias := range order {
		counts[alias]++
		column := alias
		if n := counts[alias]; n > 1 {
			column += "[" + strconv.Itoa(n) + "]"
		}
		if text, ok := kept[column]; ok {
			texts = append(texts, hidden.name[alias]+text[3:])
		}
	}
	return texts
}

func headerOf(sheet *frontsheet.FrontSheet) string {
	for _, f := range sheet.Fields {
		if f.Column == "MSH" {
			return f.Value
		}
	}
	return `MSH|^~\&`
}

// A builder makes reports of the segments of a message, in their order.
type builder struct {
	entry   *Entry
	options *Options
	record  *report.Record
	message hl7v2.Message
	counts  map[string]int
	order   *hl7v2.Segment // the last ORC, which is of the next OBR
	whole   bool           // the last OBX is of the report and no result
	// accessions are the numbers of the images of the reports: OBR-18, as IHE has it.
	accessions []string
}

func (b *builder) build() {
	b.counts = map[string]int{}
	for i := range b.message.Segments {
		s := &b.message.Segments[i]
		if s.Name == "MSH" {
			continue
		}
		b.counts[s.Name]++
		reports := b.record.Reports
		var current *report.Report
		if n := len(reports); n > 0 {
			current = &reports[n-1]
		}
		switch {
		case s.Name == "ORC":
			b.order = s
		case s.Name == "OBR":
			b.whole = false
			b.record.Reports = append(b.record.Reports, b.report(s))
			b.accessions = append(b.accessions, b.text(s, 18, 1))
		case s.Name == "NTE" && b.order != nil && b.counts["OBR"] < b.counts["ORC"], current == nil:
			b.record.Fields = append(b.record.Fields, frontsheet.Field{Column: s.Name, Value: s.Text})
			b.note(s, 0, frontsheet.Information, "kept-segment", "the segment stands before the first report, or between an order and its report: it is kept verbatim")
		case s.Name == "OBX":
			b.result(current, s)
		case s.Name == "NTE":
			b.remark(current, s)
		case s.Name == "SPM":
			b.specimen(current, s)
		default:
			b.segment(current, s)
			// It is kept with what it stands behind.
			to := &current.Fields
			if n := len(current.Results); n > 0 && !b.whole {
				to = &current.Results[n-1].Fields
			}
			*to = append(*to, frontsheet.Field{Column: s.Name, Value: s.Text})
		}
	}
	for i := range b.record.Reports {
		b.settle(&b.record.Reports[i], b.accessions[i])
	}
	if b.order != nil {
		b.record.Fields = append(b.record.Fields, frontsheet.Field{Column: "ORC", Value: b.order.Text})
		b.note(b.order, 0, frontsheet.Information, "kept-segment", "the order has no report: it is kept verbatim")
	}
}

func (b *builder) note(s *hl7v2.Segment, field int, severity frontsheet.Severity, code, detail string) {
	column := s.Name
	if n := b.counts[s.Name]; n > 1 {
		column += "[" + strconv.Itoa(n) + "]"
	}
	if field > 0 {
		column += "-" + strconv.Itoa(field)
	}
	b.entry.issue(b.options, column, severity, code, detail)
}

// text returns a component of the first repetition of a field, unescaped; all of it
// where component is 0. The null of HL7 is nothing.
func (b *builder) text(s *hl7v2.Segment, field, component int) string {
	for r := range b.message.Repetitions(s.Field(field)) {
		return b.component(r, component)
	}
	return ""
}

func (b *builder) component(repetition string, n int) string {
	if n > 0 {
		repetition = b.message.ComponentOf(repetition, n)
	}
	if repetition == `""` {
		return ""
	}
	return b.clean(repetition)
}

func (b *builder) clean(s string) string {
	text, _ := b.message.Unescape(s)
	return strings.TrimSpace(text)
}

// time reads a time.
func (b *builder) time(s *hl7v2.Segment, field int) frontsheet.DateTime {
	text := b.text(s, field, 1)
	if text == "" {
		return frontsheet.DateTime{}
	}
	rest, zone := literal.CutZone(text)
	rest, _, _ = strings.Cut(rest, ".")
	d, _, ok := literal.ParseDate(rest)
	if !ok {
		d, ok = literal.PartialDate(rest)
	}
	if !ok || !d.Valid() {
		b.note(s, field, frontsheet.Error, "bad-date", "the field holds no date: it is kept verbatim, and nothing made of it")
		return frontsheet.DateTime{}
	}
	d.Zone = zone
	return d
}

// systems are the public code systems by the names of HL7's table 0396.
var systems = map[string]string{
	"LN": "http://loinc.org", "SCT": "http://snomed.info/sct", "SNM": "http://snomed.info/sct", "UCUM": "http://unitsofmeasure.org",
	"HL70487": "http://terminology.hl7.org/CodeSystem/v2-0487", "HL70070": "http://terminology.hl7.org/CodeSystem/v2-0070",
}

// concept reads a coded element: two codes, and the text of a CWE.
func (b *builder) concept(repetition string) (c report.Concept) {
	for _, at := range [2]int{1, 4} {
		code, display, scheme := b.component(repetition, at), b.component(repetition, at+1), b.component(repetition, at+2)
		if code+display != "" {
			c.Codings = append(c.Codings, report.Coding{System: systems[strings.ToUpper(scheme)], Scheme: scheme, Code: code, Display: display})
		}
	}
	c.Text = b.component(repetition, 9)
	return c
}

func (b *builder) field(s *hl7v2.Segment, n int) report.Concept {
	for r := range b.message.Repetitions(s.Field(n)) {
		return b.concept(r)
	}
	return report.Concept{}
}

// person reads an XCN.
func (b *builder) person(s *hl7v2.Segment, field int) report.Person {
	for r := range b.message.Repetitions(s.Field(field)) {
		var parts []string
		for _, n := range [2]int{2, 3} {
			if part := b.component(r, n); part != "" {
				parts = append(parts, part)
			}
		}
		return report.Person{Number: b.component(r, 1), Name: strings.Join(parts, " ")}
	}
	return report.Person{}
}

// report reads an OBR, with the ORC before it.
func (b *builder) report(s *hl7v2.Segment) (r report.Report) {
	r.Placer, r.Filler = b.text(s, 2, 1), b.text(s, 3, 1)
	if o := b.order; o != nil {
		if r.Placer == "" {
			r.Placer = b.text(o, 2, 1)
		}
		if r.Filler == "" {
			r.Filler = b.text(o, 3, 1)
		}
		r.Fields = append(r.Fields, frontsheet.Field{Column: "ORC", Value: o.Text})
		b.order = nil
	}
	r.Fields = append(r.Fields, frontsheet.Field{Column: "OBR", Value: s.Text})
	r.Panel = b.field(s, 4)
	r.Observed, r.Issued = b.time(s, 7), b.time(s, 22)
	r.Section, r.Status = b.text(s, 24, 1), b.text(s, 25, 1)
	r.Requester = b.person(s, 16)
	r.Order = b.ordered(s)
	r.Interpreter = b.interpreter(s)
	if source := b.source(s); !source.IsZero() || s.Field(14) != "" {
		r.Specimens = append(r.Specimens, report.Specimen{Type: source, Collected: r.Observed, Received: b.time(s, 14)})
	}
	return r
}

// interpreter reads OBR-32, whose first component is a name with its subcomponents.
func (b *builder) interpreter(s *hl7v2.Segment) report.Person {
	for r := range b.message.Repetitions(s.Field(32)) {
		name := b.message.ComponentOf(r, 1)
		sub := func(n int) string { return b.clean(b.message.SubcomponentOf(name, n)) }
		p := report.Person{Number: sub(1)}
		for _, n := range [2]int{2, 3} {
			if part := sub(n); part != "" {
				p.Name = strings.TrimSpace(p.Name + " " + part)
			}
		}
		return p
	}
	return report.Person{}
}

// source reads OBR-15: a code of table 0070, or a coded element in its first component.
func (b *builder) source(s *hl7v2.Segment) (c report.Concept) {
	for r := range b.message.Repetitions(s.Field(15)) {
		first := b.message.ComponentOf(r, 1)
		coding := report.Coding{Code: b.clean(b.message.SubcomponentOf(first, 1)), Display: b.clean(b.message.SubcomponentOf(first, 2)), Scheme: b.clean(b.message.SubcomponentOf(first, 3))}
		coding.System = systems[strings.ToUpper(coding.Scheme)]
		if coding.Code+coding.Display != "" {
			c.Codings = append(c.Codings, coding)
		}
		return c
	}
	return c
}

// specimen reads an SPM. The one of OBR-15 is the same as the first.
func (b *builder) specimen(r *report.Report, s *hl7v2.Segment) {
	sp := report.Specimen{
		Number: b.clean(b.message.SubcomponentOf(b.message.ComponentOf(s.Field(2), 1), 1)), Type: b.field(s, 4),
		Collected: b.time(s, 17), Received: b.time(s, 18), Rejected: b.field(s, 21),
		Fields: []frontsheet.Field{{Column: "SPM", Value: s.Text}},
	}
	if n := len(r.Specimens); n == 1 && r.Specimens[0].Fields == nil {
		if sp.Collected.IsZero() {
			sp.Collected = r.Specimens[0].Collected
		}
		if sp.Received.IsZero() {
			sp.Received = r.Specimens[0].Received
		}
		if sp.Type.IsZero() {
			sp.Type = r.Specimens[0].Type
		}
		r.Specimens = nil
	}
	r.Specimens = append(r.Specimens, sp)
}

// remark reads an NTE, which is of the result before it, or of the report.
func (b *builder) remark(r *report.Report, s *hl7v2.Segment) {
	var remarks []string
	for rep := range b.message.Repetitions(s.Field(3)) {
		if text := b.clean(rep); text != "" {
			remarks = append(remarks, text)
		}
	}
	text := strings.Join(remarks, "\n")
	field := frontsheet.Field{Column: "NTE", Value: s.Text}
	if n := len(r.Results); n > 0 && !b.whole {
		last := &r.Results[n-1]
		last.Fields = append(last.Fields, field)
		if text != "" {
			last.Notes = append(last.Notes, text)
		}
		return
	}
	r.Fields = append(r.Fields, field)
	if text != "" {
		r.Notes = append(r.Notes, text)
	}
}
