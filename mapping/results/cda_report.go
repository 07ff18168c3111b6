package results

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/literal"
	"github.com/crossbay/crossbay/mapping/report"
)

// mostResults is how many results a document of the layouts may have.
const mostResults = 200

// reportCells are the columns of a report, resultCells those of a result, which are
// numbered in the layout, and specimenCells those of them that are of its specimen.
var (
	reportCells = []string{
		"DE01.00.018.00", "DE01.00.008.00", "DE01.00.003.00", "author/time", "author/id", "author/name", "request/time", "request/department", "request/department/id", "DE02.10.027.00", "DE04.30.018.00",
		"DE04.50.130.00", "DE04.50.131.00/findings", "DE04.50.131.00/impression", "DE08.10.013.00/report", "DE06.00.179.00",
	}
	resultCells = []string{
		"DE04.30.019.00/", "DE04.30.020.00/", "DE04.50.140.00/", "DE04.30.017.00/", "DE04.30.017.00/name", "DE04.30.017.00/text", "DE04.30.015.00/", "unit/", "DE04.30.016.00/",
		"flag/", "flag/name", "range/", "range/low", "range/high",
	}
	specimenCells = []string{"DE04.50.134.00/", "DE04.50.137.00/", "DE04.50.141.00/", "DE04.50.135.00/", "DE08.50.027.00/"}
)

// timestamp writes a time as documents do.
func timestamp(d frontsheet.DateTime) string {
	if d.IsZero() {
		return ""
	}
	zone := d.Zone
	d.Zone = ""
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, string(d.Append(nil, "")))
	if zone != "" && d.Precision >= frontsheet.ToHour {
		digits += strings.ReplaceAll(zone, ":", "")
	}
	return digits
}

// moment reads a time of a document.
func moment(text string) (d frontsheet.DateTime, ok bool) {
	text = strings.TrimSpace(text)
	plain, zone := literal.CutZone(text)
	d, shape, ok := literal.ParseDate(plain)
	if !ok || shape == "Excel serial" {
		if d, ok = literal.PartialDate(plain); !ok {
			return frontsheet.DateTime{}, false
		}
	}
	if d.Precision >= frontsheet.ToHour {
		d.Zone = zone
	}
	return d, d.Valid()
}

func (d *documentReader) time(column string) frontsheet.DateTime {
	text := strings.TrimSpace(d.cells[column])
	if text == "" || strings.Trim(text, "-—/") == "" {
		return frontsheet.DateTime{}
	}
	at, ok := moment(text)
	if !ok {
		d.entry.issue(d.options, column, frontsheet.Error, "bad-date", "the element holds no date: it is kept verbatim, and nothing made of it")
	}
	return at
}

// report reads what the document says of the report as a whole.
func (d *documentReader) report() report.Report {
	r := report.Report{
		Filler: d.stated("DE01.00.018.00"), Placer: d.stated("DE01.00.008.00"), Status: "F", Method: d.stated("DE02.10.027.00"),
		Issued:      d.time("author/time"),
		Interpreter: report.Person{Number: d.stated("author/id"), Name: d.stated("author/name")},
		Performer:   report.Organization{Name: d.stated("DE08.10.013.00/report")},
		Order: report.Order{
			Placed: d.time("request/time"), Department: report.Organization{Code: d.stated("request/department/id"), Name: d.stated("request/department")},
		},
		Findings:   strings.TrimSpace(d.cells["DE04.50.131.00/findings"]),
		Conclusion: strings.TrimSpace(d.cells["DE04.50.130.00"] + d.cells["DE04.50.131.00/impression"]),
	}
	if category := d.stated("DE04.30.018.00"); category != "" {
		r.Panel = report.Concept{Text: category}
	}
	if note := strings.TrimSpace(d.cells["DE06.00.179.00"]); note != "" {
		r.Notes = []string{note}
	}
	if d.laboratory {
		r.Section = sectionLaboratory
	} else {
		r.Site = site(d.stated("DE06.00.187.00/code1"), d.stated("DE06.00.187.00/name1"), d.stated("DE06.00.093.00/1"))
	}
	written := cellsOfReport(&r, d.laboratory)
	for _, column := range reportCells {
		if text := d.cells[column]; text != "" && text != written[column] && column != "DE01.00.003.00" {
			r.Fields = append(r.Fields, frontsheet.Field{Column: column, Value: text})
		}
	}
	return r
}

// site returns the part of the body, by the code of the place of an operation and its
// names.
func site(code, display, name string) (c report.Concept) {
	if code+display != "" {
		c.Codings = []report.Coding{{Code: code, Display: display}}
	}
	if name != display {
		c.Text = name
	}
	return c
}

