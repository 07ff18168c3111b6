package mapping_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// What is read ahead is what is read record by record: the sheets, the issues in
// their order, and the cells that these are about.
func TestAhead(t *testing.T) {
	type told struct {
		number, line int
		raw          string
		sheet        *mapping.FrontSheet
		issues       []mapping.Issue
		cells        []string
	}
	all := func(r *mapping.Record) told {
		x := told{r.Number, r.Line, string(r.Raw), r.Sheet, r.Issues, nil}
		for _, i := range r.Issues {
			x.cells = append(x.cells, r.Cell(i.Column))
		}
		return x
	}
	files, err := filepath.Glob("../examples/testdata/*")
	require.NoError(t, err)
	issues := 0
	for _, name := range files {
		file, err := os.ReadFile(name)
		require.NoError(t, err)
		open := func() *mapping.Reader {
			r, err := mapping.NewReader(bytes.NewReader(file), append(mainland.Layouts(), hongkong.Layouts()...), nil)
			if err != nil {
				return nil
			}
			return r
		}
		r := open()
		if r == nil {
			continue
		}
		var want []told
		for record, err := range r.Records() {
			require.NoError(t, err)
			want = append(want, all(record))
			issues += len(record.Issues)
		}
		for _, workers := range []int{1, 3} {
			var got []told
			for x, err := range mapping.Ahead(t.Context(), open(), workers, func(r *mapping.Record) *mapping.Record { return r }) {
				require.NoError(t, err)
				got = append(got, all(x))
			}
			assert.Equal(t, want, got, name)
		}
		for range mapping.Ahead(t.Context(), open(), 2, func(*mapping.Record) int { return 0 }) {
			break // and no goroutine is left, which would go on reading
		}
		ended, end := context.WithCancel(t.Context())
		end()
		for _, err := range mapping.Ahead(ended, open(), 2, func(*mapping.Record) int { return 0 }) {
			require.ErrorIs(t, err, context.Canceled)
		}
	}
	assert.Positive(t, issues)
}
