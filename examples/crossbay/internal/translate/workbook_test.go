package translate

import (
	"archive/zip"
	"bytes"
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

// workbookOf returns a workbook of the lines of a table.
func workbookOf(t testing.TB, lines string) []byte {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		var row []any
		for _, cell := range strings.Split(line, ",") {
			row = append(row, cell)
		}
		require.NoError(t, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	var b bytes.Buffer
	require.NoError(t, book.Write(&b))
	return b.Bytes()
}

// repacked returns a workbook with other parts: change returns the content of
// each, and more adds to them.
func repacked(t *testing.T, book []byte, change func(name, content string) string, more map[string]string) string {
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
		add(part.Name, change(part.Name, string(content)))
	}
	for name, content := range more {
		add(name, content)
	}
	require.NoError(t, w.Close())
	return b.String()
}

func asItIs(_, content string) string { return content }

// A workbook that attacks what opens it is refused before it is opened, and one
// that is broken is refused when it shows.
func TestHostileWorkbooks(t *testing.T) {
	book := workbookOf(t, sheet(good, another))
	require.Equal(t, exitDone, translate(t, "", "-quiet", write(t, "in.xlsx", repacked(t, book, asItIs, nil))).status)

	laughs := "<!DOCTYPE lolz [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>\n"
	declare := func(part, declaration string) func(name, content string) string {
		return func(name, content string) string {
			if name != part {
				return content
			}
			head, rest, _ := strings.Cut(content, "?>")
			return head + "?>\n" + declaration + rest
		}
	}
	many := map[string]string{}
	for i := range 10_000 {
		many[fmt.Sprintf("xl/media/%d.png", i)] = ""
	}
	for name, test := range map[string]struct{ book, want string }{
		"billion laughs":         {repacked(t, book, declare("xl/worksheets/sheet1.xml", laughs), nil), "declares a document type"},
		"an external entity":     {repacked(t, book, declare("xl/workbook.xml", `<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>`), nil), "declares a document type"},
		"a DTD in a relation":    {repacked(t, book, declare("_rels/.rels", `<!DOCTYPE a SYSTEM "http://example.com/a.dtd">`), nil), "declares a document type"},
		"a part that explodes":   {repacked(t, book, asItIs, map[string]string{"xl/media/a.png": strings.Repeat("\x00", 32<<20)}), "times its size"},
		"a thousand small parts": {repacked(t, book, asItIs, many), "parts"},
		"cut short":              {string(book[:len(book)/2]), "neither text nor an xlsx workbook"},
		"a sheet that is no XML": {repacked(t, book, func(name, content string) string {
			if name == "xl/worksheets/sheet1.xml" {
				return content[:strings.LastIndex(content, "<c ")]
			}
			return content
		}, nil), "workbook"},
		"a deep part": {repacked(t, book, declare("xl/styles.xml", strings.Repeat("<a>", 65)), nil), "more than 64 levels deep"},
		"an entity that nothing declares": {repacked(t, book, func(name, content string) string {
			if name == "xl/sharedStrings.xml" || name == "xl/worksheets/sheet1.xml" {
				return strings.Replace(content, "测试甲", "&lol;", 1)
			}
			return content
		}, nil), "workbook"},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "out.ndjson")
			r := translate(t, "", "-out", out, write(t, "in.xlsx", test.book))
			assert.Equal(t, exitFailed, r.status, r.stderr)
			assert.Contains(t, r.stderr, test.want)
			assert.NoFileExists(t, out)
			assert.NotContains(t, r.stderr, "测试")
		})
	}
}

// A formula of a workbook is not computed: the cell is what was stored with it.
func TestWorkbookFormulas(t *testing.T) {
	book := repacked(t, workbookOf(t, sheet(good)), func(name, content string) string {
		if name == "xl/sharedStrings.xml" {
			return strings.Replace(content, "测试甲", `=HYPERLINK("http://example.com","x")`, 1)
		}
		return content
	}, nil)
	r := translate(t, "", "-quiet", write(t, "in.xlsx", book))
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.Contains(t, r.stdout, `=HYPERLINK(\"http://example.com\",\"x\")`)
}

