package mapping_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/golden"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Each file of testdata is a topic. Its text says what is shown; then come the
// input, and what becomes of it:
//
//	-- input.csv --   a file of HQMS or N041 with a few columns
//	-- show --        paths of the document, one a line
//	-- document --    the values at those paths, and the cells that are kept
//	-- issues --      one line each: record, column, severity, code and detail
//
// A value in issues or document that is not what the standard asks for is a
// mistake: read before you write with -update.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, a *golden.Archive) {
		document, issues := translated(t, a.Section("input.csv"), strings.Fields(a.Section("show")))
		a.Set("document", document)
		a.Set("issues", issues)
	})
}

// translated translates input and returns the two sections that it makes.
func translated(t *testing.T, input string, show []string) (document, issues string) {
	t.Helper()
	r, err := mapping.NewReader(strings.NewReader(input), mainland.Layouts(), nil)
	require.NoError(t, err)
	var documents, found strings.Builder
	note := func(list []mapping.Issue) {
		for _, i := range list {
			switch i.Code { // a case has few columns
			case "missing-column", "no-facility":
				continue
			case "no-discharge", "no-date":
				if !strings.Contains(input, "B15") && !strings.Contains(input, "CYSJ") {
					continue
				}
			}
			column := i.Column
			if column == "" {
				column = "-"
			}
			fmt.Fprintf(&found, "%d %s %s %s: %s\n", i.Record, column, i.Severity, i.Code, i.Detail)
		}
	}
	note(r.Issues())
	translator := mapping.NewTranslator(nil, nil)
	for record, err := range r.Records() {
		require.NoError(t, err)
		note(record.Issues)
		if record.Sheet == nil {
			fmt.Fprintf(&documents, "%d rejected: %s", record.Number, record.Raw)
			continue
		}
		d, issues := translator.Document(record.Sheet)
		note(issues)
		assert.Empty(t, d.Check())
		text, err := d.Append(nil)
		require.NoError(t, err)
		var bundle map[string]any
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		require.NoError(t, decoder.Decode(&bundle))
		for _, path := range show {
			for _, line := range values(bundle, path) {
				fmt.Fprintf(&documents, "%d %s\n", record.Number, line)
			}
		}
		for _, line := range kept(bundle) {
			fmt.Fprintf(&documents, "%d kept %s\n", record.Number, line)
		}
	}
	return documents.String(), found.String()
}

// values returns a line for each value at path, whose first part is the type
// of a resource. An extension is named by the last part of its URL:
// Patient.extension(ethnicity).
func values(bundle map[string]any, path string) []string {
	kind, rest, _ := strings.Cut(path, ".")
	var lines []string
	for _, entry := range bundle["entry"].([]any) {
		resource := entry.(map[string]any)["resource"].(map[string]any)
		if resource["resourceType"] != kind {
			continue
		}
		for _, v := range at(resource, strings.Split(rest, ".")) {
			lines = append(lines, path+" = "+brief(v))
		}
	}
	return lines
}

func at(node any, path []string) []any {
	if list, ok := node.([]any); ok {
		var found []any
		for _, element := range list {
			found = append(found, at(element, path)...)
		}
		return found
	}
	if len(path) == 0 {
		return []any{node}
	}
	object, ok := node.(map[string]any)
	if !ok {
		return nil
	}
	name, argument, _ := strings.Cut(strings.TrimSuffix(path[0], ")"), "(")
	if name != "extension" {
		if child, ok := object[name]; ok {
			return at(child, path[1:])
		}
		return nil
	}
	list, _ := object["extension"].([]any)
	var found []any
	for _, e := range list {
		url := e.(map[string]any)["url"].(string)
		if url[strings.LastIndex(url, "/")+1:] == argument {
			found = append(found, at(e, path[1:])...)
		}
	}
	return found
}

// brief writes a value in one line: a coding as system|code "display", a
// coding that a map added with the map and its equivalence in front.
func brief(node any) string {
	switch v := node.(type) {
	case map[string]any:
		if coding, ok := v["coding"].([]any); ok {
			var parts []string
			for _, c := range coding {
				parts = append(parts, brief(c))
			}
			if text, ok := v["text"].(string); ok {
				parts = append(parts, fmt.Sprintf("text %q", text))
			}
			return strings.Join(parts, ", ")
		}
		if v["code"] != nil && v["system"] != nil && v["value"] == nil {
			system := v["system"].(string)
			s := system[strings.LastIndexAny(system, "/:")+1:]
			if version, ok := v["version"].(string); ok {
				s += " " + version
			}
			s += "|" + v["code"].(string)
			if display, ok := v["display"].(string); ok {
				s += fmt.Sprintf(" %q", display)
			}
			if equivalence := at(v, []string{"extension(translated-by)", "extension(equivalence)", "valueCode"}); equivalence != nil {
				s = equivalence[0].(string) + " → " + s
			}
			return s
		}
		if v["value"] != nil && (v["unit"] != nil || v["currency"] != nil) {
			unit := v["unit"]
			if unit == nil {
				unit = v["currency"]
			}
			return fmt.Sprint(v["value"], " ", unit)
		}
		var keys []string
		for key := range v {
			if key != "url" || len(v) == 1 {
				keys = append(keys, key)
			}
		}
		slices.Sort(keys)
		var parts []string
		for _, key := range keys {
			parts = append(parts, key+": "+brief(v[key]))
		}
		if url, ok := v["url"].(string); ok {
			return url[strings.LastIndex(url, "/")+1:] + " " + strings.Join(parts, ", ")
		}
		return "{" + strings.Join(parts, "; ") + "}"
	case []any:
		var parts []string
		for _, element := range v {
			parts = append(parts, brief(element))
		}
		return "[" + strings.Join(parts, "; ") + "]"
	case string:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprint(node)
}

// kept lists the cells that the document keeps as they were written.
func kept(bundle map[string]any) []string {
	composition := bundle["entry"].([]any)[0].(map[string]any)["resource"]
	var lines []string
	for _, e := range at(composition, []string{"extension(" + fhir.ExtensionSourceField[strings.LastIndex(fhir.ExtensionSourceField, "/")+1:] + ")"}) {
		column := at(e, []string{"extension(column)", "valueString"})
		value := at(e, []string{"extension(value)", "valueString"})
		lines = append(lines, fmt.Sprintf("%v = %q", column[0], value))
	}
	return lines
}
