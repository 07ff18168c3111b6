package mainland_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

const cdaSample = "../../examples/testdata/cda-c0032.xml"

// cdaDocuments are those of the sample.
func cdaDocuments(t testing.TB) []string {
	t.Helper()
	text, err := os.ReadFile(cdaSample)
	require.NoError(t, err)
	var list []string
	for i, part := range strings.Split(string(text), "<?xml ") {
		if i > 0 {
			list = append(list, "<?xml "+part)
		}
	}
	return list
}

// cdaRecords reads documents of CDA.
func cdaRecords(t testing.TB, text []byte, options *mapping.ReaderOptions) []mapping.Record {
	t.Helper()
	r, err := mapping.NewReader(bytes.NewReader(text), mainland.Layouts(), options)
	require.NoError(t, err)
	require.Equal(t, "cda-c0032", r.Layout().Name)
	var list []mapping.Record
	for record, err := range r.Records() {
		require.NoError(t, err)
		list = append(list, *record)
	}
	return list
}

// writtenAs writes sheets in a layout.
func writtenAs(t testing.TB, l *mapping.Layout, options *mapping.WriterOptions, sheets ...*mapping.FrontSheet) (string, []mapping.Issue) {
	t.Helper()
	var out bytes.Buffer
	var found []mapping.Issue
	w, err := mapping.NewWriter(&out, l, options)
	require.NoError(t, err)
	for _, s := range sheets {
		issues, err := w.Write(s)
		require.NoError(t, err)
		found = append(found, issues...)
	}
	require.NoError(t, w.Flush())
	return out.String(), found
}

func codesOf(issues []mapping.Issue) (codes []string) {
	for _, i := range issues {
		codes = append(codes, i.Code)
	}
	return codes
}

// The layout has every entry that a public template of WS/T 500.32 has in its body, and
// nearly all of its columns have an element of FHIR of their own.
func TestC0032HasEveryEntry(t *testing.T) {
	const list = "../../../shared/formats/mainland/cda_entries.csv"
	file, err := os.Open(list)
	if err != nil {
		t.Skip("the list of entries is not here:", list)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	columns := mainland.C0032().Columns()
	reached := 0
	for _, row := range rows[1:] {
		code := strings.Trim(row[4], "(手术操作编码 )")
		i := slices.IndexFunc(columns, func(c mapping.Column) bool {
			name, of, _ := strings.Cut(c.Name, "/")
			want := map[bool]string{
				strings.Contains(row[5]+row[9], "出生"): "birth", strings.Contains(row[5]+row[9], "入院体重"): "admission", strings.Contains(row[5], "入院前"): "before",
				strings.Contains(row[5], "入院后"): "after", strings.Contains(row[9], "主要"): "main", strings.Contains(row[9], "其他"): "other", strings.Contains(row[9], "病理"): "pathology", strings.Contains(row[9], "诊诊断"): "outpatient",
			}[true]
			return name == code && strings.HasPrefix(of, want)
		})
		if !assert.GreaterOrEqual(t, i, 0, row) {
			continue
		}
		if columns[i].FHIR != "" && columns[i].Element != "source-field" {
			reached++
		}
	}
	t.Logf("%d of %d entries reach an element", reached, len(rows)-1)
	assert.GreaterOrEqual(t, reached*100, 95*(len(rows)-1))
	own := 0
	for _, c := range columns {
		if assert.NotEmpty(t, c.FHIR, c.Name); c.Element != "source-field" {
			own++
		}
	}
	t.Logf("%d of %d columns have an element of their own, the others are kept in the Composition", own, len(columns))
}

// The documents of the sample are canonical: there is nothing to say of them, and they
// come back byte for byte from their sheets and from FHIR.
func TestCDASampleComesBack(t *testing.T) {
	text, err := os.ReadFile(cdaSample)
	require.NoError(t, err)
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: mainland.Layouts()})
	var sheets, back []*mapping.FrontSheet
	for _, record := range cdaRecords(t, text, nil) {
		assert.Empty(t, record.Issues)
		sheets = append(sheets, record.Sheet)
		document, _ := translator.Document(record.Sheet)
		require.Empty(t, document.Check())
		sheet, issues := translator.FrontSheet(document)
		assert.Empty(t, issues)
		back = append(back, sheet)
	}
	require.GreaterOrEqual(t, len(sheets), 10)
	for _, list := range [][]*mapping.FrontSheet{sheets, back} {
		written, issues := writtenAs(t, mainland.C0032(), nil, list...)
		assert.Empty(t, issues)
		assert.Equal(t, string(text), written)
	}
}

