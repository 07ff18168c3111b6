package mapping

import (
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
)

// ackErrors are the error codes of HL7's table 0357 for the issues for which a
// message is rejected.
var ackErrors = map[string]hl7v2.ErrorCode{
	"message-type":   hl7v2.UnsupportedMessageType,
	"unknown-event":  hl7v2.UnsupportedEvent,
	"event-undone":   hl7v2.UnsupportedEvent,
	"event-merges":   hl7v2.UnsupportedEvent,
	"no-stay":        hl7v2.UnsupportedEvent,
	"event-conflict": hl7v2.UnsupportedEvent,

	"no-message-header":  hl7v2.SegmentSequence,
	"not-a-message":      hl7v2.SegmentSequence,
	"bad-segment":        hl7v2.SegmentSequence,
	"no-patient":         hl7v2.SegmentSequence,
	"two-patients":       hl7v2.SegmentSequence,
	"two-stays":          hl7v2.SegmentSequence,
	"unterminated-frame": hl7v2.SegmentSequence,
	"too-many-segments":  hl7v2.SegmentSequence,

	"no-record-key":  hl7v2.RequiredField,
	"bad-delimiters": hl7v2.DataType,

	"unknown-charset": hl7v2.TableValue,

	"internal-error": hl7v2.InternalError,
	"not-encodable":  hl7v2.InternalError,
}

// Ack returns the acknowledgment that says what became of a message of HL7 v2: it
// was accepted, or the errors for which it was rejected, each with its place and
// without a value of the message. An event that is not taken, or a fault of this
// package, is rejected (AR), and content that is at fault is in error (AE): see
// [hl7v2.ErrorCode.Answer]. A program that takes such events itself, with a
// [Visit], acknowledges them itself. See [hl7v2.Header] for how it is written.
func (r *Record) Ack() hl7v2.Ack { return AckOf(r.Sheet != nil, r.Issues) }

// AckOf is [Record.Ack] for a message of which the issues are known, and whether
// it was taken: such as a [Result].
func AckOf(taken bool, issues []Issue) hl7v2.Ack {
	if taken {
		return hl7v2.Ack{Code: hl7v2.AppAccept}
	}
	a := hl7v2.Ack{Code: hl7v2.AppError}
	for _, i := range issues {
		if i.Severity != frontsheet.Error {
			continue
		}
		code := ackErrors[i.Code]
		if code == 0 {
			code = hl7v2.DataType
		}
		place, _ := hl7v2.ParseLocation(i.Column)
		a.Errors = append(a.Errors, hl7v2.AckError{Location: place, Code: code, Detail: i.Code, Text: i.Detail})
		if code.Answer() == hl7v2.AppReject {
			a.Code = hl7v2.AppReject
		}
	}
	return a
}
