package results

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/jsonobject"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/report"
)

// lengths are how many characters the members of 4502 may have.
var lengths = map[string]int{
	"mdtrt_sn": 30, "psn_no": 30, "appy_no": 50, "appy_org_code": 50, "appy_org_name": 50, "bilg_dr_codg": 30, "bilg_dr_name": 30, "exam_org_code": 50, "exam_org_name": 100,
	"exam_mtd": 50, "rpotc_no": 30, "exam_item_code": 30, "exam_item_name": 300, "inhosp_exam_item_code": 30, "inhosp_exam_item_name": 300, "rpot_doc": 50,
	"ref_val": 20, "exam_unt": 200, "exam_rslt_dicm": 2000, "exam_item_detl_code": 30, "exam_item_detl_name": 300, "exam_rslt_abn": 10, "spcm_no": 30, "spcm_name": 30,
}

// longestInteger is how many digits exam_rslt_val holds: N(11,0).
const longestInteger = 11

// uploads writes an upload for each report of a record.
func (w *Writer) uploads() ([]frontsheet.Issue, error) {
	for i := range w.record.Reports {
		text := w.upload(&w.record.Reports[i])
		if _, err := w.out.Write(append(text, '\n')); err != nil {
			return w.issues, err
		}
	}
	return w.issues, nil
}

// an object that is made member by member.
type object struct {
	w       *Writer
	name    string
	members jsonobject.Object
}

func quoted(s string) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always can be
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// set sets a member to a text, which is cut off nowhere: one that is too long for the
// member is left out.
func (o *object) set(name, text string) {
	if most := lengths[name]; most > 0 && utf8.RuneCountInString(text) > most {
		o.w.issue(o.name+"."+name, frontsheet.Warning, "too-long", "the value has more characters than the member may have, "+itoa(most)+": it is left out")
		text = ""
	}
	o.members.Set(name, quoted(text))
}

// restore puts back what was kept verbatim of the object.
func (o *object) restore(fields []frontsheet.Field) {
	for _, f := range fields {
		if member, is := strings.CutPrefix(f.Column, o.name+"."); is && json.Valid([]byte(f.Value)) && o.members.Get(member) == nil {
			o.members.Set(member, json.RawMessage(f.Value))
		}
	}
}

// keptObject returns an object as the source had it where it still says the same.
func keptObject(fields []frontsheet.Field, name string, same func(text []byte) bool) []byte {
	for _, f := range fields {
		if f.Column == name && json.Valid([]byte(f.Value)) && same([]byte(f.Value)) {
			return []byte(f.Value)
		}
	}
	return nil
}

func day(d frontsheet.DateTime) string {
	if d.IsZero() {
		return ""
	}
	d.Hour, d.Minute, d.Second, d.Zone = 0, 0, 0, ""
	d.Precision = min(d.Precision, frontsheet.ToDay)
	return literal.FormatDateTime(d, literal.LayoutDate)
}

func (w *Writer) upload(r *report.Report) []byte {
	own := w.record.Layout == Upload
	var again Entry
	reread := func(lab, item, sample []byte) *report.Report {
		again = Entry{}
		join := func(b []byte) []byte { return append(append([]byte{'['}, b...), ']') }
		whole := jsonobject.Object{{Name: "labinfo", Value: lab}, {Name: "iteminfo", Value: join(item)}, {Name: "sampleinfo", Value: join(sample)}}
		readUpload(&again, whole.Append(nil), &Options{})
		if again.Record == nil {
			return nil
		}
		return &again.Record.Reports[0]
	}
	lab := w.labinfo(r)
	if own {
		if kept := keptObject(r.Fields, "labinfo", func(text []byte) bool {
			a, b := reread(text, nil, nil), reread(lab, nil, nil)
			return a != nil && b != nil && w.sameUpload(a, b)
		}); kept != nil {
			lab = kept
		}
	}
	plainLab := []byte(`{"mdtrt_sn":"x"}`)
	var items, samples [][]byte
	for i := range r.Results {
		item := w.iteminfo(r, &r.Results[i], i)
		if own {
			if kept := keptObject(r.Results[i].Fields, "iteminfo", func(text []byte) bool {
				a := reread(plainLab, text, nil)
				return a != nil && len(a.Results) == 1 && sameItem(&a.Results[0], &r.Results[i])
			}); kept != nil {
				item = kept
			}
		}
		items = append(items, item)
	}
	for i := range r.Specimens {
		sample := w.sampleinfo(r, &r.Specimens[i])
		if own {
			if kept := keptObject(r.Specimens[i].Fields, "sampleinfo", func(text []byte) bool {
				a := reread(plainLab, nil, text)
				return a != nil && len(a.Specimens) == 1 && a.Specimens[0].Number == r.Specimens[i].Number && sameConcept(a.Specimens[0].Type, r.Specimens[i].Type) && (&messageWriter{w: w}).sameTime(a.Specimens[0].Collected, r.Specimens[i].Collected)
			}); kept != nil {
				sample = kept
			}
		}
		samples = append(samples, sample)
	}
	array := func(list [][]byte) []byte { return append(append([]byte{'['}, bytes.Join(list, []byte{','})...), ']') }
	whole := jsonobject.Object{{Name: "labinfo", Value: lab}, {Name: "iteminfo", Value: array(items)}, {Name: "sampleinfo", Value: array(samples)}}
	for _, f := range w.record.Fields {
		if own && json.Valid([]byte(f.Value)) {
			whole.Set(f.Column, json.RawMessage(f.Value))
		} else {
			w.issue(f.Column, frontsheet.Warning, "kept-cells", "the record keeps a field of another layout, for which the upload has no place: it is left out")
		}
	}
	if whole.Get("imageinfo") == nil {
		whole.Set("imageinfo", json.RawMessage("[]"))
	}
	text := whole.Append(nil)
	var compact bytes.Buffer
	if json.Compact(&compact, text) == nil {
		return compact.Bytes()
	}
	return text
}

