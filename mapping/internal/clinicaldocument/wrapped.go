package clinicaldocument

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"strconv"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
)

// Interfaces send documents in messages: as elements of an envelope of SOAP, in a section
// of CDATA, or as text in which the brackets are escaped.
var (
	firstTag    = regexp.MustCompile(`^(?:\xef\xbb\xbf)?\s*(?:<\?[^>]*\?>\s*|<!--(?s:.*?)-->\s*)*<([\w.-]+:)?([\w.-]+)[\s>/]`)
	documentTag = regexp.MustCompile(`<([\w.-]+:)?ClinicalDocument[\s>]`)
	escapedTag  = regexp.MustCompile(`&lt;(?:[\w.-]+:)?ClinicalDocument(?:\s|&gt;)`)
	declaration = regexp.MustCompile(`^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>`)
	reference   = regexp.MustCompile(`&(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});`)
)

// unwrapped returns a file whose documents stand in a message as one of the documents
// alone, each on its line; any other file as it is.
func unwrapped(r io.Reader) (out io.Reader, wrapped bool) {
	in := bufio.NewReaderSize(r, 64<<10)
	start, _ := in.Peek(64 << 10) //nolint:errcheck // an error comes when the text is read
	first := firstTag.FindSubmatch(start)
	if first == nil || string(first[2]) == "ClinicalDocument" || !documentTag.Match(start) && !escapedTag.Match(start) {
		return in, false
	}
	text, err := io.ReadAll(io.LimitReader(in, carrier.MostRecord))
	if err != nil {
		return io.MultiReader(bytes.NewReader(text), failing{err}), false
	}
	if !documentTag.Match(text) {
		text = append(declaration.Find(text), reference.ReplaceAllFunc(text, character)...)
	}
	head := declaration.Find(text)
	var found []byte
	rest, line := text, 0
	for {
		at := documentTag.FindSubmatchIndex(rest)
		if at == nil {
			break
		}
		prefix := ""
		if at[2] >= 0 {
			prefix = string(rest[at[2]:at[3]])
		}
		closing := "</" + prefix + "ClinicalDocument>"
		end := bytes.Index(rest[at[0]:], []byte(closing))
		if end < 0 {
			end = len(rest) - at[0]
		} else {
			end += len(closing)
		}
		line += bytes.Count(rest[:at[0]], []byte{'\n'})
		for bytes.Count(found, []byte{'\n'}) < line {
			found = append(found, '\n')
		}
		found = append(append(found, head...), rest[at[0]:at[0]+end]...)
		line += bytes.Count(rest[at[0]:at[0]+end], []byte{'\n'})
		rest = rest[at[0]+end:]
	}
	return io.MultiReader(bytes.NewReader(found), in), true
}

// failing is a reader of an error.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// character returns what a reference stands for.
func character(ref []byte) []byte {
	name := string(ref[1 : len(ref)-1])
	if plain, ok := map[string]string{"lt": "<", "gt": ">", "amp": "&", "quot": `"`, "apos": "'"}[name]; ok {
		return []byte(plain)
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseInt(digits, base, 32)
	if err != nil || n > 127 || !utf8.ValidRune(rune(n)) {
		return ref // it is read as what it is, in whatever encoding the document is
	}
	return []byte{byte(n)}
}
