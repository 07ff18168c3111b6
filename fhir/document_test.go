package fhir_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

func TestSample(t *testing.T) {
	d := sampleDocument()
	for _, err := range d.Check() {
		t.Error(err)
	}
	doc, err := d.Append(nil)
	require.NoError(t, err)
	tx, err := d.AppendTransaction(nil)
	require.NoError(t, err)
	os.WriteFile("/tmp/k/doc.ndjson", append(doc, '\n'), 0o644)
	os.WriteFile("/tmp/k/tx.ndjson", append(tx, '\n'), 0o644)
	back, err := fhir.Read(doc)
	require.NoError(t, err)
	again, err := back.Append(nil)
	require.NoError(t, err)
	require.Equal(t, string(doc), string(again))
	require.Equal(t, d, back)
	back, err = fhir.Read(tx)
	require.NoError(t, err)
	back.Identifier, back.Timestamp = d.Identifier, d.Timestamp
	require.Equal(t, d, back)
}
