package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// try runs the program.
func try(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(context.Background(), args, strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}

const sample = "../testdata/hqms.csv"

func TestFlagsStandAnywhereWithOneDashOrTwo(t *testing.T) {
	_, want, _ := try(t, "translate", "-quiet", "-from", "hqms", sample)
	require.NotEmpty(t, want)
	for _, args := range [][]string{
		{"translate", "--quiet", "--from", "hqms", sample},
		{"translate", sample, "-from", "hqms", "-quiet"},
		{"translate", "-from=hqms", sample, "--quiet"},
		{"translate", "-quiet", "--", sample},
	} {
		status, out, stderr := try(t, args...)
		assert.Zero(t, status, stderr)
		assert.True(t, want == out, args)
	}
	for _, args := range [][]string{
		{"codes", "lookup", "-source", "icd-10-cm", "I21.4"}, {"codes", "lookup", "I21.4", "--source=icd-10-cm"},
	} {
		status, out, stderr := try(t, args...)
		assert.Zero(t, status, stderr)
		assert.Contains(t, out, `"resourceType":"Parameters"`)
	}
}

func TestAnErrorIsOneLineThatNamesTheNearest(t *testing.T) {
	for _, x := range []struct {
		args []string
		want string
	}{
		{nil, "no command"},
		{[]string{"tranlate"}, "did you mean translate?"},
		{[]string{"translate", "-form", "hqms", sample}, "did you mean -from?"},
		{[]string{"translate", sample, "--form", "hqms"}, "did you mean -from?"},
		{[]string{"translate", "-from", "hqsm", sample}, "did you mean hqms?"},
		{[]string{"translate", "-to", "hk-frontshet", sample}, "did you mean hk-frontsheet?"},
		{[]string{"translate", "-diagnosis-codes", "icd10cm", sample}, "did you mean icd-10-cm?"},
		{[]string{"codes", "lokup"}, "did you mean lookup?"},
		{[]string{"codes", "lookup", "-source", "icd9cm", "A"}, "did you mean icd-9-cm?"},
		{[]string{"layouts", "elemnts"}, "did you mean elements?"},
		{[]string{"layouts", "elements", "patient.gender"}, "no element"},
		{[]string{"issues", "bad-dat"}, "did you mean bad-date?"},
		{[]string{"exchange", "saal"}, "did you mean seal?"},
		{[]string{"exchange", "seal", "-purpse", "TREAT"}, "did you mean -purpose?"},
		{[]string{"load", "-bse", "http://127.0.0.1:1"}, "did you mean -base?"},
		{[]string{"check", "-out", "x", sample}, "not defined: -out"},
	} {
		status, out, stderr := try(t, x.args...)
		assert.Equal(t, 2, status, x.args)
		assert.Empty(t, out)
		assert.Contains(t, stderr, x.want)
		assert.Equal(t, 1, strings.Count(stderr, "\n"), stderr)
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"-help"}, {"help"}, {"--help"}} {
		status, _, stderr := try(t, args...)
		assert.Zero(t, status)
		for _, name := range []string{"translate", "check", "report", "codes", "term", "load", "exchange", "layouts", "issues", "version", "completion"} {
			assert.Regexp(t, `(?m)^  `+name+` `, stderr)
		}
	}
	for _, args := range [][]string{{"translate", "-help"}, {"help", "translate"}} {
		status, _, stderr := try(t, args...)
		assert.Zero(t, status)
		assert.Less(t, strings.Index(stderr, "Every day:"), strings.Index(stderr, "What is read:"))
		daily, _, _ := strings.Cut(stderr, "What is read:")
		assert.Len(t, regexp.MustCompile(`(?m)^  -`).FindAllString(daily, -1), 6)
		assert.NotContains(t, stderr, "\nOther:", "each flag has a group")
	}
}

