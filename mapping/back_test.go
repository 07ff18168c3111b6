package mapping_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/golden"
)

// What every Bundle of testdata/back has unless it states another: a patient,
// and a stay as an in-patient.
var usual = map[string]string{
	"Patient":   `{"resourceType":"Patient","id":"p","identifier":[{"type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"value":"0001"}],"name":[{"text":"测试甲"}],"gender":"female","birthDate":"1980-02-29"}`,
	"Encounter": `{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/p"}}`,
}

// Each file of testdata/back is a topic of the way back: what a sheet takes of
// a Bundle that somebody else made. Its text says what is shown; then come
//
//	-- layout --   the name of the layout in whose columns the sheet is shown
//	-- bundles --  a paragraph each: a title, and a resource a line
//	-- sheets --   under each title the columns that are filled, the values that
//	               are kept verbatim, and what was reported
func TestWayBack(t *testing.T) {
	golden.Run(t, "testdata/back/*.txtar", func(t *testing.T, a *golden.Archive) {
		at := slices.IndexFunc(bothSides(), func(l *mapping.Layout) bool { return l.Name == strings.TrimSpace(a.Section("layout")) })
		require.GreaterOrEqual(t, at, 0)
		var got strings.Builder
		for _, paragraph := range strings.Split(strings.TrimSpace(a.Section("bundles")), "\n\n") {
			title, resources, _ := strings.Cut(paragraph, "\n")
			got.WriteString(title + "\n" + back(t, bothSides()[at], strings.Split(resources, "\n")))
		}
		a.Set("sheets", got.String())
	})
}

// back says what the sheet of a Bundle of these resources is, a line each.
func back(t *testing.T, layout *mapping.Layout, resources []string) string {
	t.Helper()
	for kind, resource := range usual {
		if !slices.ContainsFunc(resources, func(s string) bool { return strings.Contains(s, `"resourceType":"`+kind+`"`) }) {
			resources = append(resources, resource)
		}
	}
	var entries []string
	for _, text := range resources {
		var resource struct{ ResourceType, ID string }
		require.NoError(t, json.Unmarshal([]byte(text), &resource), text)
		entries = append(entries, fmt.Sprintf(`{"fullUrl":"http://example.org/%s/%s","resource":%s}`, resource.ResourceType, resource.ID, text))
	}
	slices.Sort(entries[len(entries)-len(usual):])
	document, left, err := fhir.ReadLenient([]byte(`{"resourceType":"Bundle","type":"collection","entry":[` + strings.Join(entries, ",") + `]}`))
	require.NoError(t, err)
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: []*mapping.Layout{layout}})
	sheet, issues := translator.FrontSheet(document)
	assert.Empty(t, sheet.Validate())

	var b strings.Builder
	for column, cell := range cellsOf(t, layout, sheet) {
		if !strings.Contains("A48 A11 A12C A13", column) { // the usual patient's
			fmt.Fprintf(&b, "  %s = %s\n", column, cell)
		}
	}
	for _, f := range sheet.Fields {
		fmt.Fprintf(&b, "  kept %s = %s\n", f.Column, f.Value)
	}
	for _, i := range left {
		fmt.Fprintf(&b, "  not understood: %v\n", i)
	}
	for _, i := range issues {
		if i.Code != "no-composition" { // none of them has one
			fmt.Fprintf(&b, "  %s %s %s: %s\n", i.Severity, i.Code, i.Field, i.Detail)
		}
	}
	return b.String()
}

// A document without a stay says nothing of one, and it is told; but not of one
// that we made of a record that stated none.
func TestDocumentWithoutAnEncounter(t *testing.T) {
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: bothSides()})
	made := func(text string) *fhir.Document {
		reader, err := mapping.NewReader(strings.NewReader(text), bothSides(), nil)
		require.NoError(t, err)
		for record, err := range reader.Records() {
			require.NoError(t, err)
			document, _ := translator.Document(record.Sheet)
			return document
		}
		return nil
	}
	foreign, _, err := fhir.ReadLenient([]byte(`{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"http://example.org/Patient/p","resource":` + usual["Patient"] + `}]}`))
	require.NoError(t, err)
	removed := made("A48,A11,B12\n1,测试甲,2024-01-04\n")
	removed.Encounters = nil
	for name, test := range map[string]struct {
		document *fhir.Document
		want     bool
	}{
		"of others":                       {foreign, true},
		"whose stay was taken out":        {removed, true},
		"with a stay":                     {made("A48,A11,B12\n1,测试甲,2024-01-04\n"), false},
		"of a record that states no stay": {made("Reference Key,Sex\n1,M\n"), false},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, name == "with a stay", len(test.document.Encounters) > 0)
			_, issues := translator.FrontSheet(test.document)
			assert.Equal(t, test.want, slices.Contains(told(issues), "stay.admission warning no-encounter"), "%v", issues)
		})
	}
}

// cellsOf yields the columns that a sheet fills.
func cellsOf(t *testing.T, layout *mapping.Layout, sheet *mapping.FrontSheet) iter.Seq2[string, string] {
	t.Helper()
	var out bytes.Buffer
	w, err := mapping.NewWriter(&out, layout, nil)
	require.NoError(t, err)
	_, err = w.Write(sheet)
	require.NoError(t, err)
	require.NoError(t, w.Flush())
	rows, err := csv.NewReader(&out).ReadAll()
	require.NoError(t, err)
	return func(yield func(string, string) bool) {
		for i, cell := range rows[1] {
			if cell != "" && !yield(rows[0][i], cell) {
				return
			}
		}
	}
}
