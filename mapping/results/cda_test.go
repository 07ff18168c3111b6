package results

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/crossbay/crossbay/mapping/frontsheet"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// cdaSample returns the documents of a sample, one by one.
func cdaSample(t testing.TB, name string) []byte {
	text, err := os.ReadFile("../../examples/testdata/" + name + ".xml")
	require.NoError(t, err)
	return text
}

var cdaSamples = []string{C0007, C0006}

// The samples are read without a word, and come back byte for byte, directly and through
// FHIR.
func TestClinicalDocumentsComeBack(t *testing.T) {
	for _, name := range cdaSamples {
		text := cdaSample(t, name)
		assert.Equal(t, name, Recognize(text[:2000]))
		for e, err := range Read(bytes.NewReader(text), "", &Options{File: "f"}) {
			require.NoError(t, err)
			require.NotNil(t, e.Record)
			for _, i := range e.Issues {
				assert.Fail(t, i.Error(), i.Code)
			}
			out, issues := write(t, name, e.Record)
			for _, i := range issues {
				assert.Fail(t, i.Error(), i.Code)
			}
			assert.Equal(t, strings.Split(string(e.Raw), "\n"), strings.Split(string(out), "\n"))
			for _, summary := range []bool{false, true} {
				back := through(t, e.Record, summary)
				again, issues := write(t, name, back)
				for _, i := range issues {
					assert.NotEqual(t, frontsheet.Error, i.Severity, i.Error())
				}
				assert.Equal(t, strings.Split(string(e.Raw), "\n"), strings.Split(string(again), "\n"))
			}
		}
	}
}
