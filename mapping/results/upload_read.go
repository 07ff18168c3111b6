package results

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/jsonobject"
	"github.com/crossbay/crossbay/mapping/report"
)

// personNumber is the type of the number by which the insurance knows a person
// (psn_no): no code of HL7's table 0203 is it. visitID is that of its number of a visit
// (mdtrt_id), where an upload states no other.
const (
	personNumber = "医保人员编号"
	visitID      = "医保就诊ID"
)

// envelope and form are the columns of what stands around the objects of an upload.
const (
	envelope = "envelope"
	form     = "form"
)

// startsUpload returns a function that reports whether a file starts as uploads of a
// message do: with an object that has its nodes, or its members.
func startsUpload(layout string) func(start []byte) bool {
	return func(start []byte) bool {
		trimmed := bytes.TrimLeft(start, " \t\r\n[")
		if len(trimmed) == 0 || trimmed[0] != '{' {
			return false
		}
		m := uploadOf(layout)
		names := m.tells
		if !m.inRows() {
			names = []string{m.head().name}
		}
		return slices.ContainsFunc(names, func(name string) bool { return bytes.Contains(start, []byte(`"`+name+`"`)) })
	}
}

// readUploads returns a reader that yields the uploads of a file: objects one after the
// other, or an array. Each is read as the message that it is; layout is that of those
// which do not tell.
func readUploads(layout string) func(*bufio.Reader, *Options) iter.Seq2[*Entry, error] {
	return func(r *bufio.Reader, o *Options) iter.Seq2[*Entry, error] {
		return func(yield func(*Entry, error) bool) {
			decoded, start, encoding := decode(r, o)
			lines := &lineCounter{in: decoded, line: 1}
			d := json.NewDecoder(lines)
			u := uploadReader{options: o, fallback: uploadOf(layout), encoding: encoding}
			digest := sha256.Sum256(start)
			u.input = hex.EncodeToString(digest[:8])
			for {
				var value json.RawMessage
				err := d.Decode(&value)
				if err == io.EOF {
					return
				}
				if err != nil {
					e := &Entry{Number: u.records + 1, Line: lines.at(d.InputOffset())}
					e.issue(o, "", frontsheet.Error, "bad-json", "the text is no JSON from here on: nothing further is read")
					yield(e, nil)
					return
				}
				line := lines.at(d.InputOffset() - int64(len(value)))
				values := []json.RawMessage{value}
				if bytes.HasPrefix(value, []byte("[")) && json.Unmarshal(value, &values) != nil {
					values = nil
				}
				for _, v := range values {
					for _, e := range u.value(line, v) {
						if !yield(e, nil) {
							return
						}
					}
				}
			}
		}
	}
}

// decode returns the text of a file in UTF-8, how the file starts, and its encoding.
func decode(r *bufio.Reader, o *Options) (io.Reader, []byte, string) {
	start, _ := r.Peek(looked)
	encoding := o.Encoding
	if encoding == "" || encoding == charset.EncodingAuto {
		encoding = charset.Detect(start)
	}
	text := charset.Begin(r)
	if name, known := charset.Named(encoding); known && !text.Decoded && text.Mark == "" {
		encoding = name
	} else {
		encoding = charset.EncodingUTF8
	}
	if encoding == charset.EncodingUTF8 {
		return text, start, encoding
	}
	l := &lineDecoder{in: bufio.NewReader(text)}
	l.decoder.Use(encoding)
	return l, start, encoding
}

// A lineDecoder decodes a text line by line: no encoding has the end of a line within a
// character.
type lineDecoder struct {
	in      *bufio.Reader
	decoder charset.Decoder
	rest    []byte
}

