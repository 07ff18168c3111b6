//go:build unix

package translate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a run that can be resumed writes is about patients, and its owner's alone.
func TestOutputsOfAResumableRunAreTheirOwners(t *testing.T) {
	in, out := write(t, "a.csv", string(hospital(20))), t.TempDir()
	require.Equal(t, exitRejected, translate(t, "", append(outputFlags(out, "stays.ndjson"), "-resume", in)...).status)
	names, err := filepath.Glob(filepath.Join(out, "*"))
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		info, err := os.Stat(name)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), filepath.Base(name))
	}
}
