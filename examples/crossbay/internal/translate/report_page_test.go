package translate

import (
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/crossbay/crossbay/mapping"
)

// Every element is closed, in order, and has each attribute once.
func TestReportIsWellFormed(t *testing.T) {
	page := reported(t, append(reportedFull, dirty)...)
	void := []string{"meta", "br"}
	var open []string
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			require.ErrorIs(t, z.Err(), io.EOF)
			break
		}
		token := z.Token()
		seen := map[string]bool{}
		for _, a := range token.Attr {
			assert.False(t, seen[a.Key], "%s has %s twice", token.Data, a.Key)
			seen[a.Key] = true
		}
		switch kind {
		case html.StartTagToken:
			if !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			require.NotEmpty(t, open)
			require.Equal(t, open[len(open)-1], token.Data)
			open = open[:len(open)-1]
		}
	}
	assert.Empty(t, open)
}

// The page is one file: nothing of it is somewhere else, and nothing of it runs.
func TestReportIsSelfContained(t *testing.T) {
	page := reported(t, append(reportedFull, dirty)...)
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	known := []string{
		"a", "b", "body", "br", "caption", "code", "dd", "desc", "details", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "head", "header",
		"html", "li", "main", "meta", "ol", "p", "rect", "section", "span", "style", "summary", "svg", "table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul",
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		assert.Contains(t, known, n.Data)
		for _, a := range n.Attr {
			assert.NotContains(t, []string{"src", "srcset", "style", "action", "data", "poster", "background"}, a.Key)
			assert.False(t, strings.HasPrefix(a.Key, "on"), a.Key)
			if a.Key == "href" {
				assert.True(t, strings.HasPrefix(a.Val, "#"), a.Val)
			}
		}
		if n.Data == "style" {
			style := n.FirstChild.Data
			assert.NotContains(t, style, "url(")
			assert.NotContains(t, style, "@import")
			assert.NotContains(t, style, "@font-face")
		}
	}
	assert.NotContains(t, page, "ZgotmplZ", "the template refused a value")
}

func TestReportIsAccessible(t *testing.T) {
	page := reported(t, append(reportedFull, dirty)...)
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	ids, refers := map[string]bool{}, []string{}
	level := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attribute(n, "id"); id != "" {
			assert.False(t, ids[id], "id %s stands twice", id)
			ids[id] = true
		}
		refers = append(refers, strings.Fields(attribute(n, "aria-labelledby"))...)
		refers = append(refers, strings.TrimPrefix(attribute(n, "href"), "#"))
		switch n.Data {
		case "html":
			assert.Equal(t, "en", attribute(n, "lang"))
		case "h1", "h2", "h3":
			next := int(n.Data[1] - '0')
			assert.LessOrEqual(t, next, level+1, "a level of headings is skipped at %s", textOf(n))
			level = next
		case "th":
			assert.Contains(t, []string{"row", "col"}, attribute(n, "scope"))
		case "table":
			require.NotNil(t, n.FirstChild)
			assert.True(t, slices.ContainsFunc(slices.Collect(n.ChildNodes()), func(c *html.Node) bool { return c.Data == "caption" && textOf(c) != "" }))
		case "svg":
			named := attribute(n, "role") == "img" && attribute(n, "aria-labelledby") != ""
			assert.True(t, named || attribute(n, "aria-hidden") == "true")
		}
	}
	for _, id := range refers {
		assert.True(t, id == "" || ids[id], "nothing has the id %s", id)
	}
	han := regexp.MustCompile(`\p{Han}`)
	for n := range root.Descendants() {
		if n.Type != html.TextNode || !han.MatchString(n.Data) || n.Parent.Data == "title" || n.Parent.Data == "desc" {
			continue
		}
		language := ""
		for p := n.Parent; p != nil && language == ""; p = p.Parent {
			language = attribute(p, "lang")
		}
		assert.True(t, strings.HasPrefix(language, "zh-"), "%q is not marked as Chinese", n.Data)
	}
}

// pageCanaries are values for the cells of a sheet by which one knows them again.
var pageCanaries = map[string]func(column int) string{
	"text":               func(i int) string { return fmt.Sprintf("金丝雀%d号", i) },
	"what could be code": func(i int) string { return fmt.Sprintf("CANARY%d", i) },
	"digits":             func(i int) string { return fmt.Sprintf("7391%014d", i) },
	"identity number":    func(int) string { return "11010519900307101X" },
	"number":             func(i int) string { return fmt.Sprintf("7391%d.25", i) },
	"date":               func(i int) string { return fmt.Sprintf("1903-07-%02d 13:57:09", 1+i%28) },
	"markup":             func(i int) string { return fmt.Sprintf("<b>canary%d</b>&amp;\"'", i) },
	"hong kong identity": func(int) string { return "A739164(5)" },
	"code and name":      func(i int) string { return fmt.Sprintf("I21.900 金丝雀%d", i) },
}

// song is what is left of the canaries where one has got onto the page.
var song = regexp.MustCompile(`金丝雀|(?i)canary|7391|1990030|1903-07|13:57:09`)

