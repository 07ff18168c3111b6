package results

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/report"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
)

var cdaSamples = []string{C0007, C0006}

func cdaSample(t testing.TB, layout string) []byte {
	text, err := os.ReadFile("testdata/" + layout + ".xml")
	require.NoError(t, err)
	return text
}

// entries reads a file.
func entries(t testing.TB, text []byte, layout string) (list []*Entry) {
	for e, err := range Read(bytes.NewReader(text), layout, &Options{File: "f"}) {
		require.NoError(t, err)
		list = append(list, e)
	}
	return list
}

func codesOf(issues []frontsheet.Issue) (codes []string) {
	for _, i := range issues {
		codes = append(codes, i.Code)
	}
	return codes
}

// The samples are read without a word, and come back to the last character, directly and
// through FHIR.
func TestClinicalDocumentsComeBack(t *testing.T) {
	for _, name := range cdaSamples {
		text := cdaSample(t, name)
		assert.Equal(t, name, Recognize(text[:2000]))
		for _, e := range entries(t, text, "") {
			require.NotNil(t, e.Record)
			assert.Empty(t, codesOf(e.Issues))
			out, issues := write(t, name, e.Record)
			assert.Empty(t, codesOf(issues))
			assert.Equal(t, strings.Split(string(e.Raw), "\n"), strings.Split(string(out), "\n"))
			for _, summary := range []bool{false, true} {
				again, _ := write(t, name, through(t, e.Record, summary))
				assert.Equal(t, strings.Split(string(e.Raw), "\n"), strings.Split(string(again), "\n"))
			}
			d, _ := translator(true).Document(e.Record)
			assert.Empty(t, d.Check())
		}
	}
}

// What the elements of WS/T 500.7 and 500.6 say has its place in a report.
func TestClinicalDocumentsSay(t *testing.T) {
	list := entries(t, cdaSample(t, C0007), C0007)
	require.Len(t, list, 2)
	rec := list[0].Record
	sheet := rec.Sheet
	assert.Equal(t, "陈示例", sheet.Patient.Name)
	assert.Equal(t, "male", sheet.Patient.Sex.Standard())
	assert.Equal(t, "44010619600101001X", sheet.Patient.DocumentNumber)
	assert.Equal(t, "13800000101", sheet.Patient.Current.Phone)
	assert.Equal(t, "ZY2026000101", sheet.Stay.Number)
	assert.Equal(t, "IMP", sheet.Stay.Class.Standard())
	assert.Equal(t, frontsheet.Ward{Department: frontsheet.Coded{Text: "内分泌科"}, Name: "内分泌科病区", Room: "0302", Bed: "12"}, sheet.Stay.Location)
	assert.Equal(t, frontsheet.Facility{Code: "12345678-9", Name: "示例市第一人民医院"}, sheet.Facility)
	require.Len(t, sheet.Diagnoses, 2)
	assert.Equal(t, "高血压", sheet.Diagnoses[1].Name)
	r := rec.Reports[0]
	assert.Equal(t, [4]string{"JY202601050001", "SQ2026010501", "酶法", "生化检验"}, [4]string{r.Filler, r.Placer, r.Method, r.Panel.Name()})
	assert.Equal(t, report.Person{Number: "D1001", Name: "示例报告"}, r.Interpreter)
	assert.Equal(t, "示例市第一人民医院检验中心", r.Performer.Name)
	assert.Equal(t, report.Organization{Code: "K03", Name: "内分泌科"}, r.Order.Department)
	assert.Equal(t, 7, r.Order.Placed.Hour)
	assert.Equal(t, []string{"本报告仅对所检标本负责"}, r.Notes)
	require.Len(t, r.Specimens, 2)
	assert.Equal(t, [2]string{"BB0105001", "血清"}, [2]string{r.Specimens[0].Number, r.Specimens[0].Type.Name()})
	assert.Equal(t, []said{
		{Test: "葡萄糖", Number: "8.40", Unit: "mmol/L", Range: "3.9-6.1", Flags: "异常~H"},
		{Test: "肌酐", Number: "92", Unit: "μmol/L", Range: "57-111", Flags: "正常"},
		{Test: "钾", Number: "4.10", Unit: "mmol/L", Range: "3.5-5.3"},
		{Test: "血红蛋白", Number: "132", Unit: "g/L", Range: "130-175", Flags: "正常"},
		{Test: "乙型肝炎病毒表面抗原", Comparator: "<", Number: "0.05", Unit: "IU/mL", Range: "<0.05"},
	}, saidBy(rec))
	assert.Equal(t, []said{{Test: "尿蛋白", Text: "阳性"}, {Test: "尿葡萄糖", Text: "阴性"}, {Test: "酸碱度", Number: "6.0", Range: "5.0-8.0"}}, saidBy(list[1].Record))
	assert.Equal(t, "尿蛋白阳性，请结合临床。", list[1].Record.Reports[0].Conclusion)

	exam := entries(t, cdaSample(t, C0006), C0006)[0].Record
	r = exam.Reports[0]
	assert.Contains(t, r.Findings, "广基息肉")
	assert.Equal(t, "乙状结肠息肉，待病理。", r.Conclusion)
	assert.Equal(t, report.Concept{Codings: []report.Coding{{Code: "0405", Display: "结肠"}}, Text: "乙状结肠"}, r.Site)
	require.Len(t, exam.Sheet.Procedures, 1)
	assert.Equal(t, "结肠镜下活检", exam.Sheet.Procedures[0].Name)
}

