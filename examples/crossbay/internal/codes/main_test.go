package codes

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/answer"
)

// try runs the program and returns what it wrote.
func try(stdin string, args ...string) (status int, out, err string) {
	var stdout, stderr bytes.Buffer
	status = run(args, strings.NewReader(stdin), &stdout, &stderr)
	return status, stdout.String(), stderr.String()
}

// folder makes a folder of files, named and filled in turns.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		require.NoError(t, os.WriteFile(filepath.Join(dir, files[i]), []byte(files[i+1]), 0o600))
	}
	return dir
}

const gemURL = "https://crossbay.github.io/fhir/ConceptMap/gem-icd-9-cm-to-icd-10-cm"

func TestAnswers(t *testing.T) {
	dir := folder(t,
		"own.csv", "code,title\nX1,\"Own <code> & \"\"name\"\"\"\nX2,自己\n",
		"stated.csv", "source,target,source_system,target_system,equivalence,comment\nX1,A00.9,http://example.org/own,icd-10,narrower,it is acute\n",
		"map.csv", "source,target,equivalence,comment,target_name\nX1,A00.9,narrower,it is acute,Cholera\nX2,,unmatched,,\n",
	)
	own, ownMap := filepath.Join(dir, "own.csv"), filepath.Join(dir, "map.csv")
	approximate := "GEM, approximate: the complete meanings of the two are not the same"
	for name, x := range map[string]struct {
		args  string
		stdin string
		want  []string
	}{
		"lookup": {"lookup -source icd-10-cm I21", "", []string{
			`{"resourceType":"Parameters","parameter":[{"name":"name","valueString":"ICD-10-CM"},{"name":"version","valueString":"2026"},{"name":"display","valueString":"Acute myocardial infarction"},
			{"name":"designation","part":[{"name":"language","valueCode":"en"},{"name":"value","valueString":"Acute myocardial infarction"}]},
			{"name":"property","part":[{"name":"code","valueCode":"child"},{"name":"value","valueCode":"I21.0"}]},
			{"name":"property","part":[{"name":"code","valueCode":"child"},{"name":"value","valueCode":"I21.1"}]},
			{"name":"property","part":[{"name":"code","valueCode":"child"},{"name":"value","valueCode":"I21.2"}]},
			{"name":"property","part":[{"name":"code","valueCode":"child"},{"name":"value","valueCode":"I21.3"}]},
			{"name":"property","part":[{"name":"code","valueCode":"child"},{"name":"value","valueCode":"I21.4"}]},
			{"name":"property","part":[{"name":"code","valueCode":"child"},{"name":"value","valueCode":"I21.9"}]},
			{"name":"property","part":[{"name":"code","valueCode":"child"},{"name":"value","valueCode":"I21.A"}]},
			{"name":"property","part":[{"name":"code","valueCode":"child"},{"name":"value","valueCode":"I21.B"}]}]}`,
		}},
		"lookup of one's own": {"lookup -codes " + own + " -source http://example.org/own X1 X2", "", []string{
			`{"resourceType":"Parameters","parameter":[{"name":"name","valueString":"http://example.org/own"},{"name":"display","valueString":"Own <code> & \"name\""},
			{"name":"designation","part":[{"name":"language","valueCode":"zh-Hans-CN"},{"name":"value","valueString":"Own <code> & \"name\""}]}]}`,
			`{"resourceType":"Parameters","parameter":[{"name":"name","valueString":"http://example.org/own"},{"name":"display","valueString":"自己"},
			{"name":"designation","part":[{"name":"language","valueCode":"zh-Hans-CN"},{"name":"value","valueString":"自己"}]}]}`,
		}},
		"lookup of a code that is not there": {"lookup -source icd-9-cm 999.999", "", []string{
			`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found","diagnostics":"The code is not in the tables of http://hl7.org/fhir/sid/icd-9-cm."}]}`,
		}},
		"lookup without a table": {"lookup -source gbt-14396 A00", "", []string{
			`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found","diagnostics":"There is no table of https://crossbay.github.io/fhir/CodeSystem/gbt-14396|2016."}]}`,
		}},
		"lookup of what is known to exist, and no more": {"lookup -source icd-10 A00 A00.7", "", []string{
			`{"resourceType":"Parameters","parameter":[{"name":"name","valueString":"ICD-10 (WHO)"},{"name":"display","valueString":"A00"}]}`,
			`{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"not-found","diagnostics":"The code is not in the tables of http://hl7.org/fhir/sid/icd-10."}]}`,
		}},
		"translate by a map that has its own target": {"translate -url " + gemURL + " -source icd-9-cm 410.71", "", []string{
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":true},{"name":"message","valueString":"` + approximate + `"},
			{"name":"match","part":[{"name":"equivalence","valueCode":"relatedto"},{"name":"concept","valueCoding":{"system":"http://hl7.org/fhir/sid/icd-10-cm","version":"2013","code":"I21.4"}},
			{"name":"source","valueUri":"` + gemURL + `|2013"}]}]}`,
		}},
		"translate": {"translate -source icd-9-cm -target http://hl7.org/fhir/sid/icd-10-cm|2013 - 365.70", "\ufeff410.71\r\n\nno code\n", []string{
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":true},{"name":"message","valueString":"` + approximate + `"},
			{"name":"match","part":[{"name":"equivalence","valueCode":"relatedto"},{"name":"concept","valueCoding":{"system":"http://hl7.org/fhir/sid/icd-10-cm","version":"2013","code":"I21.4"}},
			{"name":"source","valueUri":"` + gemURL + `|2013"}]}]}`,
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":false},{"name":"message","valueString":"No map knows the code."}]}`,
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":false},{"name":"message","valueString":"the GEM says that the target has no such code"},
			{"name":"match","part":[{"name":"equivalence","valueCode":"unmatched"},{"name":"source","valueUri":"` + gemURL + `|2013"}]}]}`,
		}},
		"translate with one's own map": {"translate -codes " + ownMap + " -source http://example.org/own|7 -target icd-10 X1 X2", "", []string{
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":true},{"name":"message","valueString":"it is acute"},
			{"name":"match","part":[{"name":"equivalence","valueCode":"narrower"},{"name":"concept","valueCoding":{"system":"http://hl7.org/fhir/sid/icd-10","code":"A00.9","display":"Cholera"}},
			{"name":"source","valueUri":"https://crossbay.github.io/fhir/ConceptMap/file-own-icd-10"}]}]}`,
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":false},
			{"name":"match","part":[{"name":"equivalence","valueCode":"unmatched"},{"name":"source","valueUri":"https://crossbay.github.io/fhir/ConceptMap/file-own-icd-10"}]}]}`,
		}},
		"translate by a map": {"translate -url " + gemURL + "|2013 -source icd-9-cm -target icd-10-cm 410.71", "", []string{
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":true},{"name":"message","valueString":"` + approximate + `"},
			{"name":"match","part":[{"name":"equivalence","valueCode":"relatedto"},{"name":"concept","valueCoding":{"system":"http://hl7.org/fhir/sid/icd-10-cm","version":"2013","code":"I21.4"}},
			{"name":"source","valueUri":"` + gemURL + `|2013"}]}]}`,
		}},
		"translate without a map": {"translate -source icd-9-cm -target http://example.org/none 410.71", "", []string{
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":false},{"name":"message","valueString":"No map leads from http://hl7.org/fhir/sid/icd-9-cm to http://example.org/none."}]}`,
		}},
		"reverse": {"translate -codes " + ownMap + " -source http://example.org/own -target icd-10 -reverse A00.9 A00.8", "", []string{
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":true},{"name":"message","valueString":"it is acute"},
			{"name":"match","part":[{"name":"equivalence","valueCode":"wider"},{"name":"concept","valueCoding":{"system":"http://example.org/own","code":"X1"}},
			{"name":"source","valueUri":"https://crossbay.github.io/fhir/ConceptMap/file-own-icd-10"}]}]}`,
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":false},{"name":"message","valueString":"Nothing of http://example.org/own translates to the code."}]}`,
		}},
		"reverse, the other way round": {"translate -codes " + filepath.Join(dir, "stated.csv") + " -source icd-10 -target http://example.org/own -reverse A00.9", "", []string{
			`{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":true},{"name":"message","valueString":"The code is read as one of http://hl7.org/fhir/sid/icd-10.\nit is acute"},
			{"name":"match","part":[{"name":"equivalence","valueCode":"wider"},{"name":"concept","valueCoding":{"system":"http://example.org/own","code":"X1"}},
			{"name":"source","valueUri":"https://crossbay.github.io/fhir/ConceptMap/file-own-icd-10"}]}]}`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, stderr := try(x.stdin, strings.Fields(x.args)...)
			want := exitAnswered
			if strings.Contains(strings.Join(x.want, ""), "OperationOutcome") {
				want = exitUnknown
			}
			require.Equal(t, want, status, stderr)
			require.Empty(t, stderr)
			lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
			require.Len(t, lines, len(x.want))
			for i, want := range x.want {
				require.JSONEq(t, want, lines[i])
			}
		})
	}
}

