package referral_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// transferRow is a row of WS 445.16 with some cells changed.
func transferRow(t *testing.T, cells map[string]string) string {
	t.Helper()
	text, err := os.ReadFile("../../examples/testdata/ws445-16.csv")
	require.NoError(t, err)
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	for i, column := range rows[0] {
		if v, ok := cells[column]; ok {
			rows[1][i] = v
		}
	}
	var b strings.Builder
	w := csv.NewWriter(&b)
	require.NoError(t, w.WriteAll(rows[:2]))
	return b.String()
}

// crossed is a record of a layout in another: direct, and by way of its document.
func crossed(t *testing.T, text string, from, to *mapping.Layout) (outputs [2]string, issues []mapping.Issue) {
	t.Helper()
	translator := mapping.NewTranslator(nil, &mapping.Options{Form: mapping.ReferralNote, Layouts: layouts})
	read := records(t, text, from)[0]
	require.NotNil(t, read.Sheet, "%v", read.Issues)
	document, _ := translator.Document(read.Sheet)
	back, _ := translator.FrontSheet(document)
	for i, s := range []*mapping.FrontSheet{read.Sheet, back} {
		localized := translator.Localize(s, to, nil)
		var out bytes.Buffer
		w, err := mapping.NewWriter(&out, to, nil)
		require.NoError(t, err)
		written, err := w.Write(localized.Sheet)
		require.NoError(t, err)
		require.NoError(t, w.Flush())
		outputs[i] = out.String()
		issues = append(append(append(issues, read.Issues...), localized.Issues...), written...)
	}
	return outputs, issues
}

// segments are the segments of a name in a message.
func segments(message, name string) (list []string) {
	for s := range strings.SplitSeq(message, "\r") {
		if strings.HasPrefix(s, name+"|") {
			list = append(list, s)
		}
	}
	return list
}

// cells are the cells of the first row of a CSV file by column.
func cells(t *testing.T, text string) map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	row := map[string]string{}
	for i, column := range rows[0] {
		row[column] = rows[1][i]
	}
	return row
}

func told(issues []mapping.Issue, field, code string) bool {
	for i := range issues {
		if issues[i].Field == field && issues[i].Code == code {
			return true
		}
	}
	return false
}

// AL1-3 of HL7 v2.5 (3.4.7.3) is the allergen, a CE whose text may stand alone; AL1-2 is
// optional, and 过敏史 of WS 445.16 (DE02.10.022.00) is of any allergy. What denies an
// allergy of one kind denies no other.
func TestAllergiesInWordsReachMessages(t *testing.T) {
	for said, want := range map[string][]string{
		"青霉素过敏": {"AL1|1||^盤尼西林敏感"},
		"食花生后全身皮疹，头孢类待排。": {"AL1|1||^食花生後全身皮疹，頭孢菌素類待排。"},
		"无":       {"AL1|1||NKDA"}, // a front sheet asks for drugs
		"否认药物过敏":  {"AL1|1||NKDA"},
		"否认食物过敏史": nil,
		"不详":      nil,
	} {
		outputs, issues := crossed(t, transferRow(t, map[string]string{"gms": said}), mainland.WS44516(), hongkong.Referrals())
		for _, out := range outputs {
			assert.Equal(t, want, segments(out, "AL1"), said)
		}
		assert.Equal(t, want == nil, told(issues, "allergy.recorded", "no-column"), "%s: %v", said, issues)
	}
}

// What WS 445.16 has columns for and a message has no field for stands in the letter (NTE-3), by its name.
func TestWhatHasNoFieldStandsInTheLetter(t *testing.T) {
	outputs, issues := crossed(t, transferRow(t, map[string]string{"kfcszd": "卧床|休息\n勿用力"}), mainland.WS44516(), hongkong.Referrals())
	for _, out := range outputs {
		assert.Equal(t, []string{
			"NTE|1||患者胸痛3小时入院，心电图示ST段抬高，本院无介入条件，联系贵院接收。",
			"NTE|2||Past medical history: 高血压病史5年",
			"NTE|3||Past surgical history: 无",
			"NTE|4||Code of the institution that made the diagnosis: 12345678-9",
			"NTE|5||Institution that made the diagnosis: 示例市第一人民医院",
			"NTE|6||Presenting symptoms: 胸痛3小时",
			"NTE|7||Treatment given: 阿司匹林、氯吡格雷负荷量",
			"NTE|8||Investigations as written: 肌钙蛋白I 2.3 ng/mL",
			"NTE|9||Treatment plan: 急诊冠脉介入",
			"NTE|10||Management plan: 救护车转运，医护随行",
			"NTE|11||Assessment of the health problems: 病情危重",
			`NTE|12||Rehabilitation advice: 卧床\F\休息\.br\勿用力`,
		}, segments(out, "NTE"))
	}
	assert.True(t, told(issues, "referral.detail.past-illness", "in-the-letter"))
	assert.False(t, told(issues, "referral.detail.past-illness", "no-column"))
}

