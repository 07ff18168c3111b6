package dbf_test

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/dbf"
	"github.com/crossbay/crossbay/mapping/hongkong"
	"github.com/crossbay/crossbay/mapping/internal/fieldname"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// Cells are read as they were written, whatever they are.
func TestRoundTrip(t *testing.T) {
	rows := [][]string{
		{"Name", "NOTE", "Address of the patient", "地址", "EMPTY"},
		{"张三", "a", "x ", strings.Repeat("长", 127), ""},
		{" b", "line\r\nline\x1a", "", strings.Repeat("长", 127) + "x", ""},
		{"", strings.Repeat("y", 1<<20), "x", "", ""},
	}
	f := written(t, nil, rows...)
	assert.Len(t, f, 2)
	list, found := all(t, f.open(t, "").Rows())
	assert.Empty(t, found)
	require.Len(t, list, 4)
	assert.Equal(t, []string{"NAME", "NOTE"}, list[0][:2])
	assert.Equal(t, rows[1:], list[1:])
	assert.Equal(t, f[".dbf"].Bytes(), written(t, nil, rows...)[".dbf"].Bytes(), "the same rows give the same bytes")
}

// The header is that of the manuals: version, date, count, lengths, and the mark of
// the code page.
func TestHeader(t *testing.T) {
	head := func(options *dbf.WriterOptions, cells ...string) []byte {
		return written(t, options, []string{"A", "B"}, cells)[".dbf"].Bytes()[:32]
	}
	b := head(nil, "张", "1")
	assert.Equal(t, []byte{0x03, 0, 1, 1, 1, 0, 0, 0, 97, 0, 4, 0}, b[:12])
	assert.Equal(t, byte(0x7a), b[29])
	b = head(&dbf.WriterOptions{Encoding: mapping.EncodingBig5, Updated: time.Date(2024, 3, 10, 0, 0, 0, 0, time.UTC)}, "港", "1 ")
	assert.Equal(t, []byte{0xf5, 24, 3, 10}, b[:4])
	assert.Equal(t, byte(0x78), b[29])
}

// A name that is none of a table gets one that its whole decides, and no two columns
// have the same.
func TestNames(t *testing.T) {
	long := []string{"C06x01C", "Bed class", "Patient number", "Patient numbers", "出院诊断", "出院日期", "A48", "a48", "1st"}
	f := written(t, nil, long)
	list, _ := all(t, f.open(t, "").Rows())
	seen := map[string]bool{}
	for _, name := range list[0] {
		assert.False(t, seen[name], name)
		assert.Regexp(t, "^[A-Z][A-Z0-9_]{0,9}$", name)
		seen[name] = true
	}
	assert.Equal(t, []string{"C06X01C", "BEDCLASS"}, list[0][:2])
	assert.Regexp(t, "^PATIEN_[0-9A-Z]{3}$", list[0][2])
	assert.Equal(t, list[0][2], func() string {
		list, _ := all(t, written(t, nil, []string{"Patient number"}).open(t, "").Rows())
		return list[0][0]
	}(), "the columns beside it do not matter")
}

// No two columns of a layout of rows have one short name, so that each is told by its own.
func TestShortNamesOfLayouts(t *testing.T) {
	for _, l := range slices.Concat(mainland.Layouts(), hongkong.Layouts()) {
		if l.Nested() {
			continue // it has no columns
		}
		seen := map[string]string{}
		for _, c := range l.Columns() {
			short := fieldname.Of(c.Name)
			assert.Empty(t, seen[short], c.Name)
			seen[short] = c.Name
		}
	}
}

func TestWhatATableCannotHold(t *testing.T) {
	w, err := dbf.NewWriter(files{}.create, nil)
	require.NoError(t, err)
	defer w.Discard()
	require.NoError(t, w.WriteRow([]string{"A"}))
	for _, r := range "𠮷\x00👩" {
		assert.True(t, w.Lacks(r), string(r))
		assert.ErrorIs(t, w.WriteRow([]string{string(r)}), dbf.ErrCharacter)
	}
	for _, r := range "a张張㛃�"[:len("a张張")] {
		assert.False(t, w.Lacks(r), string(r))
	}
	assert.ErrorIs(t, w.WriteRow([]string{strings.Repeat("y", 1<<20+1)}), dbf.ErrCell)
	_, err = dbf.NewWriter(files{}.create, &dbf.WriterOptions{Encoding: mapping.EncodingUTF8})
	assert.Error(t, err)
}

// wide returns rows of 600 columns, of which KEY is the 400th.
func wide(rows int) (list [][]string) {
	for i := range rows + 1 {
		row := make([]string, 600)
		for c := range row {
			row[c] = fmt.Sprintf("%d/%d", i, c)
			if i == 0 {
				row[c] = fmt.Sprintf("C%d", c)
			}
		}
		if row[399] = fmt.Sprintf("key %d", i); i == 0 {
			row[399] = "KEY"
		}
		list = append(list, row)
	}
	return list
}

// byName returns the rows as cells by the names of their columns.
func byName(rows [][]string) (list []map[string]string) {
	for _, row := range rows[1:] {
		cells := map[string]string{}
		for i, cell := range row {
			cells[rows[0][i]] = cell
		}
		list = append(list, cells)
	}
	return list
}

