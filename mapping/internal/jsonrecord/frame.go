package jsonrecord

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
)

// The causes for which a file in JSON cannot be read further.
var (
	errNotArray   = errors.New("the array of records is broken off, or something other than a comma stands between two records")
	errAfterArray = errors.New("something follows the array of records")
)

// A frame is one object of a file as its bytes stand there.
type frame struct {
	raw         []byte
	line, lines int
	fault       string
}

// frames splits a file into the objects of an array, or into lines of an object
// each; or, where the first object goes over several lines, into objects that stand
// one after the other.
type frames struct {
	r       *bufio.Reader
	line    int
	started bool
	array   bool
	inside  bool // an element of the array has been read
	values  bool // objects may go over several lines
	ended   bool
}

func newFrames(r io.Reader) frames { return frames{r: bufio.NewReaderSize(r, 64<<10), line: 1} }

// next takes the next object off the file.
func (j *frames) next(record *frame) error {
	if !j.started {
		j.started = true
		c, err := j.skip()
		if err != nil {
			return err
		}
		if j.array = c == '['; !j.array {
			j.r.UnreadByte() //nolint:errcheck // a byte was just read
		}
	}
	if j.ended {
		return io.EOF
	}
	record.line, record.fault = j.line, ""
	switch {
	case j.array:
		return j.element(record)
	case j.values:
		return j.value(record)
	}
	return j.lineOf(record)
}

// value reads an object that may go over several lines.
func (j *frames) value(record *frame) error {
	c, err := j.skip()
	if err != nil {
		return err
	}
	record.line = j.line
	if c != '{' {
		j.r.UnreadByte() //nolint:errcheck // a byte was just read
		return j.lineOf(record)
	}
	record.raw = append(record.raw[:0], c)
	if err = j.object(record); errors.Is(err, errNotArray) {
		record.fault, err = "bad-json", nil
	}
	return err
}

// skip returns the first byte that is not white space.
func (j *frames) skip() (byte, error) {
	for {
		c, err := j.r.ReadByte()
		if err != nil {
			return 0, err
		}
		switch c {
		case '\n':
			j.line++
		case ' ', '\t', '\r':
		default:
			return c, nil
		}
	}
}

// lineOf reads a record of NDJSON: the next line that is not blank.
func (j *frames) lineOf(record *frame) error {
	for {
		record.line, record.lines = j.line, 1
		record.raw, record.fault = record.raw[:0], ""
		for {
			part, err := j.r.ReadSlice('\n')
			if len(record.raw)+len(part) <= carrier.MostRecord {
				record.raw = append(record.raw, part...)
			} else {
				record.fault = "record-too-long"
			}
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if errors.Is(err, io.EOF) && len(record.raw) > 0 {
				break
			}
			if err != nil {
				return err
			}
			j.line++
			break
		}
		if record.fault != "" || len(bytes.TrimSpace(record.raw)) > 0 {
			return nil
		}
	}
}

// element reads a record of an array.
func (j *frames) element(record *frame) error {
	c, err := j.skip()
	if err == nil && j.inside && c == ',' {
		if c, err = j.skip(); c == ']' {
			return errNotArray
		}
	} else if err == nil && j.inside && c != ']' {
		return errNotArray
	}
	j.inside = true
	if err != nil {
		return j.broken(err)
	}
	if c == ']' {
		j.ended = true
		if _, err := j.skip(); !errors.Is(err, io.EOF) {
			if err == nil {
				err = errAfterArray
			}
			return err
		}
		return io.EOF
	}
	if c != '{' {
		return errNotArray
	}
	record.line, record.raw = j.line, append(record.raw[:0], c)
	return j.object(record)
}

// object reads the rest of an object.
func (j *frames) object(record *frame) error {
	depth, quoted := 1, false
	for depth > 0 {
		c, err := j.r.ReadByte()
		if err != nil {
			return j.broken(err)
		}
		j.store(record, c)
		switch {
		case c == '\n':
			j.line++
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			if c, err = j.r.ReadByte(); err != nil {
				return j.broken(err)
			}
			j.store(record, c)
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
	}
	record.lines = j.line - record.line + 1
	record.raw = append(record.raw, '\n')
	return nil
}

// oneLine makes the text of the object one line that ends in a line end, so that the
// rejected records are NDJSON. In an object a line end can stand only between tokens.
func (f *frame) oneLine() {
	if f.lines < 2 {
		return
	}
	for i := range len(f.raw) - 1 {
		if c := f.raw[i]; c == '\n' || c == '\r' {
			f.raw[i] = ' '
		}
	}
}

func (j *frames) store(record *frame, c byte) {
	if len(record.raw) < carrier.MostRecord {
		record.raw = append(record.raw, c)
	} else {
		record.fault = "record-too-long"
	}
}

func (j *frames) broken(err error) error {
	if errors.Is(err, io.EOF) {
		return errNotArray
	}
	return err
}