func (l *lineDecoder) Read(p []byte) (int, error) {
	for len(l.rest) == 0 {
		line, err := l.in.ReadBytes('\n')
		if len(line) == 0 && err != nil {
			return 0, err
		}
		l.rest, _ = l.decoder.Append(nil, line)
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// A lineCounter tells on which line a place of what it has read stands.
type lineCounter struct {
	in   io.Reader
	read int64
	ends []int64 // of the lines from line on
	line int
}

func (c *lineCounter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			c.ends = append(c.ends, c.read+int64(i))
		}
	}
	c.read += int64(n)
	return n, err
}

// at returns the line of a place, which is none before those asked for.
func (c *lineCounter) at(offset int64) int {
	for len(c.ends) > 0 && c.ends[0] < offset {
		c.line++
		c.ends = c.ends[1:]
	}
	return c.line
}

// An uploadReader reads the uploads of a file.
type uploadReader struct {
	options  *Options
	fallback *upload // the message of an object that does not tell its own
	input    string  // a digest of the file
	encoding string  // of the file
	records  int     // so far
	entry    *Entry  // in hand
	message  *upload // in hand
}

// an opened value is an upload out of what stands around it.
type opened struct {
	message *upload
	payload json.RawMessage
	path    []string // of members that lead to it
	outer   []byte   // what stands around it, which has null in its place
}

// bare reports whether an upload stands as it is written where nothing else is known.
func (in *opened) bare() bool {
	if in.message.inRows() {
		return string(in.outer) == `{"`+in.message.head().name+`":null}`
	}
	return len(in.path) == 0
}

// wrappers are the members of the insurance's interface that stand around an upload.
var wrappers = [...]string{"input", "data"}

// open finds the upload in a value. The message is nil where there is none.
func open(text []byte, fallback *upload, deep int) opened {
	o, err := jsonobject.Parse(text)
	if err != nil || deep > len(wrappers) {
		return opened{}
	}
	if m := messageOf(o); m != nil {
		return opened{message: m, payload: text, outer: []byte("null")}
	}
	for _, name := range wrappers {
		v := o.Get(name)
		in := opened{}
		switch {
		case bytes.HasPrefix(v, []byte("{")):
			in = open(v, nil, deep+1)
		case bytes.HasPrefix(v, []byte("[")) && name == "data":
			for _, element := range elements(v) {
				if row, err := jsonobject.Parse(element); err == nil && in.message == nil {
					in = opened{message: messageOfRow(row), payload: v, outer: []byte("null")}
				}
			}
		}
		if in.message == nil && v != nil && fallback != nil && fallback.inRows() && name == fallback.head().name {
			in = opened{message: fallback, payload: v, outer: []byte("null")}
		}
		if in.message != nil {
			outer := slices.Clone(o)
			outer.Set(name, in.outer)
			in.path, in.outer = append([]string{name}, in.path...), outer.Append(nil)
			return in
		}
	}
	return opened{}
}

// elements returns the elements of a list; what is no list is the only one of itself.
func elements(text json.RawMessage) (list []json.RawMessage) {
	if bytes.HasPrefix(text, []byte("[")) && json.Unmarshal(text, &list) == nil {
		return list
	}
	return []json.RawMessage{text}
}

