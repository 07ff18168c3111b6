package document

import (
	"iter"
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/builtin"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// Layouts are the layouts in whose terms documents are read, with their value
// sets. They are read-only. A nil *Layouts has none.
type Layouts struct {
	list    []*layout.Layout
	sets    map[string]*frontsheet.ValueSet // by URI
	builtIn bool                            // those of the regions come after them
}

// NewLayouts returns the layouts, the one that is preferred first.
func NewLayouts(layouts ...*layout.Layout) *Layouts {
	b := &Layouts{list: slices.Clone(layouts), sets: map[string]*frontsheet.ValueSet{}}
	for _, l := range layouts {
		for i := range l.Fields {
			if set := l.Fields[i].Set; set != nil && b.sets[set.URI] == nil {
				b.sets[set.URI] = set
			}
		}
	}
	return b
}

// NewLayoutsAndBuiltIn returns the layouts, and after them those of the regions, of
// which none is preferred. Those are compiled when a document asks for one.
func NewLayoutsAndBuiltIn(layouts ...*layout.Layout) *Layouts {
	b := NewLayouts(layouts...)
	b.builtIn = true
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
	if b.builtIn {
		return builtin.Layout(name)
	}
	return nil
}

// SetByURI returns the value set of that URI, nil where no layout has it.
func (b *Layouts) SetByURI(uri string) *frontsheet.ValueSet {
	if b == nil {
		return nil
	}
	if set := b.sets[uri]; set != nil || !b.builtIn {
		return set
	}
	return builtin.ValueSet(uri)
}

// Sets yields the value sets that layouts give an element, in their order.
func (b *Layouts) Sets(element string) iter.Seq[*frontsheet.ValueSet] {
	return func(yield func(*frontsheet.ValueSet) bool) {
		if b == nil {
			return
		}
		for _, l := range b.list {
			if set := l.SetOf(element); set != nil && !yield(set) {
				return
			}
		}
		if !b.builtIn {
			return
		}
		for name := range builtin.Names() {
			if set := builtin.Layout(name).SetOf(element); set != nil && !yield(set) {
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

// Set returns the value set of an element: the layout's, or where that has none the
// one of the first of the layouts that are preferred.
func (b *Layouts) Set(own *layout.Layout, element string) *frontsheet.ValueSet {
	if b == nil {
		return nil
	}
	if set := own.SetOf(element); set != nil {
		return set
	}
	for _, l := range b.list {
		if set := l.SetOf(element); set != nil {
			return set
		}
	}
	return nil
}
