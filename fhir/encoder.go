package fhir

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds how deep elements may be nested, for the encoder and the
// decoder: an extension can hold itself, and a file can say anything.
const maxDepth = 64

// An encoder writes resources as JSON; the methods that write a type are
// generated. An element of which nothing is written leaves no trace, as FHIR
// has no empty elements.
//
// Keys are passed as they are written, `"name":`.
type encoder struct {
	buf  []byte
	keys int // members written of the object or list in hand

	// opened are the objects and lists around what is written next, except for
	// what a Bundle has around a resource: itself, the list and the entry.
	opened [maxDepth - 3 + 1]mark
	depth  int
	// path has the names of the opened, for errors to tell where they are; the
	// first is that of the resource. Errors are rare: who writes without it
	// writes once more with it to tell.
	path *[maxDepth - 3 + 1]frame

	// err is the first error; after it nothing more is written of worth.
	err *ElementError
	// checking has all errors collected in errs, and those looked for that
	// are of the document as a whole, which Append leaves alone.
	checking bool
	errs     []*ElementError
	// index knows the resources of the document.
	index index
	// relative writes references to them as "Type/id".
	relative bool
	// spans, where it has room for them, takes the bounds of each resource.
	spans []span
	// shared knows what documents have in common; nil where there is one alone.
	shared *Encoder
}

// A mark says where an element starts in the output, and how many siblings
// stand before it.
type mark struct{ pos, keys int }

type span struct {
	kind       resourceKind
	id         string
	start, end int
}

func (e *encoder) fail(key, rule, reason string) {
	if e.err != nil && !e.checking {
		return
	}
	err := &ElementError{Rule: rule, Reason: reason}
	if e.path != nil {
		err.Path = path(e.path[:e.depth], key)
	}
	e.err = err
	if e.checking {
		e.errs = append(e.errs, err)
	}
}

// key starts a member; a member of a list has no key.
func (e *encoder) key(key string) { e.buf = e.member(key) }

// member starts a member in the output, which it returns: a buffer in hand is cheaper to
// append to than that of the encoder.
func (e *encoder) member(key string) []byte {
	buf := e.buf
	if e.keys > 0 {
		buf = append(buf, ',')
	}
	e.keys++
	return append(buf, key...)
}

// open starts an object, or a list. It reports false, and starts none, where
// going on makes no sense.
func (e *encoder) open(key string, bracket byte) bool {
	if e.depth == len(e.opened) {
		e.fail(key, RuleDepth, "nested too deep")
		return false
	}
	if e.err != nil && !e.checking {
		return false
	}
	e.opened[e.depth] = mark{len(e.buf), e.keys}
	if e.path != nil {
		e.path[e.depth] = frame{name: key, index: -1}
	}
	e.depth++
	e.buf = append(e.member(key), bracket)
	e.keys = 0
	return true
}

// close ends what open started, and takes it back where it is empty.
func (e *encoder) close(bracket byte) {
	e.depth--
	m := &e.opened[e.depth]
	if e.keys == 0 {
		e.buf, e.keys = e.buf[:m.pos], m.keys
		return
	}
	e.buf = append(e.buf, bracket)
	e.keys = m.keys + 1
}

// at says which member of the list in hand comes next.
func (e *encoder) at(i int) {
	if e.path != nil {
		e.path[e.depth-1].index = i
	}
}

// atMostOne checks a choice of which n members were written before.
func (e *encoder) atMostOne(n int, name string) {
	if e.keys > n+1 {
		e.fail(name, RuleChoice, "more than one variant is set")
	}
}

// atLeastOne checks a required element before which n members were written.
func (e *encoder) atLeastOne(n int, name string) {
	if e.checking && e.keys == n {
		e.fail(name, RuleRequired, "is required")
	}
}

func (e *encoder) string(key string, v *string, p primitive) {
	if v != nil && *v != "" {
		e.text(key, *v, p)
	}
}

// id writes the id of a resource, which the index of the document has looked at.
func (e *encoder) id(v *string) {
	if e.checking {
		e.string(`"id":`, v, primID)
		return
	}
	e.buf = append(append(e.member(`"id":"`), *v...), '"')
}

func (e *encoder) strings(key string, v []string, p primitive) {
	if len(v) == 0 || !e.open(key, '[') {
		return
	}
	for i := range v {
		e.at(i)
		e.string("", &v[i], p)
	}
	e.close(']')
}

