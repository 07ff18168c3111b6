package charset

import (
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// Detect chooses between UTF-8 and GB18030 by a sample that has characters
// beyond ASCII and may begin and end inside one. UTF-8 with a few broken
// characters is still UTF-8.
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

// DetectRecord returns the encoding of a record of a file. It is the file's,
// unless the bytes are clearly in the other: files are put together from parts.
// A name that was cut inside a character is no such case.
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
