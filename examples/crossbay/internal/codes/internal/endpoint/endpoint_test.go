package endpoint_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/gem"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/answer"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/catalog"
	"github.com/crossbay/crossbay/examples/crossbay/internal/codes/internal/endpoint"
	"github.com/crossbay/crossbay/examples/internal/terminology"
)

const (
	icd9   = "http://hl7.org/fhir/sid/icd-9-cm"
	icd10  = "http://hl7.org/fhir/sid/icd-10"
	icd10c = "http://hl7.org/fhir/sid/icd-10-cm"
	ward   = "http://example.org/ward"
	sets   = codes.Base + "/ValueSet/"
)

// serve returns an endpoint over what is built in and a small table and map.
func serve(t *testing.T) (*answer.Service, *endpoint.Endpoint) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"ward.json": `{"resourceType":"CodeSystem","url":"` + ward + `","version":"3","content":"complete","concept":[
			{"code":"E","display":"Eye","designation":[{"language":"zh-Hans","value":"眼科"},{"language":"zh-Hant","value":"眼科部"}]},{"code":"N","designation":[{"language":"zh-Hans","value":"神经科"}]}]}`,
		"map.csv": "source_system,source,target_system,target,equivalence\n" + ward + ",E,icd-10,H00,wider\n" + ward + ",N,icd-10,,unmatched\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	set, err := terminology.Load([]string{dir}, load.Options{})
	require.NoError(t, err)
	s := answer.New(set)
	entries, _ := catalog.New(set, s.Tables(), s.Maps())
	return s, endpoint.New(s, entries, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), func(stack []byte) { t.Errorf("%s", stack) })
}

