package hl7v2

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// An AckCode is an acknowledgment code, of HL7's table 0008 (MSA-1).
type AckCode string

// The acknowledgment codes. Those with A say what the application made of the
// message, those with C whether it was taken over at all (enhanced mode).
const (
	AppAccept    AckCode = "AA"
	AppError     AckCode = "AE" // the content is at fault: not to be sent again as it is
	AppReject    AckCode = "AR" // the kind of message is, or the receiver
	CommitAccept AckCode = "CA"
	CommitError  AckCode = "CE"
	CommitReject AckCode = "CR"
)

// commit returns the code of the accept acknowledgment that says the same.
func (c AckCode) commit() AckCode {
	if strings.HasPrefix(string(c), "A") {
		return "C" + c[1:]
	}
	return c
}

// An ErrorCode is a code of HL7's table 0357 (ERR-3).
type ErrorCode int

// The error codes of HL7 v2.5.
const (
	SegmentSequence        ErrorCode = 100 // a segment is missing, or stands where it must not
	RequiredField          ErrorCode = 101
	DataType               ErrorCode = 102
	TableValue             ErrorCode = 103 // a code is not of its table
	UnsupportedMessageType ErrorCode = 200
	UnsupportedEvent       ErrorCode = 201
	UnsupportedProcessing  ErrorCode = 202
	UnsupportedVersion     ErrorCode = 203
	UnknownKey             ErrorCode = 204
	DuplicateKey           ErrorCode = 205
	RecordLocked           ErrorCode = 206
	InternalError          ErrorCode = 207
)

var errorTitles = map[ErrorCode]string{
	SegmentSequence: "Segment sequence error", RequiredField: "Required field missing", DataType: "Data type error",
	TableValue: "Table value not found", UnsupportedMessageType: "Unsupported message type", UnsupportedEvent: "Unsupported event code",
	UnsupportedProcessing: "Unsupported processing id", UnsupportedVersion: "Unsupported version id", UnknownKey: "Unknown key identifier",
	DuplicateKey: "Duplicate key identifier", RecordLocked: "Application record locked", InternalError: "Application internal error",
}

// String returns the text of the table.
func (c ErrorCode) String() string { return errorTitles[c] }

// Answer returns the code with which a message is answered that has this error,
// after 2.9.2.2 of HL7 v2.5: one of a kind that the receiver does not take, or
// that the receiver fails at, is rejected, and one whose content is at fault is
// in error.
func (c ErrorCode) Answer() AckCode {
	switch c {
	case UnsupportedMessageType, UnsupportedEvent, UnsupportedProcessing, UnsupportedVersion, RecordLocked, InternalError:
		return AppReject
	}
	return AppError
}

// A Location is a place in a message, as ERR-2 names it. Its parts count from 1,
// and are zero where they are not meant.
type Location struct {
	Segment                      string // "DG1"
	Sequence                     int    // of the segment, among those of its name
	Field, Repetition, Component int
}

// ParseLocation reads the path of a segment, field or component as it is usually
// written: "PID", "PID-3", "DG1[2]-3[1].1". ok is false where it is none.
func ParseLocation(path string) (l Location, ok bool) {
	segment, field, hasField := strings.Cut(path, "-")
	if segment, l.Sequence, ok = indexed(segment); !ok || len(segment) != 3 || !named(segment) {
		return Location{}, false
	}
	l.Segment = segment
	if !hasField {
		return l, true
	}
	field, component, hasComponent := strings.Cut(field, ".")
	field, l.Repetition, ok = indexed(field)
	var err error
	if l.Field, err = strconv.Atoi(field); !ok || err != nil || l.Field < 1 {
		return Location{}, false
	}
	if hasComponent {
		if l.Component, err = strconv.Atoi(component); err != nil || l.Component < 1 {
			return Location{}, false
		}
	}
	return l, true
}

// indexed takes the number off "DG1[2]", which is 1 where it has none.
func indexed(s string) (name string, n int, ok bool) {
	name, rest, found := strings.Cut(s, "[")
	if !found {
		return name, 1, true
	}
	n, err := strconv.Atoi(strings.TrimSuffix(rest, "]"))
	return name, n, err == nil && n > 0 && strings.HasSuffix(rest, "]")
}

