package translate

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// months returns a workbook with a sheet for each file of CSV: 1月, 2月, … Every
// third is hidden.
func months(t testing.TB, files ...[]byte) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, file := range files {
		name := fmt.Sprintf("%d月", i+1)
		if i == 0 {
			require.NoError(t, book.SetSheetName("Sheet1", name))
		} else {
			_, err := book.NewSheet(name)
			require.NoError(t, err)
		}
		r := csv.NewReader(bytes.NewReader(file))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		require.NoError(t, err)
		for n, row := range rows {
			require.NoError(t, book.SetSheetRow(name, fmt.Sprintf("A%d", n+1), &row))
		}
		if i%3 == 2 {
			require.NoError(t, book.SetSheetVisible(name, false))
		}
	}
	var b bytes.Buffer
	require.NoError(t, book.Write(&b))
	return b.Bytes()
}

// packedFiles returns a zip archive of names and contents, in that order.
func packedFiles(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		part, err := w.Create(files[i])
		require.NoError(t, err)
		_, err = io.WriteString(part, files[i+1])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.String()
}

// places lists where issues of some codes are.
func places(t *testing.T, issues string, codes ...string) (list []string) {
	t.Helper()
	for line := range strings.Lines(issues) {
		var i struct {
			File, Severity, Code string
			Line                 int
		}
		require.NoError(t, json.Unmarshal([]byte(line), &i))
		for _, code := range codes {
			if i.Code == code {
				list = append(list, fmt.Sprintf("%s:%d %s %s", i.File, i.Line, i.Severity, i.Code))
			}
		}
	}
	return list
}

// Every sheet of a workbook is read, in the order of its tabs, and one that is not
// is told of. Reports: frappe/suite#246, OpenRefine/OpenRefine#1792, baidu/amis#6874.
func TestSheets(t *testing.T) {
	book := string(months(t, []byte(sheet(good, keyless)), []byte("填报说明\n请勿修改\n"), []byte(sheet(another)), []byte("A11,A12C,C03C\n甲,1,I10\n"), []byte(sheet(keyless))))
	folder := t.TempDir()
	rejects, issues, report := filepath.Join(folder, "rejects.csv"), filepath.Join(folder, "issues.ndjson"), filepath.Join(folder, "report.html")
	r := translate(t, "", "-rejects", rejects, "-issues", issues, "-report", report, write(t, "in.xlsx", book))
	assert.Equal(t, exitRejected, r.status)
	assert.Equal(t, 2, strings.Count(r.stdout, "\n"))
	assert.Less(t, strings.Index(r.stdout, "测试甲"), strings.Index(r.stdout, "测试乙"))
	assert.Equal(t, []string{
		"in.xlsx/1月:3 error no-record-key",
		"in.xlsx/2月:1 warning sheet-not-read",
		"in.xlsx/3月:0 warning hidden-sheet",
		"in.xlsx/4月:1 error sheet-not-read",
		"in.xlsx/5月:2 error no-record-key",
	}, places(t, read(t, issues), "no-record-key", "sheet-not-read", "hidden-sheet"))
	header := strings.SplitAfter(sheet(), "\n")[0]
	assert.Equal(t, header+keyless+header+keyless, read(t, rejects), "the header of each sheet")
	assert.Contains(t, r.stderr, "in.xlsx/3月: layout hqms")
	assert.Contains(t, r.stderr, "in.xlsx/4月, line 1: the header fits none")
	assert.Contains(t, r.stderr, "4 records, 2 translated, 2 rejected")
	for _, name := range []string{"in.xlsx/1月", "in.xlsx/3月", "in.xlsx/5月"} {
		assert.Contains(t, read(t, report), name)
	}

	for _, args := range [][]string{{"-workers", "4"}, {"-to", "n041"}, {"-to", "html", "-out", t.TempDir()}} {
		again := filepath.Join(t.TempDir(), "issues.ndjson")
		r := translate(t, "", append(args, "-quiet", "-issues", again, write(t, "in.xlsx", book))...)
		assert.Equal(t, exitRejected, r.status, r.stderr)
		assert.Len(t, places(t, read(t, again), "no-record-key", "sheet-not-read", "hidden-sheet"), 5, args)
	}
}

