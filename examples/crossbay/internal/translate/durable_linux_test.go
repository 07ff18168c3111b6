package translate

import (
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Bytes that the system has not made durable are not published: after a power
// failure a file would have its name and not its content. A pipe takes what is
// written, and says that it cannot make it durable.
func TestOutputThatIsNotDurableIsNotFinished(t *testing.T) {
	for _, end := range []string{"", ".zst", ".gz"} {
		r, w, err := os.Pipe()
		require.NoError(t, err)
		defer r.Close()
		o, err := newOutput(filepath.Join(t.TempDir(), "out.ndjson"+end), w, 4096)
		require.NoError(t, err)
		o.file = w
		_, err = io.WriteString(o, "{}\n")
		require.NoError(t, err)
		require.ErrorIs(t, o.finish(), syscall.EINVAL)
		assert.False(t, o.done)
	}
}

// The state of a run says how many bytes of its outputs there are, and must not
// be lost when they are kept.
func TestStateThatIsNotDurableIsNotSaved(t *testing.T) {
	j := &journal{name: filepath.Join(t.TempDir(), "state.json")}
	pipe := j.name + ".partial"
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	reader, err := os.OpenFile(pipe, os.O_RDWR, 0) // so that the writer does not wait for one
	require.NoError(t, err)
	defer reader.Close()
	require.ErrorIs(t, j.save(&state{}), syscall.EINVAL)
	assert.NoFileExists(t, j.name)
}
