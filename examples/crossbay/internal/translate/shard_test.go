package translate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// One after the other, the shards of a run are the output of a run without, and
// the list names them.
func TestShardsAreTheOutput(t *testing.T) {
	a, b := write(t, "a.csv", string(hospital(100))), write(t, "b.csv", sheet(good, another))
	for _, form := range [][]string{{"-to", "fhir"}, {"-to", "n041"}, {"-to", "hqms", "-to-encoding", "utf-8-bom"}} {
		for _, rows := range []string{"1", "7", "60", "1000"} {
			whole, out := t.TempDir(), t.TempDir()
			args := append(form, a, b)
			require.Equal(t, exitRejected, translate(t, "", append([]string{"-out", filepath.Join(whole, "stays.x")}, args...)...).status)
			r := translate(t, "", append([]string{"-shard-rows", rows, "-out", filepath.Join(out, "stays.x")}, args...)...)
			require.Equal(t, exitRejected, r.status, r.stderr)
			files := folder(t, out)
			list := strings.Fields(files["stays.x.shards"])
			assert.Len(t, files, len(list)+1)
			assert.Equal(t, "stays-00001.x", list[0])
			var all strings.Builder
			for _, name := range list {
				all.WriteString(files[name])
			}
			assert.True(t, read(t, filepath.Join(whole, "stays.x")) == all.String(), "%v in shards of %s", form, rows)
		}
	}
}

func TestShardsInAFolderAreNamedForTheirInput(t *testing.T) {
	out := t.TempDir()
	r := translate(t, "", "-shard-rows", "2", "-out", out, write(t, "a b.csv.gz", string(packed(t, []byte(sheet(good, another, good))))), write(t, "c.csv", sheet()))
	require.Equal(t, exitDone, r.status, r.stderr)
	files := folder(t, out)
	assert.Len(t, files, 5)
	assert.Equal(t, 2, strings.Count(files["a-b-00001.ndjson"], "\n"))
	assert.Equal(t, 1, strings.Count(files["a-b-00002.ndjson"], "\n"))
	assert.Equal(t, "a-b-00001.ndjson\na-b-00002.ndjson\n", files["a-b.ndjson.shards"])
	assert.Empty(t, files["c-00001.ndjson"], "an output without records is a file, too")
	assert.Equal(t, "c-00001.ndjson\n", files["c.ndjson.shards"])
}

func TestShardsOfALongerRunGo(t *testing.T) {
	out := t.TempDir()
	stranger := filepath.Join(out, "stays-00009-00001.ndjson")
	require.NoError(t, os.WriteFile(stranger, []byte("another's\n"), 0o600))
	args := []string{"-shard-rows", "1", "-out", filepath.Join(out, "stays.ndjson")}
	require.Equal(t, exitDone, translate(t, "", append(args, write(t, "a.csv", sheet(good, another, good)))...).status)
	assert.Len(t, folder(t, out), 5)
	require.Equal(t, exitDone, translate(t, "", append(args, write(t, "a.csv", sheet(another)))...).status)
	assert.Len(t, folder(t, out), 3)
	assert.FileExists(t, stranger)
}

func TestFailedRunLeavesTheOldShards(t *testing.T) {
	out := t.TempDir()
	args := []string{"-shard-rows", "1", "-out", filepath.Join(out, "stays.ndjson"), write(t, "a.csv", sheet(good, another))}
	require.Equal(t, exitDone, translate(t, "", args...).status)
	before := folder(t, out)
	r := translate(t, "", append(args, torn(t))...)
	assert.Equal(t, exitFailed, r.status)
	same(t, before, folder(t, out))
}

func TestShardsThatCannotBe(t *testing.T) {
	in := write(t, "a.csv", sheet(good))
	assert.Equal(t, exitFailed, translate(t, "", "-shard-rows", "1", in).status, "standard output has no shards")
	assert.Equal(t, exitFailed, translate(t, "", "-shard-rows", "-1", "-out", t.TempDir(), in).status)
}

// A run that was killed as it had published a full shard goes on with a record
// that is rejected: there is no file in hand, and none is begun for it.
func TestRejectedRecordAfterAPublishedShard(t *testing.T) {
	s := &series{name: filepath.Join(t.TempDir(), "stays.ndjson"), limit: 2}
	require.NoError(t, s.restore(part{Number: 1, Records: 2, Size: 10}, false))
	files := &outputs{documents: []*series{s}}
	require.NoError(t, files.recorded())
	assert.Nil(t, s.file)
	assert.Equal(t, part{Number: 1, Records: 2, Size: 10}, s.part())
}
