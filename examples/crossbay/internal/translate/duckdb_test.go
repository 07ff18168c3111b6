package translate

import (
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// DuckDB opens the tables, of either form, and counts in them what a script of its own
// counts in the source.
func TestDuckDBCountsWhatTheSourceHas(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err == nil {
		err = exec.Command(python, "-c", "import duckdb").Run()
	}
	if err != nil {
		t.Skip("python3 with the package duckdb is not here (pip install duckdb): the tables are not opened in it")
	}
	var folders []string
	for _, args := range [][]string{{"-to", "tables"}, {"-to", "omop"}, {"-to", "bulk"}} {
		out := t.TempDir()
		r := translate(t, "", append(args, "-out", out, samples+"hqms.csv")...)
		require.Equal(t, exitDone, r.status, r.stderr)
		folders = append(folders, out)
	}
	said, err := exec.Command(python, append([]string{"testdata/duckdb_counts.py", samples + "hqms.csv"}, folders...)...).CombinedOutput()
	require.NoError(t, err, "%s", said)
	assert.Empty(t, string(said))
}