const elementSystem = ` codeSystem="2.16.156.10011.2.2.1"/>`

// coded is an observation of a data element.
func coded(code, value, inner string) string {
	return `<observation classCode="OBS" moodCode="EVN"><code code="` + code + `"` + elementSystem + value + inner + `</observation>`
}

func asText(text string) string { return `<value xsi:type="ST">` + text + `</value>` }

// clinicalDocument is a document of C0007 with the entries.
func clinicalDocument(results string) string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><templateId root="2.16.156.10011.2.1.1.27"/>
<code code="C0007" codeSystem="2.16.156.10011.2.4"/><recordTarget><patientRole><id root="2.16.156.10011.1.12" extension="ZY0000001"/><id root="2.16.156.10011.1.33" extension="JY0000001"/>
<patient><name>陈示例</name></patient></patientRole></recordTarget>
<custodian><assignedCustodian><representedCustodianOrganization><name>示例医院</name></representedCustodianOrganization></assignedCustodian></custodian>
<component><structuredBody><component><section><code code="30954-2" codeSystem="2.16.840.1.113883.6.1"/>` + results + `</section></component></structuredBody></component></ClinicalDocument>
`
}

// Documents have results in several forms. Two public programs have the test, the coded
// result and the number in entries of their own, one after the other: the templates of
// bzrrr/cda (src/main/resources/templates/template7.ftl), which leave out the body around
// the sections, too, and HenrySomke/ConvertServer (HDSD00_05_01.java). Three public
// stylesheets have an organizer for each test; one writes DE04.50.019.00 for the code of
// the test, and bzrrr/cda the name of the coded result as a text. In other documents of the standard the number is a PQ with its unit.
func TestFormsOfResults(t *testing.T) {
	test := func(name string) string { return coded("DE04.30.019.00", asText(name), "") }
	number := func(value, unit string) string {
		return coded("DE04.30.015.00", `<value xsi:type="REAL" value="`+value+`"/>`, `<entryRelationship typeCode="COMP">`+coded("DE04.30.016.00", asText(unit), "")+`</entryRelationship>`)
	}
	flag := func(name string) string {
		return coded("DE04.30.017.00", `<value xsi:type="CD" code="1" displayName="`+name+`"/>`, "")
	}
	each := func(before, after string, parts ...string) string {
		return before + strings.Join(parts, after+before) + after
	}
	organizer := func(parts ...string) string {
		return `<entry><organizer classCode="CLUSTER" moodCode="EVN"><statusCode/>` + each("<component>", "</component>", parts...) + `</organizer></entry>`
	}
	flat := func(parts ...string) string { return each("<entry>", "</entry>", parts...) }
	want := []said{{Test: "葡萄糖", Number: "8.40", Unit: "mmol/L", Flags: "异常"}, {Test: "钾", Number: "4.1", Unit: "mmol/L"}, {Test: "尿蛋白", Text: "阳性"}}
	forms := map[string]string{
		"organizers":    organizer(test("葡萄糖"), flag("异常"), number("8.40", "mmol/L")) + organizer(test("钾"), number("4.1", "mmol/L")) + organizer(test("尿蛋白"), flag("阳性")),
		"entries":       flat(test("葡萄糖"), flag("异常"), number("8.40", "mmol/L"), test("钾"), number("4.1", "mmol/L"), test("尿蛋白"), flag("阳性")),
		"number first":  flat(test("葡萄糖"), number("8.40", "mmol/L"), flag("异常"), test("钾"), number("4.1", "mmol/L"), test("尿蛋白"), flag("阳性")),
		"one organizer": organizer(test("葡萄糖"), flag("异常"), number("8.40", "mmol/L"), test("钾"), number("4.1", "mmol/L"), test("尿蛋白"), flag("阳性")),
		"within the test": flat(coded("DE04.30.019.00", asText("葡萄糖"), each("<entryRelationship>", "</entryRelationship>", flag("异常"), number("8.40", "mmol/L"))),
			coded("DE04.30.019.00", asText("钾"), each("<entryRelationship>", "</entryRelationship>", number("4.1", "mmol/L"))), coded("DE04.30.019.00", asText("尿蛋白"), each("<entryRelationship>", "</entryRelationship>", flag("阳性")))),
	}
	forms["other code"] = strings.ReplaceAll(forms["entries"], "DE04.30.019.00", "DE04.50.019.00")
	forms["quantities"] = organizer(test("葡萄糖"), flag("异常"), coded("DE04.30.015.00", `<value xsi:type="PQ" value="8.40" unit="mmol/L"/>`, "")) +
		organizer(test("钾"), coded("DE04.30.015.00", `<value xsi:type="PQ" value="4.1" unit="mmol/L"/>`, "")) + organizer(test("尿蛋白"), flag("阳性"))
	forms["no body"] = forms["entries"]
	forms["name as text"] = regexp.MustCompile(` displayName="([异阳][常性])"/>`).ReplaceAllString(forms["organizers"], ">$1</value>")
	for name, form := range forms {
		text := clinicalDocument(form)
		if name == "no body" {
			text = strings.NewReplacer("<structuredBody><component>", "", "</component></structuredBody>", "").Replace(text)
		}
		e := entries(t, []byte(text), "")[0]
		require.NotNil(t, e.Record, name)
		assert.Equal(t, want, saidBy(e.Record), name)
		for _, i := range e.Issues {
			assert.Equal(t, frontsheet.Information, i.Severity, "%s: %s", name, i.Error())
		}
		out, _ := write(t, C0007, e.Record)
		assert.Equal(t, want, saidBy(entries(t, out, C0007)[0].Record), name)
	}
}

// HenrySomke/ConvertServer (HDSD00_05_02.java) has a code of its own for what the
// examination means (DE04.50.132.00), where bzrrr/cda (template06.ftl) tells it from what was
// seen by its name alone.
func TestFormsOfExaminations(t *testing.T) {
	text := string(cdaSample(t, C0006))
	at := strings.LastIndex(text, "DE04.50.131.00")
	text = text[:at] + "DE04.50.132.00" + text[at+len("DE04.50.132.00"):]
	e := entries(t, []byte(text), "")[0]
	assert.Equal(t, []string{"document-form"}, codesOf(e.Issues))
	assert.Equal(t, "乙状结肠息肉，待病理。", e.Record.Reports[0].Conclusion)
	assert.Contains(t, e.Record.Reports[0].Findings, "广基息肉")
	// Without the name nobody knows which of the two it is: both are kept, and told.
	e = entries(t, []byte(regexp.MustCompile(` displayName="检查报告结果-[^"]*"`).ReplaceAllString(string(cdaSample(t, C0006)), "")), "")[0]
	assert.Contains(t, codesOf(e.Issues), "no-qualifier")
	assert.Empty(t, e.Record.Reports[0].Findings+e.Record.Reports[0].Conclusion)
	d, _ := translator(false).Document(e.Record)
	line, err := d.Append(nil)
	require.NoError(t, err)
	assert.Contains(t, string(line), "广基息肉")
}

