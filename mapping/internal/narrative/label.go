package narrative

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	"github.com/crossbay/crossbay/codes/term"
)

// NarrativeLabels is the table of labels: a name, and the label in Chinese of the
// mainland, in Chinese of Hong Kong and in English.
//
//go:embed labels.csv
var NarrativeLabels string

// A chartLabel is what a thing on a sheet is called, in three languages.
type chartLabel struct{ Hans, hant, english string }

// ChartLabels returns the table of labels by name.
var ChartLabels = sync.OnceValue(func() map[string]chartLabel {
	table := csv.NewReader(strings.NewReader(NarrativeLabels))
	table.Comment = '#'
	rows, err := table.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("narrative: labels.csv: %v", err))
	}
	labels := make(map[string]chartLabel, len(rows))
	for _, row := range rows[1:] {
		labels[row[0]] = chartLabel{row[1], row[2], row[3]}
	}
	return labels
})

// In returns the label in a language.
func (l chartLabel) In(language term.Language) string {
	switch language {
	case term.Mainland:
		return l.Hans
	case term.HongKong:
		return l.hant
	}
	return l.english
}

// LabelOf returns the label of that name; a name that the table does not have,
// such as that of a column, is the same in all languages.
func LabelOf(name string) chartLabel {
	if l, ok := ChartLabels()[name]; ok {
		return l
	}
	return chartLabel{name, name, name}
}
