package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMain(m *testing.M) { ptest.MainWithDefault(m, "prism") }

const samples = "../testdata/"

// A job with the defaults of the flags.
func job(out string) *Job {
	return &Job{Out: out, Encoding: "auto", Bundle: "document", Workers: 1}
}

// translate runs the pipeline on prism, in this process.
func translate(t *testing.T, job *Job, inputs ...string) counts {
	t.Helper()
	require.NoError(t, job.check())
	files, err := expand(t.Context(), inputs)
	require.NoError(t, err)
	c, err := runPipeline(t.Context(), "prism", job, files)
	require.NoError(t, err)
	return c
}

// tree returns the files of a folder by their names.
func tree(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(folder, path)
		content, err := os.ReadFile(path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	}))
	return files
}

func digest(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }

func write(t *testing.T, path string, content []byte) string {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return content
}

// single translates one file with crossbay translate, on its own.
func single(t *testing.T, input string, flags ...string) (documents, issues, rejects string) {
	t.Helper()
	out := t.TempDir()
	path, err := filepath.Abs(input)
	require.NoError(t, err)
	args := append([]string{"run", "./examples/crossbay", "translate", "-quiet", "-out", out + "/d", "-issues", out + "/i", "-rejects", out + "/r"}, flags...)
	command := exec.Command("go", append(args, path)...)
	command.Dir = "../.."
	message, err := command.CombinedOutput()
	// go run has a status of its own, 1, for a program that has another than 0.
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == exitRejected {
		err = nil
	}
	require.NoError(t, err, "%s", message)
	return string(read(t, out+"/d")), string(read(t, out+"/i")), string(read(t, out+"/r"))
}

func TestTwoFilesAsOneProcessTranslatesThem(t *testing.T) {
	out := t.TempDir()
	c := translate(t, job(out), samples+"hqms.csv", samples+"hqms-dirty.csv")
	files := tree(t, out)
	assert.Len(t, files, 8, "rejects, issues, documents and a summary for each, and nothing else")
	assert.Equal(t, counts{
		"files": 2, "records": c["records"], "translated": c["records"] - c["rejected"], "rejected": c["rejected"],
	}, c)
	assert.NotZero(t, c["rejected"], "a bad row is rejected")
	for _, name := range []string{"hqms", "hqms-dirty"} {
		documents, issues, rejects := single(t, samples+name+".csv")
		assert.Equal(t, digest(documents), digest(files["documents/"+name+".ndjson"]), name)
		assert.Equal(t, digest(issues), digest(files["issues/"+name+".ndjson"]), name)
		assert.Equal(t, digest(rejects), digest(files["rejects/"+name+".csv"]), name)
		var s summary
		require.NoError(t, json.Unmarshal([]byte(files["summaries/"+name+".json"]), &s))
		assert.Equal(t, strings.Count(documents, "\n"), s.Translated, name)
		assert.Equal(t, "hqms", s.Layout)
		assert.Empty(t, s.Error)
	}
}

func TestFlagsMeanWhatTheyMeanInOneProcess(t *testing.T) {
	table := write(t, t.TempDir()+"/table.csv", []byte("code,display\nI10.x00,Hypertension\n"))
	out := t.TempDir()
	j := job(out)
	j.From, j.Encoding, j.Bundle, j.Workers = "n041", "gb18030", "transaction", 2
	j.Diagnosis, j.Codes, j.AddCodes, j.Check = "icd-10-insurance", []string{"icd-10-insurance=" + table}, "icd-10-cm", true
	translate(t, j, samples+"n041-gbk.csv")
	documents, issues, rejects := single(t, samples+"n041-gbk.csv", "-from", "n041", "-encoding", "gb18030", "-bundle", "transaction",
		"-diagnosis-codes", "icd-10-insurance", "-codes", "icd-10-insurance="+table, "-add-codes", "icd-10-cm", "-check")
	files := tree(t, out)
	assert.Equal(t, digest(documents), digest(files["documents/n041-gbk.ndjson"]))
	assert.Equal(t, issues, files["issues/n041-gbk.ndjson"])
	assert.Equal(t, rejects, files["rejects/n041-gbk.csv"])
}

