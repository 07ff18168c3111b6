package charset

import (
	"bytes"
	"unicode/utf8"
)

const (
	fewest = 6  // characters that a record must have to be judged
	rare   = 25 // percent of them that must be unlike its encoding

	fewestLatin = 3 // letters with accents that a record must have
)

// Doubtful returns the encoding in which the bytes of a record are more likely
// than in the one in which it is read, "" where there is none. Nearly any bytes
// are characters in GB18030 and in Big5, so that a file read in the wrong one of
// them has no invalid bytes: it only has characters that are rarely written.
func Doubtful(record []byte, encoding string) string {
	switch encoding {
	case EncodingLatin:
		if utf8.Valid(record) {
			return EncodingUTF8 // whose letters are two of Windows-1252 that no word has
		}
	case EncodingGB18030:
		if UTF8Chinese(record) {
			return EncodingUTF8
		}
		if likelier(record, commonBig5, inGB2312) {
			return EncodingBig5
		}
	case EncodingBig5:
		if UTF8Chinese(record) {
			return EncodingUTF8
		}
		if likelier(record, inGB2312, commonBig5) {
			return EncodingGB18030
		}
		if latinLetters(record) >= fewestLatin {
			return EncodingLatin
		}
	}
	return ""
}

// Unlike reports whether a text that is not UTF-8 clearly is not in an encoding.
// Nothing tells that of GB18030, in which any bytes may be.
func Unlike(text []byte, encoding string) bool {
	switch encoding {
	case EncodingBig5:
		return Latin(text) || unlikeBig5(text)
	case EncodingLatin:
		return !Latin(text)
	}
	return false
}

// Latin reports whether what is beyond ASCII in a text that is not UTF-8 is letters
// with accents inside words of ASCII, and the few signs that stand beside them, as in
// Windows-1252. Chinese in two bytes a character is not so for long: the first bytes of
// its common characters are no such letters, and its words are more than two of them.
func Latin(text []byte) bool { return latinLetters(text) > 0 }

// latinLetters counts the letters beyond ASCII of a text in Windows-1252, 0 where the
// text is in no such encoding.
func latinLetters(text []byte) (letters int) {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		from := i
		for i < len(text) && text[i] >= utf8.RuneSelf {
			switch c := text[i]; {
			case c >= 0xC0 && c != 0xD7 && c != 0xF7, c == 0x8A, c == 0x8C, c == 0x8E, c == 0x9A, c == 0x9C, c == 0x9E, c == 0x9F:
				letters++
				if i-from > 1 {
					return 0 // no word has three of them on end: ção has two
				}
			case bytes.IndexByte(latinSigns, c) < 0:
				return 0
			}
			i++
		}
		if before, after := from > 0 && asciiLetter(text[from-1]), i < len(text) && asciiLetter(text[i]); i-from > 1 && !before && !after {
			return 0
		}
	}
	return letters
}

// latinSigns are the signs of Windows-1252 that stand beside words: quotation marks and
// dashes, the ordinals and the degree (N.º, 2.ª, 38 °C), the section, the euro, the dots
// and a space that does not break.
var latinSigns = []byte("\x80\x85\x91\x92\x93\x94\x96\x97\xA0\xA7\xAA\xAB\xB0\xBA\xBB")

func asciiLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// unlikeBig5 reports whether a text that is not UTF-8 has too few of Big5's
// common characters to be in it. Nine of ten are such in Big5, and in GB18030
// not even half.
func unlikeBig5(text []byte) bool {
	const fewestCommon = 60 // percent
	all, common := 0, 0
	for i := 0; i+1 < len(text); i++ {
		lead, trail := text[i], text[i+1]
		if lead < utf8.RuneSelf || trail < 0x40 {
			continue
		}
		i++
		all++
		if commonBig5(lead, trail) {
			common++
		}
	}
	return all >= fewest && 100*common < fewestCommon*all
}

// UTF8Chinese reports whether bytes are UTF-8 with Chinese characters, which
// bytes of another encoding hardly ever are by chance.
func UTF8Chinese(record []byte) bool {
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

// likelier reports whether all characters of two bytes in a record are in one
// set, and many of them not in another. In most records an early one is not, so
// that little of the record is looked at.
func likelier(record []byte, of, than func(lead, trail byte) bool) bool {
	all, strange := 0, 0
	for i := 0; i < len(record); i++ {
		lead := record[i]
		if lead < utf8.RuneSelf {
			continue
		}
		if i++; i == len(record) || record[i] < 0x40 || !of(lead, record[i]) {
			return false
		}
		all++
		if !than(lead, record[i]) {
			strange++
		}
	}
	return all >= fewest && 100*strange >= rare*all
}

// commonBig5 reports whether two bytes would be one of the 5401 common
// characters of Big5, or its marks.
func commonBig5(lead, trail byte) bool {
	return lead >= 0xA1 && lead <= 0xC6 && (trail <= 0x7E || trail >= 0xA1)
}

// inGB2312 reports whether two bytes would be a character of GB 2312.
func inGB2312(lead, trail byte) bool {
	return lead >= 0xA1 && lead <= 0xF7 && trail >= 0xA1
}