// TestRoute is a translation over several maps: each is named on the coding.
func TestRoute(t *testing.T) {
	status, out, _ := try("", "translate", "-source", "icd-9-cm", "-target", "icd-10", "410.71")
	require.Equal(t, exitAnswered, status)
	var p answer.Parameters
	require.NoError(t, json.Unmarshal([]byte(out), &p))
	last := p.Parameter[len(p.Parameter)-1]
	require.Equal(t, "match", last.Name)
	require.Len(t, last.Part, 2, "equivalence and concept; source has room for one map only")
	by := last.Part[1].ValueCoding.Extension
	require.Len(t, by, 2)
	require.Equal(t, gemURL, by[0].Extension[0].ValueURI)
	require.Equal(t, "2013", by[0].Extension[1].ValueString)
	require.Equal(t, "relatedto", by[1].Extension[2].ValueCode)
}

// A map that has its answers from several others is the source of them all the same,
// where it is the one that was asked for: R4 has source for "the concept map from
// which this mapping came".
func TestSourceIsTheMapThatWasAsked(t *testing.T) {
	const rule = "https://crossbay.github.io/fhir/ConceptMap/rule-icd-10-to-icd-9-cm"
	_, out, _ := try("", "translate", "-source", "icd-10", "-url", rule, "C66", "J30.4", "Y79.1")
	lines := strings.Split(out, "\n")
	for _, line := range lines[:3] {
		require.Equal(t, strings.Count(line, `"name":"match"`), strings.Count(line, `{"name":"source","valueUri":"`+rule+`|2"}`), line)
	}
	require.Contains(t, lines[0], gemURL, "and each map is named on the coding")
	require.Contains(t, lines[1], "rule-icd-9-cm-to-icd-10", "also a single one")
}