// A value is never that of another test, whatever is missing.
func TestValuesStayWithTheirTest(t *testing.T) {
	test := func(name string) string { return "<entry>" + coded("DE04.30.019.00", asText(name), "") + "</entry>" }
	number := func(n string) string {
		return "<entry>" + coded("DE04.30.015.00", `<value xsi:type="REAL" value="`+n+`"/>`, "") + "</entry>"
	}
	alone := func(n string) string {
		return `<entry><organizer classCode="CLUSTER" moodCode="EVN"><component>` + strings.NewReplacer("<entry>", "", "</entry>", "").Replace(number(n)) + `</component></organizer></entry>`
	}
	for form, want := range map[string][]said{
		test("钾") + test("钠") + number("140"):                {{Test: "钾"}, {Test: "钠", Number: "140"}},
		number("4.1") + test("钠") + number("140"):            {{Number: "4.1"}, {Test: "钠", Number: "140"}},
		test("钾") + number("4.1") + number("5.2"):            {{Test: "钾", Number: "4.1"}},
		test("钾") + alone("4.1"):                             {{Test: "钾"}, {Number: "4.1"}},
		alone("4.1") + test("钾") + number("3.9"):             {{Number: "4.1"}, {Test: "钾", Number: "3.9"}},
		test("钾") + number("4.1") + alone("9") + number("8"): {{Test: "钾", Number: "4.1"}, {Number: "9"}, {Number: "8"}},
	} {
		e := entries(t, []byte(clinicalDocument(form)), "")[0]
		require.NotNil(t, e.Record)
		assert.Equal(t, want, saidBy(e.Record), form)
		if strings.Contains(form, "5.2") {
			assert.Contains(t, codesOf(e.Issues), "repeated-value")
		}
		_, issues := translator(false).Document(e.Record)
		nameless := slices.ContainsFunc(want, func(s said) bool { return s.Test == "" })
		assert.Equal(t, nameless, slices.Contains(codesOf(issues), "no-item"), form)
	}
}

