package charset

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/chars"
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

// A Decoder turns the bytes of cells into UTF-8. Each goroutine has its own.
type Decoder struct {
	Name    string // the encoding in hand, one of the names above but auto
	Decoder *encoding.Decoder
}

// Use sets the encoding in hand.
func (d *Decoder) Use(name string) {
	if name == d.Name {
		return
	}
	d.Name, d.Decoder = name, nil
	switch name {
	case EncodingGB18030:
		d.Decoder = simplifiedchinese.GB18030.NewDecoder()
	case EncodingBig5:
		d.Decoder = traditionalchinese.Big5.NewDecoder()
	}
}

// Legacy returns the encodings in which files are that are not in UTF-8.
func Legacy() []string { return []string{EncodingGB18030, EncodingBig5} }

// KnownEncoding reports whether name is an encoding that a Reader accepts.
func KnownEncoding(name string) bool {
	switch name {
	case EncodingAuto, EncodingUTF8, EncodingGB18030, EncodingBig5:
		return true
	}
	return false
}

// Detect chooses between UTF-8 and GB18030 by a sample that has characters
// beyond ASCII and may begin and end inside one. A few broken characters do not
// make UTF-8 anything else.
func Detect(sample []byte) string {
	chinese, bad := 0, 0
	for rest := sample; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r != utf8.RuneError || size > 1:
			if size > 2 {
				chinese++
			}
		case utf8.FullRune(rest):
			bad++
		}
		rest = rest[size:]
	}
	if bad == 0 || chinese > 8*bad {
		return EncodingUTF8
	}
	return EncodingGB18030
}

// DetectRecord says in which encoding a record of a file stands. That is the
// file's, unless the bytes speak clearly for the other: files are put together
// from parts. A name cut in the midst of a character is no such case.
func DetectRecord(record []byte, file string) string {
	// Most records show at once that they are in the file's encoding: where it
	// is UTF-8 by being that, where it is another by not being that.
	if utf8.Valid(record) == (file == EncodingUTF8) || chars.AllASCII(record) {
		return file
	}
	chinese, other, bad := 0, 0, 0 // characters of three bytes and more, of two, and bytes that are none
	for rest := record; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 2:
			chinese++
		case size == 2:
			other++
		}
		rest = rest[size:]
	}
	switch {
	case file == EncodingGB18030 && bad == 0 && chinese >= 2 && chinese > other:
		return EncodingUTF8
	case file == EncodingUTF8 && bad > 2*chinese+2:
		return EncodingGB18030
	}
	return file
}

// Append appends cell to dst in UTF-8. bad is the offset in cell of the first
// bytes that are no character of the encoding, or too few for one, -1 where
// there are none; U+FFFD stands for them.
func (d *Decoder) Append(dst, cell []byte) (_ []byte, bad int) {
	if chars.AllASCII(cell) {
		return append(dst, cell...), -1
	}
	if d.Decoder == nil {
		if utf8.Valid(cell) {
			return append(dst, cell...), -1
		}
		return append(dst, bytes.ToValidUTF8(cell, []byte("\uFFFD"))...), invalidUTF8(cell)
	}
	from := len(dst)
	// No character of two bytes becomes more than four, nor a single byte more
	// than U+FFFD is.
	dst = slices.Grow(dst, 4*len(cell))
	d.Decoder.Reset()
	n, _, err := d.Decoder.Transform(dst[from:cap(dst)], cell, true)
	out := dst[:from+n]
	if err == nil && !bytes.Contains(out[from:], []byte("\uFFFD")) {
		return out, -1
	}
	if d.Name == EncodingGB18030 {
		return appendGB18030(out[:from], cell, d.Decoder)
	}
	if err != nil {
		out = append(out[:from], "\uFFFD"...)
	}
	return out, 0
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8.
func invalidUTF8(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// An Encoder turns characters into the bytes of an encoding, the way back of a
// decoder.
type Encoder struct {
	Name    string
	encoder *encoding.Encoder
	decoder *encoding.Decoder
}

// Use sets the encoding in hand.
func (e *Encoder) Use(name string) {
	e.Name = name
	switch name {
	case EncodingGB18030:
		e.encoder, e.decoder = simplifiedchinese.GB18030.NewEncoder(), simplifiedchinese.GB18030.NewDecoder()
	case EncodingBig5:
		e.encoder, e.decoder = traditionalchinese.Big5.NewEncoder(), traditionalchinese.Big5.NewDecoder()
	}
}

// Append appends a character. ok is false where the encoding lacks it, or has
// none that reads as the same: then nothing was appended.
func (e *Encoder) Append(dst []byte, r rune) (_ []byte, ok bool) {
	if r < utf8.RuneSelf || e.encoder == nil {
		return utf8.AppendRune(dst, r), true
	}
	if e.Name == EncodingGB18030 {
		return appendRuneGB18030(dst, r, e.encoder, e.decoder)
	}
	return appendRune(dst, r, e.encoder, e.decoder)
}

// appendRune appends a character in the encoding of an encoder, where the
// decoder reads it as that character again.
func appendRune(dst []byte, r rune, e *encoding.Encoder, d *encoding.Decoder) (_ []byte, ok bool) {
	from := len(dst)
	e.Reset()
	var src [utf8.UTFMax]byte
	out, _, err := transform.Append(e, dst, src[:utf8.EncodeRune(src[:], r)])
	if err != nil {
		return dst[:from], false
	}
	var back [2 * utf8.UTFMax]byte
	d.Reset()
	if n, _, err := d.Transform(back[:], out[from:], true); err != nil || !bytes.Equal(back[:n], src[:utf8.RuneLen(r)]) {
		return dst[:from], false
	}
	return out, true
}
