package htmltable_test

import (
	"errors"
	"fmt"
	"html"
	"os/exec"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	nethtml "golang.org/x/net/html"
	"golang.org/x/text/encoding/traditionalchinese"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/htmltable"
)

func read(page string, options *htmltable.Options) (rows [][]string, err error) {
	for row, fault := range htmltable.Rows(strings.NewReader(page), options) {
		if fault != nil {
			return rows, fault
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func TestRows(t *testing.T) {
	for _, test := range []struct {
		name, page string
		want       [][]string
		err        error
	}{
		{"plain", `<table><tr><td>a</td><td>b</td></tr></table>`, [][]string{{"a", "b"}}, nil},
		{"end tags left out", `<table><tr><th>a<th>b<tr><td>c<td>d</table>`, [][]string{{"a", "b"}, {"c", "d"}}, nil},
		{"row tag left out", `<table><td>a<td>b</table>`, [][]string{{"a", "b"}}, nil},
		{"sections", `<table><thead><tr><th>a</thead><tbody><tr><td>b</tbody></table>`, [][]string{{"a"}, {"b"}}, nil},
		{"several tables", `<table><tr><td>a</table> x <table><tr><td>b</table>`, [][]string{{"a"}, {"b"}}, nil},
		{"white space", "<table><tr><td>\n a \t b\n</td><td> </td></tr></table>", [][]string{{"a b", ""}}, nil},
		{"line break", `<table><tr><td>a<br>b<br/> c</td></tr></table>`, [][]string{{"a\nb\nc"}}, nil},
		{"entities", `<table><tr><td>&lt;5 &amp; 6&nbsp;</td><td>&#38515;&#x6587;</td></tr></table>`, [][]string{{"<5 & 6", "陳文"}}, nil},
		{"markup within a cell", `<table><tr><td><b>a</b> <span>b</span></td></tr></table>`, [][]string{{"a b"}}, nil},
		{"columns spanned", `<table><tr><td colspan=3>a<td>b</table>`, [][]string{{"a", "", "", "b"}}, nil},
		{"text outside cells", `<table>x<tr>y<td>a</td>z</tr></table>`, [][]string{{"a"}}, nil},
		{"empty row", `<table><tr></tr><tr><td>a</table>`, [][]string{{}, {"a"}}, nil},
		{"script and style", `<style>td{}</style><table><tr><td>a<script>b("<td>")</script></td></tr></table>`, [][]string{{"a"}}, nil},
		{"comment", `<table><!-- <tr><td>no --><tr><td>a<!-- b --></td></table>`, [][]string{{"a"}}, nil},
		{"case", `<TABLE><TR><TD>a</TD></TR></TABLE>`, [][]string{{"a"}}, nil},

		{"rows spanned to the end", `<table><tr><td rowspan=2>a</table>`, [][]string{{"a"}}, nil},
		{"rows spanned by number 0", `<table><tr><td rowspan=0>a</table>`, nil, htmltable.ErrMerged},
		{"span that is no number", `<table><tr><td colspan=x>a</table>`, nil, htmltable.ErrMerged},
		{"span of many", `<table><tr><td colspan=99999>a</table>`, nil, htmltable.ErrMerged},
		{"nested", `<table><tr><td><table></table></table>`, nil, htmltable.ErrNested},
		{"truncated in a row", `<table><tr><td>a</td></tr><tr><td>b</td>`, [][]string{{"a"}}, htmltable.ErrTruncated},
		{"truncated in a tag", `<table><tr><td>a</td></tr><tr><td`, [][]string{{"a"}}, htmltable.ErrTruncated},
		{"no table", `<html><body>a</body></html>`, nil, htmltable.ErrNoTable},
		{"empty", ``, nil, htmltable.ErrNoTable},
		{"not UTF-8", "<table><tr><td>\xb3\xaf</table>", nil, htmltable.ErrEncoding},
		{"a character cut off at the end", "<table></table>\xe9\x99", nil, htmltable.ErrEncoding},
		{"a large cell", "<table><tr><td>" + strings.Repeat("a<b>b</b>", 600<<10) + "</table>", nil, htmltable.ErrTooLarge},
		{"a large token", "<table><tr><td " + strings.Repeat("a", 2<<20) + "></table>", nil, htmltable.ErrTooLarge},
		{"many columns", "<table><tr>" + strings.Repeat("<td>", 5000) + "</table>", nil, htmltable.ErrTooLarge},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows, err := read(test.page, nil)
			assert.ErrorIs(t, err, test.err)
			assert.Equal(t, test.want, rows)
		})
	}
}

// A cell over several rows is that of each (HTML, 4.9.12, "forming a table"), and
// what it covers is told. Reports: pandas-dev/pandas#17073 and #60210,
// w3c/csvw#803, SheetJS/sheetjs#868.
func TestRowspan(t *testing.T) {
	for _, test := range []struct {
		name, page string
		want       []string
	}{
		{"first column", `<table><tr><td rowspan=2>a<td>b<tr><td>c</table>`, []string{`["a" "b"] []`, `["a" "c"] [0]`}},
		{"last column", `<table><tr><td>a<td rowspan=3>b<tr><td>c<tr><td>d<tr><td>e</table>`, []string{`["a" "b"] []`, `["c" "b"] [1]`, `["d" "b"] [1]`, `["e"] []`}},
		{"between", `<table><tr><td>a<td rowspan=2>b<td>c<tr><td>d<td>e</table>`, []string{`["a" "b" "c"] []`, `["d" "b" "e"] [1]`}},
		{"with columns", `<table><tr><td>a<td rowspan=2 colspan=2>b<td>c<tr><td>d<td>e</table>`, []string{`["a" "b" "" "c"] []`, `["d" "b" "" "e"] [1]`}},
		{"blank", `<table><tr><td rowspan=2><td>b<tr><td>c</table>`, []string{`["" "b"] []`, `["" "c"] []`}},
		{"within its section", `<table><thead><tr><th rowspan=9>a<th>b</thead><tbody><tr><td>c<td>d</tbody></table>`, []string{`["a" "b"] []`, `["c" "d"] []`}},
		{"a row of nothing else", `<table><tr><td rowspan=2>a<td rowspan=2>b<tr></tr><tr><td>c<td>d</table>`, []string{`["a" "b"] []`, `["c" "d"] []`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for row, err := range htmltable.Rows(strings.NewReader(test.page), nil) {
				var note mapping.RowNote
				require.True(t, err == nil || errors.As(err, &note), err)
				got = append(got, fmt.Sprintf("%q %d", row, note.Filled))
			}
			assert.Equal(t, test.want, got)
		})
	}
}

func TestEncodings(t *testing.T) {
	const page = `<table><tr><td>陳大文 鰂魚涌 𨋢 嘅 㗎</td></tr></table>`
	want := [][]string{{"陳大文 鰂魚涌 𨋢 嘅 㗎"}}
	big5, err := traditionalchinese.Big5.NewEncoder().String(page)
	require.NoError(t, err)

	rows, err := read(big5, &htmltable.Options{Encoding: "big5-hkscs"})
	assert.NoError(t, err)
	assert.Equal(t, want, rows)

	rows, err = read(`<html><head><meta charset="Big5"></head>`+big5, nil)
	assert.NoError(t, err)
	assert.Equal(t, want, rows)

	rows, err = read("\ufeff"+page, nil)
	assert.NoError(t, err)
	assert.Equal(t, want, rows)

	var utf16 strings.Builder
	utf16.WriteString("\xff\xfe")
	for _, r := range "<table><tr><td>陳</table>" {
		utf16.WriteByte(byte(r))
		utf16.WriteByte(byte(r >> 8))
	}
	assert.True(t, htmltable.Is([]byte(utf16.String())))
	rows, err = read(utf16.String(), nil)
	assert.NoError(t, err)
	assert.Equal(t, [][]string{{"陳"}}, rows)

	_, err = read("<meta charset=Shift_JIS><table></table>", nil)
	assert.ErrorIs(t, err, htmltable.ErrCharset)
	_, err = read(big5, &htmltable.Options{Encoding: "utf-8"})
	assert.ErrorIs(t, err, htmltable.ErrEncoding)
}

func TestIs(t *testing.T) {
	for _, page := range []string{"<html>", "\ufeff<!DOCTYPE html>", "\r\n <HTML xmlns:x=\"\">", "<table border=1>", "<!-- x --><table>"} {
		assert.True(t, htmltable.Is([]byte(page)), page)
	}
	for _, file := range []string{"", "Reference Key,Sex\n", "PK\x03\x04", "\xd0\xcf\x11\xe0", "<ClinicalDocument>", "{\"a\":1}"} {
		assert.False(t, htmltable.Is([]byte(file)), file)
	}
}

// A reader that gives a byte at a time, and one that fails, change nothing.
func TestReaders(t *testing.T) {
	page := `<table><tr><td>陳大文</td></tr></table>`
	for row, err := range htmltable.Rows(iotest.OneByteReader(strings.NewReader(page)), nil) {
		require.NoError(t, err)
		assert.Equal(t, []string{"陳大文"}, row)
	}
	var last error
	for _, err := range htmltable.Rows(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(page))), nil) {
		last = err
	}
	assert.ErrorIs(t, last, iotest.ErrTimeout)
	for range htmltable.Rows(strings.NewReader("<table><tr><td>a<tr><td>b</table>"), nil) {
		break
	}
}

