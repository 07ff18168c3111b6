package charset

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// The two bytes of a character of GBK, of which nearly all text in GB18030 is, beside
// ASCII.
const (
	firstLead, lastLead   = 0x81, 0xfe
	firstTrail, lastTrail = 0x40, 0xfe
)

// usualTable has the characters of two bytes by these, 0 where x/text knows none:
// taking them from a table is several times as fast as its decoder.
var usualTable = sync.OnceValue(func() *[lastLead - firstLead + 1][lastTrail - firstTrail + 1]uint16 {
	var table [lastLead - firstLead + 1][lastTrail - firstTrail + 1]uint16
	d := simplifiedchinese.GB18030.NewDecoder()
	for lead := range table {
		for trail := range table[lead] {
			var out [2 * utf8.UTFMax]byte
			d.Reset()
			n, read, err := d.Transform(out[:], []byte{byte(firstLead + lead), byte(firstTrail + trail)}, true)
			r, size := utf8.DecodeRune(out[:n])
			if err == nil && read == 2 && size == n && r != utf8.RuneError && r <= 0xffff {
				table[lead][trail] = uint16(r)
			}
		}
	}
	return &table
})

// appendUsual appends text in GB18030 of characters of one or two bytes in UTF-8, for
// which dst has room. ok is false, and nothing appended, where there are others, or
// bytes that are none.
func appendUsual(dst, src []byte) (_ []byte, ok bool) {
	table := usualTable()
	out := dst
	for i := 0; i < len(src); i++ {
		c := src[i]
		if c < utf8.RuneSelf {
			out = append(out, c)
			continue
		}
		if i++; i == len(src) || c < firstLead || c > lastLead || src[i] < firstTrail || src[i] > lastTrail {
			return dst, false
		}
		r := table[c-firstLead][src[i]-firstTrail]
		switch {
		case r >= 0x800:
			out = append(out, 0xe0|byte(r>>12), 0x80|byte(r>>6)&0x3f, 0x80|byte(r)&0x3f)
		case r == 0:
			return dst, false
		default:
			out = utf8.AppendRune(out, rune(r))
		}
	}
	return out, true
}
