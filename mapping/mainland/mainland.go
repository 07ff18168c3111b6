// Package mainland holds the front-sheet layouts and value sets of mainland
// China.
package mainland

import (
	"embed"
	_ "embed"
	"sync"

	"github.com/crossbay/crossbay/mapping"
)

//go:generate go run ../internal/definitions

//go:embed hqms.csv hqms-p.csv n041.csv n042.csv valuesets.csv
var tables embed.FS

// ValueSets returns the value sets of the layouts: those of HQMS under
// "hqms-rc…", those of N041 under "n041-…", those that N042 alone has under
// "n042-rc…", and "country". The caller must not
// change the slice.
func ValueSets() []*mapping.ValueSet { return valueSets() }

var valueSets = sync.OnceValue(func() []*mapping.ValueSet {
	file := must(tables.Open("valuesets.csv"))
	defer file.Close()
	return must(mapping.ReadValueSets(file, mapping.Base))
})

// HQMS returns the layout of the front sheet as hospitals upload it for the
// national monitoring of medical quality (HQMS) and the performance assessment
// of public hospitals (公立医院绩效考核): the 642 columns of 2019, and the 811
// that files of 2022 and later carry. Dates are yyyy-MM-dd, times
// yyyy-MM-dd HH:mm:ss; amounts are yuan, weights grams.
func HQMS() *mapping.Layout { return hqms() }

var hqms = sync.OnceValue(func() *mapping.Layout { return layout("hqms.csv") })

// N041 returns the layout of 卫统4-1: 232 columns named by the initials of
// their titles. Dates are yyyyMMdd with the hour in a column of its own.
func N041() *mapping.Layout { return n041() }

var n041 = sync.OnceValue(func() *mapping.Layout { return layout("n041.csv") })

// HQMSP returns the layout of the front sheet as hospitals uploaded it to HQMS before
// 2019: 346 columns named by a P with a number, and five that later files carry. Dates
// and amounts are those of HQMS. An age under one year is in months, and in many files
// in days: what the dates of birth and admission say of it counts.
func HQMSP() *mapping.Layout { return hqmsP() }

var hqmsP = sync.OnceValue(func() *mapping.Layout { return layout("hqms-p.csv") })

// N042 returns the layout of 卫统4-2, the front sheet of hospitals of Chinese medicine:
// diagnoses of Chinese medicine, in codes of either edition of GB/T 15657, beside those
// of the ICD. Dates are yyyy-MM-dd, times yyyy-MM-dd HH:mm:ss with the hour in a column
// of its own besides.
func N042() *mapping.Layout { return n042() }

var n042 = sync.OnceValue(func() *mapping.Layout { return layout("n042.csv") })

// Layouts returns every layout of this package, for a reader that is to
// recognise which a file has.
func Layouts() []*mapping.Layout { return []*mapping.Layout{HQMS(), N041(), N042(), HQMSP()} }

func layout(name string) *mapping.Layout {
	file := must(tables.Open(name))
	defer file.Close()
	return must(mapping.ReadLayout(file, ValueSets()))
}

// must is for the tables of this package, which its tests read.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}