// ask sends a request, and returns the status and what came back.
func ask(h http.Handler, method, path, body string, header ...string) (int, string, http.Header) {
	r := httptest.NewRequest(method, "http://127.0.0.1"+path, strings.NewReader(body))
	if body == "" {
		r.Body, r.ContentLength = http.NoBody, 0
	} else {
		r.Header.Set("Content-Type", "application/fhir+json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Header()
}

// query makes a path with a query of names and values in turns.
func query(path string, values ...string) string {
	v := url.Values{}
	for i := 0; i < len(values); i += 2 {
		v.Add(values[i], values[i+1])
	}
	return endpoint.Base + "/" + path + "?" + v.Encode()
}

// parameters makes a body of names, types of values and values in JSON in turns.
func parameters(list ...string) string {
	var b strings.Builder
	b.WriteString(`{"resourceType":"Parameters","parameter":[`)
	for i := 0; i < len(list); i += 3 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`{"name":"` + list[i] + `","value` + list[i+1] + `":` + list[i+2] + `}`)
	}
	return b.String() + "]}"
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

// The server says what the command line says, however it is asked.
func TestSameAnswers(t *testing.T) {
	s, h := serve(t)
	lookup, err := s.Lookup(codes.ICD9CM, "410.71", answer.Options{})
	require.NoError(t, err)
	gem9, err := s.Translator(answer.Question{Source: codes.ICD9CM, Target: codes.ICD10CM, URL: gem.ICD9ToICD10URI})
	require.NoError(t, err)
	every, err := s.Translator(answer.Question{Source: codes.ICD9CM})
	require.NoError(t, err)
	back, err := s.Translator(answer.Question{Source: codes.ICD9CM, Target: codes.ICD10CM, URL: gem.ICD9ToICD10URI, Reverse: true})
	require.NoError(t, err)
	coding := `{"system":"` + icd9 + `","code":"410.71","display":"what it is called"}`
	for _, x := range []struct {
		want               answer.Parameters
		method, path, body string
	}{
		{lookup, "GET", query("CodeSystem/$lookup", "system", icd9, "code", "410.71"), ""},
		{lookup, "GET", query("CodeSystem/$lookup", "system", icd9, "code", "410.71", "version", "32"), ""},
		{lookup, "GET", query("CodeSystem/$lookup", "system", icd9+"|32", "code", "410.71", "_format", "json"), ""},
		{lookup, "GET", "/fhir/CodeSystem/%24lookup?system=" + icd9 + "&code=410.71", ""},
		{lookup, "POST", "/fhir/CodeSystem/$lookup", parameters("system", "Uri", `"`+icd9+`"`, "code", "Code", `"410.71"`)},
		{lookup, "POST", "/fhir/CodeSystem/$lookup", parameters("coding", "Coding", coding)},
		{lookup, "POST", query("CodeSystem/$lookup", "system", icd9, "code", "410.71"), ""},
		{gem9.Answer("410.71"), "GET", query("ConceptMap/$translate", "url", gem.ICD9ToICD10URI, "system", icd9, "code", "410.71"), ""},
		{gem9.Answer("410.71"), "GET", query("ConceptMap/$translate", "url", gem.ICD9ToICD10URI+"|2013", "system", icd9, "code", "410.71", "targetsystem", icd10c), ""},
		{gem9.Answer("410.71"), "GET", query("ConceptMap/$translate", "url", gem.ICD9ToICD10URI, "conceptMapVersion", "2013", "system", icd9, "version", "32", "code", "410.71"), ""},
		{gem9.Answer("410.71"), "GET", query("ConceptMap/gem-icd-9-cm-to-icd-10-cm-2013/$translate", "system", icd9, "code", "410.71", "reverse", "false"), ""},
		{gem9.Answer("073.0"), "GET", query("ConceptMap/$translate", "url", gem.ICD9ToICD10URI, "system", icd9, "code", "073.0"), ""},
		{gem9.Answer("E950.0"), "GET", query("ConceptMap/$translate", "url", gem.ICD9ToICD10URI, "system", icd9, "code", "E950.0"), ""},
		{gem9.Answer("none"), "GET", query("ConceptMap/$translate", "url", gem.ICD9ToICD10URI, "system", icd9, "code", "none"), ""},
		{every.Answer("410.71"), "GET", query("ConceptMap/$translate", "system", icd9, "code", "410.71"), ""},
		{every.Answer("410.71"), "POST", "/fhir/ConceptMap/$translate", parameters("codeableConcept", "CodeableConcept", `{"text":"x","coding":[{"display":"no code"},{"system":"http://example.org/none","code":"1"},`+coding+`]}`)},
		{back.Answer("I21.4"), "GET", query("ConceptMap/$translate", "url", gem.ICD9ToICD10URI, "system", icd10c, "code", "I21.4", "reverse", "true"), ""},
		{back.Answer("I21.4"), "GET", query("ConceptMap/$translate", "url", gem.ICD9ToICD10URI, "system", icd10c, "code", "I21.4", "reverse", "true", "targetsystem", icd9), ""},
		{back.Answer("I21.4"), "GET", query("ConceptMap/$translate", "url", gem.ICD9ToICD10URI, "system", icd10c, "code", "I21.4", "reverse", "true", "targetsystem", icd10c), ""},
		{back.Answer("I21.4"), "POST", "/fhir/ConceptMap/$translate", parameters("url", "Uri", `"`+gem.ICD9ToICD10URI+`"`, "coding", "Coding", `{"system":"`+icd10c+`","code":"I21.4"}`, "reverse", "Boolean", "true")},
	} {
		status, body, header := ask(h, x.method, x.path, x.body)
		require.Equal(t, http.StatusOK, status, "%s %s %s", x.path, x.body, body)
		require.JSONEq(t, asJSON(t, x.want), body, "%s %s", x.path, x.body)
		require.Equal(t, "application/fhir+json; charset=utf-8", header.Get("Content-Type"))
		require.Equal(t, "no-store", header.Get("Cache-Control"))
	}
}

// What R4's definitions of the operations say of their parameters.
func TestByTheLetter(t *testing.T) {
	_, h := serve(t)
	for name, x := range map[string]struct {
		method, path, body string
		want               []string // in what comes back
	}{
		"display in the language that is asked for":       {"GET", query("CodeSystem/$lookup", "system", ward, "code", "E", "displayLanguage", "zh-HK"), "", []string{`"name":"display","valueString":"眼科部"`}},
		"display in another language":                     {"GET", query("CodeSystem/$lookup", "system", ward, "code", "E", "displayLanguage", "zh-Hans"), "", []string{`"name":"display","valueString":"眼科"`}},
		"display where there is none in the language":     {"GET", query("CodeSystem/$lookup", "system", ward, "code", "N", "displayLanguage", "fr"), "", []string{`"name":"display","valueString":"神经科"`, `"version","valueString":"3"`}},
		"properties that are asked for":                   {"GET", query("CodeSystem/$lookup", "system", icd10c, "code", "I21.0", "property", "parent", "property", "url"), "", []string{`"valueCode":"parent"},{"name":"value","valueCode":"I21"}`, icd10c + `"}]`}},
		"one reading of a reverse translation":            {"GET", query("ConceptMap/$translate", "system", icd10, "code", "H00", "reverse", "true", "targetsystem", ward), "", []string{`"valueBoolean":true`, `"code":"E"`, `"valueCode":"narrower"`}},
		"reverse into whatever there is":                  {"GET", query("ConceptMap/$translate", "system", icd10c, "code", "I21.4", "reverse", "true"), "", []string{`"code":"410.71"`, `"system":"` + icd10 + `","code":"I21.4"`}},
		"target is a value set":                           {"GET", query("ConceptMap/$translate", "system", icd9, "code", "410.71", "target", sets+"icd-10"), "", []string{`"system":"` + icd10 + `","code":"I21.4"`}},
		"reverse turns the value sets round":              {"GET", query("ConceptMap/$translate", "system", icd10c, "code", "I21.4", "reverse", "true", "source", sets+"icd-9-cm-32|32", "url", gem.ICD9ToICD10URI), "", []string{`"code":"410.71"`}},
		"a code that is not of its value set":             {"GET", query("ConceptMap/$translate", "system", icd9, "code", "410.71", "source", sets+"icd-10"), "", []string{`"valueBoolean":false`}},
		"a map between other systems":                     {"GET", query("ConceptMap/$translate", "system", ward, "code", "E", "url", gem.ICD9ToICD10URI), "", []string{`"valueBoolean":false`, "other code systems"}},
		"a system that no map is of":                      {"GET", query("ConceptMap/$translate", "system", "http://example.org/none", "code", "E"), "", []string{`"valueBoolean":false`, "No map leads from http://example.org/none to any code system."}},
		"a target that is not reached":                    {"GET", query("ConceptMap/$translate", "system", ward, "code", "E", "targetsystem", "http://example.org/none"), "", []string{`"valueBoolean":false`, "No map leads"}},
		"unmatched":                                       {"GET", query("ConceptMap/$translate", "system", ward, "code", "N", "targetsystem", icd10), "", []string{`"valueBoolean":false`, `"valueCode":"unmatched"`}},
		"a combination names the rest as product":         {"GET", query("ConceptMap/$translate", "system", icd9, "code", "073.0", "url", gem.ICD9ToICD10URI), "", []string{`"name":"product"`, `"code":"J17"`}},
		"the other edition":                               {"GET", query("ConceptMap/$translate", "system", icd10c, "version", "2026", "code", "I21.4", "url", gem.ICD10ToICD9URI), "", []string{`"valueBoolean":false`}},
		"a code of the system":                            {"GET", query("CodeSystem/$validate-code", "url", icd10, "code", "A00.9"), "", []string{`"valueBoolean":true`}},
		"a code with white space is none":                 {"GET", query("CodeSystem/$validate-code", "url", icd10, "code", " A00.9"), "", []string{`"valueBoolean":false`, "white space"}},
		"a code that is not":                              {"GET", query("CodeSystem/$validate-code", "url", icd10, "code", "A00.99"), "", []string{`"valueBoolean":false`, `"message"`}},
		"a display that nobody can check":                 {"GET", query("CodeSystem/$validate-code", "url", icd10, "code", "A00.9", "display", "Cholera"), "", []string{`"valueBoolean":true`, "not checked"}},
		"a display in any case and language":              {"GET", query("CodeSystem/$validate-code", "url", ward, "code", "E", "display", "EYE", "displayLanguage", "zh-Hant"), "", []string{`"valueBoolean":true`, `"valueString":"眼科部"`}},
		"a designation as display":                        {"GET", query("CodeSystem/$validate-code", "url", ward, "version", "3", "code", "E", "display", "眼科"), "", []string{`"valueBoolean":true`, `"valueString":"Eye"`}},
		"a display that is wrong":                         {"GET", query("CodeSystem/$validate-code", "url", ward, "code", "E", "display", "Ear"), "", []string{`"valueBoolean":false`, `"valueString":"Eye"`}},
		"a coding of another system":                      {"POST", "/fhir/CodeSystem/$validate-code", parameters("url", "Uri", `"`+icd10+`"`, "coding", "Coding", `{"system":"`+ward+`","code":"E"}`), []string{`"valueBoolean":false`, "another code system"}},
		"a concept of which one coding is of the system":  {"POST", "/fhir/CodeSystem/$validate-code", parameters("url", "Uri", `"`+ward+`"`, "codeableConcept", "CodeableConcept", `{"coding":[{"system":"`+icd10+`","code":"A00"},{"system":"`+ward+`","version":"9","code":"E"},{"system":"`+ward+`","code":"E"}]}`), []string{`"valueBoolean":true`}},
		"on a code system":                                {"GET", query("CodeSystem/icd-9-cm-32/$validate-code", "code", "410.71", "abstract", "true"), "", []string{`"valueBoolean":true`}},
		"a code of the value set":                         {"GET", query("ValueSet/$validate-code", "url", sets+"icd-9-cm-32", "system", icd9, "systemVersion", "32", "code", "410.71"), "", []string{`"valueBoolean":true`}},
		"another edition than the value set's":            {"GET", query("ValueSet/$validate-code", "url", sets+"icd-9-cm-32", "valueSetVersion", "32", "system", icd9, "systemVersion", "31", "code", "410.71"), "", []string{`"valueBoolean":false`}},
		"a code of another system than the value set":     {"GET", query("ValueSet/icd-10/$validate-code", "system", icd9, "code", "410.71"), "", []string{`"valueBoolean":false`, "another code system"}},
		"a coding of the value set, with a wrong display": {"POST", "/fhir/ValueSet/$validate-code", parameters("url", "Uri", `"`+sets+`icd-9-cm-32"`, "coding", "Coding", `{"system":"`+icd9+`","code":"410.71","display":"x"}`), []string{`"valueBoolean":false`}},
		"a value set itself, as it would be PUT":          {"GET", "/fhir/ValueSet/icd-10?_pretty=true", "", []string{`"resourceType":"ValueSet"`}},
	} {
		t.Run(name, func(t *testing.T) {
			status, body, _ := ask(h, x.method, x.path, x.body)
			require.Equal(t, http.StatusOK, status, body)
			require.True(t, json.Valid([]byte(body)))
			for _, want := range x.want {
				require.Contains(t, body, want)
			}
		})
	}
	_, body, _ := ask(h, "GET", query("CodeSystem/$lookup", "system", icd10c, "code", "I21.0", "property", "parent"), "")
	require.NotContains(t, body, "designation")
	require.NotContains(t, body, "child")
	_, body, _ = ask(h, "GET", query("CodeSystem/$lookup", "system", ward, "code", "E", "property", "lang.zh-Hans-CN"), "")
	require.Equal(t, 1, strings.Count(body, `"designation"`))
}

// A client asks whether there is a code system by searching for its URI (HAPI FHIR's
// does), and some want it whole.
func TestSearch(t *testing.T) {
	_, h := serve(t)
	type found struct {
		ResourceType, Type string
		Total              int
		Entry              []struct {
			FullURL  string
			Resource struct {
				ResourceType, ID, URL, Version, Content string
				Meta                                    struct{ Tag []struct{ Code string } }
				Concept                                 []struct{ Code string }
			}
			Search struct{ Mode string }
		}
	}
	search := func(path string) found {
		status, body, _ := ask(h, "GET", path, "")
		require.Equal(t, http.StatusOK, status, body)
		var f found
		require.NoError(t, json.Unmarshal([]byte(body), &f))
		require.Equal(t, "Bundle", f.ResourceType)
		require.Equal(t, "searchset", f.Type)
		require.Len(t, f.Entry, f.Total)
		return f
	}
	all := search(query("CodeSystem", "_summary", "true"))
	require.Equal(t, 4, all.Total)
	for _, e := range all.Entry {
		require.Equal(t, "http://127.0.0.1/fhir/CodeSystem/"+e.Resource.ID, e.FullURL)
		require.Equal(t, "match", e.Search.Mode)
		require.Equal(t, "SUBSETTED", e.Resource.Meta.Tag[0].Code)
		require.NotEmpty(t, e.Resource.Content, "R4 requires it")
		require.Empty(t, e.Resource.Concept)
	}
	for _, q := range [][]string{{"url", ward}, {"url", ward + "|3"}, {"url", ward, "version", "3", "_summary", "false"}} {
		one := search(query("CodeSystem", q...))
		require.Equal(t, 1, one.Total, q)
		require.Len(t, one.Entry[0].Resource.Concept, 2)
		require.Empty(t, one.Entry[0].Resource.Meta.Tag)
	}
	require.Equal(t, "ValueSet", search(query("ValueSet", "_id", "icd-10")).Entry[0].Resource.ResourceType)
	for _, path := range []string{query("CodeSystem", "url", "http://example.org/none"), query("CodeSystem", "url", ward, "version", "9"), query("ConceptMap", "_id", "icd-10")} {
		require.Zero(t, search(path).Total)
	}
	_, body, _ := ask(h, "GET", query("CodeSystem/$lookup", "system", ward, "code", "E", "language", "zh-HK"), "")
	require.Contains(t, body, `"name":"display","valueString":"眼科部"`, "HAPI FHIR's clients name displayLanguage so")
}

// A request that cannot be answered gets an OperationOutcome, under the status that
// HTTP has for it, which repeats nothing that was asked.
func TestRefused(t *testing.T) {
	_, h := serve(t)
	const secret = "SECRET" // a code that may be with a patient's name
	long := parameters("system", "Uri", `"`+strings.Repeat("x", 70<<10)+`"`)
	for name, x := range map[string]struct {
		method, path, body string
		header             []string
		status             int
		code               string
	}{
		"no such path":               {"GET", "/", "", nil, 404, "not-found"},
		"no such type":               {"GET", "/fhir/Patient/" + secret, "", nil, 404, "not-found"},
		"no such resource":           {"GET", "/fhir/ValueSet/" + secret, "", nil, 404, "not-found"},
		"no such operation":          {"GET", "/fhir/ValueSet/$expand?filter=" + secret, "", nil, 404, "not-found"},
		"look-up on a resource":      {"GET", query("CodeSystem/icd-10/$lookup", "code", "A00", "system", icd10), "", nil, 404, "not-found"},
		"operation on no resource":   {"GET", query("ConceptMap/none/$translate", "code", "A00", "system", icd10), "", nil, 404, "not-found"},
		"unknown code":               {"GET", query("CodeSystem/$lookup", "system", icd10, "code", secret), "", nil, 404, "not-found"},
		"unknown system":             {"GET", query("CodeSystem/$lookup", "system", "http://example.org/none", "code", secret), "", nil, 404, "not-found"},
		"unknown version":            {"GET", query("CodeSystem/$lookup", "system", icd9, "version", "1", "code", "410.71"), "", nil, 404, "not-found"},
		"unknown map":                {"GET", query("ConceptMap/$translate", "url", "http://example.org/none", "system", icd9, "code", secret), "", nil, 404, "not-found"},
		"unknown version of a map":   {"GET", query("ConceptMap/$translate", "url", gem.ICD9ToICD10URI, "conceptMapVersion", "1", "system", icd9, "code", secret), "", nil, 404, "not-found"},
		"unknown value set":          {"GET", query("ValueSet/$validate-code", "url", sets+"none", "system", icd9, "code", secret), "", nil, 404, "not-found"},
		"unknown target":             {"GET", query("ConceptMap/$translate", "target", sets+"none", "system", icd9, "code", secret), "", nil, 404, "not-found"},
		"unknown system to check":    {"GET", query("CodeSystem/$validate-code", "url", "http://example.org/none", "code", secret), "", nil, 404, "not-found"},
		"no code":                    {"GET", query("CodeSystem/$lookup", "system", icd9), "", nil, 400, "required"},
		"empty code":                 {"GET", query("CodeSystem/$lookup", "system", icd9, "code", ""), "", nil, 400, "invalid"},
		"no system":                  {"GET", query("CodeSystem/$lookup", "code", secret), "", nil, 400, "required"},
		"no system in the coding":    {"POST", "/fhir/CodeSystem/$lookup", parameters("coding", "Coding", `{"code":"`+secret+`"}`), nil, 400, "required"},
		"code and coding":            {"POST", "/fhir/CodeSystem/$lookup", parameters("coding", "Coding", `{"system":"x","code":"`+secret+`"}`, "code", "Code", `"x"`, "system", "Uri", `"x"`), nil, 400, "required"},
		"display of a coding":        {"POST", "/fhir/CodeSystem/$validate-code", parameters("url", "Uri", `"`+icd10+`"`, "coding", "Coding", `{"system":"x","code":"`+secret+`"}`, "display", "String", `"x"`), nil, 400, "invalid"},
		"no URL":                     {"GET", query("CodeSystem/$validate-code", "code", secret), "", nil, 400, "required"},
		"no URL of a value set":      {"GET", query("ValueSet/$validate-code", "system", icd9, "code", secret), "", nil, 400, "required"},
		"no system in a value set":   {"GET", query("ValueSet/icd-10/$validate-code", "code", secret), "", nil, 400, "required"},
		"version of no map":          {"GET", query("ConceptMap/$translate", "conceptMapVersion", "1", "system", icd9, "code", secret), "", nil, 400, "required"},
		"URL and id":                 {"GET", query("CodeSystem/icd-10/$validate-code", "url", icd10, "code", secret), "", nil, 400, "invalid"},
		"URL and id of a set":        {"GET", query("ValueSet/icd-10/$validate-code", "valueSetVersion", "1", "system", icd10, "code", secret), "", nil, 400, "invalid"},
		"URL and id of a map":        {"GET", query("ConceptMap/rule-icd-9-cm-to-icd-10/$translate", "url", icd10, "system", icd9, "code", secret), "", nil, 400, "invalid"},
		"two targets":                {"GET", query("ConceptMap/$translate", "target", sets+"icd-10", "targetsystem", icd10c, "system", icd9, "code", secret), "", nil, 400, "invalid"},
		"twice":                      {"GET", query("CodeSystem/$lookup", "system", icd9, "code", "1", "code", secret), "", nil, 400, "invalid"},
		"in query and body":          {"POST", query("CodeSystem/$lookup", "system", icd9), parameters("system", "Uri", `"x"`, "code", "Code", `"`+secret+`"`), nil, 400, "invalid"},
		"unknown parameter":          {"GET", query("ConceptMap/$translate", "system", icd9, "code", secret, secret, "1"), "", nil, 400, "not-supported"},
		"the R5 name of a parameter": {"GET", query("ConceptMap/$translate", "system", icd9, "code", secret, "targetSystem", icd10), "", nil, 400, "not-supported"},
		"a date":                     {"GET", query("CodeSystem/$lookup", "system", icd9, "code", secret, "date", "2014"), "", nil, 400, "not-supported"},
		"a coding in the query":      {"GET", query("CodeSystem/$lookup", "coding", icd9+"|"+secret), "", nil, 400, "invalid"},
		"neither true nor false":     {"GET", query("ConceptMap/$translate", "system", icd9, "code", secret, "reverse", "yes"), "", nil, 400, "invalid"},
		"a boolean as a string":      {"POST", "/fhir/ConceptMap/$translate", parameters("system", "Uri", `"x"`, "code", "Code", `"`+secret+`"`, "reverse", "String", `"true"`), nil, 400, "invalid"},
		"a code as a number":         {"POST", "/fhir/CodeSystem/$lookup", parameters("code", "Integer", "1"), nil, 400, "invalid"},
		"a broken query":             {"GET", "/fhir/CodeSystem/$lookup?code=" + secret + "&a=%zz", "", nil, 400, "structure"},
		"no UTF-8":                   {"GET", "/fhir/CodeSystem/$lookup?code=%ff", "", nil, 400, "invalid"},
		"no JSON":                    {"POST", "/fhir/CodeSystem/$lookup", secret, nil, 400, "structure"},
		"JSON of another type":       {"POST", "/fhir/CodeSystem/$lookup", `{"resourceType":"Patient","id":"` + secret + `"}`, nil, 400, "structure"},
		"more than one resource":     {"POST", "/fhir/CodeSystem/$lookup", parameters() + parameters(), nil, 400, "structure"},
		"a body that is too long":    {"POST", "/fhir/CodeSystem/$lookup", long, nil, 413, "too-long"},
		"a body in XML":              {"POST", "/fhir/CodeSystem/$lookup", "<Parameters/>", []string{"Content-Type", "application/fhir+xml"}, 415, "not-supported"},
		"a body of R5":               {"POST", "/fhir/CodeSystem/$lookup", parameters(), []string{"Content-Type", "application/fhir+json; fhirVersion=5.0"}, 415, "not-supported"},
		"an answer in XML":           {"GET", query("CodeSystem/$lookup", "system", icd9, "code", secret), "", []string{"Accept", "application/fhir+xml"}, 406, "not-supported"},
		"an answer of R5":            {"GET", query("CodeSystem/$lookup", "system", icd9, "code", secret), "", []string{"Accept", "application/fhir+json; fhirVersion=5.0"}, 406, "not-supported"},
		"a format":                   {"GET", query("CodeSystem/$lookup", "system", icd9, "code", secret, "_format", "xml"), "", nil, 406, "not-supported"},
		"to be changed":              {"PUT", "/fhir/CodeSystem/icd-10", parameters(), nil, 405, "not-supported"},
		"an operation to delete":     {"DELETE", "/fhir/CodeSystem/$lookup", "", nil, 405, "not-supported"},
		"metadata by POST":           {"POST", "/fhir/metadata", parameters(), nil, 405, "not-supported"},
		"a search by name":           {"GET", "/fhir/CodeSystem?name=" + secret, "", nil, 400, "not-supported"},
		"a search by two URLs":       {"GET", "/fhir/CodeSystem?url=a&url=" + secret, "", nil, 400, "invalid"},
		"another summary":            {"GET", "/fhir/CodeSystem?_summary=count", "", nil, 400, "not-supported"},
		"a search by POST":           {"POST", "/fhir/CodeSystem", parameters(), nil, 405, "not-supported"},
		"another mode":               {"GET", "/fhir/metadata?mode=x", "", nil, 400, "value"},
	} {
		t.Run(name, func(t *testing.T) {
			status, body, header := ask(h, x.method, x.path, x.body, x.header...)
			require.Equal(t, x.status, status, body)
			require.NotContains(t, body, secret)
			require.Equal(t, "application/fhir+json; charset=utf-8", header.Get("Content-Type"))
			require.Equal(t, status == http.StatusMethodNotAllowed, header.Get("Allow") != "")
			var outcome struct {
				ResourceType string
				Issue        []struct{ Severity, Code, Diagnostics string }
			}
			require.NoError(t, json.Unmarshal([]byte(body), &outcome))
			require.Equal(t, "OperationOutcome", outcome.ResourceType)
			require.Len(t, outcome.Issue, 1)
			require.Equal(t, "error", outcome.Issue[0].Severity)
			require.Equal(t, x.code, outcome.Issue[0].Code, outcome.Issue[0].Diagnostics)
			require.NotEmpty(t, outcome.Issue[0].Diagnostics)
		})
	}
}

func TestAccepted(t *testing.T) {
	_, h := serve(t)
	for _, accept := range []string{"*/*", "application/fhir+json", "application/fhir+json;q=1.0, application/json+fhir;q=0.9", "application/fhir+xml, application/json;q=0.5", "application/fhir+json; fhirVersion=4.0"} {
		status, _, _ := ask(h, "GET", "/fhir/metadata", "", "Accept", accept)
		assert.Equal(t, http.StatusOK, status, accept)
	}
	for _, format := range []string{"json", "application/json", "application/fhir+json", "application/fhir%2Bjson"} {
		status, _, _ := ask(h, "GET", "/fhir/metadata?_format="+format, "", "Accept", "text/html")
		assert.Equal(t, http.StatusOK, status, format)
	}
	_, body, _ := ask(h, "GET", "/fhir/metadata?_pretty=true", "")
	assert.Contains(t, body, "\n  \"")
}

// What the server says of itself is what samply's models of R4 know, and has what R4
// requires.
func TestMetadata(t *testing.T) {
	_, h := serve(t)
	strict := func(path string, into any) {
		_, body, _ := ask(h, "GET", path, "")
		var all map[string]json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(body), &all))
		delete(all, "resourceType")
		d := json.NewDecoder(bytes.NewReader([]byte(asJSON(t, all))))
		d.DisallowUnknownFields()
		require.NoError(t, d.Decode(into))
	}
	var c r4.CapabilityStatement
	strict("/fhir/metadata", &c)
	require.Equal(t, "2026-01-02T03:04:05Z", c.Date)
	require.Equal(t, []string{"application/fhir+json"}, c.Format)
	require.Len(t, c.Rest, 1)
	found := map[string]int{}
	for _, r := range c.Rest[0].Resource {
		for _, o := range r.Operation {
			found[r.Type.Code()+"/$"+o.Name]++
			require.Equal(t, "http://hl7.org/fhir/OperationDefinition/"+r.Type.Code()+"-"+o.Name, o.Definition)
		}
	}
	require.Equal(t, map[string]int{"CodeSystem/$lookup": 1, "CodeSystem/$validate-code": 1, "ValueSet/$validate-code": 1, "ConceptMap/$translate": 1}, found)
	var tc r4.TerminologyCapabilities
	strict("/fhir/metadata?mode=terminology", &tc)
	systems := map[string]int{}
	for _, s := range tc.CodeSystem {
		systems[*s.Uri] = len(s.Version)
	}
	require.Equal(t, map[string]int{ward: 1, icd9: 1, icd10: 0, icd10c: 1}, systems)
}