// cellsOfReport returns the cells that say what a report does, the way back of report.
func cellsOfReport(r *report.Report, laboratory bool) map[string]string {
	cells := map[string]string{
		"DE01.00.018.00": r.Filler, "DE01.00.008.00": r.Placer, "author/time": timestamp(r.Issued), "author/id": r.Interpreter.Number, "author/name": r.Interpreter.Name,
		"request/time": timestamp(r.Order.Placed), "request/department": r.Order.Department.Name, "request/department/id": r.Order.Department.Code,
		"DE02.10.027.00": r.Method, "DE04.30.018.00": r.Panel.Name(), "DE08.10.013.00/report": r.Performer.Name, "DE06.00.179.00": strings.Join(r.Notes, "\n"),
	}
	if cells["DE04.30.018.00"] == "" {
		cells["DE04.30.018.00"] = r.Panel.Local()
	}
	if laboratory {
		cells["DE04.50.130.00"] = strings.TrimSpace(r.Findings + "\n" + r.Conclusion)
	} else {
		cells["DE04.50.131.00/findings"], cells["DE04.50.131.00/impression"] = r.Findings, r.Conclusion
	}
	return cells
}

// results reads the results. Each is what belongs together in the document: what one
// organizer has, or else a test and what stands after it up to the next. No value is
// given to a test that it does not stand with. number is that of the specimen.
func (d *documentReader) results(r *report.Report, number string) {
	for i := 1; i <= mostResults; i++ {
		cells := map[string]string{}
		for _, base := range append(resultCells[:len(resultCells):len(resultCells)], specimenCells...) {
			column := base + itoa(i)
			if text, ok := d.cells[column]; ok {
				cells[base] = text
				delete(d.cells, column)
			}
		}
		if len(cells) == 0 {
			continue
		}
		at := d.specimen(r, cells)
		res := d.result(cells, i)
		if at != 1 {
			res.Fields = append(res.Fields, frontsheet.Field{Column: "specimen", Value: itoa(at)})
		}
		r.Results = append(r.Results, res)
	}
	if number != "" {
		if len(r.Specimens) == 0 {
			r.Specimens = []report.Specimen{{}}
		}
		r.Specimens[0].Number = number
	}
	if len(r.Specimens) > 0 && d.laboratory {
		r.Observed = r.Specimens[0].Collected
	}
	for i := range r.Results {
		res := &r.Results[i]
		if r.Observed.IsZero() {
			r.Observed = res.Observed
		}
		if d.laboratory && res.Observed == r.Observed && !res.Observed.IsZero() {
			res.Fields = append(res.Fields, frontsheet.Field{Column: "DE04.50.140.00/", Value: timestamp(res.Observed)})
		}
	}
}

// specimen returns the number of the specimen of a result among those of the report, 0
// for none.
func (d *documentReader) specimen(r *report.Report, cells map[string]string) int {
	said := false
	for _, base := range specimenCells {
		said = said || strings.TrimSpace(cells[base]) != ""
	}
	if !said {
		return 0
	}
	s := report.Specimen{}
	if name := strings.TrimSpace(cells["DE04.50.134.00/"]); name != "" {
		s.Type.Text = name
	}
	s.Collected, _ = moment(cells["DE04.50.137.00/"])
	s.Received, _ = moment(cells["DE04.50.141.00/"])
	written := cellsOfSpecimen(&s)
	for _, base := range specimenCells {
		if text := cells[base]; text != "" && text != written[base] {
			s.Fields = append(s.Fields, frontsheet.Field{Column: base, Value: text})
			if strings.HasPrefix(base, "DE04.50.137") && s.Collected.IsZero() || strings.HasPrefix(base, "DE04.50.141") && s.Received.IsZero() {
				d.entry.issue(d.options, base, frontsheet.Error, "bad-date", "the element holds no date: it is kept verbatim, and nothing made of it")
			}
		}
	}
	for i := range r.Specimens {
		if sameSpecimen(&r.Specimens[i], &s) {
			return i + 1
		}
	}
	r.Specimens = append(r.Specimens, s)
	return len(r.Specimens)
}

func sameSpecimen(a, b *report.Specimen) bool {
	if len(a.Fields) != len(b.Fields) {
		return false
	}
	for i := range a.Fields {
		if a.Fields[i] != b.Fields[i] {
			return false
		}
	}
	return sameConcept(a.Type, b.Type) && a.Collected == b.Collected && a.Received == b.Received
}

func cellsOfSpecimen(s *report.Specimen) map[string]string {
	return map[string]string{"DE04.50.134.00/": s.Type.Name(), "DE04.50.137.00/": timestamp(s.Collected), "DE04.50.141.00/": timestamp(s.Received)}
}

// exampleNumber is the result in the standard's own example. A public stylesheet that
// makes documents leaves it in each of them.
const exampleNumber = "1.1234"

