package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// split splits each file into parts under the job's folder, and prints where
// in the file each part starts.
func (j *Job) split(ctx context.Context, files []File, n int, stdout io.Writer) error {
	p, err := j.prepare()
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "part\trecords\tfirst-record\tfirst-line")
	for _, file := range files {
		parts, err := p.split(ctx, file, n)
		if err != nil {
			return fmt.Errorf("%s: %w", file.Path, err)
		}
		for _, part := range parts {
			fmt.Fprintf(stdout, "%s/%s\t%d\t%d\t%d\n", j.Out, part.name, part.records, part.record, part.line)
		}
	}
	return nil
}

// A part is a stretch of a file.
type part struct {
	name    string
	records int
	record  int // 1-based number in the file of the first record
	line    int // 1-based line in the file on which that starts
}

// split splits one file. It publishes the parts when all are written.
func (p *prepared) split(ctx context.Context, file File, n int) (parts []part, err error) {
	header, err := p.hasHeader(ctx, file)
	if err != nil {
		return nil, err
	}
	size, err := contentSize(ctx, file)
	if err != nil {
		return nil, err
	}
	in, err := openInput(ctx, file.Path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	outputs := newOutputs(ctx, p.job.Out)
	defer outputs.discard()
	ending := path.Ext(strings.TrimSuffix(file.Path, ".gz"))
	var last *output
	parts, err = splitRecords(in.text(), size, n, header, func(i int) (string, io.Writer, error) {
		if last != nil {
			if err := last.complete(); err != nil {
				return "", nil, err
			}
		}
		last = outputs.add(fmt.Sprintf("%s-%05d-of-%05d%s", file.Name, i, n, ending))
		return last.name, last, nil
	})
	if err := errors.Join(err, in.broken(), in.damaged()); err != nil {
		return nil, err
	}
	return parts, outputs.publish()
}

// hasHeader reports whether the first record of the file names its columns.
func (p *prepared) hasHeader(ctx context.Context, file File) (bool, error) {
	in, err := openInput(ctx, file.Path)
	if err != nil {
		return false, err
	}
	defer in.Close()
	reader, err := in.reader(p.layouts, &p.options)
	if err != nil {
		return false, err
	}
	defer reader.Close()
	if l := reader.Layout(); l != nil && l.Nested() {
		return false, fmt.Errorf("%s: files of JSON are not split: an object may go over several lines", file.Name)
	}
	return reader.Header() != nil, nil
}

// contentSize is how many bytes the text of the file has.
func contentSize(ctx context.Context, file File) (int64, error) {
	in, err := openInput(ctx, file.Path)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	text := in.text()
	if text == in.Reader && !in.packed {
		return in.fs.Size(ctx, file.Path)
	}
	size, err := io.Copy(io.Discard, text)
	return size, errors.Join(err, in.broken(), in.damaged())
}

// text returns the file, in UTF-8 where it is in UTF-16: all other encodings
// can be split as they are, since no character of theirs holds a delimiter, a
// quote or a line end.
func (in *input) text() io.Reader {
	buffered := bufio.NewReader(in.inside)
	in.Reader = buffered
	magic, _ := buffered.Peek(2)
	if string(magic) == "\xff\xfe" || string(magic) == "\xfe\xff" {
		return transform.NewReader(buffered, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	}
	return buffered
}

// splitRecords copies the records of a file of so many bytes into at most n
// parts of about the same size, each with the header if the file has one. It
// asks create for the writer of each, counted from 1. Without their headers,
// the parts make the file again, byte for byte.
func splitRecords(r io.Reader, size int64, n int, header bool, create func(int) (string, io.Writer, error)) (parts []part, err error) {
	s := newSplitter(r)
	var head []byte
	if header {
		for s.blank || head == nil {
			b, err := s.next()
			if err != nil {
				return nil, err
			}
			head = append(head, b...)
		}
	}
	var w io.Writer
	body, copied, index, record, line := size-int64(len(head)), int64(0), 0, 0, 1+s.count(head)
	for {
		b, err := s.next()
		if errors.Is(err, io.EOF) {
			return parts, nil
		}
		if err != nil {
			return nil, err
		}
		if s.lineEnd == '\r' && bytes.IndexByte(b, '\n') >= 0 {
			return nil, errors.New("a file whose lines end in CR alone cannot be split where cells hold LF")
		}
		if w == nil {
			index++
			p := part{record: record + 1, line: line}
			if p.name, w, err = create(index); err != nil {
				return nil, err
			}
			if _, err := w.Write(head); err != nil {
				return nil, err
			}
			parts = append(parts, p)
		}
		if _, err := w.Write(b); err != nil {
			return nil, err
		}
		if !s.blank {
			record++
			parts[len(parts)-1].records++
		}
		copied += int64(len(b))
		line += s.count(b)
		// The last part takes the rest, even where the size was not that of the file.
		if index < n && !s.blank && copied >= body*int64(index)/int64(n) && b[len(b)-1] == s.lineEnd {
			w = nil
		}
	}
}

// The limits of the reader of package mapping, and so of the splitter.
const (
	maxField   = 1 << 20
	maxRecord  = 16 << 20
	maxColumns = 4096
)

// A splitter cuts a file into its records without decoding it. It has the
// rules of mapping.Reader, so that a part holds the records which the reader
// finds in the whole: a quoted cell may hold line ends, and where a stray quote
// swallows lines, the record is its first line.
type splitter struct {
	r          io.Reader
	delimiter  byte
	lineEnd    byte
	buf        []byte
	start, end int
	err        error // which ended the reading
	width      int   // cells of the first record
	blank      bool  // what next returned is a line without a record

	// The record in hand.
	cells  int
	broken bool // into several lines
	fault  bool
	open   int // bytes behind a quote that nothing has closed yet
}

func newSplitter(r io.Reader) *splitter {
	s := &splitter{r: r, delimiter: ',', lineEnd: '\n', buf: make([]byte, 256<<10)}
	s.fill()
	if ahead := s.buf[:s.end]; bytes.IndexByte(ahead, '\n') < 0 && bytes.IndexByte(ahead, '\r') >= 0 {
		s.lineEnd = '\r'
	}
	for s.firstLine() == s.end && s.end < maxRecord && s.fill() {
	}
	line := s.buf[:s.firstLine()]
	most := bytes.Count(line, []byte{','})
	for _, d := range []byte{'\t', ';'} {
		if n := bytes.Count(line, []byte{d}); n > most {
			s.delimiter, most = d, n
		}
	}
	return s
}

// fill reads more, and reports whether there was more to read.
func (s *splitter) fill() bool {
	if s.err != nil {
		return false
	}
	s.end = copy(s.buf, s.buf[s.start:s.end])
	s.start = 0
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n := 0
	for s.end < len(s.buf) && s.err == nil {
		n, s.err = s.r.Read(s.buf[s.end:])
		s.end += n
	}
	return true
}

// next returns the next record, its line end included, or a blank line. It is
// valid until the next call. The error is io.EOF after the last.
func (s *splitter) next() ([]byte, error) {
	for {
		if s.start == s.end && (!s.fill() || s.end == 0) {
			return nil, s.err
		}
		size, done := s.scan(s.buf[s.start:s.end])
		if !done && s.open <= maxField && s.end-s.start <= maxRecord && s.fill() {
			continue
		}
		if s.err != nil && !errors.Is(s.err, io.EOF) {
			return nil, s.err
		}
		if !done || s.broken && (s.fault || s.width > 0 && s.cells != s.width) {
			size = s.firstLine()
			s.fault = true
		}
		record := s.buf[s.start : s.start+size]
		s.start += size
		s.blank = !s.fault && len(bytes.Trim(record, "\r\n \t")) == 0
		if s.width == 0 && !s.blank {
			s.width = s.cells
		}
		return record, nil
	}
}

func (s *splitter) firstLine() int {
	if i := bytes.IndexByte(s.buf[s.start:s.end], s.lineEnd); i >= 0 {
		return i + 1
	}
	return s.end - s.start
}

// scan finds the end of the record at the front of b. done is false where it
// lies beyond b.
func (s *splitter) scan(b []byte) (size int, done bool) {
	s.cells, s.broken, s.fault, s.open = 0, false, false, 0
	last := s.err != nil
	i := 0
	for {
		cell := 0
		if i < len(b) && b[i] == '"' {
			n, next, ok := s.quoted(b, i+1, last)
			if !ok {
				return 0, false
			}
			cell, i = n, next
		} else {
			cell = s.unquoted(b[i:])
			i += cell
			if i == len(b) && !last {
				return 0, false
			}
		}
		s.cells++
		if cell > maxField || s.cells > maxColumns {
			s.fault = true
		}
		switch {
		case i == len(b):
			return i, last
		case b[i] == s.delimiter:
			i++
		case b[i] == s.lineEnd:
			return i + 1, true
		case i+1 < len(b): // \r before \n
			return i + 2, true
		default:
			return i + 1, last
		}
	}
}

// unquoted returns the length of the cell at the front of b.
func (s *splitter) unquoted(b []byte) int {
	for i, x := range b {
		if x == s.delimiter || x == s.lineEnd || x == '\r' && (i+1 == len(b) || b[i+1] == '\n') {
			return i
		}
	}
	return len(b)
}

// quoted returns the length of the cell whose opening quote stands before i,
// and where what follows it begins. ok is false where it goes on beyond b.
func (s *splitter) quoted(b []byte, i int, last bool) (cell, next int, ok bool) {
	for begin := i; ; begin = i {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			s.open = max(1, len(b)-begin)
			return 0, 0, false
		}
		s.broken = s.broken || bytes.IndexByte(b[i:i+n], s.lineEnd) >= 0
		cell += n
		i += n + 1
		if i == len(b) && !last {
			return 0, 0, false
		}
		if i == len(b) || b[i] != '"' {
			break
		}
		cell++ // a doubled quote is one
		i++
	}
	if n := s.unquoted(b[i:]); n > 0 { // text follows the closing quote
		s.fault = true
		i += n
		if i == len(b) && !last {
			return 0, 0, false
		}
	}
	return cell, i, true
}

func (s *splitter) count(b []byte) int { return bytes.Count(b, []byte{s.lineEnd}) }
