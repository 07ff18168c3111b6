package mapping

import (
	"encoding/json"
	"strings"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// An arena holds the small parts of documents, so that a document of a few
// hundred of them is a few allocations. A worker resets its arena when the
// document has been encoded; a document that is handed out keeps its own.
//
// The zero arena is ready for use.
type arena struct {
	pointers   slab[string]
	extensions slab[r4.Extension]
	codings    slab[r4.Coding]
	concepts   slab[r4.CodeableConcept]
	references slab[r4.Reference]
	quantities slab[r4.Quantity]
	moneys     slab[r4.Money]
	numbers    slab[json.Number]
	text       *strings.Builder
}

// reset takes back all that the arena has given. The strings stay valid.
func (a *arena) reset() {
	a.pointers.reset()
	a.extensions.reset()
	a.codings.reset()
	a.concepts.reset()
	a.references.reset()
	a.quantities.reset()
	a.moneys.reset()
	a.numbers.reset()
}

// string returns a pointer to s.
func (a *arena) string(s string) *string {
	p := &a.pointers.take(1)[0]
	*p = s
	return p
}

// optional returns a pointer to s, nil where s is empty.
func (a *arena) optional(s string) *string {
	if s == "" {
		return nil
	}
	return a.string(s)
}

// number returns a pointer to d as JSON has it.
func (a *arena) number(d Decimal) *json.Number {
	p := &a.numbers.take(1)[0]
	*p = json.Number(d)
	return p
}

// extension returns a list of one extension.
func (a *arena) extension(e r4.Extension) []r4.Extension {
	list := a.extensions.take(1)
	list[0] = e
	return list
}

// concept returns a list of one concept.
func (a *arena) concept(c r4.CodeableConcept) []r4.CodeableConcept {
	list := a.concepts.take(1)
	list[0] = c
	return list
}

// coding returns a concept of one coding, with room for another.
func (a *arena) coding(c r4.Coding) r4.CodeableConcept {
	return r4.CodeableConcept{Coding: append(a.codings.list(2), c)}
}

// textSize is the room for strings that an arena takes at a time.
const textSize = 8 << 10

// join returns the parts as one string. Strings of one document share memory.
func (a *arena) join(parts ...string) string {
	size := 0
	for _, p := range parts {
		size += len(p)
	}
	if a.text == nil || a.text.Cap()-a.text.Len() < size {
		a.text = &strings.Builder{}
		a.text.Grow(max(textSize, size))
	}
	from := a.text.Len()
	for _, p := range parts {
		a.text.WriteString(p)
	}
	return a.text.String()[from:]
}

// bytes returns a string of b.
func (a *arena) bytes(b []byte) string {
	if a.text == nil || a.text.Cap()-a.text.Len() < len(b) {
		a.text = &strings.Builder{}
		a.text.Grow(max(textSize, len(b)))
	}
	from := a.text.Len()
	a.text.Write(b)
	return a.text.String()[from:]
}

// A slab gives out slices of chunks of values.
type slab[T any] struct {
	chunks [][]T
	chunk  int // the one in hand
	used   int // of it
}

// chunkSize is how many values a slab takes at a time.
const chunkSize = 64

// take returns n zero values that nobody else has.
func (s *slab[T]) take(n int) []T {
	for ; s.chunk < len(s.chunks); s.chunk, s.used = s.chunk+1, 0 {
		if c := s.chunks[s.chunk]; s.used+n <= len(c) {
			taken := c[s.used : s.used+n : s.used+n]
			s.used += n
			clear(taken)
			return taken
		}
	}
	s.chunks = append(s.chunks, make([]T, max(n, chunkSize)))
	s.used = n
	return s.chunks[s.chunk][:n:n]
}

// list returns an empty slice with room for n values.
func (s *slab[T]) list(n int) []T { return s.take(n)[:0] }

func (s *slab[T]) reset() { s.chunk, s.used = 0, 0 }
