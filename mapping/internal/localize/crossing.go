package localize

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/mapping/frontsheet"
)

//go:embed crossing.csv
var crossingCSV string

// A crossing is a code of a value set as another set has it.
type crossing struct{ source, code, target string }

// crossings are the codes that mean the same, or nearly so, in the sets of two
// layouts, where neither a code of FHIR's nor their names say so. A value is the
// code in the target, "" where there is none although the names say so.
var crossings = sync.OnceValue(func() map[crossing]crossed {
	table := csv.NewReader(strings.NewReader(crossingCSV))
	table.Comment = '#'
	table.FieldsPerRecord = 5
	rows, err := table.ReadAll()
	if err != nil {
		panic(err) // the table of this package, which its tests read
	}
	m := map[crossing]crossed{}
	for _, row := range rows[1:] {
		m[crossing{row[0], row[1], row[2]}] = crossed{row[3], row[4] == "equivalent"}
	}
	return m
})

// A crossed is the code on the other side.
type crossed struct {
	code  string
	exact bool
}

// valueSetAcrossTheBorder returns the value of another set as the table of crossings
// has it: without a code where that says that there is none. A code without a row
// is that of the longest beginning that has one.
func valueSetAcrossTheBorder(v *frontsheet.ValueSet, c frontsheet.Coded) (_ frontsheet.Coded, exact, ok bool) {
	table := crossings()
	to, listed := table[crossing{c.Set.Name, c.Code, v.Name}]
	for n := len(c.Code); n > 0 && !listed; n-- {
		to, listed = table[crossing{c.Set.Name, c.Code[:n] + "*", v.Name}]
	}
	return frontsheet.Coded{Set: v, Code: to.code}, to.exact, listed
}
