package translate

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/examples/internal/interrupt"
	"github.com/xuri/excelize/v2"
)

var kills = flag.Int("kills", 1, "how often each run of the kill test is killed")

// TestMain makes this program stand for the one it tests, so that a process of
// it can be killed.
func TestMain(m *testing.M) {
	if os.Getenv("TRANSLATE_TEST_PROCESS") != "" {
		ctx, stop := interrupt.Context()
		status := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
		stop()
		os.Exit(status)
	}
	os.Exit(m.Run())
}

// process returns a process of the program.
func process(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), "TRANSLATE_TEST_PROCESS=1")
	return cmd
}

// hospital is a file of n records with all that a run must remember: columns
// that nobody knows, records that are rejected, codes without a target, cells
// over several lines, and characters beyond ASCII that come late.
func hospital(n int) []byte {
	var b bytes.Buffer
	b.WriteString("A01,A02,A48,A49,A11,A12C,B12,B15,C03C,C04N,ward,A11\n")
	for i := range n {
		name, diagnosis, key := "Test", "x", fmt.Sprintf("%05d", i)
		if i > n/3 {
			name, diagnosis = "测试甲", "\"急性\n心肌\"\"梗死\"\"\""
		}
		if i%17 == 3 {
			key = "-"
		}
		fmt.Fprintf(&b, "12345678X,H,%s,1,%s,%d,2024-01-%02d 09:30:00,2024-02-%02d 10:00:00,I%d.900x001,%s,W,", key, name, i%4, 1+i%28, 1+i%31, 10+i%90, diagnosis)
		if i%23 == 5 {
			b.WriteString(",too wide")
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func packed(t *testing.T, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(text)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

// folder returns the files of a folder.
func folder(t *testing.T, name string) map[string]string {
	t.Helper()
	files := map[string]string{}
	entries, err := os.ReadDir(name)
	require.NoError(t, err)
	for _, e := range entries {
		files[e.Name()] = read(t, filepath.Join(name, e.Name()))
	}
	return files
}

// same reports the files of a folder that are not as they should be, by name
// alone: they are long.
func same(t *testing.T, want, got map[string]string) {
	t.Helper()
	assert.ElementsMatch(t, slices.Collect(maps.Keys(want)), slices.Collect(maps.Keys(got)))
	for name, content := range got {
		assert.True(t, want[name] == content, "%s has %d bytes, and should have %d", name, len(content), len(want[name]))
	}
}

// outputFlags are those of a run that writes all there is into a folder,
// compressed as the documents are.
func outputFlags(out, documents string) []string {
	name := func(base string) string { return filepath.Join(out, base+compression(documents)) }
	return []string{
		"-add-codes", "icd-10-insurance", "-out", filepath.Join(out, documents), "-issues", name("issues.ndjson"),
		"-rejects", name("rejects.csv"), "-unmapped", name("unmapped.csv"),
	}
}

// A run that is killed at any moment, and started again as often as it takes,
// writes the bytes of a run that nobody disturbs, and leaves nothing else.
func TestKilledRunGoesOn(t *testing.T) {
	in := t.TempDir()
	text := hospital(3000)
	plain, other, zipped := filepath.Join(in, "a.csv"), filepath.Join(in, "b.csv"), filepath.Join(in, "a.csv.gz")
	require.NoError(t, os.WriteFile(plain, text, 0o600))
	require.NoError(t, os.WriteFile(other, hospital(500), 0o600))
	require.NoError(t, os.WriteFile(zipped, packed(t, text), 0o600))
	sheets := filepath.Join(in, "c.xlsx")
	require.NoError(t, os.WriteFile(sheets, months(t, hospital(900), []byte("notes\n"), hospital(700), []byte("A48,A11\n"), hospital(40)), 0o600))
	bundles := filepath.Join(in, "a.ndjson")
	require.Equal(t, exitRejected, translate(t, "", "-quiet", "-out", bundles, plain).status)
	reports, again := filepath.Join(in, "a.hl7"), filepath.Join(in, "b.hl7")
	messages := strings.Repeat(read(t, reportSamples+"oru.hl7")+"MSH|^~\\&|A|B|||20260105||ORU^R01|1|P|2.4\rPID|1||\rOBR|1|1|2|X\r", 60)
	require.NoError(t, os.WriteFile(reports, []byte(messages), 0o600))
	require.NoError(t, os.WriteFile(again, []byte(messages), 0o600))

	for _, test := range []struct {
		name, documents string
		args            []string
	}{
		{"plain", "stays.ndjson", []string{plain, other}},
		{"gzip", "stays.ndjson", []string{zipped}},
		{"checked", "stays.ndjson", []string{"-check", "-today", "2024-02-10", "-shard-rows", "800", zipped, other}},
		{"shards", "stays.ndjson", []string{"-shard-rows", "500", plain, other}},
		{"shards of gzip, in a folder", "", []string{"-shard-rows", "333", zipped, other}},
		{"zstd", "stays.ndjson.zst", []string{plain, other}},
		{"gzip in shards", "stays.ndjson.gz", []string{"-shard-rows", "500", plain, other}},
		{"zstd in a folder", "", []string{"-compress", "zst", "-shard-rows", "500", plain, other}},
		{"rows of zstd", "rows.csv.zst", []string{"-to", "n041", plain, other}},
		{"bulk", "", []string{"-to", "bulk", "-shard-rows", "700", plain, other}},
		{"tables", "", []string{"-to", "tables", "-compress", "zst", plain, other}},
		{"rows", "rows.csv", []string{"-to", "n041", "-to-encoding", "gb18030", "-shard-rows", "700", plain}},
		{"sheets", "stays.ndjson", []string{"-check", "-today", "2024-02-10", "-shard-rows", "800", sheets, other}},
		{"sheets as rows, in a folder", "", []string{"-to", "n041", sheets, other}},
		{"reports", "reports.ndjson", []string{"-check", "-shard-rows", "200", reports, again}},
		{"reports in a folder", "", []string{"-to", "yb-4502", reports, again}},
		{"rows of FHIR", "", []string{"-from", "fhir", "-to", "hqms", bundles}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			clean := t.TempDir()
			began := time.Now()
			undisturbed, stderr := process(append(outputFlags(clean, test.documents), test.args...)...), &bytes.Buffer{}
			undisturbed.Stderr = stderr
			status := undisturbed.Run()
			took := time.Since(began)
			want, summary := folder(t, clean), summaryOf(stderr.String())
			require.Contains(t, summary, "records")

			random := rand.New(rand.NewPCG(1, uint64(len(test.name))))
			for killed := 0; killed < *kills; {
				out := t.TempDir()
				args := append(outputFlags(out, test.documents), "-resume", "-checkpoint", "30ms")
				for done := false; !done; {
					run := process(append(args, test.args...)...)
					stderr.Reset()
					run.Stderr = stderr
					require.NoError(t, run.Start())
					limit := 2 * took
					if killed >= *kills {
						limit = time.Hour // and let it finish
					}
					timer := time.AfterFunc(time.Duration(random.Int64N(int64(limit))), func() { run.Process.Kill() })
					err := run.Wait()
					timer.Stop()
					if !run.ProcessState.Exited() {
						killed++
						continue
					}
					done = true
					assert.Equal(t, fmt.Sprint(status), fmt.Sprint(err), stderr.String())
					assert.Equal(t, summary, summaryOf(stderr.String()))
				}
				same(t, unpacked(t, want), unpacked(t, folder(t, out)))
			}
		})
	}
}

// summaryOf is the last line on standard error, without what it is of.
func summaryOf(stderr string) string {
	lines := strings.Split(strings.TrimSpace(stderr), "\n")
	_, counts, _ := strings.Cut(lines[len(lines)-1], ": ")
	return counts
}

// stopped is a run that stops when it publishes the output named: a folder is
// in the way.
func stopped(t *testing.T, at string, flags, args []string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Join(at, "in-the-way"), 0o700))
	r := translate(t, "", append(flags, args...)...)
	require.Equal(t, exitFailed, r.status, r.stderr)
	require.NoError(t, os.RemoveAll(at))
}

// archived returns an archive of files.
func archived(t *testing.T, files ...[]byte) string {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	for i, text := range files {
		member, err := archive.Create(fmt.Sprintf("%d/%d.csv", i, i))
		require.NoError(t, err)
		_, err = member.Write(text)
		require.NoError(t, err)
	}
	require.NoError(t, archive.Close())
	return write(t, "years.zip", b.String())
}

// workbook returns a workbook of n records.
func workbook(t *testing.T, n int) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	require.NoError(t, book.SetSheetRow("Sheet1", "A1", &[]any{"A48", "A49", "C03C", "ward"}))
	for i := range n {
		key := []string{"7", "8", "-"}[i%3]
		require.NoError(t, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+2), &[]any{key, i, "I10.x00", "W"}))
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	require.NoError(t, book.SaveAs(path))
	return path
}

