package results

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/jsonobject"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/internal/measurement"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
)

// values are what an object of an upload states, by items.
type values struct {
	node   *node
	at     string // where it stands, for issues
	source json.RawMessage
	object jsonobject.Object
	text   map[string]string
	member map[string]string // that states an item
	used   map[string]bool   // members
}

// key is the item of a member among the values: details are told apart by their members.
func (m *member) key() string {
	if m.item == "detail" {
		return m.name
	}
	return m.item
}

// plain returns a plain value as text: a string, or a number as written. ok is false for
// what is none; null is nothing.
func plain(raw json.RawMessage) (text string, ok bool) {
	if len(raw) == 0 || json.Unmarshal(raw, &text) == nil {
		return strings.TrimSpace(text), true
	}
	if raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9' {
		return string(raw), true
	}
	return "", false
}

// object reads an object of a node, nil where the text is none.
func (u *uploadReader) object(n *node, at string, text json.RawMessage) *values {
	o, err := jsonobject.Parse(text)
	if err != nil {
		return nil
	}
	v := &values{node: n, at: at, source: text, object: o, text: map[string]string{}, member: map[string]string{}, used: map[string]bool{}}
	seen := map[string]bool{}
	for _, m := range o {
		if seen[m.Name] {
			column := at
			if slices.ContainsFunc(n.members, func(known member) bool { return known.name == m.Name }) {
				column += "." + m.Name
			}
			u.entry.issue(u.options, column, frontsheet.Warning, "duplicate-key", "the name stands twice in its object: the first counts, this one is kept verbatim as JSON")
		}
		seen[m.Name] = true
	}
	for i := range n.members {
		m := &n.members[i]
		if m.item == "" {
			continue
		}
		s, ok := plain(o.Get(m.name))
		if !ok {
			u.entry.issue(u.options, at+"."+m.name, frontsheet.Warning, "nested-value", "the member holds no plain value: it is kept verbatim as JSON")
			continue
		}
		v.text[m.key()], v.member[m.key()], v.used[m.name] = s, m.name, true
	}
	return v
}

// sameAs leaves the numbers of the report to the rest where they are not those of the
// head.
func (v *values) sameAs(head *values) {
	for _, item := range []string{"placer", "filler"} {
		if v.text[item] != "" && v.text[item] != head.text[item] {
			delete(v.used, v.member[item])
		}
	}
}

// rest returns the members that nothing used, verbatim.
func (v *values) rest() (list []frontsheet.Field) {
	name := v.at
	if v.node.role == roleTest || v.node.role == roleSpecimen || v.node.role == roleStudy {
		name = v.node.name // they stand with what the object became
	}
	for _, m := range v.object {
		if text := string(m.Value); !v.used[m.Name] && text != "null" && text != `""` {
			list = append(list, frontsheet.Field{Column: name + "." + m.Name, Value: text})
		}
	}
	return list
}

// date reads a day, or a time.
func (u *uploadReader) date(v *values, item string) frontsheet.DateTime {
	text := v.text[item]
	if text == "" {
		return frontsheet.DateTime{}
	}
	d, _, ok := literal.ParseDate(text)
	if !ok || !d.Valid() {
		u.entry.issue(u.options, v.at+"."+v.member[item], frontsheet.Error, "bad-date", "the field holds no date: it is kept verbatim, and nothing made of it")
		return frontsheet.DateTime{}
	}
	return d
}

// concept returns what has a code and a name of its own, and one of the insurance's.
func (v *values) concept(item string) (c report.Concept) {
	if coding := (report.Coding{Code: v.text[item+".code"], Display: v.text[item+".name"]}); coding != (report.Coding{}) {
		c.Codings = []report.Coding{coding}
	}
	return c
}

