package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

// FuzzInput opens arbitrary bytes as a file of the command line, whatever their
// kind, and reads them to the end. Nothing may panic, and every record is read
// or rejected with a reason.
func FuzzInput(f *testing.F) {
	f.Add([]byte(sheet(good, keyless, tooWide)))
	f.Add(workbookOf(f, sheet(good, another)))
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, sheet(good))
	z.Close()
	f.Add(packed.Bytes())
	f.Add([]byte("<html><table><tr><td>Reference Key<td>Sex<tr><td>1<td>M</table>"))
	f.Add([]byte("MSH|^~\\&|A|B|||20240101||ADT^A01|1|P|2.3\rPID|1||12^^^H^MR\rPV1|1|I\r"))
	f.Add([]byte(`[{"encounterKey":"E1","recipient":{"eHRNumber":"80000001"}}]`))
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<16 {
			return
		}
		name := filepath.Join(t.TempDir(), "in")
		require.NoError(t, os.WriteFile(name, file, 0o600))
		list, err := sources(name, nil)
		if err != nil {
			return
		}
		for _, s := range list {
			in, err := openInput(s)
			if err != nil {
				continue
			}
			reader, err := in.reader(layouts(), &mapping.ReaderOptions{})
			if err == nil {
				for record, err := range reader.Records() {
					if err != nil {
						break
					}
					require.True(t, record.Sheet != nil || len(record.Issues) > 0)
				}
			}
			in.Close()
		}
	})
}