func ExampleRows() {
	page := strings.NewReader(`<table>
<tr><th>Reference Key<th>Sex
<tr><td>9000001<td>M
</table>`)
	for row, err := range htmltable.Rows(page, nil) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(strings.Join(row, " | "))
	}
	// Output:
	// Reference Key | Sex
	// 9000001 | M
}

// Whatever the page, reading ends, and a page that is written from rows reads
// as these rows.
func FuzzRows(f *testing.F) {
	for _, page := range []string{
		`<table><tr><td>a</td><td>b</td></tr></table>`,
		`<table><tr><th>a<th colspan=2>b<tr><td>c<br>d</table>`,
		"<table><tr><td>\xb3\xaf</table>", `<table><tr><td rowspan=2>`, `<table><table>`, `<td>a<script><td></script>`,
		"\xff\xfe<\x00t\x00a\x00b\x00l\x00e\x00>\x00", `<meta charset=big5><table><td>`, `&#0;&#x110000;<table><td>&#0;`,
	} {
		f.Add(page)
	}
	f.Fuzz(func(t *testing.T, page string) {
		rows, _ := read(page, nil)
		cells := 0
		var again strings.Builder
		again.WriteString("<table>")
		for _, row := range rows {
			again.WriteString("<tr>")
			for _, cell := range row {
				cells++
				again.WriteString("<td>" + strings.ReplaceAll(html.EscapeString(cell), "\n", "<br>"))
			}
		}
		again.WriteString("</table>")
		if strings.ContainsAny(page, "\x00\r\u00a0\f") || strings.Contains(page, "&") || cells > 1000 {
			return
		}
		if got, err := read(again.String(), nil); assert.NoError(t, err) && len(rows) > 0 {
			assert.Equal(t, rows, got)
		}
	})
}