// head reads what an object states of the report as a whole. sampled says that the
// specimen is stated here.
func (u *uploadReader) head(r *report.Report, v *values, sampled bool) {
	r.Placer, r.Filler, r.Method = v.text["placer"], v.text["filler"], v.text["method"]
	r.Requester = report.Person{Number: v.text["requester.code"], Name: v.text["requester.name"]}
	r.Order.Department.Code = v.text["department"]
	r.Interpreter = report.Person{Name: v.text["interpreter.name"]}
	r.Performer = report.Organization{Code: v.text["performer.code"], Name: v.text["performer.name"]}
	r.Observed, r.Issued = u.date(v, "observed"), u.date(v, "issued")
	r.Findings, r.Conclusion, r.Site.Text = v.text["findings"], v.text["conclusion"], v.text["site"]
	if v.node.role == roleHead {
		r.Status = u.status(v)
	}
	own, insurance := v.concept("panel"), v.concept("insurance")
	for i := range insurance.Codings {
		insurance.Codings[i].Scheme = "insurance"
	}
	if codings := append(own.Codings, insurance.Codings...); codings != nil {
		r.Panel = report.Concept{Codings: codings}
	}
	if s := u.specimen(v); s.Number != "" || !s.Type.IsZero() || !s.Collected.IsZero() {
		if sampled {
			r.Specimens = append(r.Specimens, s)
		} else {
			for _, item := range []string{"number", "name", "collected"} {
				delete(v.used, v.member["specimen."+item])
			}
		}
	}
	if v.node.role == roleHead {
		r.Results = append(r.Results, v.details(r.Status, "")...)
		r.Flags = v.flags()
	}
}

// status reads whether the report is valid.
func (u *uploadReader) status(v *values) string {
	if v.text["valid"] != "0" {
		return "F"
	}
	u.entry.issue(u.options, v.at+"."+v.member["valid"], frontsheet.Warning, "invalid-report", "the report says of itself that it is not valid: its results are entered in error")
	return "W" // invalid: 有效标志
}

// details reads the members that are results of their own, beneath a place.
func (v *values) details(status, above string) (list []report.Result) {
	for i := range v.node.members {
		m := &v.node.members[i]
		text := v.text[m.name]
		if m.item != "detail" || text == "" {
			continue
		}
		res := report.Result{Test: m.detail(), Status: status}
		if above != "" {
			res.Sub = above + "." + itoa(len(list)+1)
		}
		if b := (builder{}); !plainNumber(text) || !b.number(&res, text) {
			res.Text = text
		}
		list = append(list, res)
	}
	return list
}

func (u *uploadReader) specimen(v *values) report.Specimen {
	return report.Specimen{Number: v.text["specimen.number"], Type: report.Concept{Text: v.text["specimen.name"]}, Collected: u.date(v, "specimen.collected")}
}

func (u *uploadReader) study(v *values) report.Study {
	s := report.Study{
		UID: v.text["study.uid"], Accession: v.text["study.accession"], Number: v.text["study.number"], Modality: v.text["study.modality"],
		Started: u.date(v, "study.started"), Location: v.text["study.location"],
	}
	for item, to := range map[string]*frontsheet.Decimal{"study.series": &s.Series, "study.instances": &s.Instances} {
		switch text := v.text[item]; {
		case text == "":
		case literal.PlainDecimal(text):
			*to = frontsheet.Decimal(text)
		default:
			delete(v.used, v.member[item])
			u.entry.issue(u.options, v.at+"."+v.member[item], frontsheet.Error, "bad-number", "the field holds no number: it is kept verbatim, and nothing made of it")
		}
	}
	return s
}

// flags reads the sign of what is not as it should be.
func (v *values) flags() []string {
	if flag := v.text["flag"]; flag != "" {
		return []string{flag}
	}
	return nil
}

// test reads an object that is a result.
func (u *uploadReader) test(v *values, status string) report.Result {
	r := report.Result{Test: v.concept("test"), Unit: v.text["unit"], Range: v.text["range"], Method: v.text["test.method"], Status: status}
	r.Flags = v.flags()
	u.number(&r, v)
	return r
}

// number reads the two members of a result. exam_rslt_val is an integer in the
// interface, so that what has a fraction, or is a word, stands in exam_rslt_dicm.
func (u *uploadReader) number(r *report.Result, v *values) {
	number, words := v.text["number"], v.text["words"]
	b := builder{}
	twice := func(detail string) {
		u.entry.issue(u.options, v.at+"."+v.member["number"], frontsheet.Warning, "two-values", detail)
	}
	switch {
	case words != "" && plainNumber(words):
		b.number(r, words)
		if number != "" && number != words {
			twice("the two members of the result are two numbers: the one with more digits is that of exam_rslt_dicm, and counts")
		}
	case words != "" && number != "":
		r.Text = words
		twice("the result is a word and a number: the word counts, and the number is kept verbatim")
	case words != "":
		r.Text = words
	case plainNumber(number):
		b.number(r, number)
	default:
		r.Text = number
	}
}