// Documents are read in the encoding that they declare or have, and come back in those
// that are written.
func TestCDAEncodings(t *testing.T) {
	document := cdaDocuments(t)[0]
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(strings.Replace(document, `"UTF-8"`, `"GB18030"`, 1))
	require.NoError(t, err)
	utf16, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.Replace(document, `"UTF-8"`, `"UTF-16"`, 1))
	require.NoError(t, err)
	want := cdaRecords(t, []byte(document), nil)[0].Sheet.Patient
	for _, test := range []struct {
		name, text string
		issues     []string
	}{
		{"GB18030", gb, nil},
		{"GB 2312, in name", strings.Replace(gb, "GB18030", "gb2312", 1), []string{"document-form"}},
		{"no declaration", document[strings.Index(document, "\n")+1:], []string{"document-form"}},
		{"mark", "\xef\xbb\xbf" + document, nil},
		{"UTF-16", utf16, []string{"document-form"}},
		{"UTF-8 that declares GB 2312", strings.Replace(document, "UTF-8", "GB2312", 1), []string{"doubtful-encoding", "document-form"}},
		{"GB 18030 that declares UTF-8", strings.Replace(gb, "GB18030", "UTF-8", 1), []string{"doubtful-encoding", "document-form"}},
		{"CRLF", strings.ReplaceAll(document, "\n", "\r\n"), nil},
	} {
		records := cdaRecords(t, []byte(test.text), nil)
		require.Len(t, records, 1, test.name)
		require.NotNil(t, records[0].Sheet, test.name)
		assert.Equal(t, want, records[0].Sheet.Patient, test.name)
		assert.Equal(t, test.issues, codesOf(records[0].Issues), test.name)
	}
	for _, o := range []*mapping.WriterOptions{{Encoding: mapping.EncodingGB18030}, {Encoding: mapping.EncodingBig5}, {BOM: true}, {CRLF: true}} {
		text, issues := writtenAs(t, mainland.C0032(), o, cdaRecords(t, []byte(document), nil)[0].Sheet)
		assert.Empty(t, issues)
		back := cdaRecords(t, []byte(text), nil)
		require.Len(t, back, 1)
		assert.Equal(t, want, back[0].Sheet.Patient, "%v", o)
	}
}

// What is no document, or could bring in something from elsewhere, is rejected, and the
// documents after it are read.
func TestCDARejects(t *testing.T) {
	list := cdaDocuments(t)
	good, last := list[1], list[2]
	deep := strings.Replace(list[0], "<realmCode code=\"CN\"/>", strings.Repeat("<a>", 70)+strings.Repeat("</a>", 70), 1)
	for _, test := range []struct{ code, text string }{
		{"doctype", strings.Replace(list[0], "<ClinicalDocument", "<!DOCTYPE ClinicalDocument [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<ClinicalDocument", 1)},
		{"doctype", strings.Replace(list[0], "<ClinicalDocument", "<!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<ClinicalDocument", 1)},
		{"undefined-entity", strings.Replace(list[0], "张示例", "张&nbsp;示例", 1)},
		{"xml-too-deep", deep},
		{"bad-xml", strings.Replace(list[0], "</patient>", "</pacient>", 1)},
		{"bad-xml", list[0][:len(list[0])/2]},
		{"bad-xml", strings.Replace(list[0], `code="CN"`, `code="CN" code="CN"`, 1)},
		{"other-document", strings.Replace(list[0], `"C0032"`, `"C0037"`, 1)},
		{"no-clinical-document", "<?xml version=\"1.0\"?>\n<Bundle/>\n"},
		{"no-record-key", strings.Replace(list[0], `root="2.16.156.10011.1.13" extension="CDA0001"`, `root="2.16.156.10011.1.13" extension=""`, 1)},
	} {
		records := cdaRecords(t, []byte(good+test.text+last), nil)
		if !assert.Len(t, records, 3, test.code) {
			continue
		}
		assert.Nil(t, records[1].Sheet)
		assert.Contains(t, codesOf(records[1].Issues), test.code)
		assert.NotNil(t, records[0].Sheet)
		assert.NotNil(t, records[2].Sheet, test.code)
		assert.Empty(t, records[2].Issues, test.code)
		assert.Equal(t, test.text, string(records[1].Raw), test.code)
		assert.Equal(t, strings.Count(good, "\n")+1, records[1].Line, test.code)
	}
}

