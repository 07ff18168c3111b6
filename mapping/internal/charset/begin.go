package charset

import (
	"bytes"
	"io"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// A Text is a file of which the start has been looked at.
type Text struct {
	io.Reader        // of the whole text, without its byte order mark
	Start     []byte // of the text; nil where it is empty
	Mark      string // the encoding of the byte order mark, "" where there is none
	Decoded   bool   // it was UTF-16, and is UTF-8 now
}

// mostStart is how much of a file is looked at.
const mostStart = 256 << 10

// mostIdle is how often a source may give nothing before it is given up.
const mostIdle = 100

// Begin looks at the start of a file, as much of it as one read gives, and takes
// its byte order mark for what it says. An error of reading comes when the text
// is read.
func Begin(r io.Reader) *Text {
	t := begin(r)
	switch {
	case bytes.HasPrefix(t.Start, []byte("\xef\xbb\xbf")):
		t.Start, t.Mark = t.Start[3:], EncodingUTF8
		io.CopyN(io.Discard, t, 3) //nolint:errcheck // the three bytes are in memory
	case bytes.HasPrefix(t.Start, []byte("\xff\xfe")), bytes.HasPrefix(t.Start, []byte("\xfe\xff")):
		t = begin(transform.NewReader(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()))
		t.Mark, t.Decoded = EncodingUTF8, true
	}
	return t
}

// begin reads the start, which is three bytes at least where the file has them:
// as many as a mark needs.
func begin(r io.Reader) *Text {
	start := make([]byte, mostStart)
	n, idle := 0, 0
	var err error
	for n < 3 && err == nil {
		var read int
		read, err = r.Read(start[n:])
		n += read
		if idle++; read > 0 {
			idle = 0
		}
		if err == nil && idle == mostIdle {
			err = io.ErrNoProgress
		}
	}
	start = start[:n:n]
	rest := r
	if err != nil {
		rest = failing{err}
	}
	return &Text{Reader: io.MultiReader(bytes.NewReader(start), rest), Start: start}
}

// failing is a reader that gives nothing but an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