func TestRunThatStoppedAsItPublishedGoesOn(t *testing.T) {
	in, in2 := write(t, "a.csv", string(hospital(40))), write(t, "b.csv", string(hospital(20)))
	for _, args := range [][]string{
		{in},
		{"-shard-rows", "15", in},
		{"-shard-rows", "35", in}, // one, and full
		{"-shard-rows", "15", archived(t, hospital(20), hospital(20))},
		{"-shard-rows", "7", workbook(t, 20)},
		{"-to", "hqms", "-shard-rows", "15", in},
		{"-to", "bulk", in},
		{"-to", "omop", in, in2},
		{"-to", "bulk", "-compress", "gz", "-shard-rows", "15", in, in2},
	} {
		clean := t.TempDir()
		want := translate(t, "", append(outputFlags(clean, ""), args...)...)
		require.Equal(t, exitRejected, want.status)
		files := folder(t, clean)
		for name := range files {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				out := t.TempDir()
				flags := append(outputFlags(out, ""), "-resume")
				stopped(t, filepath.Join(out, name), flags, args)
				r := translate(t, "", append(flags, args...)...)
				require.Equal(t, exitRejected, r.status, r.stderr)
				assert.Equal(t, summaryOf(want.stderr), summaryOf(r.stderr))
				same(t, files, folder(t, out))
			})
		}
	}
}

