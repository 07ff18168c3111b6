package mapping

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"
)

// The names of the encodings that a Reader accepts.
const (
	EncodingAuto    = "auto" // UTF-8 where the bytes are valid UTF-8, else GB18030
	EncodingUTF8    = "utf-8"
	EncodingGB18030 = "gb18030" // and so GBK and GB 2312
	EncodingBig5    = "big5-hkscs"
)

// A decoder turns the bytes of cells into UTF-8.
type decoder struct {
	name    string // one of the names above
	decoder *encoding.Decoder
}

func newDecoder(name string) (*decoder, error) {
	d := &decoder{name: name}
	switch name {
	case "", EncodingAuto:
		d.name = EncodingAuto
	case EncodingUTF8:
	case EncodingGB18030:
		d.decoder = simplifiedchinese.GB18030.NewDecoder()
	case EncodingBig5:
		d.decoder = traditionalchinese.Big5.NewDecoder()
	default:
		return nil, fmt.Errorf("unknown encoding %q", name)
	}
	return d, nil
}

// settle chooses the encoding from a sample that has characters beyond ASCII.
// The sample may end inside a character.
func (d *decoder) settle(sample []byte) {
	for cut := 0; cut < utf8.UTFMax && cut < len(sample); cut++ {
		if utf8.Valid(sample[:len(sample)-cut]) {
			d.name = EncodingUTF8
			return
		}
	}
	d.name = EncodingGB18030
	d.decoder = simplifiedchinese.GB18030.NewDecoder()
}

// append appends cell to dst in UTF-8. clean is false where bytes are no
// characters of the encoding, or too few for one; U+FFFD stands for them.
func (d *decoder) append(dst, cell []byte) (_ []byte, clean bool) {
	if ascii(cell) {
		return append(dst, cell...), true
	}
	if d.decoder == nil {
		if utf8.Valid(cell) {
			return append(dst, cell...), true
		}
		return append(dst, bytes.ToValidUTF8(cell, []byte("\uFFFD"))...), false
	}
	from := len(dst)
	d.decoder.Reset()
	out, _, err := transform.Append(d.decoder, dst, cell)
	if err != nil {
		return append(dst[:from], "\uFFFD"...), false
	}
	return out, !bytes.Contains(out[from:], []byte("\uFFFD"))
}

func ascii(b []byte) bool {
	for _, x := range b {
		if x >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