// The value that a public stylesheet leaves in each result is told (the standard's example
// has it), and what is no number is a text.
func TestDoubtfulNumbers(t *testing.T) {
	for value, code := range map[string]string{"1.1234": "sample-constant", "1:80": "value-form", "未检出": "value-form", "5.20": ""} {
		e := entries(t, []byte(clinicalDocument("<entry>"+coded("DE04.30.019.00", asText("K"), "")+"</entry><entry>"+coded("DE04.30.015.00", `<value xsi:type="REAL" value="`+value+`"/>`, "")+"</entry>")), "")[0]
		s := saidBy(e.Record)[0]
		assert.Equal(t, value, s.Number+s.Text)
		assert.Equal(t, code != "", slices.Contains(codesOf(e.Issues), code), value)
		out, _ := write(t, C0007, through(t, e.Record, false))
		assert.Contains(t, string(out), `value="`+value+`"`)
	}
}

// The text of a section is what people sign. What it alone says becomes a remark.
func TestTextsOfSections(t *testing.T) {
	entry := "<entry>" + coded("DE04.30.019.00", asText("钾"), "") + "</entry><entry>" + coded("DE04.30.015.00", `<value xsi:type="REAL" value="4.1"/>`, "") + "</entry>"
	table := func(value string) string {
		return "<text><table><thead><tr><th>项目</th><th>结果</th></tr></thead><tbody><tr><td>钾</td><td>" + value + "</td></tr></tbody></table></text>"
	}
	for form, note := range map[string]string{table("4.1") + entry: "", table("5.9") + entry: "项目 结果\n钾 5.9", table("4.1"): "项目 结果\n钾 4.1"} {
		e := entries(t, []byte(clinicalDocument(form)), "")[0]
		require.NotNil(t, e.Record)
		told := slices.ContainsFunc(e.Issues, func(i frontsheet.Issue) bool { return i.Code == "section-text" && i.Severity == frontsheet.Warning })
		assert.Equal(t, note != "", told, form)
		if note == "" {
			assert.Empty(t, e.Record.Reports[0].Notes)
			continue
		}
		back := through(t, e.Record, false)
		assert.Equal(t, []string{note}, back.Reports[0].Notes)
		out, issues := write(t, C0007, back)
		assert.NotContains(t, string(out), "DE06.00.179.00")
		assert.Contains(t, codesOf(issues), "kept-cells")
	}
}

