package referral_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/referral"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An answer as RRI^I12 has it (HL7 v2.5, 11.3.2): to which number (RF1-6), about whom
// (PID), and what is said (RF1-1).
const answerMessage = `MSH|^~\&|HIS|HKY|X|Y|20260109100000||RRI^I12^RRI_I12|A0009|P|2.5||||||UNICODE UTF-8
MSA|AA|R0001
RF1|A^Accepted^HL70283|||||REF0001^HKX|||||B-77^HKY
PRD|RT^Referred to provider^HL70286|||CCU^^^Example Hospital B
PID|1||P0001^^^HKX^PI~A123456(3)^^^HKSAR^NI||CHAN^TAI MAN^^^^^L^A||19600101|M
`

// referred is the document of a referral, a message or a row of WS 445.16.
func referred(t *testing.T, text string, l *mapping.Layout) *fhir.Document {
	t.Helper()
	read := records(t, text, l)[0]
	require.NotNil(t, read.Sheet, "%v", read.Issues)
	document, _ := mapping.NewTranslator(nil, &mapping.Options{Form: mapping.ReferralNote, Layouts: layouts}).Document(read.Sheet)
	return document
}

// of is the referral with its patient known by two numbers.
func of(t *testing.T) *fhir.Document {
	return referred(t, message(strings.Replace(referralMessage, "P0001^^^HKX^MR", "P0001^^^HKX^PI", 1)), hongkong.Referrals())
}

// answered takes an answer, and returns the codes of its issues, the grave ones marked.
func answered(t *testing.T, board *referral.Board, text string) (bundle []byte, codes string) {
	t.Helper()
	var list []string
	for _, r := range records(t, message(text), hongkong.Referrals()) {
		if r.Sheet == nil {
			list = append(list, "rejected "+r.Issues[len(r.Issues)-1].Code)
			continue
		}
		b, issues := board.Answer(r.Sheet)
		bundle = b
		for _, i := range issues {
			list = append(list, fmt.Sprint(i.Severity, " ", i.Code))
			assert.NotContains(t, i.Detail, "CHAN")
			assert.NotContains(t, i.Detail, "P0001")
		}
	}
	return bundle, strings.Join(list, ", ")
}

// Each answer of HL7's table 0283 in each state of a referral. What may follow is the state
// machine of FHIR R4's Task: nothing follows an end, what is accepted is not received any
// more, and who has arrived is not called off. An answer that is repeated changes nothing.
func TestEachAnswerInEachState(t *testing.T) {
	want := map[string]map[string]string{
		"requested":    {"P": "received", "A": "accepted", "R": "rejected", "E": "cancelled"},
		"received":     {"P": "received", "A": "accepted", "R": "rejected", "E": "cancelled"},
		"accepted":     {"A": "accepted", "E": "cancelled"},
		"scheduled":    {"E": "cancelled"},
		"departed":     {"E": "cancelled"},
		"arrived":      {},
		"records-sent": {},
		"completed":    {},
		"rejected":     {"R": "rejected"},
		"cancelled":    {"E": "cancelled"},
	}
	require.Len(t, referral.Steps(), len(want))
	for _, step := range referral.Steps() {
		for _, status := range []string{"P", "A", "R", "E", "", "X"} {
			d := of(t)
			d.Tasks[0].Status, d.ServiceRequests[0].Status = step.Task, step.Request
			d.Tasks[0].BusinessStatus = &r4.CodeableConcept{Coding: []r4.Coding{{System: new(fhir.SystemReferralStep), Code: &step.Code}}}
			was, _ := json.Marshal(d.Tasks)
			var board referral.Board
			require.True(t, board.Add(d))
			bundle, issues := answered(t, &board, strings.Replace(answerMessage, "RF1|A^Accepted^HL70283|", "RF1|"+status+"|", 1))
			name := fmt.Sprintf("%s, then %q: %s", step.Code, status, issues)
			if to := want[step.Code][status]; to != "" {
				assert.Empty(t, issues, name)
				assert.Equal(t, to, referral.StepOf(&d.Tasks[0]).Code, name)
				assert.NotNil(t, bundle, name)
				again, issues := answered(t, &board, strings.Replace(answerMessage, "RF1|A^Accepted^HL70283|", "RF1|"+status+"|", 1))
				assert.Empty(t, issues, name)
				assert.JSONEq(t, string(bundle), string(again), "what comes twice says it twice: "+name)
				continue
			}
			assert.Nil(t, bundle, name)
			now, _ := json.Marshal(d.Tasks)
			assert.Equal(t, string(was), string(now), name)
			code := "error task-transition"
			if status == "" || status == "X" {
				code = "error no-answer"
			}
			assert.Equal(t, code, issues, name)
		}
	}
}

