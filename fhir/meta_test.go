package fhir_test

import (
	"encoding/json"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// A Bundle of either type has the Meta of its document, and gives it back.
func TestBundleMeta(t *testing.T) {
	d := sampleDocument()
	d.Meta = &r4.Meta{Security: []r4.Coding{{
		System: ptr("http://terminology.hl7.org/CodeSystem/v3-ObservationValue"), Code: ptr("PSEUDED"),
	}}}
	require.Empty(t, d.Check())
	for name, encode := range map[string]func(*fhir.Document, []byte) ([]byte, error){
		"document": (*fhir.Document).Append, "transaction": (*fhir.Document).AppendTransaction,
	} {
		text, err := encode(d, nil)
		require.NoError(t, err, name)
		var bundle r4.Bundle
		require.NoError(t, json.Unmarshal(text, &bundle), name)
		assert.Equal(t, d.Meta, bundle.Meta, name)
		assert.Equal(t, name, bundle.Type.Code())

		back, err := fhir.Read(text)
		require.NoError(t, err, name)
		back.Identifier, back.Timestamp = d.Identifier, d.Timestamp
		assert.Equal(t, d, back, name)
	}
	bundle, err := d.Bundle()
	require.NoError(t, err)
	assert.Equal(t, d.Meta, bundle.Meta)

	d.Meta = &r4.Meta{} // which says nothing
	empty, err := d.Append(nil)
	require.NoError(t, err)
	d.Meta = nil
	none, err := d.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, string(none), string(empty))
	d.Meta = &r4.Meta{}
	bundle, err = d.Bundle()
	require.NoError(t, err)
	assert.Nil(t, bundle.Meta)
}

func TestFaultsOfTheBundleMeta(t *testing.T) {
	d := sampleDocument()
	d.Meta = &r4.Meta{Profile: []string{"no URI"}}
	_, err := d.Append(nil)
	var fault *fhir.ElementError
	require.ErrorAs(t, err, &fault)
	assert.Equal(t, "Bundle.meta.profile[0]", fault.Path)
	_, err = d.AppendTransaction(nil)
	require.ErrorAs(t, err, &fault)
	assert.Equal(t, "Bundle.meta.profile[0]", fault.Path)
	d.Reset()
	assert.Nil(t, d.Meta)
}

// Of anybody's Bundle the Meta is read as far as it is understood.
func TestReadLenientOfTheBundleMeta(t *testing.T) {
	d, issues, err := fhir.ReadLenient([]byte(`{"resourceType":"Bundle","type":"collection","meta":{"lastUpdated":"yesterday","security":[{"code":"R"}]}}`))
	require.NoError(t, err)
	require.NotNil(t, d.Meta)
	assert.Equal(t, []r4.Coding{{Code: ptr("R")}}, d.Meta.Security)
	var of []string
	for _, i := range issues {
		of = append(of, i.Pointer)
	}
	assert.Contains(t, of, "/meta/lastUpdated")

	d, _, err = fhir.ReadLenient([]byte(`{"resourceType":"Bundle","type":"collection","meta":{"lastUpdated":"yesterday"}}`))
	require.NoError(t, err)
	assert.Nil(t, d.Meta, "nothing of it is understood")
}
