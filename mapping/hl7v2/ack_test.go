package hl7v2

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// HL7 v2.5, 2.9.2 and 2.9.3: the rules of the original and of the enhanced mode.
func TestAnswers(t *testing.T) {
	for _, test := range []struct {
		accept, application string
		code                AckCode
		want                []AckCode
	}{
		{"", "", AppAccept, []AckCode{AppAccept}},
		{"", "", "", []AckCode{AppAccept}},
		{"", "", AppError, []AckCode{AppError}},
		{"", "", AppReject, []AckCode{AppReject}},
		{"AL", "NE", AppAccept, []AckCode{CommitAccept}},
		{"AL", "NE", AppError, []AckCode{CommitError}},
		{"AL", "NE", AppReject, []AckCode{CommitReject}},
		{"AL", "AL", AppAccept, []AckCode{CommitAccept, AppAccept}},
		{"AL", "AL", AppError, []AckCode{CommitError}},
		{"NE", "AL", AppAccept, []AckCode{AppAccept}},
		{"NE", "AL", AppReject, []AckCode{AppReject}},
		{"NE", "NE", AppError, nil},
		{"ER", "NE", AppAccept, nil},
		{"ER", "NE", AppError, []AckCode{CommitError}},
		{"SU", "ER", AppAccept, []AckCode{CommitAccept}},
		{"SU", "ER", AppError, []AckCode{AppError}},
		{"", "SU", AppAccept, []AckCode{AppAccept}},
		{"AL", "", AppAccept, []AckCode{CommitAccept}},
	} {
		h := Header{Accept: test.accept, Application: test.application}
		assert.Equal(t, test.want, h.Answers(test.code), test)
	}
}

func TestAppendAck(t *testing.T) {
	at := time.Date(2024, 3, 2, 9, 30, 0, 0, time.FixedZone("", 8*60*60))
	key := AckError{Location: Location{Segment: "PID", Sequence: 1, Field: 3}, Code: RequiredField, Detail: "no-record-key", Text: "nobody can say whose | it is"}
	for name, test := range map[string]struct {
		message string
		ack     Ack
		want    string
	}{
		"accepted": {
			"MSH|^~\\&|IPAS|QEH|BAY|X|20240302||ADT^A01^ADT_A01|77|P|2.5||||||UNICODE UTF-8\rPID|1\r",
			Ack{ControlID: "a1", Time: at},
			"MSH|^~\\&|BAY|X|IPAS|QEH|20240302093000+0800||ACK^A01^ACK|a1|P|2.5||||||UNICODE UTF-8\rMSA|AA|77\r",
		},
		"in error": {
			"MSH|^~\\&|IPAS|QEH|BAY|X|20240302||ADT^A01|77|T|2.5.1\rPID|1\r",
			Ack{Code: AppError, Errors: []AckError{key}},
			"MSH|^~\\&|BAY|X|IPAS|QEH|||ACK^A01^ACK|77|T|2.5.1\rMSA|AE|77\rERR||PID^1^3|101^Required field missing^HL70357|E|no-record-key|||nobody can say whose \\F\\ it is\r",
		},
		"in error, v2.3": {
			"MSH|^~\\&|IPAS|QEH|||20240302||ADT^A01|77|P|2.3.1\r",
			Ack{Code: AppError, Errors: []AckError{key}},
			"MSH|^~\\&|||IPAS|QEH|||ACK^A01|77|P|2.3.1\rMSA|AE|77\rERR|PID^1^3^101&Required field missing&HL70357\r",
		},
		"a component of a repetition": {
			"MSH|^~\\&|A|B|||||ADT^A08|5|P|2.6\r",
			Ack{Code: AppError, Errors: []AckError{{Location: Location{"DG1", 2, 3, 1, 2}, Code: TableValue, Severity: "W"}}},
			"MSH|^~\\&|||A|B|||ACK^A08^ACK|5|P|2.6\rMSA|AE|5\rERR||DG1^2^3^1^2|103^Table value not found^HL70357|W\r",
		},
		"other delimiters": {
			"MSH#!*$%#A#B#####ADT!A08#5#P#2.5\r",
			Ack{Code: AppReject, Errors: []AckError{{Code: UnsupportedEvent}}},
			"MSH#!*$%###A#B###ACK!A08!ACK#5#P#2.5\rMSA#AR#5\rERR###201!Unsupported event code!HL70357#E\r",
		},
		"no event, no version": {
			"MSH|^~\\&|A\rPID|1\r",
			Ack{Code: AppReject},
			"MSH|^~\\&|||A||||ACK||P|2.5\rMSA|AR|\r",
		},
		"no message": {
			"PID|1||A123456(3)\r",
			Ack{Code: AppReject, Errors: []AckError{{Code: SegmentSequence}}},
			"MSH|^~\\&|||||||ACK||P|2.5\rMSA|AR|\rERR|||100^Segment sequence error^HL70357|E\r",
		},
		"Big5 in its header": { // 許, whose second byte is a backslash's, and 礎, a bar's
			"MSH|^~\\&|\xb3\x5c|\xc2\x7c|||||ADT^A01|9|P|2.5||||||BIG-5\r",
			Ack{},
			"MSH|^~\\&|||\xb3\x5c|\xc2\x7c|||ACK^A01^ACK|9|P|2.5||||||BIG-5\rMSA|AA|9\r",
		},
	} {
		t.Run(name, func(t *testing.T) {
			h, ok := ReadHeader([]byte(test.message))
			assert.Equal(t, h.ControlID != "", ok)
			assert.Equal(t, test.want, string(h.AppendAck(nil, test.ack)))
		})
	}
}