// The Task and the request of the transaction are what the referral's document has, and a
// PUT each at its own id.
func TestAnswersPutTheTaskAndItsRequest(t *testing.T) {
	d := of(t)
	var board referral.Board
	require.True(t, board.Add(d))
	bundle, issues := answered(t, &board, answerMessage)
	require.Empty(t, issues)
	var got struct {
		ResourceType, Type string
		Entry              []struct {
			Request  struct{ Method, URL string }
			Resource struct {
				ResourceType, ID, Status, LastModified string
				Identifier                             []struct{ Value string }
				Focus                                  struct{ Reference string }
				StatusReason                           *struct{ Text string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(bundle, &got))
	assert.Equal(t, "transaction", got.Type)
	require.Len(t, got.Entry, 2)
	for _, e := range got.Entry {
		assert.Equal(t, "PUT", e.Request.Method)
		assert.Equal(t, e.Resource.ResourceType+"/"+e.Resource.ID, e.Request.URL)
		if e.Resource.ResourceType == "Task" {
			assert.Equal(t, "accepted", e.Resource.Status)
			assert.Equal(t, "2026-01-09T10:00:00+08:00", e.Resource.LastModified)
			assert.Equal(t, "B-77", e.Resource.Identifier[1].Value)
			assert.Equal(t, "ServiceRequest/"+*d.ServiceRequests[0].Id, e.Resource.Focus.Reference)
		}
	}
}

// An answer about another patient, or of which nobody can tell, never touches a Task. A
// number that the receiver has given is anybody's at the referrer, and a number that both
// gave counts for nothing where the identity card, the birthday or the sex is another's.
func TestAnswersOnAnotherPatientChangeNothing(t *testing.T) {
	const pid = "PID|1||P0001^^^HKX^PI~A123456(3)^^^HKSAR^NI||CHAN^TAI MAN^^^^^L^A||19600101|M"
	for text, want := range map[string]string{
		pid: "",
		"PID|1||P0001^^^HKX^PI||CHAN^TAI MAN||19600101|M":                       "",
		"PID|1||P0001||CHAN^TAI MAN||19600101|M":                                "", // nobody says whose number it is
		"PID|1||A1234563^^^HKSAR^NI||CHAN^TAI MAN||1960|M":                      "",
		"PID|1||a123456 (3)^^^HKSAR^NI":                                         "",
		"PID|1||P0002^^^HKX^PI||CHAN^TAI MAN||19600101|M":                       "error another-patient",
		"PID|1||P0001^^^HKY^PI||CHAN^TAI MAN||19600101|M":                       "error another-patient",
		"PID|1||P0001^^^HKY^MR~B765432(A)^^^HKSAR^NI||CHAN^TAI MAN":             "error another-patient",
		"PID|1||P0001^^^HKX^PI~B765432(A)^^^HKSAR^NI||CHAN^TAI MAN||19600101|M": "error another-patient",
		"PID|1||P0001^^^HKX^PI||CHAN^TAI MAN||19600102|M":                       "error another-patient",
		"PID|1||P0001^^^HKX^PI||CHAN^TAI MAN||1961|M":                           "error another-patient",
		"PID|1||P0001^^^HKX^PI||CHAN^TAI MAN||19600101|F":                       "error another-patient",
		"PID|1||P0001^^^HKX^PI||WONG^SIU LING||19600101|M":                      "warning another-patient",
		"PID|1||P0001^^^HKX^PI||TAI MAN^CHAN||19600101|M":                       "",
		"PID|1||P0001^^^HKX^PI||陈大文^^^^^^L^I||19600101|M":                       "",
		"PID|1||P0001^^^HKX^PI||黃小玲^^^^^^L^I||19600101|M":                       "warning another-patient",
		"PID|1||\"\"||CHAN^TAI MAN||19600101|M":                                 "error another-patient",
		"":                                                                      "error another-patient",
	} {
		d := of(t)
		var board referral.Board
		board.Add(d)
		bundle, issues := answered(t, &board, strings.Replace(answerMessage, pid, text, 1))
		if strings.HasPrefix(issues, "rejected") {
			issues = "error another-patient" // nobody
		}
		assert.Equal(t, want, issues, text)
		assert.Equal(t, strings.HasPrefix(want, "error"), bundle == nil, text)
		if bundle == nil {
			assert.Equal(t, r4.TaskStatusRequested, d.Tasks[0].Status, text)
		}
	}
}

// A row of WS 445.16 is answered from Hong Kong with the numbers of the row.
func TestTransferRecordsAreAnswered(t *testing.T) {
	for text, want := range map[string]string{
		"PID|1||110105198001010016^^^CHN^NI||ZHANG^SHILI||19800101|M":  "",
		"PID|1||00010001^^^12345678-9^MR||張示例^^^^^^L^I||19800101|M":    "",
		"PID|1||00010001^^^示例市第一人民医院^MR||张示例^^^^^^L^I||19800101|M":     "",
		"PID|1||00010001^^^HKY^MR||张示例^^^^^^L^I||19800101|M":           "error another-patient",
		"PID|1||110105199002020026^^^CHN^NI||张示例^^^^^^L^I||19800101|M": "error another-patient",
	} {
		var board referral.Board
		require.True(t, board.Add(referred(t, transferRow(t, nil), mainland.WS44516())))
		lines := strings.Split(strings.Replace(answerMessage, "REF0001^HKX", "ZZ20240120001", 1), "\n")
		lines[4] = text
		_, issues := answered(t, &board, strings.Join(lines, "\n"))
		assert.Equal(t, want, issues, text)
	}
}

// What is no answer to a referral that is known changes nothing: other numbers and none,
// the referral itself, whose status is P, and an answer that says that the message was an
// error (MSA-1 of table 0008).
func TestWhatIsNoAnswerChangesNothing(t *testing.T) {
	for change, want := range map[[2]string]string{
		{"REF0001^HKX", "REF0002^HKX"}:                                "error no-such-task",
		{"REF0001^HKX", ""}:                                           "error no-such-task",
		{"REF0001^HKX", "ref0001"}:                                    "error no-such-task",
		{"RF1|A^Accepted^HL70283|||||REF0001^HKX|||||B-77^HKY\n", ""}: "error no-such-task",
		{"RRI^I12^RRI_I12", "REF^I12^REF_I12"}:                        "error no-answer",
		{"MSA|AA|R0001", "MSA|AE|R0001"}:                              "error no-answer",
		{"MSA|AA|R0001", "MSA|AR|R0001"}:                              "error no-answer",
		{"MSA|AA|R0001", "MSA|CA|R0001"}:                              "",
		{"MSA|AA|R0001\n", ""}:                                        "", // it is optional
		{"RRI^I12^RRI_I12", "RRI^I13^RRI_I12"}:                        "",
		{"A^Accepted^HL70283", "^Accepted"}:                           "",
		{"A^Accepted^HL70283", "a"}:                                   "",
		{"A^Accepted^HL70283", "Z^Perhaps^HL70283"}:                   "error no-answer",
		{"A^Accepted^HL70283", "\"\""}:                                "error no-answer",
		{"RRI^I12^RRI_I12", "ADT^A01"}:                                "rejected message-type",
	} {
		d := of(t)
		var board referral.Board
		board.Add(d)
		bundle, issues := answered(t, &board, strings.Replace(answerMessage, change[0], change[1], 1))
		assert.Equal(t, want, issues, "%q", change)
		assert.Equal(t, want != "", bundle == nil, "%q", change)
	}
	d := of(t)
	var board referral.Board
	board.Add(d)
	_, issues := answered(t, &board, strings.Replace(referralMessage, "P0001^^^HKX^MR", "P0001^^^HKX^PI", 1))
	assert.Equal(t, "error no-answer", issues, "the referral is no answer to itself")
	assert.Equal(t, r4.TaskStatusRequested, d.Tasks[0].Status)
}

// Answers that come in another order than they were sent, and with another number of the
// receiver's: what closed a Task stays, the time does not go back, and nothing is silent.
func TestAnswersOutOfOrder(t *testing.T) {
	at := func(time, status, receipt string) string {
		return strings.NewReplacer("20260109100000", time, "A^Accepted^HL70283", status, "B-77", receipt).Replace(answerMessage)
	}
	d := of(t)
	var board referral.Board
	board.Add(d)
	for _, step := range []struct{ time, status, receipt, want string }{
		{"20260109110000", "A", "B-77", ""},
		{"20260109100000", "P", "B-77", "error task-transition"},
		{"20260109103000", "A", "B-77", ""},
		{"20260109120000", "A", "B-78", "warning several-values"},
		{"20260109120000", "E", "B-77", ""},
		{"20260109130000", "A", "B-77", "error task-transition"},
		{"20260109140000", "E", "B-77", ""},
	} {
		_, issues := answered(t, &board, at(step.time, step.status, step.receipt))
		assert.Equal(t, step.want, issues, step)
		assert.Equal(t, "B-77", *d.Tasks[0].Identifier[1].Value)
	}
	assert.Equal(t, "2026-01-09T14:00:00+08:00", *d.Tasks[0].LastModified)

	d = of(t)
	board = referral.Board{}
	board.Add(d)
	_, issues := answered(t, &board, at("20260108100000", "A", "B-77"))
	assert.Empty(t, issues)
	assert.Equal(t, "2026-01-09T09:30:00+08:00", *d.Tasks[0].LastModified, "the clocks of two hospitals differ")
}

// RF1-10 is the reason of the referral, which an answer repeats; another text is why it is
// declined.
func TestReasonsOfAnswers(t *testing.T) {
	for reason, want := range map[string]string{"^Primary PCI": "", "^No bed": "No bed"} {
		d := of(t)
		var board referral.Board
		board.Add(d)
		_, issues := answered(t, &board, strings.Replace(answerMessage, "A^Accepted^HL70283|||||REF0001^HKX|||||", "R|||||REF0001^HKX||||"+reason+"|", 1))
		assert.Empty(t, issues)
		got := ""
		if r := d.Tasks[0].StatusReason; r != nil {
			got = *r.Text
		}
		assert.Equal(t, want, got)
	}
}

// One referral that stands twice among those that are known is one; two patients with one
// number are told apart by the patient.
func TestBoard(t *testing.T) {
	var board referral.Board
	other := strings.NewReplacer("P0001^^^HKX^MR~A123456(3)", "P0002^^^HKX^PI~B765432(A)", "CHAN^TAI MAN^^^^^L^A~陳大文^^^^^^L^I||19600101|M", "WONG^SIU LING||19751130|F").Replace(referralMessage)
	first, second := of(t), of(t)
	require.True(t, board.Add(first))
	require.True(t, board.Add(second))
	third := referred(t, message(other), hongkong.Referrals())
	require.True(t, board.Add(third))
	_, issues := answered(t, &board, answerMessage)
	assert.Empty(t, issues)
	assert.Equal(t, r4.TaskStatusAccepted, second.Tasks[0].Status)
	assert.Equal(t, r4.TaskStatusRequested, third.Tasks[0].Status)
	assert.False(t, board.Add(referred(t, message(strings.Replace(referralMessage, "REF0001^HKX", "", 1)), hongkong.Referrals())), "no answer can be to it")
}
