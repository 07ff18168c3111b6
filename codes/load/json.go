package load

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// A cursor walks over a JSON document that is known to be well formed, and
// knows where it is. Each method takes one value.
type cursor struct {
	o    *Options
	data []byte
	pos  int
}

// json reads a document and checks it: well formed, UTF-8, not too deep,
// no key twice.
func (o *Options) json(r io.Reader) (*cursor, error) {
	data, err := o.all(r)
	if err != nil {
		return nil, err
	}
	c := &cursor{o: o, data: data}
	if i := invalidUTF8(data); i >= 0 {
		return nil, c.fail(i, "not UTF-8")
	}
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		at := len(data)
		var s *json.SyntaxError
		if errors.As(err, &s) {
			at = max(0, int(s.Offset)-1)
		}
		return nil, c.fail(at, "not JSON: %v", err)
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return c, nil
}

func invalidUTF8(b []byte) int {
	if utf8.Valid(b) {
		return -1
	}
	for i := 0; ; {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
}

// stringEnd returns the length of the string literal with which b begins.
func stringEnd(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(b)
}

// fail returns an Error at an offset.
func (c *cursor) fail(at int, format string, args ...any) *Error {
	at = min(at, len(c.data))
	line := 1 + bytes.Count(c.data[:at], []byte("\n"))
	return c.o.fail(line, at-bytes.LastIndexByte(c.data[:at], '\n'), format, args...)
}

// wrong is for a value that is not of the kind that FHIR says.
func (c *cursor) wrong(want string) *Error { return c.fail(c.pos, "%s expected", want) }

func (c *cursor) space() {
	for c.pos < len(c.data) {
		switch c.data[c.pos] {
		case ' ', '\t', '\n', '\r':
			c.pos++
		default:
			return
		}
	}
}

func (c *cursor) peek() byte {
	c.space()
	if c.pos < len(c.data) {
		return c.data[c.pos]
	}
	return 0
}

// object calls field with each key, which must take the value.
func (c *cursor) object(field func(key string) error) error {
	if c.peek() != '{' {
		return c.wrong("an object")
	}
	c.pos++
	for c.peek() != '}' {
		key, err := c.str()
		if err != nil {
			return err
		}
		c.peek()
		c.pos++ // the colon
		if err := field(key); err != nil {
			return err
		}
		if c.peek() == ',' {
			c.pos++
		}
	}
	c.pos++
	return nil
}

// array calls item for each item, which must take it.
func (c *cursor) array(item func() error) error {
	if c.peek() != '[' {
		return c.wrong("an array")
	}
	c.pos++
	for c.peek() != ']' {
		if err := item(); err != nil {
			return err
		}
		if c.peek() == ',' {
			c.pos++
		}
	}
	c.pos++
	return nil
}

// str returns a string.
func (c *cursor) str() (string, error) {
	if c.peek() != '"' {
		return "", c.wrong("a string")
	}
	n := stringEnd(c.data[c.pos:])
	lit := c.data[c.pos : c.pos+n]
	c.pos += n
	if bytes.IndexByte(lit, '\\') < 0 {
		return string(lit[1 : n-1]), nil
	}
	var s string
	if err := json.Unmarshal(lit, &s); err != nil {
		return "", c.fail(c.pos-n, "not a JSON string")
	}
	return s, nil
}

// into takes a string and puts it into s.
func (c *cursor) into(s *string) error {
	v, err := c.str()
	*s = v
	return err
}

// number returns a whole number.
func (c *cursor) number(most int) (int, error) {
	c.space()
	start, n := c.pos, 0
	for c.pos < len(c.data) && c.data[c.pos] >= '0' && c.data[c.pos] <= '9' && n <= most {
		n = n*10 + int(c.data[c.pos]-'0')
		c.pos++
	}
	if c.pos == start || n > most {
		return 0, c.wrong("a whole number")
	}
	return n, nil
}

// boolean returns true or false.
func (c *cursor) boolean() (bool, error) {
	c.space()
	for _, w := range [...]string{"true", "false"} {
		if bytes.HasPrefix(c.data[c.pos:], []byte(w)) {
			c.pos += len(w)
			return w == "true", nil
		}
	}
	return false, c.wrong("true or false")
}

// skip takes any value.
func (c *cursor) skip() error {
	depth := 0
	for c.peek(); c.pos < len(c.data); c.peek() {
		switch c.data[c.pos] {
		case '"':
			c.pos += stringEnd(c.data[c.pos:])
		case '{', '[':
			depth++
			c.pos++
		case '}', ']':
			depth--
			c.pos++
		case ',', ':':
			c.pos++
		default:
			for c.pos < len(c.data) && !strings.ContainsRune(",:]} \t\r\n", rune(c.data[c.pos])) {
				c.pos++
			}
		}
		if depth == 0 {
			return nil
		}
	}
	return nil
}

// resourceType returns what a document says it is, without moving.
func (c *cursor) resourceType() (string, error) {
	at := c.pos
	defer func() { c.pos = at }()
	var kind string
	err := c.object(func(key string) error {
		if key == "resourceType" {
			return c.into(&kind)
		}
		return c.skip()
	})
	return kind, err
}

// expect checks the resource type and goes back to the start.
func (c *cursor) expect(kind string) error {
	got, err := c.resourceType()
	switch {
	case err != nil:
		return err
	case got == kind:
		return nil
	case got == "":
		return c.fail(0, "no resourceType; a FHIR %s expected", kind)
	}
	return c.fail(0, "a FHIR resource of another type; %s expected", kind)
}

// translations reads the extensions of an element like _display and calls
// found with the language and the text of each translation.
func (c *cursor) translations(found func(language, text string)) error {
	return c.object(func(key string) error {
		if key != "extension" {
			return c.skip()
		}
		return c.array(func() error {
			var url string
			var lang, text string
			err := c.object(func(key string) error {
				switch key {
				case "url":
					return c.into(&url)
				case "extension":
					return c.array(func() error {
						var part, value string
						err := c.object(func(key string) error {
							switch key {
							case "url":
								return c.into(&part)
							case "valueCode", "valueString", "valueMarkdown":
								return c.into(&value)
							}
							return c.skip()
						})
						switch part {
						case "lang":
							lang = value
						case "content":
							text = value
						}
						return err
					})
				}
				return c.skip()
			})
			if url == translationURL {
				found(lang, text)
			}
			return err
		})
	})
}

// translationURL is HL7's extension for a text in another language.
const translationURL = "http://hl7.org/fhir/StructureDefinition/translation"
