package deidentify

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/interpret"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/report"
)

// ApplyReports is Apply for a record of reports: what it says of the patient and the
// visit has the pseudonyms and the shift that a sheet of the same patient has. What
// remains of a report are dates, codes of public systems, the tests, specimens and units
// that the table of laboratory tests knows, numbers, and words of closed lists. Orders,
// people, laboratories, remarks, files, images and whatever was kept verbatim are left out.
//
// A report keeps a number of its own, a pseudonym, so that one that is corrected still
// takes the place of the former.
func (d *Deidentifier) ApplyReports(rec *report.Record) (*report.Record, []frontsheet.Issue) {
	if d.profile.Full() {
		d.counter.AddReports(rec)
		return rec, nil
	}
	r := d.begin(rec.Sheet, begunOf(rec))
	if r.to == nil {
		return nil, r.issues
	}
	r.redact()
	r.unlinked()
	to := &report.Record{Layout: rec.Layout, Sheet: r.to, WithoutVisit: rec.WithoutVisit}
	r.verbatim(rec.Fields)
	for i := range rec.Reports {
		to.Reports = append(to.Reports, r.report(&rec.Reports[i]))
	}
	r.end(cellOf(rec.Sheet, r.begun))
	return to, r.issues
}

// begunOf is when the stay of reports began, or else the first of them was made.
func begunOf(rec *report.Record) frontsheet.DateTime {
	if at := admissionOf(rec.Sheet); !at.IsZero() {
		return at
	}
	var first frontsheet.DateTime
	for i := range rec.Reports {
		r := &rec.Reports[i]
		at := r.Observed
		if at.IsZero() {
			at = r.Issued
		}
		if first.IsZero() || !at.IsZero() && at.Before(first) {
			first = at
		}
	}
	return first
}

// unlinked takes the number of the visit from reports whose patient is told by a number
// that is not the hospital's. The sheet of that visit has another shift, since it is of
// another patient for all that anybody can tell: with the number of the visit on both,
// days between them could be counted, and were wrong.
func (r *redactor) unlinked() {
	p := &r.from.Patient
	if r.to.Stay.Number == "" || r.person != "" || r.action("result.observed") != Shift ||
		p.RecordNumber != "" || len(p.Identifiers) > 0 && slices.Contains(identifierTypes, p.Identifiers[0].Type) {
		return
	}
	r.to.Stay.Number = ""
	r.lose("stay.number", frontsheet.Warning, "visit-unlinked", "the patient is told by a number that the hospital's own records do not have, so that their dates are moved by another shift: the number of the visit, which would link them, is left out")
}

// verbatim counts fields that are kept as they stood.
func (r *redactor) verbatim(fields []frontsheet.Field) {
	for range fields {
		r.note("source-field", Drop)
	}
}

// The words that pass on as a result, beside those that the table has for flags: what
// everybody's tests for something print.
var resultWords = []string{
	"Positive", "Negative", "Reactive", "Non-reactive", "Detected", "Not detected", "Normal", "Abnormal", "POSITIVE", "NEGATIVE", "+", "-", "++", "+++", "++++", "+-", "±",
	"阳性", "阴性", "弱阳性", "陽性", "陰性", "弱陽性", "阳性(+)", "阴性(-)", "未检出", "检出", "未檢出", "檢出", "正常", "异常", "異常",
}

var (
	titre      = regexp.MustCompile(`^[<>≤≥]?=?\s?1\s?[:：]\s?[0-9]{1,6}$`)
	subNumber  = regexp.MustCompile(`^[0-9]{1,2}([.-][0-9]{1,2})?$`)
	separators = []string{"-", ":", "/"}
	relations  = []string{"<", "<=", ">", ">="}
	// sections and states are codes of HL7's tables 0074 and 0123.
	sections = []string{
		"AU", "BG", "BLB", "CG", "CH", "CP", "CT", "CTH", "CUS", "EC", "EN", "GE", "HM", "ICU", "IMG", "IMM", "LAB", "MB", "MCB", "MYC", "NMR", "NMS", "NRS", "OSL", "OT", "OTH", "OUS", "PAR", "PAT",
		"PF", "PHR", "PHY", "PT", "RAD", "RC", "RT", "RUS", "RX", "SP", "SR", "TX", "URN", "VR", "VUS", "XRC",
	}
	reportStates = []string{"A", "C", "F", "I", "O", "P", "R", "S", "X", "Y", "Z", "W", "D"}
)

