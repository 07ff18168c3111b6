//go:build linux || darwin

package translate

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A stream that leads to a file, as /dev/stderr does where standard error was
// redirected, is written to after what is there, and never replaced.
func TestAnOpenStreamIsNotReplaced(t *testing.T) {
	file, err := os.OpenFile(filepath.Join(t.TempDir(), "log"), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	require.NoError(t, err)
	defer file.Close()
	_, err = file.WriteString("before\n")
	require.NoError(t, err)
	name := fmt.Sprintf("/dev/fd/%d", file.Fd())
	require.True(t, isSpecial(name))
	o, err := create(name)
	require.NoError(t, err)
	_, err = o.Write([]byte("after\n"))
	require.NoError(t, err)
	require.NoError(t, o.writer.Flush())
	assert.Equal(t, "before\nafter\n", read(t, file.Name()))
	require.NoError(t, o.file.Close())
}