// The faults of documents as programs write them: what the public templates of bzrrr/cda
// and HenrySomke/ConvertServer do, and what people tell of.
func TestCDAFaults(t *testing.T) {
	document := cdaDocuments(t)[0]
	triples := func(s *mapping.FrontSheet) (list []string) {
		for _, d := range s.Diagnoses {
			if d.Role == mapping.Principal || d.Role == mapping.Other {
				code := ""
				if len(d.Codes) > 0 {
					code = d.Codes[0].Code
				}
				list = append(list, fmt.Sprintf("%s%d %s %s %s", d.Role, d.Slot, d.Name, code, d.Present.Code))
			}
		}
		return list
	}
	all := []string{"principal1 胆囊结石伴急性胆囊炎 K80.000 1", "other1 脂肪肝 K76.000 1", "other2 高血压 I10.x00x002 1"}
	require.Equal(t, all, triples(cdaRecords(t, []byte(document), nil)[0].Sheet))
	replace := func(pairs ...string) func(string) string {
		return func(s string) string {
			for i := 0; i < len(pairs); i += 2 {
				require.Contains(t, s, pairs[i])
				s = strings.Replace(s, pairs[i], pairs[i+1], 1)
			}
			return s
		}
	}
	// cut takes out the entry with a text.
	cut := func(texts ...string) func(string) string {
		return func(s string) string {
			for _, text := range texts {
				at := strings.Index(s, text)
				require.GreaterOrEqual(t, at, 0, text)
				from, to := strings.LastIndex(s[:at], "          <entry"), at+strings.Index(s[at:], "</entry>\n")+len("</entry>\n")
				s = s[:from] + s[to:]
			}
			return s
		}
	}
	for _, test := range []struct {
		name   string
		change func(string) string
		issues []string
		check  func(*mapping.FrontSheet)
	}{
		{"wrong OID", replace(`codeSystem="2.16.156.10011.2.3.1.253"`, `codeSystem="2.16.156.10011.2.3.3.11.3"`), []string{"other-oid", "document-form"}, func(s *mapping.FrontSheet) { assert.Equal(t, all, triples(s)) }},
		{"stale display", replace(`displayName="已婚"`, `displayName="未婚"`), []string{"stale-display", "document-form"}, func(s *mapping.FrontSheet) { assert.Equal(t, "20", s.Patient.Marital.Code) }},
		{"one of three left out: the condition", cut(`code="1" codeSystem="2.16.156.10011.2.3.1.253"`), nil, func(s *mapping.FrontSheet) {
			assert.Equal(t, append([]string{"principal1 胆囊结石伴急性胆囊炎 K80.000 "}, all[1:]...), triples(s))
		}},
		{"one of three left out: the code", cut(`code="K76.000"`), nil, func(s *mapping.FrontSheet) {
			assert.Equal(t, []string{all[0], "other1 脂肪肝  1", all[2]}, triples(s))
		}},
		{"one of three left out: the name", cut(`<value xsi:type="ST">高血压<`), nil, func(s *mapping.FrontSheet) {
			assert.Equal(t, []string{all[0], all[1], "other2 高血压 I10.x00x002 1"}, triples(s)) // the name beside the code
		}},
		{"no qualifier", replace(`displayName="出院诊断-主要诊断名称"`, `displayName=""`, `<name displayName="主要诊断名称"/>`, `<name displayName=""/>`), []string{"no-qualifier", "document-form"}, func(s *mapping.FrontSheet) {
			assert.Equal(t, all[1:], triples(s)[1:])
		}},
		{"the standard's example", replace(`extension="CDA0001"`, `extension="D2011000001"`), []string{"sample-constant"}, func(s *mapping.FrontSheet) { assert.Equal(t, "D2011000001", s.Patient.RecordNumber) }},
		{"no namespace", replace(` xmlns="urn:hl7-org:v3"`, ""), []string{"other-namespace", "document-form"}, nil},
		{"another currency", replace(`currency="元"`, `currency="HKD"`), []string{"unread-unit", "document-form"}, func(s *mapping.FrontSheet) { assert.Empty(t, s.Fees.Total) }},
		{"currency by its code", replace(`currency="元"`, `currency="CNY"`), []string{"document-form"}, func(s *mapping.FrontSheet) { assert.NotEmpty(t, s.Fees.Total) }},
		{"unknown element", replace(`<realmCode code="CN"/>`, `<realmCode code="CN"/><hospitalExtra code="7"/>`), []string{"unknown-element", "document-form"}, func(s *mapping.FrontSheet) {
			assert.Equal(t, mapping.Field{Column: "hospitalExtra", Value: `<hospitalExtra code="7"/>`}, s.Fields[len(s.Fields)-1])
		}},
		{"unknown observation", replace(`<code code="DE06.00.310.00"`, `<code code="DE99.00.001.00"`), []string{"unknown-element", "document-form"}, func(s *mapping.FrontSheet) {
			assert.Contains(t, s.Fields[len(s.Fields)-1].Value, `<value xsi:type="PQ" value="6" unit="天"/>`)
		}},
		{"misspelt element", replace("<maritalStatusCode", "<martialStatusCode"), []string{"misspelt-element", "document-form"}, func(s *mapping.FrontSheet) { assert.Equal(t, "20", s.Patient.Marital.Code) }},
		{"number elsewhere", replace(`<id root="2.16.156.10011.1.12" extension="ZY0001"/>`, "", `<id root="2.16.156.10011.1.3"`, `<id root="2.16.156.10011.1.12" extension="ZY0001"/><id root="2.16.156.10011.1.3"`), []string{"other-place", "document-form"}, nil},
		{"repeated value", replace(`<realmCode code="CN"/>`, `<realmCode code="CN"/>`, `<name>示例市第一人民医院</name>
      </representedCustodianOrganization>`, `<name>示例市第二人民医院</name>
      </representedCustodianOrganization>`), []string{"repeated-value", "document-form"}, func(s *mapping.FrontSheet) { assert.Equal(t, "示例市第一人民医院", s.Facility.Name) }},
		{"empty subtree", replace(`<realmCode code="CN"/>`, `<realmCode code="CN"/><relatedDocument typeCode="RPLC"><parentDocument><id/></parentDocument></relatedDocument>`), []string{"document-form"}, nil},
		{"comment", replace(`<realmCode code="CN"/>`, `<realmCode code="CN"/><!-- <a> -->`), []string{"document-form"}, nil},
		{"null flavour", replace(`<birthTime value="19680412"/>`, `<birthTime nullFlavor="UNK"/>`), []string{"null-flavor", "document-form"}, func(s *mapping.FrontSheet) { assert.True(t, s.Patient.BirthDate.IsZero()) }},
		{"prefix", func(s string) string {
			s = strings.ReplaceAll(strings.ReplaceAll(s, "</", "</h:"), `xmlns="urn`, `xmlns:h="urn`)
			return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(s, "<", "<h:"), "<h:/h:", "</h:"), "<h:?", "<?")
		}, []string{"document-form"}, func(s *mapping.FrontSheet) { assert.Equal(t, all, triples(s)) }},
	} {
		records := cdaRecords(t, []byte(test.change(document)), nil)
		require.Len(t, records, 1, test.name)
		require.NotNil(t, records[0].Sheet, test.name)
		if test.issues != nil {
			assert.Equal(t, test.issues, codesOf(records[0].Issues), test.name)
		}
		for _, i := range records[0].Issues {
			if i.Code != "document-form" && i.Column != "" {
				assert.True(t, strings.HasPrefix(i.Column, "/"), "%s: %s", test.name, i.Column)
				assert.Positive(t, i.Line)
			}
		}
		if test.check != nil {
			test.check(records[0].Sheet)
		}
	}
}