// value reads one value of a file: an upload, or rows of several patients.
func (u *uploadReader) value(line int, text []byte) []*Entry {
	e := u.begin(line, text)
	damaged := u.encoding != charset.EncodingUTF8 && bytes.ContainsRune(text, utf8.RuneError)
	if !utf8.Valid(text) {
		damaged, text = true, bytes.ToValidUTF8(text, []byte(string(utf8.RuneError)))
	}
	if damaged {
		e.issue(u.options, "", frontsheet.Error, "undecodable-character", "the upload has bytes that are no character: U+FFFD stands for them")
	}
	if _, err := jsonobject.Parse(text); err != nil {
		e.issue(u.options, "", frontsheet.Error, "bad-json", "the value is no JSON object")
		return []*Entry{e}
	}
	in := open(text, u.fallback, 0)
	if in.message == nil {
		name := u.fallback.head().name
		e.issue(u.options, name, frontsheet.Error, "no-report", "the object has no "+name+": it is no report of this kind")
		return []*Entry{e}
	}
	u.message = in.message
	if !in.message.inRows() {
		u.record(e, in, func(rec *report.Record) *values { return u.nodes(rec, in.payload) })
		return []*Entry{e}
	}
	groups := patientsOf(elements(in.payload))
	if len(groups) < 2 {
		u.record(e, in, func(rec *report.Record) *values { return u.rows(rec, elements(in.payload), in.payload) })
		return []*Entry{e}
	}
	var list []*Entry
	for i, group := range groups {
		part := opened{message: in.message, payload: listOf(group), path: in.path, outer: in.outer}
		if i > 0 {
			e = u.begin(line, nil)
		}
		e.Raw = append(put(part.outer, part.path, part.payload), '\n')
		u.record(e, part, func(rec *report.Record) *values { return u.rows(rec, group, part.payload) })
		list = append(list, e)
	}
	return list
}

// begin begins an entry.
func (u *uploadReader) begin(line int, text []byte) *Entry {
	u.records++
	u.entry = &Entry{Number: u.records, Line: line, Raw: append(slices.Clip(text), '\n')}
	return u.entry
}

// patientsOf parts rows by whose they are.
func patientsOf(list []json.RawMessage) (groups [][]json.RawMessage) {
	at := map[string]int{}
	for _, text := range list {
		key := ""
		if o, err := jsonobject.Parse(text); err == nil {
			for _, name := range []string{"psn_no", "mdtrt_sn", "mdtrt_id"} {
				s, _ := plain(o.Get(name))
				key += s + "\n"
			}
		} else if len(groups) > 0 {
			groups[len(groups)-1] = append(groups[len(groups)-1], text) // it stays where it stood
			continue
		}
		n, known := at[key]
		if !known {
			n = len(groups)
			at[key] = n
			groups = append(groups, nil)
		}
		groups[n] = append(groups[n], text)
	}
	return groups
}

// listOf makes a list of texts.
func listOf(list []json.RawMessage) json.RawMessage {
	out := []byte{'['}
	for i, text := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, text...)
	}
	return append(out, ']')
}

// put puts an upload back into what stood around it.
func put(outer []byte, path []string, payload []byte) []byte {
	o, err := jsonobject.Parse(outer)
	if len(path) == 0 || err != nil {
		return payload
	}
	o.Set(path[0], put(o.Get(path[0]), path[1:], payload))
	return o.Append(nil)
}

// record makes the record of an upload, whose head read returns.
func (u *uploadReader) record(e *Entry, in opened, read func(*report.Record) *values) {
	o := u.options
	rec := &report.Record{Layout: u.message.layout, Sheet: &frontsheet.FrontSheet{}}
	sheet := rec.Sheet
	if !in.bare() {
		rec.Fields = append(rec.Fields, frontsheet.Field{Column: strings.Join(append([]string{envelope}, in.path...), "."), Value: string(in.outer)})
		if len(in.path) > 0 {
			e.issue(o, in.path[0], frontsheet.Information, "kept-segment", "the upload stands in an envelope, for which the report has no place: it is kept verbatim")
		}
	}
	head := read(rec)
	if head == nil {
		name := u.message.head().name
		e.issue(o, name, frontsheet.Error, "no-report", "the object has no "+name+": it is no report of this kind")
		return
	}
	sheet.Facility = frontsheet.Facility{Code: head.text["facility.code"], Name: head.text["facility.name"]}
	if sheet.Facility == (frontsheet.Facility{}) {
		sheet.Facility = o.Facility
	}
	sheet.Origin().Position = frontsheet.Position{File: o.File, Record: e.Number, Line: e.Line}
	if sheet.FacilityName() == "" {
		sheet.Origin().Input = u.input // nobody knows whose numbers these are
	}
	sheet.Stay.Number = head.text["visit"]
	number, kind := head.text["person"], personNumber
	if number == "" && sheet.Stay.Number == "" {
		number, _ = plain(head.object.Get("mdtrt_id"))
		kind = visitID
	}
	if number != "" {
		sheet.Patient.Identifiers = []frontsheet.Identifier{{Value: number, Type: kind}}
	}
	if sheet.Stay.Number == "" && sheet.Patient.Identifiers == nil {
		e.issue(o, head.at+".mdtrt_sn", frontsheet.Error, "no-record-key", "the report states neither a visit nor a person, so nobody can say whose it is")
		return
	}
	rec.WithoutVisit = sheet.Stay.Number == ""
	e.Record = rec
}

