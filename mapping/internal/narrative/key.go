package narrative

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/codes/term"
	"github.com/crossbay/crossbay/mapping/frontsheet"
)

// The grades of one side that the other does not know: which values of which sets have
// one, or which rows, what it is called where it is given, what it means, and the
// published text that says so.
//
//go:embed key.csv
var keyTable string

// A keyEntry explains a grade.
type keyEntry struct {
	name     string // as it is written
	meanings chartLabel
}

// A grade tells a value of a set, or a row of a chart by its label.
type grade struct{ set, code string }

var grades = sync.OnceValue(func() map[grade][]*keyEntry {
	table := csv.NewReader(strings.NewReader(keyTable))
	table.Comment = '#'
	rows, err := table.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("narrative: key.csv: %v", err))
	}
	list := map[grade][]*keyEntry{}
	for _, row := range rows[1:] {
		e := &keyEntry{name: row[1], meanings: chartLabel{row[1], row[2 : len(row)-1]}}
		for of := range strings.FieldsSeq(row[0]) {
			set, code, _ := strings.Cut(of, "|")
			list[grade{set, code}] = append(list[grade{set, code}], e)
		}
	}
	return list
})

// graded puts a value that stands on the sheet down for the key.
func (c *Chart) graded(v *frontsheet.Coded) {
	if v.Set != nil {
		c.explain(grade{v.Set.Name, v.Code})
	}
}

// explain puts a grade down for the key.
func (c *Chart) explain(g grade) {
	for _, e := range grades()[g] {
		if !slices.Contains(c.grades, e) {
			c.grades = append(c.grades, e)
		}
	}
}

// key returns the part that explains the grades of the sheet to readers from elsewhere.
func (c *Chart) key() *Part {
	p := &Part{Name: "key"}
	if c.Source == c.Reader() {
		return p
	}
	for _, e := range c.grades {
		line := func(language term.Language) chartLine {
			return chartLine{text: e.meanings.In(language), language: language}
		}
		row := chartRow{label: e.name, source: []chartLine{line(c.Source)}}
		for _, language := range c.languages()[1:] {
			row.reader = append(row.reader, line(language))
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}