func TestCompletion(t *testing.T) {
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		status, out, stderr := try(t, "completion", shell)
		assert.Zero(t, status, stderr)
		assert.Contains(t, out, "crossbay")
	}
	for _, x := range []struct {
		args []string
		want string
	}{
		{[]string{"tr"}, "translate"},
		{[]string{"codes", "lo"}, "lookup"},
		{[]string{"codes", "val"}, "validate"},
		{[]string{"codes", "validate", "-source", ""}, "icd-10-cm"},
		{[]string{"translate", "-fr"}, "-from"},
		{[]string{"translate", "--fr"}, "--from"},
		{[]string{"translate", "-from", ""}, "hk-frontsheet"},
		{[]string{"codes", "lookup", "-source", ""}, "icd-10-cm"},
		{[]string{"issues", ""}, "bad-date"},
		{[]string{"exchange", "se"}, "seal"},
		{[]string{"exchange", "seal", "-purpose", ""}, "TREAT"},
	} {
		status, out, _ := try(t, append([]string{"__complete"}, x.args...)...)
		assert.Zero(t, status)
		assert.Regexp(t, `(?m)^`+x.want+`(\t|$)`, out, x.args)
	}
}

func TestVersion(t *testing.T) {
	for _, name := range []string{"version", "-version", "--version"} {
		status, out, _ := try(t, name)
		assert.Zero(t, status)
		assert.Regexp(t, `(?s)^crossbay .*\nrevision .*\ngo1\..*ICD-10-CM: 2026.*rules: \d`, out)
	}
}

// Every code has its meaning and what to do in both languages.
func TestIssues(t *testing.T) {
	status, out, _ := try(t, "issues")
	assert.Zero(t, status)
	assert.Greater(t, strings.Count(out, "\n"), 500)
	status, one, _ := try(t, "issues", "bad-date")
	assert.Zero(t, status)
	assert.Equal(t, 5, strings.Count(one, "\n"))
	assert.Contains(t, out, one)
	assert.Contains(t, one, "日期")
}

// check tells what is wrong, and of whom only the place.
func TestCheckAndReport(t *testing.T) {
	status, out, stderr := try(t, "check", "-today", "2026-11-01", "../testdata/hqms-dirty.csv")
	assert.Equal(t, 1, status, stderr)
	assert.Regexp(t, `(?m)^hqms-dirty.csv, line \d+.*\[Q\d+\]`, out)
	assert.NotContains(t, out, "resourceType")
	status, page, stderr := try(t, "report", "-quiet", sample)
	assert.Zero(t, status, stderr)
	assert.True(t, strings.HasPrefix(page, "<!DOCTYPE html>"), stderr)
	name := filepath.Join(t.TempDir(), "page.html")
	status, none, stderr := try(t, "report", "-quiet", "-out", name, sample)
	assert.Zero(t, status, stderr)
	assert.Empty(t, none)
	written, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, page, string(written))
}

func TestLayoutsExplain(t *testing.T) {
	status, out, stderr := try(t, "layouts", "explain", "../testdata/n041-gbk.csv")
	assert.Zero(t, status, stderr)
	assert.Contains(t, out, "n041-gbk.csv: n041 (")
	assert.Contains(t, out, "encoding gb18030")
	assert.Contains(t, out, "not hk-adt: it is for messages")
	name := filepath.Join(t.TempDir(), "x.csv")
	require.NoError(t, os.WriteFile(name, []byte("A01,A02,A11,B12,ZZ\nSECRET-H,SECRET-N,SECRET-P,2024-01-01,SECRET-Z\n"), 0o600))
	status, out, stderr = try(t, "layouts", "explain", name)
	assert.Equal(t, 1, status)
	assert.Regexp(t, `not hqms: 4 of its columns are named, and A48 is lacking`, out)
	assert.NotContains(t, out+stderr, "SECRET")
}

