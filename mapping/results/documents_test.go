package results

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/crossbay/crossbay/mapping/internal/golden"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// readFHIR returns what ReadFHIR yields of files.
func readFHIR(t *testing.T, files map[string]string, names ...string) (list []*Entry) {
	var in []mapping.FHIRFile
	for _, name := range names {
		in = append(in, mapping.FHIRFile{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(files[name])), nil }})
	}
	for e, err := range translator(false).ReadFHIR(in, nil) {
		require.NoError(t, err)
		list = append(list, e)
	}
	return list
}

// The reports of FHIR that somebody else made, and the messages that become of them. What
// the archives hold has the forms of the examples of FHIR R4 (ghp, micro, lri-example), of
// US Core and of Synthea, with people who do not exist.
func TestAnybodysReports(t *testing.T) {
	golden.Run(t, "testdata/fhir/*.txtar", func(t *testing.T, a *golden.Archive) {
		files := map[string]string{}
		var names []string
		for _, name := range a.Names() {
			if strings.HasSuffix(name, "json") {
				names = append(names, name)
				files[name] = a.Section(name)
			}
		}
		var messages, issues strings.Builder
		for _, e := range readFHIR(t, files, names...) {
			list := e.Issues
			if e.Record != nil {
				text, more := write(t, ORU, e.Record)
				list = append(list, more...)
				messages.WriteString(strings.ReplaceAll(strings.TrimRight(string(text), "\r"), "\r", "\n") + "\n")
			}
			for _, i := range list {
				if i.Severity != frontsheet.Information || i.Code == "loose-results" || i.Code == "report-parted" || i.Code == "not-understood" {
					issues.WriteString(i.Error() + "\n")
				}
			}
		}
		a.Set("messages", messages.String())
		a.Set("issues", issues.String())
	})
}

// Each value of the observations that HL7 publishes as examples of R4 comes through to the
// message, or an issue tells of the element that does not.
func TestEveryValueOfTheExamples(t *testing.T) {
	folder := "../../../shared/suites/r4-examples/Observation"
	files, err := filepath.Glob(folder + "/*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("the examples of R4 are not at " + folder)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		var o map[string]any
		require.NoError(t, json.Unmarshal(text, &o))
		o["id"], o["subject"] = "o1", map[string]any{"reference": "Patient/p1"}
		for _, member := range []string{"hasMember", "derivedFrom", "encounter", "performer", "specimen", "basedOn", "contained"} {
			delete(o, member) // what is not in the file
		}
		bundle, err := json.Marshal(map[string]any{"resourceType": "Bundle", "type": "collection", "entry": []any{
			map[string]any{"resource": map[string]any{"resourceType": "Patient", "id": "p1", "name": []any{map[string]any{"text": "Chan Siu Ming"}}}},
			map[string]any{"resource": map[string]any{
				"resourceType": "DiagnosticReport", "id": "d1", "status": "final", "code": map[string]any{"text": "Report"},
				"subject": map[string]any{"reference": "Patient/p1"}, "result": []any{map[string]any{"reference": "Observation/o1"}},
			}},
			map[string]any{"resource": o},
		}})
		require.NoError(t, err)
		list := readFHIR(t, map[string]string{"one.json": string(bundle)}, "one.json")
		require.Len(t, list, 1, name)
		require.NotNil(t, list[0].Record, "%s: %v", name, list[0].Issues)
		out, more := write(t, ORU, list[0].Record)
		said := ""
		for _, i := range append(list[0].Issues, more...) {
			if i.Severity != frontsheet.Information {
				said += i.Detail + "\n"
			}
		}
		plain := strings.NewReplacer(`\S\`, "^", `\T\`, "&", `\F\`, "|", `\R\`, "~", `\.br\`, "\n", `\E\`, `\`).Replace(string(out))
		for element, value := range valuesOf(o, "Observation") {
			top, _, _ := strings.Cut(strings.TrimPrefix(element, "Observation."), ".")
			if !strings.Contains(plain, value) && !strings.Contains(said, top) {
				assert.Fail(t, "a value is lost in silence", "%s: %s", filepath.Base(name), element)
			}
		}
	}
}

// valuesOf returns the values of the elements of an Observation that say what was found.
func valuesOf(o map[string]any, path string) map[string]string {
	out := map[string]string{}
	var add func(path string, v any)
	add = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, w := range v {
				switch k {
				case "system", "code", "extension", "id", "userSelected", "version", "origin", "interpretation": // of codes, which come by their displays
				default:
					add(path+"."+k, w)
				}
			}
		case []any:
			for i, w := range v {
				if list := strings.HasSuffix(path, ".coding"); !list || i == 0 {
					add(path, w)
				}
			}
		case string:
			if !strings.Contains(path, "DateTime") && !strings.Contains(path, "Period") {
				out[path] = v
			}
		case float64:
			text, _ := json.Marshal(v)
			out[path] = string(text)
		}
	}
	for name, v := range o {
		if strings.HasPrefix(name, "value") || name == "code" || name == "note" || name == "method" || name == "bodySite" || name == "device" || name == "component" {
			add(path+"."+name, v)
		}
	}
	return out
}

// Nobody's values stand in what is said of them.
func TestIssuesOfAnybodysReportsHoldNoValues(t *testing.T) {
	files, err := filepath.Glob("testdata/fhir/*.txtar")
	require.NoError(t, err)
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		a := golden.Parse(string(text))
		for _, canary := range []string{"CHAN", "陳", "TAI MAN", "LEE", "7.4", "L20260", "P0001"} {
			assert.NotContains(t, a.Section("issues"), canary, name)
		}
		assert.False(t, bytes.Contains([]byte(a.Section("issues")), []byte("19600101")), name)
	}
}
