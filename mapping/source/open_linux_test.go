package source_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/source"
)

// However a loop ends, nothing is left open.
func TestNothingIsLeftOpen(t *testing.T) {
	wide := [][]string{rows[0]}
	for range 1000 {
		wide = append(wide, rows[1])
	}
	path := write(t, "in.zip", archive(t, member{"a.csv", asCSV(t, wide)}, member{"b.xlsx", book(t)}, member{"c.xlsx", asWorkbook(t, wide)}, member{"d", nil}))
	before := opened(t)
	for stop := range 7 {
		n := 0
		for table, err := range source.Open(path, layouts(), nil) {
			if n++; n > stop {
				break
			}
			if err != nil {
				continue
			}
			for range table.Records() {
				if stop%2 == 0 {
					break
				}
			}
		}
		assert.Equal(t, before, opened(t), "stopped after %d", stop)
	}
	files, err := source.List(path)
	require.NoError(t, err)
	assert.Equal(t, before, opened(t), "listed")
	for _, file := range files {
		in, err := file.Open()
		require.NoError(t, err)
		assert.Greater(t, opened(t), before)
		require.NoError(t, in.Close())
		assert.Equal(t, before, opened(t), file.Name())
	}
	// What cannot be read is closed too.
	for _, content := range [][]byte{[]byte("\x1f\x8bbroken"), []byte("PK\x03\x04broken")} {
		files, err := source.List(write(t, "broken", content))
		require.NoError(t, err)
		_, err = files[0].Open()
		require.Error(t, err)
		assert.Equal(t, before, opened(t))
	}
}

func opened(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	return len(list)
}

// A pipe is read, and it is not opened to be listed: its writer would see it
// closed.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	files, err := source.List(path)
	require.NoError(t, err)
	require.Len(t, files, 1)
	feed := func() {
		if file, err := os.OpenFile(path, os.O_WRONLY, 0); err == nil {
			file.Write(packed(t, asCSV(t, rows)))
			file.Close()
		}
	}
	go feed()
	in, err := files[0].Open()
	require.NoError(t, err)
	assert.EqualValues(t, -1, in.Size())
	assert.Equal(t, []string{path + " hqms 2"}, outcome(in.Tables(layouts(), nil)))
	require.NoError(t, in.Close())
	go feed()
	assert.Equal(t, []string{path + " hqms 2"}, outcome(source.Open(path, layouts(), nil)))
}
