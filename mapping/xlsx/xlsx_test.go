package xlsx_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/mapping/xlsx"
)

// book writes rows and returns the workbook.
func book(t testing.TB, rows ...[]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := xlsx.NewWriter(&out)
	require.NoError(t, err)
	for _, row := range rows {
		require.NoError(t, w.WriteRow(row))
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// read returns the rows of the first sheet, as they are stored.
func read(t testing.TB, text []byte) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(text))
	require.NoError(t, err)
	defer f.Close()
	rows, err := f.GetRows(f.GetSheetName(0), excelize.Options{RawCellValue: true})
	require.NoError(t, err)
	return rows
}

// What a spreadsheet is known to damage.
var nasty = []string{
	"=1+1", "+1", "-1", "@SUM(A1)", `=HYPERLINK("http://example.invalid","x")`, "\t=1", "0007", "1.50", "11010519491231002X", "110105194912310021",
	"2024-01-05", "1/2", "TRUE", "NULL", "1E5", "'quoted", `a"b`, "a,b;c", "line\nline", "line\r\nline", " around ", "<b>&amp;</b>", "]]>",
	"_x0041_", "_x005F_x0041_", "_x005F_", "&#65;", "𠮷㛃𨋢", "👩‍⚕️", "\ue000", strings.Repeat("長", 32767),
}

func TestTextStaysText(t *testing.T) {
	text := book(t, nasty, nasty)
	rows := read(t, text)
	require.Len(t, rows, 2)
	for i, want := range nasty {
		assert.Equal(t, want, rows[0][i])
		assert.Equal(t, want, rows[1][i])
	}
	f, err := excelize.OpenReader(bytes.NewReader(text))
	require.NoError(t, err)
	defer f.Close()
	for i := range nasty {
		at, err := excelize.CoordinatesToCellName(i+1, 2)
		require.NoError(t, err)
		formula, err := f.GetCellFormula("Sheet1", at)
		require.NoError(t, err)
		assert.Empty(t, formula)
		kind, err := f.GetCellType("Sheet1", at)
		require.NoError(t, err)
		assert.Equal(t, excelize.CellTypeInlineString, kind, nasty[i])
		style, err := f.GetCellStyle("Sheet1", at)
		require.NoError(t, err)
		s, err := f.GetStyle(style)
		require.NoError(t, err)
		assert.Equal(t, 49, s.NumFmt, "the format of text")
	}
}

func TestHeaderStaysInView(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(book(t, []string{"A"}, []string{"1"})))
	require.NoError(t, err)
	defer f.Close()
	panes, err := f.GetPanes("Sheet1")
	require.NoError(t, err)
	assert.True(t, panes.Freeze)
	assert.Equal(t, 1, panes.YSplit)
}

// No part of the workbook has a formula, whatever the cells.
func TestNoFormula(t *testing.T) {
	text := book(t, nasty)
	z, err := zip.NewReader(bytes.NewReader(text), int64(len(text)))
	require.NoError(t, err)
	for _, part := range z.File {
		r, err := part.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		assert.NotContains(t, string(content), "<f>", part.Name)
	}
}

func TestLimits(t *testing.T) {
	w, err := xlsx.NewWriter(io.Discard)
	require.NoError(t, err)
	err = w.WriteRow([]string{"", strings.Repeat("𠮷", 16384)})
	assert.ErrorIs(t, err, xlsx.ErrCell)
	assert.ErrorContains(t, err, "row 1, column 2")
	require.NoError(t, w.Discard())
	for _, r := range "\x00\x0b\x1f\ufffe\uffff" {
		assert.True(t, w.Lacks(r))
	}
	for _, r := range "\t\n\r \u0085\ufffd😀" {
		assert.False(t, w.Lacks(r))
	}
}

func TestMoreRowsThanASheetHas(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a million rows")
	}
	w, err := xlsx.NewWriter(io.Discard)
	require.NoError(t, err)
	row := []string{"1"}
	for range xlsx.MaxRows {
		require.NoError(t, w.WriteRow(row))
	}
	assert.ErrorIs(t, w.WriteRow(row), xlsx.ErrRows)
	require.NoError(t, w.Discard())
}

func FuzzCell(f *testing.F) {
	for _, cell := range nasty[:len(nasty)-1] {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		w, err := xlsx.NewWriter(io.Discard)
		require.NoError(t, err)
		defer w.Discard()
		if cell = strings.ToValidUTF8(cell, ""); strings.ContainsFunc(cell, w.Lacks) || len(cell) > 1000 || cell == "" {
			return
		}
		rows := read(t, book(t, []string{"header", cell}))
		if len(rows) != 1 || len(rows[0]) != 2 || rows[0][1] != cell {
			t.Fatalf("%q came back as %q", cell, rows)
		}
	})
}