// A diagnosis in an organizer of its own, as some programs write it, is one whatever the
// order in it is.
func TestCDAOrganizers(t *testing.T) {
	document := cdaDocuments(t)[0]
	at := strings.Index(document, `code="11535-2"`)
	head, rest := document[:at], document[at:]
	parts := strings.SplitN(rest, "          <entry typeCode=\"COMP\">\n", 10)
	require.Len(t, parts, 10)
	var b strings.Builder
	b.WriteString(head + parts[0])
	for i := 1; i < 10; i += 3 {
		b.WriteString("<entry><organizer classCode=\"CLUSTER\" moodCode=\"EVN\"><statusCode/>")
		for j := 2; j >= 0; j-- { // the last first
			observation, _, _ := strings.Cut(parts[i+j], "          </entry>")
			b.WriteString("<component>" + observation + "</component>")
		}
		b.WriteString("</organizer></entry>")
	}
	_, tail, _ := strings.Cut(parts[9], "          </entry>")
	b.WriteString(tail)
	want, got := cdaRecords(t, []byte(document), nil)[0], cdaRecords(t, []byte(b.String()), nil)[0]
	assert.Equal(t, want.Sheet.Diagnoses, got.Sheet.Diagnoses)
	assert.Equal(t, []string{"document-form"}, codesOf(got.Issues))
}

