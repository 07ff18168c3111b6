package source_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/source"
	"github.com/crossbay/crossbay/mapping/xlsx"
)

type tables = iter.Seq2[*source.Table, error]

func layouts() []*mapping.Layout {
	return slices.Concat(mainland.Layouts(), hongkong.Layouts())
}

func write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

func packed(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write(content)
	require.NoError(t, err)
	require.NoError(t, z.Close())
	return b.Bytes()
}

// frames packs content by zstd: two frames, behind one that is skipped, as pzstd
// writes them (RFC 8878: a file is any number of frames).
func frames(t testing.TB, content []byte) []byte {
	t.Helper()
	z, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	half := len(content) / 2
	return z.EncodeAll(content[half:], z.EncodeAll(content[:half], []byte("\x50\x2a\x4d\x18\x04\x00\x00\x00skip")))
}

type member struct {
	name    string
	content []byte
}

func archive(t testing.TB, members ...member) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		w, err := z.Create(m.name)
		require.NoError(t, err)
		_, err = w.Write(m.content)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func asCSV(t testing.TB, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, csv.NewWriter(&b).WriteAll(rows))
	return b.Bytes()
}

func asWorkbook(t testing.TB, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := xlsx.NewWriter(&b)
	require.NoError(t, err)
	for _, row := range rows {
		require.NoError(t, w.WriteRow(row))
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

func asPage(rows [][]string) []byte {
	var b strings.Builder
	b.WriteString("<html><head><meta charset=\"utf-8\"></head><table>")
	for _, row := range rows {
		b.WriteString("<tr>")
		for _, cell := range row {
			fmt.Fprintf(&b, "<td>%s</td>", strings.ReplaceAll(html.EscapeString(cell), "\n", "<br>"))
		}
	}
	b.WriteString("</table></html>")
	return []byte(b.String())
}

// asObjects returns the rows as objects of column and value, one a line.
func asObjects(t testing.TB, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, row := range rows[1:] {
		for i, cell := range row {
			name, err := json.Marshal(rows[0][i])
			require.NoError(t, err)
			value, err := json.Marshal(cell)
			require.NoError(t, err)
			fmt.Fprintf(&b, "%c%s:%s", "{,"[min(i, 1)], name, value)
		}
		b.WriteString("}\n")
	}
	return b.Bytes()
}

// documents returns what tables say as FHIR, and the names of the tables.
func documents(t testing.TB, tables tables) (list, names []string) {
	t.Helper()
	for table, err := range tables {
		require.NoError(t, err)
		names = append(names, table.Name)
		list = append(list, documentsOf(t, table.Reader)...)
	}
	return list, names
}

var translator = mapping.NewTranslator(nil, nil)

func documentsOf(t testing.TB, reader *mapping.Reader) (list []string) {
	t.Helper()
	for record, err := range reader.Records() {
		require.NoError(t, err)
		if record.Sheet == nil {
			list = append(list, fmt.Sprint("rejected: ", record.Number))
			continue
		}
		document, _ := translator.Document(record.Sheet)
		text, err := document.Append(nil)
		require.NoError(t, err)
		list = append(list, string(text))
	}
	return list
}

// outcome lists the names of tables, each with its count of records, and errors.
func outcome(tables tables) (list []string) {
	for table, err := range tables {
		if err != nil {
			list = append(list, err.Error())
			continue
		}
		n := 0
		for _, err := range table.Records() {
			if err != nil {
				list = append(list, err.Error())
				break
			}
			n++
		}
		hidden := ""
		if table.Hidden {
			hidden = " hidden"
		}
		list = append(list, fmt.Sprintf("%s %s %d%s", table.Name, table.Layout().Name, n, hidden))
	}
	return list
}

// stream hides that a reader can do more than read.
func stream(content []byte) io.Reader { return struct{ io.Reader }{bytes.NewReader(content)} }
