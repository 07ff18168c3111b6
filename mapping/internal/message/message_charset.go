package message

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/hl7v2"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
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

// sevenBit are the encodings, by their names, folded, of which the bytes of ASCII
// are other characters: nothing in them can be read as ASCII.
func sevenBit(name string) bool {
	switch name {
	case "ISOIR14", "ISOIR87", "ISOIR159", "UTF7", "UNICODEUTF7", "UNICODE11UTF7", "HZ", "HZGB2312", "UTF16", "UNICODEUTF16", "UTF32", "UNICODEUTF32":
		return true
	}
	return strings.HasPrefix(name, "ISO2022") || strings.HasPrefix(name, "CSISO2022")
}

// switches reports whether a message switches character sets as ISO 2022 does, by
// an escape character and a mark, or by the characters for shift out and in: what
// comes then are no characters of ASCII, whatever the bytes are.
func switches(message []byte) bool {
	for i, c := range message {
		switch {
		case c == 0x0e:
			return true
		case c == 0x1b && i+1 < len(message) && bytes.IndexByte([]byte("$()*+,-./%&NOno|}~"), message[i+1]) >= 0:
			return true
		}
	}
	return false
}

// decode returns the message as text. ok is false where the message is
// rejected: it cannot be told what its characters are, or they are not those
// that it states.
func (b *builder) decode(message []byte) (text string, ok bool) {
	b.message.Decode = b.hex
	stated := hl7v2.Charset(message)
	folded := chars.FoldHeader(stated)
	b.encoding = charsets[folded]
	if switches(message) || b.encoding == "" && b.file.Encoding == charset.EncodingAuto && sevenBit(folded) {
		b.reject("MSH-18", "unknown-charset", "the message is written in, or switches to, characters of seven bits that this program does not read: they would look like others")
		return "", false
	}
	if chosen := b.file.Encoding; chosen != charset.EncodingAuto {
		if b.encoding != "" && b.encoding != "ascii" && b.encoding != chosen && !chars.AllASCII(message) {
			b.issueAt("MSH-18", frontsheet.Warning, "charset-override", "the message states other characters than those in which it is read, as the caller asked")
		}
		b.encoding = chosen
	} else if chars.AllASCII(message) {
		if b.encoding == "" && stated != "" && stated != `""` {
			b.issueAt("MSH-18", frontsheet.Warning, "unknown-charset", "the message states characters that this program does not read: it has none beyond ASCII, and is read as that")
		}
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
		b.habit("MSH-18", "charset-not-stated", "the message does not state its characters: it is read as UTF-8, which its bytes are")
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

// unmarked returns the text without the byte order marks before its segments, and
// reports those and the one before the message. That at the start of a file says
// nothing, and is not seen here.
func (b *builder) unmarked(text string, r *carrier.Row) string {
	marked := bytes.HasSuffix(r.Raw[:r.Cells[0].From], []byte(byteOrderMark))
	if at := strings.Index(text, byteOrderMark); at >= 0 {
		cleaned := strings.TrimPrefix(text, byteOrderMark)
		cleaned = strings.ReplaceAll(strings.ReplaceAll(cleaned, "\r"+byteOrderMark, "\r"), "\n"+byteOrderMark, "\n")
		marked = marked || len(cleaned) < len(text)
		text = cleaned
	}
	if marked {
		b.issueAt("", frontsheet.Information, "byte-order-mark", "a byte order mark stands before a segment, where it marks nothing: it is passed over")
	}
	return text
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