// What crosses to another form of the mainland and back keeps each name, code, number,
// date and amount that both have.
func TestCDACrosses(t *testing.T) {
	text, err := os.ReadFile(cdaSample)
	require.NoError(t, err)
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: mainland.Layouts()})
	for _, l := range []*mapping.Layout{mainland.HQMS(), mainland.N041()} {
		for _, record := range cdaRecords(t, text, nil) {
			there, _ := writtenAs(t, l, nil, translator.Localize(record.Sheet, l, nil).Sheet)
			r, err := mapping.NewReader(strings.NewReader(there), []*mapping.Layout{l}, nil)
			require.NoError(t, err)
			for crossed, err := range r.Records() {
				require.NoError(t, err)
				require.NotNil(t, crossed.Sheet, "%s %v", l.Name, crossed.Issues)
				back, _ := writtenAs(t, mainland.C0032(), nil, translator.Localize(crossed.Sheet, mainland.C0032(), nil).Sheet)
				got := cdaRecords(t, []byte(back), nil)[0].Sheet
				facts := func(s *mapping.FrontSheet) []any {
					days := []string{string(s.Stay.Admission.AppendDate(nil)), string(s.Stay.Discharge.AppendDate(nil)), string(s.Patient.BirthDate.AppendDate(nil))}
					list := []any{s.Patient.Name, s.Patient.RecordNumber, s.Patient.DocumentNumber, s.Patient.Sex.Code, s.Patient.Current.Text, days, s.Fees.Total, s.Fees.Items, s.Stay.Disposition.Code}
					for _, d := range s.Diagnoses {
						list = append(list, d.Role, d.Slot, d.Name, d.Codes)
					}
					for _, p := range s.Procedures {
						list = append(list, p.Rank, p.Name, p.Codes, p.Surgeon, string(p.Performed.AppendDate(nil)))
					}
					return list
				}
				assert.Equal(t, facts(record.Sheet), facts(got), "%s, record %d", l.Name, record.Number)
			}
		}
	}
}

