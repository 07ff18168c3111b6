package fhir_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// scanned lists the values of a stream, each with what is wrong with it.
func scanned(t *testing.T, r io.Reader, limit int) (list []string, lines []int, err error) {
	t.Helper()
	s := fhir.NewScanner(r, limit)
	for {
		v, err := s.Next()
		if errors.Is(err, io.EOF) {
			return list, lines, nil
		}
		if err != nil {
			return list, lines, err
		}
		text := string(v.Text)
		if v.Broken != "" {
			text = v.Broken + ": " + text
		}
		list, lines = append(list, text), append(lines, v.Line)
	}
}

// The forms are those of RFC 8259, NDJSON and RFC 7464, one after the other and in
// arrays, with byte order marks.
func TestScanner(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       []string
		lines      []int
	}{
		{"empty", " \n", nil, nil},
		{"a line each", "{\"a\":1}\n\n{\"b\":2}\n", []string{`{"a":1}`, `{"b":2}`}, []int{1, 3}},
		{"over lines", "\uFEFF{\n \"a\": [\n 1, {} ]\n}\n{\"b\":\"}\\\"{\"}", []string{"{\n \"a\": [\n 1, {} ]\n}", `{"b":"}\"{"}`}, []int{1, 5}},
		{"an array", "[ {\"a\":1},\r\n{\"b\":2} ]\n[{\"c\":3}]", []string{`{"a":1}`, `{"b":2}`, `{"c":3}`}, []int{1, 2, 3}},
		{"marks between, and separators", "\uFEFF{\"a\":1}\n\x1E\uFEFF{\"b\":2}", []string{`{"a":1}`, `{"b":2}`}, []int{1, 2}},
		{"text", "a,b\n{\"b\":2}", []string{fhir.BrokenText + ": a,b", `{"b":2}`}, []int{1, 2}},
		{"markup", "<Bundle>\n</Bundle>\n", []string{fhir.BrokenXML + ": <Bundle>\n</Bundle>\n"}, []int{1}},
		{"cut in a string", "{\"a\":\"x\n{\"b\":2}\n", []string{fhir.BrokenObject + `: {"a":"x`, `{"b":2}`}, []int{1, 2}},
		{"cut after a value", "{\"a\":[1, {\"c\":1}\n{\"b\":2}\n", []string{fhir.BrokenObject + `: {"a":[1, {"c":1}`, `{"b":2}`}, []int{1, 2}},
		{"cut at the end", "{\"a\":[1", []string{fhir.BrokenObject + `: {"a":[1`}, []int{1}},
	} {
		t.Run(test.name, func(t *testing.T) {
			list, lines, err := scanned(t, strings.NewReader(test.text), 0)
			require.NoError(t, err)
			assert.Equal(t, test.want, list)
			assert.Equal(t, test.lines, lines)
			list, lines, err = scanned(t, iotest.OneByteReader(strings.NewReader(test.text)), 0)
			require.NoError(t, err)
			assert.Equal(t, test.want, list)
			assert.Equal(t, test.lines, lines)
		})
	}
}

// Values that are longer than what is read at a time are whole, and keep what
// follows; none is longer than the limit.
func TestScannerOfLongValues(t *testing.T) {
	long := `{"a":"` + strings.Repeat("x", 300_000) + `"}`
	list, _, err := scanned(t, strings.NewReader(strings.Repeat(long+"\n{}", 5)), 0)
	require.NoError(t, err)
	require.Len(t, list, 10)
	for i, v := range list {
		assert.Equal(t, [...]string{long, "{}"}[i%2], v)
	}
	_, _, err = scanned(t, strings.NewReader("{}\n"+long), 1000)
	var limit *fhir.LimitError
	require.ErrorAs(t, err, &limit)
	assert.Equal(t, 2, limit.Line)
	fault := errors.New("gone")
	_, _, err = scanned(t, io.MultiReader(strings.NewReader(`{"a"`), iotest.ErrReader(fault)), 0)
	assert.ErrorIs(t, err, fault)
}

// FuzzScanner: the text between values is white space, commas, brackets and marks
// alone, and however it is read, the values are the same.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{"{}", "[{},{}]", "{\"a\":\"\\\\\"}\n<a>", "\uFEFF{\n", "{\"a\":{}{}\n{}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		one, _, err := scanned(t, strings.NewReader(string(data)), 0)
		require.NoError(t, err)
		other, _, err := scanned(t, iotest.OneByteReader(strings.NewReader(string(data))), 0)
		require.NoError(t, err)
		require.Equal(t, one, other)
	})
}
