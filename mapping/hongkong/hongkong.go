// Package hongkong holds the layouts and value sets of Hong Kong records.
package hongkong

import (
	"embed"
	_ "embed"
	"sync"

	"github.com/crossbay/crossbay/mapping"
)

//go:generate go run ../internal/definitions valuesets.csv record-valuesets.csv

//go:embed valuesets.csv record-valuesets.csv hk-cdars.csv hk-ehealth.csv hk-frontsheet.csv
var tables embed.FS

// ValueSets returns the value sets of the layouts: this project's own under
// "hk-…", and tables of HL7 v2 under "hl7-…". The Hospital Authority and the
// eHealth office publish no lists of their codes; the hk- sets are not theirs,
// with the exception of the 18 districts ("hk-district"), which are those of
// the government's list. The caller must not change the slice.
func ValueSets() []*mapping.ValueSet { return valueSets() }

var valueSets = sync.OnceValue(func() []*mapping.ValueSet {
	var sets []*mapping.ValueSet
	for _, name := range []string{"valuesets.csv", "record-valuesets.csv"} {
		file := must(tables.Open(name))
		defer file.Close()
		sets = append(sets, must(mapping.ReadValueSets(file, mapping.Base))...)
	}
	return sets
})

// Layouts returns every layout of this package, for a reader that is to
// recognise which a file has.
func Layouts() []*mapping.Layout {
	return []*mapping.Layout{ADT(), CDARS(), EHealth(), FrontSheet(), Referrals()}
}

// must is for the tables of this package, which its tests read.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
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
