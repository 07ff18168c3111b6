package mainland_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping"
	"github.com/crossbay/crossbay/mapping/mainland"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The 44 columns are those of the data set 转诊（院）记录 of WS 445.16. Records come back as they
// are, but for the ends of lines, through FHIR and without it, whichever document is made of them.
func TestRecordsOfTransfersComeBack(t *testing.T) {
	text, err := os.ReadFile("../../examples/testdata/ws445-16.csv")
	require.NoError(t, err)
	assert.Len(t, mainland.WS44516().Columns(), 44)
	for _, form := range []mapping.Form{mapping.StayDocument, mapping.ReferralNote, mapping.TransferSummary, mapping.AmbulanceHandover} {
		translator := mapping.NewTranslator(nil, &mapping.Options{Layouts: mainland.Layouts(), Form: form})
		reader, err := mapping.NewReader(bytes.NewReader(text), mainland.Layouts(), nil)
		require.NoError(t, err)
		assert.Same(t, mainland.WS44516(), reader.Layout(), "it is recognised")
		var direct, through bytes.Buffer
		one, err := mapping.NewWriter(&direct, mainland.WS44516(), nil)
		require.NoError(t, err)
		other, err := mapping.NewWriter(&through, mainland.WS44516(), nil)
		require.NoError(t, err)
		for r, err := range reader.Records() {
			require.NoError(t, err)
			require.NotNil(t, r.Sheet)
			assert.Empty(t, r.Issues)
			issues, err := one.Write(r.Sheet)
			require.NoError(t, err)
			assert.Empty(t, issues)
			document, _ := translator.Document(r.Sheet)
			require.Len(t, document.Tasks, 1)
			assert.Empty(t, document.Check())
			back, _ := translator.FrontSheet(document)
			_, err = other.Write(back)
			require.NoError(t, err)
		}
		require.NoError(t, one.Flush())
		require.NoError(t, other.Flush())
		assert.Equal(t, unix(string(text)), unix(direct.String()))
		assert.Equal(t, unix(string(text)), unix(through.String()))
	}
}

func unix(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }
