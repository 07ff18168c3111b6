package results

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/laboratory"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/report"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func translator(summary bool) *Translator {
	o := &mapping.Options{Layouts: append(mainland.Layouts(), hongkong.Layouts()...)} // as a program has them
	if summary {
		o.Form = mapping.PatientSummary
	}
	return NewTranslator(mapping.NewTranslator(nil, o), hongkong.ADT(), laboratory.Default(), summary)
}

var samples = []string{"oru.hl7", "oru-big5.hl7", "oru-imaging.hl7", "yb-4501.ndjson", "yb-4502.ndjson", "yb-4503.ndjson", "yb-4504.ndjson", "yb-4505.ndjson"}

// read returns the records of a file, none of which may be rejected.
func read(t *testing.T, text []byte, layout string) (list []*report.Record) {
	for e, err := range Read(bytes.NewReader(text), layout, &Options{Admissions: hongkong.ADT()}) {
		require.NoError(t, err)
		require.NotNil(t, e.Record, "%v", e.Issues)
		list = append(list, e.Record)
	}
	return list
}

func sample(t *testing.T, name string) []byte {
	text, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return text
}

// -documents names a folder for the documents of the samples, for validators.
var documents = flag.String("documents", "", "write the documents of the samples into this `folder`")

func TestDocumentsForValidators(t *testing.T) {
	if *documents == "" {
		t.Skip("nobody asked for documents: -documents")
	}
	for _, summary := range []bool{false, true} {
		for _, name := range samples {
			var lines []byte
			for _, rec := range read(t, sample(t, name), "") {
				d, _ := translator(summary).Document(rec)
				line, err := d.Append(nil)
				require.NoError(t, err)
				lines = append(append(lines, line...), '\n')
			}
			file := map[bool]string{true: "ips-", false: "stay-"}[summary] + name + ".ndjson"
			require.NoError(t, os.WriteFile(filepath.Join(*documents, file), lines, 0o600))
		}
	}
}

// through takes a record through the JSON of its document.
func through(t *testing.T, rec *report.Record, summary bool) *report.Record {
	d, _ := translator(summary).Document(rec)
	require.NotNil(t, d)
	line, err := d.Append(nil)
	require.NoError(t, err)
	back, err := fhir.Read(line)
	require.NoError(t, err)
	again, issues := translator(summary).Record(back)
	require.NotNil(t, again)
	for _, i := range issues {
		assert.NotEqual(t, frontsheet.Error, i.Severity, i.Error())
		assert.NotEqual(t, "not-restored", i.Code)
	}
	return again
}

func write(t *testing.T, layout string, list ...*report.Record) ([]byte, []frontsheet.Issue) {
	var out bytes.Buffer
	w, err := NewWriter(&out, layout, hongkong.ADT())
	require.NoError(t, err)
	var all []frontsheet.Issue
	for _, rec := range list {
		issues, err := w.Write(rec)
		require.NoError(t, err)
		all = append(all, issues...)
	}
	require.NoError(t, w.Flush())
	return out.Bytes(), all
}

// A message and an upload come back from FHIR as they were, to the last character.
func TestThereAndBack(t *testing.T) {
	for _, name := range samples {
		for _, summary := range []bool{false, true} {
			text := sample(t, name)
			var list []*report.Record
			for _, rec := range read(t, text, "") {
				if summary && rec.Reports[0].Status == "W" { // a summary has none that are not valid
					d, issues := translator(true).Document(rec)
					assert.Empty(t, d.DiagnosticReports)
					assert.True(t, slices.ContainsFunc(issues, func(i frontsheet.Issue) bool { return i.Code == "entered-in-error" }))
					list = append(list, rec)
					continue
				}
				list = append(list, through(t, rec, summary))
			}
			out, issues := write(t, list[0].Layout, list...)
			for _, i := range issues {
				assert.NotEqual(t, "kept-field", i.Code, i.Error())
			}
			switch {
			case name == "oru-big5.hl7": // what is written is in UTF-8
			case strings.HasSuffix(name, ".hl7"):
				assert.Equal(t, strings.Split(string(text), "\r"), strings.Split(string(out), "\r"))
			default:
				was, is := strings.Split(string(text), "\n"), strings.Split(string(out), "\n")
				require.Len(t, is, len(was))
				for i := range was[:len(was)-1] {
					assert.JSONEq(t, was[i], is[i])
				}
			}
		}
	}
}

// said is what a result says that nothing may change.
type said struct {
	Test, Comparator, Number, Separator, Second, Text, Unit, Range, Flags string
}

func saidBy(rec *report.Record) (list []said) {
	for i := range rec.Reports {
		for j := range rec.Reports[i].Results {
			r := &rec.Reports[i].Results[j]
			text := r.Text
			if !r.Answer.IsZero() {
				text = r.Answer.Name()
			}
			list = append(list, said{r.Test.Name(), r.Comparator, string(r.Number), r.Separator, string(r.Second), text, r.Unit, r.Range, strings.Join(r.Flags, "~")})
		}
	}
	return list
}

// plainly takes out what a record keeps verbatim, so that it says itself what it says.
func plainly(rec *report.Record) *report.Record {
	for i := range rec.Reports {
		r := &rec.Reports[i]
		r.Fields = nil
		for j := range r.Results {
			r.Results[j].Fields = nil
		}
		for j := range r.Specimens {
			r.Specimens[j].Fields = nil
		}
	}
	return rec
}

// What is kept verbatim is not what carries the results: without it a document gives
// every number, unit, range and flag back all the same.
func TestResultsWithoutKeptFields(t *testing.T) {
	for _, name := range samples {
		for _, rec := range read(t, sample(t, name), "") {
			if rec.Layout != ORU && rec.Sheet.Stay.Number == "" {
				continue // the number of the visit is kept verbatim alone
			}
			want := saidBy(rec)
			again := plainly(through(t, rec, false))
			assert.Equal(t, want, saidBy(again))
			out, _ := write(t, again.Layout, again)
			back := read(t, out, again.Layout)
			require.Len(t, back, 1)
			assert.Equal(t, want, saidBy(back[0]))
			assert.Equal(t, rec.Reports[0].Filler, back[0].Reports[0].Filler)
			assert.Equal(t, rec.Reports[0].Placer, back[0].Reports[0].Placer)
		}
	}
}

// A message crosses into uploads and back: what an upload has no place for is said.
func TestCrossing(t *testing.T) {
	for _, rec := range read(t, sample(t, "oru.hl7"), "") {
		uploads, issues := write(t, Upload, rec)
		lost := map[string]bool{}
		for _, i := range issues {
			lost[i.Code] = true
		}
		if rec.WithoutVisit {
			assert.True(t, lost["required-empty"]) // an upload is of a visit
			continue
		}
		var got []said
		for _, up := range read(t, uploads, Upload) {
			message, _ := write(t, ORU, through(t, up, false))
			for _, back := range read(t, message, ORU) {
				got = append(got, saidBy(back)...)
			}
		}
		want := saidBy(rec)
		require.Len(t, got, len(want))
		for i := range want {
			if len([]rune(want[i].Range)) > 20 {
				want[i].Range = ""
				assert.True(t, lost["too-long"])
			}
			if want[i].Separator != "" { // a text on the way
				want[i].Text = want[i].Comparator + want[i].Number + want[i].Separator + want[i].Second
				want[i].Comparator, want[i].Number, want[i].Separator, want[i].Second = "", "", "", ""
			}
			assert.Equal(t, want[i].Test, got[i].Test)
			if want[i].Text != "" {
				assert.Equal(t, strings.ReplaceAll(want[i].Text, "\n", " "), strings.ReplaceAll(got[i].Text, "\n", " "))
				continue
			}
			assert.Equal(t, want[i], got[i])
		}
	}
}

// The other way: an upload crosses into a message and back.
func TestCrossingBack(t *testing.T) {
	for _, rec := range read(t, sample(t, "yb-4502.ndjson"), "") {
		message, _ := write(t, ORU, through(t, rec, false))
		for _, m := range read(t, message, ORU) {
			text, _ := write(t, Upload, m)
			for _, back := range read(t, text, Upload) {
				assert.Equal(t, saidBy(rec), saidBy(back))
			}
		}
	}
}

