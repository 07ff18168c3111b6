package dbf

import (
	"bytes"
	"fmt"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/charset"
)

// A page is a code page that the language driver of a table names.
type page struct {
	name    string
	charset string            // one of the encodings of package mapping, "" where it is another
	other   encoding.Encoding // then
}

// pages are the code pages by the marks of dBASE and FoxPro.
var pages = map[byte]page{
	0x4d: {name: "936", charset: mapping.EncodingGB18030}, 0x7a: {name: "936", charset: mapping.EncodingGB18030},
	0x4f: {name: "950", charset: mapping.EncodingBig5}, 0x78: {name: "950", charset: mapping.EncodingBig5},
	0x01: {name: "437", other: charmap.CodePage437}, 0x02: {name: "850", other: charmap.CodePage850},
	0x03: {name: "1252", other: charmap.Windows1252}, 0x57: {name: "1252", other: charmap.Windows1252},
	0x24: {name: "860", other: charmap.CodePage860}, 0x64: {name: "852", other: charmap.CodePage852},
	0x65: {name: "866", other: charmap.CodePage866}, 0x26: {name: "866", other: charmap.CodePage866},
	0xc8: {name: "1250", other: charmap.Windows1250}, 0xc9: {name: "1251", other: charmap.Windows1251},
}

// A decoder turns the texts of a table into UTF-8. Which encoding they are in is
// settled with the first text beyond ASCII.
type decoder struct {
	settled bool
	stated  string // by the caller, "" for what the table says
	mark    byte
	decode  charset.Decoder
	other   *encoding.Decoder
	found   func(severity mapping.Severity, code, detail string)
}

// settle chooses the encoding: what the caller states, what the table says, or where
// it says nothing what a sample of its texts looks like. A doubt is reported.
func (d *decoder) settle(sample []byte) {
	d.settled = true
	p, known := pages[d.mark]
	switch {
	case d.stated != "":
		d.decode.Use(d.stated)
	case !known:
		name := charset.Detect(sample)
		says := "does not say its code page"
		if d.mark != 0 {
			says = fmt.Sprintf("says a code page that is not known here (mark %#02x)", d.mark)
		}
		d.decode.Use(name)
		severity, looks := mapping.Information, ", as which it looks"
		if _, bad := d.decode.Append(nil, sample); bad >= 0 {
			severity, looks = mapping.Warning, ", in which some of its bytes are no character: state the encoding"
		}
		d.found(severity, "code-page", "the table "+says+": its text is read as "+name+looks)
		d.doubt(sample, name)
	case p.charset != "":
		d.doubt(sample, p.charset)
		d.decode.Use(p.charset)
	default:
		if charset.UTF8Chinese(sample) || pairs(sample) {
			d.found(mapping.Warning, "doubtful-encoding", "the table says that its code page is "+p.name+", and its bytes rather seem to be Chinese: state the encoding")
		}
		d.other = p.other.NewDecoder()
	}
}

func (d *decoder) doubt(sample []byte, name string) {
	likelier := charset.Doubtful(sample, name)
	if name != charset.EncodingUTF8 && charset.UTF8Chinese(sample) {
		likelier = charset.EncodingUTF8
	}
	if likelier != "" && likelier != name {
		d.found(mapping.Warning, "doubtful-encoding", "the table is read as "+name+", and its bytes rather seem to be "+likelier+": state the encoding")
	}
}

// pairs reports whether the bytes beyond ASCII all stand in pairs that GB 2312 has,
// as those of Western letters do not.
func pairs(sample []byte) bool {
	n := 0
	for i := 0; i < len(sample); i++ {
		if sample[i] < utf8.RuneSelf {
			continue
		}
		if sample[i] < 0xb0 || sample[i] > 0xf7 || i+1 == len(sample) || sample[i+1] < 0xa1 {
			return false
		}
		i++
		n++
	}
	return n >= 4
}

// text returns bytes in UTF-8; bad tells that some are no character.
func (d *decoder) text(b []byte) (text string, bad bool) {
	if isASCII(b) {
		return string(b), false
	}
	if d.other != nil {
		out, err := d.other.Bytes(b)
		return string(out), err != nil || bytes.ContainsRune(out, utf8.RuneError)
	}
	out, at := d.decode.Append(nil, b)
	return string(out), at >= 0
}

func isASCII(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
