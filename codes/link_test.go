package codes_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// program builds a program of testdata and returns its path.
func program(t *testing.T, name string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("builds programs")
	}
	path := filepath.Join(t.TempDir(), name+".exe")
	out, err := exec.Command("go", "build", "-o", path, "./testdata/"+name).CombinedOutput()
	require.NoError(t, err, "%s", out)
	return path
}

// Titles by which a table is known to be in a binary.
var titles = []string{
	"Subendocardial infarction, initial episode of care", // ICD-9-CM diagnoses
	"Insertion of non-drug-eluting coronary artery stent(s)",
	"Fracture of vault of skull, initial encounter for closed fracture",
	"\nI21.4\t410.71 ", // GEM
	"\n410.71\tI21.4 ",
}

func TestLinkedTables(t *testing.T) {
	for name, want := range map[string][]bool{
		"links_none": {false, false, false, false, false},
		"links_one":  {false, true, false, false, false},
		"links_all":  {true, true, true, true, true},
	} {
		data, err := os.ReadFile(program(t, name))
		require.NoError(t, err)
		t.Logf("%s: %d KiB", name, len(data)/1024)
		for i, title := range titles {
			assert.Equal(t, want[i], bytes.Contains(data, []byte(title)), "%s: %q", name, title)
		}
	}
}

// A program that links every table spends no time on them before main, and its
// first answers come within a millisecond.
func TestColdStart(t *testing.T) {
	path := program(t, "links_all")
	best := time.Hour
	for range 5 {
		cmd := exec.Command(path)
		cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
		var stdout, trace bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &trace
		require.NoError(t, cmd.Run())
		ns, _, _ := strings.Cut(stdout.String(), " ")
		n, err := strconv.ParseInt(ns, 10, 64)
		require.NoError(t, err)
		best = min(best, time.Duration(n))
		assert.NotContains(t, trace.String(), "init github.com/crossbay", "a package of ours has something to do at start-up")
	}
	t.Logf("registry, three look-ups and two translations: %v", best)
	assert.Less(t, best, time.Millisecond)
}
