package results

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/interpret"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
)

// itemWords say what an item is, for those for which an upload may have no place.
var itemWords = map[string]string{
	"placer": "the number of the order", "filler": "its number", "method": "its method", "requester.code": "the number of who ordered it", "requester.name": "who ordered it", "department": "the code of the department that ordered it",
	"interpreter.name": "who answers for it", "performer.code": "the code of who made it", "performer.name": "who made it", "facility.code": "the code of the hospital",
	"facility.name": "the hospital", "issued": "when it was made", "observed": "when the patient was seen", "flag": "a sign that it is not as it should be", "findings": "what was seen", "conclusion": "a conclusion", "site": "the part of the body",
	"panel.code": "the code of what was asked for", "panel.name": "what was asked for", "insurance.code": "the insurance's code of what was asked for", "insurance.name": "the insurance's name of what was asked for",
	"specimen.number": "the number of the specimen", "specimen.name": "what the specimen is", "specimen.collected": "when the specimen was taken",
}

var sortedItems = slices.Sorted(maps.Keys(itemWords))

// numbers states the numbers of a report, which each of its objects repeats.
func (u *uploadWriter) numbers(r *report.Report) stated {
	return stated{text: map[string]string{"placer": r.Placer, "filler": r.Filler}, time: map[string]frontsheet.DateTime{}}
}

// head states a report as a whole.
func (u *uploadWriter) head(r *report.Report) stated {
	s := u.numbers(r)
	s.time["issued"], s.time["observed"] = r.Issued, r.Observed
	sheet := u.record.Sheet
	name := u.message.head().name
	if sheet.Stay.Number == "" {
		u.issue(name+".mdtrt_sn", frontsheet.Warning, "required-empty", "the insurance requires the number of the visit, which the record does not state")
	}
	if p := &sheet.Patient; p.Name != "" || p.RecordNumber != "" || p.DocumentNumber != "" || !p.BirthDate.IsZero() {
		u.issue(name+".psn_no", frontsheet.Warning, "no-column", "the upload says who the patient is by the visit and the number of the insurance: names, other numbers and dates of birth are left out")
	}
	for i := range sheet.Patient.Identifiers {
		switch n := &sheet.Patient.Identifiers[i]; n.Type {
		case personNumber:
			s.text["person"] = n.Value
		case visitID:
			s.text["visit.id"] = n.Value
		}
	}
	performer := r.Performer
	for i := 0; i < len(r.Results) && performer.IsZero(); i++ {
		performer = r.Results[i].Performer
	}
	for item, text := range map[string]string{
		"visit": sheet.Stay.Number, "facility.code": sheet.Facility.Code, "facility.name": sheet.Facility.Name, "requester.code": r.Requester.Number, "requester.name": r.Requester.Name, "department": r.Order.Department.Code,
		"performer.code": performer.Code, "performer.name": performer.Name, "method": r.Method, "interpreter.name": r.Interpreter.Name,
		"flag": strings.Join(r.Flags, "~"), "site": siteOf(r), "findings": r.Findings, "conclusion": r.Conclusion, "valid": valid(r.Status),
	} {
		s.text[item] = text
	}
	u.narrated(&s, r.Results)
	u.panel(&s, r)
	if r.Status != "F" && valid(r.Status) == "1" {
		s.lose("valid", "status-lost", "the report is not final, or corrects another: the upload has no place for that")
	}
	if len(r.Notes) > 0 || len(r.Attachments) > 0 {
		s.lose("", "no-column", "the report has remarks or files, for which the upload has no place: they are left out")
	}
	if o := &r.Order; o.Department.Name != "" || !o.Placed.IsZero() || o.Information != "" || len(o.Reasons) > 0 {
		s.lose("placer", "no-column", "of the order the upload says the number, the requester and the code of the department: the time, the reason and what the laboratory was told are left out")
	}
	if r.Interpreter.Number != "" {
		s.lose("interpreter.name", "no-column", "the report states the number of who answers for it, for which the upload has no place: it is left out")
	}
	u.places(&s, r)
	u.others(r.Fields)
	return s
}

// others tells of what is kept verbatim of another layout.
func (u *uploadWriter) others(fields []frontsheet.Field) {
	for _, f := range fields {
		if !u.own && !isWhole(f.Column) {
			u.issue(f.Column, frontsheet.Warning, "kept-cells", "the record keeps a field of another layout, for which the upload has no place: it is left out")
		}
	}
}