// report passes on a report.
func (r *redactor) report(from *report.Report) report.Report {
	to := report.Report{
		Placer: r.orderNumber(from), Filler: r.reportNumber(from),
		Section: r.word("report.section", from.Section, sections), Status: r.word("report.status", from.Status, reportStates),
		Observed: r.date("report.observed", from.Observed), Issued: r.date("report.issued", from.Issued),
		Panel: r.concept("report.panel", from.Panel), Site: r.concept("report.site", from.Site),
	}
	to.Flags = r.flags("report.flag", from.Flags)
	if from.Imaging() && !to.Imaging() { // what told it is dropped
		to.Section = "IMG"
	}
	r.dropped("report.requester", !from.Requester.IsZero())
	r.dropped("report.order", !from.Order.IsZero())
	r.dropped("report.interpreter", !from.Interpreter.IsZero())
	r.dropped("report.performer", !from.Performer.IsZero())
	r.dropped("report.method", from.Method != "")
	r.dropped("report.findings", from.Findings != "")
	r.dropped("report.conclusion", from.Conclusion != "")
	r.dropped("report.study", len(from.Studies) > 0)
	r.dropped("report.note", len(from.Notes) > 0)
	r.dropped("report.attachment", len(from.Attachments) > 0)
	r.verbatim(from.Fields)
	for i := range from.Specimens {
		s := &from.Specimens[i]
		r.dropped("report.specimen.rejected", !s.Rejected.IsZero())
		r.verbatim(s.Fields)
		to.Specimens = append(to.Specimens, report.Specimen{
			Number:    r.pseudonym("report.specimen.number", s.Number, r.of("specimen", r.hospital())...),
			Type:      r.specimen(s.Type),
			Collected: r.date("report.specimen.collected", s.Collected),
			Received:  r.date("report.specimen.received", s.Received),
		})
	}
	for i := range from.Results {
		if passed, ok := r.result("result["+strconv.Itoa(i+1)+"].", from, &from.Results[i]); ok {
			to.Results = append(to.Results, passed)
		}
	}
	return to
}

func (r *redactor) orderNumber(from *report.Report) string {
	return r.pseudonym("report.placer", from.Placer, r.of("order", r.hospital())...)
}

// reportNumber returns what tells the report from the others of the patient: one number
// may be that of several panels, whose names are not passed on. Where the report has no
// number, another stands for what tells it then.
func (r *redactor) reportNumber(from *report.Report) string {
	panel := cmp.Or(from.Panel.Local(), from.Panel.Name())
	of := append(r.of("report", r.hospital()), panel)
	if from.Filler != "" {
		return r.pseudonym("report.filler", from.Filler, of...)
	}
	if r.action("report.filler") != Pseudonym {
		return ""
	}
	return r.d.secret.pseudonym(append(of, "", r.subject, from.Placer, string(from.Observed.Append(nil, "")), string(from.Issued.Append(nil, "")))...)
}

// sensitive are findings of the front sheet that a profile may leave to a list, by the
// names of the tests that find them.
var sensitive = []struct {
	finding string
	test    *regexp.Regexp
}{
	{"finding.hiv", regexp.MustCompile(`(?i)\bHIV|immunodeficiency vir|免疫缺陷病毒|艾滋|愛滋`)},
	{"finding.hcv", regexp.MustCompile(`(?i)\bHCV|hepatitis C\b|丙型肝炎|丙肝`)},
	{"finding.hbsag", regexp.MustCompile(`(?i)HBsAg|HBeAg|HBV.?DNA|hepatitis B virus (surface|e|DNA)|hepatitis B (surface|e) a(g|ntigen)\b|HBV viral load|(乙型肝炎|乙肝)(病毒)?(表面抗原|e抗原|DNA)`)},
}

// withheld reports whether a result is a finding that the profile does not pass on, and
// counts it.
func (r *redactor) withheld(c report.Concept, known string) bool {
	names := []string{c.Text, known}
	for i := range c.Codings {
		names = append(names, c.Codings[i].Display, c.Codings[i].Code)
	}
	for _, s := range sensitive {
		if slices.ContainsFunc(names, s.test.MatchString) && r.action(s.finding) != Keep {
			r.note(s.finding, Drop)
			return true
		}
	}
	return false
}

// concept passes on the codes of public systems.
func (r *redactor) concept(path string, c report.Concept) (to report.Concept) {
	var list []frontsheet.Code
	for i := range c.Codings {
		if s := &c.Codings[i]; s.System != "" && s.Code != "" {
			list = append(list, frontsheet.Code{System: codes.System{URI: s.System}, Code: s.Code})
			continue
		}
		r.dropped(path, true)
	}
	r.dropped(path, c.Text != "")
	for _, code := range r.codes(path, list, c.Name()) {
		to.Codings = append(to.Codings, report.Coding{System: code.System.URI, Code: code.Code, Display: code.Display})
	}
	return to
}

// specimen passes on the first of the words for a specimen that the table knows.
func (r *redactor) specimen(c report.Concept) report.Concept {
	if c.IsZero() {
		return c
	}
	words := []string{c.Text}
	for i := range c.Codings {
		words = append(words, c.Codings[i].Display)
	}
	for i := range c.Codings {
		words = append(words, c.Codings[i].Code)
	}
	for _, w := range words {
		if w = strings.TrimSpace(w); laboratory.Default().Specimen(w) != "" && r.action("report.specimen.type") == Keep {
			r.note("report.specimen.type", Keep)
			return report.Concept{Text: w}
		}
	}
	r.note("report.specimen.type", Drop)
	return report.Concept{}
}