const referralMessage = `MSH|^~\&|HIS|HKX|X|Y|20260109093000||REF^I12^REF_I12|R0001|P|2.5||||||UNICODE UTF-8
RF1|P^Pending^HL70283|S^STAT^HL70280|MED|||REF0001^HKX|20260109|||^Primary PCI
PRD|RP^Referring provider^HL70286|LEE^SIU MING||W5^^^Example Hospital A|||M00001
PRD|RT^Referred to provider^HL70286|||CCU^^^Example Hospital B
PID|1||P0001^^^HKX^MR~A123456(3)^^^HKSAR^NI||CHAN^TAI MAN^^^^^L^A~陳大文^^^^^^L^I||19600101|M
DG1|1||I21.4^NSTEMI^I10||20260109|F
DG1|2||E11.9^Diabetes mellitus^I10||20260109|F
AL1|1|DA|^Penicillin|SV|rash~wheeze
AL1|2|FA|^Peanut
NTE|1||Please take over for PCI.
NTE|2||Second note.
PR1|1||88.56^Coronary arteriography^I9C||202601091200
`

// message is a message with its segments ended as the standard has it.
func message(text string) string { return strings.ReplaceAll(text, "\n", "\r") }

// 过敏史 of WS 445.16 is text (nvarchar(1000)): each allergy of a message has a place in it
// with what is known of it, in words. 转诊记录 is one text, whose paragraphs are the notes.
// The record has one diagnosis, of which nothing says how certain it is.
func TestMessagesReachTransferRecords(t *testing.T) {
	outputs, issues := crossed(t, message(referralMessage), hongkong.Referrals(), mainland.WS44516())
	for _, out := range outputs {
		row := cells(t, out)
		assert.Equal(t, "青霉素（药物过敏；严重；rash；wheeze）、Peanut（食物过敏）", row["gms"])
		assert.Equal(t, "Please take over for PCI.\nSecond note.", row["zzjl"])
		assert.Equal(t, "非ST段抬高型心肌梗死", row["jbzd"])
		assert.Equal(t, "2026-01-09", row["zdrq"])
		assert.Equal(t, "Coronary arteriography", row["ssjczmc"])
	}
	assert.True(t, told(issues, "diagnosis.working[2].name", "no-column"), "%v", issues)
	for text, want := range map[string]string{
		"AL1|1||NKDA": "无已知药物过敏", "AL1|1||NKA": "无已知过敏",
	} {
		outputs, _ := crossed(t, message(strings.Replace(strings.Replace(referralMessage, "AL1|2|FA|^Peanut\n", "", 1), "AL1|1|DA|^Penicillin|SV|rash~wheeze", text, 1)), hongkong.Referrals(), mainland.WS44516())
		for _, out := range outputs {
			assert.Equal(t, want, cells(t, out)["gms"], text)
		}
	}
}

// Anybody's FHIR: 过敏史 has a place for an allergy to what is no drug.
func TestAllergiesOfOthersReachTransferRecords(t *testing.T) {
	document, err := fhir.Read([]byte(`{"resourceType":"Bundle","type":"document","entry":[
{"fullUrl":"urn:uuid:11111111-1111-4111-8111-111111111111","resource":{"resourceType":"Composition","id":"11111111-1111-4111-8111-111111111111","status":"final","type":{"text":"x"},"date":"2026-01-09","author":[{"display":"x"}],"title":"x","subject":{"reference":"urn:uuid:22222222-2222-4222-8222-222222222222"}}},
{"fullUrl":"urn:uuid:22222222-2222-4222-8222-222222222222","resource":{"resourceType":"Patient","id":"22222222-2222-4222-8222-222222222222"}},
{"fullUrl":"urn:uuid:33333333-3333-4333-8333-333333333333","resource":{"resourceType":"AllergyIntolerance","id":"33333333-3333-4333-8333-333333333333","category":["food"],"code":{"text":"Peanut"},"patient":{"reference":"urn:uuid:22222222-2222-4222-8222-222222222222"},"reaction":[{"manifestation":[{"text":"wheeze"}]}]}},
{"fullUrl":"urn:uuid:44444444-4444-4444-8444-444444444444","resource":{"resourceType":"AllergyIntolerance","id":"44444444-4444-4444-8444-444444444444","category":["medication"],"code":{"text":"Penicillin"},"patient":{"reference":"urn:uuid:22222222-2222-4222-8222-222222222222"}}}]}`))
	require.NoError(t, err)
	sheet, issues := mapping.NewTranslator(nil, &mapping.Options{Layouts: []*mapping.Layout{mainland.WS44516()}}).FrontSheet(document)
	assert.False(t, told(issues, "allergy.drugs", "no-drug"))
	out, _ := writtenAs(t, sheet, mainland.WS44516())
	assert.Equal(t, "Peanut（wheeze）、Penicillin", cells(t, out)["gms"])
}
