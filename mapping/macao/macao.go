// Package macao holds the layout and the value sets of Macao records.
package macao

import (
	"encoding/csv"
	"strings"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/builtin"
)

// ValueSets returns the value sets of the layout, "mo-…". Parishes, hospitals,
// identity documents and the words of the others are those of Macao; their codes
// are this project's own, for no list is published. The caller must not change the
// slice.
func ValueSets() []*mapping.ValueSet { return builtin.ValueSets("macao") }

// FrontSheet returns the layout of this project's template for front sheets of
// hospitals, whose header is in Chinese, Portuguese or English, or in several of
// them. Dates are dd/mm/yyyy, amounts patacas.
func FrontSheet() *mapping.Layout { return mapping.LayoutNamed("mo-frontsheet") }

// Layouts returns every layout of this package, for a reader that is to
// recognise which a file has.
func Layouts() []*mapping.Layout { return []*mapping.Layout{FrontSheet()} }

// FrontSheetTemplate returns an empty file for [FrontSheet] in CSV, its header in
// Chinese, Portuguese and English, with the mark at the front by which a spreadsheet
// knows UTF-8.
func FrontSheetTemplate() []byte {
	var header []string
	for _, c := range FrontSheet().Columns() {
		header = append(header, numbered(c.Title, c)+" / "+numbered(c.Names[0], c)+" / "+c.Name)
	}
	var b strings.Builder
	b.WriteString("\ufeff")
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	w.Write(header) //nolint:errcheck // a strings.Builder takes everything
	w.Flush()
	return []byte(b.String())
}

// numbered adds the number of a repeated column to a title, which the names of the
// column have in their own place.
func numbered(title string, c mapping.Column) string {
	number := strings.TrimLeft(c.Name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz- ")
	if number == "" || strings.HasSuffix(title, number) {
		return title
	}
	return title + " " + number
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