// What translate recognises, the layouts explain and list: reports of laboratories, too.
func TestLayoutsExplainReports(t *testing.T) {
	for file, layout := range map[string]string{
		"oru.hl7": "oru-r01", "yb-4501.ndjson": "yb-4501", "yb-4502.ndjson": "yb-4502", "yb-4503.ndjson": "yb-4503", "yb-4504.ndjson": "yb-4504", "yb-4505.ndjson": "yb-4505",
		"hqms-p76.csv": "hqms-p76", "cda-c0007.xml": "cda-c0007", "cda-c0006.xml": "cda-c0006",
	} {
		status, out, stderr := try(t, "layouts", "explain", filepath.Join("../../mapping/results/testdata", file))
		assert.Zero(t, status, stderr)
		assert.Contains(t, out, file+": "+layout+" (")
		_, out, _ = try(t, "layouts", "list")
		assert.Contains(t, out, layout+"\t")
	}
}

// A hospital brings its own layout and its own value set, without a line of Go.
func TestOwnValueSets(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	sets := "set,code,chinese,english,standard,equivalence,aliases\nwards,,病区,Ward,,,https://hospital.example/CodeSystem/wards\nwards,101,骨一科,Orthopaedics 1,,,\n"
	write("wards.csv", sets)
	columns := "@zone,+08:00\n@key,MRN\ncolumn,title,element,format,values,need,since,names\nMRN,Number,patient.record-number,,,,,\nWARD,Ward,stay.admitted-to.department,,wards,,,\nBORN,Born,patient.birth-date,,,,,\n"
	named := write("named.csv", "@layout,own,Own\n@value-set,wards.csv\n"+columns)
	bare := write("bare.csv", "@layout,own,Own\n"+columns)
	in := write("in.csv", "MRN,WARD,BORN\n1,骨一科,1990年1月2日\n2,101,19900102\n3,骨三科,1990/1/2\n")
	for _, args := range [][]string{{"-from", named}, {"-from", bare, "-value-sets", filepath.Join(folder, "wards.csv")}} {
		issues := filepath.Join(folder, "issues")
		status, out, stderr := try(t, append([]string{"translate", "-quiet", "-issues", issues, in}, args...)...)
		assert.Zero(t, status, stderr)
		assert.Equal(t, 2, strings.Count(out, `"system":"https://hospital.example/CodeSystem/wards"`))
		assert.Equal(t, 3, strings.Count(out, `"birthDate":"1990-01-02"`))
		found, err := os.ReadFile(issues)
		require.NoError(t, err)
		assert.Equal(t, 1, strings.Count(string(found), `"unknown-code"`))
		assert.NotContains(t, string(found), "date-form", "a column without a format takes all shapes")
	}
	for text, want := range map[string]string{
		strings.Replace(columns, "patient.birth-date,,", "patient.birth-date,yyyy-mm-dd,", 1): "did you mean yyyy-MM-dd?",
		strings.Replace(columns, ",wards,", ",ward,", 1):                                      "did you mean wards?",
		strings.Replace(columns, "patient.birth-date", "patient.birthdate", 1):                "did you mean patient.birth-date?",
	} {
		status, _, stderr := try(t, "translate", "-from", write("bad.csv", "@layout,own,Own\n@value-set,wards.csv\n"+text), in)
		assert.Equal(t, 2, status)
		assert.Contains(t, stderr, want)
	}
	write("wards.csv", strings.Replace(sets, "https://hospital.example/CodeSystem/wards", "", 1))
	_, _, stderr := try(t, "translate", "-from", named, in)
	assert.Contains(t, stderr, "states no URI")
}

func TestEncodingsByTheNamesOfOthers(t *testing.T) {
	_, want, _ := try(t, "translate", "-quiet", "-encoding", "gb18030", "../testdata/n041-gbk.csv")
	for _, name := range []string{"gbk", "GBK", "cp936", "GB2312"} {
		status, out, stderr := try(t, "translate", "-quiet", "-encoding", name, "../testdata/n041-gbk.csv")
		assert.Zero(t, status, stderr)
		assert.True(t, want == out, name)
	}
	_, _, stderr := try(t, "translate", "-encoding", "ebcdic", sample)
	assert.Contains(t, stderr, "gb18030", "the error lists what there is")
}
