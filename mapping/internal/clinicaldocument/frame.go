package clinicaldocument

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
)

// A frame is one document of a file, as its bytes stand there.
type frame struct {
	raw         []byte
	line, lines int
	fault       string
}

// frames splits a file into documents that stand one after the other. Their
// encodings need not be known: in none of those that are read is a bracket or a quote
// part of a character of several bytes.
type frames struct {
	r    *bufio.Reader
	line int
	// start has the bytes of a document that began where none should.
	start []byte
}

func newFrames(r io.Reader) *frames { return &frames{r: bufio.NewReaderSize(r, 64<<10), line: 1} }

// A cutter finds the end of a document.
type cutter struct {
	*frames
	frame *frame
	depth int
	begun bool // the root has
	err   error
}

// next takes the next document off the file.
func (f *frames) next(record *frame) error {
	*record = frame{line: f.line}
	c := cutter{frames: f, frame: record}
	for _, b := range f.start {
		c.store(b)
	}
	f.start = nil
	for {
		b, ok := c.byte()
		if !ok {
			return c.end()
		}
		if b != '<' {
			continue
		}
		if done := c.markup(); c.err != nil {
			return c.end()
		} else if done {
			return c.end()
		}
	}
}

// end ends the document in hand: io.EOF where there is none.
func (c *cutter) end() error {
	r := c.frame
	if c.err != nil && !errors.Is(c.err, io.EOF) {
		return c.err
	}
	blank := len(bytes.TrimLeft(bytes.TrimPrefix(bytes.TrimSpace(r.raw), []byte("\xef\xbb\xbf")), " \t\r\n")) == 0
	if blank && r.fault == "" {
		return io.EOF
	}
	if c.err != nil && !c.begun && r.fault == "" && !bytes.Contains(r.raw, []byte("<")) {
		r.fault = "bad-xml" // text after the last document
	}
	before := len(r.raw) - len(bytes.TrimLeft(r.raw, " \t\r\n"))
	r.line += bytes.Count(r.raw[:before], []byte{'\n'})
	r.raw = r.raw[before:]
	r.lines = max(c.line-r.line+1, 1)
	if bytes.HasSuffix(r.raw, []byte{'\n'}) {
		r.lines = max(r.lines-1, 1)
	}
	return nil
}

func (c *cutter) store(b byte) {
	if len(c.frame.raw) < carrier.MostRecord {
		c.frame.raw = append(c.frame.raw, b)
	} else {
		c.frame.fault = "document-too-long"
	}
}

func (c *cutter) byte() (byte, bool) {
	b, err := c.r.ReadByte()
	if err != nil {
		c.err = err
		return 0, false
	}
	if b == '\n' {
		c.line++
	}
	c.store(b)
	return b, true
}

// markup reads what a bracket begins, and reports whether the document ends there.
func (c *cutter) markup() bool {
	switch next, _ := c.r.Peek(9); { //nolint:errcheck // an error comes when the bytes are read
	case bytes.HasPrefix(next, []byte("!--")):
		c.until("!--", "-->")
	case bytes.HasPrefix(next, []byte("![CDATA[")):
		c.until("![CDATA[", "]]>")
	case bytes.HasPrefix(next, []byte("?xml ")) && c.begun:
		// Another document begins, and this one has not ended.
		c.frame.raw = c.frame.raw[:len(c.frame.raw)-1]
		c.start = []byte{'<'}
		return true
	case bytes.HasPrefix(next, []byte("?")):
		c.until("?", "?>")
	case bytes.HasPrefix(next, []byte("!")):
		c.until("!", ">")
	case bytes.HasPrefix(next, []byte("/")):
		c.tag()
		if c.depth--; c.depth <= 0 {
			return c.trailing()
		}
	default:
		c.begun = true
		if c.depth++; c.tag() {
			if c.depth--; c.depth == 0 {
				return c.trailing()
			}
		}
	}
	return false
}

// trailing takes the end of the line after a document.
func (c *cutter) trailing() bool {
	for {
		next, err := c.r.Peek(1)
		if err != nil || next[0] != '\r' && next[0] != '\n' {
			return true
		}
		if b, _ := c.byte(); b == '\n' {
			return true
		}
	}
}

// until reads up to an end, which does not begin in the start.
func (c *cutter) until(start, end string) {
	for range len(start) {
		c.byte()
	}
	matched := 0
	for matched < len(end) {
		b, ok := c.byte()
		switch {
		case !ok:
			return
		case b == end[matched]:
			matched++
		case b == end[0] && matched == 2 && end[1] == end[0]: // --->
		case b == end[0]:
			matched = 1
		default:
			matched = 0
		}
	}
}

// tag reads a tag to its end, and reports whether its element ends with it.
func (c *cutter) tag() (empty bool) {
	var quote, last byte
	for {
		b, ok := c.byte()
		switch {
		case !ok:
			return false
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case b == '"' || b == '\'':
			quote = b
		case b == '>':
			return last == '/'
		}
		last = b
	}
}
