package jsonrecord

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/crossbay/crossbay/mapping/internal/chars"
)

// A parser takes one record apart, strictly after RFC 8259.
type parser struct {
	text   []byte
	i      int
	record *record
	fault  string
}

// parse returns the fault of the record, "" where it has none.
func (p *parser) parse() string {
	if !utf8.Valid(p.text) {
		return "bad-utf-8"
	}
	p.space()
	if p.peek() != '{' {
		return "not-an-object"
	}
	p.object("", 1)
	p.space()
	if p.fault == "" && p.i < len(p.text) {
		p.fault = "bad-json"
	}
	return p.fault
}

func (p *parser) fail(fault string) {
	if p.fault == "" {
		p.fault = fault
	}
	p.i = len(p.text)
}

func (p *parser) peek() byte {
	if p.i < len(p.text) {
		return p.text[p.i]
	}
	return 0
}

func (p *parser) space() {
	for p.i < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.i]) >= 0 {
		p.i++
	}
}

// accept reads over c where it comes next.
func (p *parser) accept(c byte) bool {
	p.space()
	if p.peek() != c || p.i == len(p.text) {
		return false
	}
	p.i++
	return true
}

func (p *parser) object(path string, depth int) {
	if depth > maxDepth {
		p.fail("too-deep")
		return
	}
	p.i++ // the brace
	if p.accept('}') {
		return
	}
	var names []string
	for p.fault == "" {
		p.space()
		if p.peek() != '"' {
			p.fail("bad-json")
			return
		}
		name := p.str()
		if !p.accept(':') {
			p.fail("bad-json")
			return
		}
		at := name
		if path != "" {
			at = path + "." + name
		}
		twice := slices.Contains(names, name)
		names = append(names, name)
		if len(names) > carrier.MostColumns || len(p.record.members) > carrier.MostColumns {
			p.fail("too-many-columns")
			return
		}
		from, begin := len(p.record.members), p.i
		p.value(at, depth)
		if twice && p.fault == "" {
			p.record.members = p.record.members[:from]
			p.record.extra = append(p.record.extra, carrier.Extra{
				Column: at, Value: string(bytes.TrimSpace(p.text[begin:p.i])), Severity: frontsheet.Warning, Code: "duplicate-key",
				Detail: "the name stands twice in its object: the first counts, this one is kept verbatim as JSON",
			})
		}
		if p.accept('}') {
			return
		}
		if !p.accept(',') {
			p.fail("bad-json")
		}
	}
}

// value reads a value, and adds it under its path.
func (p *parser) value(path string, depth int) {
	p.space()
	switch p.peek() {
	case '{':
		p.object(path, depth+1)
	case '[':
		p.list(path, depth+1)
	default:
		if text := p.scalar(); text != "" && p.fault == "" {
			if len(text) > carrier.MostCell {
				p.fail("field-too-long")
				return
			}
			p.record.members = append(p.record.members, member{path, text})
		}
	}
}

// list reads an array: of plain values as a list, of anything else verbatim.
func (p *parser) list(path string, depth int) {
	begin := p.i
	var items []string
	plain := p.elements(&items, depth)
	if p.fault != "" || plain && len(items) == 0 {
		return
	}
	raw := string(p.text[begin:p.i])
	if len(raw) > carrier.MostCell {
		p.fail("field-too-long")
		return
	}
	if !plain {
		p.record.extra = append(p.record.extra, carrier.Extra{
			Column: path, Value: raw, Severity: frontsheet.Warning, Code: "nested-list",
			Detail: "the value is a list of more than plain values: it is kept verbatim as JSON",
		})
		return
	}
	if slices.ContainsFunc(items, func(s string) bool { return strings.ContainsAny(s, ",，、;；\n") }) {
		p.record.extra = append(p.record.extra, carrier.Extra{Column: path, Value: raw})
	}
	p.record.members = append(p.record.members, member{path, strings.Join(items, ",")})
}

// elements reads the values of an array, and reports whether all are plain.
func (p *parser) elements(items *[]string, depth int) (plain bool) {
	if depth > maxDepth {
		p.fail("too-deep")
		return false
	}
	p.i++ // the bracket
	plain = true
	if p.accept(']') {
		return true
	}
	for p.fault == "" {
		p.space()
		switch p.peek() {
		case '{':
			plain = false
			inner := parser{text: p.text, i: p.i, record: &record{}}
			inner.object("", depth+1)
			if p.i = inner.i; inner.fault != "" {
				p.fail(inner.fault)
			}
		case '[':
			plain = false
			p.elements(&[]string{}, depth+1)
		default:
			if text := p.scalar(); text != "" {
				*items = append(*items, text)
			}
		}
		if p.accept(']') {
			return plain
		}
		if !p.accept(',') {
			p.fail("bad-json")
		}
	}
	return plain
}

// scalar reads a string, a number or a literal, each as its text; null is "".
func (p *parser) scalar() string {
	if p.peek() == '"' {
		return p.str()
	}
	begin := p.i
	for p.i < len(p.text) && strings.IndexByte(",]} \t\r\n", p.text[p.i]) < 0 {
		p.i++
	}
	switch text := string(p.text[begin:p.i]); {
	case text == "null":
		return ""
	case text == "true" || text == "false" || isNumber(text):
		return text
	}
	p.fail("bad-json")
	return ""
}

func isNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	n := chars.Digits(s)
	if n == 0 || n > 1 && s[0] == '0' {
		return false
	}
	if s = s[n:]; strings.HasPrefix(s, ".") {
		if n = chars.Digits(s[1:]); n == 0 {
			return false
		}
		s = s[1+n:]
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		s = s[1:]
		if s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if n = chars.Digits(s); n == 0 {
			return false
		}
		s = s[n:]
	}
	return s == ""
}

// str reads the string that starts here.
func (p *parser) str() string {
	p.i++
	begin := p.i
	for p.i < len(p.text) && p.text[p.i] != '"' && p.text[p.i] != '\\' && p.text[p.i] >= ' ' {
		p.i++
	}
	if p.peek() == '"' {
		p.i++
		return string(p.text[begin : p.i-1])
	}
	out := bytes.Clone(p.text[begin:p.i])
	for p.i < len(p.text) {
		switch c := p.text[p.i]; {
		case c == '"':
			p.i++
			return string(out)
		case c < ' ':
			p.fail("bad-json")
			return ""
		case c != '\\':
			out = append(out, c)
			p.i++
		default:
			out = p.escape(out)
		}
	}
	p.fail("bad-json")
	return ""
}

func (p *parser) escape(out []byte) []byte {
	p.i++
	c := p.peek()
	p.i++
	if i := strings.IndexByte(`"\/bfnrt`, c); i >= 0 && c != 0 {
		return append(out, "\"\\/\b\f\n\r\t"[i])
	}
	if c != 'u' {
		p.fail("bad-json")
		return out
	}
	r := p.hex()
	if utf16.IsSurrogate(r) {
		if !bytes.HasPrefix(p.text[min(p.i, len(p.text)):], []byte(`\u`)) {
			p.fail("bad-utf-8")
			return out
		}
		p.i += 2
		if r = utf16.DecodeRune(r, p.hex()); r == utf8.RuneError {
			p.fail("bad-utf-8")
			return out
		}
	}
	return utf8.AppendRune(out, r)
}

func (p *parser) hex() rune {
	if p.i+4 <= len(p.text) {
		if n, err := strconv.ParseUint(string(p.text[p.i:p.i+4]), 16, 16); err == nil {
			p.i += 4
			return rune(n)
		}
	}
	p.fail("bad-json")
	return utf8.RuneError
}
