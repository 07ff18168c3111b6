// Package charset turns the bytes of files into characters and back: UTF-8,
// GB18030, Big5 with HKSCS, and Windows-1252. It finds out in which of them bytes are, and
// doubts it where they look like another. It may import chars.
package charset

import (
	"slices"
	"strings"
)

// The names of the encodings that a Reader accepts.
const (
	EncodingAuto    = "auto"         // UTF-8 where the bytes are valid UTF-8, else GB18030
	EncodingUTF8    = "utf-8"        // with a byte order mark or without
	EncodingGB18030 = "gb18030"      // and so GBK and GB 2312
	EncodingBig5    = "big5-hkscs"   // Big5 with the characters of Hong Kong
	EncodingLatin   = "windows-1252" // the western European one, which contains ISO 8859-1
)

// EncodingLatin1 is the encoding that a message may state, and in which no Reader
// takes a file to be.
const EncodingLatin1 = "iso-8859-1"

// Legacy returns the encodings in which files are that are not in UTF-8.
func Legacy() []string { return []string{EncodingGB18030, EncodingBig5, EncodingLatin} }

// Names returns the encodings that a Reader accepts.
func Names() []string {
	return []string{EncodingAuto, EncodingUTF8, EncodingGB18030, EncodingBig5, EncodingLatin}
}

// aliases are what other programs call the encodings, in small letters. A file in one
// of UTF-16 is told by itself, whatever it is said to be.
var aliases = map[string]string{
	"utf8": EncodingUTF8, "utf-8-bom": EncodingUTF8, "utf-8-sig": EncodingUTF8, "ascii": EncodingUTF8, "us-ascii": EncodingUTF8, "65001": EncodingUTF8,
	"utf-16": EncodingAuto, "utf16": EncodingAuto, "utf-16le": EncodingAuto, "utf-16be": EncodingAuto,
	"gbk": EncodingGB18030, "gb2312": EncodingGB18030, "gb-18030": EncodingGB18030, "cp936": EncodingGB18030, "936": EncodingGB18030, "euc-cn": EncodingGB18030,
	"big5": EncodingBig5, "big-5": EncodingBig5, "hkscs": EncodingBig5, "big5hkscs": EncodingBig5, "cp950": EncodingBig5, "950": EncodingBig5,
	"latin1": EncodingLatin, "latin-1": EncodingLatin, "iso-8859-1": EncodingLatin, "cp1252": EncodingLatin, "1252": EncodingLatin,
}

// Named returns the encoding that a Reader accepts under that name, or that of
// another program: gbk, big5, cp936.
func Named(name string) (string, bool) {
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	if slices.Contains(Names(), name) {
		return name, true
	}
	encoding, ok := aliases[name]
	return encoding, ok
}