// result passes on a result, ok where something is left that says what it is of, and
// what it is.
func (r *redactor) result(path string, of *report.Report, from *report.Result) (to report.Result, ok bool) {
	table := laboratory.Default()
	r.dropped(path+"method", from.Method != "")
	r.dropped(path+"note", len(from.Notes) > 0)
	r.dropped(path+"performer", !from.Performer.IsZero())
	r.verbatim(from.Fields)
	to = report.Result{
		Test:     r.concept(path+"code", from.Test),
		Kind:     r.word(path+"type", from.Kind, resultTypes),
		Status:   r.word(path+"status", from.Status, resultState),
		Observed: r.date(path+"observed", from.Observed),
		Answer:   r.concept(path+"answer", from.Answer),
		Unit:     r.unit(path+"unit", from.Unit),
	}
	title := ""
	if found := interpret.Resolve(table, of, from); found.Item != nil {
		title = found.Item.Named(from.Test.Name())
	}
	if r.withheld(from.Test, title) {
		return to, false
	}
	if title != "" && r.action(path+"name") == Title {
		to.Test.Text = title
		r.note(path+"name", Title)
	} else if from.Test.Name() != "" {
		r.lose(path+"name", frontsheet.Warning, "free-text", "the table of laboratory tests does not know the test by its name, specimen and unit: the name may hold anything, and is dropped")
	}
	r.number(path, from, &to)
	switch word := strings.TrimSpace(from.Text); {
	case word == "":
	case r.action(path+"word") == Keep && r.passesAsWord(word):
		to.Text = word
		r.note(path+"word", Keep)
	default:
		r.note(path+"text", Drop)
	}
	to.Flags = r.flags(path+"flag", from.Flags)
	if subNumber.MatchString(from.Sub) && r.action(path+"sub") == Keep {
		to.Sub = from.Sub // a place in a list
		r.note(path+"sub", Keep)
	} else {
		r.dropped(path+"sub", from.Sub != "")
	}
	if to.Test.IsZero() || from.HasValue() && !to.HasValue() {
		r.lose(path+"code", frontsheet.Information, "nothing-left", "of the result nothing is left to pass on but what it is of, or its answer alone: it is left out")
		return to, false
	}
	return to, true
}

// passesAsWord reports whether a text is a word of a closed list, or a titre.
func (r *redactor) passesAsWord(word string) bool {
	_, known := laboratory.Default().Interpretation(word)
	return known || slices.Contains(resultWords, word) || titre.MatchString(word)
}

// unit passes on a unit that the table knows.
func (r *redactor) unit(path, unit string) string {
	if unit = strings.TrimSpace(unit); unit == "" {
		return ""
	}
	if r.action(path) == Keep && len(laboratory.Default().Units(unit)) > 0 {
		r.note(path, Keep)
		return unit
	}
	return r.word(path, unit, resultUnits)
}

// number passes on a value that is made of numbers, with its range: neither without its
// unit.
func (r *redactor) number(path string, from, to *report.Result) {
	if from.IsNumber() {
		first, second := r.decimal(path+"number", from.Number), r.decimal(path+"number", from.Second)
		switch {
		case first == "" || (second == "") != (from.Second == ""),
			from.Comparator != "" && !slices.Contains(relations, from.Comparator), from.Separator != "" && !slices.Contains(separators, from.Separator):
		case from.Unit != "" && to.Unit == "":
			r.lose(path+"number", frontsheet.Warning, "no-unit", "the unit of the number is none that is passed on: the number without it would mislead, and is left out")
		default:
			to.Comparator, to.Number, to.Separator, to.Second = from.Comparator, first, from.Separator, second
		}
	}
	if !to.IsNumber() {
		if from.IsNumber() || to.Unit != "" {
			to.Unit = ""
		}
	}
	switch printed := strings.TrimSpace(from.Range); {
	case printed == "":
	case r.action(path+"range") != Keep, from.IsNumber() && !to.IsNumber(),
		!r.passesAsWord(printed) && (!resultRange.MatchString(printed) || telephone.MatchString(printed)):
		r.note(path+"range", Drop)
	default:
		to.Range = printed
		r.note(path+"range", Keep)
	}
}

// flags passes on the flags that the table knows.
func (r *redactor) flags(path string, from []string) (to []string) {
	for _, flag := range from {
		if _, known := laboratory.Default().Interpretation(flag); known && r.action(path) == Keep {
			to = append(to, strings.TrimSpace(flag))
			r.note(path, Keep)
		} else if word := r.word(path, flag, resultFlags); word != "" {
			to = append(to, word)
		}
	}
	return to
}
