package message

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// Carrier reads and writes messages of HL7 v2 in ER7.
var Carrier = carrier.Carrier{Format: layout.HL7v2, Recognize: recognize, Open: Open, NewWriter: NewWriter}

// byteOrderMark is that of UTF-8.
const byteOrderMark = "\ufeff"

// recognize reports whether a file starts as messages do, or as a batch of them:
// the character after the name of the segment is a mark, and no separator of a
// table.
func recognize(start []byte, _ []*layout.Layout) bool {
	text := strings.TrimLeft(string(start[:min(len(start), 256)]), "\r\n \t\x0b")
	text = strings.TrimPrefix(text, byteOrderMark)
	for _, name := range [...]string{"MSH", "FHS", "BHS"} {
		if rest, found := strings.CutPrefix(text, name); found && len(rest) > 4 && !strings.ContainsAny(rest[:1], ",;\t\"") && !chars.IsLetter(rest[0]) && !chars.IsDigit(rest[0]) {
			return true
		}
	}
	return false
}

// A source yields the messages of a file.
type source struct {
	file    carrier.File
	scanner *hl7v2.Scanner
	number  int
	issues  []frontsheet.Issue // of what stands around the messages read so far
}

// Open starts reading messages in the last of the layouts. It reads nothing yet:
// of a connection the first message may be long in coming.
func Open(r io.Reader, layouts []*layout.Layout, o carrier.Options) (carrier.Source, error) {
	s := &source{file: carrier.File{Layout: chosen(layouts, r), Options: o}, scanner: hl7v2.NewScanner(r)}
	if o.Fold {
		return &visits{source: s}, nil
	}
	return s, nil
}

// Next takes the next message off the file. A file without any message is an
// empty one, as for a table.
func (s *source) Next(r *carrier.Row) error {
	err := s.scan(r)
	if errors.Is(err, io.EOF) && s.number == 0 {
		return &carrier.Error{Err: carrier.ErrEmpty}
	}
	if err != nil {
		return err
	}
	s.number++
	r.Number = s.number
	return nil
}

// scan reads a message as a row of one cell, which is the message without its
// frame.
func (s *source) scan(r *carrier.Row) error {
	f, err := s.scanner.Next()
	s.batches()
	if errors.Is(err, io.EOF) {
		return err
	}
	if err != nil {
		return &carrier.Error{Err: err}
	}
	from := 0
	if len(f.Raw) > 0 && f.Raw[0] == 0x0b {
		from = 1
	}
	if bytes.HasPrefix(f.Raw[from:], []byte(byteOrderMark)) {
		from += len(byteOrderMark)
	}
	*r = carrier.Row{Raw: f.Raw, Cells: append(r.Cells[:0], carrier.Span{From: int32(from), To: int32(from + len(f.Message))}), Line: f.Line, Lines: 1, Fault: string(f.Fault)}
	return nil
}

// File returns what is known of the file.
func (s *source) File() *carrier.File { return &s.file }

// Encoding returns the encoding that the caller chose, or where each message
// states its own.
func (s *source) Encoding() string {
	if s.file.Encoding == charset.EncodingAuto {
		return "MSH-18"
	}
	return s.file.Encoding
}

// Header returns nil: messages have no header in common.
func (s *source) Header() []byte { return nil }

// Issues returns what was found of batches, so far: each message has its own.
func (s *source) Issues() []frontsheet.Issue { return s.issues }

// batches reports what is wrong with the batches around the messages.
func (s *source) batches() {
	for _, f := range s.scanner.Batch() {
		i := frontsheet.Issue{File: s.file.File, Line: f.Line, Column: f.Segment, Severity: frontsheet.Warning, Code: string(f.Fault)}
		of, parts := "the batch", "messages"
		if f.Segment[0] == 'F' {
			of, parts = "the file", "batches"
		}
		switch {
		case f.Fault == hl7v2.NoTrailer:
			i.Detail = of + " has a header and no trailer: its end may be missing"
		case f.Fault == hl7v2.NoBatchHeader:
			i.Severity, i.Detail = frontsheet.Information, of+" has a trailer and no header: its start may be missing"
		case f.Stated < 0:
			i.Column += "-1"
			i.Detail = fmt.Sprintf("how many %s there are to be is not a number; there are %d", parts, f.Counted)
		default:
			i.Column += "-1"
			i.Detail = fmt.Sprintf("%s is to have %d %s, and has %d", of, f.Stated, parts, f.Counted)
		}
		s.issues = append(s.issues, i)
	}
}

// Close does nothing: whoever opened the file closes it.
func (s *source) Close() {}

// chosen returns the layout of messages that nobody has named: the last of those whose
// messages are of the type of the first, as far as that has been read, or else of those of
// admissions.
func chosen(layouts []*layout.Layout, r io.Reader) *layout.Layout {
	kind := "ADT"
	if text, ok := r.(*charset.Text); ok {
		if k := typeOf(string(text.Start)); k != "" {
			kind = k
		}
	}
	for _, l := range slices.Backward(layouts) {
		if slices.Contains(l.MessageTypes(), kind) {
			return l
		}
	}
	return layouts[len(layouts)-1]
}

// typeOf returns the type of the first message of a text (MSH-9.1), "" where the text does
// not reach so far.
func typeOf(text string) string {
	at := strings.Index(text, "MSH")
	if at < 0 || len(text) < at+5 {
		return ""
	}
	fields := strings.SplitN(text[at:], text[at+3:at+4], 10)
	if len(fields) < 10 {
		return ""
	}
	kind, _, _ := strings.Cut(fields[8], text[at+4:at+5])
	return kind
}
