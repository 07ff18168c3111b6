package translate

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// objects writes the rows of a table as objects of column and value.
func objects(t *testing.T, rows [][]string) []string {
	t.Helper()
	var list []string
	for _, row := range rows[1:] {
		var b strings.Builder
		for i, cell := range row {
			name, err := json.Marshal(rows[0][i])
			require.NoError(t, err)
			value, err := json.Marshal(cell)
			require.NoError(t, err)
			fmt.Fprintf(&b, ",%s:%s", name, value)
		}
		list = append(list, "{"+b.String()[1:]+"}")
	}
	return list
}

// Whatever form the rows of the mainland's layouts come in, the documents are
// those of the CSV.
func TestFormsOfRows(t *testing.T) {
	for _, sample := range []string{"hqms.csv", "hqms-2022.csv", "n041.csv", "n041-gbk.csv", "n042.csv", "hqms-p.csv"} {
		text, err := os.ReadFile(filepath.Join("../../../testdata", sample))
		require.NoError(t, err)
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
		if !utf8.Valid(text) {
			text, err = simplifiedchinese.GB18030.NewDecoder().Bytes(text)
			require.NoError(t, err)
		}
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		require.NoError(t, err)
		list := objects(t, rows)
		ndjson := strings.Join(list, "\n") + "\n"
		array := "[" + strings.Join(list, ",\n ") + "]"

		var book bytes.Buffer
		workbook := excelize.NewFile()
		defer workbook.Close()
		for i, row := range rows {
			require.NoError(t, workbook.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
		}
		require.NoError(t, workbook.Write(&book))

		dir := t.TempDir()
		files := map[string][]byte{
			"rows.csv": text, "rows.tsv": tabbed(t, rows), "rows.xlsx": book.Bytes(), "rows.ndjson": []byte(ndjson), "rows.json": []byte(array),
			"rows.csv.gz": packed(t, text), "rows.ndjson.gz": packed(t, []byte(ndjson)), "rows.json.gz": packed(t, []byte(array)),
			"rows.xlsx.gz": packed(t, book.Bytes()),
		}
		for _, name := range []string{"rows.csv", "rows.ndjson", "rows.json", "rows.xlsx"} {
			var b bytes.Buffer
			archive := zip.NewWriter(&b)
			member, err := archive.Create("2024/" + name)
			require.NoError(t, err)
			_, err = member.Write(files[name])
			require.NoError(t, err)
			require.NoError(t, archive.Close())
			files[name+".zip"] = b.Bytes()
		}
		want := translate(t, "", "-quiet", filepath.Join("../../../testdata", sample))
		require.Equal(t, exitDone, want.status, want.stderr)
		for name, content := range files {
			path := filepath.Join(dir, name)
			require.NoError(t, os.WriteFile(path, content, 0o600))
			for how, r := range map[string]result{
				"file":           translate(t, "", "-quiet", path),
				"glob":           translate(t, "", "-quiet", path[:len(path)-1]+"[a-z]"),
				"standard input": translate(t, string(content), "-quiet", "-"),
			} {
				t.Run(sample+" as "+name+" from "+how, func(t *testing.T) {
					if how == "standard input" && strings.HasSuffix(name, ".zip") {
						assert.Equal(t, exitFailed, r.status, "an archive cannot be read from a stream")
						assert.Empty(t, r.stdout)
						return
					}
					assert.Equal(t, exitDone, r.status, r.stderr)
					assert.True(t, want.stdout == r.stdout)
				})
			}
		}
	}
}

func tabbed(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = '\t'
	require.NoError(t, w.WriteAll(rows))
	return b.Bytes()
}
