package fhir_test

import (
	"strings"
	"testing"

	"github.com/crossbay/crossbay/fhir"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What is unknown is written as FHIR's extension of the primitive
// (http://hl7.org/fhir/R4/json.html#primitive, data-absent-reason), and read back.
func TestUnknown(t *testing.T) {
	d := sampleDocument()
	d.Patient.BirthDate = new(fhir.Unknown)
	d.Patient.Name = []r4.HumanName{{Text: new(fhir.Unknown)}}
	text, err := d.Append(nil)
	require.NoError(t, err)
	const extension = `{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"unknown"}]}`
	assert.Contains(t, string(text), `"_birthDate":`+extension)
	assert.Contains(t, string(text), `"name":[{"_text":`+extension+`}]`)
	assert.NotContains(t, string(text), `"birthDate"`)
	assert.Empty(t, d.Check())

	read, err := fhir.Read(text)
	require.NoError(t, err)
	assert.Equal(t, d.Patient, read.Patient)

	// Anybody's: that a value is not known is nothing to report.
	lenient, issues, err := fhir.ReadLenient(text)
	require.NoError(t, err)
	assert.Empty(t, issues)
	assert.Nil(t, lenient.Patient.BirthDate)
	assert.Empty(t, lenient.Patient.Name)
}

// What else an extension of a primitive says is refused, or reported, and so is a value
// that is there and unknown.
func TestUnknownIsNothingElse(t *testing.T) {
	d := sampleDocument()
	d.Patient.BirthDate = new(fhir.Unknown)
	text, err := d.Append(nil)
	require.NoError(t, err)
	for old, other := range map[string]string{
		`"valueCode":"unknown"}`: `"valueCode":"masked"}`,
		`"_birthDate":{`:         `"_birthDate":{"id":"x",`,
		`"_birthDate":`:          `"birthDate":"1980-01-01","_birthDate":`,
	} {
		changed := []byte(strings.Replace(string(text), old, other, 1))
		_, err := fhir.Read(changed)
		require.Error(t, err, other)
		_, issues, err := fhir.ReadLenient(changed)
		require.NoError(t, err)
		assert.Len(t, issues, 1, other)
	}

	d = sampleDocument()
	d.Patient.Name = []r4.HumanName{{Given: []string{fhir.Unknown}}}
	_, err = d.Append(nil)
	require.Error(t, err)
	assert.Contains(t, err.Error(), "given")
}
