package publish_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/icd9cm"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/publish"
)

func writeTable(t *testing.T, table codes.Lister, o *publish.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, publish.CodeSystem(&b, table, o))
	require.True(t, json.Valid(b.Bytes()))
	return b.Bytes()
}

func writeMap(t *testing.T, m codes.MapLister, o *publish.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, publish.ConceptMap(&b, m, o))
	require.True(t, json.Valid(b.Bytes()))
	return b.Bytes()
}

func sameTable(t *testing.T, want codes.Lister) {
	t.Helper()
	text := writeTable(t, want, nil)
	got, err := load.CodeSystem(bytes.NewReader(text), nil)
	require.NoError(t, err)
	require.Equal(t, want.System(), got.System())
	concepts := slices.SortedFunc(want.All(), func(a, b codes.Concept) int { return strings.Compare(a.Code, b.Code) })
	require.True(t, slices.Equal(concepts, slices.Collect(got.All())))
	require.True(t, bytes.Equal(text, writeTable(t, got, nil)))
}

func sameMap(t *testing.T, want codes.MapLister) {
	t.Helper()
	text := writeMap(t, want, nil)
	maps, err := load.ConceptMap(bytes.NewReader(text), nil)
	require.NoError(t, err)
	require.Len(t, maps, 1)
	got := maps[0]
	require.Equal(t, want.Source(), got.Source())
	require.Equal(t, want.Target(), got.Target())
	require.True(t, slices.Equal(slices.Sorted(want.Codes()), slices.Collect(got.Codes())))
	loaded, _ := want.(*load.Map)
	for code := range want.Codes() {
		require.Equal(t, want.Translate(code), got.Translate(code), code)
		if loaded != nil {
			require.ElementsMatch(t, loaded.Details(code), got.Details(code), code)
		}
	}
	if loaded != nil {
		require.Equal(t, loaded.Unmapped(), got.Unmapped())
	}
	require.True(t, bytes.Equal(text, writeMap(t, got, nil)))
}

