package fhir_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

func TestDefinitionsAreCurrent(t *testing.T) {
	want := map[string]string{}
	for _, x := range fhir.Extensions() {
		text, err := x.StructureDefinition()
		require.NoError(t, err)
		want["StructureDefinition-"+filepath.Base(x.URL)+".json"] = string(text)
	}
	for _, c := range fhir.CodeSystems() {
		text, err := c.CodeSystem()
		require.NoError(t, err)
		want["CodeSystem-"+filepath.Base(c.URL)+".json"] = string(text)
	}
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join("definitions", name))
		require.NoError(t, err, "run go generate")
		assert.Equal(t, text, string(got), "%s: run go generate", name)
	}
	// Other generators may add CodeSystems, but there are no other extensions.
	files, err := filepath.Glob("definitions/StructureDefinition-*.json")
	require.NoError(t, err)
	for _, name := range files {
		assert.Contains(t, want, filepath.Base(name), "is left over")
	}
}

// TestVocabulary checks what the definitions rely on.
func TestVocabulary(t *testing.T) {
	types := map[string]bool{}
	for f := range typeFields[r4.Extension]() {
		if name, ok := strings.CutPrefix(f, "Value"); ok {
			types[strings.ToLower(name)] = true
		}
	}
	id := regexp.MustCompile(`^[A-Za-z0-9\-.]{1,64}$`)
	urls := map[string]bool{}
	for _, x := range fhir.Extensions() {
		assert.False(t, urls[x.URL], "%s stands twice", x.URL)
		urls[x.URL] = true
		assert.True(t, strings.HasPrefix(x.URL, fhir.Base+"/StructureDefinition/"), x.URL)
		assert.Regexp(t, id, filepath.Base(x.URL))
		assert.NotEmpty(t, x.Title, x.URL)
		assert.NotEmpty(t, x.Description, x.URL)
		assert.NotEmpty(t, x.Context, x.URL)
		assert.NotEqual(t, x.Value == "", len(x.Parts) == 0, "%s has a value or parts", x.URL)
		if x.Value != "" {
			assert.True(t, types[strings.ToLower(x.Value)], "%s has a %s", x.URL, x.Value)
		}
		var check func(parts []fhir.ExtensionPart)
		check = func(parts []fhir.ExtensionPart) {
			for _, p := range parts {
				assert.NotEqual(t, p.Value == "", len(p.Parts) == 0, "%s has a value or parts in %s", x.URL, p.URL)
				assert.True(t, p.Value == "" || types[strings.ToLower(p.Value)], "%s has a %s", x.URL, p.Value)
				check(p.Parts)
			}
		}
		check(x.Parts)
	}
	code := regexp.MustCompile(`^[^\s]+( [^\s]+)*$`)
	for _, c := range fhir.CodeSystems() {
		assert.False(t, urls[c.URL], "%s stands twice", c.URL)
		urls[c.URL] = true
		assert.True(t, strings.HasPrefix(c.URL, fhir.Base+"/CodeSystem/"), c.URL)
		codes := map[string]bool{}
		for _, concept := range c.Concepts {
			assert.Regexp(t, code, concept.Code)
			assert.NotEmpty(t, concept.English)
			assert.False(t, codes[concept.Code], "%s has %s twice", c.URL, concept.Code)
			codes[concept.Code] = true
		}
	}
}

// TestDefinitionsAreR4 reads them with samply's models, which know neither
// more nor other elements.
func TestDefinitionsAreR4(t *testing.T) {
	files, err := filepath.Glob("definitions/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		var v any = new(r4.StructureDefinition)
		switch {
		case strings.Contains(name, "CodeSystem-"):
			v = new(r4.CodeSystem)
		case strings.Contains(name, "ConceptMap-"):
			v = new(r4.ConceptMap)
		}
		var all map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(text, &all))
		delete(all, "resourceType")
		rest, err := json.Marshal(all)
		require.NoError(t, err)
		d := json.NewDecoder(strings.NewReader(string(rest)))
		d.DisallowUnknownFields()
		assert.NoError(t, d.Decode(v), name)
	}
}
