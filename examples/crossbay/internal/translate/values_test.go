package translate

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func valuesOf(t *testing.T, file string) map[string]string {
	t.Helper()
	values := map[string]string{}
	for line := range strings.Lines(read(t, file)) {
		var v struct {
			Code, Column, Value string
			Detail              string
		}
		require.NoError(t, json.Unmarshal([]byte(line), &v))
		require.NotEmpty(t, v.Detail)
		values[v.Column+" "+v.Code] = v.Value
	}
	return values
}

// The cells stand in the file that asks for them, which is its owner's alone,
// and nowhere else.
func TestIssuesWithValues(t *testing.T) {
	for _, test := range []struct {
		name, in string
		args     []string
		want     map[string]string
	}{
		{"a table", "\xef\xbb\xbfA48,A11,A13,A24,ZZ\n1,甲\x01,19990230,\xe4\xb8,乙\n", nil, map[string]string{
			"A13 bad-date": "19990230", "A11 control-character": "甲\x01", "A24 undecodable-character": "\ufffd", " missing-column": "", "ZZ unknown-column": "",
		}},
		{"a record of several rows", "Encounter key,Recipient eHR number,Date of birth\nE1,80000001,31/02/1999\nE1,80000001,30/02/1999\n", nil, map[string]string{
			"Recipient date of birth bad-date": "31/02/1999\n30/02/1999",
		}},
		{"JSON", `{"encounterKey":"E1","recipient":{"eHRNumber":"80000001","colour":"乙"},"problem":{"localDescription":"a\u0001"}}`, nil, map[string]string{
			"recipient.colour unknown-column": "乙", "Problem local description control-character": "a\x01",
		}},
		{"a message", "MSH|^~\\&|A|B|||20240101||ADT^A01|1|P|2.3\rPID|1||12^^^H^MR||CHAN^TAI||19990231|M\rPV1|1|I\rZZZ|1\r", nil, map[string]string{
			"PID-7.1 bad-date": "19990231",
		}},
		{"rows", "A48,A11,A13\n1,甲,19990230\n", []string{"-to", "n041"}, map[string]string{"A13 bad-date": "19990230"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			values, issues := filepath.Join(dir, "values.ndjson"), filepath.Join(dir, "issues.ndjson")
			require.NoError(t, os.WriteFile(values, nil, 0o644)) // an earlier one that all could read
			r := translate(t, test.in, append(test.args, "-quiet", "-issues-with-values", values, "-issues", issues, "-out", filepath.Join(dir, "out"), "-")...)
			require.NotEqual(t, exitFailed, r.status, r.stderr)
			got := valuesOf(t, values)
			for of, value := range test.want {
				assert.Contains(t, got, of)
				assert.Equal(t, value, got[of], of)
			}
			assert.Equal(t, strings.Count(read(t, issues), "\n"), strings.Count(read(t, values), "\n"), "the same issues")
			assert.NotContains(t, read(t, issues), `"value"`)
			info, err := os.Stat(values)
			require.NoError(t, err)
			assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
		})
	}
	values := filepath.Join(t.TempDir(), "values.ndjson")
	require.Equal(t, exitFailed, translate(t, "A48,A13\n1,x\n\"", "-from", "absent", "-issues-with-values", values, "-").status)
	assert.NoFileExists(t, values)
}
