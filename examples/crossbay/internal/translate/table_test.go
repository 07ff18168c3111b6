package translate

import (
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/source"
)

// sheetsOf returns the sheets of a file as JSON, however the program opens it.
func sheetsOf(t *testing.T, name string) []string {
	t.Helper()
	var list []string
	for table, err := range source.Open(name, layouts(), nil) {
		require.NoError(t, err)
		for record, err := range table.Records() {
			require.NoError(t, err)
			require.NotNil(t, record.Sheet)
			text, err := json.Marshal(record.Sheet)
			require.NoError(t, err)
			list = append(list, string(text))
		}
	}
	return list
}

// A workbook that was written is read as the text that was written: the sheets
// are the same, and cells that look like formulas are text.
func TestWorkbookHoldsWhatTheTextHolds(t *testing.T) {
	for to, sample := range map[string]string{
		"hk-frontsheet": "hk-frontsheet.csv", "hk-cdars": "hk-cdars.csv", "hk-ehealth": "hk-ehealth.csv", "hqms": "hqms.csv", "n041": "n041.csv", "n042": "n042.csv", "hqms-p": "hqms-p.csv", "mo-frontsheet": "mo-frontsheet.csv",
	} {
		t.Run(to, func(t *testing.T) {
			folder := t.TempDir()
			text, book := filepath.Join(folder, "rows.csv"), filepath.Join(folder, "rows.xlsx")
			for _, name := range []string{text, book} {
				r := translate(t, "", "-quiet", "-to", to, "-out", name, "../../../testdata/"+sample)
				require.Equal(t, exitDone, r.status, r.stderr)
			}
			assert.True(t, strings.HasPrefix(read(t, book), "PK"))
			want := sheetsOf(t, text)
			require.NotEmpty(t, want)
			assert.Equal(t, want, sheetsOf(t, book))
		})
	}
}

func TestFormulasInAWorkbookAreText(t *testing.T) {
	in := "Patient number,Chinese name,Address,Mobile telephone\n0007,=1+1,@SUM(A1),+85200001\n"
	book := filepath.Join(t.TempDir(), "rows")
	r := translate(t, in, "-quiet", "-to", "hk-frontsheet", "-to-form", "xlsx", "-out", book, "-")
	require.Equal(t, exitDone, r.status, r.stderr)
	back := translate(t, "", "-quiet", "-to", "hk-frontsheet", book)
	require.Equal(t, exitDone, back.status, back.stderr)
	rows, err := csv.NewReader(strings.NewReader(back.stdout)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2)
	for i, column := range rows[0] {
		if want, ok := map[string]string{"Patient number": "0007", "Chinese name": "=1+1", "Address": "@SUM(A1)", "Mobile telephone": "+85200001"}[column]; ok {
			assert.Equal(t, want, rows[1][i], column)
		}
	}
}

// A folder gets a workbook for each input.
func TestFolderGetsWorkbooks(t *testing.T) {
	folder := t.TempDir()
	r := translate(t, "", "-quiet", "-to", "hk-cdars", "-to-form", "xlsx", "-out", folder, "../../../testdata/hk-cdars.csv", "../../../testdata/hk-cdars-diagnoses.csv")
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Len(t, sheetsOf(t, filepath.Join(folder, "hk-cdars.xlsx")), 12)
	assert.Len(t, sheetsOf(t, filepath.Join(folder, "hk-cdars-diagnoses.xlsx")), 12)
}

// Big5 is what Hong Kong's files are written in, and what it lacks is reported.
func TestRowsInBig5(t *testing.T) {
	folder := t.TempDir()
	out, issues := filepath.Join(folder, "rows.csv"), filepath.Join(folder, "issues.ndjson")
	in := "Patient number,Chinese name,Address\n1,陳嘅𠻗,示例道张\n"
	r := translate(t, in, "-quiet", "-to", "hk-frontsheet", "-to-encoding", "big5-hkscs", "-out", out, "-issues", issues, "-")
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, read(t, issues), `"code":"no-such-character"`)
	assert.NotContains(t, read(t, issues), "张")
	back := translate(t, "", "-quiet", "-to", "hk-frontsheet", out)
	require.Equal(t, exitDone, back.status, back.stderr)
	assert.Contains(t, back.stdout, "陳嘅𠻗")
	assert.Contains(t, back.stdout, "示例道□")
}

func TestFormsThatCannotBeAskedFor(t *testing.T) {
	for _, args := range [][]string{
		{"-to-form", "xlsx", "-"},
		{"-to", "hqms", "-to-form", "xls", "-"},
		{"-to", "hqms", "-to-encoding", "big5-hkscs", "-"},
		{"-to", "hqms", "-to-form", "xlsx", "-to-encoding", "gb18030", "-"},
	} {
		assert.Equal(t, exitFailed, translate(t, sheet(good), args...).status, args)
	}
}
