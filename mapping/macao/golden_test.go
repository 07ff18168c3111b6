package macao_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/internal/golden"
	"github.com/crossbay/crossbay/mapping/macao"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// TestGolden reads the input of each testdata/*.txtar, and compares what was found, and
// what the sheets are as rows of Macao itself, of Hong Kong and of the mainland, a cell
// a line.
func TestGolden(t *testing.T) {
	golden.Run(t, "testdata/*.txtar", func(t *testing.T, a *golden.Archive) {
		layouts := []*mapping.Layout{macao.FrontSheet(), hongkong.FrontSheet(), mainland.HQMS()}
		reader, err := mapping.NewReader(strings.NewReader(a.Input(t)), layouts, nil)
		require.NoError(t, err)
		var found strings.Builder
		note := func(list []mapping.Issue) {
			for _, i := range list {
				fmt.Fprintf(&found, "%d:%d %s %s %s [%s] %s\n", i.Record, i.Line, i.Severity, i.Code, i.Column, i.Field, i.Detail)
			}
		}
		fmt.Fprintf(&found, "layout %s, %s\n", reader.Layout().Name, reader.Encoding())
		note(reader.Issues())
		translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: layouts})
		cells := make([]strings.Builder, len(layouts))
		for record, err := range reader.Records() {
			require.NoError(t, err)
			note(record.Issues)
			require.NotNil(t, record.Sheet)
			for i, layout := range layouts {
				local := translator.Localize(record.Sheet, layout, nil)
				w, err := mapping.NewRowWriter(&cellLines{out: &cells[i]}, layout, nil)
				require.NoError(t, err)
				written, err := w.Write(local.Sheet)
				require.NoError(t, err)
				require.NoError(t, w.Flush())
				for _, issue := range append(local.Issues, written...) {
					if issue.Severity != mapping.Information && issue.Code != "required-empty" {
						fmt.Fprintf(&cells[i], "! %s %s: %s\n", issue.Column, issue.Code, issue.Detail)
					}
				}
			}
		}
		a.Set("issues", found.String())
		for i, layout := range layouts {
			a.Set(layout.Name, cells[i].String())
		}
	})
}

// cellLines writes the cells of rows that are not empty, a line each.
type cellLines struct {
	out   *strings.Builder
	names []string
}

func (c *cellLines) WriteRow(cells []string) error {
	if c.names == nil {
		c.names = slices.Clone(cells)
		return nil
	}
	for i, cell := range cells {
		if cell != "" {
			fmt.Fprintf(c.out, "%s: %s\n", c.names[i], cell)
		}
	}
	return nil
}