func TestCodeSystem(t *testing.T) {
	names := []string{"", "a", "霍乱", `"<&>\` + "\n\t\u2028", "𧿹"}
	var concepts []codes.Concept
	for i := range len(names) * len(names) * len(names) {
		concepts = append(concepts, codes.Concept{
			Code:    "c" + string(rune('A'+i/64)) + string(rune('0'+i%64)),
			English: names[i%5], Hans: names[i/5%5], Hant: names[i/25],
		})
	}
	table, err := codes.NewTable(codes.DiagnosisInsurance, concepts)
	require.NoError(t, err)
	sameTable(t, table)
	sameTable(t, icd9cm.Procedures())
	empty, err := codes.NewTable(codes.ICD10, nil)
	require.NoError(t, err)
	sameTable(t, empty)
}

func TestConceptMap(t *testing.T) {
	match := func(code string, e codes.Equivalence) codes.Match {
		return codes.Match{Concept: codes.Concept{Code: code, English: "Cholera", Hans: "霍乱"}, Equivalence: e}
	}
	inexact := match("I", codes.Inexact)
	inexact.Comment = `it "overlaps"`
	part := match("P", codes.RelatedTo)
	part.Group = codes.Group{Scenario: 2, ChoiceList: 1}
	none := codes.Match{Equivalence: codes.Unmatched}
	rows := []codes.MapRow{{Code: "x", Match: match("D", codes.Disjoint)}, {Code: "x", Match: inexact}, {Code: "y", Match: none}, {Code: "a", Match: part}}
	for e := codes.Equal; e <= codes.Disjoint; e++ {
		if e != codes.Unmatched {
			rows = append(rows, codes.MapRow{Code: "all", Match: match(e.String(), e)})
		}
	}
	m, err := codes.NewMap(codes.DiagnosisClinical, codes.ICD10, "http://example.org/ConceptMap/x", "1", rows)
	require.NoError(t, err)
	sameMap(t, m)
	sameMap(t, gem.ICD9ToICD10())

	_, err = codes.NewMap(codes.ICD10, codes.ICD9CM, "", "", nil)
	require.NoError(t, err)
	route := match("D", codes.Equal)
	route.Map = "a b"
	m, err = codes.NewMap(codes.ICD10, codes.ICD9CM, "", "", []codes.MapRow{{Code: "x", Match: route}})
	require.NoError(t, err)
	require.ErrorContains(t, publish.ConceptMap(io.Discard, m, nil), "route")
	m, err = codes.NewMap(codes.ICD10, codes.ICD9CM, "", "", nil)
	require.NoError(t, err)
	require.ErrorContains(t, publish.ConceptMap(io.Discard, m, nil), "without rows")
}

// A server that knows no extension must not take a part of a combination for a
// translation: of 800.20 (Closed fracture of vault of skull with subarachnoid
// hemorrhage), neither the fracture nor the hemorrhage is one.
func TestNoPartIsATarget(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, publish.ConceptMap(&out, gem.ICD9ToICD10(), nil))
	var c struct {
		Group []struct {
			Element []struct {
				Code      string
				Extension []struct{ URL string }
				Target    []struct{ Code, Equivalence, Comment string }
			}
		}
	}
	require.NoError(t, json.Unmarshal(out.Bytes(), &c))
	combinations := 0
	for _, e := range c.Group[0].Element {
		var alone []string
		combined := false
		for _, m := range gem.ICD9ToICD10().Translate(e.Code) {
			if m.Group != (codes.Group{}) {
				combined = true
			} else {
				alone = append(alone, m.Concept.Code)
			}
		}
		require.Equal(t, combined, len(e.Extension) > 0, e.Code)
		if !combined {
			continue
		}
		combinations++
		var targets []string
		for _, x := range e.Target {
			if x.Equivalence != "unmatched" {
				targets = append(targets, x.Code)
			} else {
				require.Empty(t, x.Code)
				require.Contains(t, x.Comment, " and ")
			}
		}
		require.ElementsMatch(t, alone, targets, e.Code)
	}
	require.Greater(t, combinations, 500)
	require.Contains(t, out.String(), "Only several codes together translate this one: A70 and J17")
	require.Contains(t, out.String(), `"valueCoding":{"system":"http://hl7.org/fhir/sid/icd-10-cm","version":"2013","code":"A70"}`)
}

// The conditions and names of parts are kept too.
func TestPartsKeepAll(t *testing.T) {
	maps, err := load.ConceptMap(strings.NewReader(`{"resourceType":"ConceptMap","url":"http://example.org/cm","version":"1","group":[{
		"source":"http://example.org/a","target":"http://example.org/b","element":[
		{"code":"x","target":[
		{"code":"y","display":"Y","equivalence":"relatedto","comment":"why","dependsOn":[{"property":"p","system":"s","value":"v","display":"d"}],"product":[{"property":"q","value":"w"}],
		"extension":[{"url":"`+load.CombinationExtension+`","extension":[{"url":"scenario","valuePositiveInt":1},{"url":"choice-list","valuePositiveInt":1}]}]},
		{"code":"z","display":"两","equivalence":"relatedto",
		"extension":[{"url":"`+load.CombinationExtension+`","extension":[{"url":"scenario","valuePositiveInt":1},{"url":"choice-list","valuePositiveInt":2}]}]},
		{"code":"w","equivalence":"wider"}]}]}]}`), nil)
	require.NoError(t, err)
	sameMap(t, maps[0])
}

// TestLoaded writes what was loaded with everything that package load keeps.
func TestLoaded(t *testing.T) {
	maps, err := load.ConceptMap(strings.NewReader(`{"resourceType":"ConceptMap","url":"http://example.org/cm","version":"1","group":[{
		"source":"http://example.org/a","sourceVersion":"1","target":"http://example.org/b","element":[
		{"code":"x","target":[{"code":"y","display":"Y","equivalence":"equal","dependsOn":[{"property":"p","system":"s","value":"v","display":"d"}],"product":[{"property":"q","value":"w"}]},
		{"code":"z","equivalence":"narrower","comment":"why"}]}],
		"unmapped":{"mode":"fixed","code":"f","display":"F"}}]}`), nil)
	require.NoError(t, err)
	sameMap(t, maps[0])
}

func TestOptions(t *testing.T) {
	o := &publish.Options{
		URL: "http://example.org/x", Version: "9", Name: "X", Title: "标题", Status: "active", Date: "2024-01-01",
		Identifier: "urn:oid:2.16.156.10011.2.3.3.11", Content: "complete",
	}
	table, err := codes.NewTable(codes.ICD10, []codes.Concept{{Code: "A00", English: "Cholera"}})
	require.NoError(t, err)
	require.JSONEq(t, `{"resourceType":"CodeSystem","url":"http://example.org/x","identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:oid:2.16.156.10011.2.3.3.11"}],
		"version":"9","name":"X","title":"标题","status":"active","date":"2024-01-01","caseSensitive":true,"content":"complete","count":1,
		"concept":[{"code":"A00","display":"Cholera"}]}`, string(writeTable(t, table, o)))
	require.Contains(t, string(writeTable(t, table, nil)), `"name":"Icd10"`)
}

func TestWriterFails(t *testing.T) {
	require.Error(t, publish.CodeSystem(failing{}, icd9cm.Procedures(), nil))
	require.Error(t, publish.ConceptMap(failing{}, gem.ICD9ToICD10(), nil))
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

// TestShared does the round trip with the tables that lie beside the project.
func TestShared(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("../shared is not there")
	}
	for _, name := range []string{"tables/gem/gem_i9pcs.txt", "tables/gem/2018_I9gem.txt", "tables/mainland/map_guolin2_to_yibao2_dx.csv"} {
		s, err := load.File(filepath.Join(dir, filepath.FromSlash(name)), nil)
		require.NoError(t, err)
		sameMap(t, s.Maps[0].(*load.Map))
	}
	files, err := filepath.Glob(filepath.Join(dir, "suites", "r4-codesystems", "*.json"))
	require.NoError(t, err)
	for _, f := range files {
		s, err := load.File(f, nil)
		require.NoError(t, err)
		sameTable(t, s.Tables[0].(*load.Table))
	}
	files, err = filepath.Glob(filepath.Join(dir, "suites", "r4-examples", "ConceptMap", "*.json"))
	require.NoError(t, err)
	n := 0
	for _, f := range files {
		if s, err := load.File(f, nil); err == nil {
			for _, m := range s.Maps {
				sameMap(t, m.(*load.Map))
				n++
			}
		}
	}
	require.Greater(t, n, 75)
}
