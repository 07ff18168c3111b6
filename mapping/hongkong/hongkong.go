// Package hongkong holds the layouts and value sets of Hong Kong records.
package hongkong

import (
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/builtin"
)

// ValueSets returns the value sets of the layouts: this project's own under
// "hk-…", and tables of HL7 v2 under "hl7-…". The Hospital Authority and the
// eHealth office publish no lists of their codes; the hk- sets are not theirs,
// with the exception of the 18 districts ("hk-district"), which are those of
// the government's list. The caller must not change the slice.
func ValueSets() []*mapping.ValueSet { return builtin.ValueSets("hongkong") }

// Layouts returns every layout of this package, for a reader that is to
// recognise which a file has.
func Layouts() []*mapping.Layout {
	return []*mapping.Layout{ADT(), CDARS(), EHealth(), FrontSheet(), Referrals()}
}

// ValueSet returns the value set of ValueSets that has the name, nil where none has.
func ValueSet(name string) *mapping.ValueSet {
	for _, set := range ValueSets() {
		if set.Name == name {
			return set
		}
	}
	return nil
}
