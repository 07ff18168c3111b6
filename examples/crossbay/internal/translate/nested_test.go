package translate

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/examples/internal/canary"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// object returns a record of JSON of cells by the pointers of their columns: those of
// nodes in the envelope, and any other name in it, too.
func object(t testing.TB, cells map[string]any) string {
	t.Helper()
	record, nodes := map[string]any{}, map[string]any{}
	lists := map[string]map[int]map[string]any{}
	for name, cell := range cells {
		tokens := strings.Split(name, "/")
		switch {
		case name == "/input":
		case len(tokens) == 3 && tokens[0] == "":
			node, _ := nodes[tokens[1]].(map[string]any)
			if node == nil {
				node = map[string]any{}
				nodes[tokens[1]] = node
			}
			node[tokens[2]] = cell
		case len(tokens) == 4 && tokens[0] == "":
			index, err := strconv.Atoi(tokens[2])
			require.NoError(t, err)
			if lists[tokens[1]] == nil {
				lists[tokens[1]] = map[int]map[string]any{}
			}
			if lists[tokens[1]][index] == nil {
				lists[tokens[1]][index] = map[string]any{}
			}
			lists[tokens[1]][index][tokens[3]] = cell
		default:
			record[strings.TrimPrefix(name, "/")] = cell
		}
	}
	for node, list := range lists {
		objects := make([]any, len(list))
		for index := range objects {
			objects[index] = list[index]
		}
		nodes[node] = objects
	}
	record["input"] = nodes
	text, err := json.Marshal(record)
	require.NoError(t, err)
	return string(text)
}

// nestedKeys are the columns without which nested records have no identity.
var nestedKeys = []string{"/setlinfo/medcasno", "/baseinfo/medcasno"}

// What is not for nested JSON is refused, and said.
func TestNestedRecordsKeepNoCodings(t *testing.T) {
	r := translate(t, "", "-quiet", "-to", "yb-4401", "-keep-codings", "../../../testdata/hqms.csv")
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "nested JSON")
}

// The samples are told by their nodes and envelopes, and come back.
func TestNestedSamplesAreRecognised(t *testing.T) {
	for _, l := range mainland.Layouts() {
		if !l.Nested() {
			continue
		}
		documents := translate(t, "", "-quiet", "../../../testdata/"+l.Name+".json")
		require.NotEqual(t, exitFailed, documents.status, documents.stderr)
		assert.Equal(t, 12, strings.Count(documents.stdout, "\n"))
		assert.Contains(t, documents.stdout, `"valueString":"`+l.Name+`"`)
		straight := translate(t, "", "-quiet", "-to", l.Name, "../../../testdata/"+l.Name+".json")
		back := translate(t, documents.stdout, "-quiet", "-from", "fhir", "-to", l.Name, "-")
		assert.Equal(t, straight.stdout, back.stdout)
		for line := range strings.Lines(back.stdout) {
			assert.True(t, json.Valid([]byte(line)))
		}
	}
}

// canaryObjects returns records of nested JSON for each canary, as canaryTable does of
// rows: as lines, and those that can be read as the elements of an array, each after a
// comma.
func canaryObjects(t *testing.T, l *mapping.Layout) (lines, elements string) {
	t.Helper()
	number := 0
	for _, cell := range slices.Sorted(maps.Values(canary.Cells())) {
		number++
		cells := map[string]any{}
		for _, c := range l.Columns() {
			cells[c.Name] = cell
		}
		whole := object(t, cells)
		for _, key := range nestedKeys {
			cells[key] = number
		}
		cells["OTHER"] = []any{cell, map[string]any{"a": cell}}
		keyed := object(t, cells)
		lines += fmt.Sprintf("%s\n%s\n%s\n[%s]\n%sKANARI\n", whole, keyed, keyed[:len(keyed)/2], whole, keyed)
		elements += "," + whole + "," + keyed
	}
	return lines, elements
}
