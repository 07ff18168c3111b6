package load

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// delimiters are what may stand between the cells of a CSV, the usual one first.
var delimiters = []rune{',', ';', '\t', '|'}

// delimiter is the one by which a header names most columns.
func delimiter(head []byte) rune {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	best, most := delimiters[0], 0
	for _, d := range delimiters {
		named := 0
		for cell := range strings.SplitSeq(string(line), string(d)) {
			if headerColumn(strings.Trim(cell, "\" \r")) != colNone {
				named++
			}
		}
		if named > most {
			best, most = d, named
		}
	}
	return best
}

// text returns r in UTF-8: a CSV as a spreadsheet saves it in GB18030 or Big5, and
// any file in UTF-16. What is neither stays as it is, to be refused by its reader.
func text(r io.Reader) *bufio.Reader {
	b := bufio.NewReaderSize(r, sniffSize)
	head, _ := b.Peek(sniffSize) // an error comes when it is read
	var from encoding.Encoding
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		from = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case isUTF16(head, 1):
		from = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case isUTF16(head, 0):
		from = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case !utf8.Valid(whole(head)):
		from = chinese(head)
	}
	if from == nil {
		return b
	}
	return bufio.NewReaderSize(transform.NewReader(b, from.NewDecoder()), sniffSize)
}

// isUTF16 reports whether every other byte of the first line is most often NUL, as
// that of ASCII in UTF-16 is.
func isUTF16(head []byte, zero int) bool {
	line := head[:min(len(head), 64)&^1]
	nul := 0
	for i := zero; i < len(line); i += 2 {
		if line[i] == 0 && line[i^1] != 0 {
			nul++
		}
	}
	return len(line) >= 4 && 4*nul > len(line)
}

// whole is a sample without a character that its end cuts.
func whole(sample []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(sample); n++ {
		if end := sample[len(sample)-n:]; utf8.RuneStart(end[0]) {
			if !utf8.FullRune(end) {
				return sample[:len(sample)-n]
			}
			break
		}
	}
	return sample
}

// chinese returns the encoding of a CSV that is not in UTF-8, nil where it is none:
// that in which its header names more columns, and else that of which its characters
// have the look.
func chinese(head []byte) encoding.Encoding {
	gb, big5 := simplifiedchinese.GB18030, traditionalchinese.Big5
	inGB, inBig5 := named(head, gb), named(head, big5)
	switch {
	case max(inGB, inBig5) < 2:
		return nil // no header of a table or a map
	case inGB > inBig5:
		return gb
	case inBig5 > inGB:
		return big5
	}
	pairs, low := 0, 0 // of the second bytes, those below 0x80: half of Big5's, and few of GB18030's
	for i := 0; i+1 < len(head); i++ {
		if head[i] < 0x81 {
			continue
		}
		pairs++
		if i++; head[i] < 0x80 {
			low++
		}
	}
	switch {
	case pairs < 8 && low == 0:
		return nil // too few to tell
	case 6*low > pairs:
		return big5
	}
	return gb
}

// named is how many columns the header names in an encoding.
func named(head []byte, e encoding.Encoding) (n int) {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	decoded, err := e.NewDecoder().Bytes(line)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
		return 0
	}
	for cell := range strings.SplitSeq(string(decoded), string(delimiter(decoded))) {
		if headerColumn(strings.Trim(cell, "\" \r")) != colNone {
			n++
		}
	}
	return n
}
