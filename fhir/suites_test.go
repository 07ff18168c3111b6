package fhir_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// JSONTestSuite: a Bundle with what RFC 8259 forbids in it is refused, or it is
// told; with what it permits, it is read.
func TestJSONTestSuite(t *testing.T) {
	files, err := filepath.Glob("../../shared/suites/json/test_parsing/*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("../shared/suites/json is not there")
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		_, issues, err := fhir.ReadLenient([]byte(`{"resourceType":"Bundle","type":"collection","x":` + string(text) + "\n}"))
		told := false
		for _, i := range issues {
			told = told || i.Reason == "is not valid UTF-8: U+FFFD stands for what is not" || i.Reason == "is followed by more"
		}
		switch {
		case strings.HasPrefix(name, "y_"):
			assert.NoError(t, err, name)
		case strings.HasPrefix(name, "n_"):
			assert.True(t, err != nil || told, name)
		}
		_, err = fhir.Read(text)
		assert.Error(t, err, name)
	}
	assert.Greater(t, len(files), 300)
}

// HL7's cases for its validator, those in JSON. A Bundle is read as it is, any
// other resource as the entry of one. Where the validator finds an error,
// ReadLenient must refuse the text or say what it left out; where it finds none,
// ReadLenient must read it. What is otherwise is listed with its reason.
func TestHL7ValidatorCases(t *testing.T) {
	const (
		profile = "the error is against a profile that the case brings, and not against R4"
		ids     = "an id that R4 does not permit: the resource is read, under a UUID instead"
		option  = "the validator was told to accept comments, which JSON does not have"
		script  = "the error is of what a browser might do with the text, which is passed on as it is"
	)
	except := map[string]string{
		"ai5": profile, "ai6": profile, "mimic": profile, "bundle-conformsto": profile,
		"resource-invalid-id-1": ids, "resource-invalid-id-2": ids, "resource-invalid-id-3": ids, "contained-resource-bad-id": ids,
		"patient-id-bad-1 / R4": ids, "patient-id-bad-1 / R4B": ids, "patient-id-bad-2 / R4": ids,
		"patient-id-bad-2 / R4B": ids, "patient-id-bad-3 / R4": ids, "patient-id-bad-3 / R4B": ids,
		"json-comments-1-yes": option, "json-comments-2-yes": option,
		"pat-security-bad-string":          script,
		"pat-security-bad-xhtml":           "a narrative, which a sheet does not take over",
		"encounter-period":                 "a day that starts a period is not later than a time within it (per-1), whatever the validator finds",
		"bundle-conditional-reference-bad": "a search that stands for a reference is passed on as it is, and not taken apart",
		"bundle-urn":                       "a reference by type and id leads to the entry under a urn that has them: nothing else can be meant",
		"obs-decimal":                      "the error is of digits beyond those that the validator counts: a decimal has as many as it has",
	}
	const dir = "../../shared/suites/fhir-test-cases/validator"
	table, err := os.Open(filepath.Join(dir, "EXPECTED.tsv"))
	if err != nil {
		t.Skip(dir + " is not there")
	}
	defer table.Close()
	rows := csv.NewReader(table)
	rows.Comma, rows.LazyQuotes = '\t', true
	cases, err := rows.ReadAll()
	require.NoError(t, err)
	accepted, refused := 0, 0
	for _, c := range cases[1:] {
		name, file, errors := c[0], c[2], c[3]
		if filepath.Ext(file) != ".json" || errors == "?" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, file))
		require.NoError(t, err)
		if _, _, err := fhir.ReadLenient(text); err != nil && !isBundle.Match(text) {
			text = slices.Concat([]byte(`{"resourceType":"Bundle","type":"collection","entry":[{"resource":`), text, []byte("\n}]}"))
		}
		_, issues, err := fhir.ReadLenient(text)
		asExpected := err == nil
		if errors != "0" {
			asExpected = err != nil || len(issues) > 0
			refused++
		} else {
			accepted++
		}
		if reason := except[name]; reason != "" {
			assert.False(t, asExpected, "%s is no exception any more: %s", name, reason)
			continue
		}
		assert.True(t, asExpected, "%s: %s errors expected", name, errors)
	}
	t.Logf("%d to accept, %d to refuse, %d exceptions", accepted, refused, len(except))
	assert.Greater(t, accepted+refused, 100)
}

// isBundle finds a text that begins as a Bundle does.
var isBundle = regexp.MustCompile(`^\s*\{\s*"resourceType"\s*:\s*"Bundle"`)
