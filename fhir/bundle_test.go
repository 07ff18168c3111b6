package fhir_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

func parsed(t *testing.T, kind string, entries ...string) *fhir.Bundle {
	t.Helper()
	b, err := fhir.ParseBundle([]byte(`{"resourceType":"Bundle","type":"` + kind + `","entry":[` + strings.Join(entries, ",") + `]}`))
	require.NoError(t, err)
	return b
}

// The marks are those of the specifications: class is a code in DSTU2, a Coding in
// STU3 and R4, and a list in R5; the status of a Condition is a code in STU3.
func TestVersion(t *testing.T) {
	for _, test := range []struct{ resource, want string }{
		{`{"resourceType":"Encounter","class":{"code":"IMP"},"period":{},"hospitalization":{}}`, ""},
		{`{"resourceType":"Encounter","class":[{"coding":[{"code":"IMP"}]}]}`, "R5"},
		{`{"class":[{}],"resourceType":"Encounter"}`, "R5"},
		{`{"resourceType":"Encounter","actualPeriod":{"start":"2024"}}`, "R5"},
		{`{"resourceType":"Encounter","class":"inpatient"}`, "DSTU2"},
		{`{"resourceType":"Condition","clinicalStatus":{"coding":[]},"verificationStatus":{"coding":[]}}`, ""},
		{`{"resourceType":"Condition","verificationStatus":"refuted"}`, "STU3"},
		{`{"resourceType":"Procedure","notDone":true}`, "STU3"},
		{`{"resourceType":"Procedure","occurrenceDateTime":"2024"}`, "R5"},
		{`{"resourceType":"MedicationOrder"}`, "DSTU2"},
		{`{"resourceType":"ReferralRequest"}`, "STU3"},
		{`{"resourceType":"Patient","meta":{"profile":["http://hl7.org/fhir/3.0/StructureDefinition/Patient"]}}`, "STU3"},
		{`{"resourceType":"Patient","meta":{"profile":["http://hl7.org/fhir/StructureDefinition/Patient|5.0.0"]}}`, "R5"},
		{`{"resourceType":"Patient","meta":{"profile":["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient|5.0.1"]}}`, ""},
	} {
		version, at := parsed(t, "collection", `{"resource":`+test.resource+`}`).Version()
		assert.Equal(t, test.want, version, test.resource)
		if test.want != "" {
			assert.Equal(t, "/entry/0/resource", at)
		}
	}
}

// None of HL7's own examples of R4 is taken for another version.
func TestVersionOfExamples(t *testing.T) {
	files, err := filepath.Glob("../../shared/suites/r4-examples/*/*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("the examples of R4 are not here")
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		b, err := fhir.ParseBundle(text)
		require.NoError(t, err, name)
		version, at := b.Version()
		assert.Empty(t, version, "%s %s", name, at)
	}
}

// Of several versions the newest counts, and what is deleted is gone.
func TestBundleOfAHistory(t *testing.T) {
	b := parsed(t, "history",
		`{"fullUrl":"http://a/Patient/1","resource":{"resourceType":"Patient","id":"1","meta":{"versionId":"2"}}}`,
		`{"fullUrl":"http://a/Patient/1","resource":{"resourceType":"Patient","id":"1","meta":{"versionId":"10"}}}`,
		`{"fullUrl":"http://a/Encounter/2","request":{"method":"DELETE","url":"Encounter/2"}}`,
		`{"fullUrl":"http://a/Encounter/2","resource":{"resourceType":"Encounter","id":"2","meta":{"versionId":"1"}}}`)
	require.Len(t, b.Resources, 1)
	assert.Equal(t, "/entry/1/resource", b.Resources[0].Pointer)
	assert.Empty(t, b.Issues)
}

// A batch of searches gives Bundles within a Bundle. Their resources are found.
func TestBundleWithinABundle(t *testing.T) {
	b := parsed(t, "batch-response", `{"resource":{"resourceType":"Bundle","type":"searchset","link":[{"relation":"next","url":"http://a"}],"entry":[
		{"fullUrl":"http://a/Patient/1","resource":{"resourceType":"Patient","id":"1","generalPractitioner":[{"reference":"Practitioner/3"}]}}]}}`,
		`{"response":{"status":"404"}}`)
	require.Len(t, b.Resources, 1)
	assert.True(t, b.More)
	assert.Equal(t, "batch-response", b.Type)
	assert.Equal(t, "/entry/0/resource/entry/0/resource", b.Resources[0].Pointer)
	assert.Equal(t, []fhir.Reference{{Element: "generalPractitioner", Target: "Practitioner/3"}}, b.Resources[0].References)
	require.Len(t, b.Issues, 1)
	_, issues, err := b.Read([]int{0})
	require.NoError(t, err)
	assert.Empty(t, issues)
}

func TestParseBundleOfNone(t *testing.T) {
	for _, text := range []string{
		"", "{}", `{"resourceType":7}`, `{"resourceType":"Bundle"`, `{"resourceType":"Bundle"}x`, `{"resourceType":"Bundle","entry":[1 2]}`,
		`{"resourceType":"Bundle","meta":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`,
	} {
		_, err := fhir.ParseBundle([]byte(text))
		var fault *fhir.ReadError
		assert.ErrorAs(t, err, &fault, text)
	}
}
