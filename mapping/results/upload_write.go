package results

import (
	"bytes"
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/jsonobject"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/report"
)

// writeUploads returns a writer of the uploads of a message.
func writeUploads(layout string) func(*Writer) ([]frontsheet.Issue, error) {
	return func(w *Writer) ([]frontsheet.Issue, error) {
		m := uploadOf(layout)
		u := uploadWriter{Writer: w, message: m, own: w.record.Layout == m.layout}
		for _, text := range u.texts() {
			if _, err := w.out.Write(append(text, '\n')); err != nil {
				return w.issues, err
			}
		}
		return w.issues, nil
	}
}

// An uploadWriter writes the uploads of a record.
type uploadWriter struct {
	*Writer
	message *upload
	own     bool // the record is of this message
}

// A stated is what an object is to state, by items.
type stated struct {
	text map[string]string
	time map[string]frontsheet.DateTime
	lost []loss
}

// A loss is what an object has no place for. item is that beside which it would stand, ""
// for the object.
type loss struct {
	severity           frontsheet.Severity
	item, code, detail string
}

func (s *stated) lose(item, code, detail string) {
	s.lost = append(s.lost, loss{frontsheet.Warning, item, code, detail})
}

// texts returns the uploads: one for each report, or one for all of them where each is
// rows.
func (u *uploadWriter) texts() (out [][]byte) {
	var all []uploadRow
	for i := range u.record.Reports {
		r := &u.record.Reports[i]
		if !u.fits(r) {
			continue
		}
		if u.message.inRows() {
			all = append(all, u.rows(r)...)
			continue
		}
		out = append(out, u.around(u.nodes(r)))
	}
	if len(all) > 0 {
		slices.SortStableFunc(all, func(a, b uploadRow) int { return cmp.Compare(a.number, b.number) })
		var list [][]byte
		for _, row := range all {
			list = append(list, row.text)
		}
		shape := u.kept(form)
		if shape == nil {
			shape = json.RawMessage(rowShape(len(list)))
		}
		out = append(out, u.around(fill(shape, list)))
	}
	if len(out) > 0 && !u.own {
		for _, f := range u.record.Fields {
			if f.Column != form {
				u.issue(f.Column, frontsheet.Warning, "kept-cells", "the record keeps a field of another layout, for which the upload has no place: it is left out")
			}
		}
	}
	return out
}

// kept returns what the record keeps under a name, nil for nothing.
func (u *uploadWriter) kept(column string) json.RawMessage {
	for _, f := range u.record.Fields {
		if u.own && f.Column == column && json.Valid([]byte(f.Value)) {
			return json.RawMessage(f.Value)
		}
	}
	return nil
}

// around puts an upload into what stood around it, in one line.
func (u *uploadWriter) around(payload []byte) []byte {
	outer, path := []byte("null"), []string(nil)
	if u.message.inRows() {
		path = []string{u.message.head().name}
		outer = []byte(`{"` + path[0] + `":null}`)
	}
	for _, f := range u.record.Fields {
		if rest, is := strings.CutPrefix(f.Column, envelope); is && u.own && json.Valid([]byte(f.Value)) {
			outer, path = []byte(f.Value), strings.FieldsFunc(rest, func(r rune) bool { return r == '.' })
		}
	}
	text := put(outer, path, payload)
	var compact bytes.Buffer
	if json.Compact(&compact, text) == nil {
		return compact.Bytes()
	}
	return text
}

// fill puts objects into a shape, in the place of those that it had.
func fill(shape json.RawMessage, objects [][]byte) json.RawMessage {
	if !bytes.HasPrefix(shape, []byte("[")) {
		switch {
		case string(shape) == "{}" && len(objects) == 1:
			return objects[0]
		case len(objects) == 0:
			return shape
		}
		shape = json.RawMessage("[]")
	}
	var list []json.RawMessage
	for _, element := range elements(shape) {
		switch {
		case string(element) != "{}":
			list = append(list, element)
		case len(objects) > 0:
			list, objects = append(list, objects[0]), objects[1:]
		}
	}
	for _, object := range objects {
		list = append(list, object)
	}
	return listOf(list)
}

