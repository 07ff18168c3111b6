package mapping

import (
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// How many characters a record must have for its bytes to speak, and how large
// a part of them, in percent, must speak against its encoding.
const (
	fewest = 6
	rare   = 25
)

// doubtful returns the encoding in which the bytes of a record rather seem to
// be than in the one in which it is read, "" where nothing speaks against that.
// Any bytes are characters of some kind in GB18030 and in Big5, so that a file
// read in the wrong one of them shows no fault: what shows is that nobody
// writes so.
func doubtful(record []byte, encoding string) string {
	switch encoding {
	case EncodingGB18030:
		if utf8Chinese(record) {
			return EncodingUTF8
		}
		if d := pairs(record); d.lone == 0 && d.all >= fewest && 100*d.low >= rare*d.all && d.big5 == d.all {
			return EncodingBig5
		}
	case EncodingBig5:
		if utf8Chinese(record) {
			return EncodingUTF8
		}
		if d := pairs(record); d.lone == 0 && d.all >= fewest && d.low == 0 && 100*(d.all-d.big5) >= rare*d.all && d.gb2312 == d.all {
			return EncodingGB18030
		}
	}
	return ""
}

// unlikeBig5 reports whether a text that is not UTF-8 has too few of Big5's
// common characters to be in it. Nine of ten are such in Big5, and in GB18030
// not even half.
func unlikeBig5(text []byte) bool {
	const fewestCommon = 60 // percent
	d := pairs(text)
	return d.all >= fewest && 100*d.big5 < fewestCommon*d.all
}

// utf8Chinese reports whether bytes are UTF-8 with Chinese characters in it,
// which bytes of another encoding hardly are by chance.
func utf8Chinese(record []byte) bool {
	chinese, other := 0, 0
	for rest := record; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		switch {
		case r == utf8.RuneError && size == 1:
			return false
		case size > 2:
			chinese++
		case size == 2:
			other++
		}
		rest = rest[size:]
	}
	return chinese >= 2 && chinese > other
}

// doubleBytes counts the characters of two bytes in a text of GBK or Big5.
type doubleBytes struct {
	all    int
	lone   int // bytes beyond ASCII without a second one
	low    int // whose second byte is below 0xA1, as none of GB 2312 is
	big5   int // which would be among the 5401 common ones of Big5, or its marks
	gb2312 int // which would be among the characters of GB 2312
}

func pairs(text []byte) (d doubleBytes) {
	for i := 0; i < len(text); i++ {
		if text[i] < utf8.RuneSelf {
			continue
		}
		if i+1 == len(text) || text[i+1] < 0x40 {
			d.lone++
			continue
		}
		lead, trail := text[i], text[i+1]
		i++
		d.all++
		if trail < 0xA1 {
			d.low++
		} else if lead >= 0xA1 && lead <= 0xF7 {
			d.gb2312++
		}
		if lead >= 0xA1 && lead <= 0xC6 && (trail <= 0x7E || trail >= 0xA1) {
			d.big5++
		}
	}
	return d
}

// garbled reports whether a name is UTF-8 that was taken for GB18030 on its way
// here: 寮犱笁 for 张三. Its bytes in GB18030 are then UTF-8.
func garbled(name string) bool {
	if len(name) < 2*utf8.UTFMax || ascii([]byte(name)) {
		return false
	}
	bytes, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(name))
	return err == nil && utf8Chinese(bytes)
}