// places tells what of a report has no place because the message lacks a node for it.
func (u *uploadWriter) places(s *stated, r *report.Report) {
	for i := range r.Specimens {
		if r.Observed == r.Specimens[i].Collected && u.message.has("specimen.collected") && !u.message.has("observed") {
			delete(s.time, "observed") // stated of the specimen
		}
	}
	if len(r.Studies) > 0 && !u.message.has("study.uid") {
		s.lose("", "no-column", "the report has images, for which the upload has no place: they are left out")
	}
	if len(r.Specimens) > 0 && !u.message.has("specimen.name") {
		s.lose("", "no-column", "the report states its specimen, for which the upload has no place: it is left out")
	}
}

// valid returns the flag of a report that is valid, or is not: 有效标志.
func valid(status string) string {
	if status == "W" || status == "D" || status == "X" {
		return "0"
	}
	return "1"
}

func siteOf(r *report.Report) string {
	if name := r.Site.Name(); name != "" || len(r.Site.Codings) == 0 {
		return name
	}
	return r.Site.Codings[0].Code
}

// panel states what was asked for: the hospital's own name and code, and those of the
// insurance.
func (u *uploadWriter) panel(s *stated, r *report.Report) {
	var ours, theirs report.Coding
	for i := range r.Panel.Codings {
		switch c := r.Panel.Codings[i]; {
		case u.own && i == 1, !u.own && c.System != "":
			theirs = c
		case ours == (report.Coding{}):
			ours = c
		}
	}
	if ours.Display == "" {
		ours.Display = r.Panel.Text
	}
	if theirs.System != "" {
		s.lose("insurance.code", "other-code-system", "the panel has a code of a public system, and the upload has room for those of the insurance: it is left out")
		theirs = report.Coding{}
	}
	if u.message.panel != "" && ours == (report.Coding{Display: u.message.panel}) {
		return // what the message is
	}
	s.text["insurance.code"], s.text["insurance.name"] = theirs.Code, theirs.Display
	s.text["panel.code"], s.text["panel.name"] = ours.Code, ours.Display
}

// narrators are the codes of results that are no more than words of a report: suffixes of
// HL7's chapter 7, and codes of LOINC for what a pathologist saw and makes of it. Those of
// reports that are valid are mostly read as words already.
var narrators = map[string]string{
	"&ANT": "site", "&GDT": "findings", "&MDT": "findings", "&IMP": "conclusion", "22634-0": "findings", "22635-7": "findings", "22637-3": "conclusion",
}

// narrates returns the item that a result is, "" for a result like any other.
func narrates(res *report.Result) string {
	for i := range res.Test.Codings {
		code := res.Test.Codings[i].Code
		if at := strings.LastIndexByte(code, '&'); at >= 0 {
			code = code[at:]
		}
		if item := narrators[code]; item != "" && !res.IsNumber() && res.HasValue() {
			return item
		}
	}
	return ""
}

// narrated states the words of a report that stand in results, for which the message has
// places.
func (u *uploadWriter) narrated(s *stated, list []report.Result) {
	for i := range list {
		res := &list[i]
		item := narrates(res)
		if item == "" || !u.message.head().has(item) {
			continue
		}
		s.text[item] = strings.TrimPrefix(s.text[item]+"\n"+printed(res), "\n")
		if len(res.Answer.Codings) > 0 && res.Answer.Codings[0].Code != "" {
			s.lose(item, "other-code-system", "the value is coded, and the upload has room for its words")
		}
		if flags := strings.Join(res.Flags, "~"); flags != "" && !strings.Contains("~"+s.text["flag"]+"~", "~"+flags+"~") {
			s.text["flag"] = strings.TrimPrefix(s.text["flag"]+"~"+flags, "~")
		}
	}
}

// detailOf returns the member of a node that a result is, nil for none.
func (n *node) detailOf(res *report.Result) *member {
	for i := range n.members {
		if m := &n.members[i]; m.item == "detail" && sameConcept(m.detail(), res.Test) {
			return m
		}
	}
	return nil
}

// details states the results that are members of their own, and tells of the others.
func (u *uploadWriter) details(s *stated, list []report.Result) {
	n := u.message.head()
	if !slices.ContainsFunc(n.members, func(m member) bool { return m.item == "detail" }) {
		return
	}
	for i := range list {
		res := &list[i]
		m := n.detailOf(res)
		switch {
		case m != nil && s.text[m.name] == "":
			s.text[m.name] = printed(res)
		case n.has(narrates(res)): // it stands there
		default:
			s.lose("", "no-column", "the report has a result, for which the upload has no place: it is left out")
		}
	}
}

