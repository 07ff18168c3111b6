package document

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
)

// A Kind is a kind of document that is made of a stay besides its own: a row of
// documents.csv with its rows of sections.csv.
type Kind struct {
	Name           string // by which the command line knows it
	LOINC, Display string
	Title          string // a label
	// Summary says that it is an International Patient Summary: its resources follow the
	// profiles of those.
	Summary bool
	// Request and RequestDisplay are SNOMED CT's for what it asks of another hospital, ""
	// where it asks nothing.
	Request, RequestDisplay string
	Sections                []Section
}

// A Section is a section of a kind of document.
type Section struct {
	Name           string
	LOINC, Display string // "" where LOINC has none
	// Demanded says that it is there even where the sheet has nothing for it.
	Demanded bool
	// First and Page say where it stands on a page.
	First, Page bool
	// Rows are the labels of the rows of a chart that it has besides others.
	Rows []string
}

//go:embed documents.csv
var kindTable string

//go:embed sections.csv
var sectionTable string

// kinds are in the order of the table, which is that of the forms after [Stay].
var kinds = sync.OnceValue(func() []Kind {
	var list []Kind
	for _, row := range rows(kindTable) {
		list = append(list, Kind{Name: row[0], LOINC: row[1], Display: row[2], Title: row[3], Summary: row[4] == "yes", Request: row[5], RequestDisplay: row[6]})
	}
	for _, row := range rows(sectionTable) {
		i := slices.IndexFunc(list, func(k Kind) bool { return k.Name == row[0] })
		list[i].Sections = append(list[i].Sections, Section{
			Name: row[1], LOINC: row[2], Display: row[3], Demanded: row[4] == "yes", First: row[5] == "first", Page: row[5] != "", Rows: strings.Fields(row[6]),
		})
	}
	return list
})

// rows returns the rows of a table of this package's own, without its header.
func rows(table string) [][]string {
	reader := csv.NewReader(strings.NewReader(table))
	reader.Comment = '#'
	list, err := reader.ReadAll()
	if err != nil {
		panic(err)
	}
	return list[1:]
}

// Kind returns the kind of document that is made in a form, nil for that of the stay
// itself.
func (f Form) Kind() *Kind {
	if list := kinds(); f > Stay && int(f) <= len(list) {
		return &list[f-1]
	}
	return nil
}

// FormOf returns the form of a name, and whether there is one.
func FormOf(name string) (Form, bool) {
	if name == "stay" {
		return Stay, true
	}
	i := slices.IndexFunc(kinds(), func(k Kind) bool { return k.Name == name })
	return Form(i + 1), i >= 0
}

// FormNames returns the names of the forms, that of the stay itself first.
func FormNames() []string {
	names := []string{"stay"}
	for _, k := range kinds() {
		names = append(names, k.Name)
	}
	return names
}

// Asks reports whether the documents of a form ask another hospital to take the patient.
func (f Form) Asks() bool { k := f.Kind(); return k != nil && k.Request != "" }
