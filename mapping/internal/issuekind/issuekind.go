// Package issuekind lists the kinds of issues: what each is, how grave it may be, and
// what to do about it.
package issuekind

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
)

var (
	//go:embed kinds.csv
	kindTable string
	//go:embed actions.csv
	actionTable string
)

// A Kind is one of kinds.csv.
type Kind struct {
	Code             string
	English, Chinese string
	Severities       []string // the gravest first
	Action           string   // of Actions
}

// Chinese returns the language of [Kind.Chinese], which heads its column.
func Chinese() string {
	header, err := csv.NewReader(strings.NewReader(kindTable)).Read()
	if err != nil {
		panic(err) // the table is part of the program, and a test reads it
	}
	return header[2]
}

// An Action is what to do about issues of some kinds.
type Action struct{ English, Chinese string }

// Kinds returns the kinds in the order of their codes. They must not be changed.
func Kinds() []Kind { return kinds() }

var kinds = sync.OnceValue(func() (list []Kind) {
	for _, row := range rows(kindTable) {
		list = append(list, Kind{row[0], row[1], row[2], strings.Split(row[3], "|"), row[4]})
	}
	return list
})

// Actions returns the actions by their names. They must not be changed.
func Actions() map[string]Action { return actions() }

var actions = sync.OnceValue(func() map[string]Action {
	list := map[string]Action{}
	for _, row := range rows(actionTable) {
		list[row[0]] = Action{row[1], row[2]}
	}
	return list
})

// rows returns those of a table of this package below its header.
func rows(table string) [][]string {
	list, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		panic(err) // the table is part of the program, and a test reads it
	}
	return list[1:]
}
