package tables_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/tables"
)

var update = flag.Bool("update", false, "write views and README.md as they should be")

// A view is a row of views.csv with its columns.
type view struct {
	name, resource, join string
	lists                []list
	columns              map[string][]viewColumn // by the name of the list, "" for the resource
}

// A list is one of a resource, or of an element of the list before it.
type list struct {
	name, path string
	orNull     bool
}

// A viewColumn is one of a ViewDefinition.
type viewColumn struct {
	Name        string `json:"name"`
	Path        string `json:"path"`
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
}

// A selection is a part of a ViewDefinition.
type selection struct {
	ForEach       string       `json:"forEach,omitempty"`
	ForEachOrNull string       `json:"forEachOrNull,omitempty"`
	Column        []viewColumn `json:"column,omitempty"`
	Select        []selection  `json:"select,omitempty"`
}

// A definition is a ViewDefinition.
type definition struct {
	ResourceType string      `json:"resourceType"`
	URL          string      `json:"url"`
	Name         string      `json:"name"`
	Status       string      `json:"status"`
	Resource     string      `json:"resource"`
	FHIRVersion  []string    `json:"fhirVersion"`
	Select       []selection `json:"select"`
}

// readViews reads views.csv.
func readViews(t *testing.T) []*view {
	t.Helper()
	text, err := os.ReadFile("views.csv")
	require.NoError(t, err)
	r := csv.NewReader(bytes.NewReader(text))
	r.Comment = '#'
	records, err := r.ReadAll()
	require.NoError(t, err)
	var views []*view
	for _, cells := range records[1:] {
		v := &view{name: cells[0], resource: cells[1], columns: map[string][]viewColumn{}}
		for _, part := range strings.Fields(cells[2]) {
			name, path, named := strings.Cut(part, "=")
			if !named {
				name, path = "", part
			}
			l := list{name: name, path: strings.TrimSuffix(path, "?")}
			l.orNull = l.path != path
			v.lists = append(v.lists, l)
		}
		if name, path, ok := strings.Cut(cells[3], "="); ok {
			v.join = name
			v.columns[""] = []viewColumn{{Name: name, Path: path, Type: "string"}}
		}
		views = append(views, v)
	}
	for _, table := range tables.Stays().Tables() {
		for _, c := range table.Columns {
			for _, v := range views {
				if v.name == c.View {
					kind := map[tables.Type]string{tables.String: "string", tables.Integer: "integer", tables.Decimal: "decimal", tables.Date: "date", tables.Boolean: "boolean"}[c.Type]
					v.columns[c.List] = append(v.columns[c.List], viewColumn{c.Name, c.Path, kind, c.English})
				}
			}
		}
	}
	return views
}

// definition returns the view as a ViewDefinition.
func (v *view) definition() *definition {
	d := &definition{
		ResourceType: "ViewDefinition", URL: "https://crossbay.github.io/fhir/ViewDefinition/" + v.name, Name: v.name, Status: "active",
		Resource: v.resource, FHIRVersion: []string{"4.0.1"},
	}
	at := &d.Select
	if len(v.lists) == 0 || v.lists[0].name != "" {
		*at = append(*at, selection{Column: v.columns[""]})
	}
	for _, l := range v.lists {
		s := selection{ForEach: l.path, Column: v.columns[l.name]}
		if l.orNull {
			s.ForEach, s.ForEachOrNull = "", l.path
		}
		*at = append(*at, s)
		at = &(*at)[len(*at)-1].Select
	}
	return d
}

// The ViewDefinitions in the folder are those of the tables.
func TestViewDefinitions(t *testing.T) {
	views := readViews(t)
	names := map[string]bool{}
	for _, v := range views {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		require.NoError(t, e.Encode(v.definition()))
		name := filepath.Join("views", v.name+".json")
		names[name] = true
		same(t, name, b.Bytes())
	}
	for _, table := range tables.Stays().Tables() {
		for _, c := range table.Columns {
			assert.True(t, names[filepath.Join("views", c.View+".json")], "%s.%s is of no view", table.Name, c.Name)
		}
	}
	there, err := filepath.Glob("views/*")
	require.NoError(t, err)
	assert.Len(t, there, len(names))
}

// The README says of each column what it is.
func TestREADME(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Tables\n\nMade from columns.csv and omop.csv: change those, and run `go test ./mapping/tables -update`.\n\n" +
		"`translate -to tables` writes these. In CSV an empty cell is a value that is not known; a column of Parquet has the type that is\n" +
		"stated here. A date is the day of a time as it is written, and nothing where that is known to the month or the year alone:\n" +
		"the column before it has it as it is.\n\n" +
		"The view is the ViewDefinition (SQL on FHIR v2) in the folder [views](views) that gives the same value over the files of\n" +
		"`-to bulk`; where it is not the table's own, its rows are joined by the column that [views.csv](views.csv) names.\n")
	for _, table := range tables.Stays().Tables() {
		fmt.Fprintf(&b, "\n## %s\n\n| column | type | view | | |\n|---|---|---|---|---|\n", table.Name)
		for _, c := range table.Columns {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", c.Name, c.SQL(), c.View, c.Chinese, c.English)
		}
	}
	b.WriteString("\n# OMOP\n\n`translate -to omop` writes these tables of the Common Data Model 5.4, each person and each stay once. The id of a row is 63 bits of\n" +
		"the id of its resource: a BIGINT, the same in every run. A column without a word is empty.\n" +
		"No vocabulary is loaded: concepts are 0, and source_to_concept_map lists the codes of the source with their systems, to be mapped.\n")
	for _, table := range tables.OMOP().Tables() {
		fmt.Fprintf(&b, "\n## %s\n\n| column | type | what is in it |\n|---|---|---|\n", table.Name)
		for _, c := range table.Columns {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", c.Name, c.SQL(), c.English)
		}
	}
	same(t, "README.md", []byte(b.String()))
}

// same compares a file with what it should be.
func same(t *testing.T, name string, want []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, want, 0o644))
	}
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(want, got), "%s is not as the tables are: run the test with -update", name)
}
