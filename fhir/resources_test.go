package fhir_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// Each resource is the one of the transaction, byte for byte.
func TestResourcesAreThoseOfTheTransaction(t *testing.T) {
	d := sampleDocument()
	text, err := d.AppendTransaction(nil)
	require.NoError(t, err)
	var bundle struct {
		Entry []struct {
			Resource json.RawMessage
			Request  struct{ URL string }
		}
	}
	require.NoError(t, json.Unmarshal(text, &bundle))
	n := 0
	_, err = d.Resources(nil, func(kind, id string, text []byte) {
		assert.Equal(t, bundle.Entry[n].Request.URL, kind+"/"+id)
		if kind != "Patient" { // to which a transaction may add when it is so
			assert.Equal(t, string(bundle.Entry[n].Resource), string(text))
		}
		assert.Contains(t, fhir.ResourceTypes(), kind)
		n++
	})
	require.NoError(t, err)
	assert.Len(t, bundle.Entry, n)
}

func TestResourcesRefusesWhatAppendRefuses(t *testing.T) {
	d := sampleDocument()
	d.Patient.Id = nil
	_, err := d.Resources(nil, func(string, string, []byte) { t.Error("a resource of a document that cannot be written") })
	fault := (*fhir.ElementError)(nil)
	require.ErrorAs(t, err, &fault)
	assert.Equal(t, fhir.RuleID, fault.Rule)
}