func (e *encoder) text(key, s string, p primitive) {
	var seen *string
	if p == primURI && e.shared != nil {
		if seen = e.shared.seenURI(s); *seen == s {
			e.buf = append(append(append(e.member(key), '"'), s...), '"')
			return
		}
	}
	if len(s) == len(Unknown) && s == Unknown {
		e.unknown(key)
		return
	}
	if !p.holds(s) {
		e.fail(key, p.name(), "is not of type "+p.name())
		return
	}
	if e.checking && strings.TrimSpace(s) == "" {
		e.fail(key, p.name(), "is nothing but white space")
	}
	buf := e.member(key)
	start := len(buf)
	var reason string
	if e.buf, reason = appendString(buf, s); reason != "" {
		e.fail(key, RuleEncoding, reason)
	} else if seen != nil && len(e.buf)-start == len(s)+len(`""`) { // nothing was escaped
		*seen = s
	}
}

func (e *encoder) bool(key string, v *bool) {
	if v != nil {
		e.key(key)
		e.buf = strconv.AppendBool(e.buf, *v)
	}
}

func (e *encoder) int(key string, v *int, p primitive) {
	if v == nil {
		return
	}
	if !p.holdsInt(*v) {
		e.fail(key, p.name(), "is not of type "+p.name())
		return
	}
	e.key(key)
	e.buf = strconv.AppendInt(e.buf, int64(*v), 10)
}

func (e *encoder) decimal(key string, v *json.Number) {
	if v == nil || *v == "" {
		return
	}
	if !isDecimal(string(*v)) {
		e.fail(key, "decimal", "is not of type decimal")
		return
	}
	e.buf = append(e.member(key), *v...)
}

// unknownCode is what samply's Code methods return for a number that has no
// code. No code of FHIR's is spelled so.
const unknownCode = "<unknown>"

func (e *encoder) enum(key, code string) {
	if code == unknownCode {
		e.fail(key, RuleEnum, "has no such code")
		return
	}
	e.buf = append(append(append(e.member(key), '"'), code...), '"')
}

// appendString appends s as a JSON string, or says why FHIR has no such
// string. Nothing is repaired: that would change the record in silence.
func appendString(dst []byte, s string) (_ []byte, reason string) {
	plain, ascii := isPlain(s)
	if !plain {
		return appendEscaped(dst, s)
	}
	if !ascii && !isUTF8(s) {
		return append(dst, '"'), "is not valid UTF-8"
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"'), ""
}

// isPlain reports whether nothing of s is to be escaped, as nearly nothing of a
// record is, and whether s is of ASCII alone. It looks at eight bytes at once, at
// some of them twice.
func isPlain(s string) (plain, ascii bool) {
	var high, odd uint64
	look := func(x uint64) {
		high |= x
		// below for three questions at once
		odd |= ((x - repeated*' ') | ((x ^ repeated*'"') - repeated) | ((x ^ repeated*'\\') - repeated)) &^ x & highBits
	}
	switch n := len(s); {
	case n >= 8:
		for i := 0; i < n-8; i += 8 {
			look(load64(s, i))
		}
		look(load64(s, n-8))
	case n >= 4:
		look(load32(s, 0) | load32(s, n-4)<<32)
	case n > 0:
		look(repeated*' '&^0xffffff | uint64(s[0]) | uint64(s[n/2])<<8 | uint64(s[n-1])<<16)
	}
	return odd == 0, high&highBits == 0
}

// isUTF8 is utf8.ValidString, and faster where all is of ASCII and of ideographs.
func isUTF8(s string) bool {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c < utf8.RuneSelf:
			i++
		case 0xe1 <= c && c <= 0xec && i+4 <= len(s) && load32(s, i)&0xc0c000 == 0x808000: // any three bytes so are a character
			i += 3
		default:
			return utf8.ValidString(s[i:])
		}
	}
	return true
}

// appendEscaped is appendString for any string, byte by byte.
func appendEscaped(dst []byte, s string) (_ []byte, reason string) {
	dst = append(dst, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		switch c {
		case '\n':
			c = 'n'
		case '\r':
			c = 'r'
		case '\t':
			c = 't'
		case '"', '\\':
		default:
			return dst, "has a control character"
		}
		dst = append(dst, s[start:i]...)
		dst = append(dst, '\\', c)
		start = i + 1
	}
	if !utf8.ValidString(s) {
		return dst, "is not valid UTF-8"
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"'), ""
}

// Eight bytes in a word: the same byte in each, and the high bit of each.
const (
	repeated = 0x0101010101010101
	highBits = 0x80 * repeated
)

// load64 returns eight bytes of s; the compiler makes it one load.
func load64(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// load32 returns four bytes of s.
func load32(s string, i int) uint64 {
	s = s[i : i+4]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

// below is not zero if some byte of x is below n, which is at most 128.
func below(x, n uint64) uint64 { return (x - n*repeated) &^ x & highBits }