func (w *Writer) sameUpload(a, b *report.Report) bool {
	return a.Placer == b.Placer && a.Filler == b.Filler && sameConcept(a.Panel, b.Panel) && (&messageWriter{w: w}).sameTime(a.Issued, b.Issued) && a.Requester == b.Requester && a.Order.Department == b.Order.Department && a.Interpreter == b.Interpreter &&
		a.Performer == b.Performer && a.Method == b.Method && a.Status == b.Status
}

func sameItem(a, b *report.Result) bool {
	return sameConcept(a.Test, b.Test) && a.Comparator == b.Comparator && a.Number == b.Number && a.Separator == b.Separator && a.Second == b.Second && a.Text == b.Text && a.Unit == b.Unit &&
		a.Range == b.Range && strings.Join(a.Flags, "~") == strings.Join(b.Flags, "~") && a.Method == b.Method
}

func (w *Writer) labinfo(r *report.Report) []byte {
	o := object{w: w, name: "labinfo"}
	sheet := w.record.Sheet
	if sheet.Stay.Number == "" {
		w.issue("labinfo.mdtrt_sn", frontsheet.Warning, "required-empty", "the insurance requires the number of the visit, which the record does not state")
	}
	if p := &sheet.Patient; p.Name != "" || p.RecordNumber != "" || p.DocumentNumber != "" || !p.BirthDate.IsZero() {
		w.issue("labinfo.psn_no", frontsheet.Warning, "no-column", "the upload says who the patient is by the visit and the number of the insurance: names, other numbers and dates of birth are left out")
	}
	o.set("mdtrt_sn", sheet.Stay.Number)
	for i := range sheet.Patient.Identifiers {
		if n := &sheet.Patient.Identifiers[i]; n.Type == personNumber {
			o.set("psn_no", n.Value)
		}
	}
	o.set("appy_no", r.Placer)
	o.set("appy_org_code", sheet.Facility.Code)
	o.set("appy_org_name", sheet.Facility.Name)
	o.set("bilg_dr_codg", r.Requester.Number)
	o.set("bilg_dr_name", r.Requester.Name)
	performer := r.Performer
	for i := 0; i < len(r.Results) && performer.IsZero(); i++ {
		performer = r.Results[i].Performer
	}
	w.ordered(&o, &r.Order)
	o.set("exam_org_code", performer.Code)
	o.set("exam_org_name", performer.Name)
	o.set("exam_mtd", r.Method)
	o.set("rpotc_no", r.Filler)
	var ours, theirs report.Coding
	for i := range r.Panel.Codings {
		switch c := r.Panel.Codings[i]; {
		case w.record.Layout == Upload && i == 1, w.record.Layout != Upload && c.System != "":
			theirs = c
		case ours == (report.Coding{}):
			ours = c
		}
	}
	if ours.Display == "" {
		ours.Display = r.Panel.Text
	}
	if theirs.System != "" {
		w.issue("labinfo.exam_item_code", frontsheet.Warning, "other-code-system", "the panel has a code of a public system, and the upload has room for those of the insurance: it is left out")
		theirs = report.Coding{}
	}
	o.set("exam_item_code", theirs.Code)
	o.set("exam_item_name", theirs.Display)
	o.set("inhosp_exam_item_code", ours.Code)
	o.set("inhosp_exam_item_name", ours.Display)
	o.set("rpt_date", day(r.Issued))
	if r.Issued.Precision > frontsheet.ToDay {
		w.issue("labinfo.rpt_date", frontsheet.Warning, "time-lost", "the report states when on the day it was made, for which the upload has no place")
	}
	o.set("rpot_doc", r.Interpreter.Name)
	valid := "1"
	if r.Status == "W" || r.Status == "D" || r.Status == "X" {
		valid = "0"
	}
	o.set("vali_flag", valid)
	if r.Status != "F" && valid == "1" {
		w.issue("labinfo.vali_flag", frontsheet.Warning, "status-lost", "the report is not final, or corrects another: the upload has no place for that")
	}
	if r.Findings != "" || r.Conclusion != "" || len(r.Flags) > 0 || !r.Site.IsZero() || len(r.Studies) > 0 {
		w.issue("labinfo", frontsheet.Warning, "no-column", "the report has words on what was seen, or images, for which the upload of a laboratory has no place: they are left out")
	}
	if len(r.Notes) > 0 || len(r.Attachments) > 0 {
		w.issue("labinfo", frontsheet.Warning, "no-column", "the report has remarks or files, for which the upload has no place: they are left out")
	}
	if w.record.Layout == Upload {
		o.restore(r.Fields)
	}
	return o.members.Append(nil)
}