// An observation of another kind is kept, and told: it may be a result.
func TestOtherObservations(t *testing.T) {
	other := `<entry><observation classCode="OBS" moodCode="EVN"><code code="2823-3" codeSystem="2.16.840.1.113883.6.1" displayName="Potassium"/><value xsi:type="PQ" value="4.1" unit="mmol/L"/></observation></entry>`
	e := entries(t, []byte(clinicalDocument(other)), "")[0]
	require.NotNil(t, e.Record)
	assert.Empty(t, saidBy(e.Record))
	assert.Contains(t, codesOf(e.Issues), "unread-result")
	d, _ := translator(false).Document(e.Record)
	line, err := d.Append(nil)
	require.NoError(t, err)
	assert.Contains(t, string(line), "2823-3")
}

// Interfaces send documents in other encodings, with a mark, with prefixes, and in messages
// of SOAP: as elements, in CDATA, or escaped.
func TestDocumentsOfInterfaces(t *testing.T) {
	plain := string(cdaSample(t, C0007))
	plain = plain[:strings.LastIndex(plain, "<?xml")]
	want := saidBy(entries(t, []byte(plain), "")[0].Record)
	_, body, _ := strings.Cut(plain, "\n")
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(strings.Replace(strings.ReplaceAll(plain, "μ", "u"), "UTF-8", "GBK", 1))
	require.NoError(t, err)
	wide := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(strings.Replace(plain, "UTF-8", "UTF-16", 1))) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	prefixed := regexp.MustCompile(`<(/?)(\w)`).ReplaceAllString(strings.Replace(body, `xmlns="`, `xmlns:v3="`, 1), "<${1}v3:$2")
	envelope := func(inner string) string {
		return `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><send><payload>` + inner + `</payload></send></soap:Body></soap:Envelope>`
	}
	escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(plain)
	for name, text := range map[string]string{
		"mark": "\xef\xbb\xbf" + plain, "gbk": gbk, "utf-16": string(wide), "prefixes": prefixed, "soap": envelope(body), "cdata": envelope("<![CDATA[" + plain + "]]>"), "escaped": envelope(escaped),
	} {
		require.Equal(t, C0007, Recognize([]byte(text[:min(len(text), 64<<10)])), name)
		list := entries(t, []byte(text), "")
		require.Len(t, list, 1, name)
		require.NotNil(t, list[0].Record, "%s: %v", name, codesOf(list[0].Issues))
		got := saidBy(list[0].Record)
		if name == "gbk" {
			got[1].Unit = want[1].Unit
		}
		assert.Equal(t, want, got, name)
		assert.Equal(t, "陈示例", list[0].Record.Sheet.Patient.Name)
		assert.Equal(t, strings.HasPrefix(text, `<?xml version="1.0" encoding="UTF-8"?>`+"\n<soap"), slices.Contains(codesOf(list[0].Issues), "wrapped-document"), name)
	}
	for name, text := range map[string]string{
		"doctype":          strings.Replace(plain, "?>", `?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>`, 1),
		"undefined-entity": strings.Replace(plain, "陈示例", "&b;", 1),
		"bad-xml":          strings.Replace(plain, "</name>", "", 1),
	} {
		e := entries(t, []byte(text), C0007)[0]
		assert.Nil(t, e.Record, name)
		assert.Equal(t, []string{name}, codesOf(e.Issues))
	}
}

