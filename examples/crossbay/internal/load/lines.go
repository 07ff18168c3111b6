package load

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"
)

const (
	maxLine      = 64 << 20  // bytes
	maxExpansion = 500       // bytes out for each byte in
	maxWindow    = 128 << 20 // of zstd, what its own program takes without being told to take more
)

// lines are those of a file that is open, unpacked.
type lines struct {
	text   *bufio.Reader
	close  func() error
	number int // of the line that was read last
}

// openLines opens a file of text, gzip or zstd, by what is in it.
func openLines(name string, stdin io.Reader) (*lines, error) {
	l := &lines{close: func() error { return nil }}
	in := stdin
	if name != standard {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		in, l.close = file, file.Close
	}
	packed := &counter{Reader: in}
	l.text = bufio.NewReaderSize(packed, 64<<10)
	unpacked, kind, err := unpack(l.text)
	if err != nil {
		l.close()
		return nil, fmt.Errorf("the %s file cannot be read", kind)
	}
	if unpacked != nil {
		l.text = bufio.NewReaderSize(&bounded{unpacked, packed, 0, kind}, 64<<10)
	}
	return l, nil
}

// unpack returns what unpacks a text, and how it is packed: nil where it is not.
func unpack(text *bufio.Reader) (unpacked io.Reader, kind string, err error) {
	magic, _ := text.Peek(4)
	switch {
	case bytes.HasPrefix(magic, []byte("\x1f\x8b")):
		unpacked, err = gzip.NewReader(text)
		return unpacked, "gzip", err
	case bytes.Equal(magic, []byte("\x28\xb5\x2f\xfd")):
		unpacked, err = zstd.NewReader(text, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		return unpacked, "zstd", err
	}
	return nil, "", nil
}

// next returns the next line that is not blank, without its line feed, and io.EOF
// after the last.
func (l *lines) next() ([]byte, error) {
	for {
		var line []byte
		for {
			part, err := l.text.ReadSlice('\n')
			line = append(line, part...)
			if err == nil || errors.Is(err, io.EOF) && len(line) > 0 {
				break
			}
			if !errors.Is(err, bufio.ErrBufferFull) {
				return nil, err
			}
			if len(line) > maxLine {
				return nil, fmt.Errorf("line %d is longer than %d MiB", l.number+1, maxLine>>20)
			}
		}
		l.number++
		if line = bytes.TrimSuffix(line, []byte("\n")); len(bytes.TrimSpace(line)) > 0 {
			return line, nil
		}
	}
}

// skip reads over the lines up to that of a number.
func (l *lines) skip(number int) error {
	for l.number < number {
		_, err := l.text.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		l.number++
	}
	return nil
}

// A counter counts the bytes that are read.
type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// A bounded reads what is packed, and stops where that is far more than it took.
type bounded struct {
	io.Reader
	in   *counter
	out  int64
	kind string
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	b.out += int64(n)
	if b.out > maxExpansion*(b.in.n+1024) {
		return 0, fmt.Errorf("the file unpacks to more than %d times its size", maxExpansion)
	}
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = fmt.Errorf("the %s file cannot be read to its end", b.kind)
	}
	return n, err
}