func (w *Writer) iteminfo(r *report.Report, res *report.Result, i int) []byte {
	o := object{w: w, name: "iteminfo"}
	if i > 0 {
		o.name += "[" + itoa(i+1) + "]"
	}
	o.set("rpotc_no", r.Filler)
	o.set("appy_no", r.Placer)
	o.set("exam_mtd", res.Method)
	o.set("ref_val", res.Range)
	o.set("exam_unt", res.Unit)
	number, words := "", res.Text
	switch {
	case res.IsNumber() && res.Comparator == "" && res.Separator == "" && literal.Integer(res.Number) && len(strings.TrimPrefix(string(res.Number), "-")) <= longestInteger:
		number = string(res.Number)
	case res.IsNumber():
		words = res.Comparator + string(res.Number) + res.Separator + string(res.Second)
	case !res.Answer.IsZero():
		words = res.Answer.Name()
		if len(res.Answer.Codings) > 0 && res.Answer.Codings[0].Code != "" {
			w.issue(o.name+".exam_rslt_dicm", frontsheet.Warning, "other-code-system", "the value is coded, and the upload has room for its words")
		}
	}
	o.set("exam_rslt_val", number)
	o.set("exam_rslt_dicm", words)
	code, name := res.Test.Local(), res.Test.Name()
	o.set("exam_item_detl_code", code)
	o.set("exam_item_detl_name", name)
	o.set("exam_rslt_abn", strings.Join(res.Flags, "~"))
	if len(res.Notes) > 0 {
		w.issue(o.name, frontsheet.Warning, "no-column", "the result has remarks, for which the upload has no place: they are left out")
	}
	for i := range res.Test.Codings {
		if res.Test.Codings[i].System != "" {
			w.issue(o.name+".exam_item_detl_code", frontsheet.Warning, "other-code-system", "the test has a code of a public system, and the upload has room for the laboratory's own: it is left out")
		}
	}
	if res.Status != "F" && res.Status != "" && res.Status != "W" {
		w.issue(o.name, frontsheet.Warning, "status-lost", "the result is not final, or corrects another: the upload has no place for that")
	}
	if w.record.Layout == Upload {
		o.restoreAs("iteminfo", res.Fields)
	}
	return o.members.Append(nil)
}

// restoreAs is restore for an element of a list.
func (o *object) restoreAs(name string, fields []frontsheet.Field) {
	was := o.name
	o.name = name
	o.restore(fields)
	o.name = was
}

func (w *Writer) sampleinfo(r *report.Report, s *report.Specimen) []byte {
	o := object{w: w, name: "sampleinfo"}
	o.set("rpotc_no", r.Filler)
	o.set("appy_no", r.Placer)
	o.set("sapl_date", day(s.Collected))
	o.set("spcm_no", s.Number)
	name := s.Type.Name()
	if name == "" && len(s.Type.Codings) > 0 {
		name = s.Type.Codings[0].Code
	}
	o.set("spcm_name", name)
	if w.record.Layout == Upload {
		o.restore(s.Fields)
	}
	return o.members.Append(nil)
}
