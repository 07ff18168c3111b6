package translate

import (
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The tables of the manual that show what becomes of a record across
// the border say what the program does.
func TestManualShowsWhatCrosses(t *testing.T) {
	for _, test := range []struct{ from, to, sample string }{
		{"hk-frontsheet", "hqms", "hk-frontsheet.csv"}, {"hqms", "hk-frontsheet", "hqms.csv"},
	} {
		issues := filepath.Join(t.TempDir(), "issues.ndjson")
		r := translate(t, "", "-quiet", "-from", test.from, "-to", test.to, "-issues", issues, "../../../testdata/"+test.sample)
		require.Equal(t, exitDone, r.status, r.stderr)
		source, target := firstRecord(t, read(t, "../../../testdata/"+test.sample)), firstRecord(t, r.stdout)
		found := map[string]string{} // by the column that is written
		for line := range strings.Lines(read(t, issues)) {
			var i struct {
				Record       int
				Column, Code string
			}
			require.NoError(t, json.Unmarshal([]byte(line), &i))
			if i.Record == 1 {
				found[i.Column] += " " + i.Code
			}
		}
		rows := 0
		_, table, ok := strings.Cut(read(t, "../../README.md"), "| "+test.from+" | | "+test.to+" | | issue |\n")
		require.True(t, ok)
		for line := range strings.Lines(table) {
			if !strings.HasPrefix(line, "|") {
				break
			}
			if strings.HasPrefix(line, "|---") {
				continue
			}
			c := strings.Split(strings.TrimSpace(line), "|")
			for i := range c {
				c[i] = strings.TrimSpace(c[i])
			}
			rows++
			assert.Equal(t, source[c[1]], c[2], line)
			assert.Equal(t, target[c[3]], c[4], line)
			if c[5] == "" {
				assert.Empty(t, found[c[3]], line)
			} else {
				assert.Contains(t, found[c[3]], c[5], line)
			}
		}
		assert.Greater(t, rows, 5)
	}
}

// firstRecord returns the first record of a file in CSV by its columns.
func firstRecord(t *testing.T, text string) map[string]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	require.NoError(t, err)
	record := map[string]string{}
	for i, name := range rows[0] {
		record[name] = rows[1][i]
	}
	return record
}