// What crosses to the front sheet of a hospital in Hong Kong and back keeps each name of
// a person, number, date, diagnosis and operation, these in the words of either place. Of
// a diagnosis of a kind that the sheet has no column for, an issue tells.
func TestCDACrossesToHongKong(t *testing.T) {
	text, err := os.ReadFile(cdaSample)
	require.NoError(t, err)
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: slices.Concat(mainland.Layouts(), hongkong.Layouts())})
	there := hongkong.FrontSheet()
	has := func(role mapping.DiagnosisRole) bool {
		return slices.ContainsFunc(there.Columns(), func(c mapping.Column) bool {
			return strings.HasPrefix(c.Element, "diagnosis."+string(role))
		})
	}
	require.True(t, has(mapping.Principal) && has(mapping.Other))
	facts := func(s *mapping.FrontSheet) []any {
		list := []any{
			s.Patient.Name, s.Patient.RecordNumber, s.Patient.DocumentNumber, s.Patient.Sex.Code,
			string(s.Patient.BirthDate.AppendDate(nil)), string(s.Stay.Admission.AppendDate(nil)), string(s.Stay.Discharge.AppendDate(nil)),
		}
		for _, d := range s.Diagnoses {
			if has(d.Role) {
				list = append(list, d.Role, d.Name != "")
			}
		}
		for _, p := range s.Procedures {
			list = append(list, p.Name != "", string(p.Performed.AppendDate(nil)))
		}
		return list
	}
	for _, record := range cdaRecords(t, text, nil) {
		local := translator.Localize(record.Sheet, there, nil)
		sheet, issues := writtenAs(t, there, nil, local.Sheet)
		issues = append(local.Issues, issues...)
		for _, d := range record.Sheet.Diagnoses {
			told := slices.ContainsFunc(issues, func(i mapping.Issue) bool { return strings.HasPrefix(i.Field, "diagnosis."+string(d.Role)) })
			assert.True(t, has(d.Role) || told, "record %d: %s", record.Number, d.Role)
		}
		r, err := mapping.NewReader(strings.NewReader(sheet), []*mapping.Layout{there}, nil)
		require.NoError(t, err)
		for crossed, err := range r.Records() {
			require.NoError(t, err)
			require.NotNil(t, crossed.Sheet, "%v", crossed.Issues)
			back, _ := writtenAs(t, mainland.C0032(), nil, translator.Localize(crossed.Sheet, mainland.C0032(), nil).Sheet)
			assert.Equal(t, facts(record.Sheet), facts(cdaRecords(t, []byte(back), nil)[0].Sheet), "record %d", record.Number)
		}
	}
}

// FuzzCDA reads arbitrary bytes as documents. Nothing may panic, and what was read once
// comes back as it is written.
func FuzzCDA(f *testing.F) {
	for _, d := range cdaDocuments(f)[:3] {
		f.Add([]byte(d))
	}
	for _, seed := range []string{
		"<ClinicalDocument>", "<?xml version=\"1.0\"?><ClinicalDocument><code code=\"C0032\"/></ClinicalDocument>", "<!DOCTYPE a><ClinicalDocument/>",
		"<ClinicalDocument><code code='C0032'/><recordTarget><patientRole><id root='2.16.156.10011.1.13' extension='1'/></patientRole></recordTarget><component><structuredBody><component><section><code code='11535-2'/><entry><observation><code code='DE05.01.024.00'><qualifier><name displayName='其他'/></qualifier></code><value code='I10'/></observation></entry></section></component></structuredBody></component></ClinicalDocument>",
		"<h:ClinicalDocument xmlns:h='urn:hl7-org:v3'><![CDATA[</x>]]><!-- > --></h:ClinicalDocument>\n<ClinicalDocument/>",
	} {
		f.Add([]byte(seed))
	}
	translator := mapping.NewTranslator(nil, nil)
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := mapping.NewReader(bytes.NewReader(file), []*mapping.Layout{mainland.C0032()}, nil)
		if err != nil {
			return
		}
		for record, err := range r.Records() {
			if err != nil {
				return
			}
			if record.Sheet == nil {
				require.NotEmpty(t, record.Issues)
				continue
			}
			document, _ := translator.Document(record.Sheet)
			require.Empty(t, document.Check())
			once, _ := writtenAs(t, mainland.C0032(), nil, record.Sheet)
			again := cdaRecords(t, []byte(once), nil)
			require.Len(t, again, 1)
			if again[0].Sheet == nil {
				continue // the key was a number that nobody could read
			}
			twice, _ := writtenAs(t, mainland.C0032(), nil, again[0].Sheet)
			require.Equal(t, once, twice)
		}
	})
}

