package source_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/source"
)

// wideRows are rows of HQMS with more columns than a table has, and a text that
// stands in a memo file.
func wideRows() [][]string {
	rows := [][]string{{"A48", "A11", "A26"}, {"1", "测试甲", strings.Repeat("示例路", 100)}, {"2", "测试乙", ""}}
	for n := range 300 {
		rows[0] = append(rows[0], fmt.Sprintf("EXTRA%d", n))
		rows[1], rows[2] = append(rows[1], ""), append(rows[2], fmt.Sprint(n))
	}
	return rows
}

// readTables returns the names and addresses of the records of tables, and the codes of
// what was found in the files.
func readTables(t *testing.T, tables tables) (names, addresses []string, codes []string) {
	t.Helper()
	for table, err := range tables {
		require.NoError(t, err)
		names = append(names, table.Name)
		for record, err := range table.Records() {
			require.NoError(t, err)
			require.NotNil(t, record.Sheet)
			addresses = append(addresses, record.Sheet.Patient.Current.Text)
			assert.Equal(t, record.Number+1, record.Line)
			if record.Number == 2 {
				assert.Equal(t, "299", record.Cell("EXTRA299"))
			}
		}
		for _, i := range table.Issues() {
			if i.Code != "unknown-column" && i.Code != "missing-column" {
				codes = append(codes, i.Code)
			}
		}
	}
	return names, addresses, codes
}

// A table is read with its memo file and its further parts, on the disk and in an
// archive, whatever the case of their names.
func TestTableWithWhatIsBesideIt(t *testing.T) {
	files := asTable(t, "stays", wideRows())
	require.Len(t, files, 3) // stays.dbf, stays.fpt, stays_2.dbf
	folder := t.TempDir()
	var packed []member
	for _, f := range files {
		require.NoError(t, os.WriteFile(filepath.Join(folder, strings.Replace(f.name, ".fpt", ".FPT", 1)), f.content, 0o600))
		packed = append(packed, member{"in/" + strings.ToUpper(f.name), f.content})
	}
	long := strings.Repeat("示例路", 100)
	name := filepath.Join(folder, "stays.dbf")
	names, addresses, codes := readTables(t, source.Open(name, layouts(), nil))
	assert.Equal(t, []string{name}, names)
	assert.Equal(t, []string{long, ""}, addresses)
	assert.Empty(t, codes)

	names, _, _ = readTables(t, source.Open(name, layouts(), &mapping.ReaderOptions{File: "mine"}))
	assert.Equal(t, []string{"mine"}, names)

	zipped := archive(t, packed...)
	names, addresses, codes = readTables(t, source.OpenReaderAt(bytes.NewReader(zipped), int64(len(zipped)), layouts(), &mapping.ReaderOptions{File: "a.zip"}))
	assert.Equal(t, []string{"a.zip/in/STAYS.DBF"}, names)
	assert.Equal(t, []string{long, ""}, addresses)
	assert.Empty(t, codes)
}

// A table from a stream has nothing beside it: what is not there is told.
func TestTableWithoutWhatIsBesideIt(t *testing.T) {
	files := asTable(t, "stays", [][]string{{"A48", "A26"}, {"1", "x "}})
	_, addresses, codes := readTables(t, source.OpenReader(bytes.NewReader(files[0].content), layouts(), nil))
	assert.Equal(t, []string{""}, addresses)
	assert.Equal(t, []string{"memo-not-read"}, codes)
}

// A table whose name ends as that of a further part does, and that is none, is read
// as a table of its own.
func TestTablesOfTheirOwn(t *testing.T) {
	rows := [][]string{{"A48", "A26"}, {"1", "x"}}
	files := append(asTable(t, "stays", rows), asTable(t, "stays_2", rows)...)
	zipped := archive(t, files...)
	names, _, _ := readTables(t, source.OpenReaderAt(bytes.NewReader(zipped), int64(len(zipped)), layouts(), nil))
	assert.Equal(t, []string{"stays.dbf", "stays_2.dbf"}, names)
}

// Records that are marked as deleted are left out, and one issue says how many. The
// mark is the first byte of a record.
func TestDeletedRecords(t *testing.T) {
	table := asTable(t, "stays", [][]string{{"A48"}, {"1"}, {"2"}, {"3"}, {"4"}})[0].content
	for _, record := range []int{1, 2} {
		table[32+32+1+2*record] = '*'
	}
	for in, err := range source.OpenReader(bytes.NewReader(table), layouts(), &mapping.ReaderOptions{File: "stays.dbf"}) {
		require.NoError(t, err)
		var lines []int
		for record, err := range in.Records() {
			require.NoError(t, err)
			lines = append(lines, record.Line)
		}
		assert.Equal(t, []int{2, 5}, lines)
		last := in.Issues()[len(in.Issues())-1]
		assert.Equal(t, "deleted-records", last.Code)
		assert.Equal(t, "stays.dbf", last.File)
		assert.Contains(t, last.Detail, "2 records")
	}
}

// The names of fields have ten bytes, five characters of GBK: the start of a name
// stands for it where no other begins so.
func TestNamesThatAreCut(t *testing.T) {
	table := asTable(t, "stays", [][]string{{"A48", "AAAAAAAAAA"}, {"1", "I10.x00"}})[0].content
	copy(table[64:], "\xb3\xf6\xd4\xba\xd6\xf7\xd2\xaa\xd5\xef\x00") // 出院主要诊, of 出院主要诊断编码 and 出院主要诊断名称
	codes := func() (codes []string) {
		for in, err := range source.OpenReader(bytes.NewReader(table), layouts(), nil) {
			require.NoError(t, err)
			for _, i := range in.Issues() {
				codes = append(codes, i.Code)
			}
		}
		return codes
	}
	found := codes()
	assert.Contains(t, found, "unknown-column")
	assert.NotContains(t, found, "column-name-cut")
	copy(table[64:], "\xd7\xe9\xd6\xaf\xbb\xfa\xb9\xb9\xb4\xfa\x00") // 组织机构代, of 组织机构代码 alone
	found = codes()
	assert.Contains(t, found, "column-name-cut")
	assert.NotContains(t, found, "unknown-column")
}
