package mainland_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
)

// both translates to FHIR and back with the layouts of this package.
var both = mapping.NewTranslator(nil, &mapping.Options{Layouts: mainland.Layouts()})

// The sheet of a document gives the same document again, and nothing of one of
// our own documents is not understood.
func TestDocumentsOfSamplesComeBack(t *testing.T) {
	for _, name := range sampleNames(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			for i, document := range translate(t, text).documents {
				if document == nil {
					continue
				}
				read, err := fhir.Read(document)
				require.NoError(t, err)
				sheet, issues := both.FrontSheet(read)
				assert.Empty(t, issues, "record %d", i+1)
				again, _ := both.Document(sheet)
				out, err := again.Append(nil)
				require.NoError(t, err)
				if !bytes.Equal(document, out) {
					assert.Equal(t, indent(t, document), indent(t, out), "record %d", i+1)
				}
			}
		})
	}
}

func indent(t testing.TB, text []byte) string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, json.Indent(&out, text, "", " "))
	return out.String()
}
