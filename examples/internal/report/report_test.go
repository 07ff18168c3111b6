package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

func written(t *testing.T, r *Run) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, r.Write(&b))
	return b.String()
}

func shown(t *testing.T, r *Run) *page {
	t.Helper()
	p := r.page()
	return p
}

func TestNilCountsNothing(t *testing.T) {
	var r *Run
	f := r.Open("x.csv", nil)
	f.Issue(mapping.Issue{Code: "bad-date"})
	f.Unmapped(mapping.Unmapped{})
	f.Close(1, 1, 0)
	assert.Nil(t, f)
	assert.Nil(t, r.Counting(nil))
}

func TestRunOfNothing(t *testing.T) {
	r := New(nil)
	r.Open("empty.csv", nil).Close(0, 0, 0)
	page := written(t, r)
	assert.Contains(t, page, "Nothing: every record was translated")
	assert.Contains(t, page, "Not checked: run with -check.")
	assert.NotContains(t, page, "Day of the run")
	assert.NotContains(t, page, "<svg")
}

func TestDayOfTheRun(t *testing.T) {
	page := written(t, New(&Options{Date: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}))
	assert.Contains(t, page, "2026-03-04")
	assert.NotContains(t, page, "05:06")
}

func TestIssuesAreCountedByRuleAndRecord(t *testing.T) {
	r := New(&Options{Checked: true})
	f := r.Open("a.csv", nil)
	f.Issue(mapping.Issue{Line: 1, Column: "X", Severity: mapping.Information, Code: "unknown-column"})
	for record := 1; record <= 3; record++ {
		for range record {
			f.Issue(mapping.Issue{Record: record, Line: record + 1, Column: "B12", Severity: mapping.Error, Code: "bad-date"})
		}
		f.Issue(mapping.Issue{Record: record, Line: record + 1, Column: "B12", Severity: mapping.Warning, Code: "bad-date"})
	}
	f.Issue(mapping.Issue{Record: 3, Line: 4, Column: "A12C", Severity: mapping.Warning, Code: "sex-domain", Detail: "the sex is unknown [Q201]"})
	f.Issue(mapping.Issue{Record: 3, Line: 4, Severity: mapping.Warning, Code: "of-tomorrow", Detail: "new [Q201]"})
	f.Close(3, 2, 1)
	g := r.Open("b.csv", nil)
	g.Issue(mapping.Issue{Record: 3, Line: 9, Column: "B12", Severity: mapping.Error, Code: "bad-date"})
	g.Close(3, 3, 0)

	p := shown(t, r)
	require.Len(t, p.Reading, 3)
	require.Len(t, p.Notes, 1, "notes are apart")
	worst := p.Reading[0]
	assert.Equal(t, "bad-date", worst.Code)
	assert.Equal(t, 7, worst.Count)
	assert.Equal(t, 4, worst.Records, "record 3 of another file is another record")
	assert.Equal(t, []places{{"a.csv", []int{2, 3, 4}}, {"b.csv", []int{9}}}, worst.Places, "each line once")
	assert.Equal(t, []named{{Name: "B12", Count: 7}}, worst.Columns)
	assert.Equal(t, []string{"bad-date", "bad-date", "of-tomorrow", "unknown-column"}, []string{p.Reading[0].Code, p.Reading[1].Code, p.Reading[2].Code, p.Notes[0].Code})
	assert.Zero(t, p.Notes[0].Records, "the header is no record")
	assert.Equal(t, "Look the kind of issue up in the file of -issues, which says more.", p.Reading[2].Action.English)
	require.Len(t, p.Quality, 1)
	assert.Equal(t, "Q201", p.Quality[0].ID)
	assert.NotEmpty(t, p.Quality[0].Sources)
	assert.Equal(t, severities{7, 5, 1}, p.Total.severities)
	require.NotNil(t, p.Rejects)
}

func TestMemoryIsBounded(t *testing.T) {
	const many = 30_000
	r := New(nil)
	for i := range maxFiles + 50 {
		r.Open(fmt.Sprintf("%d.csv", i), nil).Close(10, 9, 1)
	}
	f := r.Open("last.csv", nil)
	for i := range many {
		f.Issue(mapping.Issue{Record: i + 1, Column: fmt.Sprintf("PID-%d.%d", i/900+1, i%900), Severity: mapping.Warning, Code: fmt.Sprintf("code-%d", i)})
		f.Unmapped(mapping.Unmapped{Source: codes.DiagnosisClinical, Code: fmt.Sprintf("A%02d.%03d", i/1000, i%1000), Target: codes.ICD10CM})
	}
	f.Close(many, many, 0)
	assert.LessOrEqual(t, len(r.files), maxFiles)
	assert.LessOrEqual(t, len(r.rules.values), maxRules)
	assert.LessOrEqual(t, len(r.columns.values), maxColumns)
	assert.LessOrEqual(t, len(r.pairs.values), maxPairs)
	assert.LessOrEqual(t, len(r.unmapped.values), maxCodes)

	// Nothing is lost from the sums.
	p := shown(t, r)
	assert.Equal(t, 10*(maxFiles+50)+many, p.Total.Records)
	assert.Equal(t, many, p.Total.Warnings)
	inFiles := p.OtherFiles.Records
	for _, row := range p.Files {
		inFiles += row.Records
	}
	assert.Equal(t, p.Total.Records, inFiles)
	byRule := p.OtherRules
	for _, row := range append(p.Reading, p.Notes...) {
		byRule += row.Count
	}
	assert.Equal(t, many, byRule)
	byColumn := p.OtherColumns.All()
	for _, row := range p.Columns {
		byColumn += row.All()
	}
	assert.Equal(t, many, byColumn)
	require.Len(t, p.Unmapped, 1)
	assert.Equal(t, many, p.Unmapped[0].Count+p.OtherUnmapped)
	assert.Equal(t, many, p.UnmappedCount)
	assert.Less(t, len(written(t, r)), 4<<20)
}