// result reads the cells of one result, the n-th.
func (d *documentReader) result(cells map[string]string, n int) report.Result {
	res := resultOf(cells)
	tell := func(base string, severity frontsheet.Severity, code, detail string) {
		d.entry.issue(d.options, base+itoa(n), severity, code, detail)
	}
	if _, ok := moment(cells["DE04.50.140.00/"]); !ok && strings.Trim(cells["DE04.50.140.00/"], "-—/ ") != "" {
		tell("DE04.50.140.00/", frontsheet.Error, "bad-date", "the element holds no date: it is kept verbatim, and nothing made of it")
	}
	if res.Kind == "ST" {
		tell("DE04.30.015.00/", frontsheet.Information, "value-form", "the value is no number with a comparator, no range and no ratio: it is passed on as a text")
	}
	if strings.TrimSpace(cells["DE04.30.015.00/"]) == exampleNumber {
		tell("DE04.30.015.00/", frontsheet.Warning, "sample-constant", "the value is that of the standard's own example, which programs leave in their documents: it is read as it is")
	}
	if a, b := strings.TrimSpace(cells["unit/"]), strings.TrimSpace(cells["DE04.30.016.00/"]); a != "" && b != "" && a != b {
		tell("unit/", frontsheet.Warning, "repeated-value", "the document says otherwise here than where it says the same before: what it says first counts, this is kept verbatim")
	}
	written := cellsOfResult(&res)
	for _, base := range resultCells {
		if text := cells[base]; text != "" && text != written[base] {
			res.Fields = append(res.Fields, frontsheet.Field{Column: base, Value: text})
		}
	}
	return res
}

// resultOf returns what the cells of a result say.
func resultOf(cells map[string]string) report.Result {
	cell := func(base string) string { return strings.TrimSpace(cells[base]) }
	res := report.Result{Test: testOf(cell("DE04.30.019.00/"), cell("DE04.30.020.00/")), Status: "F"}
	res.Observed, _ = moment(cell("DE04.50.140.00/"))
	if res.Unit = cell("DE04.30.016.00/"); res.Unit == "" {
		res.Unit = cell("unit/")
	}
	if res.Range = cell("range/"); res.Range == "" {
		switch low, high := cell("range/low"), cell("range/high"); {
		case low != "" && high != "":
			res.Range = low + "-" + high
		case low != "":
			res.Range = "≥" + low
		case high != "":
			res.Range = "≤" + high
		}
	}
	code, name := cell("DE04.30.017.00/"), cell("DE04.30.017.00/name")
	if name == "" {
		name = cell("DE04.30.017.00/text")
	}
	switch text := cell("DE04.30.015.00/"); {
	case plainNumber(text):
		(&builder{}).number(&res, text)
		if res.Kind = "NM"; res.Comparator != "" {
			res.Kind = "SN"
		}
	case text != "":
		res.Kind, res.Text = "ST", text
	case code+name != "":
		res.Kind, res.Answer = "CWE", report.Concept{Codings: []report.Coding{{Code: code, Display: name}}}
	}
	if name != "" && res.Answer.IsZero() {
		res.Flags = append(res.Flags, name) // that of a code without a name nobody knows here
	}
	flag := cell("flag/")
	if flag == "" {
		flag = cell("flag/name")
	}
	if flag != "" && flag != name {
		res.Flags = append(res.Flags, flag)
	}
	return res
}

// testOf returns what was measured. The standard has a code in the element, and many write
// a name there.
func testOf(code, name string) (c report.Concept) {
	switch {
	case code == "" && name == "":
	case name != "":
		c.Codings = []report.Coding{{Code: code, Display: name}}
	case codeLike(code):
		c.Codings = []report.Coding{{Code: code}}
	default:
		c.Text = code
	}
	return c
}

// codeLike reports whether a text may be a code: it has no Chinese characters and no
// spaces.
func codeLike(text string) bool {
	return utf8.RuneCountInString(text) <= 20 && !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || unicode.IsSpace(r) })
}

// cellsOfResult returns the cells that say what a result does, the way back of resultOf.
func cellsOfResult(res *report.Result) map[string]string {
	cells := map[string]string{"DE04.50.140.00/": timestamp(res.Observed), "DE04.30.016.00/": res.Unit, "range/": res.Range}
	cells["DE04.30.019.00/"], cells["DE04.30.020.00/"] = res.Test.Local(), res.Test.Name()
	if cells["DE04.30.019.00/"] == "" {
		cells["DE04.30.019.00/"], cells["DE04.30.020.00/"] = res.Test.Name(), ""
	}
	switch {
	case res.IsNumber():
		cells["DE04.30.015.00/"] = res.Comparator + string(res.Number)
		if res.Separator != "" {
			cells["DE04.30.015.00/"] += res.Separator + string(res.Second)
		}
	case !res.Answer.IsZero():
		cells["DE04.30.017.00/"], cells["DE04.30.017.00/name"] = res.Answer.Local(), res.Answer.Name()
	default:
		cells["DE04.30.015.00/"] = res.Text
	}
	if len(res.Flags) > 0 {
		cells["flag/"] = res.Flags[0]
	}
	return cells
}