// nodes writes a report as a head with lists beside it.
func (u *uploadWriter) nodes(r *report.Report) []byte {
	objects := map[string][][]byte{}
	head := u.message.head()
	inHead := -1
	if u.own && head.has("specimen.name") {
		inHead = slices.IndexFunc(r.Specimens, func(s report.Specimen) bool {
			return !slices.ContainsFunc(s.Fields, func(f frontsheet.Field) bool { return f.Column == "sampleinfo" })
		})
	}
	for i := range u.message.nodes {
		n := &u.message.nodes[i]
		add := func(name string, fields []frontsheet.Field, s stated) {
			objects[n.name] = append(objects[n.name], u.object(n, name, fields, s))
		}
		switch n.role {
		case roleHead:
			s := u.head(r)
			if inHead >= 0 {
				u.specimen(&s, &r.Specimens[inHead])
			}
			u.details(&s, r.Results)
			add(n.name, r.Fields, s)
		case roleTest:
			for i := range r.Results {
				add(at(n.name, i), r.Results[i].Fields, u.test(r, &r.Results[i]))
			}
		case roleSpecimen:
			for i := range r.Specimens {
				if i == inHead {
					continue
				}
				s := u.numbers(r)
				u.specimen(&s, &r.Specimens[i])
				add(at(n.name, len(objects[n.name])), r.Specimens[i].Fields, s)
			}
		case roleStudy:
			for i := range r.Studies {
				add(at(n.name, i), r.Studies[i].Fields, u.study(r, &r.Studies[i]))
			}
		case roleKept:
			for _, f := range r.Fields {
				if u.own && f.Column == n.name && json.Valid([]byte(f.Value)) {
					objects[n.name] = append(objects[n.name], []byte(f.Value))
				}
			}
		}
	}
	var whole jsonobject.Object
	seen := map[string]bool{}
	shape, err := jsonobject.Parse(u.kept(form))
	if err != nil {
		var others jsonobject.Object
		for _, f := range u.record.Fields {
			if u.own && !strings.HasPrefix(f.Column, envelope) && f.Column != form {
				others = append(others, jsonobject.Member{Name: f.Column, Value: json.RawMessage("null")})
			}
		}
		counts := map[string]int{}
		for name, list := range objects {
			counts[name] = len(list)
		}
		shape = u.message.shape(counts, others)
	}
	for _, m := range shape {
		n := u.message.node(m.Name)
		switch {
		case seen[m.Name]:
		case n != nil:
			m.Value = fill(m.Value, objects[m.Name])
		default:
			if text := u.kept(m.Name); text != nil {
				m.Value = text
			}
		}
		seen[m.Name] = true
		whole = append(whole, m)
	}
	for i := range u.message.nodes {
		if name := u.message.nodes[i].name; !seen[name] && len(objects[name]) > 0 {
			whole = append(whole, jsonobject.Member{Name: name, Value: fill(json.RawMessage("[]"), objects[name])})
		}
	}
	return whole.Append(nil)
}

// An uploadRow is one of an upload, with its place among them.
type uploadRow struct {
	number int
	text   []byte
}

// rows writes a report as rows: as the source had them, where they still say the same.
func (u *uploadWriter) rows(r *report.Report) (out []uploadRow) {
	n := u.message.head()
	var source []uploadRow
	var names []string
	for _, f := range r.Fields {
		if isObject(f.Column) && u.own && json.Valid([]byte(f.Value)) {
			source = append(source, uploadRow{placeOf(f.Column), []byte(f.Value)})
			names = append(names, f.Column)
		}
	}
	list := u.stated(r)
	var full []json.RawMessage
	for i := range list {
		full = append(full, u.emit(n, "", list[i], true).Append(nil))
	}
	var texts []json.RawMessage
	for _, row := range source {
		texts = append(texts, row.text)
	}
	if len(source) > 0 && reflect.DeepEqual(u.reread(texts), u.reread(full)) {
		return source
	}
	for i := range list {
		o := u.emit(n, at(n.name, i), list[i], false)
		row := uploadRow{number: i}
		if i < len(names) {
			restore(&o, names[i], r.Fields)
			row.number = source[i].number
		} else if len(source) > 0 {
			row.number = source[len(source)-1].number
		}
		row.text = o.Append(nil)
		out = append(out, row)
	}
	return out
}

// placeOf returns the place that the name of an element says, counted from 0.
func placeOf(column string) (n int) {
	for _, r := range column {
		if r >= '0' && r <= '9' {
			n = n*10 + int(r-'0')
		}
	}
	return max(n, 1) - 1
}

// object writes one object: as the source had it, where it still says the same.
func (u *uploadWriter) object(n *node, place string, fields []frontsheet.Field, s stated) []byte {
	if u.own {
		full := u.emit(n, "", s, true).Append(nil)
		for _, f := range fields {
			if f.Column == n.name && json.Valid([]byte(f.Value)) && reflect.DeepEqual(u.read(n, []byte(f.Value), &s), u.read(n, full, &s)) {
				return []byte(f.Value)
			}
		}
	}
	o := u.emit(n, place, s, false)
	if u.own {
		restore(&o, n.name, fields)
	}
	return o.Append(nil)
}

// restore puts back the members that were kept verbatim of an object.
func restore(o *jsonobject.Object, name string, fields []frontsheet.Field) {
	for _, f := range fields {
		if member, is := strings.CutPrefix(f.Column, name+"."); is && json.Valid([]byte(f.Value)) && o.Get(member) == nil {
			o.Set(member, json.RawMessage(f.Value))
		}
	}
}