// TestCombination is a translation whose parts belong together.
func TestCombination(t *testing.T) {
	_, out, _ := try("", "translate", "-source", "icd-9-cm", "-target", "icd-10-cm", "073.0")
	var p answer.Parameters
	require.NoError(t, json.Unmarshal([]byte(out), &p))
	require.Len(t, p.Parameter, 4)
	for i, m := range p.Parameter[2:] {
		require.Equal(t, []answer.Extension{{URL: "scenario", ValuePositiveInt: 1}, {URL: "choice-list", ValuePositiveInt: i + 1}}, m.Extension[0].Extension)
		// R4 has in product what is to be recorded beside the match.
		require.Equal(t, []string{"J17", "A70"}[i], m.Part[len(m.Part)-1].Part[1].ValueCoding.Code)
		require.Equal(t, "product", m.Part[len(m.Part)-1].Name)
	}
}

// TestConceptMap asks a ConceptMap for what only it knows: a product, a
// condition, and what is to be done with other codes.
func TestConceptMap(t *testing.T) {
	dir := folder(t, "map.json", `{"resourceType":"ConceptMap","url":"http://example.org/map","version":"2","status":"active","group":[{
		"source":"http://example.org/a","target":"http://example.org/b","unmapped":{"mode":"fixed","code":"other"},"element":[
		{"code":"x","target":[{"code":"y","equivalence":"equal","product":[{"property":"http://example.org/p","system":"http://example.org/c","value":"v","display":"V"}]}]},
		{"code":"z","target":[{"code":"y","equivalence":"equal","dependsOn":[{"property":"http://example.org/p","value":"v"}]}]}]}]}`)
	status, out, stderr := try("", "translate", "-codes", dir, "-url", "http://example.org/map", "-version", "2",
		"-source", "http://example.org/a", "-target", "http://example.org/b", "x", "z", "w")
	require.Equal(t, exitAnswered, status, stderr)
	lines := strings.Split(out, "\n")
	source := `{"name":"source","valueUri":"http://example.org/map|2"}`
	require.JSONEq(t, `{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":true},{"name":"message","valueString":"Complete only together with http://example.org/p = v."},
		{"name":"match","part":[{"name":"equivalence","valueCode":"relatedto"},{"name":"concept","valueCoding":{"system":"http://example.org/b","code":"y"}},
		{"name":"product","part":[{"name":"element","valueUri":"http://example.org/p"},{"name":"concept","valueCoding":{"system":"http://example.org/c","code":"v","display":"V"}}]},`+source+`]}]}`, lines[0])
	require.JSONEq(t, `{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":false},{"name":"message","valueString":"The map has a target only where a condition holds (http://example.org/p = v)."},
		{"name":"match","part":[{"name":"equivalence","valueCode":"unmatched"},`+source+`]}]}`, lines[1])
	require.JSONEq(t, `{"resourceType":"Parameters","parameter":[{"name":"result","valueBoolean":true},{"name":"message","valueString":"The map has no row for the code, and says to use this one for all such."},
		{"name":"match","part":[{"name":"equivalence","valueCode":"relatedto"},{"name":"concept","valueCoding":{"system":"http://example.org/b","code":"other"}},`+source+`]}]}`, lines[2])
}