// A panic costs its request, and what it says goes nowhere.
func TestPanic(t *testing.T) {
	var stack []byte
	h := endpoint.New(nil, nil, time.Time{}, func(s []byte) { stack = s })
	status, body, _ := ask(h, "GET", query("CodeSystem/$lookup", "system", icd9, "code", "SECRET"), "")
	require.Equal(t, http.StatusInternalServerError, status)
	require.Contains(t, body, `"exception"`)
	require.Contains(t, string(stack), "endpoint")
	require.NotContains(t, string(stack)+body, "SECRET")
}

// Many may ask at once, also for what is made when it is first asked for.
func TestAtOnce(t *testing.T) {
	_, h := serve(t)
	server := httptest.NewServer(h)
	defer server.Close()
	paths := []string{
		query("CodeSystem/$lookup", "system", icd9, "code", "410.71"),
		query("ConceptMap/$translate", "system", icd9, "code", "410.71", "url", gem.ICD9ToICD10URI),
		query("ConceptMap/$translate", "system", icd10c, "code", "I21.4", "reverse", "true", "url", gem.ICD9ToICD10URI),
		query("CodeSystem/$validate-code", "url", icd10, "code", "A00.9"),
		"/fhir/metadata",
	}
	var first sync.Map
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			path := paths[i%len(paths)]
			response, err := server.Client().Get(server.URL + path)
			if !assert.NoError(t, err) {
				return
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			assert.NoError(t, err)
			assert.Equal(t, http.StatusOK, response.StatusCode)
			if before, loaded := first.LoadOrStore(path, string(body)); loaded {
				assert.Equal(t, before, string(body))
			}
		})
	}
	all.Wait()
}
