package view_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/examples/browser/internal/view"
)

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "testdata", name))
	require.NoError(t, err)
	return data
}

// A file is opened, and its first record is translated for the other side. The
// person is invented.
func ExampleViewer() {
	var v view.Viewer
	file := v.Open("stays.csv", []byte("A48,A11,A12C,B15,C03C\n000123,测试甲,1,2024-01-05 09:00:00,K80.000\n"), "")
	fmt.Println(file.Tables[0].Layout, len(file.Records))
	record, err := v.Record(0, "hk-frontsheet")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range record.Sheet {
		if c.Column == "Principal diagnosis code" {
			fmt.Println(c.Title, c.Value)
		}
	}
	fmt.Println(record.FHIR[:26])
	// Output:
	// hqms 1
	// 主要診斷編碼 K80.0
	// {
	//   "resourceType": "Bundl
}

func TestLayouts(t *testing.T) {
	other := map[string]string{}
	for _, l := range new(view.Viewer).Layouts() {
		other[l.Name] = l.Other
		assert.NotEmpty(t, l.Title)
		assert.Equal(t, l.Name != view.FHIR, l.Write, l.Name)
	}
	assert.Equal(t, "hk-frontsheet", other["hqms"])
	assert.Equal(t, "hqms", other["hk-frontsheet"])
	assert.Equal(t, "hqms", other["mo-frontsheet"])
}

// Whatever the sample, it can be written in every layout, and what was written be read.
func TestEveryPair(t *testing.T) {
	var v view.Viewer
	layouts := v.Layouts()
	for _, name := range []string{"hqms.csv", "hk-frontsheet.csv", "mo-frontsheet.csv", "cda-c0032.xml", "hk-adt.hl7"} {
		v.Open(name, read(t, name), "")
		for _, to := range layouts {
			if to.Reports {
				continue
			}
			r, err := v.Record(0, to.Name)
			require.NoError(t, err, "%s to %s", name, to.Name)
			assert.Equal(t, to.Write, len(r.Sheet) > 0, "%s to %s", name, to.Name)
		}
	}
}

// Reports of laboratories are recognised, and cross to the layout of the other side.
func TestReports(t *testing.T) {
	var v view.Viewer
	for name, to := range map[string]string{
		"oru.hl7": "yb-4502", "yb-4501.ndjson": "oru-r01", "yb-4502.ndjson": "oru-r01", "yb-4503.ndjson": "oru-r01", "yb-4504.ndjson": "oru-r01", "yb-4505.ndjson": "oru-r01",
		"cda-c0007.xml": "oru-r01", "cda-c0006.xml": "cda-c0007",
	} {
		data, err := os.ReadFile(filepath.Join("..", "..", "..", "..", "mapping", "results", "testdata", name))
		require.NoError(t, err)
		f := v.Open(name, data, "")
		require.NotEmpty(t, f.Records, name)
		assert.NotEqual(t, to, f.Tables[0].Layout)
		made := 0
		for i, e := range f.Records {
			r, err := v.Record(i, to)
			require.NoError(t, err)
			assert.NotEmpty(t, r.Raw)
			if e.Rejected {
				assert.NotEmpty(t, r.Issues)
				continue
			}
			made++
			assert.Contains(t, r.FHIR, "DiagnosticReport")
			assert.NotEmpty(t, r.Text)
			for _, issue := range r.Issues {
				assert.NotEmpty(t, issue.Chinese, issue.Code)
			}
		}
		assert.Positive(t, made)
		r, err := v.Record(0, "hqms") // no layout of reports
		require.NoError(t, err)
		assert.Empty(t, r.Text)
	}
}

// No more records are kept than the page can show, and the page says so.
func TestManyRecords(t *testing.T) {
	var v view.Viewer
	rows := "A48,A11,B15\n" + strings.Repeat("000123,测试甲,2024-01-05 09:00:00\n", view.MostRecords)
	f := v.Open("a.csv", []byte(rows), "")
	assert.Len(t, f.Records, view.MostRecords)
	assert.False(t, f.More)
	f = v.Open("a.csv", []byte(rows+"000124,测试甲,2024-01-05 09:00:00\n"), "")
	assert.Len(t, f.Records, view.MostRecords)
	assert.True(t, f.More)
}

// A record that is rejected has issues that say why, and nothing is made of it.
func TestRejectedRecord(t *testing.T) {
	var v view.Viewer
	f := v.Open("hqms-dirty.csv", read(t, "hqms-dirty.csv"), "")
	rejected := 0
	for i, e := range f.Records {
		r, err := v.Record(i, "hk-frontsheet")
		require.NoError(t, err)
		assert.Equal(t, e.Rejected, r.FHIR == "")
		assert.Equal(t, e.Rejected, r.Page == "")
		if e.Rejected {
			rejected++
			require.NotEmpty(t, r.Issues)
			assert.NotEmpty(t, r.Raw)
		}
	}
	assert.Positive(t, rejected)
	_, err := v.Record(len(f.Records), "")
	assert.Error(t, err)
}

// Every issue says where it is, what it means, and what to do, in both languages; that
// of a cell has the cell.
func TestIssues(t *testing.T) {
	var v view.Viewer
	for _, name := range []string{"hqms-dirty.csv", "hk-frontsheet.csv", "hk-adt.hl7", "mo-frontsheet.csv", "yb-4101a.json"} {
		f := v.Open(name, read(t, name), "")
		to := "hqms"
		if strings.HasPrefix(f.Tables[0].Layout, "hqms") || strings.HasPrefix(f.Tables[0].Layout, "yb") {
			to = "hk-frontsheet"
		}
		steps := map[string]int{}
		for i, e := range f.Records {
			r, err := v.Record(i, to)
			require.NoError(t, err)
			for _, issue := range r.Issues {
				steps[issue.Step]++
				assert.NotEmpty(t, issue.English, issue.Code)
				assert.NotEmpty(t, issue.Chinese, issue.Code)
				assert.NotEmpty(t, issue.Advice, issue.Code)
				assert.NotEmpty(t, issue.ChineseAdvice, issue.Code)
				assert.Equal(t, e.Line, issue.Line, issue.Code)
			}
		}
		assert.Positive(t, steps["sheet"], name)
	}
	f := v.Open("hk-frontsheet.csv", read(t, "hk-frontsheet.csv"), "")
	require.NotEmpty(t, f.Records)
	r, err := v.Record(0, "hqms")
	require.NoError(t, err)
	found := false
	for _, issue := range r.Issues {
		if issue.Column == "C03C" && issue.Code == "unmapped-code" { // a column of the sheet that is written
			found = true
			assert.Equal(t, "I21.4", issue.Value, "the cell of the source")
			assert.Equal(t, "出院主要诊断编码", issue.Title)
		}
	}
	assert.True(t, found)
}

// What is no record is said, with the name of the file and without what is in it.
func TestUnreadableFile(t *testing.T) {
	var v view.Viewer
	for name, data := range map[string]string{
		"empty.csv": "", "other.csv": "colour,secret\nred,5\n", "picture.png": "\x89PNG\r\n\x1a\nsecret", "old.xls": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1secret",
	} {
		f := v.Open(name, []byte(data), "")
		require.Len(t, f.Faults, 1, name)
		assert.Contains(t, f.Faults[0], name)
		assert.NotContains(t, f.Faults[0], "secret")
		assert.Empty(t, f.Records)
	}
}
