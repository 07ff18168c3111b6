package fhir

import (
	"encoding/json"
	"math/bits"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A decoder reads resources from JSON; the methods that read a type are
// generated. It is strict: what it accepts, the encoder writes.
//
// Strings are slices of src, so that to read a document takes few
// allocations; src stays in memory as long as they do.
type decoder struct {
	src string
	pos int
	err *ReadError // the first error, after which nothing more is read

	name  string // of the member that member has found
	steps [maxDepth]step
	depth int

	strs       []string  // room for the strings that the models point to
	references []*string // Reference.reference of all that was read
	single     targets   // types of which there may be but one, and has been
	absent     bool      // the value of the member in hand is Unknown, and was read

	// pass, where it is set, is told of each member that is passed over because
	// it is not known, and of the object in which it stands.
	pass func(pointer, name string)
}

// A step is one step on the way to a value: a member's name, or an index.
type step struct {
	name  string // empty in a list
	index int
}

func (d *decoder) fail(reason string) {
	if d.err == nil {
		d.err = &ReadError{Pointer: d.pointer(), Offset: d.pos, Reason: reason}
	}
}

// pointer returns the JSON pointer of the value in hand.
func (d *decoder) pointer() string {
	var b []byte
	for _, s := range d.steps[:d.depth] {
		switch {
		case s.name != "":
			b = append(b, '/')
			b = append(b, s.name...) // the name of an element: nothing to escape
		case s.index >= 0:
			b = append(b, '/')
			b = strconv.AppendInt(b, int64(s.index), 10)
		}
	}
	return string(b)
}

// space skips white space and returns the next byte, 0 at the end.
func (d *decoder) space() byte {
	for d.pos < len(d.src) {
		switch c := d.src[d.pos]; c {
		case ' ', '\t', '\n', '\r':
			d.pos++
		default:
			return c
		}
	}
	return 0
}

// enter starts an object or a list.
func (d *decoder) enter(bracket byte) bool {
	if d.err != nil {
		return false
	}
	if d.space() != bracket {
		if bracket == '{' {
			d.fail("is not an object")
		} else {
			d.fail("is not a list")
		}
		return false
	}
	if d.depth == len(d.steps) {
		d.fail("is nested too deep")
		return false
	}
	d.pos++
	d.steps[d.depth] = step{index: -1}
	d.depth++
	return true
}

// more goes on to the next member of an object or a list, or leaves it.
func (d *decoder) more(first *bool, open, end byte) bool {
	if *first {
		*first = false
		if !d.enter(open) {
			return false
		}
		if d.space() == end {
			d.fail("is empty")
			return false
		}
		return true
	}
	if d.err != nil {
		return false
	}
	switch d.space() {
	case ',':
		d.pos++
		return true
	case end:
		d.pos++
		d.depth--
		return false
	}
	d.steps[d.depth-1] = step{index: -1}
	d.fail("is not JSON")
	return false
}

// member goes on to the next member of an object, and leaves its name in
// d.name; the first call enters the object, the last leaves it.
func (d *decoder) member(first *bool) bool {
	if !d.more(first, '{', '}') {
		return false
	}
	d.steps[d.depth-1] = step{index: -1}
	if d.space() != '"' {
		d.fail("is not JSON")
		return false
	}
	name, ok := d.scanString()
	if !ok {
		return false
	}
	if d.space() != ':' {
		d.fail("is not JSON")
		return false
	}
	d.pos++
	if strings.HasPrefix(name, "_") && d.readUnknown() {
		name, d.absent = name[1:], true
	}
	d.name = name
	return true
}

// element is member for a list.
func (d *decoder) element(first *bool) bool {
	if !d.more(first, '[', ']') {
		return false
	}
	d.steps[d.depth-1].index++
	return true
}

// once checks that a member, which the object may have, comes once. The name
// is not in the error before: only now is it known to be no value.
func (d *decoder) once(seen, bit uint64) uint64 {
	d.steps[d.depth-1].name = d.name
	if seen&bit != 0 {
		d.fail("stands twice")
	}
	return bit
}

// unknown refuses a member that R4, as samply models it, does not have, or
// passes over it where the reader is lenient.
func (d *decoder) unknown() {
	if d.pass == nil || d.err != nil {
		d.fail(reasonUnknown)
		return
	}
	d.pass(d.pointer(), d.name)
	d.skip()
}

const reasonUnknown = "has an element that is not known"

// require checks that a member was there.
func (d *decoder) require(seen, bit uint64, name string) {
	if d.err == nil && seen&bit == 0 {
		d.fail("has no " + name)
	}
}

// atMostOne checks that of the variants of a choice at most one was there.
func (d *decoder) atMostOne(seen, variants uint64, name string) {
	if bits.OnesCount64(seen&variants) > 1 {
		d.fail("has more than one variant of " + name)
	}
}

// resourceType reads the member of that name, which chose the method that
// reads the resource.
func (d *decoder) resourceType() { d.scanString() }

// text reads a string that is no empty one, of a FHIR type.
func (d *decoder) text(p primitive) string {
	if d.err != nil {
		return ""
	}
	if d.absent {
		d.absent = false
		return Unknown
	}
	if d.space() != '"' {
		d.fail("is not a string")
		return ""
	}
	s, ok := d.scanString()
	switch {
	case !ok:
	case s == "":
		d.fail("is empty")
	case !p.holds(s):
		d.fail("is not of type " + p.name())
	}
	return s
}

func (d *decoder) string(v *string, p primitive) { *v = d.text(p) }

func (d *decoder) stringPointer(v **string, p primitive) {
	if len(d.strs) == cap(d.strs) {
		d.strs = make([]string, 0, 64)
	}
	d.strs = append(d.strs, d.text(p))
	*v = &d.strs[len(d.strs)-1]
}

func (d *decoder) stringList(v *[]string, p primitive) {
	for first := true; d.element(&first); {
		*v = append(*v, d.text(p))
	}
}

// scanString reads the JSON string that starts at d.pos.
func (d *decoder) scanString() (string, bool) {
	if d.err != nil || d.space() != '"' {
		d.fail("is not a string")
		return "", false
	}
	d.pos++
	start := d.pos
	for i := start; i < len(d.src); i++ {
		switch c := d.src[i]; {
		case c == '"':
			d.pos = i + 1
			return d.src[start:i], true
		case c == '\\':
			d.pos = i
			return d.unescape([]byte(d.src[start:i]))
		case c < ' ':
			d.pos = i
			d.fail("has a control character")
			return "", false
		}
	}
	d.fail("is not JSON")
	return "", false
}

// unescape reads the rest of a string that has an escape at d.pos, after b.
func (d *decoder) unescape(b []byte) (string, bool) {
	for d.pos < len(d.src) {
		c := d.src[d.pos]
		d.pos++
		switch {
		case c == '"':
			return string(b), true
		case c < ' ':
			d.fail("has a control character")
			return "", false
		case c != '\\':
			b = append(b, c)
			continue
		}
		if d.pos == len(d.src) {
			break
		}
		c = d.src[d.pos]
		d.pos++
		switch c {
		case '"', '\\', '/':
			b = append(b, c)
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'u':
			r, ok := d.unicode()
			if !ok {
				return "", false
			}
			b = utf8.AppendRune(b, r)
		case 'b', 'f':
			d.fail("has a control character")
			return "", false
		default:
			d.fail("is not JSON")
			return "", false
		}
	}
	d.fail("is not JSON")
	return "", false
}

// unicode reads the rest of an escape \uXXXX, and its second half if it is
// of a pair. Half a pair is no character, and is not repaired.
func (d *decoder) unicode() (rune, bool) {
	r := d.hex()
	if utf16.IsSurrogate(r) {
		if !strings.HasPrefix(d.src[d.pos:], `\u`) {
			d.fail("has half a surrogate pair")
			return 0, false
		}
		d.pos += 2
		if r = utf16.DecodeRune(r, d.hex()); r == utf8.RuneError && d.err == nil {
			d.fail("has half a surrogate pair")
		}
	}
	if d.err == nil && r < ' ' && r != '\t' && r != '\n' && r != '\r' {
		d.fail("has a control character")
	}
	return r, d.err == nil
}

func (d *decoder) hex() rune {
	if len(d.src)-d.pos < 4 {
		d.fail("is not JSON")
		return 0
	}
	n, err := strconv.ParseUint(d.src[d.pos:d.pos+4], 16, 16)
	if err != nil {
		d.fail("is not JSON")
	}
	d.pos += 4
	return rune(n)
}

// word reads the letters, digits and signs of a number, true, false or null.
func (d *decoder) word() string {
	if d.err != nil {
		return ""
	}
	d.space()
	start := d.pos
	for d.pos < len(d.src) {
		c := d.src[d.pos]
		if !isDigit(c) && !('a' <= c && c <= 'z') && c != '-' && c != '+' && c != '.' && c != 'E' {
			break
		}
		d.pos++
	}
	return d.src[start:d.pos]
}

func (d *decoder) boolPointer(v **bool) {
	switch d.word() {
	case "true":
		*v = new(bool)
		**v = true
	case "false":
		*v = new(bool)
	default:
		d.fail("is not a boolean")
	}
}

func (d *decoder) int(v *int, p primitive) {
	s := d.word()
	n, err := strconv.ParseInt(s, 10, 64)
	// isDecimal refuses what ParseInt would accept beside JSON's numbers.
	if err != nil || !isDecimal(s) || s == "-0" || !p.holdsInt(int(n)) {
		d.fail("is not of type " + p.name())
	}
	*v = int(n)
}

func (d *decoder) intPointer(v **int, p primitive) {
	*v = new(int)
	d.int(*v, p)
}

func (d *decoder) decimal(v *json.Number) {
	s := d.word()
	if !isDecimal(s) {
		d.fail("is not of type decimal")
	}
	*v = json.Number(s)
}

func (d *decoder) decimalPointer(v **json.Number) {
	*v = new(json.Number)
	d.decimal(*v)
}

// An enum is an enumeration of samply's: numbers from 0 on, each with a code.
type enum interface {
	~int
	Code() string
}

func readEnum[T enum](d *decoder, v *T) {
	s := d.text(primCode)
	if d.err != nil {
		return
	}
	for n := T(0); ; n++ {
		switch n.Code() {
		case unknownCode:
			d.fail("has no such code")
			return
		case s:
			*v = n
			return
		}
	}
}

func readEnumPointer[T enum](d *decoder, v **T) {
	*v = new(T)
	readEnum(d, *v)
}

func readEnumList[T enum](d *decoder, v *[]T) {
	for first := true; d.element(&first); {
		var n T
		readEnum(d, &n)
		*v = append(*v, n)
	}
}

func readList[T any](d *decoder, v *[]T, read func(*decoder, *T)) {
	for first := true; d.element(&first); {
		var zero T
		*v = append(*v, zero)
		read(d, &(*v)[len(*v)-1])
	}
}

// skip passes over a value of any kind.
func (d *decoder) skip() {
	switch d.space() {
	case '{':
		for first := true; d.member(&first); {
			d.skip()
		}
	case '[':
		for first := true; d.element(&first); {
			d.skip()
		}
	case '"':
		d.scanString()
	default:
		if d.word() == "" {
			d.fail("is not JSON")
		}
	}
}

// peek returns the string that is the named member of the object ahead, and
// goes back to where the object starts.
func (d *decoder) peek(name string) string {
	pos, depth := d.pos, d.depth
	value, found := "", false
	for first := true; !found && d.member(&first); {
		if found = d.name == name; found {
			d.steps[d.depth-1].name = name
			value, _ = d.scanString()
		} else {
			d.skip()
		}
	}
	if d.err == nil {
		d.pos, d.depth = pos, depth
	}
	return value
}
