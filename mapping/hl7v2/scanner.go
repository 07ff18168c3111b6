package hl7v2

import (
	"bytes"
	"errors"
	"io"
)

// MaxMessage is the size, in bytes, beyond which a Scanner gives a message up.
const MaxMessage = 16 << 20

// byteOrderMark is what some programs write before each message.
const byteOrderMark = "\xef\xbb\xbf"

// The bytes of MLLP's frames.
const (
	frameStart = 0x0b
	frameEnd   = 0x1c
)

// A Fault says what is wrong with a frame as a whole.
type Fault string

// The faults of frames.
const (
	// NoHeader: the bytes are no message; they do not start with MSH.
	NoHeader Fault = "no-message-header"
	// Unterminated: the MLLP frame has no end, so the message may have been cut.
	Unterminated Fault = "unterminated-frame"
	// TooLong: the message is longer than MaxMessage.
	TooLong Fault = "message-too-long"
)

// A Frame is one message of a stream.
type Frame struct {
	// Raw is the message as the stream has it, its MLLP frame included.
	Raw []byte
	// Message is the message alone, without a byte order mark before it. Like Raw
	// it is valid until the next call of Scanner.Next.
	Message []byte
	// Line is the 1-based line on which the message starts. CR, LF and CR LF
	// each end a line.
	Line int
	// Ended reports that the last segment has its end, or the frame its own:
	// without either the message may have been cut short.
	Ended bool
	// Fault is empty where nothing is wrong.
	Fault Fault
}

// A Scanner finds the messages of a stream. It holds one at a time.
//
// A message starts with MSH at the start of a line, or of a frame. The lines
// FHS, BHS, BTS and FTS of a batch are not part of any.
type Scanner struct {
	r          io.Reader
	buf        []byte
	start, end int
	line       int
	eof        bool
	err        error
	framed     bool // a frame is open
	returned   bool // the byte before start is CR
}

// NewScanner returns a Scanner that reads from r.
func NewScanner(r io.Reader) *Scanner {
	return &Scanner{r: r, buf: make([]byte, 64<<10), line: 1}
}

// fill reads more, keeping what starts at start, and reports whether there was
// more to read.
func (s *Scanner) fill() bool {
	if s.eof {
		return false
	}
	if s.start > 0 {
		copy(s.buf, s.buf[s.start:s.end])
		s.end -= s.start
		s.start = 0
	}
	if s.end == len(s.buf) {
		larger := make([]byte, 2*len(s.buf))
		copy(larger, s.buf[:s.end])
		s.buf = larger
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err != nil {
			s.eof = true
			if !errors.Is(err, io.EOF) {
				s.err = err
			}
			return n > 0
		}
		if n > 0 {
			return true
		}
	}
	s.eof, s.err = true, io.ErrNoProgress
	return false
}

// at returns the byte i bytes from start.
func (s *Scanner) at(i int) (byte, bool) {
	for s.start+i >= s.end {
		if !s.fill() {
			return 0, false
		}
	}
	return s.buf[s.start+i], true
}

// skip passes over n bytes, counting lines.
func (s *Scanner) skip(n int) {
	if n == 0 {
		return
	}
	passed := s.buf[s.start : s.start+n]
	s.line += lines(passed)
	if s.returned && passed[0] == '\n' {
		s.line-- // the second half of CR LF
	}
	s.returned = passed[n-1] == '\r'
	s.start += n
}

// lines counts the ends of lines in b: CR, LF, or CR LF.
func lines(b []byte) int {
	n := bytes.Count(b, []byte{'\n'})
	for {
		i := bytes.IndexByte(b, '\r')
		if i < 0 {
			return n
		}
		if i+1 == len(b) || b[i+1] != '\n' {
			n++
		}
		b = b[i+1:]
	}
}

