package builtin

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every table is listed, each layout under its own name, and each is compiled once.
func TestTablesAreListed(t *testing.T) {
	var listed []string
	sets := map[string]bool{}
	for _, r := range regions() {
		for _, s := range ValueSets(r.name) {
			assert.False(t, sets[s.Name], "%s twice", s.Name)
			sets[s.Name] = true
			assert.NotNil(t, ValueSet(s.URI))
		}
		for _, l := range slices.Concat(r.layouts, r.reports) {
			assert.Equal(t, l.name, Layout(l.name).Name)
			assert.Same(t, l.layout(), Layout(l.name))
			listed = append(listed, r.name+"/"+l.name)
		}
	}
	require.Nil(t, Layout("none"))
	require.Nil(t, ValueSets("none"))
	require.Nil(t, ValueSet("none"))
	require.NoError(t, fs.WalkDir(tables, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || path.Dir(name) == "." {
			return err
		}
		text, err := fs.ReadFile(tables, name)
		if stem := strings.TrimSuffix(name, ".csv"); strings.Contains(string(text), "\n@layout,") || strings.HasPrefix(string(text), "@layout,") {
			assert.Contains(t, listed, stem)
		} else {
			at, table := path.Split(stem)
			read := readSets(path.Clean(at), []string{table})
			require.NotEmpty(t, read)
			for _, s := range read {
				assert.True(t, sets[s.Name], "%s of %s is not listed", s.Name, name)
			}
		}
		return err
	}))
	assert.Equal(t, listed, slices.Compact(slices.Clone(listed)))
}
