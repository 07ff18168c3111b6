// Package builtin has the layouts and value sets of the regions: a folder of tables for
// each, and builtin.csv, which lists them. Each is compiled when it is first asked
// for, and once.
package builtin

import (
	"embed"
	"encoding/csv"
	"iter"
	"slices"
	"sync"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/layout"
)

//go:generate go run ../definitions

//go:embed builtin.csv */*.csv
var tables embed.FS

// A region is a folder of tables.
type region struct {
	name    string
	sets    func() []*frontsheet.ValueSet
	layouts []named
	reports []named
}

type named struct {
	name   string
	layout func() *layout.Layout
}

// regions lists what builtin.csv does, and compiles nothing.
var regions = sync.OnceValue(func() (list []*region) {
	file := must(tables.Open("builtin.csv"))
	defer file.Close()
	r := csv.NewReader(file)
	r.Comment = '#'
	names := map[string][]string{} // of the tables of value sets, by the region
	for _, row := range must(r.ReadAll())[1:] {
		at, holds, table := row[0], row[1], row[2]
		if len(list) == 0 || list[len(list)-1].name != at {
			list = append(list, &region{name: at, sets: sync.OnceValue(func() []*frontsheet.ValueSet { return readSets(at, names[at]) })})
		}
		of := list[len(list)-1]
		one := named{table, sync.OnceValue(func() *layout.Layout { return readLayout(at, table, of.sets()) })}
		switch holds {
		case "layout":
			of.layouts = append(of.layouts, one)
		case "report":
			of.reports = append(of.reports, one)
		default:
			names[at] = append(names[at], table)
		}
	}
	return list
})

// Regions lists the regions in their order.
func Regions() (names []string) {
	for _, r := range regions() {
		names = append(names, r.name)
	}
	return names
}

// Names yields the names of the layouts, in their order, and compiles none.
func Names() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, r := range regions() {
			for _, l := range r.layouts {
				if !yield(l.name) {
					return
				}
			}
		}
	}
}

// Reports yields the names of the layouts of reports of laboratories, whose records are
// no stays: no reader takes them for one.
func Reports() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, r := range regions() {
			for _, l := range r.reports {
				if !yield(l.name) {
					return
				}
			}
		}
	}
}

// Layout returns the layout of a name, of stays or reports, nil where there is none.
func Layout(name string) *layout.Layout {
	for _, r := range regions() {
		for _, l := range slices.Concat(r.layouts, r.reports) {
			if l.name == name {
				return l.layout()
			}
		}
	}
	return nil
}

// ValueSets returns the value sets of a region, which must not be changed.
func ValueSets(of string) []*frontsheet.ValueSet {
	for _, r := range regions() {
		if r.name == of {
			return r.sets()
		}
	}
	return nil
}

// ValueSet returns the first value set that has a URI, nil where none has.
func ValueSet(uri string) *frontsheet.ValueSet { return setsByURI()[uri] }

var setsByURI = sync.OnceValue(func() map[string]*frontsheet.ValueSet {
	sets := map[string]*frontsheet.ValueSet{}
	for _, r := range regions() {
		for _, s := range r.sets() {
			if sets[s.URI] == nil {
				sets[s.URI] = s
			}
		}
	}
	return sets
})

func readSets(region string, names []string) (sets []*frontsheet.ValueSet) {
	for _, name := range names {
		file := must(tables.Open(region + "/" + name + ".csv"))
		sets = append(sets, must(frontsheet.ReadValueSets(file, frontsheet.Base))...)
		file.Close()
	}
	return sets
}

func readLayout(region, name string, sets []*frontsheet.ValueSet) *layout.Layout {
	file := must(tables.Open(region + "/" + name + ".csv"))
	defer file.Close()
	return must(layout.ReadLayout(file, sets, nil))
}

// must is for the tables of this package, which its tests read.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
