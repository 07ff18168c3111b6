package jsonrecord

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
)

// A value is a value of JSON with the place where it stands in its record.
type value struct {
	kind     byte   // '{', '[', '"', '0' a number, 't' true or false, 'n' null
	text     string // of a string, a number, true or false
	from, to int
	members  []pair
	items    []value
}

// A pair is a member of an object.
type pair struct {
	name  string
	value value
}

// mostValues is how many values a nested record may have.
const mostValues = 1 << 17

// tree takes a record apart as a whole. It returns the fault of the record, "" where
// it has none.
func (p *parser) tree() (value, string) {
	if !utf8.Valid(p.text) {
		return value{}, "bad-utf-8"
	}
	p.space()
	if p.peek() != '{' {
		return value{}, "not-an-object"
	}
	left := mostValues
	v := p.branch(1, &left)
	p.space()
	if p.fault == "" && p.i < len(p.text) {
		p.fault = "bad-json"
	}
	return v, p.fault
}

// branch reads the value that comes next.
func (p *parser) branch(depth int, left *int) value {
	p.space()
	v := value{kind: p.peek(), from: p.i}
	if *left--; *left < 0 {
		p.fail("too-many-columns")
	}
	if depth > maxDepth {
		p.fail("too-deep")
	}
	switch v.kind {
	case '{':
		p.i++
		for more := !p.accept('}'); more && p.fault == ""; more = p.further('}') {
			if p.space(); p.peek() != '"' {
				p.fail("bad-json")
				break
			}
			m := pair{name: p.str()}
			if !p.accept(':') {
				p.fail("bad-json")
				break
			}
			m.value = p.branch(depth+1, left)
			v.members = append(v.members, m)
		}
	case '[':
		p.i++
		for more := !p.accept(']'); more && p.fault == ""; more = p.further(']') {
			v.items = append(v.items, p.branch(depth+1, left))
		}
	case '"':
		v.text = p.str()
	default:
		v.text = p.scalar()
		switch {
		case v.text == "":
			v.kind = 'n'
		case v.text == "true" || v.text == "false":
			v.kind = 't'
		default:
			v.kind = '0'
		}
	}
	if len(v.text) > carrier.MostCell {
		p.fail("field-too-long")
	}
	v.to = p.i
	return v
}

// further reads over the comma before another value, and reports false at the end.
func (p *parser) further(end byte) bool {
	if p.accept(end) {
		return false
	}
	if !p.accept(',') {
		p.fail("bad-json")
	}
	return p.fault == ""
}

// find returns the first member of a name, nil for none.
func (v *value) find(name string) *value {
	for i := range v.members {
		if v.members[i].name == name {
			return &v.members[i].value
		}
	}
	for i := range v.members {
		if strings.EqualFold(v.members[i].name, name) {
			return &v.members[i].value
		}
	}
	return nil
}

// compact appends JSON without the white space between its tokens.
func compact(dst, text []byte) []byte {
	quoted := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\' && quoted && i+1 < len(text):
			dst = append(dst, c)
			i++
			c = text[i]
		case c == '"':
			quoted = !quoted
		case !quoted && strings.IndexByte(" \t\r\n", c) >= 0:
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

// appendString appends a string of JSON, in which nothing is escaped that need not be.
func appendString(dst []byte, s []byte) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for len(s) > 0 {
		if s[0] >= ' ' && s[0] != '"' && s[0] != '\\' && s[0] < utf8.RuneSelf {
			dst, s = append(dst, s[0]), s[1:]
			continue
		}
		if s[0] >= utf8.RuneSelf {
			r, size := utf8.DecodeRune(s)
			dst, s = utf8.AppendRune(dst, r), s[size:]
			continue
		}
		if i := bytes.IndexByte([]byte("\"\\\b\f\n\r\t"), s[0]); i >= 0 {
			dst = append(dst, '\\', `"\bfnrt`[i])
		} else {
			dst = append(dst, '\\', 'u', '0', '0', hex[s[0]>>4], hex[s[0]&15])
		}
		s = s[1:]
	}
	return append(dst, '"')
}