// A note beside records is no reason to fail, and a sheet that may hold some is.
func TestSheetsThatAreNotRead(t *testing.T) {
	for _, test := range []struct {
		second string
		status int
	}{
		{"填报说明\n", exitDone},
		{"a,b\n1,2\n", exitDone},
		{"A11,A12C,C03C\n甲,1,I10\n", exitRejected},
	} {
		r := translate(t, "", "-quiet", write(t, "in.xlsx", string(months(t, []byte(sheet(good)), []byte(test.second)))))
		assert.Equal(t, test.status, r.status, test.second)
		assert.Equal(t, 1, strings.Count(r.stdout, "\n"))
	}
	out := filepath.Join(t.TempDir(), "out.ndjson")
	r := translate(t, "", "-out", out, write(t, "in.xlsx", string(months(t, []byte("说明\n"), []byte("a,b\n")))))
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "in.xlsx/1月, line 1:")
	assert.Contains(t, r.stderr, "in.xlsx/2月, line 1:")
	assert.NoFileExists(t, out)
}

// What in an archive is no table does not keep the others from being read. Reports:
// MapStory/mapstory#1174, BlinkTagInc/gtfs-to-html#45, pimcore/pimcore#14353,
// pimcore/admin-ui-classic-bundle#832, mozilla/addons-linter#617.
func TestArchivesWithOtherThings(t *testing.T) {
	const junk = "\x00\x00\x00\x01Bud1\x00"
	table := sheet(good)
	for _, test := range []struct {
		name   string
		files  []string
		status int
		issues []string
	}{
		{"of macOS", []string{".DS_Store", junk, "a.csv", table, "__MACOSX/._a.csv", "\x00\x05\x16\x07", "a/.DS_Store", junk, "a/__MACOSX/x", junk, "._a.csv", "\x00\x05\x16\x07", ".localized", ""}, exitDone, nil},
		{"of Windows", []string{"Thumbs.db", "\xd0\xcf\x11\xe0", "a.csv", table, "desktop.ini", "[.ShellClassInfo]\r\n", "~$a.xlsx", "\x05甲", "$RECYCLE.BIN/x", junk}, exitDone, nil},
		{"of others", []string{"@eaDir/a.csv", junk, "a.csv", table, ".~lock.a.csv#", ",甲,,,;"}, exitDone, nil},
		{"a note", []string{"readme.txt", "Exported on Friday\n", "a.csv", table}, exitDone, []string{"in.zip/readme.txt:1 warning file-not-read"}},
		{"a scan", []string{"a.csv", table, "scan.pdf", "%PDF-1.7\n", "photo.jpg", "\xff\xd8\xff\xe0"}, exitDone, []string{"in.zip/scan.pdf:0 warning file-not-read", "in.zip/photo.jpg:0 warning file-not-read"}},
		{"nothing", []string{"a.csv", table, "empty.csv", ""}, exitDone, []string{"in.zip/empty.csv:0 warning file-not-read"}},
		{"an old workbook", []string{"b.xls", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.csv", table}, exitRejected, []string{"in.zip/b.xls:0 error file-not-read"}},
		{"an archive", []string{"a.csv", table, "b.zip", packedFiles(t, "b.csv", table)}, exitRejected, []string{"in.zip/b.zip:0 error file-not-read"}},
		{"a table without its key", []string{"a.csv", table, "b.csv", "A11,A12C,C03C\n甲,1,I10\n"}, exitRejected, []string{"in.zip/b.csv:1 error file-not-read"}},
		{"a broken file", []string{"a.csv", table, "b.csv.gz", "\x1f\x8bbroken"}, exitRejected, []string{"in.zip/b.csv.gz:0 error file-not-read"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			issues := filepath.Join(t.TempDir(), "issues.ndjson")
			name := write(t, "in.zip", packedFiles(t, test.files...))
			r := translate(t, "", "-issues", issues, name)
			assert.Equal(t, test.status, r.status, r.stderr)
			assert.Equal(t, 1, strings.Count(r.stdout, "\n"))
			var want []string
			for _, place := range test.issues {
				want = append(want, strings.TrimPrefix(place, "in.zip/"))
			}
			assert.Equal(t, want, places(t, read(t, issues), "file-not-read"))
			assert.Equal(t, len(test.issues), strings.Count(r.stderr, "the file is left out"))
		})
	}
	out := filepath.Join(t.TempDir(), "out.ndjson")
	r := translate(t, "", "-out", out, write(t, "in.zip", packedFiles(t, "a.pdf", "%PDF-1.7\n", "b.txt", "note\n")))
	assert.Equal(t, exitFailed, r.status, "nothing was read")
	assert.Contains(t, r.stderr, "a.pdf: the file is a PDF document")
	assert.Contains(t, r.stderr, "b.txt: the header fits none")
	assert.NoFileExists(t, out)
}

// Files that are no tables say what they are and what to do, and a table says of
// which layout it looks.
func TestNamesWhatItIsGiven(t *testing.T) {
	for _, test := range []struct {
		args []string
		file string
		want string
	}{
		{nil, "%PDF-1.7\n", "a PDF document"},
		{nil, "PAR1\x15\x04", "a Parquet file"},
		{[]string{"-from", "n041"}, `<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3">`, "a CDA document"},
		{nil, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 504) + "W\x00o\x00r\x00k\x00b\x00o\x00o\x00k\x00\x00\x00", "an Excel 97 workbook (.xls): open it"},
		{nil, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 504) + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00\x00\x00", "encrypted with a password: open it"},
		{nil, packedFiles(t, "xl/workbook.bin", ""), "a binary workbook (.xlsb)"},
		{nil, packedFiles(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", "<a/>"), ".ods"},
		{[]string{"-from", "n041"}, sheet(good), "looks like the layout hqms"},
		{[]string{"-from", "hk-adt"}, sheet(good), "looks like the layout hqms"},
	} {
		r := translate(t, "", append(test.args, write(t, "in", test.file))...)
		assert.Equal(t, exitFailed, r.status)
		assert.Contains(t, r.stderr, test.want)
		assert.NotContains(t, r.stderr, "测试甲")
	}
}

// Days that count from 1904, padded numbers and merged cells of a workbook are what
// a spreadsheet program shows. Reports: exceljs/exceljs#219, ClosedXML/ClosedXML#594,
// tidyverse/readxl#389, qax-os/excelize#1458.
func TestWorkbookAsShown(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	yes := true
	require.NoError(t, book.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
	style := func(s excelize.Style) int {
		id, err := book.NewStyle(&s)
		require.NoError(t, err)
		return id
	}
	zeros := "00000000"
	padded, date := style(excelize.Style{CustomNumFmt: &zeros}), style(excelize.Style{NumFmt: 22})
	for at, value := range map[string]any{
		"A1": "A48", "B1": "A49", "C1": "A11", "D1": "B12", "E1": "B15", "F1": "C03C",
		"A2": 10001, "B2": 1, "C2": "测试甲", "D2": 43893.388888888891, "E2": 43898, "F2": "I10.x00",
		"A3": 10002, "B3": 1, "D3": 43893.388888888891, "E3": 43898, "F3": "I10.x00",
	} {
		require.NoError(t, book.SetCellValue("Sheet1", at, value))
	}
	require.NoError(t, book.SetCellStyle("Sheet1", "A2", "A3", padded))
	require.NoError(t, book.SetCellStyle("Sheet1", "D2", "D3", date))
	require.NoError(t, book.MergeCell("Sheet1", "C2", "C3"))
	require.NoError(t, book.AddComment("Sheet1", excelize.Comment{Cell: "C2", Author: "x", Paragraph: []excelize.RichTextRun{{Text: "批注"}}}))
	var b bytes.Buffer
	require.NoError(t, book.Write(&b))
	issues := filepath.Join(t.TempDir(), "issues.ndjson")
	r := translate(t, "", "-quiet", "-issues", issues, write(t, "in.xlsx", b.String()))
	require.Equal(t, exitDone, r.status, r.stderr)
	for line := range strings.Lines(r.stdout) {
		assert.Contains(t, line, "2024-03-04T09:20:00+08:00")
		assert.Contains(t, line, "2024-03-09", "a number without a format of days")
		assert.Contains(t, line, "测试甲")
	}
	assert.Contains(t, r.stdout, `"00010001"`)
	assert.Contains(t, r.stdout, `"00010002"`)
	assert.NotContains(t, r.stdout, "批注")
	assert.Equal(t, []string{"in.xlsx/Sheet1:3 information merged-cell"}, places(t, read(t, issues), "merged-cell"))
}