// A map that refers codes to another one says to which, where that is not there.
func TestUnresolvedMap(t *testing.T) {
	dir := folder(t, "map.json", `{"resourceType":"ConceptMap","url":"http://example.org/map","version":"2","status":"active","group":[{
		"source":"http://example.org/a","target":"http://example.org/b","unmapped":{"mode":"other-map","url":"http://example.org/other"},"element":[
		{"code":"x","target":[{"code":"y","equivalence":"equal"}]}]}]}`)
	args := []string{"translate", "-codes", dir, "-source", "http://example.org/a", "-target", "http://example.org/b"}
	_, out, _ := try("", append(args, "w", "x")...)
	lines := strings.Split(out, "\n")
	require.Contains(t, lines[0], "refers it to http://example.org/other, which is not loaded")
	require.Contains(t, lines[0], `"valueBoolean":false`)
	require.NotContains(t, lines[1], "other")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "other.json"), []byte(`{"resourceType":"ConceptMap","url":"http://example.org/other","status":"active","group":[{
		"source":"http://example.org/a","target":"http://example.org/b","element":[{"code":"w","target":[{"code":"v","equivalence":"equal"}]}]}]}`), 0o600))
	_, out, _ = try("", append(args, "w", "u")...)
	lines = strings.Split(out, "\n")
	require.Contains(t, lines[0], `"code":"v"`)
	require.NotContains(t, lines[1], "not loaded")
}

// White space around a code makes it no code: least of all one for which a map
// has a default.
func TestBlanksAroundACode(t *testing.T) {
	dir := folder(t, "map.json", `{"resourceType":"ConceptMap","url":"http://example.org/map","status":"active","group":[{
		"source":"http://example.org/a","target":"http://example.org/b","unmapped":{"mode":"fixed","code":"other"},"element":[
		{"code":"x","target":[{"code":"y","equivalence":"equal"}]}]}]}`)
	args := []string{"translate", "-codes", dir, "-source", "http://example.org/a", "-target", "http://example.org/b"}
	for _, code := range []string{" x", "x ", "x\t", "\u3000x", " ", "x\n"} {
		_, out, _ := try("", append(args, code)...)
		require.Contains(t, out, "white space", code)
		require.Contains(t, out, `"valueBoolean":false`)
		require.NotContains(t, out, `"code"`)
	}
	_, out, _ := try(" x\nx\r\n\n", append(args, "-")...)
	lines := strings.Split(out, "\n")
	require.Contains(t, lines[0], "white space")
	require.Contains(t, lines[1], `"code":"y"`)
}

