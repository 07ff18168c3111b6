package translate

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A table that was written is read as the text that was written, in as many parts
// as it takes, packed in an archive with what belongs to it or not.
func TestTableHoldsWhatTheTextHolds(t *testing.T) {
	for sample, to := range map[string]string{
		"hqms.csv": "hqms", "n041.csv": "n041", "hk-frontsheet-big5.csv": "hk-frontsheet", "hk-cdars.csv": "hk-cdars",
	} {
		t.Run(to, func(t *testing.T) {
			folder := t.TempDir()
			text, table, back := filepath.Join(folder, "rows.csv"), filepath.Join(folder, "rows.dbf"), filepath.Join(folder, "back.csv")
			for _, args := range [][]string{
				{"-out", text, "../../../testdata/" + sample}, {"-out", table, "../../../testdata/" + sample}, {"-out", back, table},
			} {
				r := translate(t, "", append([]string{"-quiet", "-to", to}, args...)...)
				require.Equal(t, exitDone, r.status, r.stderr)
			}
			assert.Equal(t, read(t, text), read(t, back))
			assert.Equal(t, sheetsOf(t, text), sheetsOf(t, table))
			parts, err := filepath.Glob(filepath.Join(folder, "rows*.dbf"))
			require.NoError(t, err)
			want := 1
			if to == "hqms" {
				want = 4 // 811 columns
			}
			assert.Len(t, parts, want)

			again := filepath.Join(folder, "again.dbf")
			require.Equal(t, exitDone, translate(t, "", "-quiet", "-to", to, "-out", again, table).status)
			assert.Equal(t, read(t, table), read(t, again), "the same rows give the same bytes")

			all := translate(t, "", "-quiet", "-to", to, folder+"/rows*.dbf")
			require.Equal(t, exitDone, all.status, all.stderr)
			assert.Equal(t, read(t, text), all.stdout, "the parts that a glob names are read once")
		})
	}
}

// A text that no field holds stands in the memo file; the characters that code page
// 936 lacks are told.
func TestTableWithMemos(t *testing.T) {
	folder := t.TempDir()
	table, issues := filepath.Join(folder, "rows.dbf"), filepath.Join(folder, "issues")
	long := strings.Repeat("示例路", 100)
	in := "A48,A11,A26,C03C,C04N\n1,𠮷例," + long + ",I10.x00,高血压\n"
	r := translate(t, in, "-quiet", "-to", "hqms", "-out", table, "-issues", issues, "-")
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, read(t, issues), `"column":"A11","field":"patient.name","severity":"warning","code":"no-such-character"`)
	assert.FileExists(t, filepath.Join(folder, "rows.fpt"))
	back := translate(t, "", "-quiet", "-to", "hqms", table)
	require.Equal(t, exitDone, back.status, back.stderr)
	assert.Contains(t, back.stdout, long)
	assert.Contains(t, back.stdout, "〓例")

	require.NoError(t, os.Remove(filepath.Join(folder, "rows.fpt")))
	back = translate(t, "", "-quiet", "-to", "hqms", "-issues", issues, table)
	require.Equal(t, exitDone, back.status, back.stderr)
	assert.NotContains(t, back.stdout, long)
	assert.Equal(t, 2, strings.Count(read(t, issues), `"code":"memo-not-read"`))
}

// What an earlier run left beside a table is no part of the new one.
func TestNarrowerTableLeavesNoParts(t *testing.T) {
	folder := t.TempDir()
	table, own := filepath.Join(folder, "rows.dbf"), filepath.Join(folder, "rows_5.dbf")
	require.Equal(t, exitDone, translate(t, "", "-quiet", "-to", "hqms", "-out", table, "../../../testdata/hqms.csv").status)
	require.Equal(t, exitDone, translate(t, "", "-quiet", "-to", "n041", "-out", own, "../../../testdata/n041.csv").status)
	require.Equal(t, exitDone, translate(t, "", "-quiet", "-to", "hqms", "-to-edition", "2019", "-out", table, "../../../testdata/hqms.csv").status)
	assert.FileExists(t, filepath.Join(folder, "rows_3.dbf"))
	assert.NoFileExists(t, filepath.Join(folder, "rows_4.dbf"))
	assert.FileExists(t, own)
	// A table and its parts are not replaced while they are read.
	r := translate(t, "", "-quiet", "-to", "hqms", "-out", filepath.Join(folder, "rows_2.dbf"), table)
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "is a file that is read")
}

func TestTablesThatCannotBeAskedFor(t *testing.T) {
	out := filepath.Join(t.TempDir(), "rows.dbf")
	for _, args := range [][]string{
		{"-to", "hqms", "-to-form", "dbf"},
		{"-to", "hqms", "-to-encoding", "utf-8-bom", "-out", out},
		{"-to", "hqms", "-to-encoding", "big5-hkscs", "-out", out},
		{"-to", "hqms", "-shard-rows", "5", "-out", out},
		{"-to-form", "dbf", "-out", out},
	} {
		assert.Equal(t, exitFailed, translate(t, sheet(good), append(args, "-")...).status, args)
	}
}