// The codes of LOINC in the documents of the samples, each looked at by a person.
func TestCodes(t *testing.T) {
	want := map[string]string{
		"oru.hl7":        "NA:2951-2* K:2823-3 UREA:22664-7 CREA:2160-0 UA:14933-6 | HGB:718-7 WBC:26464-8 PLT:26515-7 HCT:4544-3 MCV:787-2 NEUT:26499-4 FILM: | TSH:3016-3 FT4:14920-3 TRAB:5385-0 HBSAG:5195-3 AHBS:16935-9 ANA:5048-4 RATIO: RANGE: | PH:2744-1 PCO2:2019-8 PO2:2703-7 BE:1925-7 LAC: | BC:600-7 AMP: CRO: GEN: | BC:600-7 AMP: CRO: GEN: | GLU:15076-3 XYZ: PRO:20454-5 UPH:2756-5 WBC:5821-4 COM: UCR:14683-7 | HIST: | DD:48065-7 DD2: PCT:33959-8 TG:14927-8 LPA:43583-4 FER:14723-1 HB: GLU:14749-6 TNT:67151-1 | GLU:14749-6 CREA:14682-9 ALT:1742-6 HBSAG:5195-3 | NA:2951-2* K:2823-3 UREA:22664-7 CREA:2160-0 UA:14933-6",
		"yb-4502.ndjson": "HGB:718-7 WBC:26464-8 PLT:26515-7 HCT:4544-3 PCT:51637-7 | GLU:14749-6 CREA:14682-9 UA:14933-6 TG:14927-8 TC:14647-2 | HBsAg:5195-3 HBsAb:16935-9 HBV-DNA:42595-9 | PRO:20454-5 GLU:25428-4 pH:2756-5 WBC:5821-4 CREA:14683-7 ACR:9318-7 | pH:2744-1 PCO2:2019-8 PO2:2703-7 BE:1925-7 | D-D:48065-7 PT:5902-2 INR:6301-6 FIB:3255-7 | E2:2243-4 P:2839-9 T:2986-8 PRL:2842-3 AMH:38476-8 | HbA1c:4548-4 GLU: LPA:10835-7 hs-cTnT:67151-1 | HB: XX: ALT: | ALT:1742-6 TBIL:14631-6 BUN: FER:2276-4 | K:2823-3",
	}
	for name, codes := range want {
		var got []string
		for _, rec := range read(t, sample(t, name), "") {
			d, _ := translator(false).Document(rec)
			var list []string
			for i := range d.Observations {
				o := &d.Observations[i]
				code, mark := "", ""
				for j := range o.Code.Coding {
					if c := &o.Code.Coding[j]; c.System != nil && *c.System == fhir.SystemLOINC {
						if code = *c.Code; c.Extension == nil {
							mark = "*" // the source's own
						}
					}
				}
				list = append(list, *o.Code.Coding[0].Code+":"+code+mark)
			}
			got = append(got, strings.Join(list, " "))
		}
		assert.Equal(t, strings.Split(codes, " | "), got)
	}
}

