package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/crossbay/crossbay/mapping/xlsx"
)

// repacked returns a workbook with other parts: change returns the content of
// each, and more adds to them.
func repacked(t *testing.T, book []byte, change func(name, content string) string, more map[string]string) []byte {
	t.Helper()
	old, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	require.NoError(t, err)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	add := func(name, content string) {
		part, err := w.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(part, content)
		require.NoError(t, err)
	}
	for _, part := range old.File {
		r, err := part.Open()
		require.NoError(t, err)
		content, err := io.ReadAll(r)
		require.NoError(t, err)
		if change != nil {
			content = []byte(change(part.Name, string(content)))
		}
		add(part.Name, string(content))
	}
	for name, content := range more {
		add(name, content)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// two returns a workbook of the sheets Sheet1 and 2月, of which the second is
// hidden, and in each of which a formula has no result.
func two(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	_, err := f.NewSheet("2月")
	require.NoError(t, err)
	for _, cell := range []struct {
		sheet, at string
		value     any
	}{
		{"Sheet1", "A1", "A48"},
		{"Sheet1", "B1", "A11"},
		{"Sheet1", "A3", 45296.395833333336},
		{"Sheet1", "B3", "12345678901234567"},
		{"2月", "A1", "A48"},
		{"2月", "C2", true},
		{"2月", "A2", 0.1},
	} {
		require.NoError(t, f.SetCellValue(cell.sheet, cell.at, cell.value))
	}
	require.NoError(t, f.SetCellFormula("Sheet1", "C3", "A1"))
	require.NoError(t, f.SetCellFormula("2月", "B2", "A1"))
	require.NoError(t, f.SetCellFormula("2月", "D2", "A1"))
	require.NoError(t, f.SetSheetVisible("2月", false))
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	require.NoError(t, err)
	require.NoError(t, f.SetCellStyle("Sheet1", "A3", "A3", date))
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	return b.Bytes()
}

// list returns what a sheet yields.
func list(rows func(func([]string, error) bool)) (got []string) {
	line := 0
	for row, err := range rows {
		var note mapping.RowNote
		if err != nil && !errors.As(err, &note) {
			got = append(got, err.Error())
			continue
		}
		line = max(line+1, note.Line)
		got = append(got, fmt.Sprintf("%d %q %d", line, row, note.Unresolved))
	}
	return got
}

// Each sheet gives its rows, as they are stored, and its own formulas that have
// no result: ECMA-376, 18.3.1.4 (c), has the result in v, which may be missing,
// and 18.2.19 (sheet) the state hidden.
func TestSheets(t *testing.T) {
	first := []string{`1 ["A48" "A11"] []`, `3 ["2024-01-05 09:30" "12345678901234567" ""] [2]`}
	second := []string{`1 ["A48"] []`, `2 ["0.1" "" "1" ""] [1 3]`}
	text := two(t)
	book, err := xlsx.Open(bytes.NewReader(text))
	require.NoError(t, err)
	defer book.Close()
	sheets := book.Sheets()
	require.Len(t, sheets, 2)
	assert.Equal(t, "Sheet1", sheets[0].Name)
	assert.False(t, sheets[0].Hidden)
	assert.Equal(t, "2月", sheets[1].Name)
	assert.True(t, sheets[1].Hidden)
	assert.Equal(t, second, list(sheets[1].Rows()), "in any order")
	assert.Equal(t, first, list(sheets[0].Rows()))
	assert.Equal(t, first, list(sheets[0].Rows()), "and once more")

	for name, want := range map[string][]string{"": first, "sheet1": first, "2月": second, "3月": {xlsx.ErrSheet.Error()}} {
		assert.Equal(t, want, list(xlsx.Rows(bytes.NewReader(text), &xlsx.Options{Sheet: name})), name)
	}
	assert.Equal(t, first, list(xlsx.Rows(bytes.NewReader(text), nil)))
}

// A sheet of a chart has no rows, whatever formulas another has.
func TestChart(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(two(t)))
	require.NoError(t, err)
	defer f.Close()
	require.NoError(t, f.AddChartSheet("Chart", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$A$1:$A$3"}}}))
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	book, err := xlsx.Open(&b)
	require.NoError(t, err)
	defer book.Close()
	require.Len(t, book.Sheets(), 3)
	assert.Empty(t, list(book.Sheets()[2].Rows()))
	assert.Len(t, list(book.Sheets()[0].Rows()), 2)
}

// A sheet that the workbook lists and does not hold cannot be read.
func TestMissingSheet(t *testing.T) {
	text := repacked(t, two(t), func(name, content string) string {
		if name == "xl/_rels/workbook.xml.rels" {
			return strings.Replace(content, "sheet1.xml", "sheet9.xml", 1)
		}
		return content
	}, nil)
	assert.Equal(t, []string{xlsx.ErrSheet.Error()}, list(xlsx.Rows(bytes.NewReader(text), nil)))
	assert.Len(t, list(xlsx.Rows(bytes.NewReader(text), &xlsx.Options{Sheet: "2月"})), 2)
}

// A workbook that attacks what opens it is refused, and says which limit it goes
// beyond.
func TestHostile(t *testing.T) {
	text := book(t, []string{"A48", "A11"}, []string{"1", "测试甲"})
	declare := func(part, declaration string) func(name, content string) string {
		return func(name, content string) string {
			if name != part {
				return content
			}
			head, rest, found := strings.Cut(content, "?>")
			if !found {
				return declaration + content
			}
			return head + "?>\n" + declaration + rest
		}
	}
	many := map[string]string{}
	for i := range 10_000 {
		many[fmt.Sprintf("xl/media/%d.png", i)] = ""
	}
	for name, test := range map[string]struct {
		book  []byte
		want  string
		limit bool
	}{
		"a document type": {repacked(t, text, declare("xl/worksheets/sheet1.xml", `<!DOCTYPE a [<!ENTITY b "b">]>`), nil), "declares a document type", false},
		"a part explodes": {repacked(t, text, nil, map[string]string{"xl/a.xml": strings.Repeat(" ", 32<<20)}), "500 times its size", true},
		"many parts":      {repacked(t, text, nil, many), "10000 parts", true},
		"a deep part":     {repacked(t, text, declare("xl/styles.xml", strings.Repeat("<a>", 65)), nil), "64 levels deep", true},
		"cut short":       {text[:len(text)/2], xlsx.ErrNotWorkbook.Error(), false},
		"no workbook":     {[]byte("A48,A11\n1,2\n"), xlsx.ErrNotWorkbook.Error(), false},
		"nothing":         {nil, xlsx.ErrNotWorkbook.Error(), false},
		"another archive": {archive(t, "word/document.xml", "<a/>"), "the file is a Word document (.docx)", false},
		"a broken part":   {archive(t, "xl/workbook.xml", "<workbook><sheets>"), "a part of the workbook is broken", false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := xlsx.Open(bytes.NewReader(test.book))
			require.ErrorContains(t, err, test.want)
			var limit xlsx.LimitError
			assert.Equal(t, test.limit, errors.As(err, &limit))
			assert.NotContains(t, err.Error(), "测试")
			assert.Equal(t, []string{err.Error()}, list(xlsx.Rows(bytes.NewReader(test.book), nil)))
		})
	}
	failed := errors.New("the network is gone")
	_, err := xlsx.Open(io.MultiReader(bytes.NewReader(text), &failing{failed}))
	assert.ErrorIs(t, err, failed)
}

func archive(t *testing.T, name, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	part, err := w.Create(name)
	require.NoError(t, err)
	_, err = io.WriteString(part, content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// The rows are what package mapping reads: a formula without a result is an
// issue with its line and column.
func TestReader(t *testing.T) {
	reader, err := mapping.NewRowReader(xlsx.Rows(bytes.NewReader(two(t)), nil), mainland.Layouts(), nil)
	require.NoError(t, err)
	assert.Equal(t, "hqms", reader.Layout().Name)
	for record, err := range reader.Records() {
		require.NoError(t, err)
		found := false
		for _, i := range record.Issues {
			found = found || i.Code == "formula-without-result" && i.Line == 3 && i.Column == "#3"
		}
		assert.True(t, found, record.Issues)
	}
}
