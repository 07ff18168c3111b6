package hl7v2

import (
	"errors"
	"fmt"
	"iter"
	"strings"
)

// The limits of what Parse takes.
const (
	MaxSegments = 4096    // of a message
	MaxFields   = 255     // of a segment; no standard one has a hundred
	MaxField    = 1 << 20 // bytes of a field, its repetitions included
)

// The causes of a ParseError.
var (
	// ErrHeader: the text does not start with MSH.
	ErrHeader = errors.New("the message does not start with MSH")
	// ErrDelimiters: MSH-1 and MSH-2 are not five different marks.
	ErrDelimiters = errors.New("the delimiters of MSH-1 and MSH-2 are not five different marks")
	// ErrSegment: a line is no segment.
	ErrSegment = errors.New("a line does not start with the name of a segment")
	// ErrTooMany: the message has more than MaxSegments segments.
	ErrTooMany = errors.New("the message has too many segments")
	// ErrFields: a segment has more than MaxFields fields.
	ErrFields = errors.New("a segment has more than 255 fields")
	// ErrTooLong: a field is longer than MaxField.
	ErrTooLong = errors.New("a field is longer than 1 MiB")
)

// A ParseError says where a message cannot be split. It holds no part of the
// message.
type ParseError struct {
	// Line is the 1-based line of the message.
	Line int
	// Segment is the name of the segment, "" where the line has none.
	Segment string
	// Field is the 1-based field of the segment, 0 where it is the segment.
	Field int
	Err   error
}

// Error returns the error with its position.
func (e *ParseError) Error() string {
	return fmt.Sprintf("line %d: %v", e.Line, e.Err)
}

// Unwrap returns the cause.
func (e *ParseError) Unwrap() error { return e.Err }

// Delimiters are the marks of MSH-1 and MSH-2.
type Delimiters struct {
	Field, Component, Repetition, Escape, Subcomponent byte
}

// Repetitions yields the repetitions of a field.
func (d Delimiters) Repetitions(field string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for {
			i := strings.IndexByte(field, d.Repetition)
			if i < 0 {
				yield(field)
				return
			}
			if !yield(field[:i]) {
				return
			}
			field = field[i+1:]
		}
	}
}

// ComponentOf returns the nth component of one repetition of a field, from 1;
// "" where there is none.
func (d Delimiters) ComponentOf(repetition string, n int) string {
	return nth(repetition, d.Component, n)
}

// SubcomponentOf returns the nth subcomponent of a component, from 1; "" where
// there is none.
func (d Delimiters) SubcomponentOf(component string, n int) string {
	return nth(component, d.Subcomponent, n)
}

func nth(s string, delimiter byte, n int) string {
	for ; n > 1; n-- {
		i := strings.IndexByte(s, delimiter)
		if i < 0 {
			return ""
		}
		s = s[i+1:]
	}
	if i := strings.IndexByte(s, delimiter); i >= 0 {
		return s[:i]
	}
	return s
}

// A Segment is one segment of a message.
type Segment struct {
	Name string // "PID"
	Line int    // 1-based line of the message
	// Text is the segment as it stands, its name included.
	Text string

	message     *Message
	first, last int // of message.bounds
}

// Fields returns the number of the last field that the segment has.
func (s *Segment) Fields() int {
	if s.Name == "MSH" {
		return s.last - s.first
	}
	return s.last - s.first - 1
}

// Field returns the nth field of the segment, from 1, with its repetitions and
// its escape sequences as they stand; "" where there is none. MSH-1 is the
// delimiter itself.
func (s *Segment) Field(n int) string {
	if s.Name == "MSH" {
		if n == 1 {
			return s.Text[3:4]
		}
		n--
	}
	if n < 1 || s.first+n >= s.last {
		return ""
	}
	b := s.message.bounds[s.first+n-1 : s.first+n+1]
	return s.Text[b[0]+1 : b[1]]
}

// A Message is the text of one message, split. It is valid until the next Parse
// into it.
type Message struct {
	Delimiters
	Segments []Segment
	// Decode turns the bytes of \X…\ into text, and reports whether they are
	// characters. Where it is nil, they are if they are valid UTF-8.
	Decode func([]byte) (string, bool)

	bounds []int32 // for each segment: the ends of its name and fields
}

