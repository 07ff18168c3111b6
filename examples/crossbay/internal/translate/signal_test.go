//go:build unix

package translate

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// begun waits until a process has begun to write into a folder.
func begun(t *testing.T, folder string) {
	t.Helper()
	require.Eventually(t, func() bool {
		partial, err := filepath.Glob(filepath.Join(folder, ".*.partial"))
		return err == nil && len(partial) > 0
	}, 10*time.Second, time.Millisecond)
}

func TestSignalLeavesTheOldFileOrTheNew(t *testing.T) {
	in := write(t, "a.csv", string(hospital(5000)))
	clean := t.TempDir()
	require.Equal(t, exitRejected, translate(t, "", append(outputFlags(clean, "stays.ndjson"), in)...).status)
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		for _, later := range []time.Duration{0, 20 * time.Millisecond, time.Second} {
			t.Run(fmt.Sprint(signal, " after ", later), func(t *testing.T) {
				out := t.TempDir()
				stays := filepath.Join(out, "stays.ndjson")
				require.NoError(t, os.WriteFile(stays, []byte("old\n"), 0o600))
				run := process(append(outputFlags(out, "stays.ndjson"), in)...)
				var stderr bytes.Buffer
				run.Stderr = &stderr
				require.NoError(t, run.Start())
				begun(t, out)
				time.Sleep(later)
				run.Process.Signal(signal) // may be done by now
				run.Wait()
				if run.ProcessState.ExitCode() == exitRejected {
					same(t, folder(t, clean), folder(t, out))
					return
				}
				assert.Equal(t, exitFailed, run.ProcessState.ExitCode())
				assert.Contains(t, stderr.String(), "interrupted")
				assert.Equal(t, map[string]string{"stays.ndjson": "old\n"}, folder(t, out))
			})
		}
	}
}

// What nohup has a program ignore, it goes on ignoring.
func TestNohupGoesOn(t *testing.T) {
	nohup, err := exec.LookPath("nohup")
	require.NoError(t, err)
	in, out := write(t, "a.csv", string(hospital(3000))), t.TempDir()
	run := process(append(outputFlags(out, "stays.ndjson"), in)...)
	run.Args = append([]string{nohup, run.Path}, run.Args[1:]...)
	run.Path = nohup
	run.Stderr = io.Discard
	require.NoError(t, run.Start())
	begun(t, out)
	require.NoError(t, run.Process.Signal(syscall.SIGHUP))
	run.Wait()
	assert.Equal(t, exitRejected, run.ProcessState.ExitCode())
}

func TestSignalLeavesWhatCanBeResumed(t *testing.T) {
	in := write(t, "a.csv", string(hospital(5000)))
	clean, out := t.TempDir(), t.TempDir()
	require.Equal(t, exitRejected, translate(t, "", append(outputFlags(clean, "stays.ndjson"), in)...).status)
	args := append(outputFlags(out, "stays.ndjson"), "-resume", "-checkpoint", "10ms", in)
	run := process(args...)
	var stderr bytes.Buffer
	run.Stderr = &stderr
	require.NoError(t, run.Start())
	require.Eventually(t, func() bool {
		_, err := os.Stat(filepath.Join(out, ".stays.ndjson.resume"))
		return err == nil
	}, 10*time.Second, time.Millisecond)
	require.NoError(t, run.Process.Signal(syscall.SIGTERM))
	run.Wait()
	require.Equal(t, exitFailed, run.ProcessState.ExitCode())
	assert.Contains(t, stderr.String(), "the same command goes on")
	assert.Equal(t, exitRejected, translate(t, "", args...).status)
	same(t, folder(t, clean), folder(t, out))
}

func TestTwoProcessesDoNotResumeOneRun(t *testing.T) {
	in := write(t, "a.csv", string(hospital(5000)))
	out := t.TempDir()
	args := append(outputFlags(out, "stays.ndjson"), "-resume", in)
	run := process(args...)
	require.NoError(t, run.Start())
	begun(t, out)
	require.NoError(t, run.Process.Signal(syscall.SIGSTOP))
	r := translate(t, "", args...)
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "another process")
	require.NoError(t, run.Process.Signal(syscall.SIGCONT))
	run.Wait()
	assert.Equal(t, exitRejected, run.ProcessState.ExitCode())
}

func TestClosedPipeLeavesTheOldFiles(t *testing.T) {
	in := write(t, "a.csv", string(hospital(5000)))
	issues := write(t, "issues.ndjson", "old\n")
	run := process("-issues", issues, in)
	var stderr bytes.Buffer
	run.Stderr = &stderr
	stdout, err := run.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, run.Start())
	_, err = io.ReadFull(stdout, make([]byte, 10))
	require.NoError(t, err)
	require.NoError(t, stdout.Close())
	run.Wait()
	assert.Equal(t, exitFailed, run.ProcessState.ExitCode())
	assert.Contains(t, stderr.String(), "pipe")
	assert.Equal(t, map[string]string{"issues.ndjson": "old\n"}, folder(t, filepath.Dir(issues)))
}

// A pipe is written to, and not replaced by a file.
func TestOutputIntoAPipe(t *testing.T) {
	out := t.TempDir()
	pipe := filepath.Join(out, "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	text := make(chan string)
	go func() {
		content, _ := os.ReadFile(pipe)
		text <- string(content)
	}()
	r := translate(t, sheet(good, another), "-quiet", "-out", pipe, "-")
	assert.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, 2, strings.Count(<-text, "\n"))
	assert.Len(t, mustReadDir(t, out), 1)
	assert.Equal(t, exitFailed, translate(t, "", "-resume", "-out", pipe, write(t, "a.csv", sheet(good))).status)
}

func mustReadDir(t *testing.T, name string) []os.DirEntry {
	t.Helper()
	entries, err := os.ReadDir(name)
	require.NoError(t, err)
	return entries
}

// A signal while documents wait, or are made into files, leaves the old files.
func TestSignalLeavesTheOldProduct(t *testing.T) {
	in := write(t, "a.csv", string(hospital(4000)))
	clean := t.TempDir()
	require.Equal(t, exitRejected, translate(t, "", "-to", "bulk", "-out", clean, in).status)
	for _, later := range []time.Duration{0, 300 * time.Millisecond, time.Second, 2 * time.Second} {
		out := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(out, "Patient.ndjson"), []byte("old\n"), 0o600))
		run := process("-to", "bulk", "-out", out, in)
		run.Stderr = io.Discard
		require.NoError(t, run.Start())
		begun(t, out)
		time.Sleep(later)
		run.Process.Signal(syscall.SIGTERM) // may be done by now
		run.Wait()
		if run.ProcessState.ExitCode() == exitRejected {
			same(t, folder(t, clean), folder(t, out))
			continue
		}
		assert.Equal(t, exitFailed, run.ProcessState.ExitCode())
		assert.Equal(t, map[string]string{"Patient.ndjson": "old\n"}, folder(t, out))
	}
}
