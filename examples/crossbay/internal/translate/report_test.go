package translate

import (
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/crossbay/crossbay/examples/internal/browser"
	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/quality"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The run of which most tests of the page tell.
var (
	dirty        = "../../../testdata/hqms-dirty.csv"
	reportedFull = []string{"-quiet", "-check", "-add-codes", "icd-10-cm,icd-9-cm", "-report-date", "2026-03-04"}
)

// reported runs the command with -report, and returns the page.
func reported(t *testing.T, args ...string) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "report.html")
	r := translate(t, "", append([]string{"-report", page}, args...)...)
	require.NotEqual(t, exitFailed, r.status, r.stderr)
	return read(t, page)
}

// A section of the page as a reader hears it: each row of a table and each item
// of a list on a line, with a bar between cells.
func sections(t *testing.T, page string) map[string][]string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	all := map[string][]string{}
	for n := range root.Descendants() {
		id := attribute(n, "aria-labelledby")
		if n.Data != "section" || id == "" {
			continue
		}
		for m := range n.Descendants() {
			switch m.Data {
			case "tr":
				var cells []string
				for c := range m.ChildNodes() {
					if c.Type == html.ElementNode {
						cells = append(cells, textOf(c))
					}
				}
				all[id] = append(all[id], strings.Join(cells, " | "))
			case "h2", "h3", "p", "caption", "li", "dt", "dd", "desc":
				if m.Parent.Data != "li" && m.Parent.Data != "td" {
					all[id] = append(all[id], textOf(m))
				}
			}
		}
	}
	return all
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for m := range n.Descendants() {
		switch {
		case m.Type == html.TextNode:
			b.WriteString(m.Data)
		case m.Data == "div" || m.Data == "br" || m.Data == "p" || m.Data == "li":
			b.WriteString(" ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// numberOf reads a number as the page writes it.
func numberOf(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
	require.NoError(t, err)
	return n
}

func TestReportOfADirtyFile(t *testing.T) {
	page := reported(t, append(reportedFull, dirty)...)
	all := sections(t, page)
	var b strings.Builder
	for _, id := range []string{"summary", "tasks", "files", "issues", "quality", "columns", "codes", "unmapped", "tables"} {
		require.Contains(t, all, id)
		b.WriteString(strings.Join(all[id], "\n") + "\n\n")
	}
	const golden = "testdata/report-hqms-dirty.txt"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	assert.Equal(t, read(t, golden), b.String())
}

// What the page says is what the files of -issues, -rejects and -unmapped and
// the documents say, counted without it.
func TestReportAgreesWithTheFilesOfTheRun(t *testing.T) {
	dir := t.TempDir()
	name := func(s string) string { return filepath.Join(dir, s) }
	args := append([]string{
		"-issues", name("issues"), "-rejects", name("rejects"), "-unmapped", name("unmapped"), "-out", name("out"), "-report", name("page"),
	}, reportedFull...)
	r := translate(t, "", append(args, dirty, "../../../testdata/hqms.csv", "../../../testdata/hk-cdars.csv")...)
	require.Equal(t, exitRejected, r.status, r.stderr)
	all := sections(t, read(t, name("page")))

	t.Run("records", func(t *testing.T) {
		total := rowOf(t, all["files"], "In all 合计")
		assert.Equal(t, strings.Count(read(t, name("out")), "\n"), numberOf(t, total[2]))
		assert.Equal(t, strings.Count(read(t, name("rejects")), "\n")-1, numberOf(t, total[3]), "but the header")
		assert.Equal(t, numberOf(t, total[1]), numberOf(t, total[2])+numberOf(t, total[3]))
	})

	var issues []mapping.Issue
	for line := range strings.Lines(read(t, name("issues"))) {
		var i mapping.Issue
		require.NoError(t, json.Unmarshal([]byte(line), &i))
		issues = append(issues, i)
	}
	t.Run("issues by kind", func(t *testing.T) {
		words := map[mapping.Severity]string{mapping.Error: "Error 错误", mapping.Warning: "Warning 警告", mapping.Information: "Note 提示"}
		want, wantRecords := map[string]int{}, map[string]map[string]bool{}
		for _, i := range issues {
			code := i.Code
			if rule, ok := quality.FindRule(i.Code); ok && strings.HasSuffix(i.Detail, " ["+rule.ID+"]") {
				code = rule.ID + " " + rule.Code
			}
			key := words[i.Severity] + " " + code
			want[key]++
			if i.Record > 0 {
				if wantRecords[key] == nil {
					wantRecords[key] = map[string]bool{}
				}
				wantRecords[key][i.File+":"+strconv.Itoa(i.Record)] = true
			}
		}
		got := map[string]int{}
		for _, line := range append(rows(all["issues"]), rows(all["quality"])...) {
			c := strings.Split(line, " | ")
			words := strings.Fields(c[0])
			code := words[len(words)-1]
			if id := words[len(words)-2]; strings.HasPrefix(id, "Q") && len(id) == 4 {
				code = id + " " + code
			}
			key := words[0] + " " + words[1] + " " + code
			got[key] += numberOf(t, c[1])
			if c[2] == "–" {
				c[2] = "0"
			}
			assert.Len(t, wantRecords[key], numberOf(t, c[2]), key)
		}
		assert.Equal(t, want, got)
	})
	t.Run("issues by column", func(t *testing.T) {
		want := map[string][3]int{}
		notes := map[string]int{}
		layouts := map[string]string{"hqms-dirty.csv": "hqms", "hqms.csv": "hqms", "hk-cdars.csv": "hk-cdars"}
		for _, i := range issues {
			n := want[layouts[i.File]+" "+i.Column]
			n[map[mapping.Severity]int{mapping.Error: 0, mapping.Warning: 1, mapping.Information: 2}[i.Severity]]++
			want[layouts[i.File]+" "+i.Column] = n
		}
		for key, n := range want {
			if _, column, _ := strings.Cut(key, " "); column == "" {
				delete(want, key)
			} else if n[0]+n[1] == 0 {
				notes[key] = n[2]
				delete(want, key)
			}
		}
		got := map[string][3]int{}
		for _, line := range rows(all["columns"]) {
			c := strings.Split(line, " | ")
			for key := range want {
				layout, column, _ := strings.Cut(key, " ")
				if strings.HasPrefix(c[0], column+" ") && strings.HasSuffix(c[0], " "+layout) {
					got[key] = [3]int{numberOf(t, c[1]), numberOf(t, c[2]), numberOf(t, c[3])}
				}
			}
		}
		assert.Equal(t, want, got)
		list := strings.Join(all["columns"], "\n")
		for key, n := range notes {
			_, column, _ := strings.Cut(key, " ")
			if n > 2 { // the rarest may be left out
				assert.Regexp(t, regexp.QuoteMeta(column)+"( [^×]*)? ×"+strconv.Itoa(n)+`\b`, list)
			}
		}
	})
	t.Run("codes without a target", func(t *testing.T) {
		list, err := csv.NewReader(strings.NewReader(read(t, name("unmapped")))).ReadAll()
		require.NoError(t, err)
		want := 0
		for _, row := range list[1:] {
			want += numberOf(t, row[7])
		}
		require.Positive(t, want)
		got := 0
		for _, line := range rows(all["unmapped"]) {
			got += numberOf(t, strings.Split(line, " | ")[1])
		}
		if last := all["unmapped"][len(all["unmapped"])-1]; strings.Contains(last, "Not shown") {
			got += numberOf(t, last[strings.LastIndexByte(last, ' ')+1:])
		}
		assert.Equal(t, want, got)
	})
	t.Run("equivalences", func(t *testing.T) {
		want := map[string]int{}
		for line := range strings.Lines(read(t, name("out"))) {
			var bundle struct {
				Entry []struct{ Resource map[string]any }
			}
			require.NoError(t, json.Unmarshal([]byte(line), &bundle))
			for _, e := range bundle.Entry {
				if kind := e.Resource["resourceType"]; kind != "Condition" && kind != "Procedure" {
					continue
				}
				code, _ := e.Resource["code"].(map[string]any)
				codings, _ := code["coding"].([]any)
				for _, c := range codings {
					coding := c.(map[string]any)
					extensions, _ := coding["extension"].([]any)
					for _, x := range extensions {
						if x := x.(map[string]any); x["url"] == fhir.ExtensionTranslatedBy {
							for _, part := range x["extension"].([]any) {
								if part := part.(map[string]any); part["url"] == "equivalence" {
									want[part["valueCode"].(string)]++
								}
							}
						}
					}
				}
			}
		}
		require.NotEmpty(t, want)
		labels := map[string]string{"Equal:": "equal", "Equivalent:": "equivalent", "Wider:": "wider", "Narrower:": "narrower", "Inexact:": "inexact", "Related:": "relatedto", "Subsumes:": "subsumes", "Specializes:": "specializes"}
		got := map[string]int{}
		for _, line := range all["codes"] {
			words := strings.Fields(line)
			if outcome := labels[words[0]]; outcome != "" && !strings.Contains(line, ";") && !strings.HasSuffix(line, ")") {
				got[outcome] += numberOf(t, words[len(words)-2])
			}
		}
		assert.Equal(t, want, got)
	})
}

// rows are the lines of tables, except for their heads.
func rows(lines []string) []string {
	var list []string
	for _, line := range lines {
		if c := strings.Split(line, " | "); len(c) > 2 && strings.Trim(c[1], "0123456789,") == "" {
			list = append(list, line)
		}
	}
	return list
}

func rowOf(t *testing.T, lines []string, first string) []string {
	t.Helper()
	for _, line := range lines {
		if c := strings.Split(line, " | "); c[0] == first {
			return c
		}
	}
	require.FailNow(t, "no row "+first)
	return nil
}

func TestReportDoesNotDependOnTheWorkers(t *testing.T) {
	one := reported(t, append(reportedFull, "-workers", "1", dirty, "../../../testdata/hqms.csv")...)
	for range 3 {
		assert.True(t, one == reported(t, append(reportedFull, "-workers", "4", dirty, "../../../testdata/hqms.csv")...))
	}
}

// Whatever the samples show, somebody is told what to do about it.
func TestEveryIssueOfTheSamplesHasAdvice(t *testing.T) {
	samples, err := filepath.Glob("../../../testdata/*[0-9a-z].[chjn]*[vl7on]")
	require.NoError(t, err)
	require.Greater(t, len(samples), 10)
	for _, sample := range samples {
		t.Run(filepath.Base(sample), func(t *testing.T) {
			assert.NotContains(t, reported(t, append(reportedFull, sample)...), "Issue of another kind")
			assert.NotContains(t, reported(t, "-quiet", "-to", "n041", "-to-encoding", "gb18030", sample), "Issue of another kind")
		})
	}
}

func TestReportOfRows(t *testing.T) {
	all := sections(t, reported(t, "-quiet", "-to", "n041", "-out", filepath.Join(t.TempDir(), "out.csv"), dirty))
	total := rowOf(t, all["files"], "In all 合计")
	assert.Equal(t, []string{"12", "10", "2"}, total[1:4])
	assert.Contains(t, strings.Join(all["issues"], "\n"), "required-empty")
	assert.Contains(t, strings.Join(all["codes"], "\n"), "No codes were added")
}

func TestReportOfDocuments(t *testing.T) {
	documents := filepath.Join(t.TempDir(), "stays.ndjson")
	require.NotEqual(t, exitFailed, translate(t, "", "-quiet", "-out", documents, dirty).status)
	all := sections(t, reported(t, "-quiet", "-from", "fhir", "-to", "hqms", documents))
	total := rowOf(t, all["files"], "In all 合计")
	assert.Equal(t, []string{"10", "10", "0"}, total[1:4])
}

func TestFailedRunLeavesTheOldReport(t *testing.T) {
	page := write(t, "report.html", "old\n")
	r := translate(t, "", "-quiet", "-report", page, dirty, torn(t))
	assert.Equal(t, exitFailed, r.status)
	assert.Equal(t, "old\n", read(t, page))
	left, err := os.ReadDir(filepath.Dir(page))
	require.NoError(t, err)
	assert.Len(t, left, 1)
}

func TestReportDateThatIsNone(t *testing.T) {
	assert.Equal(t, exitFailed, translate(t, sheet(good), "-report-date", "yesterday", "-").status)
}

// The page fits a telephone, a sheet of A4 between its margins, and a desk.
func TestReportFitsTheScreen(t *testing.T) {
	page := reported(t, append(reportedFull, dirty, "../../../testdata/hqms.csv", "../../../testdata/hk-cdars.csv", "../../../testdata/hk-adt.hl7")...)
	onPaper := strings.NewReplacer("@media print", "@media all", "@media screen", "@media not all").Replace(page)
	require.NotEqual(t, page, onPaper)
	for _, c := range []struct {
		name, page string
		width      int
	}{{"telephone", page, 375}, {"small telephone", page, 320}, {"tablet", page, 768}, {"desk", page, 1440}, {"paper", onPaper, 695}} {
		t.Run(c.name, func(t *testing.T) {
			l := browser.Load(t, c.page, c.width)
			assert.False(t, l.Overflows(), "%d of %d: %v", l.Content, l.Width, l.Wide)
			assert.Empty(t, l.Wide)
		})
	}
}