func TestSummariesAreThoseOfOneProcess(t *testing.T) {
	out := t.TempDir()
	j := job(out)
	j.Document = "ips"
	translate(t, j, samples+"n041.csv")
	documents, _, _ := single(t, samples+"n041.csv", "-document", "ips")
	assert.Equal(t, digest(documents), digest(tree(t, out)["documents/n041.ndjson"]))
}

func TestRunAgain(t *testing.T) {
	out := t.TempDir()
	inputs := []string{samples + "hqms-dirty.csv", samples + "n041-gbk.csv"}
	translate(t, job(out), inputs...)
	first := tree(t, out)
	// What a worker leaves that was killed is in nobody's way.
	stray := write(t, out+"/partial/of-another-attempt", []byte(`{"resourceType":"Bun`))
	translate(t, job(out), inputs...)
	assert.Equal(t, `{"resourceType":"Bun`, string(read(t, stray)))
	require.NoError(t, os.Remove(stray))
	assert.Equal(t, first, tree(t, out))
}

func TestOutputsAreForTheirOwnerAlone(t *testing.T) {
	out := t.TempDir()
	translate(t, job(out), samples+"n041.csv")
	info, err := os.Stat(out + "/documents/n041.ndjson")
	require.NoError(t, err)
	assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
}

func TestFileAtFaultLeavesOnlyASummary(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	whole := read(t, samples+"n041.csv")
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write(whole)
	require.NoError(t, errors.Join(err, w.Close()))
	write(t, in+"/good.csv.gz", packed.Bytes())
	// Two thirds of the archive have whole records, which must not come out.
	write(t, in+"/short.csv.gz", packed.Bytes()[:packed.Len()*2/3])
	write(t, in+"/other.csv", []byte("ward,bed\n1,2\n"))
	write(t, in+"/empty.csv", nil)

	c := translate(t, job(out), in+"/*")
	assert.EqualValues(t, 4, c["files"])
	assert.EqualValues(t, 3, c["failed"])
	files := tree(t, out)
	documents, _, _ := single(t, samples+"n041.csv")
	assert.Equal(t, digest(documents), digest(files["documents/good.ndjson"]))
	for _, name := range []string{"short", "other", "empty"} {
		var s summary
		require.NoError(t, json.Unmarshal([]byte(files["summaries/"+name+".json"]), &s), name)
		assert.NotEmpty(t, s.Error, name)
		delete(files, "summaries/"+name+".json")
	}
	assert.Len(t, files, 4, "what came of the good file")
}

// A faulty file system is the local one, and fails as it is told to.
type faulty struct{ filesystem.Interface }

var fail struct{ reading, renaming string }

func init() {
	filesystem.Register("faulty", func(ctx context.Context) filesystem.Interface { return faulty{local.New(ctx)} })
}

func plainName(name string) string { return strings.TrimPrefix(name, "faulty://") }

func (f faulty) List(ctx context.Context, glob string) ([]string, error) {
	names, err := f.Interface.List(ctx, plainName(glob))
	for i := range names {
		names[i] = "faulty://" + names[i]
	}
	return names, err
}

func (f faulty) OpenRead(ctx context.Context, name string) (io.ReadCloser, error) {
	file, err := f.Interface.OpenRead(ctx, plainName(name))
	if err == nil && fail.reading != "" && strings.Contains(name, fail.reading) {
		// A transfer that is cut short.
		return io.NopCloser(io.MultiReader(io.LimitReader(file, 50<<10), cutShort{})), nil
	}
	return file, err
}

func (f faulty) OpenWrite(ctx context.Context, name string) (io.WriteCloser, error) {
	return f.Interface.OpenWrite(ctx, plainName(name))
}

func (f faulty) Remove(_ context.Context, name string) error { return os.Remove(plainName(name)) }

func (f faulty) Rename(_ context.Context, from, to string) error {
	if fail.renaming != "" && strings.Contains(to, fail.renaming) {
		return errors.New("the store is down")
	}
	if err := os.MkdirAll(filepath.Dir(plainName(to)), 0o755); err != nil {
		return err
	}
	return os.Rename(plainName(from), plainName(to))
}

type cutShort struct{}

