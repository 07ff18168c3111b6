package translate

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// unpacked returns files as they are without their compression.
func unpacked(t *testing.T, files map[string]string) map[string]string {
	t.Helper()
	plain := map[string]string{}
	for name, text := range files {
		var r io.Reader = strings.NewReader(text)
		var err error
		switch compression(name) {
		case ".gz":
			r, err = gzip.NewReader(r) // the standard library's, and not what wrote it
		case ".zst":
			r, err = zstd.NewReader(r)
		}
		require.NoError(t, err, name)
		content, err := io.ReadAll(r)
		require.NoError(t, err, name)
		plain[name] = string(content)
	}
	return plain
}

// Whatever a file is compressed by, its content is that of the file that is not,
// and its programs unpack it.
func TestCompressedFilesHoldThePlainOnes(t *testing.T) {
	in := write(t, "a.csv", string(hospital(300)))
	empty := write(t, "b.csv", sheet())
	for _, end := range compressions {
		for _, args := range [][]string{{in}, {"-shard-rows", "100", in, empty}, {"-to", "n041", in}, {empty}} {
			plain, packed := t.TempDir(), t.TempDir()
			for out, name := range map[string]string{plain: "stays.x", packed: "stays.x" + end} {
				r := translate(t, "", append(append(outputFlags(out, name), "-issues-with-values", filepath.Join(out, "values")+compression(name)), args...)...)
				require.Less(t, r.status, exitFailed, r.stderr)
			}
			want, got := folder(t, plain), map[string]string{}
			for name, content := range unpacked(t, folder(t, packed)) {
				if name == "stays.x"+end+".shards" {
					name, content = "stays.x.shards", strings.ReplaceAll(content, end+"\n", "\n")
				}
				got[strings.TrimSuffix(name, end)] = content
			}
			same(t, want, got)
			if len(args) == 1 && args[0] == empty {
				assert.NotEmpty(t, folder(t, packed)["rejects.csv"+end], "a file without content is one of its kind")
			}
		}
	}
}

// The programs of the two formats are who says what a file of them is.
func TestTheirProgramsUnpackThem(t *testing.T) {
	out := t.TempDir()
	in := write(t, "a.csv", string(hospital(300)))
	want := translate(t, "", "-quiet", in).stdout
	for end, program := range map[string]string{".zst": "zstd", ".gz": "gzip"} {
		path, err := exec.LookPath(program)
		if err != nil {
			t.Logf("%s is not here, and not asked", program)
			continue
		}
		name := filepath.Join(out, "stays.ndjson"+end)
		r := translate(t, "", "-resume", "-checkpoint", "1ns", "-out", name, in)
		require.Equal(t, exitRejected, r.status, r.stderr)
		text, err := exec.Command(path, "-dc", name).Output()
		require.NoError(t, err)
		assert.True(t, want == string(text), program)
	}
}

func TestCompressedDocumentsAreRead(t *testing.T) {
	in := write(t, "a.csv", sheet(good, another))
	for _, end := range compressions {
		stays := filepath.Join(t.TempDir(), "stays.ndjson"+end)
		require.Equal(t, exitDone, translate(t, "", "-out", stays, in).status)
		want := translate(t, "", "-quiet", "-to", "hqms", in).stdout
		r := translate(t, "", "-from", "fhir", "-to", "hqms", "-quiet", stays)
		require.Equal(t, exitDone, r.status, r.stderr)
		assert.Equal(t, want, r.stdout, "by the name")
		other := filepath.Join(filepath.Dir(stays), "x")
		require.NoError(t, os.Rename(stays, other))
		assert.Equal(t, want, translate(t, "", "-from", "fhir", "-to", "hqms", "-quiet", other).stdout, "by what it is")
		assert.Equal(t, want, translate(t, read(t, other), "-from", "fhir", "-to", "hqms", "-quiet", "-").stdout, "as a stream")
	}
}

// What of a file is missing fails the run, as of one that is not compressed.
func TestTornZstd(t *testing.T) {
	var b bytes.Buffer
	z, err := zstd.NewWriter(&b)
	require.NoError(t, err)
	_, err = z.Write(hospital(20_000))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	out := filepath.Join(t.TempDir(), "out.ndjson.zst")
	r := translate(t, "", "-out", out, write(t, "a.csv.zst", string(b.Bytes()[:b.Len()/2])))
	assert.Equal(t, exitFailed, r.status)
	assert.NoFileExists(t, out)
}

func TestCompressFlag(t *testing.T) {
	in, out := write(t, "a.csv.zst", sheet(good)), t.TempDir()
	r := translate(t, "", "-compress", "gz", "-out", out, "-shard-rows", "1", in)
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Equal(t, "a-00001.ndjson.gz\n", folder(t, out)["a.ndjson.gz.shards"])
	assert.Contains(t, unpacked(t, folder(t, out))["a-00001.ndjson.gz"], "测试甲")
	for _, args := range [][]string{
		{"-compress", "bz2", "-out", out},
		{"-compress", "zst"},
		{"-compress", "zst", "-out", filepath.Join(out, "stays")},
		{"-compress", "zst", "-to", "html", "-out", out},
	} {
		assert.Equal(t, exitFailed, translate(t, "", append(args, in)...).status, args)
	}
}
