package fhir_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// TestHL7Examples writes the examples of the specification, and reads them
// back: all 176 come through except for what strip takes out. They are not part of the project; where they are absent it is skipped.
func TestHL7Examples(t *testing.T) {
	const dir = "../../shared/suites/r4-examples"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the examples of FHIR R4 are not in " + dir)
	}
	for _, name := range resourceNames() {
		files, err := filepath.Glob(filepath.Join(dir, name, "*.json"))
		require.NoError(t, err)
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) {
				text, err := os.ReadFile(file)
				require.NoError(t, err)
				d := &fhir.Document{}
				v := resourceSlot(d, name)
				require.NoError(t, json.Unmarshal(text, v.Addr().Interface()))
				d.Composition.Id, d.Patient.Id = sampleID(1), sampleID(2)
				if name != "Composition" && name != "Patient" {
					v.FieldByName("Id").Set(reflect.ValueOf(sampleID(3)))
				}
				b, err := d.Bundle()
				require.NoError(t, err)
				got := decode(t, resourceOf(t, b, name)).(map[string]any)
				want := strip(decode(t, text)).(map[string]any)
				want["id"] = got["id"]
				require.Equal(t, want, got)

				line, err := d.Append(nil)
				require.NoError(t, err)
				back, err := fhir.Read(line)
				require.NoError(t, err)
				require.Equal(t, d, back)
			})
		}
	}
}

// strip takes out what samply's models have no room for: contained resources,
// and the extensions and ids of primitives.
func strip(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			if k == "contained" || strings.HasPrefix(k, "_") {
				delete(v, k)
			} else {
				v[k] = strip(v[k])
			}
		}
	case []any:
		for i := range v {
			v[i] = strip(v[i])
		}
	}
	return v
}
