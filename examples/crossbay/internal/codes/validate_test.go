package codes

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A code is answered as FHIR's $validate-code answers it, and the status says the same.
func TestValidateCodes(t *testing.T) {
	for args, want := range map[string]struct {
		status int
		answer string
	}{
		"-source icd-10-cm A00.9": {exitAnswered, `{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":true},{"name":"display","valueString":"Cholera, unspecified"}]}`},
		"-source icd-10 A00.7":    {exitUnknown, `{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":false},{"name":"message","valueString":"The code is not in the tables of http://hl7.org/fhir/sid/icd-10."}]}`},
		"-source icd-10-cm -display plague A00.9": {exitUnknown, `{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":false},
			{"name":"message","valueString":"The code is known, and the display is none of its names."},{"name":"display","valueString":"Cholera, unspecified"}]}`},
		"-source gbt-14396 A00": {exitUnknown, `{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found","diagnostics":"There is no table of https://crossbay.github.io/fhir/CodeSystem/gbt-14396|2016."}]}`},
	} {
		status, out, stderr := try("", append([]string{"validate"}, strings.Fields(args)...)...)
		assert.Equal(t, want.status, status, "%s: %s", args, stderr)
		assert.JSONEq(t, want.answer, out, args)
	}
	status, out, _ := try("A00.9\nA00.7\n", "validate", "-source", "icd-10", "-", "I21")
	assert.Equal(t, exitUnknown, status, "one of them is none")
	assert.Equal(t, 3, strings.Count(out, "\n"))
	assert.Equal(t, 2, strings.Count(out, `"valueBoolean":true`))
}

// Each kind of fault is found, and a file without one has none.
func TestValidateTables(t *testing.T) {
	const header = "source,target,source_system,target_system,equivalence,comment\n"
	own := func(rows ...string) string {
		for i, r := range rows {
			cells := strings.Split(r, ",")
			rows[i] = cells[0] + "," + cells[1] + ",http://example.org/own,icd-10," + cells[2] + ",why\n"
		}
		return header + strings.Join(rows, "")
	}
	back := header + "A00.9,X2,icd-10,http://example.org/own,equivalent,\n"
	for name, test := range map[string]struct {
		files  []string // contents, in the order in which they are loaded
		status int
		want   []string // code and codes
	}{
		"good":           {[]string{own("X1,A00.9,equivalent", "X2,A00.1,narrower")}, exitAnswered, nil},
		"good with back": {[]string{own("X2,A00.9,equivalent"), back}, exitAnswered, nil},
		"unknown target": {[]string{own("X1,A00.7,equivalent")}, exitUnknown, []string{"unknown-target A00.7"}},
		"several equivalents": {
			[]string{own("X1,A00.9,equivalent", "X1,A00.1,equal")},
			exitUnknown,
			[]string{"several-equivalents X1 A00.1 A00.9"},
		},
		"another equivalent in another map": {
			[]string{own("X1,A00.9,equivalent"), own("X1,A00.1,equivalent")},
			exitUnknown,
			[]string{"contradiction X1 A00.1 A00.9"},
		},
		"none in another map": {[]string{own("X1,A00.9,narrower"), own("X1,,unmatched")}, exitUnknown, []string{"contradiction X1"}},
		"another way back":    {[]string{own("X1,A00.9,equivalent"), back}, exitAnswered, []string{"not-returned X1 A00.9 X2"}},
		"a circle": {
			[]string{header + "B,C,http://example.org/own,http://example.org/own,narrower,why\nC,A,http://example.org/own,http://example.org/own,narrower,why\nA,B,http://example.org/own,http://example.org/own,narrower,why\nD,D,http://example.org/own,http://example.org/own,equal,\nE,A,http://example.org/own,http://example.org/own,narrower,why\n"},
			exitUnknown,
			[]string{"cycle A B C"},
		},
		"no display":          {[]string{`{"resourceType":"CodeSystem","url":"http://example.org/own","status":"active","content":"complete","concept":[{"code":"X1","display":"One"},{"code":"X2"}]}`}, exitAnswered, []string{"no-display X2"}},
		"no display at all":   {[]string{`{"resourceType":"CodeSystem","url":"http://example.org/own","status":"active","content":"complete","concept":[{"code":"X1"},{"code":"X2"}]}`}, exitAnswered, []string{"no-display"}},
		"nothing filled in":   {[]string{header + "X1,,http://example.org/own,icd-10,,\n"}, exitAnswered, []string{"empty"}},
		"unknown source":      {[]string{header + "A00.7,A00.9,icd-10,http://example.org/own,narrower,why\n"}, exitAnswered, []string{"unknown-source A00.7"}},
		"unknown equivalence": {[]string{own("X1,A00.9,same")}, exitFailed, []string{"not-loaded"}},
		"twice":               {[]string{own("X1,A00.9,narrower", "X1,A00.9,narrower")}, exitFailed, []string{"not-loaded"}},
		"contradicts itself":  {[]string{own("X1,A00.9,narrower", "X1,A00.9,wider")}, exitFailed, []string{"not-loaded"}},
		"one of two is broken": {
			[]string{own("X1,A00.9,same"), own("X1,A00.7,narrower")},
			exitFailed,
			[]string{"not-loaded", "unknown-target A00.7"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			args := []string{"validate"}
			for i, text := range test.files {
				file := folder(t, "table"+string(rune('a'+i)), text)
				args = append(args, "-codes", filepath.Join(file, "table"+string(rune('a'+i))))
			}
			status, out, stderr := try("", args...)
			assert.Equal(t, test.status, status, stderr)
			var got []string
			for line := range strings.Lines(out) {
				var fault struct {
					File, Severity, Code, Detail string
					Codes                        []string
				}
				require.NoError(t, json.Unmarshal([]byte(line), &fault))
				assert.NotEmpty(t, fault.File)
				assert.NotEmpty(t, fault.Detail)
				assert.Contains(t, []string{"error", "warning"}, fault.Severity)
				got = append(got, strings.Join(append([]string{fault.Code}, fault.Codes...), " "))
			}
			assert.Equal(t, test.want, got)
		})
	}
}

func TestValidateRefused(t *testing.T) {
	for want, args := range map[string][]string{
		"neither codes nor tables": {"validate"},
		"-source is missing":       {"validate", "A00"},
		"-display is that of one":  {"validate", "-source", "icd-10", "-display", "x", "A00", "A01"},
		"did you mean icd-10":      {"validate", "-source", "icd10", "A00"},
		"no such file":             {"validate", "-codes", "absent.csv"},
	} {
		status, _, stderr := try("", args...)
		assert.Equal(t, exitFailed, status)
		assert.Contains(t, stderr, want)
	}
	status, _, stderr := try("", "validate", "-help")
	assert.Equal(t, exitAnswered, status)
	assert.True(t, strings.HasPrefix(stderr, "usage of codes validate"))
}
