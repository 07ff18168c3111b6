package translate

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Lakes and office programs choose how to read a file by its name, as those who load
// them report: a file of another kind under that name is refused.
func TestNameOfAnotherKind(t *testing.T) {
	folder := t.TempDir()
	for _, test := range []struct {
		to, out string
		status  int
	}{
		{"fhir", "x.parquet", exitFailed},
		{"fhir", "x.XLSX", exitFailed},
		{"fhir", "x.html", exitFailed},
		{"hk-frontsheet", "x.dbf.gz", exitFailed},
		{"html", "x.xlsx", exitFailed},
		{"html", "x.html", exitDone},
		{"fhir", "x.ndjson.gz", exitDone},
		{"fhir", "x.json", exitDone},
	} {
		out := filepath.Join(folder, test.out)
		r := translate(t, sheet(good), "-quiet", "-to", test.to, "-out", out, "-")
		assert.Equal(t, test.status, r.status, "%s %s: %s", test.to, test.out, r.stderr)
		if test.status == exitFailed {
			assert.NoFileExists(t, out)
		}
	}
}