func TestNoPatientValueIsInTheReport(t *testing.T) {
	for _, layout := range layouts() {
		if layout.Name == "hk-adt" {
			continue // its files are messages
		}
		var header []string
		for _, c := range layout.Columns() {
			header = append(header, c.Name)
		}
		t.Run(layout.Name, func(t *testing.T) {
			file := strings.Join(header, ",") + "\n"
			if layout.Nested() || layout.ClinicalDocuments() {
				file = ""
			}
			for _, canary := range pageCanaries {
				if layout.ClinicalDocuments() {
					file += clinical(t, layout.Name, 0, "", canary) + clinical(t, layout.Name, 1, "", canary)
					continue
				}
				if layout.Nested() {
					cells := map[string]any{}
					for i, name := range header {
						cells[name] = canary(i)
					}
					file += object(t, cells) + "\n" + object(t, cells) + "\n"
					continue
				}
				var cells []string
				for i := range header {
					cells = append(cells, `"`+strings.ReplaceAll(canary(i), `"`, `""`)+`"`)
				}
				record := strings.Join(cells, ",") + "\n"
				file += record + record
			}
			in := write(t, "in.csv", file+"too,few\n")
			assertSilent(t, reported(t, append(reportedFull, "-from", layout.Name, in)...))
			assertSilent(t, reported(t, "-quiet", "-to", "n041", "-from", layout.Name, in))
		})
	}
}

// A sheet of values that fit their columns, so that the record goes all the way.
func TestNoValueOfATranslatedRecordIsInTheReport(t *testing.T) {
	record := "739112,金丝雀医院,739100001,1,金丝雀甲,1,1903-07-05 13:57:09,1903-07-08 13:57:09,%s,金丝雀病\n"
	for _, code := range []string{"I21.900x001", "73911", "7391.5", "CANARY1", "11010519900307101X", "金丝雀"} {
		t.Run(code, func(t *testing.T) {
			page := reported(t, append(reportedFull, write(t, "in.csv", sheet(fmt.Sprintf(record, code))))...)
			assertSilent(t, page)
			assert.Contains(t, strings.Join(sections(t, page)["files"], "\n"), "In all 合计 | 1 | 1 | 0")
			assert.Equal(t, code == "I21.900x001", strings.Contains(page, code), "a code that is one is shown")
		})
	}
}

func TestNoValueOfAMessageIsInTheReport(t *testing.T) {
	var b strings.Builder
	for _, canary := range pageCanaries {
		b.WriteString("MSH|^~\\&|HIS|HOSP|EHR|HA|20260101120000||ADT^A03|1|P|2.4||||||UNICODE UTF-8\r")
		for _, segment := range []string{"EVN", "PID", "NK1", "PV1", "PV2", "AL1", "DG1", "PR1", "IN1", "OBX", "ZZZ"} {
			b.WriteString(segment)
			for i := range 50 {
				value := strings.NewReplacer("&", "\\T\\", "^", "\\S\\").Replace(canary(i))
				switch {
				case i == 0 && segment == "EVN":
					value = "A03"
				case i == 0:
					value = "1"
				default:
					value += "^" + value
				}
				b.WriteString("|" + value)
			}
			b.WriteString("\r")
		}
	}
	page := reported(t, append(reportedFull, "-from", "hk-adt", write(t, "in.hl7", b.String()))...)
	assertSilent(t, page)
	total := rowOf(t, sections(t, page)["files"], "In all 合计")
	assert.Equal(t, len(pageCanaries), numberOf(t, total[1]))
	assert.Positive(t, numberOf(t, total[2]), "some get all the way")
}

// A program may write its records by what should be a value.
func TestNoNameOfJSONIsInTheReport(t *testing.T) {
	member := func(s string) string {
		quoted, err := json.Marshal(s)
		require.NoError(t, err)
		return string(quoted)
	}
	records := ""
	for _, canary := range pageCanaries {
		records += fmt.Sprintf(`{"Encounter key": %s, "Recipient eHR number": %s, %s: {%s: 1}, "Problem": {%s: [{"x": 1}]}}`+"\n",
			member(canary(1)), member(canary(2)), member(canary(3)), member(canary(4)), member(canary(5)))
	}
	page := reported(t, append(reportedFull, "-from", "hk-ehealth", write(t, "in.ndjson", records))...)
	assertSilent(t, page)
	assert.Contains(t, page, "names that no layout has")
}

// No cell of the samples is on the page but by being a number that counts, a
// code, or a word of the page itself.
func TestNoLongValueOfTheSamplesIsInTheReport(t *testing.T) {
	page := reported(t, append(reportedFull, "../../../testdata/hqms.csv", "../../../testdata/n041.csv", "../../../testdata/hk-frontsheet.csv")...)
	text := page[strings.Index(page, "<body>"):]
	found := 0
	for _, name := range []string{"hqms.csv", "n041.csv", "hk-frontsheet.csv"} {
		reader, err := mapping.NewReader(strings.NewReader(read(t, "../../../testdata/"+name)), layouts(), nil)
		require.NoError(t, err)
		for r, err := range reader.Records() {
			require.NoError(t, err)
			p := &r.Sheet.Patient
			for _, value := range []string{p.Name, p.RecordNumber, p.DocumentNumber, p.HealthCard, r.Sheet.Facility.Name, r.Sheet.Stay.Number} {
				if len(value) > 3 {
					found++
					assert.NotContains(t, text, value)
				}
			}
		}
	}
	assert.Greater(t, found, 100)
}

func assertSilent(t *testing.T, page string) {
	t.Helper()
	assert.Empty(t, song.FindAllString(page, -1))
}