func TestRefused(t *testing.T) {
	dir := folder(t,
		"twice.csv", "code,title\nA,a\nB,b\nA,c\n",
		"plain.csv", "code,title\nA,a\n",
		"what.txt", "what is this\n",
	)
	two := folder(t, "a.csv", "code,title\nA,a\n", "b.csv", "code,title\nB,b\n")
	file := func(name string) string { return filepath.Join(dir, name) }
	for _, x := range []struct {
		args []string
		want string
	}{
		{nil, "no command"},
		{[]string{"find"}, `no command "find"`},
		{[]string{"lookup"}, "-source is missing"},
		{[]string{"lookup", "-source", "icd-10"}, "no codes"},
		{[]string{"lookup", "-source", "what", "A"}, `-source: "what" is neither`},
		{[]string{"lookup", "-target", "icd-10", "A"}, "flag provided but not defined"},
		{[]string{"lookup", "-source", "icd-10", "A", "-codes", "x"}, "no such file"},
		{[]string{"translate", "-source", "icd-10", "A"}, "-target is missing"},
		{[]string{"translate", "-source", "icd-10", "-target", "icd-10-cm", "-version", "1", "A"}, "there is no -url"},
		{[]string{"translate", "-source", "icd-9-cm", "-target", "icd-10-cm", "-url", "http://x", "A"}, "there is no map http://x from"},
		{[]string{"translate", "-source", "icd-9-cm", "-target", "icd-10-cm", "-url", gemURL, "-version", "1", "A"}, "|1 from"},
		{[]string{"lookup", "-codes", file("none"), "-source", "icd-10", "A"}, "no such file"},
		{[]string{"lookup", "-codes", file("twice.csv"), "-source", "icd-10", "A"}, `twice.csv:4: code "A" stands on line 2 already`},
		{[]string{"lookup", "-codes", dir, "-source", "icd-10", "A"}, "write -codes SYSTEM=FILE"},
		{[]string{"lookup", "-codes", two, "-source", "icd-10", "A"}, "write -codes SYSTEM=FILE"},
		{[]string{"lookup", "-codes", file("what.txt"), "-source", "icd-10", "A"}, "what.txt:1: not a table or a map"},
		{[]string{"translate", "-codes", file("plain.csv"), "-source", "icd-10", "-target", "icd-10-cm", "A"}, "plain.csv:2: the file does not say of which code system its codes are; write -codes SYSTEM=FILE"},
		{[]string{"lookup", "-codes", "what=" + file("plain.csv"), "-source", "icd-10", "A"}, `-codes: "what" is neither`},
	} {
		status, out, stderr := try("", x.args...)
		require.Equal(t, exitFailed, status, x.args)
		require.Empty(t, out)
		require.Contains(t, stderr, x.want)
	}
	status, out, _ := try("", "lookup", "-codes", "icd-10="+file("plain.csv"), "-source", "icd-10", "A")
	require.Equal(t, exitAnswered, status)
	require.Contains(t, out, `"valueString":"a"`)
}

