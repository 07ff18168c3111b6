package charset

import (
	"bytes"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/chars"
	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// appendGB18030 appends GB18030 text to dst in UTF-8, one character after
// another, where decoding it in one go left U+FFFD: x/text does not know the
// user-defined zones and what GB 18030-2022 has moved out of them. bad is the
// offset of the first bytes that are no character, -1 where there are none.
func appendGB18030(dst, src []byte, d *encoding.Decoder) (_ []byte, bad int) {
	bad = -1
	for i := 0; i < len(src); {
		size := sizeGB18030(src[i:])
		if size == 0 {
			if bad < 0 {
				bad = i
			}
			dst = utf8.AppendRune(dst, utf8.RuneError)
			i++
			continue
		}
		character, from := src[i:i+size], len(dst)
		d.Reset()
		out, _, err := transform.Append(d, dst, character)
		if err != nil {
			out = utf8.AppendRune(dst[:from], utf8.RuneError)
		}
		if bytes.Equal(out[from:], []byte("\uFFFD")) && !bytes.Equal(character, replacementGB18030) {
			if r := overlayGB18030(character); r != 0 {
				out = utf8.AppendRune(out[:from], r)
			} else if bad < 0 {
				bad = i
			}
		}
		dst = out
		i += size
	}
	return dst, bad
}

// replacementGB18030 is U+FFFD itself.
var replacementGB18030 = []byte{0x84, 0x31, 0xa4, 0x37}

// sizeGB18030 returns the length of the character at the front of b, 0 where
// there is none, or not all of one.
func sizeGB18030(b []byte) int {
	switch {
	case b[0] < 0x80:
		return 1
	case b[0] == 0x80 || b[0] == 0xff || len(b) < 2:
		return 0
	case b[1] >= 0x40 && b[1] <= 0x7e || b[1] >= 0x80 && b[1] <= 0xfe:
		return 2
	case len(b) >= 4 && chars.IsDigit(b[1]) && b[2] >= 0x81 && b[2] <= 0xfe && chars.IsDigit(b[3]):
		return 4
	}
	return 0
}

// overlayGB18030 returns the character of two bytes that GB 18030 defines and
// x/text does not decode, 0 for any other. The user-defined zones are the
// private use area from U+E000 to U+E765; what GB 18030-2022 leaves without a
// character is the private use area from U+E766 on.
func overlayGB18030(b []byte) rune {
	if len(b) != 2 {
		return 0
	}
	lead, trail := rune(b[0]), rune(b[1])
	switch {
	case lead >= 0xaa && lead <= 0xaf && trail >= 0xa1:
		return 0xe000 + (lead-0xaa)*94 + trail - 0xa1
	case lead >= 0xf8 && lead <= 0xfe && trail >= 0xa1:
		return 0xe234 + (lead-0xf8)*94 + trail - 0xa1
	case lead >= 0xa1 && lead <= 0xa7 && trail <= 0xa0:
		if trail > 0x7f {
			trail--
		}
		return 0xe4c6 + (lead-0xa1)*96 + trail - 0x40
	}
	code := lead<<8 | trail
	for _, r := range rangesGB18030 {
		if r.first <= code && code <= r.last {
			return r.to + code - r.first
		}
	}
	return 0
}

// rangesGB18030 lists, in order, the codes of two bytes outside the
// user-defined zones that x/text does not decode.
var rangesGB18030 = [...]struct{ first, last, to rune }{
	{0xa2ab, 0xa2b0, 0xe766},
	{0xa2e4, 0xa2e4, 0xe76d},
	{0xa2ef, 0xa2f0, 0xe76e},
	{0xa2fd, 0xa2fe, 0xe770},
	{0xa4f4, 0xa4fe, 0xe772},
	{0xa5f7, 0xa5fe, 0xe77d},
	{0xa6b9, 0xa6c0, 0xe785},
	// Vertical forms, which the edition of 2022 has moved to their own places.
	{0xa6d9, 0xa6d9, 0xfe10},
	{0xa6da, 0xa6da, 0xfe12},
	{0xa6db, 0xa6db, 0xfe11},
	{0xa6dc, 0xa6df, 0xfe13},
	{0xa6ec, 0xa6ed, 0xfe17},
	{0xa6f3, 0xa6f3, 0xfe19},
	{0xa6f6, 0xa6fe, 0xe797},
	{0xa7c2, 0xa7d0, 0xe7a0},
	{0xa7f2, 0xa7fe, 0xe7af},
	{0xa896, 0xa8a0, 0xe7bc},
	{0xa8bc, 0xa8bc, 0x1e3f},
	{0xa8c1, 0xa8c4, 0xe7c9},
	{0xa8ea, 0xa8fe, 0xe7cd},
	{0xa958, 0xa958, 0xe7e2},
	{0xa95b, 0xa95b, 0xe7e3},
	{0xa95d, 0xa95f, 0xe7e4},
	{0xa997, 0xa9a3, 0xe7f4},
	{0xa9f0, 0xa9fe, 0xe801},
	{0xd7fa, 0xd7fe, 0xe810},
	// Ideographs: those of 2005 beyond the basic plane, and those of 2022.
	{0xfe51, 0xfe51, 0x20087},
	{0xfe52, 0xfe52, 0x20089},
	{0xfe53, 0xfe53, 0x200cc},
	{0xfe59, 0xfe59, 0x9fb4},
	{0xfe61, 0xfe61, 0x9fb5},
	{0xfe66, 0xfe67, 0x9fb6},
	{0xfe6c, 0xfe6c, 0x215d7},
	{0xfe6d, 0xfe6d, 0x9fb8},
	{0xfe76, 0xfe76, 0x2298f},
	{0xfe7e, 0xfe7e, 0x9fb9},
	{0xfe90, 0xfe90, 0x9fba},
	{0xfe91, 0xfe91, 0x241fe},
	{0xfea0, 0xfea0, 0x9fbb},
}

// appendRuneGB18030 appends a character in GB18030, in the form that
// appendGB18030 reads as that character: where x/text would write one that
// reads otherwise, that of the overlay. ok is false where there is none.
func appendRuneGB18030(dst []byte, r rune, e *encoding.Encoder, d *encoding.Decoder) (_ []byte, ok bool) {
	if code := encodeOverlayGB18030(r); code != 0 {
		return append(dst, byte(code>>8), byte(code)), true
	}
	return appendRune(dst, r, e, d)
}

// encodeOverlayGB18030 is the way back of overlayGB18030, 0 for any character
// that it does not yield.
func encodeOverlayGB18030(r rune) rune {
	switch {
	case r == 0xe5e5: // its code reads as the ideographic space
		return 0
	case r >= 0xe000 && r < 0xe234:
		n := r - 0xe000
		return (0xaa+n/94)<<8 | 0xa1 + n%94
	case r >= 0xe234 && r < 0xe4c6:
		n := r - 0xe234
		return (0xf8+n/94)<<8 | 0xa1 + n%94
	case r >= 0xe4c6 && r < 0xe766:
		n := r - 0xe4c6
		trail := 0x40 + n%96
		if trail >= 0x7f {
			trail++
		}
		return (0xa1+n/96)<<8 | trail
	}
	for _, x := range rangesGB18030 {
		if x.to <= r && r <= x.to+x.last-x.first {
			return x.first + r - x.to
		}
	}
	return 0
}
