package mapping_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/internal/golden"
	"github.com/crossbay/crossbay/mapping/internal/layout"
	"github.com/crossbay/crossbay/mapping/macao"
)

// everywhere are the layouts of all three places.
func everywhere() []*mapping.Layout { return slices.Concat(bothSides(), macao.Layouts()) }

// places counts the columns that a layout has for each element, without its index.
func places(l *mapping.Layout) map[string]int {
	n := map[string]int{}
	for _, c := range l.Columns() {
		if c.Element != "" {
			n[nameOf(c.Element)]++
		}
	}
	return n
}

// nameOf is an element without its index.
func nameOf(element string) string {
	before, rest, found := strings.Cut(element, "[")
	if !found {
		return element
	}
	_, rest, _ = strings.Cut(rest, "]")
	return before + rest
}

// crossings is the page of what crosses between all layouts.
func crossings(layouts []*mapping.Layout) string {
	var b strings.Builder
	b.WriteString(`# What crosses between the layouts

Generated from the tables of the layouts by ` + "`go test ./mapping -run TestCrossings -update`" + `. A test translates every sample to
every layout, and holds this page to what comes out.

## Elements

A number is how many columns a layout has for an element: 1 for what a record states once. An element crosses between two
layouts that both have it, as far as the smaller number goes; a line beyond that, and an element that the other has not, is
left out with an issue that names it. Amounts in another currency are left out, and none is converted. Of values that are codes, [testdata/crossing](testdata/crossing) says what each becomes.

`)
	have := make([]map[string]int, len(layouts))
	elements := map[string]bool{}
	b.WriteString("| element |")
	for i, l := range layouts {
		have[i] = places(l)
		for name := range have[i] {
			elements[name] = true
		}
		b.WriteString(" " + l.Name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(layouts)) + "\n")
	names := make([]string, 0, len(elements))
	for name := range elements {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString("| " + name + " |")
		for i := range layouts {
			if n := have[i][name]; n > 0 {
				fmt.Fprintf(&b, " %d |", n)
			} else {
				b.WriteString(" |")
			}
		}
		b.WriteString("\n")
	}
	b.WriteString(`
## Pairs

How many elements of the layout of the line the layout of the column has, of how many.

| from |`)
	for _, l := range layouts {
		b.WriteString(" " + l.Name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(layouts)) + "\n")
	for i, from := range layouts {
		b.WriteString("| " + from.Name + " |")
		for j := range layouts {
			both := 0
			for name := range have[i] {
				if have[j][name] > 0 {
					both++
				}
			}
			fmt.Fprintf(&b, " %d of %d |", both, len(have[i]))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestCrossings(t *testing.T) {
	got := crossings(everywhere())
	if golden.Update() {
		require.NoError(t, os.WriteFile("crossings.md", []byte(got), 0o644))
	}
	want, err := os.ReadFile("crossings.md")
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

// What the page says crosses does, in every sample of every layout: it stands in what
// is written, or an issue names it. What it says does not cross is never left out
// in silence.
func TestCrossingsAreTrue(t *testing.T) {
	elements := layout.Elements()
	translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: everywhere()})
	tried := map[[2]string]int{}
	files, err := filepath.Glob("../examples/testdata/*")
	require.NoError(t, err)
	for _, name := range files {
		switch filepath.Ext(name) {
		case ".csv", ".hl7", ".json", ".xml":
		default:
			continue
		}
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		reader, err := mapping.NewReader(bytes.NewReader(text), everywhere(), nil)
		if err != nil {
			continue // a template, or a table of diagnoses alone
		}
		for record, err := range reader.Records() {
			require.NoError(t, err)
			if record.Sheet == nil {
				continue
			}
			for _, to := range everywhere() {
				if to == reader.Layout() {
					continue
				}
				local := translator.Localize(record.Sheet, to, nil)
				var out bytes.Buffer
				w, err := mapping.NewWriter(&out, to, nil)
				require.NoError(t, err)
				issues, err := w.Write(local.Sheet)
				require.NoError(t, err)
				require.NoError(t, w.Flush())
				told, keyless, currency := map[string]bool{}, false, false
				for _, i := range slices.Concat(local.Issues, issues) {
					told[i.Field] = true
					keyless = keyless || i.Code == "empty-key"
					currency = currency || i.Code == "other-currency" // which is told once for all amounts
				}
				back := readBack(t, out.Bytes(), to)
				if back == nil { // it lacks what tells records of the layout apart
					assert.True(t, keyless, "%s, record %d, to %s", filepath.Base(name), record.Number, to.Name)
					back = &mapping.FrontSheet{}
				}
				has := places(to)
				for i := range elements {
					e := &elements[i]
					for n, index := range e.Part.Indices(local.Sheet) {
						there := index
						if has := e.Part.Indices(back); to.Nested() && n < len(has) {
							there = has[n] // a list of JSON has no blank places between two others
						}
						at := e.At(local.Sheet, index)
						if at.Empty() || has[e.Name] == 0 {
							continue
						}
						tried[[2]string{reader.Layout().Name, to.Name}]++
						path := e.Part.Path(e.Name, index)
						if told[path] || told[e.Name] || currency && strings.HasPrefix(e.Name, "fee.") || e.Part.Has(back, there) && !e.At(back, there).Empty() {
							continue
						}
						if text, ok := at.(*layout.Text); keyless || ok && strings.Contains(out.String(), string(*text)) {
							continue // in the column of another element: a name in Latin letters, the place of a transfer
						}
						assert.Fail(t, "is left out in silence", "%s, record %d, to %s: %s", filepath.Base(name), record.Number, to.Name, path)
					}
				}
			}
		}
	}
	for _, from := range everywhere() {
		for _, to := range everywhere() {
			if from != to {
				assert.NotZero(t, tried[[2]string{from.Name, to.Name}], "%s to %s", from.Name, to.Name)
			}
		}
	}
}

// readBack reads what was written of one sheet, nil where no record of the layout is in
// it: an object of JSON that lacks what tells records apart is not recognised as one.
func readBack(t *testing.T, text []byte, l *mapping.Layout) *mapping.FrontSheet {
	t.Helper()
	reader, err := mapping.NewReader(bytes.NewReader(text), []*mapping.Layout{l}, nil)
	if err != nil && l.Nested() {
		return nil
	}
	require.NoError(t, err)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		return record.Sheet
	}
	return nil
}