// A line that says nothing, or has a code and no name, stays a line: what comes after it
// is not taken for its.
func TestCDALinesKeepTheirPlaces(t *testing.T) {
	sheet := cdaRecords(t, []byte(cdaDocuments(t)[0]), nil)[0].Sheet
	s := sheet.Clone()
	for i := range s.Diagnoses {
		if d := &s.Diagnoses[i]; d.Role == mapping.Other && d.Slot == 2 {
			d.Slot, d.Name = 5, ""
		}
	}
	s.Procedures[0].Rank = 3
	text, _ := writtenAs(t, mainland.C0032(), nil, &s)
	records := cdaRecords(t, []byte(text), nil)
	require.Len(t, records, 1)
	assert.Empty(t, records[0].Issues)
	assert.Equal(t, s.Diagnoses, records[0].Sheet.Diagnoses)
	assert.Equal(t, s.Procedures, records[0].Sheet.Procedures)
}

// No issue holds a value of a document.
func TestCDAIssuesQuoteNoValue(t *testing.T) {
	const secret = "密文Q7"
	values := regexp.MustCompile(`(extension|value)="[^"]*"|>[^<>\n]+<`)
	for _, document := range cdaDocuments(t) {
		text := values.ReplaceAllStringFunc(document, func(s string) string {
			if before, _, ok := strings.Cut(s, "="); ok {
				return before + `="` + secret + `"`
			}
			return ">" + secret + "<"
		})
		records := cdaRecords(t, []byte(text), nil)
		require.Len(t, records, 1)
		require.NotEmpty(t, records[0].Issues)
		for _, issue := range records[0].Issues {
			assert.NotContains(t, issue.Error(), secret)
		}
	}
}

// Interfaces send documents in messages of SOAP: as elements, in CDATA, or escaped; and a
// public template (bzrrr/cda) leaves out the body around the sections. All say the same.
func TestCDAInMessages(t *testing.T) {
	plain := cdaDocuments(t)[0]
	_, body, _ := strings.Cut(plain, "\n")
	envelope := func(inner string) string {
		return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\">\n<e:Body><m>" + inner + "</m></e:Body></e:Envelope>\n"
	}
	escape := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	want := cdaRecords(t, []byte(plain), nil)[0].Sheet
	for name, text := range map[string]string{
		"elements": envelope(body), "cdata": envelope("<![CDATA[" + plain + "]]>"), "escaped": envelope(escape.Replace(plain)), "two": envelope(body + "</m><m>" + body),
	} {
		list := cdaRecords(t, []byte(text), nil)
		assert.Len(t, list, 1+strings.Count(text, "</m><m>"), name)
		for i := range list {
			require.NotNil(t, list[i].Sheet, name)
			assert.Equal(t, want.Diagnoses, list[i].Sheet.Diagnoses, name)
			assert.Equal(t, want.Patient, list[i].Sheet.Patient, name)
			assert.Contains(t, codesOf(list[i].Issues), "wrapped-document", name)
		}
		assert.Equal(t, 1+strings.Count(text[:strings.Index(text, "ClinicalDocument")], "\n"), list[0].Line, name)
	}
	bare := strings.NewReplacer("<structuredBody>", "", "</structuredBody>", "").Replace(plain)
	bare = regexp.MustCompile(`<component>(\s*<component>)`).ReplaceAllString(bare, "$1")
	bare = regexp.MustCompile(`(</component>\s*)</component>(\s*</ClinicalDocument>)`).ReplaceAllString(bare, "$1$2")
	got := cdaRecords(t, []byte(bare), nil)[0]
	require.NotNil(t, got.Sheet, "%v", codesOf(got.Issues))
	assert.Equal(t, want.Diagnoses, got.Sheet.Diagnoses)
}