func TestResumeRefusesWhatHasChanged(t *testing.T) {
	codes := write(t, "own.csv", "source_system,source,target_system,target,target_name,equivalence\nicd-10-clinical,I10.900x001,icd-10-insurance,I10.900,x,wider\n")
	begin := func(t *testing.T) (out, in, state string, args []string) {
		out, in = t.TempDir(), write(t, "a.csv", string(hospital(40)))
		args = append(outputFlags(out, "stays.ndjson"), "-resume", "-codes", codes, "-shard-rows", "20")
		stopped(t, filepath.Join(out, "stays-00001.ndjson"), args, []string{in})
		return out, in, filepath.Join(out, ".stays.ndjson.resume"), args
	}
	for name, test := range map[string]struct {
		change func(t *testing.T, out, in, state string) []string // returns further flags
		says   string
	}{
		"a byte of the input": {func(t *testing.T, _, in, _ string) []string {
			text := bytes.Replace([]byte(read(t, in)), []byte("12345678X"), []byte("12345678Y"), 1)
			require.NoError(t, os.WriteFile(in, text, 0o600))
			return nil
		}, "input 1 has changed"},
		"records behind": {func(t *testing.T, _, in, _ string) []string {
			require.NoError(t, os.WriteFile(in, append([]byte(read(t, in)), good...), 0o600))
			return nil
		}, "input 1 has changed"},
		"a flag":         {func(*testing.T, string, string, string) []string { return []string{"-check"} }, "-check"},
		"other encoding": {func(*testing.T, string, string, string) []string { return []string{"-encoding", "utf-8"} }, "-encoding"},
		"more codes":     {func(*testing.T, string, string, string) []string { return []string{"-codes", codes} }, "-codes"},
		"other codes": {func(t *testing.T, _, _, _ string) []string {
			old := read(t, codes)
			require.NoError(t, os.WriteFile(codes, []byte(strings.Replace(old, "wider", "equivalent", 1)), 0o600))
			t.Cleanup(func() { os.WriteFile(codes, []byte(old), 0o600) })
			return nil
		}, "-codes"},
		"another input": {func(t *testing.T, _, in, _ string) []string { return []string{in} }, "list of the inputs"},
		"the program": {func(t *testing.T, _, _, state string) []string {
			text := read(t, state)
			at := strings.Index(text, `"program":"`) + len(`"program":"`)
			require.NoError(t, os.WriteFile(state, []byte(text[:at]+"1"+text[at:]), 0o600))
			return nil
		}, "another build"},
		"the state": {func(t *testing.T, _, _, state string) []string {
			require.NoError(t, os.WriteFile(state, []byte("{"), 0o600))
			return nil
		}, "cannot be read"},
		"an output cut short": {func(t *testing.T, out, _, _ string) []string {
			require.NoError(t, os.Truncate(filepath.Join(out, ".issues.ndjson.partial"), 1))
			return nil
		}, "shorter"},
		"an output that is gone": {func(t *testing.T, out, _, _ string) []string {
			require.NoError(t, os.Remove(filepath.Join(out, ".rejects.csv.partial")))
			return nil
		}, "no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			out, in, state, args := begin(t)
			args = append(args, test.change(t, out, in, state)...)
			before := folder(t, out)
			r := translate(t, "", append(args, in)...)
			assert.Equal(t, exitFailed, r.status)
			assert.Contains(t, r.stderr, test.says)
			assert.Contains(t, r.stderr, "remove")
			same(t, before, folder(t, out))

			require.NoError(t, os.Remove(state))
			r = translate(t, "", append(args, in)...)
			assert.Equal(t, exitRejected, r.status, "without the state, the run starts anew: %s", r.stderr)
			for name := range folder(t, out) {
				assert.False(t, strings.HasPrefix(name, "."), name)
			}
		})
	}
}