// printed returns a value as people write it.
func printed(res *report.Result) string {
	switch {
	case res.IsNumber():
		return strings.TrimSpace(res.Comparator + string(res.Number) + res.Separator + string(res.Second) + " " + res.Unit)
	case !res.Answer.IsZero():
		return res.Answer.Name()
	}
	return strings.TrimSpace(res.Text + " " + res.Unit)
}

// specimen states a specimen.
func (u *uploadWriter) specimen(s *stated, sp *report.Specimen) {
	name := sp.Type.Name()
	if name == "" && len(sp.Type.Codings) > 0 {
		name = sp.Type.Codings[0].Code
	}
	u.others(sp.Fields)
	s.text["specimen.number"], s.text["specimen.name"], s.time["specimen.collected"] = sp.Number, name, sp.Collected
	if !sp.Received.IsZero() || !sp.Rejected.IsZero() {
		s.lose("", "no-column", "the report states when the specimen arrived, or what is wrong with it, for which the upload has no place: that is left out")
	}
}

// study states a set of images.
func (u *uploadWriter) study(r *report.Report, st *report.Study) stated {
	s := u.numbers(r)
	u.others(st.Fields)
	for item, text := range map[string]string{
		"study.uid": st.UID, "study.accession": st.Accession, "study.number": st.Number, "study.modality": st.Modality, "study.location": st.Location,
		"study.series": string(st.Series), "study.instances": string(st.Instances),
	} {
		s.text[item] = text
	}
	s.time["study.started"] = st.Started
	return s
}

// test states a result.
func (u *uploadWriter) test(r *report.Report, res *report.Result) stated {
	s := u.numbers(r)
	number, words := "", res.Text
	switch {
	case res.IsNumber() && res.Comparator == "" && res.Separator == "" && integer(string(res.Number), 11):
		number = string(res.Number)
	case res.IsNumber():
		words = res.Comparator + string(res.Number) + res.Separator + string(res.Second)
	case !res.Answer.IsZero():
		words = res.Answer.Name()
		if len(res.Answer.Codings) > 0 && res.Answer.Codings[0].Code != "" {
			s.lose("words", "other-code-system", "the value is coded, and the upload has room for its words")
		}
	}
	s.text["number"], s.text["words"] = number, words
	s.text["unit"], s.text["flag"] = res.Unit, strings.Join(res.Flags, "~")
	if res.Sub != "" {
		s.lose("", "no-column", "the result states of which other it is, for which the upload has no place: that is left out")
	}
	u.result(&s, r, res)
	return s
}

// result states what every result has.
func (u *uploadWriter) result(s *stated, r *report.Report, res *report.Result) {
	s.text["test.code"], s.text["test.name"] = res.Test.Local(), res.Test.Name()
	s.text["range"], s.text["test.method"] = res.Range, res.Method
	u.others(res.Fields)
	if len(res.Notes) > 0 {
		s.lose("", "no-column", "the result has remarks, for which the upload has no place: they are left out")
	}
	for i := range res.Test.Codings {
		if res.Test.Codings[i].System != "" {
			s.lose("test.code", "other-code-system", "the test has a code of a public system, and the upload has room for the laboratory's own: it is left out")
		}
	}
	if !res.Observed.IsZero() && res.Observed != r.Observed {
		s.lose("", "no-column", "the result states when it was found, for which the upload has no place: that is left out")
	}
	if p := res.Performer; !p.IsZero() && !r.Performer.IsZero() && p != r.Performer && !u.message.inRows() {
		s.lose("", "no-column", "the result states who found it, and the upload has room for one who made the report: that is left out")
	}
	if res.Status != "F" && res.Status != "" && res.Status != "W" {
		s.lose("", "status-lost", "the result is not final, or corrects another: the upload has no place for that")
	}
}

// stated states the rows of a report.
func (u *uploadWriter) stated(r *report.Report) (list []stated) {
	switch {
	case !u.message.has("germ.name"):
		s := u.head(r)
		for i := range r.Specimens {
			if i == 0 {
				u.specimen(&s, &r.Specimens[i])
				continue
			}
			s.lose("specimen.name", "no-column", "the report has several specimens, and the upload room for one: the others are left out")
		}
		u.details(&s, r.Results)
		s.text["valid"] = valid(r.Status)
		return []stated{s}
	case u.message.has("test.name"):
		w := rower{uploadWriter: u, report: r, head: u.head(r)}
		w.susceptibilities()
		return w.list
	}
	w := rower{uploadWriter: u, report: r, head: u.head(r)}
	w.germs()
	return w.list
}

