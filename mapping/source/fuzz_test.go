package source_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/source"
)

// FuzzOpen opens arbitrary bytes as a file, whatever their kind, and reads them
// to the end. Nothing may panic, every record is read or rejected with a reason,
// and a reader of the bytes gives what the file gives.
func FuzzOpen(f *testing.F) {
	rows := [][]string{{"A48", "A11", "C03C"}, {"1", "测试甲", "I10.x00"}, {"", "测试乙", "I10.x00"}}
	f.Add(asCSV(f, rows))
	f.Add(asWorkbook(f, rows))
	f.Add(packed(f, asCSV(f, rows)))
	f.Add(frames(f, asCSV(f, rows)))
	f.Add(archive(f, member{"a.csv", asCSV(f, rows)}, member{"b.csv.gz", packed(f, asCSV(f, rows))}))
	f.Add([]byte("<html><table><tr><td>Reference Key<td>Sex<tr><td>1<td>M</table>"))
	f.Add([]byte("MSH|^~\\&|A|B|||20240101||ADT^A01|1|P|2.3\rPID|1||12^^^H^MR\rPV1|1|I\r"))
	f.Add([]byte(`[{"encounterKey":"E1","recipient":{"eHRNumber":"80000001"}}]`))
	f.Fuzz(func(t *testing.T, file []byte) {
		if len(file) > 1<<16 {
			return
		}
		name := filepath.Join(t.TempDir(), "in")
		require.NoError(t, os.WriteFile(name, file, 0o600))
		count := func(tables tables) (read, rejected, faults int) {
			for table, err := range tables {
				if err != nil {
					faults++
					continue
				}
				for record, err := range table.Records() {
					if err != nil {
						faults++
						break
					}
					require.True(t, record.Sheet != nil || len(record.Issues) > 0)
					if read++; record.Sheet == nil {
						rejected++
					}
				}
			}
			return read, rejected, faults
		}
		a, b, c := count(source.Open(name, layouts(), nil))
		d, e, g := count(source.OpenReaderAt(bytes.NewReader(file), int64(len(file)), layouts(), nil))
		require.Equal(t, [3]int{a, b, c}, [3]int{d, e, g})
		count(source.OpenReader(bytes.NewReader(file), layouts(), nil))
	})
}
