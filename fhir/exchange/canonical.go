package exchange

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// MaxBundle is the largest Bundle that is taken, in bytes.
	MaxBundle = 64 << 20
	// MaxFile is the largest file that is opened, in bytes: base64 twice makes nearly
	// twice of a Bundle.
	MaxFile = 2 * MaxBundle
	// maxDepth is how many levels of JSON may stand in each other.
	maxDepth = 64
)

// An object is one of JSON, its members in the order of their names.
type object []member

type member struct {
	name  string
	value any // object, []any, string, json.Number, bool or nil
}

// get returns the value of a member, nil where there is none.
func (o object) get(name string) any {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// text returns a member that is a string, "" where there is none.
func (o object) text(name string) string {
	s, _ := o.get(name).(string)
	return s
}

// parseBundle reads a Bundle. JSON that two readers may take for two things is
// refused: a name that stands twice, halves of characters, and what is no UTF-8.
func parseBundle(text []byte) (object, error) {
	if len(text) > MaxBundle {
		return nil, ErrSize
	}
	bundle, ok := parseObject(text)
	if !ok || bundle.get("resourceType") != "Bundle" {
		return nil, ErrBundle
	}
	return bundle, nil
}

// parseObject reads an object of JSON that has but one meaning.
func parseObject(text []byte) (object, bool) {
	if !utf8.Valid(text) || !json.Valid(text) || halfCharacter(text) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	value, ok := parseValue(d, 0)
	o, is := value.(object)
	return o, ok && is
}

func parseValue(d *json.Decoder, depth int) (value any, ok bool) {
	token, err := d.Token()
	if err != nil || depth > maxDepth {
		return nil, false
	}
	switch token {
	case json.Delim('{'):
		var o object
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return nil, false
			}
			value, ok := parseValue(d, depth+1)
			if !ok {
				return nil, false
			}
			o = append(o, member{name.(string), value})
		}
		slices.SortFunc(o, func(a, b member) int { return compareUTF16(a.name, b.name) })
		for i := range o {
			if i > 0 && o[i].name == o[i-1].name {
				return nil, false
			}
		}
		_, err = d.Token()
		return o, err == nil
	case json.Delim('['):
		list := []any{}
		for d.More() {
			value, ok := parseValue(d, depth+1)
			if !ok {
				return nil, false
			}
			list = append(list, value)
		}
		_, err = d.Token()
		return list, err == nil
	}
	return token, true
}

// halfCharacter reports whether valid JSON has an escape of one half of a character
// alone, which encoding/json reads as another character.
func halfCharacter(text []byte) bool {
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			continue
		}
		i++
		if text[i] != 'u' {
			continue
		}
		r := hex4(text[i+1:])
		i += 4
		if !utf16.IsSurrogate(r) {
			continue
		}
		if i+6 >= len(text) || text[i+1] != '\\' || text[i+2] != 'u' || utf16.DecodeRune(r, hex4(text[i+3:])) == utf8.RuneError {
			return true
		}
		i += 6
	}
	return false
}

func hex4(digits []byte) (r rune) {
	for _, c := range digits[:4] {
		r = r<<4 | rune(strings.IndexByte("0123456789abcdef", c|0x20))&15
	}
	return r
}

// compareUTF16 orders names as RFC 8785 does, by their units of UTF-16.
func compareUTF16(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

// canonicalization is FHIR's, of documents: all of the Bundle but what changes as it
// goes from server to server.
const canonicalization = "http://hl7.org/fhir/canonicalization/json#document"

// canonical returns what a signature of the Bundle covers: FHIR's canonical JSON, in
// the order of names and with the escapes of RFC 8785, without the id, the meta and
// the signature of the Bundle itself. Numbers stay as they are written: R4 demands
// nothing else, and 2.50 is not 2.5.
func canonical(bundle object) []byte {
	covered := slices.DeleteFunc(slices.Clone(bundle), func(m member) bool {
		return m.name == "id" || m.name == "meta" || m.name == "signature"
	})
	return appendValue(nil, covered)
}

func appendValue(dst []byte, value any) []byte {
	switch v := value.(type) {
	case object:
		dst = append(dst, '{')
		for i, m := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(appendString(dst, m.name), ':')
			dst = appendValue(dst, m.value)
		}
		return append(dst, '}')
	case []any:
		dst = append(dst, '[')
		for i, e := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendValue(dst, e)
		}
		return append(dst, ']')
	case string:
		return appendString(dst, v)
	case json.Number:
		return append(dst, v...)
	case bool:
		if v {
			return append(dst, "true"...)
		}
		return append(dst, "false"...)
	}
	return append(dst, "null"...)
}

// appendString escapes what JSON demands, and nothing else (RFC 8785, 3.2.2.2).
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c >= ' ':
			dst = append(dst, c)
		default:
			if j := strings.IndexByte("\b\t\n\f\r", c); j >= 0 {
				dst = append(dst, '\\', "btnfr"[j])
				continue
			}
			dst = append(dst, '\\', 'u', '0', '0', '0'+c>>4, "0123456789abcdef"[c&15])
		}
	}
	return append(dst, '"')
}