// The result in the unit of the other side stands beside the value, with its range.
func TestOtherUnits(t *testing.T) {
	got := map[string]string{}
	for _, name := range samples {
		for _, rec := range read(t, sample(t, name), "") {
			d, _ := translator(false).Document(rec)
			for i := range d.Observations {
				o := &d.Observations[i]
				got[name[:2]+" "+valueOf(o)] = othersOf(o)
				for _, x := range o.Extension {
					if x.Url != fhir.ExtensionOtherUnit {
						continue
					}
					assert.NotNil(t, x.Extension[0].ValueQuantity)
				}
			}
		}
	}
	for printed, other := range map[string]string{
		"or 9.8 g/dL": "= 98 g/L", "or 1.05 mg/dL": "= 92.8 umol/L", "or 0.42 mmol/L": "= 420 umol/L", "or 7.2 kPa": "= 54.0 mmHg", "or 62 mmHg": "= 8.3 kPa",
		"or 0.85 mg/L FEU": "", "or 75 nmol/L": "", "or 225 pmol/L": "= 100.1 ug/L", "or 13.2 mmHg": "", "or 14 ng/L": "= 0.014 ug/L", "or 88 μmol/L": "", "or <0.01 mIU/L": "",
		"yb 132 g/L": "= 13.2 g/dL", "yb 40.1 %": "= 0.401 L/L", "yb 452 umol/L": "= 0.452 mmol/L", "yb 26.5 mg/g": "= 3.00 mg/mmol", "yb 125.3 pg/mL": "= 460.0 pmol/L",
		"yb 312 mg/L": "", "yb 132 本": "", "yb 100 ng/mL": "= 225 pmol/L", "yb 8400 umol/L": "= 8.400 mmol/L", "yb 6.5 %": "",
	} {
		text, known := got[printed]
		assert.True(t, known, printed)
		assert.Equal(t, other, text, printed)
	}
}

// No issue holds a value of a patient.
func TestIssuesHoldNoValues(t *testing.T) {
	for _, name := range samples {
		for e, err := range Read(bytes.NewReader(sample(t, name)), "", &Options{File: name, Admissions: hongkong.ADT()}) {
			require.NoError(t, err)
			issues := e.Issues
			_, more := translator(false).Document(e.Record)
			_, third := write(t, Upload, e.Record)
			_, fourth := write(t, ORU, e.Record)
			for _, i := range append(append(append(issues, more...), third...), fourth...) {
				for _, secret := range []string{"CHAN", "WONG", "陳", "P000", "HN26", "12.84", "0.85", "4400000", "not done", "Example", "1.2.826", "2026.0207", "ACC26", "nodule", "Sinus", "雙肺"} {
					assert.NotContains(t, i.Error(), secret)
				}
			}
		}
	}
}

// A correction has the ids of what it corrects, and says that it is one.
func TestCorrection(t *testing.T) {
	list := read(t, sample(t, "oru.hl7"), "")
	first, _ := translator(false).Document(list[0])
	corrected, _ := translator(false).Document(list[10])
	assert.Equal(t, first.Patient.Id, corrected.Patient.Id)
	assert.Equal(t, first.DiagnosticReports[0].Id, corrected.DiagnosticReports[0].Id)
	assert.Equal(t, "final", first.DiagnosticReports[0].Status.Code())
	assert.Equal(t, "corrected", corrected.DiagnosticReports[0].Status.Code())
	for i := range first.Observations {
		assert.Equal(t, first.Observations[i].Id, corrected.Observations[i].Id)
	}
	assert.Equal(t, json.Number("4.1"), *corrected.Observations[1].ValueQuantity.Value)
	preliminary, _ := translator(false).Document(list[4])
	final, _ := translator(false).Document(list[5])
	assert.Equal(t, preliminary.DiagnosticReports[0].Id, final.DiagnosticReports[0].Id)
	assert.Equal(t, "preliminary", preliminary.DiagnosticReports[0].Status.Code())
	assert.Equal(t, "final", final.DiagnosticReports[0].Status.Code())
}