// read returns what an object says, for comparison.
func (u *uploadWriter) read(n *node, text []byte, s *stated) (r report.Report) {
	again := uploadReader{options: &Options{}, entry: &Entry{}, message: u.message}
	v := again.object(n, n.name, text)
	if v == nil {
		return r
	}
	switch n.role {
	case roleHead:
		_, sampled := s.text["specimen.name"]
		again.head(&r, v, sampled)
	case roleTest:
		r.Results = append(r.Results, again.test(v, ""))
	case roleSpecimen:
		r.Specimens = append(r.Specimens, again.specimen(v))
	case roleStudy:
		r.Studies = append(r.Studies, again.study(v))
	}
	return u.plain(r)
}

// reread is read for the rows of a report.
func (u *uploadWriter) reread(list []json.RawMessage) (out []report.Report) {
	again := uploadReader{options: &Options{}, entry: &Entry{}, message: u.message}
	var rec report.Record
	again.rows(&rec, list, listOf(list))
	for _, r := range rec.Reports {
		out = append(out, u.plain(r))
	}
	return out
}

// plain takes out of a report what does not tell whether two say the same.
func (u *uploadWriter) plain(r report.Report) report.Report {
	m := messageWriter{w: u.Writer}
	r.Fields, r.Observed, r.Issued = nil, m.plainTime(r.Observed), m.plainTime(r.Issued)
	for i := range r.Results {
		r.Results[i].Fields = nil
	}
	for i := range r.Specimens {
		s := &r.Specimens[i]
		s.Fields, s.Collected = nil, m.plainTime(s.Collected)
	}
	for i := range r.Studies {
		s := &r.Studies[i]
		s.Fields, s.Started = nil, m.plainTime(s.Started)
	}
	return r
}

// emit writes what an object states, and tells what of it has no place. full is for
// comparison alone: all of what the members hold, whatever their lengths.
func (u *uploadWriter) emit(n *node, place string, s stated, full bool) (o jsonobject.Object) {
	leave := func(item string, severity frontsheet.Severity, code, detail string) {
		if full {
			return
		}
		column := place
		for i := range n.members {
			if m := &n.members[i]; item != "" && m.key() == item {
				column += "." + m.name
			}
		}
		u.issue(column, severity, code, detail)
	}
	for i := range n.members {
		m := &n.members[i]
		if m.item == "" {
			continue
		}
		text := s.text[m.key()]
		switch {
		case m.item == "person" && text == "":
			continue
		case m.kind == "D":
			text = u.day(s.time[m.item], full)
			if s.time[m.item].Precision > frontsheet.ToDay {
				leave(m.key(), frontsheet.Warning, "time-lost", "the report states a time of day, for which the upload has no place")
			}
		case m.kind == "N" && !full && !integer(text, m.length):
			leave(m.key(), frontsheet.Warning, "too-long", "the value is no whole number of so many digits as the member may have, "+itoa(m.length)+": it is left out")
			text = ""
		case m.length > 0 && !full && utf8.RuneCountInString(text) > m.length:
			leave(m.key(), frontsheet.Warning, "too-long", "the value has more characters than the member may have, "+itoa(m.length)+": it is left out")
			text = ""
		}
		o = append(o, jsonobject.Member{Name: m.name, Value: quoted(text)})
	}
	if id := s.text["visit.id"]; id != "" && n.has("visit") {
		o.Set("mdtrt_id", quoted(id))
	}
	for _, item := range sortedItems {
		_, timed := s.time[item]
		if (s.text[item] != "" || timed && !s.time[item].IsZero()) && !n.has(item) {
			leave("", frontsheet.Warning, "no-column", "the report states "+itemWords[item]+", for which the upload has no place: it is left out")
		}
	}
	for _, l := range s.lost {
		leave(l.item, l.severity, l.code, l.detail)
	}
	return o
}

// integer reports whether a text is a whole number of no more digits than that.
func integer(text string, length int) bool {
	return text == "" || literal.Integer(frontsheet.Decimal(text)) && len(strings.TrimPrefix(text, "-")) <= length
}

func quoted(s string) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always can be
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// day writes a day; a time only where all of it is asked for.
func (u *uploadWriter) day(d frontsheet.DateTime, full bool) string {
	switch {
	case d.IsZero():
		return ""
	case full && d.Precision > frontsheet.ToDay:
		return literal.FormatDateTime((&messageWriter{w: u.Writer}).plainTime(d), literal.LayoutDateTime)
	}
	d.Hour, d.Minute, d.Second, d.Zone = 0, 0, 0, ""
	d.Precision = min(d.Precision, frontsheet.ToDay)
	return literal.FormatDateTime(d, literal.LayoutDate)
}