// An AckError is one ERR segment. None of its texts may hold a value of the
// message: acknowledgments end up in logs.
type AckError struct {
	Location Location
	Code     ErrorCode
	// Severity is a code of HL7's table 0516, E, W or I; E where empty.
	Severity string
	// Detail is a word for the error in the receiver's own terms (ERR-5), Text a
	// sentence for people (ERR-8).
	Detail, Text string
}

// An Ack is what a receiver answers. The zero Ack accepts the message.
type Ack struct {
	// Code is AppAccept, AppError or AppReject; AppAccept where empty.
	Code AckCode
	// Errors become ERR segments.
	Errors []AckError
	// ControlID is the control id of the acknowledgment itself (MSH-10), and Time
	// when it was made (MSH-7). Where they are zero, the first is that of the
	// message, and the second is left out.
	ControlID string
	Time      time.Time
}

// A Header is what an acknowledgment needs of the message that it answers. It is
// read from the bytes of the message, which need not be decodable, nor right
// beyond their first segment: a message that is rejected has one, too. The zero
// Header is that of bytes that are no message. It holds no patient's value, and
// its parts are as they stand in the message.
type Header struct {
	// Delimiters are those of the message, the standard's where they cannot be
	// read.
	Delimiters Delimiters
	// Sender, SenderFacility, Receiver and ReceiverFacility are MSH-3 to MSH-6.
	Sender, SenderFacility, Receiver, ReceiverFacility string
	// Type is MSH-9 ("ADT^A01"), and ControlID MSH-10.
	Type, ControlID string
	// Processing is MSH-11 and Version MSH-12.
	Processing, Version string
	// Accept and Application say when the sender wants an accept acknowledgment
	// and an application acknowledgment, codes of HL7's table 0155: MSH-15, MSH-16.
	Accept, Application string
	// Charset is MSH-18.
	Charset string
}

// ReadHeader reads the header of a message, without its frame. ok is false where
// the bytes do not start with one whose control id can be told: an
// acknowledgment of them says nothing of which message it answers.
func ReadHeader(message []byte) (h Header, ok bool) {
	h.Delimiters = DefaultDelimiters()
	message = bytes.TrimPrefix(message, []byte(byteOrderMark))
	if name, found := header(message); !found || name != "MSH" || len(message) < 8 {
		return h, false
	}
	marks := Message{}
	if marks.delimit(string(message[:8])) != nil {
		return h, false
	}
	h.Delimiters = marks.Delimiters
	to := map[int]*string{
		3: &h.Sender, 4: &h.SenderFacility, 5: &h.Receiver, 6: &h.ReceiverFacility, 9: &h.Type, 10: &h.ControlID,
		11: &h.Processing, 12: &h.Version, 15: &h.Accept, 16: &h.Application, 18: &h.Charset,
	}
	eachHeaderField(message, func(number int, field []byte) bool {
		if s := to[number]; s != nil && len(field) <= mostHeaderField && !bytes.ContainsAny(field, "\x0b\x1c") && string(field) != `""` {
			*s = string(field)
		}
		return number < 18
	})
	return h, h.ControlID != ""
}

// mostHeaderField bounds a field that an acknowledgment repeats.
const mostHeaderField = 1000

// Answers returns the codes of the acknowledgments that the sender wants of what
// became of its message, in the order in which they are sent; none where it wants
// none. In the original mode, where MSH-15 and MSH-16 are empty, that is code
// itself. In the enhanced mode it is an accept acknowledgment (CA, CE, CR) as
// MSH-15 asks, and an application acknowledgment as MSH-16 asks: for a message
// that was not accepted the first alone, if it is wanted.
func (h *Header) Answers(code AckCode) []AckCode {
	if code == "" {
		code = AppAccept
	}
	if h.Accept == "" && h.Application == "" {
		return []AckCode{code}
	}
	var codes []AckCode
	accepted := code == AppAccept
	if wanted(h.Accept, accepted) {
		codes = append(codes, code.commit())
	}
	if wanted(h.Application, accepted) && (accepted || len(codes) == 0) {
		codes = append(codes, code)
	}
	return codes
}

