package fhir_test

import (
	"bytes"
	"encoding/json"
	"testing"
	"testing/iotest"

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

// A document is its Bundle wherever it stands in a value of Go, and comes back from there.
func TestDocumentsAreJSONWhereverTheyStand(t *testing.T) {
	type embedding struct{ *fhir.Document }
	d := sampleDocument()
	want, err := d.Append(nil)
	require.NoError(t, err)
	require.Contains(t, string(want), "<div", "there is something to escape")
	same := func(name string, read *fhir.Document) {
		t.Helper()
		require.NotNil(t, read, name)
		got, err := read.Append(nil)
		require.NoError(t, err, name)
		require.Equal(t, string(want), string(got), name)
	}

	type holder struct {
		Value   fhir.Document
		Pointer *fhir.Document
		List    []fhir.Document
		Map     map[string]*fhir.Document
		Nil     *fhir.Document `json:",omitempty"`
		Any     any
	}
	for name, marshal := range map[string]func(any) ([]byte, error){
		"plain":  json.Marshal,
		"indent": func(v any) ([]byte, error) { return json.MarshalIndent(v, "", "\t") },
		"no HTML": func(v any) ([]byte, error) {
			var b bytes.Buffer
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			err := e.Encode(v)
			return b.Bytes(), err
		},
	} {
		text, err := marshal(holder{Value: *d, Pointer: d, List: []fhir.Document{*d, *d}, Map: map[string]*fhir.Document{"a": d}, Any: d})
		require.NoError(t, err, name)
		require.NotContains(t, string(text), "Timestamp", name)
		var read holder
		require.NoError(t, json.Unmarshal(text, &read), name)
		same(name, &read.Value)
		same(name, read.Pointer)
		require.Len(t, read.List, 2)
		same(name, &read.List[1])
		same(name, read.Map["a"])
		require.Nil(t, read.Nil)
		var compact bytes.Buffer
		one, err := marshal(d)
		require.NoError(t, err)
		require.NoError(t, json.Compact(&compact, one))
		if name == "no HTML" {
			require.Equal(t, string(want), compact.String())
		}

		// A struct that embeds one is the Bundle too, as Go's rules have it.
		text, err = marshal(embedding{d})
		require.NoError(t, err)
		require.JSONEq(t, string(want), string(text))
	}

	// A stream of documents, whose decoder uses its memory again.
	var stream bytes.Buffer
	for range 3 {
		require.NoError(t, json.NewEncoder(&stream).Encode(d))
	}
	decoder := json.NewDecoder(iotest.OneByteReader(&stream))
	var documents []*fhir.Document
	for decoder.More() {
		var read fhir.Document
		require.NoError(t, decoder.Decode(&read))
		documents = append(documents, &read)
	}
	require.Len(t, documents, 3)
	for _, read := range documents {
		same("stream", read)
	}

	// What is unmarshaled may be used again by whoever gave it.
	data := bytes.Clone(want)
	var read fhir.Document
	require.NoError(t, json.Unmarshal(data, &read))
	for i := range data {
		data[i] = 'x'
	}
	same("clone", &read)

	// null changes nothing, as everywhere in encoding/json.
	require.NoError(t, json.Unmarshal([]byte(`null`), &read))
	same("null", &read)
}