// nodes reads an upload that is a head with lists beside it.
func (u *uploadReader) nodes(rec *report.Record, text []byte) *values {
	whole, err := jsonobject.Parse(text)
	if err != nil {
		return nil
	}
	head := u.message.head()
	v := u.object(head, head.name, whole.Get(head.name))
	if v == nil {
		return nil
	}
	r := report.Report{Section: u.message.section}
	sampled := false
	for _, text := range elements(whole.Get("sampleinfo")) {
		_, err := jsonobject.Parse(text)
		sampled = sampled || err == nil
	}
	u.head(&r, v, !sampled)
	r.Fields = append(r.Fields, append(v.rest(), frontsheet.Field{Column: head.name, Value: string(v.source)})...)
	var shape jsonobject.Object
	seen := map[string]bool{}
	for i := range u.message.nodes {
		n := &u.message.nodes[i]
		if n.role == roleHead {
			continue
		}
		for i, text := range elements(whole.Get(n.name)) {
			u.element(&r, n, i, text, v)
		}
	}
	for _, m := range whole {
		n := u.message.node(m.Name)
		switch {
		case seen[m.Name]:
			u.entry.issue(u.options, u.known(m.Name), frontsheet.Warning, "duplicate-key", "the name stands twice in its object: the first counts, this one is kept verbatim as JSON")
			shape = append(shape, m)
		case n != nil:
			shape = append(shape, jsonobject.Member{Name: m.Name, Value: shapeOf(m.Value)})
		case string(m.Value) == "[]" || string(m.Value) == "null":
			shape = append(shape, m)
		default:
			rec.Fields = append(rec.Fields, frontsheet.Field{Column: m.Name, Value: string(m.Value)})
			u.entry.issue(u.options, m.Name, frontsheet.Information, "kept-segment", "the report has no place for the member: it is kept verbatim")
			shape = append(shape, jsonobject.Member{Name: m.Name, Value: json.RawMessage("null")})
		}
		seen[m.Name] = true
	}
	counts := map[string]int{}
	for i := range u.message.nodes {
		counts[u.message.nodes[i].name] = len(elements(whole.Get(u.message.nodes[i].name)))
		if whole.Get(u.message.nodes[i].name) == nil {
			counts[u.message.nodes[i].name] = 0
		}
	}
	if text := string(shape.Append(nil)); text != string(u.message.shape(counts, shape).Append(nil)) {
		rec.Fields = append(rec.Fields, frontsheet.Field{Column: form, Value: text})
	}
	if u.message.examines && !r.Imaging() {
		r.Section = sectionImaging // what the message is for, where nothing in it says so
	}
	rec.Reports = []report.Report{r}
	return v
}

// known returns a name that is one of the interface's, for issues.
func (u *uploadReader) known(name string) string {
	if u.message.node(name) != nil {
		return name
	}
	return ""
}

// shapeOf returns the shape of a node: {} for each object of it, and what is none as it
// stands.
func shapeOf(text json.RawMessage) json.RawMessage {
	list := elements(text)
	for i := range list {
		if bytes.HasPrefix(list[i], []byte("{")) {
			list[i] = json.RawMessage("{}")
		}
	}
	if bytes.HasPrefix(text, []byte("[")) {
		return listOf(list)
	}
	return list[0]
}

