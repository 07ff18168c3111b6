package main

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// An about says of a layout what its table of columns does not.
type about struct{ english, source, year, sample string }

//go:embed layouts.csv
var aboutTable string

// readAbout returns the rows of layouts.csv by the names of the layouts: one for each
// of them, and no other.
func readAbout() (map[string]about, error) {
	table := csv.NewReader(strings.NewReader(aboutTable))
	table.Comment = '#'
	rows, err := table.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("layouts.csv: %w", err)
	}
	list := map[string]about{}
	for _, row := range rows[1:] {
		list[row[0]] = about{row[1], row[2], row[3], row[4]}
	}
	var names []string
	for _, r := range regions() {
		for _, l := range r.layouts {
			if names = append(names, l.Name); list[l.Name].english == "" {
				return nil, fmt.Errorf("layouts.csv says nothing of %s", l.Name)
			}
		}
	}
	for name := range list {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("layouts.csv has %s, which is no layout", name)
		}
	}
	return list, nil
}