// Parse splits the text of one message, which is valid UTF-8, into m, whose
// memory it uses again. Segments end in what the first of them ends in: where
// that is CR alone, a line feed is a character like any other. The error is a
// *ParseError.
func (m *Message) Parse(text string) error {
	m.Segments, m.bounds = m.Segments[:0], m.bounds[:0]
	if err := m.delimit(text); err != nil {
		return &ParseError{Line: 1, Segment: "MSH", Err: err}
	}
	feeds := true // whether a line feed ends a segment
	if i := strings.IndexAny(text, "\r\n"); i >= 0 && text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
		feeds = false
	}
	line := 1
	for text != "" {
		n := lineEnd(text, feeds)
		segment := text[:n]
		if strings.Trim(segment, " \t") != "" {
			if err := m.segment(segment, line); err != nil {
				return err
			}
			if !feeds {
				line += strings.Count(segment, "\n")
			}
		}
		text = text[n:]
		switch {
		case text == "":
		case strings.HasPrefix(text, "\r\n"):
			text = text[2:]
			line++
		default:
			text = text[1:]
			line++
		}
	}
	return nil
}

func lineEnd(text string, feeds bool) int {
	n := strings.IndexByte(text, '\r')
	if n < 0 {
		n = len(text)
	}
	if feeds {
		if i := strings.IndexByte(text[:n], '\n'); i >= 0 {
			return i
		}
	}
	return n
}

// delimit reads MSH-1 and MSH-2.
func (m *Message) delimit(text string) error {
	if !strings.HasPrefix(text, "MSH") || len(text) < 4 {
		return ErrHeader
	}
	if len(text) < 8 {
		return ErrDelimiters
	}
	m.Delimiters = Delimiters{Field: text[3], Component: text[4], Repetition: text[5], Escape: text[6], Subcomponent: text[7]}
	for i := 3; i < 8; i++ {
		if word(text[i]) || strings.IndexByte(text[3:i], text[i]) >= 0 {
			return ErrDelimiters
		}
	}
	// HL7 v2.7 has a sixth mark, for truncation.
	if len(text) > 8 && text[8] != m.Field && text[8] != '\r' && text[8] != '\n' &&
		(text[8] != '#' || len(text) > 9 && text[9] != m.Field) {
		return ErrDelimiters
	}
	return nil
}

func (m *Message) segment(text string, line int) error {
	if len(m.Segments) == MaxSegments {
		return &ParseError{Line: line, Err: ErrTooMany}
	}
	if !named(text) || len(text) > 3 && text[3] != m.Field {
		return &ParseError{Line: line, Err: ErrSegment}
	}
	s := Segment{Name: text[:3], Line: line, Text: text, message: m}
	if len(m.Segments) > 0 && s.Name == "MSH" {
		return &ParseError{Line: line, Err: ErrSegment}
	}
	if err := m.bound(&s); err != nil {
		return err
	}
	m.Segments = append(m.Segments, s)
	return nil
}

// bound finds the fields of a segment in its text.
func (m *Message) bound(s *Segment) error {
	text, line := s.Text, s.Line
	s.first = len(m.bounds)
	for from := 0; ; {
		n := strings.IndexByte(text[from:], m.Field)
		if n > MaxField || n < 0 && len(text)-from > MaxField {
			return &ParseError{Line: line, Segment: s.Name, Field: len(m.bounds) - s.first, Err: ErrTooLong}
		}
		if n < 0 {
			m.bounds = append(m.bounds, int32(len(text)))
			break
		}
		m.bounds = append(m.bounds, int32(from+n))
		from += n + 1
	}
	s.last = len(m.bounds)
	if s.Fields() > MaxFields {
		return &ParseError{Line: line, Segment: s.Name, Err: ErrFields}
	}
	return nil
}

// named reports whether text starts with the name of a segment: a capital
// letter, and two letters or digits.
func named(text string) bool {
	if len(text) < 3 || text[0] < 'A' || text[0] > 'Z' {
		return false
	}
	for i := 1; i < 3; i++ {
		if b := text[i]; (b < 'A' || b > 'Z') && (b < '0' || b > '9') {
			return false
		}
	}
	return true
}