// shape returns the shape of an upload as it is written: all nodes in their order, each
// but the head as a list, and then what it has besides.
func (u *upload) shape(counts map[string]int, other jsonobject.Object) (o jsonobject.Object) {
	for i := range u.nodes {
		n := &u.nodes[i]
		text := json.RawMessage("{}")
		if n.role != roleHead {
			text = listOf(slices.Repeat([]json.RawMessage{text}, counts[n.name]))
		}
		o = append(o, jsonobject.Member{Name: n.name, Value: text})
	}
	for _, m := range other {
		if u.node(m.Name) == nil {
			o = append(o, m)
		}
	}
	for _, name := range u.always {
		if o.Get(name) == nil {
			o = append(o, jsonobject.Member{Name: name, Value: json.RawMessage("[]")})
		}
	}
	return o
}

// element reads an element of a node beside the head.
func (u *uploadReader) element(r *report.Report, n *node, i int, text []byte, head *values) {
	if text == nil || string(text) == "null" {
		return
	}
	v := u.object(n, at(n.name, i), text)
	if v == nil {
		u.entry.issue(u.options, at(n.name, i), frontsheet.Warning, "no-place", "the element is no object: it is kept verbatim, and nothing made of it")
		return
	}
	v.sameAs(head)
	fields := func() []frontsheet.Field {
		return append(v.rest(), frontsheet.Field{Column: n.name, Value: string(text)})
	}
	switch n.role {
	case roleTest:
		res := u.test(v, r.Status)
		res.Fields = fields()
		r.Results = append(r.Results, res)
	case roleSpecimen:
		s := u.specimen(v)
		s.Fields = fields()
		r.Specimens = append(r.Specimens, s)
		if r.Observed.IsZero() && !u.message.has("observed") {
			r.Observed = s.Collected
		}
	case roleStudy:
		s := u.study(v)
		s.Fields = fields()
		r.Studies = append(r.Studies, s)
	default:
		r.Fields = append(r.Fields, fields()...)
	}
}

// rows reads rows, which are reports by their numbers.
func (u *uploadReader) rows(rec *report.Record, list []json.RawMessage, payload json.RawMessage) (first *values) {
	n := u.message.head()
	where := map[string]int{}
	for i, text := range list {
		place := at(n.name, i)
		v := u.object(n, place, text)
		if v == nil {
			if string(text) != "null" {
				u.entry.issue(u.options, place, frontsheet.Warning, "no-place", "the element is no object: it is kept verbatim, and nothing made of it")
			}
			continue
		}
		if first == nil {
			first = v
		}
		key := v.text["placer"] + "\n" + v.text["filler"]
		at, known := where[key]
		if !known {
			at = len(rec.Reports)
			where[key] = at
			r := report.Report{Section: u.message.section, Panel: report.Concept{Text: u.message.panel}}
			u.head(&r, v, true)
			rec.Reports = append(rec.Reports, r)
		}
		u.row(&rec.Reports[at], v)
		rec.Reports[at].Fields = append(rec.Reports[at].Fields, append(v.rest(), frontsheet.Field{Column: place, Value: string(text)})...)
	}
	if first == nil {
		return nil
	}
	if shape := shapeOf(payload); string(shape) != rowShape(len(list)) {
		rec.Fields = append(rec.Fields, frontsheet.Field{Column: form, Value: string(shape)})
	}
	return first
}

// rowShape is the shape in which rows are written: one alone, or a list.
func rowShape(n int) string {
	if n == 1 {
		return "{}"
	}
	return string(listOf(slices.Repeat([]json.RawMessage{json.RawMessage("{}")}, n)))
}

// at names a member of an element of a list, which is counted from 1.
func at(list string, i int) string {
	if i > 0 {
		list += "[" + itoa(i+1) + "]"
	}
	return list
}
