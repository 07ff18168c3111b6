package load

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The JSONTestSuite: what RFC 8259 forbids (n_) is refused, what it permits (y_) is
// read, except for an object with a key twice, which FHIR forbids.
func TestJSONTestSuite(t *testing.T) {
	files, err := filepath.Glob("../../../shared/suites/json/test_parsing/*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("../shared/suites/json is not there")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		var o Options
		_, err = o.json(bytes.NewReader(text))
		switch {
		case strings.HasPrefix(name, "y_object_duplicated_key"):
			assert.ErrorContains(t, err, "twice", name)
		case strings.HasPrefix(name, "y_"):
			assert.NoError(t, err, name)
		case strings.HasPrefix(name, "n_"):
			assert.Error(t, err, name)
		}
	}
	assert.Greater(t, len(files), 300)
}
