// Package arena gives out the small parts of documents from memory that is used
// again, so that a document of hundreds of parts is a few allocations. It imports
// nothing of this project. Nothing in it is safe for concurrent use.
package arena

import (
	"slices"
	"strings"
)

// Texts makes strings that share memory. The zero Texts is ready for use.
type Texts struct{ text *strings.Builder }

// textSize is how much memory for strings is taken at a time.
const textSize = 8 << 10

// Join returns the parts as one string.
func (a *Texts) Join(parts ...string) string {
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

// Bytes returns a string of b.
func (a *Texts) Bytes(b []byte) string {
	if a.text == nil || a.text.Cap()-a.text.Len() < len(b) {
		a.text = &strings.Builder{}
		a.text.Grow(max(textSize, len(b)))
	}
	from := a.text.Len()
	a.text.Write(b)
	return a.text.String()[from:]
}

// A Slab gives out values and slices of values from chunks. The zero Slab is
// ready for use.
type Slab[T any] struct {
	chunks [][]T
	taken  int // of chunks
	hand   []T // the last of these
	used   int // of hand
}

// A slab takes few values at first, since a document may need no more, and
// then as many as it has, up to largestChunk.
const (
	smallestChunk = 8
	largestChunk  = 64
)

// List returns an empty slice with room for n values, which is given to no other
// caller. The contents of the room are unspecified.
func (s *Slab[T]) List(n int) []T {
	if n > len(s.hand)-s.used {
		s.take(n)
	}
	s.used += n
	return s.hand[s.used-n : s.used-n : s.used]
}

// take takes the next chunk in hand that has room for n values.
func (s *Slab[T]) take(n int) {
	s.used = 0
	for s.taken < len(s.chunks) {
		s.hand = s.chunks[s.taken]
		s.taken++
		if n <= len(s.hand) {
			return
		}
	}
	size := smallestChunk
	for range s.chunks {
		size = min(2*size, largestChunk)
	}
	s.hand = make([]T, max(n, size))
	s.chunks = append(s.chunks, s.hand)
	s.taken++
}

// Take returns n zero values, which are given to no other caller.
func (s *Slab[T]) Take(n int) []T {
	taken := s.List(n)[:n]
	clear(taken)
	return taken
}

// Of returns a pointer to a copy of v.
func (s *Slab[T]) Of(v T) *T {
	if s.used == len(s.hand) {
		s.take(1)
	}
	s.used++
	p := &s.hand[s.used-1]
	*p = v
	return p
}

// Append appends v to list. A nil list gets room for a few.
func (s *Slab[T]) Append(list []T, v T) []T {
	if list == nil {
		list = s.List(FewValues)
	}
	return append(list, v)
}

// Added adds a zero value to a list, and returns it to be filled in where it
// stands: resources and extensions are large to copy.
func Added[T any](list *[]T) *T {
	n := len(*list)
	*list = slices.Grow(*list, 1)[:n+1]
	v := &(*list)[n]
	*v = *new(T)
	return v
}

// FewValues is how many members most lists of a document have room for.
const FewValues = 4

// Reset takes back all that was given out, to give it out again.
func (s *Slab[T]) Reset() { s.taken, s.hand, s.used = 0, nil, 0 }
