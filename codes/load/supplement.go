package load

import (
	"cmp"
	"iter"

	"github.com/crossbay/crossbay/codes"
)

// supplemented is a table whose names a CodeSystem supplement completes.
type supplemented struct {
	codes.Lister
	names codes.Table
}

func (s supplemented) Lookup(code string) (codes.Concept, bool) {
	c, ok := s.Lister.Lookup(code)
	if ok {
		c = s.complete(c)
	}
	return c, ok
}

func (s supplemented) All() iter.Seq[codes.Concept] {
	return func(yield func(codes.Concept) bool) {
		for c := range s.Lister.All() {
			if !yield(s.complete(c)) {
				return
			}
		}
	}
}

func (s supplemented) complete(c codes.Concept) codes.Concept {
	if n, ok := s.names.Lookup(c.Code); ok {
		c.English = cmp.Or(c.English, n.English)
		c.Hans = cmp.Or(c.Hans, n.Hans)
		c.Hant = cmp.Or(c.Hant, n.Hant)
	}
	return c
}
