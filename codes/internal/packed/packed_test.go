package packed

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func build(t testing.TB, n int) (Table, []string) {
	var text strings.Builder
	var keys []string
	for i := range n {
		key := fmt.Sprintf("%c%02d.%d", 'A'+i%26, i/26%100, i)
		keys = append(keys, key)
		fmt.Fprintf(&text, "%s\trecord %d\n", key, i)
	}
	table, err := Build(text.String())
	require.NoError(t, err)
	return table, keys
}

func TestTable(t *testing.T) {
	for _, n := range []int{0, 1, 2, 31, 32, 33, 1000, 20000} {
		table, keys := build(t, n)
		again, _ := build(t, n)
		assert.Equal(t, again, table)
		for i, key := range keys {
			record, next, ok := table.Line(key)
			require.True(t, ok, key)
			require.Equal(t, fmt.Sprint("record ", i), record)
			if i+1 < n {
				require.True(t, strings.HasPrefix(table.Text[next:], keys[i+1]))
			} else {
				require.Len(t, table.Text, next)
			}
			for _, other := range []string{key[:len(key)-1] + "x", key + "\t", key + "\trecord", " " + key} {
				_, _, ok = table.Line(other)
				require.False(t, ok, other)
			}
		}
		_, _, ok := table.Line("")
		assert.False(t, ok)
		var listed []string
		for key := range table.Lines(0) {
			listed = append(listed, key)
		}
		assert.Equal(t, keys, listed)
	}
}

func TestBuildErrors(t *testing.T) {
	for _, text := range []string{"a", "a\n", "\tx\n", "a\tx\na\ty\n", "a\tx\nb"} {
		_, err := Build(text)
		assert.Error(t, err, "%q", text)
	}
}

func FuzzLine(f *testing.F) {
	table, keys := build(f, 500)
	f.Add("")
	f.Add(keys[7])
	f.Add("\n")
	f.Fuzz(func(t *testing.T, key string) {
		record, _, ok := table.Line(key)
		if ok && !strings.Contains(table.Text, key+"\t"+record+"\n") {
			t.Errorf("%q: no such line", key)
		}
	})
}

func BenchmarkLine(b *testing.B) {
	table, keys := build(b, 20000)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		table.Line(keys[i*7919%len(keys)])
	}
}
