// Package charset turns the bytes of files into characters and back: UTF-8,
// GB18030, Big5 with HKSCS, and Windows-1252. It finds out in which of them bytes are, and
// doubts it where they look like another. It may import chars.
package charset

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

// KnownEncoding reports whether name is an encoding that a Reader accepts.
func KnownEncoding(name string) bool {
	switch name {
	case EncodingAuto, EncodingUTF8, EncodingGB18030, EncodingBig5, EncodingLatin:
		return true
	}
	return false
}