// row reads what a row adds to its report: a germ with what is said of it, the answer of
// a germ to a drug, or what a pathologist found besides.
func (u *uploadReader) row(r *report.Report, v *values) {
	status := u.status(v)
	if len(r.Results) == 0 || status == "F" {
		r.Status = status // not all of it is in error where one row is not
	}
	performer := report.Organization{Code: v.text["performer.code"], Name: v.text["performer.name"]}
	if performer == r.Performer {
		performer = report.Organization{}
	}
	first := len(r.Results)
	if !v.node.has("test.name") {
		n := 1
		for i := range r.Results {
			if place, _, _ := strings.Cut(r.Results[i].Sub, "."); place == itoa(n) {
				n++
			}
		}
		place := ""
		if v.node.has("germ.name") {
			place = itoa(n)
			u.germ(r, v, place, status)
		}
		r.Results = append(r.Results, v.details(status, place)...)
	} else {
		u.susceptibility(r, v, status, performer)
		return
	}
	for i := range r.Results[first:] {
		r.Results[first+i].Performer = performer
	}
}

// germ adds the germ of a row to the report.
func (u *uploadReader) germ(r *report.Report, v *values, place, status string) {
	germ := v.concept("germ")
	if germ.IsZero() {
		return
	}
	for i := range v.node.members {
		if m := &v.node.members[i]; m.item == "germ.name" {
			r.Results = append(r.Results, report.Result{Test: m.detail(), Sub: place, Answer: germ, Status: status})
		}
	}
}

// resistances are the codes of the answer of a germ to a drug, and what they are called.
// The interface does not say which codes its member has, and of the lists that the
// mainland has one numbers them: only letters are understood, or words.
var resistances = map[string]string{"S": "敏感", "I": "中介", "R": "耐药"}

// susceptibility adds the answer of a germ to a drug, beneath the germ, which is stated
// again in each row.
func (u *uploadReader) susceptibility(r *report.Report, v *values, status string, performer report.Organization) {
	germ := v.concept("germ")
	place, germs, below := "", 0, 0
	for i := range r.Results {
		g := &r.Results[i]
		if g.Answer.IsZero() {
			continue
		}
		germs++
		if sameConcept(g.Answer, germ) {
			place = g.Sub
		}
	}
	if place == "" && !germ.IsZero() {
		place = itoa(germs + 1)
		u.germ(r, v, place, status)
	}
	res := report.Result{Test: v.concept("test"), Range: v.text["range"], Method: v.text["test.method"], Status: status, Performer: performer}
	if place != "" {
		for i := range r.Results {
			if strings.HasPrefix(r.Results[i].Sub, place+".") {
				below++
			}
		}
		res.Sub = place + "." + itoa(below+1)
	}
	measured(&res, v.text["value"])
	code, name := v.text["resistance.code"], v.text["resistance.name"]
	switch {
	case resistances[code] != "" || susceptible(code):
		res.Flags = append(res.Flags, code)
		if name == resistances[code] {
			name = ""
		}
	case code != "":
		delete(v.used, v.member["resistance.code"])
		u.entry.issue(u.options, v.at+"."+v.member["resistance.code"], frontsheet.Information, "value-type", "the interface does not say of which list the code of the answer is: it is kept verbatim, and not read as one")
	}
	if name != "" {
		res.Flags = append(res.Flags, name)
	}
	// Drugs stand behind their germ, and those of none before all germs, so that nobody reads
	// them as of another.
	after := 0
	for i := range r.Results {
		switch at := r.Results[i].Sub; {
		case place == "" && at == "", place != "" && (at == place || strings.HasPrefix(at, place+".")):
			after = i + 1
		}
	}
	r.Results = slices.Insert(r.Results, after, res)
}

func susceptible(flag string) bool {
	code, known := laboratory.Default().Interpretation(flag)
	return known && measurement.Susceptibility(code.Code)
}

// measured reads a value that stands with its unit in one member: a number, with a unit
// that is known or none, or words.
func measured(r *report.Result, text string) {
	number, unit := text, ""
	if i := strings.LastIndexByte(text, ' '); i > 0 && laboratory.Default().UCUM(text[i+1:]) != "" {
		number, unit = strings.TrimSpace(text[:i]), text[i+1:]
	}
	if b := (builder{}); plainNumber(number) && b.number(r, number) {
		r.Unit = unit
		return
	}
	r.Text = text
}
