package charset

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// Characters of Big5 are written as Big5 has them, and not as the places that
// HKSCS-2001 had for them in the zone FA40 to FEFE, which HKSCS-2004 withdrew. The
// codes are those of Big5 (ETEN, code page 950), and of HKSCS-2008 for 嘅.
func TestBig5WritesItsOwnCodes(t *testing.T) {
	var e Encoder
	var d Decoder
	e.Use(EncodingBig5)
	d.Use(EncodingBig5)
	for r, code := range map[rune]string{'港': "\xb4\xe4", '包': "\xa5\x5d", '瑜': "\xb7\xec", '婷': "\xb4\x40", '卿': "\xad\xeb", '嘅': "\x9d\xef", '香': "\xad\xbb"} {
		b, ok := e.Append(nil, r)
		assert.True(t, ok)
		assert.Equal(t, code, string(b), string(r))
		text, bad := d.Append(nil, b)
		assert.Negative(t, bad)
		assert.Equal(t, string(r), string(text))
	}
	for r, code := range theirsBig5 {
		text, bad := d.Append(nil, code[:])
		assert.Negative(t, bad)
		assert.Equal(t, string(r), string(text))
	}
}