// More than 255 columns stand in several tables, each with the key in front but for
// the first, and are read as one.
func TestParts(t *testing.T) {
	rows := wide(20)
	f := written(t, &dbf.WriterOptions{Key: []string{"KEY"}}, rows...)
	require.Len(t, f, 3)
	first, second, third := f.open(t, ""), f.open(t, "_2"), f.open(t, "_3")
	assert.True(t, second.Continues(first))
	assert.True(t, third.Continues(first))
	assert.False(t, first.Continues(first))
	list, found := all(t, dbf.Join(first, second, third))
	assert.Empty(t, found)
	assert.Equal(t, byName(rows), byName(list))

	w, err := dbf.NewWriter(files{}.create, nil)
	require.NoError(t, err)
	require.NoError(t, w.WriteRow(rows[0]))
	assert.ErrorIs(t, w.Close(), dbf.ErrKey)
}

// Parts are joined by their key, and not by the places of their records.
func TestPartsInAnotherOrder(t *testing.T) {
	table := func(rows ...[]string) *dbf.Table { return written(t, nil, rows...).open(t, "") }
	first := func() *dbf.Table {
		return table([]string{"KEY", "A"}, []string{"1", "a"}, []string{"2", "b"}, []string{"3", "c"})
	}
	list, found := all(t, dbf.Join(first(), table([]string{"KEY", "B"}, []string{"3", "z"}, []string{"1", "x"}, []string{"2", "y"})))
	assert.Equal(t, [][]string{{"KEY", "A", "B"}, {"1", "a", "x"}, {"2", "b", "y"}, {"3", "c", "z"}}, list)
	assert.Empty(t, found)

	list, found = all(t, dbf.Join(first(), table([]string{"KEY", "B"}, []string{"3", "z"}, []string{"4", "x"})))
	assert.Equal(t, [][]string{{"KEY", "A", "B"}, {"1", "a", ""}, {"2", "b", ""}, {"3", "c", "z"}}, list)
	assert.Equal(t, []finding{{2, -1, "part-missing"}, {3, -1, "part-missing"}, {0, -1, "part-left-over"}}, found)

	list, found = all(t, dbf.Join(first(), table([]string{"KEY", "B"}, []string{"3", "z"}, []string{"3", "zz"}, []string{"1", "x"}, []string{"2", "y"})))
	assert.Equal(t, [][]string{{"KEY", "A", "B"}, {"1", "a", "x"}, {"2", "b", "y"}, {"3", "c", "z"}}, list)
	assert.Equal(t, []finding{{4, -1, "part-ambiguous"}, {0, -1, "part-left-over"}}, found)
}

// FuzzRows reads arbitrary bytes as a table and its memo file. Nothing may panic,
// and no row is longer or shorter than the header.
func FuzzRows(f *testing.F) {
	fields := []spec{
		{name: "A", kind: 'C', size: 4},
		{name: "N", kind: 'N', size: 4},
		{name: "D", kind: 'D', size: 8},
		{name: "T", kind: 'T', size: 8},
		{name: "M", kind: 'M', size: 4},
		{name: "V", kind: 'V', size: 4, flags: 2},
		{name: "_NullFlags", kind: '0', size: 1, flags: 5},
	}
	memo := written(f, nil, []string{"A"}, []string{"x "})[".fpt"].Bytes()
	f.Add(made(0x30, 0x7a, fields, " \xd5\xc5\xc8\xfd****20240310"+le32(2460380)+le32(34200999)+le32(8)+"ab \x02\x01"), memo)
	f.Add(made(0x83, 0, []spec{{name: "A", kind: 'C', size: 44, decimals: 1}, {name: "M", kind: 'M', size: 10}}, "*"+strings.Repeat("x", 300)+"         1"), append(make([]byte, 512), "text\x1a"...))
	f.Add(made(0x8b, 0x03, []spec{{name: "M", kind: 'M', size: 10}}, "          1"), append(make([]byte, 512), "\xff\xff\x08\x00\x0d\x00\x00\x00first"...))
	f.Fuzz(func(t *testing.T, table, memo []byte) {
		width := -1
		for row, err := range dbf.Rows(bytes.NewReader(table), &dbf.Options{Memo: bytes.NewReader(memo)}) {
			if row == nil {
				continue
			}
			if _, note := err.(mapping.RowNote); !note {
				t.Fatal(err)
			}
			if width < 0 {
				width = len(row)
			}
			if len(row) != width {
				t.Fatalf("%d cells instead of %d", len(row), width)
			}
		}
	})
}

// FuzzRoundTrip writes two cells, and reads them as they were.
func FuzzRoundTrip(f *testing.F) {
	f.Add("a", "b ")
	f.Add("张三", "\r\n")
	f.Fuzz(func(t *testing.T, a, b string) {
		out := files{}
		w, err := dbf.NewWriter(out.create, nil)
		require.NoError(t, err)
		require.NoError(t, w.WriteRow([]string{"A", "B"}))
		if w.WriteRow([]string{a, b}) != nil {
			w.Discard()
			return
		}
		require.NoError(t, w.Close())
		list, found := all(t, out.open(t, "").Rows())
		require.Equal(t, [][]string{{"A", "B"}, {a, b}}, list)
		require.Empty(t, found)
	})
}

// A disk that is full is told.
func TestWriteFails(t *testing.T) {
	w, err := dbf.NewWriter(func(string) (io.Writer, error) { return nil, io.ErrShortWrite }, nil)
	require.NoError(t, err)
	require.NoError(t, w.WriteRow([]string{"A"}))
	assert.ErrorIs(t, w.Close(), io.ErrShortWrite)
}