func TestNamesOfColumns(t *testing.T) {
	f := New(&Options{Rows: mainland.HQMS()}).Open("x", nil)
	for _, c := range []struct {
		record       int
		column, want string
	}{
		{1, "", ""},
		{1, "C06x03C", "C06x03C"},
		{0, "科室备注", "科室备注"},
		{1, "科室备注", "?"},
		{1, "patients 110105199003071011", "?"},
		{1, "CHAN", "?"},
		{1, "PID-5[2].1", "PID-5[2].1"},
		{1, "DG1[12]-3", "DG1[12]-3"},
		{1, "ZZZ", "ZZZ"},
		{1, "MSH-9.2", "MSH-9.2"},
		{1, "PID-110105199003071011", "?"},
		{1, "/entry/12/resource/name/0/period", "/entry/*/resource/name/*/period"},
		{1, "/entry/12/resource/陈大文", "?"},
		{1, "/entry/12/resource/A123456", "?"},
	} {
		assert.Equal(t, c.want, f.column(mapping.Issue{Record: c.record, Column: c.column}).column, c.column)
	}
}

func TestEveryEquivalenceHasALabel(t *testing.T) {
	labelled := map[string]bool{}
	for _, o := range outcomes {
		labelled[o.Name] = true
	}
	for e := codes.Equal; e.Valid(); e++ {
		assert.True(t, labelled[e.String()], e.String())
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		n, all int
		want   string
	}{
		{0, 0, "–"}, {0, 7, "0.0%"}, {7, 7, "100.0%"}, {1, 3, "33.3%"}, {2, 3, "66.7%"}, {1, 8, "12.5%"}, {1, 100_000, "<0.1%"}, {99_999, 100_000, ">99.9%"},
	} {
		assert.Equal(t, c.want, percent(c.n, c.all), "%d of %d", c.n, c.all)
	}
}

func TestChartFillsItsWidth(t *testing.T) {
	c := newChart("x", Text{}, Part{Count: 1}, Part{Count: 0}, Part{Count: 1_000_000}, Part{Count: 3})
	require.Len(t, c.Parts, 3)
	x := 0
	for _, p := range c.Parts {
		assert.Equal(t, x, p.X)
		assert.Positive(t, p.Width)
		x += p.Width
	}
	assert.Equal(t, chartWidth, x)
	assert.Nil(t, newChart("x", Text{}, Part{}))
}

func TestNumber(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567"} {
		assert.Equal(t, want, number(n))
	}
}

// Whoever has to mend the cells finds them: the columns with their titles, and up to twenty
// lines of each kind of issue. What to do is said once, and notes are folded.
func TestWhereAndWhatToDo(t *testing.T) {
	r := New(nil)
	reader, err := mapping.NewReader(strings.NewReader("A48,A49,A46C\n1,1,7\n"), mainland.Layouts(), nil)
	require.NoError(t, err)
	f := r.Open("a.csv", reader)
	for line := 2; line < 32; line++ {
		f.Issue(mapping.Issue{Record: line - 1, Line: line, Column: "A46C", Severity: mapping.Warning, Code: "unknown-code"})
		f.Issue(mapping.Issue{Record: line - 1, Line: line, Column: "B15", Severity: mapping.Information, Code: "date-form"})
	}
	f.Close(30, 30, 0)
	page := written(t, r)
	assert.Contains(t, page, `<code lang="en">A46C</code> <span lang="zh-Hans">医疗付费方式</span>&nbsp;<span class="times">×30</span>`)
	assert.Contains(t, page, "a.csv</span>:2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 <span")
	assert.Contains(t, page, `<span lang="en">and 10 more</span> <span lang="zh-Hans">另有 10 项</span>`)
	assert.Equal(t, 1, strings.Count(page, "Correct the value in the source system"))
	assert.Contains(t, page, `<li id="task-1"><p>`)
	assert.Contains(t, page, `<a href="#task-1">`)
	_, notes, found := strings.Cut(page, "<details>")
	require.True(t, found)
	assert.Contains(t, notes, "date-form")
	assert.Contains(t, notes, "calls their severity information")
}
