package message

import (
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/chars"
	"github.com/crossbay/crossbay/mapping/internal/charset"
)

// charsets are the encodings by the names of HL7's table 0211, and those that
// systems write in its place, folded.
var charsets = map[string]string{
	"ASCII": "ascii", "ISOIR6": "ascii", "USASCII": "ascii", "7BIT": "ascii",
	"UNICODEUTF8": charset.EncodingUTF8, "UTF8": charset.EncodingUTF8, "UNICODE": charset.EncodingUTF8,
	"GB180302000": charset.EncodingGB18030, "GB18030": charset.EncodingGB18030, "GBK": charset.EncodingGB18030, "GB2312": charset.EncodingGB18030,
	"BIG5": charset.EncodingBig5, "BIG5HKSCS": charset.EncodingBig5, "HKSCS": charset.EncodingBig5,
	"88591": charset.EncodingLatin1, "ISO88591": charset.EncodingLatin1, "ISOIR100": charset.EncodingLatin1,
}

// decode returns the message as text. ok is false where the message is
// rejected: it cannot be told what its characters are, or they are not those
// that it states.
func (b *builder) decode(message []byte) (text string, ok bool) {
	b.message.Decode = b.hex
	stated := hl7v2.Charset(message)
	b.encoding = charsets[chars.FoldHeader(stated)]
	if chosen := b.file.Encoding; chosen != charset.EncodingAuto {
		if b.encoding != "" && b.encoding != "ascii" && b.encoding != chosen && !chars.AllASCII(message) {
			b.issueAt("MSH-18", frontsheet.Warning, "charset-override", "the message states other characters than those in which it is read, as the caller asked")
		}
		b.encoding = chosen
	} else if chars.AllASCII(message) {
		if b.encoding == "" {
			b.encoding = "ascii"
		}
		return string(message), true
	}
	if chars.AllASCII(message) {
		return string(message), true
	}
	unicode := utf8.Valid(message)
	switch {
	case b.encoding == "" && stated != "":
		b.reject("MSH-18", "unknown-charset", "the message states characters that this program does not read, and has some beyond ASCII")
		return "", false
	case b.encoding == "" && unicode:
		b.issueAt("MSH-18", frontsheet.Information, "charset-not-stated", "the message does not state its characters: it is read as UTF-8, which its bytes are")
		b.encoding = charset.EncodingUTF8
	case b.encoding == "":
		b.reject("MSH-18", "charset-not-stated", "the message does not state its characters, and its bytes are not UTF-8: which they are must be told")
		return "", false
	case b.encoding == "ascii" && unicode:
		b.issueAt("MSH-18", frontsheet.Warning, "charset-conflict", "the message states ASCII, and its bytes are UTF-8: it is read as that")
		b.encoding = charset.EncodingUTF8
	case b.encoding == "ascii":
		b.reject("MSH-18", "charset-conflict", "the message states ASCII, and has bytes beyond it that are not UTF-8 either")
		return "", false
	case b.encoding == charset.EncodingUTF8 && !unicode:
		b.reject("MSH-18", "charset-conflict", "the message is to be UTF-8, and its bytes are not")
		return "", false
	case b.encoding != charset.EncodingUTF8 && unicode && wide(message):
		b.reject("MSH-18", "charset-conflict", "the bytes of the message are UTF-8, and it states another encoding")
		return "", false
	}
	if b.encoding == charset.EncodingUTF8 {
		return string(message), true
	}
	decoded, bad := b.decoder().Append(nil, message)
	if bad >= 0 {
		b.reject("MSH-18", "charset-conflict", "bytes of the message are no characters of the encoding that it states")
		return "", false
	}
	return string(decoded), true
}

func (b *builder) decoder() *charset.Decoder {
	d, ok := b.parser.decoders[b.encoding]
	if !ok {
		d = &charset.Decoder{}
		d.Use(b.encoding)
		b.parser.decoders[b.encoding] = d
	}
	return d
}

// hex decodes the bytes of an escape sequence, in the characters of the message.
func (b *builder) hex(raw []byte) (string, bool) {
	if chars.AllASCII(raw) {
		return string(raw), true
	}
	if b.encoding == charset.EncodingUTF8 || b.encoding == "ascii" {
		return string(raw), utf8.Valid(raw)
	}
	text, bad := b.decoder().Append(nil, raw)
	return string(text), bad < 0
}

// wide reports whether UTF-8 text has characters of three bytes or more. Text
// in Big5 or GB18030 may happen to be UTF-8 of characters of two bytes; of
// three it hardly can.
func wide(text []byte) bool {
	return strings.IndexFunc(string(text), func(r rune) bool { return r >= 0x800 && r != utf8.RuneError }) >= 0
}
