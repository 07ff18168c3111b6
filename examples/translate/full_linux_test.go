package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A disk that is full, for one of the files, leaves the old ones of all.
func TestFullDiskLeavesTheOldFiles(t *testing.T) {
	in := write(t, "a.csv", string(hospital(300)))
	for _, flag := range []string{"-issues", "-unmapped", "-out"} {
		rejects := write(t, "rejects.csv", "old\n")
		stays := filepath.Join(filepath.Dir(rejects), "stays.ndjson")
		r := translate(t, "", "-add-codes", "icd-10-insurance", "-rejects", rejects, "-out", stays, flag, "/dev/full", in)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, "no space left")
		assert.Equal(t, map[string]string{"rejects.csv": "old\n"}, folder(t, filepath.Dir(rejects)))
	}
}
