package fhir_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// encoding/json does what Append and Read do.
func TestDocumentsAreJSON(t *testing.T) {
	d := sampleDocument()
	want, err := d.Append(nil)
	require.NoError(t, err)
	for _, v := range []any{d, *d} {
		got, err := json.Marshal(v)
		require.NoError(t, err)
		assert.JSONEq(t, string(want), string(got))
		var read fhir.Document
		require.NoError(t, json.Unmarshal(got, &read))
		again, err := read.Append(nil)
		require.NoError(t, err)
		assert.Equal(t, string(want), string(again))
	}
	read := *d
	assert.Error(t, json.Unmarshal([]byte(`{"resourceType":"Patient"}`), &read))
	again, err := read.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(again), "as it was")
	_, err = json.Marshal(fhir.Document{})
	assert.Error(t, err)
}
