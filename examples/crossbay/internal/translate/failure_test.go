package translate

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fullAfter is a writer with room for so many bytes.
type fullAfter int

func (f *fullAfter) Write(p []byte) (int, error) {
	if len(p) > int(*f) {
		return 0, errors.New("no space left")
	}
	*f -= fullAfter(len(p))
	return len(p), nil
}

// Whatever becomes of standard output, the other files are those of the same
// run, or stay the old ones.
func TestFullStandardOutputLeavesTheOldFiles(t *testing.T) {
	in := write(t, "a.csv", string(hospital(300)))
	for _, room := range []fullAfter{0, 100_000} {
		for _, to := range []string{"fhir", "n041"} {
			issues := write(t, "issues.ndjson", "old\n")
			var stderr bytes.Buffer
			status := run(context.Background(), []string{"-quiet", "-to", to, "-issues", issues, "-rejects", filepath.Join(filepath.Dir(issues), "rejects.csv"), in}, nil, &room, &stderr)
			assert.Equal(t, exitFailed, status)
			assert.Contains(t, stderr.String(), "no space left")
			assert.Equal(t, map[string]string{"issues.ndjson": "old\n"}, folder(t, filepath.Dir(issues)))
		}
	}
}

func TestOutputsOfOneName(t *testing.T) {
	in, out := write(t, "a.csv", sheet(good)), t.TempDir()
	name := filepath.Join(out, "a.ndjson")
	for _, args := range [][]string{{"-out", name, "-issues", name}, {"-out", out, "-rejects", name}, {"-issues", name, "-rejects", filepath.Join(out, ".", "a.ndjson")}} {
		r := translate(t, "", append(args, in)...)
		assert.Equal(t, exitFailed, r.status, r.stderr)
		assert.Empty(t, folder(t, out))
	}
}

// The names of unfinished files tell nothing but the name of the output.
func TestNamesOfUnfinishedFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "stays.ndjson")
	anew, err := create(name)
	require.NoError(t, err)
	defer anew.close(false)
	assert.Regexp(t, `^\.translate-[0-9]+\.partial$`, filepath.Base(anew.file.Name()))
	kept, err := restore(name, 0)
	require.NoError(t, err)
	defer kept.close(false)
	assert.Equal(t, ".stays.ndjson.partial", filepath.Base(kept.file.Name()))
	info, err := kept.file.Stat()
	require.NoError(t, err)
	assert.Equal(t, "-rw-------", info.Mode().String())
}