// Next returns the next message, and io.EOF after the last. An error other
// than that is the reader's.
func (s *Scanner) Next() (Frame, error) {
	for {
		if s.line == 1 && s.start == 0 {
			s.skipMark()
		}
		b, ok := s.at(0)
		if !ok {
			if s.err != nil {
				return Frame{}, s.err
			}
			return Frame{}, io.EOF
		}
		switch {
		case b == '\r':
			n := 1
			if next, ok := s.at(1); ok && next == '\n' {
				n = 2
			}
			s.skip(n)
			continue
		case b == '\n' || b == ' ' || b == '\t':
			s.skip(1)
			continue
		case b == frameEnd && s.framed:
			s.framed = false
			s.skip(1)
			continue
		}
		body := 0
		if b == frameStart {
			s.framed = true
			body = 1
		}
		if name, ok := s.name(body); ok && name != "MSH" {
			s.envelope(body)
			continue
		}
		f := s.message(body)
		if s.err != nil {
			return Frame{}, s.err
		}
		return f, nil
	}
}

func (s *Scanner) skipMark() {
	if _, ok := s.at(2); ok && string(s.buf[:3]) == byteOrderMark {
		s.start = 3
	}
}

// name returns the name of the segment i bytes from start, if it is one of
// those that start or surround messages.
func (s *Scanner) name(i int) (string, bool) {
	if _, ok := s.at(i + 3); !ok {
		return "", false
	}
	if s.buf[s.start+i] == byteOrderMark[0] {
		s.at(i + len(byteOrderMark) + 3)
	}
	return header(s.buf[s.start+i : s.end])
}

// header returns the name of the segment at the front of b, if it is one of
// those that start or surround messages.
func header(b []byte) (string, bool) {
	b = bytes.TrimPrefix(b, []byte(byteOrderMark))
	if len(b) < 4 || word(b[3]) {
		return "", false
	}
	switch name := string(b[:3]); name {
	case "MSH", "FHS", "BHS", "BTS", "FTS":
		return name, true
	}
	return "", false
}

func word(b byte) bool {
	return 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' || '0' <= b && b <= '9' || b <= ' ' || b >= 0x7f
}

// envelope passes over a line of a batch.
func (s *Scanner) envelope(body int) {
	n := body
	for {
		b, ok := s.at(n)
		if !ok || b == '\r' || b == '\n' || b == frameEnd {
			break
		}
		n++
	}
	s.skip(n)
}

// message takes the message whose first line starts body bytes from start.
func (s *Scanner) message(body int) Frame {
	f := Frame{Line: s.line}
	if _, ok := s.name(body); !ok {
		f.Fault = NoHeader
	}
	n := body
	for {
		b, ok := s.at(n)
		switch {
		case !ok:
			if s.framed && f.Fault == "" {
				f.Fault = Unterminated
			}
			s.framed = false
			return s.frame(f, body, n, n)
		case b == frameEnd:
			end := n + 1
			if next, ok := s.at(end); ok && next == '\r' {
				end++
			}
			f.Ended = true
			s.framed = false
			return s.frame(f, body, n, end)
		case b == frameStart:
			if s.framed && f.Fault == "" {
				f.Fault = Unterminated
			}
			return s.frame(f, body, n, n)
		case n >= MaxMessage:
			f.Fault = TooLong
			return s.frame(f, body, n, n)
		case b != '\r' && b != '\n':
			n++
			// Most bytes end here: those that cannot matter are passed over.
			n += plain(s.buf[s.start+n : s.end])
		default:
			n++
			if next, ok := s.at(n); b == '\r' && ok && next == '\n' {
				n++
			}
			if _, ok := s.name(n); ok {
				f.Ended = true
				return s.frame(f, body, n, n)
			}
			if _, ok := s.at(n); !ok {
				f.Ended = true
			}
		}
	}
}

// plain counts the bytes at the front of b that neither end a line nor belong
// to a frame.
func plain(b []byte) int {
	for i, x := range b {
		if x < ' ' && (x == '\r' || x == '\n' || x == frameStart || x == frameEnd) {
			return i
		}
	}
	return len(b)
}

// frame gives the message from body to end; raw says where it ends with what
// belongs to it.
func (s *Scanner) frame(f Frame, body, end, raw int) Frame {
	f.Raw = s.buf[s.start : s.start+raw]
	f.Message = bytes.TrimPrefix(s.buf[s.start+body:s.start+end], []byte(byteOrderMark))
	s.skip(raw)
	return f
}
