package document

import (
	"iter"
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// Layouts are the layouts in whose terms documents are read, with their value
// sets. They are read-only. A nil *Layouts has none.
type Layouts struct {
	list []*layout.Layout
	sets map[string]*frontsheet.ValueSet                    // by URI
	own  map[*layout.Layout]map[string]*frontsheet.ValueSet // of each layout by the name of the element
}

// NewLayouts returns the layouts, the one that is preferred first.
func NewLayouts(layouts ...*layout.Layout) *Layouts {
	b := &Layouts{list: slices.Clone(layouts), sets: map[string]*frontsheet.ValueSet{}, own: map[*layout.Layout]map[string]*frontsheet.ValueSet{}}
	for _, l := range layouts {
		b.own[l] = map[string]*frontsheet.ValueSet{}
		for i := range l.Fields {
			f := &l.Fields[i]
			if f.Set == nil {
				continue
			}
			b.own[l][layout.ElementName(f.Element)] = f.Set
			if b.sets[f.Set.URI] == nil {
				b.sets[f.Set.URI] = f.Set
			}
		}
	}
	return b
}

// First returns the layout that is preferred, nil where there is none.
func (b *Layouts) First() *layout.Layout {
	if b == nil || len(b.list) == 0 {
		return nil
	}
	return b.list[0]
}

// Named returns the last layout of that name, nil for none.
func (b *Layouts) Named(name string) *layout.Layout {
	if b == nil {
		return nil
	}
	for _, l := range slices.Backward(b.list) {
		if l.Name == name {
			return l
		}
	}
	return nil
}

// SetByURI returns the value set of that URI, nil where no layout has it.
func (b *Layouts) SetByURI(uri string) *frontsheet.ValueSet {
	if b == nil {
		return nil
	}
	return b.sets[uri]
}

// OwnSet returns the value set that a layout itself gives an element, nil for
// none.
func (b *Layouts) OwnSet(l *layout.Layout, element string) *frontsheet.ValueSet {
	if b == nil {
		return nil
	}
	return b.own[l][layout.ElementName(element)]
}

// Sets yields the value sets that layouts give an element, in their order.
func (b *Layouts) Sets(element string) iter.Seq[*frontsheet.ValueSet] {
	return func(yield func(*frontsheet.ValueSet) bool) {
		if b == nil {
			return
		}
		name := layout.ElementName(element)
		for _, l := range b.list {
			if set := b.own[l][name]; set != nil && !yield(set) {
				return
			}
		}
	}
}

// Standing returns the first value set of an element whose codes stand for those of a
// code system of FHIR's, nil for none.
func (b *Layouts) Standing(element, system string) *frontsheet.ValueSet {
	for set := range b.Sets(element) {
		if set.Standard == system {
			return set
		}
	}
	return nil
}

// Set returns the value set of an element: the layout's, or where that has
// none the one of the first layout that has.
func (b *Layouts) Set(own *layout.Layout, element string) *frontsheet.ValueSet {
	if b == nil {
		return nil
	}
	name := layout.ElementName(element)
	if set := b.own[own][name]; set != nil {
		return set
	}
	for _, l := range b.list {
		if set := b.own[l][name]; set != nil {
			return set
		}
	}
	return nil
}
