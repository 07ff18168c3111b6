// Package hl7v2 takes HL7 v2 messages in ER7, the encoding with vertical bars,
// apart. It knows the syntax alone: what the segments and fields mean is the
// caller's business.
//
// A [Scanner] finds the messages of a stream, each as the bytes that the stream
// has: plain or in MLLP frames, with segments that end in CR, LF or both, in a
// batch or not. [Scanner.Batch] says what is wrong with the batches. [Parse] splits the text of one message into segments and
// fields, by the delimiters of its MSH; a [Message] hands out repetitions,
// components and subcomponents, and [Message.Unescape] undoes escape sequences.
// [Delimiters.AppendSegment] and [Delimiters.AppendEscaped] are the way back.
//
// A receiver answers with [Header.AppendAck], also a message that nobody could
// read: [ReadHeader] needs no more than the first segment.
//
// The bytes of a message must be decoded before it is split: the second byte
// of a character of Big5 or GB18030 can be a delimiter's (許 in Big5 ends in
// the byte of a backslash). [Charset] finds what the message says its
// characters are without that knowledge.
//
// The package is strict where a guess could give one patient another's data,
// and lax about the rest: a message whose delimiters cannot be read, or with a
// line that is no segment, is an error with its position; segments may stand in
// any order, and be unknown. No error holds a part of a message.
package hl7v2