// page makes a page of n rows.
func page(n int) string {
	var b strings.Builder
	b.WriteString("<html><body><table border=1>\n")
	for i := range n {
		fmt.Fprintf(&b, "<tr><td>%07d</td><td>QEH</td><td>AE%08d</td><td>M</td><td>68</td><td>EP</td><td>2024-03-02</td><td>14</td><td>786.50</td><td>Chest pain &amp; dyspnoea</td></tr>\n", i, i)
	}
	b.WriteString("</table></body></html>\n")
	return b.String()
}

func BenchmarkRows(b *testing.B) {
	text := page(1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, err := range htmltable.Rows(strings.NewReader(text), nil) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != 1000 {
			b.Fatal(n)
		}
	}
}

// BenchmarkBaseline reads the page as a tree, and walks it.
func BenchmarkBaseline(b *testing.B) {
	text := page(1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		root, err := nethtml.Parse(strings.NewReader(text))
		if err != nil {
			b.Fatal(err)
		}
		var rows [][]string
		var walk func(*nethtml.Node)
		walk = func(n *nethtml.Node) {
			switch {
			case n.Type == nethtml.ElementNode && n.Data == "tr":
				rows = append(rows, nil)
			case n.Type == nethtml.TextNode && n.Parent.Data == "td":
				rows[len(rows)-1] = append(rows[len(rows)-1], strings.TrimSpace(n.Data))
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c)
			}
		}
		walk(root)
		if len(rows) != 1000 {
			b.Fatal(len(rows))
		}
	}
}

func TestBenchmarkPage(t *testing.T) {
	rows, err := read(page(2), nil)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	assert.Len(t, rows[0], 10)
}

// Who reads no pages of HTML links no parser of HTML.
func TestLinks(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "..", "../hongkong", "../mainland").Output()
	if err != nil {
		t.Skip("the go command is not here: ", err)
	}
	assert.NotContains(t, string(out), "golang.org/x/net/html")
}