// Documents cross into messages and uploads, and messages into documents: what has no
// place is said.
func TestDocumentsCross(t *testing.T) {
	for _, e := range entries(t, cdaSample(t, C0007), C0007) {
		want := saidBy(e.Record)
		message, _ := write(t, ORU, through(t, e.Record, false))
		for _, back := range read(t, message, ORU) {
			assert.Equal(t, want, saidBy(back))
			assert.Equal(t, e.Record.Sheet.Patient.Name, back.Sheet.Patient.Name)
			document, _ := write(t, C0007, through(t, back, false))
			again := entries(t, document, C0007)[0]
			require.NotNil(t, again.Record)
			assert.Equal(t, len(want), len(saidBy(again.Record)))
			for i, s := range saidBy(again.Record) {
				s.Flags = want[i].Flags // a document has a place for one
				assert.Equal(t, want[i], s)
			}
		}
		upload, _ := write(t, Upload, through(t, e.Record, false))
		for _, back := range read(t, upload, Upload) {
			assert.Equal(t, len(want), len(saidBy(back)))
		}
	}
}

// What is kept verbatim gives way to what a report says since.
func TestChangedReports(t *testing.T) {
	e := entries(t, cdaSample(t, C0007), C0007)[0]
	rec := through(t, e.Record, false)
	r := &rec.Reports[0]
	r.Filler, r.Issued.Day = "JY9", 6
	r.Results[0].Number, r.Results[0].Flags = "6.0", []string{"正常"}
	r.Results[1].Unit = "umol/L"
	r.Results[3].Test.Text = "血小板"
	rec.Sheet.Stay.Number = "ZY9"
	rec.Sheet.Patient.Name = "李样本"
	out, _ := write(t, C0007, rec)
	again := entries(t, out, C0007)[0].Record
	assert.Equal(t, [3]string{"JY9", "ZY9", "李样本"}, [3]string{again.Reports[0].Filler, again.Sheet.Stay.Number, again.Sheet.Patient.Name})
	assert.Equal(t, 6, again.Reports[0].Issued.Day)
	assert.Equal(t, saidBy(rec), saidBy(again))
	for _, gone := range []string{"8.40", "异常", "血红蛋白", "JY2026", "ZY2026", "陈示例"} {
		assert.NotContains(t, string(out), gone)
	}
}

// A report that is not valid is no document, and what has no place is told.
func TestWhatDocumentsCannotSay(t *testing.T) {
	invalid := read(t, sample(t, "yb-4502.ndjson"), Upload)
	for _, rec := range invalid {
		out, issues := write(t, C0007, rec)
		assert.Equal(t, rec.Reports[0].Status == "W", len(out) == 0)
		assert.Equal(t, rec.Reports[0].Status == "W", slices.Contains(codesOf(issues), "entered-in-error"))
	}
	many := strings.Repeat("<entry>"+coded("DE04.30.019.00", asText("钾"), "")+"</entry>", mostResults+1)
	e := entries(t, []byte(clinicalDocument(many)), "")[0]
	assert.Len(t, e.Record.Reports[0].Results, mostResults)
	assert.Contains(t, codesOf(e.Issues), "beyond-places")
	r := &e.Record.Reports[0]
	r.Results = append(r.Results, report.Result{Test: report.Concept{Text: "钠"}, Status: "F"})
	out, issues := write(t, C0007, e.Record)
	assert.NotContains(t, string(out), "钠")
	assert.Contains(t, codesOf(issues), "beyond-places")
}

// place is one that says something in a document: a text, or the value of an attribute.
var place = regexp.MustCompile(`([\w:]+)="([^"]*)"|>([^<>\n]+)<`)

// structure are attributes that say how a document is built and what its codes are called:
// those of the layout are written in their place. That of another list is told.
var structure = regexp.MustCompile(`^(xmlns|xmlns:\w+|version|encoding|classCode|moodCode|typeCode|determinerCode|contextControlCode|xsi:type|codeSystemName)$`)

// labelled are the names of the data elements and of sections, and the system of the latter.
var labelled = regexp.MustCompile(`^<(code|confidentialityCode) .*displayName="[^"]*$|^<code code="[0-9]+-[0-9]" .*codeSystem="[^"]*$`)