func TestWorkersMayChange(t *testing.T) {
	out, in := t.TempDir(), write(t, "a.csv", string(hospital(40)))
	args := append(outputFlags(out, "stays.ndjson"), "-resume", "-shard-rows", "20")
	stopped(t, filepath.Join(out, "stays-00001.ndjson"), args, []string{"-workers", "1", in})
	r := translate(t, "", append(args, "-workers", "3", "-checkpoint", "1s", in)...)
	assert.Equal(t, exitRejected, r.status, r.stderr)
}

func TestStateHoldsNothingOfThePatients(t *testing.T) {
	out, in := t.TempDir(), write(t, "测试甲.csv", string(hospital(40)))
	args := append(outputFlags(out, "stays.ndjson"), "-resume", "-shard-rows", "20")
	stopped(t, filepath.Join(out, "stays-00001.ndjson"), args, []string{in})
	text := read(t, filepath.Join(out, ".stays.ndjson.resume"))
	assert.Contains(t, text, "I10.900x001", "codes without a target are counted")
	for _, value := range []string{"测试", "Test", "00001", "2024-", "12345678X", "梗死"} {
		assert.NotContains(t, text, value)
	}
	var s state
	require.NoError(t, json.Unmarshal([]byte(text), &s))
	assert.Equal(t, s.Documents[0].Records, s.Counts.translated)
	assert.Equal(t, 20, s.Counts.translated)
}

func TestRunThatIsDoneLeavesNoState(t *testing.T) {
	out, in := t.TempDir(), write(t, "a.csv", sheet(good))
	for _, name := range []string{".stays.ndjson.partial", ".stays.ndjson.resume.partial", ".stays.ndjson.resume.lock"} {
		// Of a run that was killed before it could save its state.
		require.NoError(t, os.WriteFile(filepath.Join(out, name), bytes.Repeat([]byte("old\n"), 10_000), 0o600))
	}
	want := translate(t, "", in).stdout
	for range 2 {
		require.Equal(t, exitDone, translate(t, "", "-resume", "-out", filepath.Join(out, "stays.ndjson"), in).status)
		same(t, map[string]string{"stays.ndjson": want}, folder(t, out))
	}
}

func TestResumeNeedsFiles(t *testing.T) {
	in, out := write(t, "a.csv", sheet(good)), filepath.Join(t.TempDir(), "stays.ndjson")
	assert.Equal(t, exitFailed, translate(t, "", "-resume", in).status)
	assert.Equal(t, exitFailed, translate(t, sheet(good), "-resume", "-out", out, "-").status)
	assert.Equal(t, exitFailed, translate(t, "", "-resume", "-out", out, "-rejects", out, in).status)
	assert.NoFileExists(t, out)
}
