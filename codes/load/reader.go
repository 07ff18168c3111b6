package load

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"unicode/utf8"
)

// A limitedReader fails with ErrLimit once more than left bytes were read.
type limitedReader struct {
	r    io.Reader
	left int64
}

func (l *limitedReader) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, ErrLimit
	}
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if l.left < 0 {
		return n - 1, ErrLimit
	}
	return n, err
}

func (o *Options) limit(r io.Reader, most int64) *limitedReader {
	if o.MaxBytes > 0 {
		most = o.MaxBytes
	}
	return &limitedReader{r, most}
}

// failed turns an error of a reader into an Error.
func (o *Options) failed(line int, err error) *Error {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, ErrLimit):
		return o.caused(ErrLimit, line, "larger than the limit")
	case errors.Is(err, bufio.ErrTooLong):
		return o.caused(ErrLimit, line, "a line of more than 64 KiB")
	}
	return o.caused(err, line, "cannot be read: %v", err)
}

// lines yields the lines of r with their numbers, without their end. The bytes
// are good until the next one. An error is the last thing yielded. Blank lines
// are passed over, and so is a byte order mark.
func (o *Options) lines(r io.Reader) iter.Seq2[int, lineOrError] {
	return func(yield func(int, lineOrError) bool) {
		s := bufio.NewScanner(o.limit(r, defaultBytes))
		n := 0
		for s.Scan() {
			n++
			b := s.Bytes()
			if n == 1 {
				b = bytes.TrimPrefix(b, []byte("\ufeff"))
			}
			b = bytes.TrimSuffix(b, []byte("\r"))
			if len(bytes.TrimSpace(b)) == 0 {
				continue
			}
			if i := bytes.IndexByte(b, 0); i >= 0 {
				yield(n, lineOrError{err: o.fail(n, i+1, "a NUL byte: not a text file, or one in UTF-16")})
				return
			}
			if !yield(n, lineOrError{bytes: b}) {
				return
			}
		}
		if err := s.Err(); err != nil {
			yield(n+1, lineOrError{err: o.failed(n+1, err)})
		}
	}
}

type lineOrError struct {
	bytes []byte
	err   error
}

// all reads r into memory.
func (o *Options) all(r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(o.limit(r, defaultMemory))
	if err != nil {
		return nil, o.failed(0, err)
	}
	return bytes.TrimPrefix(b, []byte("\ufeff")), nil
}

// latin1 returns the text of a line that is ASCII, UTF-8 or ISO-8859-1. A line
// that can be UTF-8 is. ok is false for bytes that are control characters in
// ISO-8859-1.
func latin1(b []byte) (s string, ok bool) {
	if utf8.Valid(b) {
		return string(b), true
	}
	r := make([]rune, len(b))
	for i, c := range b {
		if c >= 0x80 && c < 0xa0 {
			return "", false
		}
		r[i] = rune(c)
	}
	return string(r), true
}