// What stands in a document comes back, or is told, wherever it stands; no issue has it.
func TestNothingOfADocumentIsLost(t *testing.T) {
	for _, name := range cdaSamples {
		text := string(cdaSample(t, name))
		if i := strings.LastIndex(text, "<?xml"); i > 0 {
			text = text[:i]
		}
		silent := map[string]bool{}
		for _, at := range place.FindAllStringSubmatchIndex(text, -1) {
			from, to := max(at[4], at[6]), max(at[5], at[7])
			element := text[strings.LastIndex(text[:from], "<"):to]
			if at[2] >= 0 && structure.MatchString(text[at[2]:at[3]]) || labelled.MatchString(element) {
				continue
			}
			canary := "Canary7"
			changed := text[:from] + canary + text[to:]
			var e *Entry
			for read, err := range Read(strings.NewReader(changed), name, nil) {
				if e = read; err != nil {
					assert.NotContains(t, err.Error(), canary)
				}
			}
			if e == nil {
				continue // it is no document of the layout any more
			}
			issues := e.Issues
			if e.Record != nil {
				d, more := translator(false).Document(e.Record)
				line, err := d.Append(nil)
				require.NoError(t, err)
				out, third := write(t, name, e.Record)
				issues = append(append(issues, more...), third...)
				if !bytes.Contains(line, []byte(canary)) && !bytes.Contains(out, []byte(canary)) && !slices.ContainsFunc(issues, func(i frontsheet.Issue) bool { return i.Code != "document-form" && strings.Contains(i.Column, "/") }) {
					silent[element] = true
				}
			}
			for _, i := range issues {
				assert.NotContains(t, i.Error(), canary)
			}
		}
		for s := range silent {
			assert.Fail(t, "lost without a word", "%s: %s", name, s)
		}
	}
}

func FuzzClinicalDocument(f *testing.F) {
	for _, name := range cdaSamples {
		f.Add(cdaSample(f, name))
	}
	f.Add([]byte(clinicalDocument("<text>钾 4.1</text><entry>" + coded("DE04.30.019.00", asText("钾"), "") + "</entry>")))
	f.Add([]byte("<a>&lt;ClinicalDocument&gt;&lt;code code=\"C0007\"/&gt;&lt;/ClinicalDocument&gt;</a>"))
	tr := translator(false)
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, name := range cdaSamples {
			for e, err := range Read(bytes.NewReader(text), name, nil) {
				if err != nil || e.Record == nil {
					continue
				}
				if d, _ := tr.Document(e.Record); d == nil {
					t.Fatal("no document is made of a record")
				}
				var out bytes.Buffer
				w, err := NewWriter(&out, name, nil)
				require.NoError(t, err)
				_, err = w.Write(e.Record)
				require.NoError(t, err)
				require.NoError(t, w.Flush())
				for again, err := range Read(bytes.NewReader(out.Bytes()), name, nil) {
					require.NoError(t, err)
					require.NotNil(t, again.Record)
					require.Equal(t, saidBy(e.Record), saidBy(again.Record))
				}
			}
		}
	})
}

// Random reports come back from documents, and from FHIR as the same text: a document has a
// place for one flag, and writes a range or a ratio as a text.
func TestRandomDocuments(t *testing.T) {
	c := newChance(t, 20261202)
	for n := range 100 {
		rec := c.record(n)
		text, _ := write(t, C0007, rec)
		var got []said
		for e, err := range Read(bytes.NewReader(text), C0007, nil) {
			require.NoError(t, err)
			require.NotNil(t, e.Record, "%v", codesOf(e.Issues))
			got = append(got, saidBy(e.Record)...)
			again := through(t, e.Record, false)
			assert.Equal(t, saidBy(e.Record), saidBy(again), "through FHIR, record %d", n)
			back, _ := write(t, C0007, again)
			assert.Equal(t, string(e.Raw), string(back), "the same text after FHIR, record %d", n)
		}
		want := saidBy(rec)
		require.Len(t, got, len(want))
		for i := range want {
			w := want[i]
			w.Flags, _, _ = strings.Cut(w.Flags, "~")
			if w.Separator != "" {
				w.Text, w.Comparator, w.Number, w.Separator, w.Second = w.Comparator+w.Number+w.Separator+w.Second, "", "", "", ""
			}
			assert.Equal(t, w, got[i], "record %d", n)
		}
		if t.Failed() {
			return
		}
	}
}