// A formula that was never computed, or failed, is told of and is no value.
func TestWorkbookFormulasWithoutResult(t *testing.T) {
	book := workbookOf(t, "A48,A11,A12C,A14,A15C,OTHER\n1,甲,1,30,x,x\n2,x,x,x,x,x\n")
	file := repacked(t, book, func(name, content string) string {
		for cell, stored := range map[string]string{
			"B2": `<f>1/0</f>`,
			"F2": `<f>A1</f><v/>`,
			"C2": `<f>1</f><v>1</v>`,
			"A3": `<f>1+1</f><v>2</v>`,
			"B3": `<f>""</f><v></v>`, // a stored result, of no characters
			"C3": `<f/>`,
			"D3": `<f>A1</f><v>#REF!</v>`,
			"E3": `<f>A1</f><v>#N/A</v>`,
			"F3": ``,
		} {
			kind := map[string]string{"B3": ` t="str"`, "D3": ` t="e"`, "E3": ` t="str"`}[cell]
			if at := strings.Index(content, `<c r="`+cell+`"`); at >= 0 {
				end := at + strings.Index(content[at:], "</c>") + len("</c>")
				content = content[:at] + `<c r="` + cell + `"` + kind + ">" + stored + "</c>" + content[end:]
			}
		}
		return content
	}, nil)
	assert.Equal(t, []string{
		"2 A11 formula-without-result", "2 OTHER formula-without-result",
		"3 A12C formula-without-result", "3 A14 spreadsheet-error", "3 A15C spreadsheet-error",
	}, formulaIssues(t, file))

	// Those of each sheet are its own, whatever its part is called. The library that
	// saves the workbook once more leaves out the result of no characters in B3.
	other, err := excelize.OpenReader(strings.NewReader(file))
	require.NoError(t, err)
	defer other.Close()
	_, err = other.NewSheet("Sheet2")
	require.NoError(t, err)
	require.NoError(t, other.MoveSheet("Sheet2", "Sheet1"))
	require.NoError(t, other.SetSheetRow("Sheet2", "A1", &[]any{"A48", "A11"}))
	require.NoError(t, other.SetSheetRow("Sheet2", "A2", &[]any{"1"}))
	require.NoError(t, other.SetCellFormula("Sheet2", "B2", "A1"))
	var b bytes.Buffer
	require.NoError(t, other.Write(&b))
	assert.Equal(t, []string{
		"2 A11 formula-without-result",
		"2 A11 formula-without-result", "2 OTHER formula-without-result",
		"3 A11 formula-without-result", "3 A12C formula-without-result", "3 A14 spreadsheet-error", "3 A15C spreadsheet-error",
	}, formulaIssues(t, b.String()))
}

// formulaIssues translates a workbook, and returns what was found of formulas.
func formulaIssues(t *testing.T, book string) []string {
	t.Helper()
	issues := filepath.Join(t.TempDir(), "issues.ndjson")
	r := translate(t, "", "-quiet", "-from", "hqms", "-issues", issues, write(t, "in.xlsx", book))
	require.Equal(t, exitDone, r.status, r.stderr)
	assert.NotContains(t, r.stdout, `"text":"#`)
	var got []string
	for line := range strings.Lines(read(t, issues)) {
		var i struct {
			Line         int
			Column, Code string
		}
		require.NoError(t, json.Unmarshal([]byte(line), &i))
		if strings.HasPrefix(i.Code, "formula") || strings.HasPrefix(i.Code, "spreadsheet") {
			got = append(got, fmt.Sprint(i.Line, " ", i.Column, " ", i.Code))
		}
	}
	return got
}

func TestArchivesOfTooMuch(t *testing.T) {
	archive := func(files map[string]string) string {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for name, content := range files {
			part, err := w.Create(name)
			require.NoError(t, err)
			io.WriteString(part, content)
		}
		require.NoError(t, w.Close())
		return b.String()
	}
	r := translate(t, "", write(t, "in.zip", archive(map[string]string{"a.csv": sheet(good) + strings.Repeat("\n", 32<<20)})))
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "times its size")
	many := map[string]string{}
	for i := range 10_001 {
		many[fmt.Sprint(i)] = ""
	}
	r = translate(t, "", write(t, "in.zip", archive(many)))
	assert.Equal(t, exitFailed, r.status)
	assert.Contains(t, r.stderr, "more than 10000 files")
}
