package hongkong_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
)

// outcomes reads a file, and returns for each record "read" or why it was
// rejected.
func outcomes(t *testing.T, input string) (list []string, err error) {
	t.Helper()
	reader, err := mapping.NewReader(strings.NewReader(input), hongkong.Layouts(), nil)
	require.NoError(t, err)
	for record, err := range reader.Records() {
		if err != nil {
			return list, err
		}
		if record.Sheet != nil {
			list = append(list, "read")
			continue
		}
		list = append(list, record.Issues[len(record.Issues)-1].Code)
	}
	return list, nil
}

func record(key, text string) string {
	return fmt.Sprintf(`{"encounterKey":%q,"recipient":{"eHRNumber":"80000001"},"problem":{"localDescription":%q}}`, key, text)
}

// A record that is too large costs that record: those around it are read.
func TestLimits(t *testing.T) {
	cell := strings.Repeat("x", 2<<20)
	large := strings.Repeat("x", 17<<20)
	for _, test := range []struct {
		name, input string
		want        []string
	}{
		{"cell of 2 MiB", record("E1", "a") + "\n" + record("E2", cell) + "\n" + record("E3", "a") + "\n", []string{"read", "field-too-long", "read"}},
		{"line of 17 MiB", record("E1", "a") + "\n" + record("E2", large) + "\n" + record("E3", "a") + "\n", []string{"read", "record-too-long", "read"}},
		{"element of 17 MiB", "[" + record("E1", "a") + "," + record("E2", large) + "," + record("E3", "a") + "]", []string{"read", "record-too-long", "read"}},
		{"many members", record("E1", "a") + "\n{" + strings.Repeat(`"a":1,`, 5000) + `"b":1}` + "\n" + record("E3", "a"), []string{"read", "too-many-columns", "read"}},
		{"deep", record("E1", "a") + "\n{" + strings.Repeat(`"a":{`, 100000) + "\n" + record("E3", "a"), []string{"read", "too-deep", "read"}},
		{"many rows", "Encounter key,Recipient eHR number\n" + strings.Repeat("E1,1\n", 25000) + "E2,1\n", []string{"group-too-long", "group-too-long", "group-too-long", "read"}},
		{"cell of 10 MiB in CSV", "Reference Key,AE Number\n1,a\n2," + strings.Repeat("x", 10<<20) + "\n3,c\n", []string{"read", "field-too-long", "read"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := outcomes(t, test.input)
			assert.NoError(t, err)
			assert.Equal(t, test.want, got)
		})
	}
}

// A file that cannot be read further says where, and nothing of what it holds.
func TestReadErrors(t *testing.T) {
	for _, test := range []struct{ name, input, want string }{
		{"array broken off", "[" + record("E1", "secret") + ",\n" + record("E2", "secret")[:40], "2: the array of records is broken off"},
		{"array without a comma", "[" + record("E1", "secret") + "\n" + record("E2", "secret") + "]", "2: the array of records is broken off"},
		{"array with a comma too many", "[" + record("E1", "secret") + ",]", "1: the array of records is broken off"},
		{"array with a number", "[" + record("E1", "secret") + ",1]", "1: the array of records is broken off"},
		{"text after the array", "[" + record("E1", "secret") + "]secret", "1: something follows the array"},
	} {
		t.Run(test.name, func(t *testing.T) {
			list, err := outcomes(t, test.input)
			var fault *mapping.ReadError
			require.ErrorAs(t, err, &fault)
			assert.Contains(t, err.Error(), test.want)
			assert.NotContains(t, err.Error(), "secret")
			assert.Equal(t, []string{"read"}, list)
		})
	}
	for name, input := range map[string]string{
		"no record":      "[]",
		"white space":    "  \n[  ]\n",
		"another layout": `{"a":1}`,
		"no object":      "[1]",
		"titles alone":   strings.Repeat("a title\n", 300),
	} {
		_, err := mapping.NewReader(strings.NewReader(input), hongkong.Layouts(), nil)
		assert.Error(t, err, name)
	}
	_, err := mapping.NewReader(strings.NewReader(record("E1", "a")), hongkong.Layouts(), &mapping.ReaderOptions{Encoding: mapping.EncodingBig5})
	assert.ErrorContains(t, err, "JSON is UTF-8")
}

// The records that were rejected, as they stand in Raw, are a file again.
func TestRejectsAreAFile(t *testing.T) {
	input := "[\n" + record("E1", "a") + ",\n" + `{"encounterKey":"E2",` + "\n" + `"recipient":{"eHRNumber":null},"problem":{"localDescription":"b"}}` + "]"
	reader, err := mapping.NewReader(strings.NewReader(input), hongkong.Layouts(), nil)
	require.NoError(t, err)
	var rejects string
	for r, err := range reader.Records() {
		require.NoError(t, err)
		if r.Sheet == nil {
			rejects += string(r.Raw)
		}
	}
	assert.Equal(t, 1, strings.Count(rejects, "\n"))
	list, err := outcomes(t, strings.Replace(rejects, "null", `"80000001"`, 1))
	assert.NoError(t, err)
	assert.Equal(t, []string{"read"}, list)
}
