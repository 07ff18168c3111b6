package charset

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/chars"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/transform"
)

// A Decoder turns the bytes of cells into UTF-8. The zero Decoder is one of
// UTF-8. It is of one goroutine.
type Decoder struct {
	name    string
	decoder *encoding.Decoder // nil for UTF-8
}

// Use makes name, which is one of the encodings other than auto, that of what is
// appended from now on.
func (d *Decoder) Use(name string) {
	if name == d.name {
		return
	}
	d.name, d.decoder = name, nil
	switch name {
	case EncodingGB18030:
		d.decoder = simplifiedchinese.GB18030.NewDecoder()
	case EncodingBig5:
		d.decoder = traditionalchinese.Big5.NewDecoder()
	case EncodingLatin:
		d.decoder = charmap.Windows1252.NewDecoder()
	case EncodingLatin1:
		d.decoder = charmap.ISO8859_1.NewDecoder()
	}
}

// Append appends cell to dst in UTF-8. bad is the offset in cell of the first
// bytes that are no character of the encoding, or too few for one, -1 where
// there are none; U+FFFD stands for them.
func (d *Decoder) Append(dst, cell []byte) (_ []byte, bad int) {
	if chars.AllASCII(cell) {
		return append(dst, cell...), -1
	}
	if d.decoder == nil {
		if utf8.Valid(cell) {
			return append(dst, cell...), -1
		}
		return append(dst, bytes.ToValidUTF8(cell, []byte("\uFFFD"))...), invalidUTF8(cell)
	}
	from := len(dst)
	// No character of two bytes becomes more than four, nor a single byte more
	// than U+FFFD is.
	dst = slices.Grow(dst, 4*len(cell))
	if d.name == EncodingGB18030 {
		if out, ok := appendUsual(dst, cell); ok {
			return out, -1
		}
	}
	d.decoder.Reset()
	n, _, err := d.decoder.Transform(dst[from:cap(dst)], cell, true)
	out := dst[:from+n]
	if err == nil && !bytes.Contains(out[from:], []byte("\uFFFD")) {
		return out, -1
	}
	if d.name == EncodingGB18030 {
		return appendGB18030(out[:from], cell, d.decoder)
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

// An Encoder turns characters into bytes, which a Decoder turns back. The zero
// Encoder is one of UTF-8. It is of one goroutine.
type Encoder struct {
	name    string
	encoder *encoding.Encoder
	decoder *encoding.Decoder
}

// Use makes name, which is one of the encodings other than auto and Latin-1,
// that of what is appended from now on.
func (e *Encoder) Use(name string) {
	e.name = name
	switch name {
	case EncodingGB18030:
		e.encoder, e.decoder = simplifiedchinese.GB18030.NewEncoder(), simplifiedchinese.GB18030.NewDecoder()
	case EncodingBig5:
		e.encoder, e.decoder = traditionalchinese.Big5.NewEncoder(), traditionalchinese.Big5.NewDecoder()
	case EncodingLatin:
		e.encoder, e.decoder = charmap.Windows1252.NewEncoder(), charmap.Windows1252.NewDecoder()
	}
}

// Name returns the name that was given to Use, "" before.
func (e *Encoder) Name() string { return e.name }

// Append appends a character. ok is false where the encoding lacks it, or has
// none that reads as the same: then nothing was appended.
func (e *Encoder) Append(dst []byte, r rune) (_ []byte, ok bool) {
	if r < utf8.RuneSelf || e.encoder == nil {
		return utf8.AppendRune(dst, r), true
	}
	if e.name == EncodingGB18030 {
		return appendRuneGB18030(dst, r, e.encoder, e.decoder)
	}
	if b, ok := theirsBig5[r]; ok && e.name == EncodingBig5 {
		return append(dst, b[:]...), true
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

// SubstituteIn returns the character that stands for one that an encoding lacks:
// the geta mark of Chinese printers, or in Big5, which lacks it too, a square, or in
// Windows-1252, which has neither, the sign for money of no country.
func SubstituteIn(encoding string) rune {
	switch encoding {
	case EncodingBig5:
		return '□'
	case EncodingLatin:
		return '¤'
	}
	return '〓'
}
