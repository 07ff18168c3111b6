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

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/jsonobject"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/report"
)

// personNumber is the type of the number by which the insurance knows a person
// (psn_no): no code of HL7's table 0203 is it.
const personNumber = "医保人员编号"

// startsUpload reports whether a file starts as uploads do.
func startsUpload(start []byte) bool {
	trimmed := bytes.TrimLeft(start, " \t\r\n[")
	return len(trimmed) > 0 && trimmed[0] == '{' && bytes.Contains(start, []byte(`"labinfo"`))
}

// readUploads yields the uploads of a file: objects one after the other, or an array.
func readUploads(r *bufio.Reader, o *Options) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		lines := &lineCounter{in: r, line: 1}
		d := json.NewDecoder(lines)
		number := 0
		for {
			var value json.RawMessage
			err := d.Decode(&value)
			if err == io.EOF {
				return
			}
			if err != nil {
				e := &Entry{Number: number + 1, Line: lines.at(d.InputOffset())}
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
				number++
				e := &Entry{Number: number, Line: line, Raw: append(slices.Clip(v), '\n')}
				readUpload(e, v, o)
				if !yield(e, nil) {
					return
				}
			}
		}
	}
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

// members are the members of an object, of which those that are used are taken off.
type members struct {
	name   string
	object jsonobject.Object
	used   map[string]bool
}

func parseMembers(name string, text []byte) (*members, bool) {
	object, err := jsonobject.Parse(text)
	return &members{name, object, map[string]bool{}}, err == nil
}

// text returns a member as text: a string, or a number as written.
func (m *members) text(name string) string {
	raw := m.object.Get(name)
	m.used[name] = true
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return strings.TrimSpace(s)
	}
	if len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9') {
		return string(raw)
	}
	return ""
}

// rest returns the members that nothing used, verbatim.
func (m *members) rest() (list []frontsheet.Field) {
	for _, member := range m.object {
		if text := string(member.Value); !m.used[member.Name] && text != "null" && text != `""` {
			list = append(list, frontsheet.Field{Column: m.name + "." + member.Name, Value: text})
		}
	}
	return list
}

// list returns the objects of a list.
func list(object jsonobject.Object, name string) (out []json.RawMessage) {
	_ = json.Unmarshal(object.Get(name), &out) // what is no list has no objects
	return out
}

// readUpload reads one upload.
func readUpload(e *Entry, text []byte, o *Options) {
	whole, err := jsonobject.Parse(text)
	inner := whole
	for _, wrapper := range []string{"input", "data"} { // of the insurance's interface
		if v := inner.Get(wrapper); err == nil && inner.Get("labinfo") == nil && v != nil {
			inner, err = jsonobject.Parse(v)
		}
	}
	if err != nil {
		e.issue(o, "", frontsheet.Error, "bad-json", "the value is no JSON object")
		return
	}
	lab, ok := parseMembers("labinfo", inner.Get("labinfo"))
	if !ok {
		e.issue(o, "labinfo", frontsheet.Error, "no-report", "the object has no labinfo: it is no report of a laboratory")
		return
	}
	u := uploadReader{entry: e, options: o}
	sheet := &frontsheet.FrontSheet{Facility: frontsheet.Facility{Code: lab.text("appy_org_code"), Name: lab.text("appy_org_name")}}
	if sheet.Facility == (frontsheet.Facility{}) {
		sheet.Facility = o.Facility
	}
	sheet.Origin().Position = frontsheet.Position{File: o.File, Record: e.Number, Line: e.Line}
	if sheet.FacilityName() == "" {
		digest := sha256.Sum256(text) // nobody knows whose numbers these are
		sheet.Origin().Input = hex.EncodeToString(digest[:8])
	}
	sheet.Stay.Number = lab.text("mdtrt_sn")
	if n := lab.text("psn_no"); n != "" {
		sheet.Patient.Identifiers = []frontsheet.Identifier{{Value: n, Type: personNumber}}
	}
	if sheet.Stay.Number == "" && sheet.Patient.Identifiers == nil {
		e.issue(o, "labinfo.mdtrt_sn", frontsheet.Error, "no-record-key", "the report states neither a visit nor a person, so nobody can say whose it is")
		return
	}
	rec := &report.Record{Layout: Upload, Sheet: sheet, WithoutVisit: sheet.Stay.Number == ""}
	r := report.Report{
		Placer: lab.text("appy_no"), Filler: lab.text("rpotc_no"), Status: "F", Method: lab.text("exam_mtd"),
		Requester: report.Person{Number: lab.text("bilg_dr_codg"), Name: lab.text("bilg_dr_name")}, Interpreter: report.Person{Name: lab.text("rpot_doc")},
		Performer: report.Organization{Code: lab.text("exam_org_code"), Name: lab.text("exam_org_name")},
	}
	r.Order.Department.Code = lab.text("appy_dept_code")
	r.Issued = u.date("labinfo.rpt_date", lab.text("rpt_date"))
	r.Panel = panel(lab)
	if flag := lab.text("vali_flag"); flag == "0" {
		r.Status = "W" // invalid: 有效标志
		e.issue(o, "labinfo.vali_flag", frontsheet.Warning, "invalid-report", "the report says of itself that it is not valid: its results are entered in error")
	}
	r.Fields = append(lab.rest(), frontsheet.Field{Column: "labinfo", Value: string(inner.Get("labinfo"))})
	for i, text := range list(inner, "sampleinfo") {
		u.specimen(&r, i, text)
	}
	for i, text := range list(inner, "iteminfo") {
		u.result(&r, i, text)
	}
	for _, m := range inner {
		switch m.Name {
		case "labinfo", "iteminfo", "sampleinfo":
		default:
			if v := string(m.Value); v != "[]" && v != "null" {
				rec.Fields = append(rec.Fields, frontsheet.Field{Column: m.Name, Value: v})
				e.issue(o, m.Name, frontsheet.Information, "kept-segment", "the report has no place for the member: it is kept verbatim")
			}
		}
	}
	rec.Reports = []report.Report{r}
	e.Record = rec
}