// A rower states the rows of a report, each of which has the report again. What the
// message has no place for is told beside the first.
type rower struct {
	*uploadWriter
	report *report.Report
	head   stated
	list   []stated
}

// add adds a row of a result, which may be nil.
func (w *rower) add(res *report.Result) *stated {
	s := stated{text: map[string]string{}, time: w.head.time}
	if len(w.list) == 0 {
		s.lost = w.head.lost
	} else {
		s.time = nil
	}
	for item, text := range w.head.text {
		if len(w.list) == 0 || w.message.has(item) {
			s.text[item] = text
		}
	}
	if res != nil {
		s.text["valid"] = valid(res.Status)
		if !res.Performer.IsZero() {
			s.text["performer.name"] = res.Performer.Name
		}
	}
	w.list = append(w.list, s)
	return &w.list[len(w.list)-1]
}

// first returns the first row.
func (w *rower) first() *stated {
	if len(w.list) == 0 {
		return w.add(nil)
	}
	return &w.list[0]
}

func (s *stated) germ(g *report.Result) {
	if g == nil {
		return
	}
	s.text["germ.name"] = g.Answer.Name()
	for i := range g.Answer.Codings {
		switch c := &g.Answer.Codings[i]; {
		case c.System != "":
			s.lose("germ.code", "other-code-system", "the germ has a code of a public system, and the interface does not say of which list its codes are: it is left out")
		case s.text["germ.code"] == "":
			s.text["germ.code"] = c.Code
		}
	}
}

// germs states a row for each germ of a report, with what is said of it.
func (w *rower) germs() {
	n, r := w.message.head(), w.report
	at := map[string]int{} // rows by the places of their germs
	row := func(res *report.Result) *stated {
		place, _, _ := strings.Cut(res.Sub, ".")
		if i, known := at[place]; known && place != "" {
			return &w.list[i]
		}
		at[place] = len(w.list)
		return w.add(res)
	}
	others := false
	for i := range r.Results {
		res := &r.Results[i]
		m := n.detailOf(res)
		switch {
		case !res.Answer.IsZero():
			row(res).germ(res)
		case m != nil:
			row(res).text[m.name] = printed(res)
		case w.susceptible(r, res):
			others = true
		case !slices.ContainsFunc(r.Results, func(g report.Result) bool { return !g.Answer.IsZero() }):
			s := w.add(res)
			s.text["exam_rslt"] = printed(res)
			s.lose("exam_rslt", "no-column", "the result says of which test it is, for which the upload has no place: that is left out")
		default:
			w.first().lose("", "no-column", "the report has a result, for which the upload has no place: it is left out")
		}
	}
	if first := w.first(); others {
		first.lose("", "other-upload", "the report has susceptibilities, which go into "+SusceptibilityUpload+": they are left out")
	}
}

// susceptible reports whether a result is the answer of a germ to a drug.
func (u *uploadWriter) susceptible(r *report.Report, res *report.Result) bool {
	if culture := uploadOf(CultureUpload).head(); !res.Answer.IsZero() || culture.detailOf(res) != nil {
		return false
	}
	return u.own && u.message.layout == SusceptibilityUpload || interpret.Susceptibility(laboratory.Default(), r, res)
}

// susceptibilities states a row for each drug to which a germ answers.
func (w *rower) susceptibilities() {
	r := w.report
	left := false
	told := map[*report.Result]bool{}
	for i := range r.Results {
		res := &r.Results[i]
		if !w.susceptible(r, res) {
			left = left || res.Answer.IsZero()
			continue
		}
		s := w.add(res)
		germ := germOf(r, res)
		s.germ(germ)
		told[germ] = true
		s.text["value"] = printed(res)
		s.resistance(res.Flags)
		w.result(s, r, res)
	}
	for i := range r.Results {
		left = left || !r.Results[i].Answer.IsZero() && !told[&r.Results[i]]
	}
	if first := w.first(); left {
		first.lose("", "other-upload", "the report has results of the culture itself, which go into "+CultureUpload+": they are left out")
	}
}

// resistance states the answer of a germ to a drug: a code that is understood, with what
// it is called, and words.
func (s *stated) resistance(flags []string) {
	code := ""
	var words []string
	for _, flag := range flags {
		if code == "" && flag[0] < utf8.RuneSelf && susceptible(flag) {
			code = flag
		} else {
			words = append(words, flag)
		}
	}
	if len(words) == 0 && resistances[code] != "" {
		words = []string{resistances[code]}
	}
	s.text["resistance.code"], s.text["resistance.name"] = code, strings.Join(words, "~")
}
