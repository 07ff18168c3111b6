package fhir_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// What is not understood of a Bundle is said, with where it stands; the rest is
// read.
func TestReadLenientSaysWhatItLeavesOut(t *testing.T) {
	const patient = `{"fullUrl":"urn:oid:1.2.3","resource":{"resourceType":"Patient","id":"p","gender":"female"}}`
	for _, test := range []struct{ name, entry, want string }{
		{"a deletion", `{"request":{"method":"DELETE","url":"Patient/q"}}`, "/entry/1 asks for a change of a resource, and does not state it"},
		{"a resource of no document", `{"resource":{"resourceType":"CarePlan","id":"c"}}`, "/entry/1/resource is a CarePlan, which a document does not hold"},
		{"a code that there is not", `{"resource":{"resourceType":"Encounter","id":"e","status":"over","class":{"code":"IMP"}}}`, "/entry/1/resource/status has no such code: it is left out"},
		{"an empty element", `{"resource":{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP"},"period":{}}}`, "/entry/1/resource has an element that is empty"},
		{"a list that is none", `{"resource":{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP"},"identifier":{"value":"1"}}}`, "/entry/1/resource/identifier is not a list: it is left out"},
		{"a text that is none", `{"resource":{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":1}}}`, "/entry/1/resource/class/code is not a string: it is left out"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, found := lenient(t, patient, test.entry)
			assert.Contains(t, found, test.want)
			require.NotNil(t, d.Patient.Gender)
		})
	}
}

// So is what is not understood of the Bundle itself.
func TestReadLenientOfABrokenBundle(t *testing.T) {
	for _, test := range []struct{ bundle, want string }{
		{`{"resourceType":"Bundle","timestamp":"today"}`, "/timestamp is not of type instant"},
		{`{"resourceType":"Bundle","entry":{}}`, "/entry is not a list"},
		{"{\"resourceType\":\"Bundle\",\"id\":\"\xff\"}", " is not valid UTF-8: U+FFFD stands for what is not"},
	} {
		_, issues, err := fhir.ReadLenient([]byte(test.bundle))
		require.NoError(t, err)
		require.Len(t, issues, 1, test.bundle)
		assert.Equal(t, test.want, issues[0].Pointer+" "+issues[0].Reason)
	}
}
