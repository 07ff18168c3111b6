package arena

import (
	"slices"
	"strings"
)

// Texts holds strings that share memory.
type Texts struct{ text *strings.Builder }

// textSize is the room for strings that an arena takes at a time.
const textSize = 8 << 10

// Join returns the parts as one string. Strings of one document share memory.
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

// A Slab gives out slices of chunks of values.
type Slab[T any] struct {
	chunks [][]T
	chunk  int // the one in hand
	used   int // of it
}

// A slab takes few values at first, since a document may need no more, and
// then as many as it has, up to largestChunk.
const (
	smallestChunk = 8
	largestChunk  = 64
)

// List returns an empty slice with room for n values that nobody else has.
// What the room holds is of no account.
func (s *Slab[T]) List(n int) []T {
	for ; s.chunk < len(s.chunks); s.chunk, s.used = s.chunk+1, 0 {
		if c := s.chunks[s.chunk]; s.used+n <= len(c) {
			s.used += n
			return c[s.used-n : s.used-n : s.used]
		}
	}
	size := min(smallestChunk<<len(s.chunks), largestChunk)
	s.chunks = append(s.chunks, make([]T, max(n, size)))
	s.used = n
	return s.chunks[s.chunk][:0:n]
}

// Take returns n zero values that nobody else has.
func (s *Slab[T]) Take(n int) []T {
	taken := s.List(n)[:n]
	clear(taken)
	return taken
}

// Of returns a pointer to v.
func (s *Slab[T]) Of(v T) *T {
	list := append(s.List(1), v)
	return &list[0]
}

// Append appends v to list, which has room for a few if it was nil.
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

func (s *Slab[T]) Reset() { s.chunk, s.used = 0, 0 }
