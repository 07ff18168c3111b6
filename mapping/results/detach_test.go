package results

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A transaction of a report must not replace the Encounter of the stay: the Encounter that
// is made of PV1 in a report has no discharge, and a server that took it had a patient who
// had gone home in hospital again.
func TestDetach(t *testing.T) {
	for _, rec := range append(read(t, sample(t, "oru.hl7"), ORU), read(t, sample(t, "oru-imaging.hl7"), ORU)...) {
		d, _ := translator(false).Document(rec)
		visited := len(d.Encounters) > 0
		Detach(d)
		text, err := d.AppendTransaction(nil)
		require.NoError(t, err)
		assert.NotContains(t, string(text), `"resourceType":"Encounter"`)
		assert.NotContains(t, string(text), `Encounter/`)
		assert.NotContains(t, string(text), `"resourceType":"Location"`)
		assert.NotContains(t, string(text), `Location/`)
		if visited && len(rec.Sheet.Stay.Number) > 0 {
			assert.Contains(t, string(text), `"encounter":{"type":"Encounter","identifier":{`)
			assert.Contains(t, string(text), rec.Sheet.Stay.Number)
		}
		assert.GreaterOrEqual(t, strings.Count(string(text), `"resourceType":"DiagnosticReport"`), 1)
	}
}