// The reports of one visit are documents of their own, and so are the panels of one
// number: what is loaded later must not take the place of another.
func TestReportsOfOneVisit(t *testing.T) {
	const (
		header  = "MSH|^~\\&|LIS|HKX|HIS|HKX|20260105093000||ORU^R01|M1|P|2.4\rPID|1||A123456(3)^^^HKSAR^NI~P0001^^^HKX^PI||CHAN^TAI MAN\rPV1|1|I|||||||||||||||||HN26000001(1)\r"
		renal   = "OBR|1|R1|L1|RFT^Renal function test^L|||20260105080000|||||||||||||||20260105093000||CH|F\rOBX|1|NM|K^Potassium^L||3.1|mmol/L|||||F\r"
		count   = "OBR|2|R1|L1|CBC^Blood count^L|||20260105080000|||||||||||||||20260105093000||HM|F\rOBX|1|NM|HGB^Haemoglobin^L||13|g/dL|||||F\r"
		another = "OBR|1|R2|L2|RFT^Renal function test^L|||20260106080000|||||||||||||||20260106093000||CH|F\rOBX|1|NM|K^Potassium^L||3.6|mmol/L|||||F\r"
	)
	document := func(text string) *fhir.Document {
		d, _ := translator(false).Document(read(t, []byte(header+text), ORU)[0])
		return d
	}
	both, first, second, later, twice := document(renal+count), document(renal), document(count), document(another), document(renal+renal)
	assert.NotEqual(t, *first.Composition.Id, *later.Composition.Id)
	assert.NotEqual(t, *first.Identifier.Value, *later.Identifier.Value)
	assert.Equal(t, *first.Encounters[0].Id, *later.Encounters[0].Id)
	require.Len(t, both.DiagnosticReports, 2)
	assert.Equal(t, *first.DiagnosticReports[0].Id, *both.DiagnosticReports[0].Id)
	assert.Equal(t, *second.DiagnosticReports[0].Id, *both.DiagnosticReports[1].Id)
	assert.NotEqual(t, *both.DiagnosticReports[0].Id, *both.DiagnosticReports[1].Id)
	assert.NotEqual(t, *twice.DiagnosticReports[0].Id, *twice.DiagnosticReports[1].Id)
	assert.NotEqual(t, *twice.Observations[0].Id, *twice.Observations[1].Id)
	list := read(t, []byte(`{"labinfo":{"mdtrt_sn":"V1","rpotc_no":"L1"}}{"labinfo":{"mdtrt_sn":"V1","rpotc_no":"L2"}}`), Upload)
	one, _ := translator(false).Document(list[0])
	two, _ := translator(false).Document(list[1])
	assert.NotEqual(t, *one.Composition.Id, *two.Composition.Id)
	assert.NotEqual(t, *one.Identifier.Value, *two.Identifier.Value)
}

// The mark of mutual recognition is a label of the result.
func TestRecognitionMark(t *testing.T) {
	marked := 0
	for _, name := range samples {
		for _, rec := range read(t, sample(t, name), "") {
			d, _ := translator(false).Document(rec)
			for i := range d.Observations {
				if m := d.Observations[i].Meta; m != nil {
					require.Len(t, m.Tag, 1)
					assert.Equal(t, "hr", *m.Tag[0].Code)
					assert.Contains(t, *d.Observations[i].Code.Coding[0].Display, "[HR]")
					marked++
				}
			}
		}
	}
	assert.Equal(t, 2, marked)
}

func TestRejected(t *testing.T) {
	for text, code := range map[string]string{
		"MSH|^~\\&|A|B|||20260105||ORU^R01|1|P|2.4\rOBR|1|1|2|X\r":               "no-patient",
		"MSH|^~\\&|A|B|||20260105||ADT^A08|1|P|2.4\rPID|1||1\r":                  "message-type",
		"MSH|^~\\&|A|B|||20260105||ORU^R01|1|P|2.4\rPID|1||P1^^^B^PI\r":          "no-report",
		"MSH|^~\\&|A|B|||20260105||ORU^R01|1|P|2.4\rPID|1||\rOBR|1|1|2|X\r":      "no-record-key",
		"MSH|^~\\&|A|B|||20260105||ORU^R01|1|P|2.4\rPID|1||1\rOBR|1\rnonsense\r": "bad-segment",
		// PATIENT_RESULT may repeat in ORU^R01 (HL7 v2.5, 7.3.1).
		"MSH|^~\\&|A|B|||20260105||ORU^R01|1|P|2.4\rPID|1||1\rOBR|1|1|2|X\rPID|2||2\rOBR|1|3|4|X\r": "several-patients",
	} {
		for e, err := range Read(strings.NewReader(text), ORU, &Options{Admissions: hongkong.ADT()}) {
			require.NoError(t, err)
			assert.Nil(t, e.Record, text)
			require.NotEmpty(t, e.Issues, text)
			assert.Equal(t, code, e.Issues[len(e.Issues)-1].Code, text)
		}
	}
	for text, code := range map[string]string{
		`{"labinfo":{"rpotc_no":"1"},"iteminfo":[]}`: "no-record-key", `{"iteminfo":[]}`: "no-report", `{"labinfo":`: "bad-json", `[]x`: "bad-json",
	} {
		for e, err := range Read(strings.NewReader(text), Upload, nil) {
			require.NoError(t, err)
			assert.Nil(t, e.Record, text)
			assert.Equal(t, code, e.Issues[len(e.Issues)-1].Code, text)
		}
	}
}

