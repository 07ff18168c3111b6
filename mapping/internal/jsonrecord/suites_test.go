package jsonrecord

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// suite returns the files of a suite that others wrote. It is no part of the
// project; where it is absent the test is skipped.
func suite(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../../../../shared/suites", pattern))
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("the suite is not in ../shared/suites/" + filepath.Dir(pattern))
	}
	return files
}

// JSONTestSuite: what RFC 8259 forbids (n_) rejects the record that holds it,
// what it permits (y_) is read, and what it leaves open (i_) may be either.
func TestJSONTestSuite(t *testing.T) {
	limits := map[string]string{
		// The files that RFC 8259 leaves open, and what is done with them.
		"i_structure_500_nested_arrays": "too-deep",
	}
	n := 0
	for _, file := range suite(t, "json/test_parsing/*.json") {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		record := record{}
		p := parser{text: []byte(`{"key":"1","value":` + string(text) + "\n}"), record: &record}
		fault := p.parse()
		switch {
		case strings.HasPrefix(name, "y_"):
			assert.Empty(t, fault, name)
		case strings.HasPrefix(name, "n_"):
			assert.NotEmpty(t, fault, name)
		case limits[name] != "":
			assert.Equal(t, limits[name], fault, name)
		}
		if fault == "" {
			assert.True(t, json.Valid(p.text), name)
		}
		n++
	}
	assert.Greater(t, n, 300)
}