// The control id of a message that cannot be split is that of its header.
func TestReadHeaderOfBrokenMessage(t *testing.T) {
	for _, message := range []string{
		"MSH|^~\\&|A|B|||||ADT^A01|42|P|2.5\rKOWLOON\r",
		"MSH|^~\\&|A|B|||||ADT^A01|42|P|2.5\rPID|1||\xff\xfe\r",
		"MSH|^~\\&|A|B|||||ADT^A01|42",
		"MSH|^~\\&|A|B|||||ADT^A01|42|P|2.5|||||" + strings.Repeat("x", MaxField+1),
	} {
		h, ok := ReadHeader([]byte(message))
		assert.True(t, ok)
		assert.Equal(t, "42", h.ControlID)
	}
	for _, none := range []string{"", "MSH", "MSH|", "MSH|^^^^|A|B|||||ADT^A01|42\r", "PID|1\r", "MSHX^~\\&|A|B|||||ADT^A01|42\r"} {
		h, ok := ReadHeader([]byte(none))
		assert.False(t, ok, none)
		var m Message
		require.NoError(t, m.Parse(string(h.AppendAck(nil, Ack{Code: AppReject}))))
	}
}

func TestParseLocation(t *testing.T) {
	for path, want := range map[string]Location{
		"PID":             {Segment: "PID", Sequence: 1},
		"PID-3":           {"PID", 1, 3, 1, 0},
		"DG1[2]-3[4].5":   {"DG1", 2, 3, 4, 5},
		"MSH-9.2":         {"MSH", 1, 9, 1, 2},
		"PV1[2]":          {Segment: "PV1", Sequence: 2},
		"":                {},
		"A48":             {Segment: "A48", Sequence: 1},
		"出院日期":            {},
		"PID-x":           {},
		"PID-0":           {},
		"PID[0]-1":        {},
		"PID[2-1":         {},
		"PID-3.":          {},
		"Reference Key-1": {},
	} {
		got, ok := ParseLocation(path)
		assert.Equal(t, want, got, path)
		assert.Equal(t, want != Location{}, ok, path)
	}
}

func TestFrames(t *testing.T) {
	assert.Equal(t, "\x0bx\r\x1c\r", string(AppendFrame(nil, []byte("x\r"))))
	for raw, want := range map[string]string{"\x0bx\r\x1c\r": "x\r", "\x0bx\r\x1c": "x\r", "x\r": "x\r", "\x0b": "", "": "", "\x0b\x1c\r": ""} {
		assert.Equal(t, want, string(TrimFrame([]byte(raw))), "%q", raw)
	}
}

func TestErrorCodeAnswer(t *testing.T) {
	assert.Equal(t, AppReject, UnsupportedEvent.Answer())
	assert.Equal(t, AppReject, InternalError.Answer())
	assert.Equal(t, AppError, RequiredField.Answer())
	assert.Equal(t, "Table value not found", TableValue.String())
}

func FuzzReadHeader(f *testing.F) {
	f.Add([]byte(one))
	f.Add([]byte("MSH|^~\\&|\xb3\x5c|A|||||ADT^A01|9\x1c"))
	f.Fuzz(func(t *testing.T, message []byte) {
		h, _ := ReadHeader(message)
		ack := h.AppendAck(nil, Ack{Code: AppError, Errors: []AckError{{Code: DataType}}})
		s := NewScanner(strings.NewReader(string(AppendFrame(nil, ack))))
		frame, err := s.Next()
		require.NoError(t, err)
		require.Equal(t, string(ack), string(frame.Message), "an acknowledgment is one message")
	})
}