func TestList(t *testing.T) {
	for _, args := range [][]string{{"-list"}, {"lookup", "-list"}, {"translate", "-list"}} {
		status, out, _ := try("", args...)
		require.Equal(t, exitAnswered, status)
		require.Contains(t, out, "icd-9-cm\thttp://hl7.org/fhir/sid/icd-9-cm\tICD-9-CM\n")
	}
	for _, args := range [][]string{{"-help"}, {"lookup", "-help"}, {"translate", "-h"}} {
		status, _, stderr := try("", args...)
		require.Equal(t, exitAnswered, status)
		require.Contains(t, stderr, "usage")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("broken") }

func TestBrokenOutput(t *testing.T) {
	var stderr bytes.Buffer
	require.Equal(t, exitFailed, run([]string{"lookup", "-source", "icd-10", "A"}, nil, broken{}, &stderr))
	require.Equal(t, exitFailed, run([]string{"-list"}, nil, broken{}, &stderr))
	_, _, errs := try(strings.Repeat("x", 1<<17), "lookup", "-source", "icd-10", "-")
	require.Contains(t, errs, "standard input: ")
}

// What is written to a file that is read goes on growing while it is read: cat
// refuses it with "input file is output file".
func TestStandardOutputIsNoInput(t *testing.T) {
	dir := folder(t, "own.csv", "system,code,title\nhttp://example.org/own,X1,x\n", "terms.csv", "hans,hant,english,kind\n心肌梗死,心肌壞死,own,disease\n", "asked", "X1\n")
	for file, args := range map[string][]string{
		"own.csv":   {"lookup", "-codes", filepath.Join(dir, "own.csv"), "-source", "http://example.org/own", "X1"},
		"terms.csv": {"term", "-from", "en", "-to", "zh-Hans-CN", "-terms", filepath.Join(dir, "terms.csv"), "x"},
		"asked":     {"lookup", "-source", "http://example.org/own", "-"},
	} {
		name := filepath.Join(dir, file)
		before, err := os.ReadFile(name)
		require.NoError(t, err)
		stdin, err := os.Open(filepath.Join(dir, "asked"))
		require.NoError(t, err)
		defer stdin.Close()
		stdout, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
		require.NoError(t, err)
		defer stdout.Close()
		var stderr bytes.Buffer
		require.Equal(t, exitFailed, run(args, stdin, stdout, &stderr), file)
		require.Contains(t, stderr.String(), "it would be lost", file)
		after, err := os.ReadFile(name)
		require.NoError(t, err)
		require.Equal(t, before, after, file)
	}
}

// A list that was filled in, and whose zeros a spreadsheet has dropped, is told of.
func TestCodesThatNoTableHasAreTold(t *testing.T) {
	dir := folder(t, "own.csv", "source_system,source,target_system,target\nicd-9-cm,008.4,icd-10-insurance,A04.700\n", "lost.csv", "source_system,source,target_system,target\nicd-9-cm,8.45,icd-10-insurance,A04.700\n")
	status, _, stderr := try("", "translate", "-codes", filepath.Join(dir, "own.csv"), "-source", "icd-9-cm", "-target", "icd-10-insurance", "008.45")
	require.Equal(t, exitAnswered, status)
	require.Contains(t, stderr, `"008.4"`)
	status, _, stderr = try("", "translate", "-codes", filepath.Join(dir, "lost.csv"), "-source", "icd-9-cm", "-target", "icd-10-insurance", "008.45")
	require.Equal(t, exitFailed, status)
	require.Contains(t, stderr, `lost.csv:2: "8.45"`)
}

// A code of ICD that has lost its dot is found with it, and that is said; one that
// could have it in two places is not.
func TestLookupWithoutTheDot(t *testing.T) {
	for _, x := range []struct{ system, code, dotted string }{
		{"icd-10-cm", "I214", "I21.4"}, {"icd-9-cm", "41071", "410.71"}, {"icd-9-cm", "E9500", "E950.0"},
	} {
		status, out, stderr := try("", "lookup", "-source", x.system, x.code)
		require.Equal(t, exitAnswered, status, x.code)
		_, want, _ := try("", "lookup", "-source", x.system, x.dotted)
		require.Equal(t, want, out)
		require.Equal(t, "codes: "+x.code+" is read as "+x.dotted+"\n", stderr)
	}
	status, out, _ := try("", "lookup", "-source", "icd-10-cm", "I21X")
	require.Equal(t, exitUnknown, status)
	require.Contains(t, out, "OperationOutcome")
}
