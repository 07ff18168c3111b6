package results

import (
	"bytes"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/report"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var uploadSamples = []string{"yb-4501.ndjson", "yb-4502.ndjson", "yb-4503.ndjson", "yb-4504.ndjson", "yb-4505.ndjson"}

// The members of 4501 and 4502, and their lengths, are those of a vendor's copy of the
// interface. Those of 4503 to 4505 were read in the same vendor's copies
// (Input_4503.cs, Input_4504.cs, Input_4505.cs), which have the numbers, types and
// lengths of the interface's tables; the names of the members alone are also those of
// another vendor's code (InsureUnifiedClinicalService: 4503, 4504 and 4505, whose data is
// a list). Neither says a length of germ_code and germ_name: the copy has "date" there.
func TestUploadTable(t *testing.T) {
	file, err := os.Open("../../../shared/lab/yb4501_4502_fields.csv")
	if err != nil {
		t.Skip("the fields of the interface are not here")
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	compared := 0
	for _, row := range rows[1:] {
		var u *upload
		for i := range uploads() {
			if uploads()[i].message == row[0] {
				u = &uploads()[i]
			}
		}
		n := u.node(row[1])
		require.NotNil(t, n, "%v", row)
		found := false
		for i := range n.members {
			m := &n.members[i]
			if found = m.name == row[3]; found {
				if m.kind != "D" && row[3] != "study_uid" { // whose row is cut in that file: C200
					digits, _, _ := strings.Cut(row[6], ",")
					assert.Equal(t, digits, itoa(m.length), "%v", row)
				}
				break
			}
		}
		assert.True(t, found, "%v", row)
		compared++
	}
	assert.Equal(t, 92, compared)
	counts := map[string]int{}
	for i := range uploads() {
		for j := range uploads()[i].nodes {
			counts[uploads()[i].message] += len(uploads()[i].nodes[j].members)
		}
	}
	assert.Equal(t, []int{15, 16, 14}, []int{counts["4503"], counts["4504"], counts["4505"]})
}

// lines are the lines of a text, each ended.
func linesOf(text []byte) []string {
	return strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")
}

// What is read of uploads is written as it was, to the last byte.
func TestUploadsComeBack(t *testing.T) {
	for _, name := range uploadSamples {
		text := sample(t, name)
		list := read(t, text, "")
		assert.Equal(t, strings.TrimSuffix(name, ".ndjson"), list[0].Layout)
		out, issues := write(t, list[0].Layout, list...)
		assert.Equal(t, linesOf(text), linesOf(out), name)
		for _, i := range issues {
			assert.Equal(t, "required-empty", i.Code, i.Error())
		}
	}
}

// without takes what is kept verbatim out of a record, but for what stands around it.
func without(rec *report.Record) *report.Record {
	plainly(rec)
	for i := range rec.Reports {
		for j := range rec.Reports[i].Studies {
			rec.Reports[i].Studies[j].Fields = nil
		}
	}
	return rec
}

// What is kept verbatim is not what carries the reports: without it they say the same.
func TestUploadsWithoutKeptFields(t *testing.T) {
	for _, name := range uploadSamples {
		for i, rec := range read(t, sample(t, name), "") {
			if rec.Sheet.Stay.Number == "" {
				continue // it is known by a number that is kept verbatim alone
			}
			out, _ := write(t, rec.Layout, without(rec))
			again := without(read(t, out, rec.Layout)[0])
			u := uploadWriter{Writer: &Writer{record: rec, admissions: translator(false).admissions}}
			for j := range rec.Reports {
				want, got := u.plain(rec.Reports[j]), u.plain(again.Reports[j])
				for _, r := range []*report.Report{&want, &got} { // days alone
					r.Observed, r.Issued = days(r.Observed), days(r.Issued)
					for k := range r.Studies {
						r.Studies[k].Started = days(r.Studies[k].Started)
					}
				}
				assert.Equal(t, want, got, "%s %d", name, i+1)
			}
		}
	}
}

func days(d frontsheet.DateTime) frontsheet.DateTime {
	d.Hour, d.Minute, d.Second, d.Zone, d.Precision = 0, 0, 0, "", min(d.Precision, frontsheet.ToDay)
	return d
}

const (
	examHead  = `"mdtrt_sn":"V1","psn_no":"P1","rpotc_no":"R1","exam_ccls":"x","appy_org_name":"h","vali_flag":"1"`
	labHead   = `"mdtrt_sn":"V1","psn_no":"P1","rpotc_no":"R1","appy_org_name":"h","vali_flag":"1"`
	labItem   = `{"rpotc_no":"R1","exam_rslt_val":5,"exam_item_detl_name":"钾"}`
	germRow   = `{"mdtrt_sn":"V1","psn_no":"P1","rpotc_no":"R1","germ_code":"ECO","germ_name":"大肠埃希菌","coly_cntg":"5","vali_flag":"1"}`
	drugRow   = `{"mdtrt_sn":"V1","psn_no":"P1","rpotc_no":"R1","germ_code":"ECO","germ_name":"大肠埃希菌","sstb_code":"AMP","sstb_name":"氨苄西林","reta_rslt_code":"R","exam_rslt":"16","vali_flag":"1"}`
	tissueRow = `{"mdtrt_sn":"V1","psn_no":"P1","palg_no":"B1","palg_diag":"x","vali_flag":"1"}`
)

// The forms in which systems send uploads: in envelopes, nodes missing, null, or one
// object in the place of a list, names that stand twice. All come back as they were.
func TestUploadForms(t *testing.T) {
	for text, codes := range map[string]string{
		`{"examinfo":{` + examHead + `}}`:                                                                         "",
		`{"examinfo":{` + examHead + `},"iteminfo":{"exam_charge":1},"sampleinfo":null}`:                          "",
		`{"imageinfo":{"study_uid":"1.2","series_count":"x"},"examinfo":{` + examHead + `}}`:                      "bad-number",
		`{"input":{"examinfo":{` + examHead + `}}}`:                                                               "kept-segment",
		`{"infno":"4502","input":{"data":{"labinfo":{` + labHead + `},"iteminfo":` + labItem + `}},"sign":"a"}`:   "kept-segment",
		`{"labinfo":{` + labHead + `},"iteminfo":[` + labItem + `,null,"x",7],"sampleinfo":[]}`:                   "no-place no-place",
		`{"labinfo":{` + labHead + `,"rpotc_no":"R2"},"labinfo":{},"iteminfo":[{"exam_rslt_dicm":{"a":1}}]}`:      "duplicate-key nested-value duplicate-key",
		`{"labinfo":{` + labHead + `,"rpt_date":"2026/13/1","exam_charge":true},"iteminfo":[],"other":{"a":[1]}}`: "bad-date kept-segment",
		`{"data":{"labinfo":{` + labHead + `},"iteminfo":[]}}`:                                                    "kept-segment",
		`{"data":` + germRow + `}`:                        "",
		`{"data":[` + germRow + `]}`:                      "",
		`{"data":[` + germRow + `,null,` + germRow + `]}`: "",
		germRow:                     "",
		`{"input":` + drugRow + `}`: "kept-segment",
		`{"input":{"data":[` + drugRow + `,` + drugRow + `]},"infno":"4504"}`:                                                                "kept-segment",
		`{"data":[` + strings.Replace(drugRow, `"R1"`, `"R2"`, 1) + `,` + drugRow + `,` + strings.Replace(drugRow, `"R1"`, `"R2"`, 1) + `]}`: "",
		`{"data":` + tissueRow + `,"infno":"4505"}`:                                                                                          "kept-segment",
	} {
		var issues []string
		var rec *report.Record
		for e, err := range Read(strings.NewReader(text), "", nil) {
			require.NoError(t, err)
			require.NotNil(t, e.Record, "%s %v", text, e.Issues)
			rec = e.Record
			for _, i := range e.Issues {
				issues = append(issues, i.Code)
			}
		}
		require.NotNil(t, rec, text)
		assert.Equal(t, codes, strings.Join(issues, " "), text)
		out, _ := write(t, rec.Layout, rec)
		assert.Equal(t, text+"\n", string(out))
		out, _ = write(t, rec.Layout, through(t, rec, false))
		assert.Equal(t, text+"\n", string(out))
	}
}

// Rows of several patients in one upload are a record each.
func TestUploadOfSeveralPatients(t *testing.T) {
	other := strings.NewReplacer(`"P1"`, `"P2"`, `"V1"`, `"V2"`).Replace(germRow)
	text := `{"input":{"data":[` + germRow + `,` + other + `,` + germRow + `]}}`
	list := read(t, []byte(text), "")
	require.Len(t, list, 2)
	assert.Len(t, list[0].Reports[0].Results, 4) // two germs, a count each
	assert.Equal(t, "P2", list[1].Sheet.Patient.Identifiers[0].Value)
	out, _ := write(t, CultureUpload, list...)
	assert.Equal(t, `{"input":{"data":[`+germRow+`,`+germRow+"]}}\n"+`{"input":{"data":[`+other+"]}}\n", string(out))
	for e := range Read(strings.NewReader(`{"data":[`+germRow+`,{"rpotc_no":"R9"}]}`), CultureUpload, nil) {
		if e.Record == nil {
			assert.Equal(t, "no-record-key", e.Issues[0].Code)
			assert.Equal(t, `{"data":[{"rpotc_no":"R9"}]}`+"\n", string(e.Raw)) // what is rejected is the row
		}
	}
}

// A patient may be known by the insurance's number of the visit alone.
func TestUploadOfVisitID(t *testing.T) {
	text := `{"labinfo":{"mdtrt_id":"M1","rpotc_no":"R1","appy_org_name":"h","vali_flag":"1"},"iteminfo":[],"sampleinfo":[],"imageinfo":[]}`
	rec := read(t, []byte(text), Upload)[0]
	out, _ := write(t, Upload, through(t, rec, false))
	assert.Equal(t, text+"\n", string(out))
}

// Uploads in GB18030 are read as those in UTF-8 are.
func TestUploadInGB18030(t *testing.T) {
	for _, name := range uploadSamples {
		text := sample(t, name)
		var e charset.Encoder
		e.Use("gb18030")
		var encoded []byte
		for _, r := range string(text) {
			var ok bool
			encoded, ok = e.Append(encoded, r)
			require.True(t, ok, "%q", r)
		}
		list := read(t, encoded, "")
		out, _ := write(t, list[0].Layout, list...)
		assert.Equal(t, linesOf(text), linesOf(out), name)
	}
}

// Bytes that are no character are told, in UTF-8 and in GB18030.
func TestUploadsWithDamagedText(t *testing.T) {
	for _, text := range []string{`{"data":{"mdtrt_sn":"V1","palg_no":"B1","palg_diag":"a` + "\xff" + `"}}`, `{"data":{"mdtrt_sn":"V1","palg_no":"B1","palg_diag":"` + "\xce\xb8\xd1\xd7\xff" + `"}}`} {
		for e, err := range Read(strings.NewReader(text), "", nil) {
			require.NoError(t, err)
			require.NotEmpty(t, e.Issues, text)
			assert.Equal(t, "undecodable-character", e.Issues[0].Code)
			out, _ := write(t, PathologyUpload, through(t, e.Record, false))
			assert.True(t, utf8.Valid(out))
			assert.Contains(t, string(out), "\ufffd")
		}
	}
}

// The drugs of 4504 stand beneath their germs, also where the rows of two alternate, and
// one whose germ is not stated stays a result. A code that is no letter is of a list that
// the interface does not name: the mainland has two (S, I, R of CT04.50.009; 1 resistant, 2
// susceptible of CV04.50.013), and nothing is made of it.
func TestSusceptibilityUpload(t *testing.T) {
	list := read(t, sample(t, "yb-4504.ndjson"), "")
	var got []string
	for _, rec := range list {
		d, _ := translator(false).Document(rec)
		names := map[string]string{}
		for i := range d.Observations {
			names["urn:uuid:"+*d.Observations[i].Id] = nameOf(&d.Observations[i].Code)
		}
		for i := range d.Observations {
			o := &d.Observations[i]
			line := nameOf(&o.Code) + "=" + valueOf(o)
			for j := range o.Interpretation {
				line += " " + codeIn(&o.Interpretation[j], "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation")
			}
			for _, m := range o.HasMember {
				line += " >" + names[*m.Reference]
			}
			got = append(got, line)
			for _, c := range o.Code.Coding {
				assert.Nil(t, c.Extension, "a code that the source does not have")
			}
		}
	}
	assert.Equal(t, []string{
		"细菌名称=大肠埃希菌 >氨苄西林 >头孢曲松 >庆大霉素", "氨苄西林=>=32 R", "头孢曲松=<=0.5 ug/mL S", "庆大霉素=8 I",
		"细菌名称=肺炎克雷伯菌 >美罗培南 >左氧氟沙星", "美罗培南=<=1 S", "左氧氟沙星=20 mm S", "细菌名称=金黄色葡萄球菌 >苯唑西林", "苯唑西林=4 R",
		"万古霉素=0.5 S", "细菌名称=铜绿假单胞菌 >头孢他啶", "头孢他啶=阳性 R",
	}, got)
	// A drug whose germ is not stated stands before all germs, where nobody takes it for
	// one of theirs.
	text := `{"data":[` + drugRow + `,{"mdtrt_sn":"V1","psn_no":"P1","rpotc_no":"R1","sstb_name":"万古霉素","exam_rslt":"1"}]}`
	rec := read(t, []byte(text), "")[0]
	assert.Equal(t, "万古霉素", rec.Reports[0].Results[0].Test.Name())
	out, _ := write(t, SusceptibilityUpload, through(t, rec, false))
	assert.Equal(t, text+"\n", string(out))
}

// A culture and its susceptibilities come in two uploads with one number: both reports
// have it, and the patient is one. Neither takes the place of the other.
func TestCultureAndSusceptibilities(t *testing.T) {
	text := append(sample(t, "yb-4503.ndjson"), sample(t, "yb-4504.ndjson")...)
	list := read(t, text, CultureUpload) // one file: each is read as what it is
	require.Equal(t, SusceptibilityUpload, list[4].Layout)
	culture, _ := translator(false).Document(list[0])
	drugs, _ := translator(false).Document(list[4])
	assert.Equal(t, *culture.Patient.Id, *drugs.Patient.Id)
	assert.Equal(t, *culture.Encounters[0].Id, *drugs.Encounters[0].Id)
	a, b := &culture.DiagnosticReports[0], &drugs.DiagnosticReports[0]
	assert.NotEqual(t, *a.Id, *b.Id)
	assert.Equal(t, a.Identifier, b.Identifier)
	assert.Equal(t, a.BasedOn, b.BasedOn)
}

// Which upload takes which report: what it is not for is left out and told, with the
// upload that is for it.
func TestUploadFits(t *testing.T) {
	const start = "MSH|^~\\&|LIS|HKX|HIS|HKX|20260105093000||ORU^R01|M1|P|2.4\rPID|1||P0001^^^HKX^PI\rPV1|1|I|||||||||||||||||V1\r"
	const (
		chemistry = "OBR|1|R1|L1|RFT^Renal function^L|||20260105|||||||||||||||20260105||CH|F\rOBX|1|NM|K^Potassium^L||3.1|mmol/L|||||F\r"
		radiology = "OBR|2|R2|L2|CXR^Chest^L|||20260105|||||||||||||||20260105||RAD|F\rOBX|1|TX|CXR&GDT^Chest^L||Clear.||||||F\rOBX|2|TX|CXR&IMP^Chest^L||Normal.||||||F\r"
		culture   = "OBR|3|R3|L3|BC^Blood culture^L|||20260105|||||||||||||||20260105||MB|F\rOBX|1|CWE|ORG^Organism^L|1|SA^Staphylococcus aureus^L||||||F\rOBX|2|ST|VAN^Vancomycin^L|1.1|<=0.5|ug/mL||S|||F\r"
		sterile   = "OBR|4|R4|L4|BC^Blood culture^L|||20260105|||||||||||||||20260105||MB|F\rOBX|1|CWE|ORG^Organism^L|1|NG^Candida^L||||||F\r"
		pathology = "OBR|5|R5|L5|HIST^Histology^L|||20260105|||||||||||||||20260105||SP|F\rOBX|1|TX|22634-0^Gross^LN||Grey.||||||F\rOBX|2|TX|HIST&IMP^Histology^L||Gastritis.||||||F\r"
	)
	rec := read(t, []byte(start+chemistry+radiology+culture+sterile+pathology), ORU)[0]
	for layout, want := range map[string]struct{ written, told string }{
		ExamUpload:           {"L2", "yb-4502! yb-4503! yb-4503! yb-4505!"},
		Upload:               {"L1 L3 L4 L5", "yb-4501! yb-4503? yb-4503? yb-4505?"},
		CultureUpload:        {"L3 L4", "yb-4502! yb-4501! yb-4504? yb-4505!"},
		SusceptibilityUpload: {"L3", "yb-4502! yb-4501! yb-4503! yb-4505!"},
		PathologyUpload:      {"L5", "yb-4502! yb-4501! yb-4503! yb-4503!"},
	} {
		out, issues := write(t, layout, rec)
		var told, written []string
		for _, i := range issues {
			if i.Code == "other-upload" {
				at := strings.Index(i.Detail, "yb-")
				told = append(told, i.Detail[at:at+7]+map[frontsheet.Severity]string{frontsheet.Error: "!", frontsheet.Warning: "?"}[i.Severity])
			}
		}
		for _, again := range read(t, out, layout) {
			for i := range again.Reports {
				written = append(written, again.Reports[i].Filler)
			}
		}
		assert.Equal(t, want.written, strings.Join(written, " "), layout)
		assert.Equal(t, want.told, strings.Join(told, " "), layout)
	}
	out, _ := write(t, PathologyUpload, rec)
	assert.Contains(t, string(out), `"exam_fnd":"Grey."`)
	assert.Contains(t, string(out), `"palg_diag":"Gastritis."`)
	none, issues := write(t, PathologyUpload, read(t, []byte(start+chemistry), ORU)[0])
	assert.Empty(t, none)
	assert.Equal(t, frontsheet.Error, issues[0].Severity)
}

// The culture of a message crosses into two uploads and back: 4503 has the germs, 4504
// the drugs beneath them.
func TestCultureCrosses(t *testing.T) {
	for _, rec := range read(t, sample(t, "oru.hl7"), "") {
		r := &rec.Reports[0]
		if uploadFor(r) != CultureUpload {
			continue
		}
		var want, got []string
		line := func(r *report.Report, res *report.Result) string {
			text := res.Test.Name() + " " + res.Comparator + string(res.Number) + res.Text + " " + res.Unit + " " + strings.Join(res.Flags, "~") + " " + res.Answer.Name()
			if g := germOf(r, res); g != nil {
				text += " of " + g.Answer.Name()
			}
			return text
		}
		for i := range r.Results {
			if r.Results[i].Answer.IsZero() {
				want = append(want, line(r, &r.Results[i]))
			}
		}
		drugs, _ := write(t, SusceptibilityUpload, rec)
		for _, up := range read(t, drugs, "") {
			message, _ := write(t, ORU, through(t, up, false))
			back := read(t, message, ORU)[0]
			for i := range back.Reports[0].Results {
				if res := &back.Reports[0].Results[i]; res.Answer.IsZero() {
					got = append(got, line(&back.Reports[0], res))
				}
			}
		}
		assert.Equal(t, want, got)
		germs, issues := write(t, CultureUpload, rec)
		assert.True(t, slices.ContainsFunc(issues, func(i frontsheet.Issue) bool { return i.Code == "other-upload" }))
		for _, up := range read(t, germs, "") {
			message, _ := write(t, ORU, through(t, up, false))
			assert.Equal(t, r.Results[0].Answer.Name(), read(t, message, ORU)[0].Reports[0].Results[0].Answer.Name())
		}
	}
}

// An upload crosses into a message and back: what it says is the same, and all that is
// not is told.
func TestUploadsCross(t *testing.T) {
	for _, name := range uploadSamples {
		for i, rec := range read(t, sample(t, name), "") {
			message, issues := write(t, ORU, rec)
			told := map[string]bool{}
			for _, issue := range issues {
				told[issue.Code] = true
			}
			back := read(t, message, ORU)
			require.Len(t, back, 1)
			out, more := write(t, rec.Layout, back[0])
			for _, issue := range more {
				assert.NotEqual(t, "other-upload", issue.Code, "%s %d %s", name, i+1, issue.Error())
			}
			again := read(t, out, rec.Layout)
			require.Len(t, again, 1)
			for j := range rec.Reports {
				a, b := &rec.Reports[j], &again[0].Reports[j]
				assert.Equal(t, a.Filler, b.Filler)
				assert.Equal(t, a.Placer, b.Placer)
				assert.Equal(t, a.Findings, b.Findings)
				assert.Equal(t, a.Conclusion, b.Conclusion)
				assert.Equal(t, a.Status == "W", b.Status == "W", "%s %d", name, i+1)
				assert.Equal(t, a.Site, b.Site)
				assert.Equal(t, a.Flags, b.Flags)
				for k := range a.Studies {
					assert.Equal(t, a.Studies[k].UID, b.Studies[k].UID)
					assert.True(t, told["no-column"]) // their numbers and places
				}
			}
			assert.Equal(t, saidBy(rec), saidBy(again[0]), "%s %d", name, i+1)
		}
	}
}

// A value of its own in each member comes back in the upload, and in a message it comes
// back or the loss is told; no issue holds it.
func TestUploadCanaries(t *testing.T) {
	for i := range uploads() {
		u := &uploads()[i]
		if u.message == "4502" {
			continue // its values are of kinds: TestCanaries of the command has them
		}
		canaries := map[string]string{} // by column
		var nodes []string
		for j := range u.nodes {
			n := &u.nodes[j]
			var members []string
			for k := range n.members {
				m := &n.members[k]
				canary := "canary" + itoa(100*j+k)
				switch {
				case m.kind == "D":
					canary = "2026-0" + itoa(1+j) + "-" + itoa(10+k%18)
				case m.kind == "N":
					canary = itoa(7770000 + 100*j + k)
				case m.item == "valid":
					canary = "1"
				case m.name == "exam_rslt_poit_flag":
					canary = "Q7"
				case m.name == "exam_rslt_abn", m.name == "exam_type_code":
					canary = "canary" + itoa(k)
				}
				if m.item != "valid" && (m.item != "placer" && m.item != "filler" || j == 0) {
					canaries[n.name+"."+m.name] = canary
				} else if j > 0 {
					canary = canaries[u.head().name+"."+m.name]
				}
				members = append(members, `"`+m.name+`":"`+canary+`"`)
			}
			text := `{` + strings.Join(members, ",") + `}`
			if n.role != roleHead && n.role != roleRows {
				text = `[` + text + `]`
			}
			nodes = append(nodes, `"`+n.name+`":`+text)
		}
		text := `{` + strings.Join(nodes, ",") + "}\n"
		rec := read(t, []byte(text), "")[0]
		require.Equal(t, u.layout, rec.Layout)
		out, issues := write(t, u.layout, rec)
		assert.Equal(t, text, string(out))
		assert.Empty(t, issues)
		d, issues := translator(false).Document(rec)
		_, third := write(t, Upload, rec)
		message, losses := write(t, ORU, rec)
		assert.Empty(t, d.Check())
		told := map[string]bool{}
		for _, issue := range losses {
			told[issue.Column] = true
		}
		for column, canary := range canaries {
			node, _, _ := strings.Cut(column, ".")
			here := bytes.Contains(message, []byte(canary)) || bytes.Contains(message, []byte(strings.ReplaceAll(canary, "-", "")))
			whole := map[string]string{"imageinfo": "OBX", "sampleinfo": "OBR-15"}[node] // of which all is left out
			if column == "examinfo.appy_dept_code" {
				whole = "OBR-16"
			}
			if !here && !told[column] && !(whole != "" && told[whole]) {
				t.Errorf("%s is lost, and not told", column)
			}
			for _, issue := range append(append(issues, third...), losses...) {
				assert.NotContains(t, issue.Error(), canary)
			}
		}
	}
}

// FuzzUploads reads any text as uploads: nothing panics, and what is read is written as
// JSON and read again.
func FuzzUploads(f *testing.F) {
	for _, name := range uploadSamples {
		text, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(text)
	}
	for _, text := range []string{germRow, `{"data":[` + drugRow + `,null]}`, `{"input":{"data":{"examinfo":{` + examHead + `,"a\"b":1},"iteminfo":{}}}}`, `[{"labinfo":[]}]`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for e, err := range Read(bytes.NewReader(text), ExamUpload, nil) {
			require.NoError(t, err)
			if e.Record == nil {
				assert.NotEmpty(t, e.Issues)
				continue
			}
			for _, layout := range Written() {
				out, _ := write(t, layout, e.Record)
				if layout == e.Record.Layout {
					again := read(t, out, layout)
					assert.Len(t, again, 1)
				}
			}
		}
	})
}
