package mainland_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// The same file gives the same bytes and the same issues, time and again, with
// any number of workers, and whether records or results are asked for.
func TestTheSameFileGivesTheSameBytes(t *testing.T) {
	for _, name := range sampleNames(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			want := translate(t, text)
			assert.Equal(t, want, translate(t, text))
			for _, workers := range []int{1, 2, 7} {
				r, err := mapping.NewReader(bytes.NewReader(text), mainland.Layouts(), nil)
				require.NoError(t, err)
				got := translated{layout: r.Layout(), issues: r.Issues()}
				err = mapping.NewTranslator(nil, nil).Run(t.Context(), r, &mapping.RunOptions{Workers: workers}, func(r *mapping.Result) error {
					got.documents = append(got.documents, bytes.Clone(r.Output))
					got.issues = append(got.issues, r.Issues...)
					return nil
				})
				require.NoError(t, err)
				assert.Equal(t, want, got, "%d workers", workers)
			}
		})
	}
}

// A document is read back as it was written, and is one that package fhir has
// nothing against.
func TestDocumentsAreSound(t *testing.T) {
	for _, name := range sampleNames(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			for i, document := range translate(t, text).documents {
				if document == nil {
					continue
				}
				d, err := fhir.Read(document)
				require.NoError(t, err, "record %d", i+1)
				assert.Empty(t, d.Check(), "record %d", i+1)
				again, err := d.Append(nil)
				require.NoError(t, err)
				assert.Equal(t, string(document), string(again), "record %d", i+1)
			}
		})
	}
}

// endless is a file with so many rows, made as it is read.
func endless(rows int) io.Reader {
	r, w := io.Pipe()
	go func() {
		out := bufio.NewWriter(w)
		fmt.Fprintln(out, "A48,A49,A11,B12,B15,C03C,C04N,D01")
		for i := range rows {
			fmt.Fprintf(out, "%08d,1,示例%d,2024-01-05 09:30:00,2024-01-12 10:15:00,K80.000,胆囊结石伴急性胆囊炎,%d.00\n", i, i%97, 1000+i)
		}
		out.Flush()
		w.Close()
	}()
	return r
}

// heapAt returns the heap in use when so many rows of a file have been
// translated.
func heapAt(t *testing.T, rows int) uint64 {
	t.Helper()
	r, err := mapping.NewReader(endless(rows), mainland.Layouts(), nil)
	require.NoError(t, err)
	n := 0
	var heap uint64
	err = mapping.NewTranslator(nil, nil).Run(context.Background(), r, &mapping.RunOptions{Workers: 2}, func(*mapping.Result) error {
		if n++; n == rows {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			heap = m.HeapAlloc
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, rows, n)
	return heap
}

// The memory in use does not grow with the file.
func TestMemoryDoesNotGrowWithTheFile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	heapAt(t, 200) // what is made once
	small, large := heapAt(t, 1_000), heapAt(t, 20_000)
	t.Logf("heap in use after 1,000 rows: %d KiB; after 20,000: %d KiB", small>>10, large>>10)
	assert.Less(t, large, small+2<<20)
}
