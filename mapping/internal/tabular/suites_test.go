package tabular

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping/internal/carrier"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// suite returns the files of a suite that others wrote. It is no part of the
// project; where it is absent the test is skipped.
func suite(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../../../../shared/suites", pattern))
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("the suite is not in ../shared/suites/" + filepath.Dir(pattern))
	}
	return files
}

// csv-spectrum: each cell is what the suite says.
func TestCSVSpectrum(t *testing.T) {
	except := map[string]string{
		"location_coordinates": "its JSON is of other data than its CSV",
	}
	for _, file := range suite(t, "csv/csv-spectrum/csvs/*.csv") {
		name := strings.TrimSuffix(filepath.Base(file), ".csv")
		if except[name] != "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(filepath.Dir(file), "..", "json", name+".json"))
			require.NoError(t, err)
			var want []map[string]string
			if json.Unmarshal(text, &want) != nil {
				want = make([]map[string]string, 1) // one record stands there without a list
				require.NoError(t, json.Unmarshal(text, &want[0]))
			}
			in, err := os.ReadFile(file)
			require.NoError(t, err)
			if strings.HasSuffix(name, "_crlf") && !bytes.Contains(in, []byte("\r")) {
				in = bytes.ReplaceAll(in, []byte("\n"), []byte("\r\n")) // which the copy has lost
			}
			rows := newCSVRows(bytes.NewReader(in))
			var got []map[string]string
			var header []string
			var r carrier.Row
			for {
				err := rows.Next(&r)
				if errors.Is(err, io.EOF) {
					break
				}
				require.NoError(t, err)
				require.Empty(t, r.Fault)
				record := map[string]string{}
				for i := range r.Cells {
					if header != nil && i < len(header) {
						record[header[i]] = string(r.Cell(i))
					}
				}
				if header == nil {
					for i := range r.Cells {
						header = append(header, string(r.Cell(i)))
					}
					continue
				}
				require.Len(t, r.Cells, len(header))
				got = append(got, record)
			}
			assert.Equal(t, want, got)
		})
	}
}
