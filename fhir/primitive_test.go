package fhir

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPrimitives(t *testing.T) {
	tests := []struct {
		primitive primitive
		good, bad string // separated by |
	}{
		{primURI, "x|urn:oid:1.2|http://例え.jp/%20", " x|x y|x\t|abcdefgh i|\n"},
		{primOID, "urn:oid:1.2|urn:oid:2.16.156.10011.2.3.3.4|urn:oid:0.0", "urn:oid:|urn:oid:1|urn:oid:3.1|urn:oid:12.1|urn:oid:1.02|urn:oid:1.|urn:oid:1..2|1.2.3|urn:oid:1.a|urn:oid:.1"},
		{primUUID, "urn:uuid:6ba7b810-9dad-51d1-80b4-00c04fd430c8", "6ba7b810-9dad-51d1-80b4-00c04fd430c8|urn:uuid:6BA7B810-9dad-51d1-80b4-00c04fd430c8|urn:uuid:6ba7b8109dad51d180b400c04fd430c8|urn:uuid:6ba7b810-9dad-51d1-80b4-00c04fd430cg|urn:uuid:6ba7b8100-dad-51d1-80b4-00c04fd430c8"},
		{primCode, "a|I10.x00|two words|码", " a|a |a  b|a\tb\t| "},
		{primID, "a|A-1.b|" + strings.Repeat("x", 64), "a_b|病|a/b|" + strings.Repeat("x", 65)},
		{primDate, "0001|9999|2023-01|2023-12-31|2024-02-29|2000-02-29", "0000|23|2023-1|2023-00|2023-13|2023-02-29|1900-02-29|2023-04-31|2023-01-00|2023-01-1|2023-|2023-01-|20230101|2023-01-01T|+2023| 2023|2023-01-01T00:00:00Z"},
		{primDateTime, "2023|2023-01|2023-01-01|2023-01-01T00:00:00Z|2023-01-01T23:59:60+14:00|2023-01-01T00:00:00.000000001-13:59", "2023-01-01T|2023-01-01T00:00|2023-01-01T00:00Z|2023-01-01T00:00:00|2023-01-01T24:00:00Z|2023-01-01T00:60:00Z|2023-01-01T00:00:61Z|2023-01-01T00:00:00.Z|2023-01-01T00:00:00+14:01|2023-01-01T00:00:00+15:00|2023-01-01T00:00:00+0800|2023-01-01T00:00:00+08|2023-01-01 00:00:00Z|2023-01-01t00:00:00z|2023-01T00:00:00Z|2023-02-30T00:00:00Z|2023-01-01T00:00:00Zx|2023-01-01T0:00:00Z|2023-01-01T00:00:00+08:60"},
		{primInstant, "2023-01-01T00:00:00Z|2023-01-01T00:00:00.5+08:00", "2023|2023-01|2023-01-01|2023-01-01T00:00:00"},
		{primTime, "00:00:00|23:59:60|12:34:56.789", "24:00:00|12:34|12:34:56Z|12:34:56.|1:00:00"},
		{primBase64, "YQ==|YWJj YWJj|YWJj\nYWJj ", "YQ=|YQ=*|Y Q==|-Q=="},
		{primString, "x|" + strings.Repeat("長", maxString), strings.Repeat("x", maxString+1)},
	}
	for _, test := range tests {
		for s := range strings.SplitSeq(test.good, "|") {
			assert.True(t, test.primitive.holds(s), "%s %q", test.primitive.name(), s)
		}
		for s := range strings.SplitSeq(test.bad, "|") {
			assert.False(t, test.primitive.holds(s), "%s %q", test.primitive.name(), s)
		}
	}
	for s := range strings.SplitSeq("0|-0|1|10000.00|-1.5|1e3|1E-3|1.0e+10|0.1", "|") {
		assert.True(t, isDecimal(s), s)
	}
	for s := range strings.SplitSeq("|-|+1|01|007|-01|.5|1.|1.e3|1e|1e+|NaN|Infinity|0x1|1 |1_0|--1|1.5.2", "|") {
		assert.False(t, isDecimal(s), s)
	}
	assert.True(t, primInteger.holdsInt(-1<<31) && primInteger.holdsInt(1<<31-1))
	assert.False(t, primInteger.holdsInt(-1<<31-1) || primInteger.holdsInt(1<<31))
	assert.True(t, primUnsignedInt.holdsInt(0) && !primUnsignedInt.holdsInt(-1))
	assert.True(t, primPositiveInt.holdsInt(1) && !primPositiveInt.holdsInt(0))
}

// TestAppendString puts every kind of character in every place of the words
// that appendString looks at.
func TestAppendString(t *testing.T) {
	marshal := func(s string) string {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		require.NoError(t, e.Encode(s))
		return strings.NewReplacer(`\u2028`, "\u2028", "\n", "").Replace(b.String())
	}
	for length := range 20 {
		for at := range length + 1 {
			for _, c := range []string{"", `"`, `\`, "\t", "\n", "\r", " ", "!", "#", "[", "]", "\x7f", "é", "中", "𠮷", "\u2028", "\x80", "\xff", "\xed\xa0\x80", "\x00", "\x1f", "\x08"} {
				s := strings.Repeat("x", at) + c + strings.Repeat("y", length-at)
				got, reason := appendString([]byte("z"), s)
				switch {
				case strings.ContainsAny(c, "\x00\x1f\x08"):
					assert.Equal(t, "has a control character", reason, "%q", s)
				case strings.ToValidUTF8(c, "") != c:
					assert.Equal(t, "is not valid UTF-8", reason, "%q", s)
				default:
					assert.Empty(t, reason, "%q", s)
					assert.Equal(t, "z"+marshal(s), string(got))
				}
			}
		}
	}
}

// What is looked at in words is what is looked at by bytes and characters.
func TestWords(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "Z", "0", " ", "\"", "\\", "\x1f", "\x7f", "\x80", "é", "一", "鿿", "ࠀ", "퟿", "\xed\xa0\x80", "￿", "😀", "\xe4\xb8", "\xe1", "\xf0\x9f"}
	for range 20000 {
		var s string
		for range random.IntN(12) {
			s += pieces[random.IntN(len(pieces))]
		}
		plain, ascii := isPlain(s)
		assert.Equal(t, !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' }), plain, "%q", s)
		assert.Equal(t, len(s) == 0 || strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0, ascii, "%q", s)
		assert.Equal(t, utf8.ValidString(s), isUTF8(s), "%q", s)
	}
	const id = "6ba7b810-9dad-51d1-80b4-00c04fd430c8"
	form := regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	for at := range len(id) {
		for c := range 256 {
			s := id[:at] + string([]byte{byte(c)}) + id[at+1:]
			assert.Equal(t, form.MatchString(s), isUUID(s), "%q", s)
		}
	}
}
