package translate

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A disk that is full, for one of the files, leaves the old ones of all.
func TestFullDiskLeavesTheOldFiles(t *testing.T) {
	in := write(t, "a.csv", string(hospital(300)))
	disk := filepath.Join(t.TempDir(), "full")
	for _, end := range compressions {
		require.NoError(t, os.Symlink("/dev/full", disk+end))
	}
	for _, to := range [][2]string{
		{"-issues", "/dev/full"},
		{"-unmapped", "/dev/full"},
		{"-out", "/dev/full"},
		{"-issues", disk + ".zst"},
		{"-unmapped", disk + ".gz"},
		{"-out", disk + ".zst"},
		{"-out", disk + ".gz"},
	} {
		rejects := write(t, "rejects.csv", "old\n")
		stays := filepath.Join(filepath.Dir(rejects), "stays.ndjson")
		r := translate(t, "", "-add-codes", "icd-10-insurance", "-rejects", rejects, "-out", stays, to[0], to[1], in)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "no space left")
		assert.Equal(t, map[string]string{"rejects.csv": "old\n"}, folder(t, filepath.Dir(rejects)))
	}
}

// A disk that is full while the documents are made into files leaves the old ones.
func TestFullDiskLeavesTheOldProduct(t *testing.T) {
	in := write(t, "a.csv", string(hospital(300)))
	for to, name := range map[string]string{"bulk": "Condition.ndjson", "tables": "diagnoses.parquet", "omop": "person.csv"} {
		out := t.TempDir()
		for _, name := range products()[to]("").names() {
			require.NoError(t, os.WriteFile(filepath.Join(out, name), []byte("old\n"), 0o600))
		}
		full := filepath.Join(out, name)
		require.NoError(t, os.Remove(full))
		before := folder(t, out)
		require.NoError(t, os.Symlink("/dev/full", full))
		r := translate(t, "", "-to", to, "-out", out, in)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "no space left")
		require.NoError(t, os.Remove(full))
		assert.Equal(t, before, folder(t, out), to)
	}
}
