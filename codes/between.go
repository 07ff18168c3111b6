package codes

import "iter"

// Between returns what the registry answers from source to target, as one map:
// its Translate is [Registry.Translate]. It lists the codes that the first maps
// of its routes list, and knows no others.
//
// It is there to be read backwards: see [Backwards].
func (r *Registry) Between(source, target System) MapLister {
	return &between{r, source, target}
}

type between struct {
	r              *Registry
	source, target System
}

func (b *between) Source() System { return b.source }
func (b *between) Target() System { return b.target }

func (b *between) Translate(code string) []Match { return b.r.Translate(b.source, code, b.target) }

func (b *between) Codes() iter.Seq[string] {
	return func(yield func(string) bool) {
		seen := make(map[string]bool)
		first := make(map[int]bool)
		for _, rt := range b.r.between(b.source, b.target) {
			l, ok := rt.maps[0].(MapLister)
			if !ok || first[rt.first] {
				continue
			}
			first[rt.first] = true
			for code := range l.Codes() {
				if !seen[code] {
					seen[code] = true
					if !yield(code) {
						return
					}
				}
			}
		}
	}
}