// wanted reads a code of HL7's table 0155.
func wanted(condition string, accepted bool) bool {
	switch condition {
	case "AL":
		return true
	case "SU":
		return accepted
	case "ER":
		return !accepted
	}
	return false
}

// AppendAck appends the acknowledgment of a message, without a frame: MSH, MSA
// and an ERR for each error, in the delimiters and the characters of the message.
// Before v2.5 an ERR has the location and the code in ERR-1, from then on in ERR-2
// and ERR-3.
func (h *Header) AppendAck(dst []byte, a Ack) []byte {
	d := h.Delimiters
	if d == (Delimiters{}) {
		d = DefaultDelimiters()
	}
	joined := func(mark byte, parts ...string) string {
		return strings.TrimRight(strings.Join(parts, string(rune(mark))), string(rune(mark)))
	}
	text := func(s string) string { return string(d.AppendEscaped(nil, s)) }
	code, control, at := a.Code, text(a.ControlID), ""
	if code == "" {
		code = AppAccept
	}
	if control == "" {
		control = h.ControlID
	}
	if !a.Time.IsZero() {
		at = a.Time.Format("20060102150405-0700")
	}
	kind := "ACK"
	if event := nth(h.Type, d.Component, 2); event != "" {
		kind = joined(d.Component, "ACK", event)
		if h.current() {
			kind = joined(d.Component, "ACK", event, "ACK")
		}
	}
	version, processing := h.Version, h.Processing
	if version == "" {
		version = "2.5"
	}
	if processing == "" {
		processing = "P"
	}
	fields := []string{"", d.EncodingCharacters(), h.Receiver, h.ReceiverFacility, h.Sender, h.SenderFacility, at, "", kind, control, processing, version}
	if h.Charset != "" {
		fields = append(fields, "", "", "", "", "", h.Charset)
	}
	dst = d.AppendSegment(dst, "MSH", fields)
	dst = d.AppendSegment(dst, "MSA", []string{string(code), h.ControlID})
	for _, e := range a.Errors {
		l, number := e.Location, ""
		if e.Code != 0 {
			number = strconv.Itoa(int(e.Code))
		}
		if !h.current() {
			dst = d.AppendSegment(dst, "ERR", []string{joined(d.Component, l.Segment, count(l.Sequence), count(l.Field),
				joined(d.Subcomponent, number, text(e.Code.String()), "HL70357"))})
			continue
		}
		severity := e.Severity
		if severity == "" {
			severity = "E"
		}
		fields := []string{
			"", joined(d.Component, l.Segment, count(l.Sequence), count(l.Field), count(l.Repetition), count(l.Component)),
			joined(d.Component, number, text(e.Code.String()), "HL70357"), severity, text(e.Detail), "", "", text(e.Text),
		}
		for len(fields) > 4 && fields[len(fields)-1] == "" {
			fields = fields[:len(fields)-1]
		}
		dst = d.AppendSegment(dst, "ERR", fields)
	}
	return dst
}

// current reports whether the message is of v2.5 or later, or does not say.
func (h *Header) current() bool {
	version := nth(h.Version, h.Delimiters.Component, 1)
	major, minor, _ := strings.Cut(version, ".")
	minor, _, _ = strings.Cut(minor, ".")
	n, err := strconv.Atoi(minor)
	return version == "" || major != "2" || err != nil || n >= 5
}

// count writes a part of a location.
func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// AppendFrame appends a message in a frame of MLLP.
func AppendFrame(dst, message []byte) []byte {
	dst = append(dst, frameStart)
	dst = append(dst, message...)
	return append(dst, frameEnd, '\r')
}

// TrimFrame returns a message without its frame of MLLP, or as it is where it has
// none: what [ReadHeader] takes, of [Frame.Raw] and of the like.
func TrimFrame(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte{frameStart})
	if rest, found := bytes.CutSuffix(raw, []byte{frameEnd, '\r'}); found {
		return rest
	}
	return bytes.TrimSuffix(raw, []byte{frameEnd})
}
