package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes/load/workbook"
)

var limits = workbook.Limits{Cell: 1 << 20, Row: 16 << 20, Columns: 4096, Unpacked: 4 << 30}

const (
	roots  = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	main   = `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr/><sheets><sheet name="1月" sheetId="1" r:id="rId1"/></sheets></workbook>`
	styles = `<styleSheet><numFmts count="2"><numFmt numFmtId="164" formatCode="00000000"/><numFmt numFmtId="165" formatCode="yyyy/m/d h:mm:ss"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="165"/></cellXfs></styleSheet>`
)

// related returns the relations of a workbook of one sheet.
func related(kinds ...string) string {
	var b strings.Builder
	b.WriteString("<Relationships>")
	for i, kind := range kinds {
		target := map[string]string{"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}[kind]
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"/>`, i+1, kind, target)
	}
	return b.String() + "</Relationships>"
}

// book returns a workbook of one sheet; more are parts that stand in for its own.
func book(t testing.TB, sheet string, more map[string]string) []byte {
	t.Helper()
	parts := map[string]string{
		"_rels/.rels": roots, "xl/workbook.xml": main, "xl/styles.xml": styles,
		"xl/_rels/workbook.xml.rels": related("worksheet", "sharedStrings", "styles"),
		"xl/worksheets/sheet1.xml":   sheet,
	}
	for name, content := range more {
		parts[name] = content
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range parts {
		part, err := w.Create(name)
		require.NoError(t, err)
		_, err = io.WriteString(part, content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// sheet returns a sheet of rows.
func sheet(rows string) string { return "<worksheet><sheetData>" + rows + "</sheetData></worksheet>" }

// read returns the rows of the first sheet as text, and the error.
func read(t testing.TB, data []byte) (rows []string, err error) {
	t.Helper()
	b, err := workbook.Open(data, limits)
	if err != nil {
		return nil, err
	}
	defer func() { require.NoError(t, b.Close()) }()
	for row, err := range b.Sheets[0].Rows() {
		if err != nil {
			return rows, err
		}
		text := fmt.Sprintf("%d %q", row.Number, row.Cells)
		if row.Unresolved != nil {
			text += fmt.Sprint(" unresolved ", row.Unresolved)
		}
		if row.Filled != nil {
			text += fmt.Sprint(" filled ", row.Filled)
		}
		rows = append(rows, text)
	}
	return rows, nil
}

// The kinds of cells (ECMA-376, Part 1, 18.3.1.4 and 18.18.11).
func TestCells(t *testing.T) {
	texts := map[string]string{"xl/sharedStrings.xml": `<sst><si><t>甲</t></si><si><r><t>乙</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 丙</t></r></si>` +
		`<si><t>漢字</t><rPh sb="0" eb="2"><t>カンジ</t></rPh><phoneticPr fontId="1"/></si><si><t>a_x000D_b_x005F_x0041_</t></si><si/></sst>`}
	for _, test := range []struct{ name, cells, want string }{
		{"shared", `<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>4</v></c>`, `1 ["甲" "乙 丙"]`},
		// Reports: ExcelDataReader/ExcelDataReader#109, doy/spreadsheet-parsexlsx#72,
		// brechtsanders/xlsxio#9: how a word is spoken is no part of it.
		{"spoken", `<c t="s"><v>2</v></c><c t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c>`, `1 ["漢字" "東京"]`},
		{"escaped", `<c t="s"><v>3</v></c><c t="str"><v>_x0041_</v></c>`, `1 ["a\rb_x0041_" "A"]`},
		{"inline", `<c t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c><c t="inlineStr"><t>丙</t></c>`, `1 ["甲乙" "丙"]`},
		{"others", `<c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2024-03-04T09:20:00</v></c><c><v> 7 </v></c>`, `1 ["1" "#N/A" "2024-03-04T09:20:00" "7"]`},
		{"gaps", `<c r="C1"><v>3</v></c><c><v>4</v></c><c r="AA1"><v>27</v></c>`, `1 ["" "" "3" "4"` + strings.Repeat(` ""`, 22) + ` "27"]`},
		{"formulas", `<c><f>A1</f><v>1</v></c><c><f>A1</f></c><c t="str"><f>A1</f><v></v></c><c><f>A1</f><v/></c>`, `1 ["1" "" "" ""] unresolved [1 3]`},
		{"styled blanks", `<c><v>1</v></c><c r="XFD1" s="1"/>`, `1 ["1"]`},
		// Reports: qax-os/excelize#490, orbeon/orbeon-forms#4452,
		// SheetJS/sheetjs#2403: what is stored is a binary number.
		{"binary numbers", `<c><v>20.100000000000001</v></c><c><v>0.57999999999999996</v></c><c><v>4.0000000000000002E-4</v></c><c><v>45296.395833333336</v></c><c><v>1.50</v></c>`, `1 ["20.1" "0.58" "0.0004" "45296.395833333336" "1.50"]`},
		{"long numbers", `<c><v>110105194912310021</v></c><c><v>1.1010519491231E+17</v></c><c><v>00012</v></c>`, `1 ["110105194912310021" "1.1010519491231E+17" "00012"]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows, err := read(t, book(t, sheet("<row>"+test.cells+"</row>"), texts))
			require.NoError(t, err)
			assert.Equal(t, []string{test.want}, rows)
		})
	}
}

// Whoever writes workbooks has prefixes, names of parts and kinds of slashes of
// their own. Reports: troldal/OpenXLSX#398 (prefixes), JanKallman/EPPlus#134
// (strict), python-excel/xlrd#96 and dotnet/Open-XML-SDK#1128 (backslashes),
// python-excel/xlrd#241 (another main part), shuchkin/simplexlsx#80 (absolute paths).
func TestForms(t *testing.T) {
	const rows = `<row r="2"><c r="A2" t="s"><v>0</v></c></row>`
	texts := `<sst><si><t>甲</t></si></sst>`
	want := []string{`2 ["甲"]`}
	prefixed := strings.NewReplacer("</", "</x:", "<", "<x:")
	for name, parts := range map[string]map[string]string{
		"plain":       {},
		"prefixed":    {"xl/worksheets/sheet1.xml": prefixed.Replace(sheet(rows)), "xl/sharedStrings.xml": prefixed.Replace(texts), "xl/workbook.xml": prefixed.Replace(main)},
		"strict":      {"xl/_rels/workbook.xml.rels": strings.ReplaceAll(related("worksheet", "sharedStrings"), "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")},
		"absolute":    {"xl/_rels/workbook.xml.rels": strings.ReplaceAll(related("worksheet", "sharedStrings"), `Target="`, `Target="/xl/`)},
		"letters":     {"xl/_rels/workbook.xml.rels": strings.Replace(related("worksheet", "sharedStrings"), "sharedStrings.xml", "SharedStrings.xml", 1)},
		"no roots":    {"_rels/.rels": "<Relationships/>"},
		"other name":  {"_rels/.rels": strings.Replace(roots, "workbook.xml", "workbook2.xml", 1), "xl/workbook2.xml": main, "xl/_rels/workbook2.xml.rels": related("worksheet", "sharedStrings"), "xl/workbook.xml": "<workbook/>"},
		"other parts": {"xl/drawings/drawing1.xml": "<broken", "xl/comments1.xml": "<comments>&none;", "xl/vbaProject.bin": "\x00"},
	} {
		t.Run(name, func(t *testing.T) {
			if parts["xl/sharedStrings.xml"] == "" {
				parts["xl/sharedStrings.xml"] = texts
			}
			rows, err := read(t, book(t, sheet(rows), parts))
			require.NoError(t, err)
			assert.Equal(t, want, rows)
		})
	}
	t.Run("backslashes", func(t *testing.T) {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		old, err := zip.NewReader(bytes.NewReader(book(t, sheet(rows), map[string]string{"xl/sharedStrings.xml": texts})), int64(len(book(t, sheet(rows), map[string]string{"xl/sharedStrings.xml": texts}))))
		require.NoError(t, err)
		for _, part := range old.File {
			r, err := part.Open()
			require.NoError(t, err)
			out, err := w.Create(strings.ReplaceAll(part.Name, "/", `\`))
			require.NoError(t, err)
			_, err = io.Copy(out, r)
			require.NoError(t, err)
		}
		require.NoError(t, w.Close())
		rows, err := read(t, b.Bytes())
		require.NoError(t, err)
		assert.Equal(t, want, rows)
	})
}

// A merged cell's value is that of each row that it covers and that has something of
// its own. Reports: qax-os/excelize#1458, alibaba/easyexcel#759.
func TestMerged(t *testing.T) {
	row := func(n int, cells ...string) string {
		text := fmt.Sprintf(`<row r="%d">`, n)
		for i, cell := range cells {
			if cell != "" {
				text += fmt.Sprintf(`<c r="%c%d" t="inlineStr"><is><t>%s</t></is></c>`, 'A'+i, n, cell)
			} else {
				text += fmt.Sprintf(`<c r="%c%d" s="1"/>`, 'A'+i, n)
			}
		}
		return text + "</row>"
	}
	merged := func(rows string, refs ...string) string {
		text := sheet(rows)
		text = strings.TrimSuffix(text, "</worksheet>") + "<mergeCells>"
		for _, ref := range refs {
			text += fmt.Sprintf(`<mergeCell ref="%s"/>`, ref)
		}
		return text + "</mergeCells></worksheet>"
	}
	for _, test := range []struct {
		name, sheet string
		want        []string
	}{
		{"down", merged(row(1, "a", "b")+row(2, "", "c")+row(3, "", "d")+row(4, "", "e"), "A1:A3"), []string{`1 ["a" "b"]`, `2 ["a" "c"] filled [0]`, `3 ["a" "d"] filled [0]`, `4 ["" "e"]`}},
		{"across", merged(row(1, "a", "", "")+row(2, "b", "c", "d"), "A1:C1"), []string{`1 ["a"]`, `2 ["b" "c" "d"]`}},
		{"both ways", merged(row(1, "x", "a", "")+row(2, "y", "", ""), "B1:C2"), []string{`1 ["x" "a"]`, `2 ["y" "a"] filled [1]`}},
		{"at the end", merged(row(1, "a", "b")+row(2, "c"), "B1:B2"), []string{`1 ["a" "b"]`, `2 ["c" "b"] filled [1]`}},
		{"nothing of its own", merged(row(1, "a", "b")+row(2, "", "")+row(3, "c", "d"), "A1:A2", "B1:B2"), []string{`1 ["a" "b"]`, `3 ["c" "d"]`}},
		{"a value beneath", merged(row(1, "a", "b")+row(2, "c", "d"), "A1:A2"), []string{`1 ["a" "b"]`, `2 ["c" "d"]`}},
		{"one after another, in any order", merged(row(1, "a", "x")+row(2, "", "y")+row(3, "b", "z")+row(4, "", "w"), "A3:A4", "A1:A2"), []string{`1 ["a" "x"]`, `2 ["a" "y"] filled [0]`, `3 ["b" "z"]`, `4 ["b" "w"] filled [0]`}},
		{"blank above", merged(row(2, "", "x")+row(3, "", "y"), "A1:A3"), []string{`2 ["" "x"]`, `3 ["" "y"]`}},
		{"no range", merged(row(1, "a"), "A1", "A0:A2", "?:?", "A9:A99999999"), []string{`1 ["a"]`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows, err := read(t, book(t, test.sheet, nil))
			require.NoError(t, err)
			assert.Equal(t, test.want, rows)
		})
	}
}

// What is broken or contradicts itself gives an error, and no cell moves.
func TestBroken(t *testing.T) {
	for name, test := range map[string]struct {
		sheet string
		want  error
	}{
		"cut short":             {"<worksheet><sheetData><row><c><v>1</v></c></row>", workbook.ErrPart},
		"an entity":             {sheet("<row><c><v>&a;</v></c></row>"), workbook.ErrPart},
		"a document type":       {"<!DOCTYPE a>" + sheet(""), workbook.ErrDeclares},
		"rows that go back":     {sheet(`<row r="3"/><row r="2"/>`), workbook.ErrSheet},
		"a row twice":           {sheet(`<row r="3"/><row r="3"/>`), workbook.ErrSheet},
		"a row 0":               {sheet(`<row r="0"/>`), workbook.ErrSheet},
		"a row that is no row":  {sheet(`<row r="x"/>`), workbook.ErrSheet},
		"a cell of another row": {sheet(`<row r="2"><c r="A3"/></row>`), workbook.ErrSheet},
		"a cell twice":          {sheet(`<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>`), workbook.ErrSheet},
		"a cell without a name": {sheet(`<row r="2"><c r="2"/></row>`), workbook.ErrSheet},
		"a text that is not":    {sheet(`<row><c t="s"><v>0</v></c></row>`), workbook.ErrSheet},
		"a text before all":     {sheet(`<row><c t="s"><v>-1</v></c></row>`), workbook.ErrSheet},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := read(t, book(t, test.sheet, nil))
			assert.ErrorIs(t, err, test.want)
			assert.Empty(t, rows)
		})
	}
	_, err := workbook.Open([]byte("PK\x03\x04"), limits)
	assert.ErrorIs(t, err, workbook.ErrNotWorkbook)
	two := map[string]string{"xl/workbook.xml": strings.Replace(main, "</sheets>", `<sheet name="2月" r:id="rId1"/><sheet name="3月" r:id="rId9"/></sheets>`, 1)}
	b, err := workbook.Open(book(t, sheet("<row><c><v>1</v></c></row>"), two), limits)
	require.NoError(t, err)
	require.Len(t, b.Sheets, 3)
	for i, s := range b.Sheets {
		for _, err := range s.Rows() {
			assert.Equal(t, i > 0, errors.Is(err, workbook.ErrSheet), "a part that is two sheets, or that is not there")
		}
	}
}

// A small file that asks for much memory or time is refused, or its row given as far
// as shows that it is too much, before either is taken. Reports:
// shuchkin/simplexlsx#168, developer0hye/office2pdf#1703 (cells beyond the grid),
// nissl-lab/npoi#895 and exceljs/exceljs#420 (a million blank rows).
func TestAttacks(t *testing.T) {
	const name = "xl/sharedStrings.xml"
	long := "<sst><si><t>" + noise(1_000_000) + "</t></si><si><t>y</t></si></sst>"
	whole := func(n int) string { return strings.Repeat("<c t=\"s\"><v>0</v></c>", n) }
	alternating := strings.Repeat("<c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c>", 2000)
	var merged, columns strings.Builder
	for i := range 16_000 {
		column := ""
		for n := i + 1; n > 0; n = (n - 1) / 26 {
			column = string(rune('A'+(n-1)%26)) + column
		}
		fmt.Fprintf(&merged, `<mergeCell ref="%s1:%s1048576"/>`, column, column)
		fmt.Fprintf(&columns, `<c r="%s1"><v>1</v></c>`, column)
	}
	for label, test := range map[string]struct {
		sheet func() string
		more  func() map[string]string
		limit bool
		rows  int
	}{
		"one text, two thousand cells": {func() string { return sheet("<row>" + whole(2000) + "</row>") }, func() map[string]string { return map[string]string{name: long} }, false, 1},
		"the same in a hundred rows":   {func() string { return sheet(strings.Repeat("<row>"+whole(300)+"</row>", 100)) }, func() map[string]string { return map[string]string{name: long} }, false, 100},
		"texts in turn":                {func() string { return sheet("<row>" + alternating + "</row>") }, func() map[string]string { return map[string]string{name: long} }, false, 1},
		"a text of 100 MB": {func() string { return sheet("<row>" + whole(1) + "</row>") }, func() map[string]string {
			return map[string]string{name: "<sst><si><t>" + noise(100<<20) + "</t></si></sst>"}
		}, true, 0},
		"a text in pieces": {func() string { return sheet("<row>" + whole(1) + "</row>") }, func() map[string]string {
			return map[string]string{name: "<sst><si>" + strings.Repeat("<t>"+noise(100_000)+"</t>", 1000) + "</si></sst>"}
		}, false, 1},
		"a cell of 100 MB": {func() string {
			return sheet("<row><c t=\"inlineStr\"><is><t>" + noise(100<<20) + "</t></is></c></row>")
		}, nil, true, 0},
		"a row of long cells": {func() string {
			return sheet("<row>" + strings.Repeat("<c t=\"inlineStr\"><is><t>"+noise(1_000_000)+"</t></is></c>", 100) + "</row>")
		}, nil, false, 1},
		"an attribute of 100 MB": {func() string { return sheet("<row r=\"" + strings.Repeat("1", 100<<20) + "\"/>") }, nil, true, 0},
		"a number of digits":     {func() string { return sheet("<row r=\"" + strings.Repeat("1", 1000) + "\"/>") }, nil, true, 0},
		"a row beyond the sheet": {func() string { return sheet("<row r=\"1048577\"/>") }, nil, true, 0},
		"a row far beyond":       {func() string { return sheet("<row r=\"2147483647\"/>") }, nil, true, 0},
		"the last row": {func() string {
			return sheet("<row r=\"1\"><c><v>1</v></c></row><row r=\"1048576\"><c><v>1</v></c></row>")
		}, nil, false, 2},
		"a column beyond the sheet": {func() string { return sheet("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>") }, nil, true, 0},
		"the last column":           {func() string { return sheet("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>") }, nil, false, 1},
		"a million blank rows": {func() string {
			return sheet("<row><c><v>1</v></c></row>" + strings.Repeat("<row ht=\"12\"/>", 900_000))
		}, nil, false, 1},
		"merged all over": {func() string {
			return strings.Replace(sheet("<row r=\"1\">"+columns.String()+"</row>"+strings.Repeat("<row><c r=\"\"><v>1</v></c></row>", 20_000)), "</worksheet>", "<mergeCells>"+merged.String()+"</mergeCells></worksheet>", 1)
		}, nil, true, -1},
		"texts that nobody refers to": {func() string { return sheet("") }, func() map[string]string {
			return map[string]string{name: "<sst>" + strings.Repeat("<si/>", 9_000_000) + "</sst>"}
		}, true, 0},
		"millions of texts": {func() string { return sheet("<row>" + whole(1) + "</row>") }, func() map[string]string {
			return map[string]string{name: "<sst>" + strings.Repeat("<si><t>"+strings.Repeat("text ", 20)+"</t></si>", 500_000) + "</sst>"}
		}, false, 1},
		"relations without end": {func() string { return sheet("") }, func() map[string]string {
			return map[string]string{"xl/_rels/workbook.xml.rels": "<Relationships>" + manyRelations(20_000) + "</Relationships>"}
		}, false, -1},
		"parts that explode":            {func() string { return sheet("") }, func() map[string]string { return map[string]string{"xl/media/a.png": strings.Repeat("\x00", 32<<20)} }, true, 0},
		"elements without end, inwards": {func() string { return strings.Repeat("<a>", 100) }, nil, true, 0},
	} {
		t.Run(label, func(t *testing.T) {
			var more map[string]string
			if test.more != nil {
				more = test.more()
			}
			data := book(t, test.sheet(), more)
			more = nil
			peak := watch(t)
			begun := time.Now()
			b, err := workbook.Open(data, limits)
			rows := 0
			if err == nil {
				for row, fault := range b.Sheets[0].Rows() {
					if err = fault; err != nil {
						break
					}
					rows++
					size := 0
					longest := 0
					for _, cell := range row.Cells {
						longest = max(longest, len(cell))
						size += len(cell)
					}
					require.LessOrEqual(t, longest, limits.Cell+1)
					require.LessOrEqual(t, size, limits.Row+limits.Cell+1)
					require.LessOrEqual(t, len(row.Cells), limits.Columns+1)
				}
				require.NoError(t, b.Close())
			}
			assert.Less(t, peak(), uint64(150<<20), "bytes beyond those of the file")
			assert.Less(t, time.Since(begun), time.Minute)
			if test.limit {
				var limit workbook.LimitError
				assert.ErrorAs(t, err, &limit)
			}
			if test.rows >= 0 {
				assert.Equal(t, test.rows, rows)
			}
		})
	}
}

// noise returns n characters that an archive does not pack beyond its limit.
func noise(n int) string {
	b := bytes.Repeat([]byte("x"), n)
	for i, seed := 0, uint32(1); i < n; i += 150 {
		seed = seed*1664525 + 1013904223
		b[i] = 'a' + byte(seed>>24)%26
	}
	return string(b)
}

func manyRelations(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<Relationship Id="a%d" Type="b" Target="c"/>`, i)
	}
	return b.String()
}

// watch returns a function that says how many bytes more than now the heap has had.
func watch(t *testing.T) func() uint64 {
	t.Helper()
	debug.FreeOSMemory()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	done, result := make(chan bool), make(chan uint64)
	go func() {
		most := uint64(0)
		for {
			select {
			case <-done:
				result <- most
				return
			case <-time.After(5 * time.Millisecond):
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				if now.HeapInuse > before.HeapInuse {
					most = max(most, now.HeapInuse-before.HeapInuse)
				}
			}
		}
	}()
	return func() uint64 {
		done <- true
		return <-result
	}
}

// Texts beyond those that are kept in memory come from a temporary file, which is
// gone after Close.
func TestTextsOnDisk(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	var texts, cells strings.Builder
	for i := range 50 {
		fmt.Fprintf(&texts, "<si><t>%d%s</t></si>", i, noise(999_998))
		fmt.Fprintf(&cells, `<row><c t="s"><v>%d</v></c></row>`, 49-i)
	}
	b, err := workbook.Open(book(t, sheet(cells.String()), map[string]string{"xl/sharedStrings.xml": "<sst>" + texts.String() + "</sst>"}), limits)
	require.NoError(t, err)
	kept, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, kept, 1)
	info, err := kept[0].Info()
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	n := 49
	for row, err := range b.Sheets[0].Rows() {
		require.NoError(t, err)
		require.True(t, strings.HasPrefix(row.Cells[0], fmt.Sprint(n, noise(10))), n)
		n--
	}
	assert.Equal(t, -1, n)
	require.NoError(t, b.Close())
	kept, err = os.ReadDir(folder)
	require.NoError(t, err)
	assert.Empty(t, kept)
}
