package fhir

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// DefaultLimit is how long a value of a stream may be where nobody says
// otherwise, in bytes.
const DefaultLimit = 128 << 20

// A Value is one JSON value of a stream.
type Value struct {
	// Text is the value as written, without what stands around it. It is the
	// caller's to keep.
	Text []byte
	// Line is the 1-based line on which it starts, and Offset the byte.
	Line   int
	Offset int64
	// Broken says what is wrong with a value that is none: "" for JSON whose
	// brackets and strings end. Text has then what was passed over.
	Broken string
}

// What Value.Broken says.
const (
	// BrokenXML: markup begins where a value should. It is the rest of the stream.
	BrokenXML = "is XML, and not JSON"
	// BrokenText: no object begins where one should. It is the rest of the line.
	BrokenText = "is no JSON object"
	// BrokenObject: an object that does not end, or not as it should. What
	// follows is read from the next line on.
	BrokenObject = "is JSON that is broken off"
)

// A LimitError says that a value of a stream is longer than the limit.
type LimitError struct {
	Line  int
	Limit int
}

// Error returns the line and the limit.
func (e *LimitError) Error() string {
	return fmt.Sprintf("line %d: the value is longer than %d MiB", e.Line, e.Limit>>20)
}

// A Scanner reads a stream of JSON objects: one a line (NDJSON), over several
// lines, one after the other, or in arrays, with byte order marks or without. It
// holds one object at a time, and looks no deeper than where it ends. A Scanner
// is not safe for concurrent use.
type Scanner struct {
	in     io.Reader
	limit  int
	buffer []byte // what is read and not handed out
	next   int    // in buffer
	line   int
	offset int64 // of buffer[0]
	err    error // of in
	begun  bool
}

// NewScanner returns a Scanner of a stream whose values are at most limit bytes
// long; DefaultLimit where it is 0.
func NewScanner(in io.Reader, limit int) *Scanner {
	if limit <= 0 {
		limit = DefaultLimit
	}
	return &Scanner{in: in, limit: limit, line: 1}
}

const scanRoom = 64 << 10

var byteOrderMark = []byte("\xEF\xBB\xBF")

// Next returns the next value. The error is io.EOF after the last, a
// [*LimitError], or that of the reader.
func (s *Scanner) Next() (Value, error) {
	for {
		c, err := s.peek()
		if err != nil {
			return Value{}, err
		}
		switch c {
		case '\n':
			s.line++
			s.next++
		case ' ', '\t', '\r', ',', '[', ']', 0x1E: // RFC 7464 puts a record separator before each value
			s.next++
		case byteOrderMark[0]:
			for len(s.ahead()) < len(byteOrderMark) && s.fill() { // until it is whole
			}
			if !bytes.HasPrefix(s.ahead(), byteOrderMark) {
				return s.rest(BrokenText, false)
			}
			s.next += len(byteOrderMark)
		case '{':
			s.begun = true
			return s.object()
		case '<':
			return s.rest(BrokenXML, !s.begun)
		default:
			return s.rest(BrokenText, false)
		}
	}
}

// peek returns the byte in hand.
func (s *Scanner) peek() (byte, error) {
	for s.next == len(s.buffer) {
		if !s.fill() {
			return 0, s.err
		}
	}
	return s.buffer[s.next], nil
}

// fill reads on, and reports whether there is more. What is handed out makes room.
func (s *Scanner) fill() bool {
	if s.err != nil {
		return false
	}
	if cap(s.buffer)-len(s.buffer) < scanRoom/2 {
		left := s.buffer[s.next:]
		into := s.buffer[:0]
		if cap(s.buffer)-len(left) < scanRoom/2 {
			into = make([]byte, 0, len(left)+len(left)/2+scanRoom)
		}
		s.offset += int64(s.next)
		s.buffer, s.next = append(into, left...), 0
	}
	n, err := s.in.Read(s.buffer[len(s.buffer):cap(s.buffer)])
	s.buffer = s.buffer[:len(s.buffer)+n]
	s.err = err
	if n == 0 && err == nil {
		s.err = io.ErrNoProgress
	}
	return n > 0
}

// ahead returns what is read and not handed out.
func (s *Scanner) ahead() []byte { return s.buffer[s.next:] }

// take hands out the next n bytes.
func (s *Scanner) take(n int, broken string) Value {
	text := s.buffer[s.next : s.next+n]
	v := Value{Line: s.line, Offset: s.offset + int64(s.next), Broken: broken}
	if n >= scanRoom { // a long one takes the buffer with it
		v.Text = text[:n:n]
		s.offset += int64(s.next + n)
		s.buffer, s.next = bytes.Clone(s.buffer[s.next+n:]), 0
	} else {
		v.Text = bytes.Clone(text)
		s.next += n
	}
	s.line += bytes.Count(v.Text, []byte{'\n'})
	return v
}

// rest hands out what is no object: the rest of the line, or of the stream.
func (s *Scanner) rest(broken string, stream bool) (Value, error) {
	n := 0
	for {
		if end := bytes.IndexByte(s.ahead()[n:], '\n'); end >= 0 && !stream {
			return s.take(n+end, broken), nil
		}
		n = len(s.ahead())
		if n > s.limit {
			return Value{}, &LimitError{Line: s.line, Limit: s.limit}
		}
		if !s.fill() {
			if !errors.Is(s.err, io.EOF) {
				return Value{}, s.err
			}
			return s.take(n, broken), nil
		}
	}
}

// object hands out the object that begins here.
func (s *Scanner) object() (Value, error) {
	var (
		text  = s.ahead()
		depth int
		in    bool // a string
		ended bool // a value has, and a comma or bracket is to follow
		last  int  // where the line in hand begins
	)
	for i := 0; ; i++ {
		for i >= len(text) {
			if i > s.limit {
				return Value{}, &LimitError{Line: s.line, Limit: s.limit}
			}
			if !s.fill() {
				if !errors.Is(s.err, io.EOF) {
					return Value{}, s.err
				}
				return s.broken(len(text), last)
			}
			text = s.ahead()
		}
		c := text[i]
		if in {
			switch c {
			case '"':
				in, ended = false, true
			case '\\':
				i++ // what is escaped ends no string
			case '\n':
				return s.broken(i, last)
			}
			continue
		}
		switch c {
		case '\n':
			last = i + 1
		case '{', '[', '"':
			if ended {
				return s.broken(i, last)
			}
			if in = c == '"'; !in {
				depth++
			}
		case '}', ']':
			ended = true
			if depth--; depth == 0 {
				if i >= s.limit {
					return Value{}, &LimitError{Line: s.line, Limit: s.limit}
				}
				return s.take(i+1, ""), nil
			}
		case ',', ':':
			ended = false
		}
	}
}

// broken hands out an object that was found broken at byte i: up to the line that
// begins there with an object of its own, or else with the rest of the line.
func (s *Scanner) broken(i, line int) (Value, error) {
	text := s.ahead()
	if line > 0 && i < len(text) && text[i] == '{' && len(bytes.TrimSpace(text[line:i])) == 0 {
		return s.take(line-1, BrokenObject), nil
	}
	for {
		text = s.ahead()
		if end := bytes.IndexByte(text[i:], '\n'); end >= 0 {
			return s.take(i+end, BrokenObject), nil
		}
		if i = len(text); i > s.limit {
			return Value{}, &LimitError{Line: s.line, Limit: s.limit}
		}
		if !s.fill() {
			if !errors.Is(s.err, io.EOF) {
				return Value{}, s.err
			}
			return s.take(i, BrokenObject), nil
		}
	}
}
