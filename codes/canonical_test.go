package codes_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
)

func TestCanonical(t *testing.T) {
	for uri, want := range map[string]string{
		"urn:oid:2.16.840.1.113883.6.3":                     "http://hl7.org/fhir/sid/icd-10",
		"urn:oid:2.16.840.1.113883.6.90":                    "http://hl7.org/fhir/sid/icd-10-cm",
		"urn:oid:2.16.840.1.113883.6.103":                   "http://hl7.org/fhir/sid/icd-9-cm",
		"urn:oid:2.16.840.1.113883.6.104":                   "http://hl7.org/fhir/sid/icd-9-cm",
		"http://hl7.org/fhir/sid/icd-9-cm/procedure":        "http://hl7.org/fhir/sid/icd-9-cm",
		"http://hl7.org/fhir/v2/0203":                       "http://terminology.hl7.org/CodeSystem/v2-0203",
		"http://hl7.org/fhir/v3/ActCode":                    "http://terminology.hl7.org/CodeSystem/v3-ActCode",
		"http://hl7.org/fhir/v3/":                           "http://hl7.org/fhir/v3/",
		"urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260": "urn:oid:1.2.840.114350.1.72.1.7.7.10.696784.13260",
		"http://snomed.info/sct":                            "http://snomed.info/sct",
		"":                                                  "",
	} {
		assert.Equal(t, want, codes.Canonical(uri), uri)
	}
}

// The code systems of R4 state their own OIDs: where a system is known by one of
// them, it is the same system.
func TestCanonicalOfR4(t *testing.T) {
	files, err := filepath.Glob("../../shared/suites/r4-codesystems/*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("the code systems of R4 are not here")
	}
	known := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		var system struct {
			URL        string
			Identifier []struct{ Value string }
		}
		require.NoError(t, json.Unmarshal(text, &system))
		for _, i := range system.Identifier {
			if uri := codes.Canonical(i.Value); strings.HasPrefix(i.Value, "urn:oid:") && uri != i.Value {
				known++
				assert.Equal(t, system.URL, uri, i.Value)
			}
		}
	}
	assert.Greater(t, known, 15)
}
