package translate

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// contexts are the elements on which each extension of this project may stand, as its
// StructureDefinition says (http://hl7.org/fhir/R4/defining-extensions.html#context).
func contexts(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("../../../../fhir/definitions/StructureDefinition-*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	of := map[string][]string{}
	for _, name := range files {
		var d struct {
			URL     string
			Context []struct{ Type, Expression string }
		}
		require.NoError(t, json.Unmarshal([]byte(read(t, name)), &d))
		for _, c := range d.Context {
			require.Equal(t, "element", c.Type, name)
			of[d.URL] = append(of[d.URL], c.Expression)
		}
	}
	return of
}

// resourceTypes are the types of the resources of documents by their names.
func resourceTypes() map[string]reflect.Type {
	types := map[string]reflect.Type{"Bundle": reflect.TypeFor[r4.Bundle]()}
	for f := range reflect.TypeFor[fhir.Document]().Fields() {
		t := f.Type
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() == reflect.Struct {
			types[t.Name()] = t
		}
	}
	return types
}

// A stand is an element of a resource: its paths from the resource and from each data type
// on the way, and its own type, nil for a primitive one.
type stand struct {
	paths []string
	of    reflect.Type
}

// below is the place of a member of an element.
func (p stand) below(name string) stand {
	next := stand{}
	for _, path := range p.paths {
		next.paths = append(next.paths, path+"."+name)
	}
	if p.of == nil || p.of.Kind() != reflect.Struct {
		return next
	}
	for f := range p.of.Fields() {
		if member, _, _ := strings.Cut(f.Tag.Get("json"), ","); member != name {
			continue
		}
		next.of = f.Type
		for next.of.Kind() == reflect.Slice || next.of.Kind() == reflect.Pointer {
			next.of = next.of.Elem()
		}
		if next.of.Kind() == reflect.Struct {
			next.paths = append(next.paths, next.of.Name())
		}
	}
	return next
}

// A walk looks for extensions that stand where they may not.
type walk struct {
	contexts  map[string][]string
	resources map[string]reflect.Type
	seen      map[string]bool
	faults    map[string]string // by what is wrong, where
}

func (w *walk) value(v any, p stand, where string) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			w.value(item, p, where)
		}
	case map[string]any:
		if kind, ok := v["resourceType"].(string); ok {
			p = stand{paths: []string{kind}, of: w.resources[kind]}
		}
		for name, member := range v {
			if name == "extension" || name == "modifierExtension" {
				w.extensions(member, p, where)
				continue
			}
			w.value(member, p.below(strings.TrimPrefix(name, "_")), where)
		}
	}
}

func (w *walk) extensions(list any, p stand, where string) {
	for _, item := range list.([]any) {
		x := item.(map[string]any)
		url := x["url"].(string)
		if strings.HasPrefix(url, fhir.Base) {
			w.seen[url] = true
			allowed := w.contexts[url]
			if !slices.Contains(allowed, "Element") && !slices.ContainsFunc(p.paths, func(path string) bool { return slices.Contains(allowed, path) }) {
				w.faults[fmt.Sprintf("%s on %s, and may be on %v", url, p.paths[0], allowed)] = where
			}
		}
		w.value(item, stand{paths: []string{"Extension"}, of: reflect.TypeFor[r4.Extension]()}, where)
	}
}

// Every extension stands where its own definition says that it may: in each kind of document
// that is made of each sample, in transactions, and in what has codes added or people taken
// out.
func TestExtensionsStandWhereTheyMay(t *testing.T) {
	out, err := exec.Command("bash", "../../../../.ci/same", "-samples").Output()
	require.NoError(t, err)
	w := &walk{contexts: contexts(t), resources: resourceTypes(), seen: map[string]bool{}, faults: map[string]string{}}
	kinds := [][]string{
		{},
		{"-bundle", "transaction"},
		{"-document", "ips"},
		{"-document", "referral"},
		{"-document", "transfer"},
		{"-document", "ambulance"},
		{"-narrative", "bilingual", "-add-codes", "icd-10-cm,icd-9-cm"},
		{"-deidentify", "gba", "-purpose", "TREAT", "-key", write(t, "key", key)},
	}
	for _, sample := range strings.Fields(string(out)) {
		for _, kind := range kinds {
			if !strings.HasPrefix(sample, "examples/") && len(kind) > 0 && kind[0] != "-bundle" {
				continue
			}
			name := strings.Join(append(kind, sample), " ")
			file := filepath.Join(t.TempDir(), "out.ndjson")
			r := translate(t, "", append(kind, "-out", file, "-issues", os.DevNull, "../../../../"+sample)...)
			if r.status == exitFailed { // nothing was written
				require.Regexp(t, "names no facility|no records", r.stderr, name)
				continue
			}
			for line := range strings.Lines(read(t, file)) {
				var bundle any
				require.NoError(t, json.Unmarshal([]byte(line), &bundle))
				w.value(bundle, stand{}, name)
			}
		}
	}
	assert.Empty(t, w.faults)
	assert.Greater(t, len(w.seen), 25, "documents have extensions")
	for url := range w.contexts {
		if !w.seen[url] {
			t.Log("in no sample: " + url)
		}
	}
}

// The walk finds an extension that stands elsewhere.
func TestExtensionElsewhereIsFound(t *testing.T) {
	w := &walk{contexts: map[string][]string{fhir.ExtensionDrugAllergy: {"Composition.section", "AllergyIntolerance"}, fhir.ExtensionAllergyKind: {"Coding"}}, resources: resourceTypes(), seen: map[string]bool{}, faults: map[string]string{}}
	var v any
	extension := func(url string) string { return `"extension":[{"url":"` + url + `","valueBoolean":true}]` }
	require.NoError(t, json.Unmarshal([]byte(`{"resourceType":"Composition",`+extension(fhir.ExtensionDrugAllergy)+`,"type":{"coding":[{`+extension(fhir.ExtensionAllergyKind)+
		`}]},"_date":{`+extension(fhir.ExtensionAllergyKind)+`},"section":[{`+extension(fhir.ExtensionDrugAllergy)+`}]}`), &v))
	w.value(v, stand{}, "")
	assert.Len(t, w.faults, 2)
}