// panel returns what was asked for: the hospital's own name and code, and those of the
// insurance.
func panel(lab *members) (c report.Concept) {
	own := report.Coding{Code: lab.text("inhosp_exam_item_code"), Display: lab.text("inhosp_exam_item_name")}
	other := report.Coding{Scheme: "insurance", Code: lab.text("exam_item_code"), Display: lab.text("exam_item_name")}
	for _, coding := range []report.Coding{own, other} {
		if coding.Code+coding.Display != "" {
			c.Codings = append(c.Codings, coding)
		}
	}
	return c
}

type uploadReader struct {
	entry   *Entry
	options *Options
}

func (u *uploadReader) date(column, text string) frontsheet.DateTime {
	if text == "" {
		return frontsheet.DateTime{}
	}
	d, _, ok := literal.ParseDate(text)
	if !ok || !d.Valid() {
		u.entry.issue(u.options, column, frontsheet.Error, "bad-date", "the field holds no date: it is kept verbatim, and nothing made of it")
		return frontsheet.DateTime{}
	}
	return d
}

func (u *uploadReader) specimen(r *report.Report, i int, text []byte) {
	m, ok := parseMembers("sampleinfo", text)
	if !ok {
		return
	}
	s := report.Specimen{Number: m.text("spcm_no"), Collected: u.date(at("sampleinfo", i, "sapl_date"), m.text("sapl_date"))}
	if name := m.text("spcm_name"); name != "" {
		s.Type.Text = name
	}
	m.used["rpotc_no"], m.used["appy_no"] = true, true
	s.Fields = append(m.rest(), frontsheet.Field{Column: "sampleinfo", Value: string(text)})
	r.Specimens = append(r.Specimens, s)
	if r.Observed.IsZero() {
		r.Observed = s.Collected
	}
}

// at names a member of an element of a list, which is counted from 1.
func at(list string, i int, name string) string {
	if i > 0 {
		list += "[" + itoa(i+1) + "]"
	}
	return list + "." + name
}

func (u *uploadReader) result(r *report.Report, i int, text []byte) {
	m, ok := parseMembers("iteminfo", text)
	if !ok {
		return
	}
	res := report.Result{Unit: m.text("exam_unt"), Range: m.text("ref_val"), Method: m.text("exam_mtd"), Status: r.Status}
	coding := report.Coding{Code: m.text("exam_item_detl_code"), Display: m.text("exam_item_detl_name")}
	if coding.Code+coding.Display != "" {
		res.Test.Codings = []report.Coding{coding}
	}
	if flag := m.text("exam_rslt_abn"); flag != "" {
		res.Flags = []string{flag}
	}
	u.value(&res, m, i)
	m.used["rpotc_no"], m.used["appy_no"] = true, true
	res.Fields = append(m.rest(), frontsheet.Field{Column: "iteminfo", Value: string(text)})
	r.Results = append(r.Results, res)
}

// value reads the two members of a result. exam_rslt_val is an integer in the
// interface, so that what has a fraction, or is a word, stands in exam_rslt_dicm.
func (u *uploadReader) value(r *report.Result, m *members, i int) {
	number, words := m.text("exam_rslt_val"), m.text("exam_rslt_dicm")
	b := builder{}
	switch {
	case words != "" && plainNumber(words):
		b.number(r, words)
		if number != "" && number != words {
			u.entry.issue(u.options, at("iteminfo", i, "exam_rslt_val"), frontsheet.Warning, "two-values", "the two members of the result are two numbers: the one with more digits is that of exam_rslt_dicm, and counts")
			r.Fields = append(r.Fields, frontsheet.Field{Column: "iteminfo.exam_rslt_val", Value: number})
		}
	case words != "" && number != "":
		r.Text = words
		r.Fields = append(r.Fields, frontsheet.Field{Column: "iteminfo.exam_rslt_val", Value: number})
		u.entry.issue(u.options, at("iteminfo", i, "exam_rslt_val"), frontsheet.Warning, "two-values", "the result is a word and a number: the word counts, and the number is kept verbatim")
	case words != "":
		r.Text = words
	case plainNumber(number):
		b.number(r, number)
	default:
		r.Text = number
	}
}
