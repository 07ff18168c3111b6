package document

import (
	"slices"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

// backwards is what the way back knows of layouts.
type Layouts struct {
	Layouts  []*layout.Layout
	Sets     map[string]*frontsheet.ValueSet                    // by URI
	Elements map[*layout.Layout]map[string]*frontsheet.ValueSet // by the name of the element
}

func NewLayouts(layouts []*layout.Layout) Layouts {
	b := Layouts{Layouts: slices.Clone(layouts), Sets: map[string]*frontsheet.ValueSet{}, Elements: map[*layout.Layout]map[string]*frontsheet.ValueSet{}}
	for _, l := range layouts {
		b.Elements[l] = map[string]*frontsheet.ValueSet{}
		for i := range l.Fields {
			f := &l.Fields[i]
			if f.Set == nil {
				continue
			}
			b.Elements[l][layout.ElementName(f.Element)] = f.Set
			if b.Sets[f.Set.URI] == nil {
				b.Sets[f.Set.URI] = f.Set
			}
		}
	}
	return b
}

// Set returns the value set of an element: the layout's, or where that has
// none the one of the first layout that has.
func (b *Layouts) Set(own *layout.Layout, element string) *frontsheet.ValueSet {
	name := layout.ElementName(element)
	if set := b.Elements[own][name]; set != nil {
		return set
	}
	for _, l := range b.Layouts {
		if set := b.Elements[l][name]; set != nil {
			return set
		}
	}
	return nil
}
