package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

// The pages say what the tables and the code say today.
func TestPagesAreGenerated(t *testing.T) {
	const folder = "../.."
	pages, err := write(folder)
	require.NoError(t, err)
	assert.Greater(t, len(pages), 14)
	for name, want := range pages {
		text, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err)
		assert.True(t, want == string(text), "%s is not what the tables say: run go generate ./mapping", name)
	}
}

func TestNamesOfRepeatedColumns(t *testing.T) {
	columns := func(names ...string) *line {
		l := &line{}
		for _, name := range names {
			l.columns = append(l.columns, mapping.Column{Name: name})
		}
		return l
	}
	for want, l := range map[string]*line{
		"`C06x01C` `C06x02C` `C06x40C`": columns("C06x01C", "C06x02C", "C06x40C"),
		"`JBDM1` … `JBDM3`":             columns("JBDM1", "JBDM2", "JBDM3"),
		"`P327` `P3291`":                columns("P327", "P3291"),
		"`/a/0/b/1/c` … `/a/0/b/3/c`":   columns("/a/0/b/1/c", "/a/0/b/2/c", "/a/0/b/3/c"),
		"`A`":                           columns("A"),
	} {
		assert.Equal(t, want, l.names())
	}
}

// A column of the table of Markdown ends at a stroke.
func TestCells(t *testing.T) {
	assert.Equal(t, "`=1\\|2`", code("=1|2"))
	assert.Empty(t, code(""))
}

func TestConstants(t *testing.T) {
	n, err := constant("../..", "internal/carrier", "MostCell")
	require.NoError(t, err)
	assert.Equal(t, "1 MiB", n)
	_, err = constant("../..", "internal/carrier", "MostTeapots")
	assert.Error(t, err)
}