func (cutShort) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestFailureLeavesNoHalfOutput(t *testing.T) {
	documents, issues, rejects := single(t, samples+"hqms-dirty.csv")
	input, err := filepath.Abs(samples + "hqms-dirty.csv")
	require.NoError(t, err)
	for _, test := range []struct {
		name, reading, renaming string
		want                    []string
	}{
		{"the source breaks off", "hqms-dirty", "", nil},
		{"the store fails at the start", "", "rejects/", nil},
		{"the store fails on the way", "", "documents/", []string{"issues/hqms-dirty.ndjson", "rejects/hqms-dirty.csv"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			out := t.TempDir()
			j := job("faulty://" + out)
			files, err := expand(t.Context(), []string{"faulty://" + input})
			require.NoError(t, err)
			fail.reading, fail.renaming = test.reading, test.renaming
			_, err = runPipeline(t.Context(), "prism", j, files)
			fail.reading, fail.renaming = "", ""
			require.Error(t, err, "the runner tries again, and in the end gives up")
			var names []string
			for name := range tree(t, out) {
				names = append(names, name)
			}
			assert.ElementsMatch(t, test.want, names)

			_, err = runPipeline(t.Context(), "prism", j, files)
			require.NoError(t, err, "the next attempt mends it")
			got := tree(t, out)
			assert.Len(t, got, 4)
			assert.Equal(t, digest(documents), digest(got["documents/hqms-dirty.ndjson"]))
			assert.Equal(t, digest(issues), digest(got["issues/hqms-dirty.ndjson"]))
			assert.Equal(t, digest(rejects), digest(got["rejects/hqms-dirty.csv"]))
		})
	}
}

func TestNamesOfOutputs(t *testing.T) {
	in := t.TempDir()
	for _, name := range []string{"2023/a.csv", "2024/a.csv", "2024/b.csv.gz"} {
		write(t, in+"/"+name, []byte("x"))
	}
	files, err := expand(t.Context(), []string{in + "/*/*"})
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	assert.Equal(t, []string{"2023/a", "2024/a", "2024/b"}, names)

	_, err = expand(t.Context(), []string{in + "/2023/a.csv", in + "/2024/a.csv"})
	assert.ErrorContains(t, err, "same outputs")
	_, err = expand(t.Context(), []string{in + "/2023/a.csv", in + "/2023/*.csv"})
	assert.NoError(t, err, "a file that is named twice is one file")
	_, err = expand(t.Context(), []string{in + "/*.txt"})
	assert.ErrorContains(t, err, "no such file")
	_, err = expand(t.Context(), nil)
	assert.Error(t, err)
}

func TestBadUsage(t *testing.T) {
	for name, change := range map[string]func(*Job){
		"unknown layout":   func(j *Job) { j.From = "nonsense" },
		"unknown encoding": func(j *Job) { j.Encoding = "ebcdic" },
		"unknown system":   func(j *Job) { j.Diagnosis = "nonsense" },
		"unknown bundle":   func(j *Job) { j.Bundle = "batch" },
		"unknown document": func(j *Job) { j.Document = "summary" },
		"summary to load":  func(j *Job) { j.Document, j.Bundle = "ips", "transaction" },
		"unknown target":   func(j *Job) { j.AddCodes = "nonsense" },
		"absent table":     func(j *Job) { j.Codes = []string{"absent.csv"} },
		"no workers":       func(j *Job) { j.Workers = 0 },
		"name for s3":      func(j *Job) { j.Out = "s3://bucket/病案" },
	} {
		t.Run(name, func(t *testing.T) {
			j := job(t.TempDir())
			require.NoError(t, j.check())
			change(j)
			assert.Error(t, j.check())
		})
	}
}

func TestLayoutFileTravelsToTheWorkers(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	layout := write(t, in+"/ward-layout.csv", []byte(`@layout,ward,Export of one hospital
@diagnosis-codes,icd-10-clinical
@procedure-codes,icd-9-cm-3-clinical
@currency,CNY
@zone,+08:00
@key,MRN
column,title,element,format,values,need,since,names
MRN,Number,patient.record-number,,,yes,,
DX{1..3},Diagnosis,diagnosis.other[1].code,,,,,
`))
	j := job(out)
	j.From, j.Bundle = layout, "transaction"
	c := translate(t, j, write(t, in+"/ward.csv", []byte("MRN,DX1,DX2\n7,I10.x00,E11.900\n")))
	assert.EqualValues(t, 1, c["translated"])
	documents := tree(t, out)["documents/ward.ndjson"]
	assert.Contains(t, documents, `"code":"E11.900"`)
	assert.Contains(t, documents, `"type":"transaction"`)
}