func TestRecognize(t *testing.T) {
	for _, name := range slices.Concat(samples, uploadSamples) {
		want := ORU
		if strings.HasPrefix(name, "yb") {
			want = strings.TrimSuffix(name, ".ndjson")
		}
		assert.Equal(t, want, Recognize(sample(t, name)), name)
	}
	for _, other := range []string{"", "A48,A11\n", "MSH|^~\\&|A|B|||1||ADT^A08|1|P|2.4\r", `{"resourceType":"Bundle"}`, `[1]`} {
		assert.Empty(t, Recognize([]byte(other)), other)
	}
}

// The documents hold what FHIR demands of them.
func TestDocumentsCheck(t *testing.T) {
	for _, name := range samples {
		for _, rec := range read(t, sample(t, name), "") {
			for _, summary := range []bool{false, true} {
				d, _ := translator(summary).Document(rec)
				assert.Empty(t, d.Check())
			}
		}
	}
}

// The drugs of a culture stand beneath the germ that was tested with them, and none of
// them is taken for the level of the drug in the patient's serum. The groups are those of
// HL7's chapter 7 (OBX-4): the germ is 1, its drugs 1.1 and so on, or all of them are 1.
func TestSusceptibilities(t *testing.T) {
	const start = "MSH|^~\\&|LIS|HKX|HIS|HKX|20260105093000||ORU^R01|M1|P|2.4\rPID|1||A123456(3)^^^HKSAR^N\rOBR|1|R1|L1|BC^Blood culture^L|||20260104230000||||||||BLD^Blood|||||||20260107||MB|F\r"
	for _, subs := range [][2]string{{"1.1", "2.1"}, {"1", "2"}, {"1-1", "2-1"}} {
		text := start + "OBX|1|CWE|ORG^Organism^L|1|SA^Staphylococcus aureus^L||||||F\rOBX|2|ST|VAN^Vancomycin^L|" + subs[0] + "|<=0.5|ug/mL||S|||F\r" +
			"OBX|3|CWE|ORG^Organism^L|2|EC^Escherichia coli^L||||||F\rOBX|4|NM|VAN^Vancomycin^L|" + subs[1] + "|8|ug/mL|||||F\r"
		rec := read(t, []byte(text), ORU)[0]
		for _, summary := range []bool{false, true} {
			d, _ := translator(summary).Document(rec)
			require.Len(t, d.Observations, 4)
			for i, o := range d.Observations {
				for _, c := range o.Code.Coding {
					assert.Nil(t, c.Extension, "the drug has a code that is not the source's")
				}
				if i%2 == 0 {
					require.Len(t, o.HasMember, 1)
					assert.Equal(t, "urn:uuid:"+*d.Observations[i+1].Id, *o.HasMember[0].Reference)
				} else {
					assert.Empty(t, o.HasMember)
				}
			}
			out, _ := write(t, ORU, through(t, rec, summary))
			assert.Equal(t, text, string(out))
		}
	}
	// The level of the drug in serum is another test.
	level := strings.ReplaceAll(start, "BLD^Blood", "SER^Serum")
	level = strings.ReplaceAll(level, "||MB|", "||CH|") + "OBX|1|NM|VAN^Vancomycin^L||12|mg/L|||||F\r"
	d, _ := translator(false).Document(read(t, []byte(level), ORU)[0])
	assert.Equal(t, "20578-1", *d.Observations[0].Code.Coding[1].Code)
}
