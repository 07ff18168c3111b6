package jsonrecord

import (
	"bufio"
	"bytes"
	"io"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/charset"
)

// decoded returns a file in UTF-8, and the encoding that it has: the one asked for, or
// else what its start is found to be.
func decoded(r io.Reader, o carrier.Options) (io.Reader, string) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	encoding := o.Encoding
	if encoding == charset.EncodingAuto {
		encoding = o.Mark
	}
	if encoding == "" {
		start, _ := buffered.Peek(buffered.Size()) //nolint:errcheck // an error comes when the text is read
		encoding = charset.Detect(complete(start))
	}
	if encoding == charset.EncodingUTF8 || encoding == charset.EncodingAuto || encoding == "" {
		return buffered, charset.EncodingUTF8
	}
	d := &decoder{r: buffered}
	d.decode.Use(encoding)
	return d, encoding
}

// complete returns text up to the last byte that is no part of a character of several:
// those before ASCII's digits are none in any of the encodings.
func complete(text []byte) []byte {
	return text[:bytes.LastIndexFunc(text, func(r rune) bool { return r < '0' })+1]
}

// A decoder reads a text in another encoding as UTF-8.
type decoder struct {
	r      *bufio.Reader
	decode charset.Decoder
	in     []byte // not decoded yet
	out    []byte // decoded and not given yet
	err    error
}

// Read gives the next of the text.
func (d *decoder) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		var chunk [32 << 10]byte
		n, err := d.r.Read(chunk[:])
		d.in, d.err = append(d.in, chunk[:n]...), err
		ready := d.in
		if err == nil && len(d.in) < carrier.MostRecord {
			ready = complete(d.in)
		}
		d.out, _ = d.decode.Append(d.out[:0], ready)
		d.in = append(d.in[:0], d.in[len(ready):]...)
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}
