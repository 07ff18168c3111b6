package charset

import (
	"math/rand/v2"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestGB18030TwoBytes decodes all 23,940 codes of two bytes: none is lost, and
// no two give the same character, except the ideographic space, which x/text,
// as browsers do, reads from a second code.
func TestGB18030TwoBytes(t *testing.T) {
	d := &Decoder{}
	d.Use(EncodingGB18030)
	seen := map[rune][]byte{}
	n := 0
	for lead := 0x81; lead <= 0xfe; lead++ {
		for trail := 0x40; trail <= 0xfe; trail++ {
			if trail == 0x7f {
				continue
			}
			code := []byte{byte(lead), byte(trail)}
			out, bad := d.Append(nil, code)
			r, size := utf8.DecodeRune(out)
			n++
			assert.Equal(t, -1, bad, "%X", code)
			assert.Equal(t, len(out), size, "%X", code)
			if first, twice := seen[r]; twice && r != '\u3000' {
				t.Errorf("%X and %X are both %U", first, code, r)
			}
			seen[r] = code
		}
	}
	assert.Equal(t, 23940, n)
}

// The quick way says what x/text says, of text of any bytes.
func TestAppendUsual(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	quick := 0
	for range 50000 {
		src := make([]byte, random.IntN(6))
		for i := range src {
			src[i] = byte(random.IntN(256))
		}
		got, ok := appendUsual(nil, src)
		if !ok {
			continue
		}
		quick++
		want, err := simplifiedchinese.GB18030.NewDecoder().Bytes(src)
		require.NoError(t, err)
		require.Equal(t, string(want), string(got), "%X", src)
		require.NotContains(t, string(want), "\ufffd")
	}
	assert.Positive(t, quick)
}

func TestGB18030OfEdition2022(t *testing.T) {
	d := &Decoder{}
	d.Use(EncodingGB18030)
	for _, c := range []struct {
		bytes string
		want  string
	}{
		{"\xfe\x59", "\u9fb4"},
		{"\xfe\x6d", "\u9fb8"},
		{"\xa6\xd9", "\ufe10"},
		{"\xfe\x51", "\U00020087"},
		{"\xaa\xa1", "\ue000"},
		{"\xa7\xa0", "\ue765"},
		{"\x82\x35\x8f\x33", "\u9fa6"},
		{"\x84\x31\xa4\x37", "\ufffd"},
		{"A\xd5\xc5\xfe\x59Z", "A张\u9fb4Z"},
	} {
		out, bad := d.Append(nil, []byte(c.bytes))
		assert.Equal(t, c.want, string(out), "%X", c.bytes)
		assert.Equal(t, -1, bad, "%X", c.bytes)
	}
}

func TestUndecodableBytesAreFoundWhereTheyStand(t *testing.T) {
	for _, c := range []struct {
		encoding, bytes, want string
		bad                   int
	}{
		{EncodingGB18030, "\xd5\xc5\xc8", "张\ufffd", 2},          // cut in the midst of a character
		{EncodingGB18030, "\xd5\xc5\xff\xd5\xc5", "张\ufffd张", 2}, // no lead byte
		{EncodingGB18030, "ab\x81\x30", "ab\ufffd0", 2},
		{EncodingUTF8, "张\xe4\xb8", "张\ufffd", 3},
		{EncodingUTF8, "a\xc8b", "a\ufffdb", 1},
	} {
		d := &Decoder{}
		d.Use(c.encoding)
		out, bad := d.Append(nil, []byte(c.bytes))
		assert.Equal(t, c.want, string(out), "%X", c.bytes)
		assert.Equal(t, c.bad, bad, "%X", c.bytes)
	}
}

// Each character is written as bytes that read as it, or is known to be lacking.
func TestEncodeGB18030(t *testing.T) {
	var e Encoder
	e.Use(EncodingGB18030)
	d := Decoder{}
	d.Use(EncodingGB18030)
	lacking := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		b, ok := e.Append(nil, r)
		if !ok {
			lacking++
			require.Empty(t, b)
			continue
		}
		back, bad := d.Append(nil, b)
		if string(back) != string(r) || bad >= 0 {
			t.Fatalf("%U is written as % x, which reads as %q", r, b, back)
		}
	}
	t.Log(lacking, "characters are lacking")
	assert.Less(t, lacking, 100)
	b, _ := e.Append(nil, SubstituteIn(EncodingGB18030))
	assert.Equal(t, []byte{0xa1, 0xfe}, b)
}
