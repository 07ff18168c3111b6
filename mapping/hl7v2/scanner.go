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
	// Raw is the message as the stream has it, its MLLP frame included. The CR
	// that ends a frame is given as if it had come: nobody waits for it.
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

// A Scanner finds the messages of a stream. It holds one at a time. It is not
// safe for concurrent use.
//
// A message starts with MSH at the start of a line, or of a frame. The lines
// FHS, BHS, BTS and FTS of a batch are not part of any: [Scanner.Batch] says
// what is wrong with them.
//
// A message in a frame is returned when its frame ends, so a Scanner can read a
// connection whose other side waits for an answer. Without a frame nothing says
// that a message has ended but the next one, or the end of the stream.
type Scanner struct {
	r          io.Reader
	buf        []byte
	start, end int
	line       int
	eof        bool
	err        error
	framed     bool // a frame is open
	returned   bool // the byte before start is CR
	batch      batch
}

// NewScanner returns a Scanner that reads from r, which Next alone does.
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
			s.batch.end()
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
			s.unframe()
			s.skip(1)
			continue
		}
		body := 0
		if b == frameStart {
			s.frameOpens()
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
	if b, ok := s.at(0); !ok || b != byteOrderMark[0] {
		return
	}
	if _, ok := s.at(2); ok && string(s.buf[:3]) == byteOrderMark {
		s.start = 3
	}
}

// name returns the name of the segment i bytes from start, if it is one of
// those that start or surround messages. It reads no further than it must: what
// ends a frame is the last byte that comes for now.
func (s *Scanner) name(i int) (string, bool) {
	mark := 0
	for ; mark < len(byteOrderMark); mark++ {
		if b, ok := s.at(i + mark); !ok || b != byteOrderMark[mark] {
			break
		}
	}
	if mark > 0 && mark < len(byteOrderMark) {
		return "", false
	}
	i += mark
	n := 0
	for ; n < 4; n++ {
		if b, ok := s.at(i + n); !ok || n < 3 && (b < 'A' || b > 'Z') {
			break
		}
	}
	return header(s.buf[s.start+i-mark : s.start+i+n])
}

// header returns the name of the segment at the front of b, if it is one of
// those that start or surround messages. A trailer may have no fields.
func header(b []byte) (string, bool) {
	b = bytes.TrimPrefix(b, []byte(byteOrderMark))
	if len(b) < 3 {
		return "", false
	}
	bare := len(b) == 3 || b[3] == '\r' || b[3] == '\n' || b[3] == frameEnd
	switch name := string(b[:3]); name {
	case "MSH", "FHS", "BHS":
		return name, !bare && !word(b[3])
	case "BTS", "FTS":
		return name, bare || !word(b[3])
	}
	return "", false
}

func word(b byte) bool {
	return 'A' <= b && b <= 'Z' || 'a' <= b && b <= 'z' || '0' <= b && b <= '9' || b <= ' ' || b >= 0x7f
}

// envelope passes over a line of a batch.
func (s *Scanner) envelope(body int) {
	n := body
	for n < MaxMessage {
		b, ok := s.at(n)
		if !ok || b == '\r' || b == '\n' || b == frameEnd {
			break
		}
		n++
	}
	s.batch.segment(bytes.TrimPrefix(s.buf[s.start+body:s.start+n], []byte(byteOrderMark)), s.line)
	s.skip(n)
}

func (s *Scanner) frameOpens() {
	s.framed = true
	s.batch.frameOpens()
}

func (s *Scanner) unframe() {
	s.framed = false
	s.batch.frameEnds()
}

// message takes the message whose first line starts body bytes from start.
func (s *Scanner) message(body int) Frame {
	f := Frame{Line: s.line}
	if _, ok := s.name(body); ok {
		s.batch.message()
	} else {
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
			s.unframe()
			return s.frame(f, body, n, n)
		case b == frameEnd:
			f.Ended = true
			s.unframe()
			return s.framedBy(f, body, n)
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

// framedBy is frame for a message whose frame ends at end. The CR after it may
// not have come: then it is added, and passed over when it comes.
func (s *Scanner) framedBy(f Frame, body, end int) Frame {
	if next := s.start + end + 1; next < s.end {
		if s.buf[next] == '\r' {
			return s.frame(f, body, end, end+2)
		}
		return s.frame(f, body, end, end+1)
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, 0)
		s.buf = s.buf[:cap(s.buf)]
	}
	s.buf[s.end] = '\r'
	f = s.frame(f, body, end, end+1)
	f.Raw = f.Raw[:len(f.Raw)+1]
	return f
}
