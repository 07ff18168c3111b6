package publish_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/codes"
	"github.com/crossbay/crossbay/codes/icd10cm"
	"github.com/crossbay/crossbay/codes/load"
	"github.com/crossbay/crossbay/codes/publish"
)

func TestValueSet(t *testing.T) {
	var b bytes.Buffer
	o := &publish.Options{ID: "x-2.0", URL: "http://example.org/ValueSet/wards", Publisher: "p", Description: "d", Copyright: "c", Identifier: "urn:oid:1.2"}
	require.NoError(t, publish.ValueSet(&b, codes.DiagnosisClinical, o))
	require.JSONEq(t, `{"resourceType":"ValueSet","id":"x-2.0","url":"http://example.org/ValueSet/wards","version":"2.0","name":"Wards","status":"unknown","publisher":"p","description":"d","copyright":"c",
		"identifier":[{"system":"urn:ietf:rfc:3986","value":"urn:oid:1.2"}],
		"compose":{"include":[{"system":"`+codes.DiagnosisClinical.URI+`","version":"2.0"}]}}`, b.String())
	require.Error(t, publish.ValueSet(io.Discard, codes.ICD10, nil))
	require.Error(t, publish.ValueSet(io.Discard, codes.System{}, o))
	require.Error(t, publish.ValueSet(failing{}, codes.ICD10, o))
}

// Maps of one name are the groups of one ConceptMap, and come back as they were.
func TestConceptMaps(t *testing.T) {
	made := func(source, target codes.System, url, code string) codes.MapLister {
		m, err := codes.NewMap(source, target, url, "1", []codes.MapRow{{Code: code, Match: codes.Match{Concept: codes.Concept{Code: "y"}, Equivalence: codes.Equal}}})
		require.NoError(t, err)
		return m
	}
	const url = "http://example.org/ConceptMap/x"
	maps := []codes.MapLister{made(codes.ICD10, codes.ICD9CM, url, "a"), made(codes.ICD10, codes.DiagnosisClinical, url, "b")}
	var b bytes.Buffer
	require.NoError(t, publish.ConceptMaps(&b, maps, nil))
	got, err := load.ConceptMap(&b, nil)
	require.NoError(t, err)
	require.Len(t, got, 2)
	for i, m := range got {
		require.Equal(t, maps[i].Target(), m.Target())
		require.Equal(t, url, m.URL())
	}
	require.Equal(t, maps[1].Translate("b"), got[1].Translate("b"))
	require.ErrorContains(t, publish.ConceptMaps(io.Discard, nil, nil), "no map")
	maps = append(maps, made(codes.ICD10, codes.ICD10CM, "http://example.org/other", "c"))
	require.ErrorContains(t, publish.ConceptMaps(io.Discard, maps, nil), "another map")
}

// R4 has no other place than a property for the tree of codes that stand in a list.
func TestCodeSystemHasTheTree(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, publish.CodeSystem(&b, icd10cm.Table(), nil))
	require.Contains(t, b.String(), `"property":[{"code":"parent","uri":"http://hl7.org/fhir/concept-properties#parent","type":"code"}]`)
	require.Contains(t, b.String(), "\n"+`{"code":"I21.01","display":"ST elevation (STEMI) myocardial infarction involving left main coronary artery","property":[{"code":"parent","valueCode":"I21.0"}]}`)
	require.Contains(t, b.String(), "\n"+`{"code":"I21","display":"Acute myocardial infarction"}`)
	got, err := load.CodeSystem(strings.NewReader(b.String()), nil)
	require.NoError(t, err)
	require.Equal(t, icd10cm.Table().Len(), got.Len())
}
