package fhir_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// What Read reads, ReadLenient reads alike, and has nothing to say.
func TestReadLenientOfOurOwn(t *testing.T) {
	for _, name := range []string{"document.json", "transaction.json"} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile("testdata/" + name)
			require.NoError(t, err)
			want, err := fhir.Read(text)
			require.NoError(t, err)
			got, issues, err := fhir.ReadLenient(text)
			require.NoError(t, err)
			assert.Empty(t, issues)
			assert.Equal(t, want, got)
		})
	}
}

func lenient(t *testing.T, entries ...string) (*fhir.Document, []string) {
	t.Helper()
	d, issues, err := fhir.ReadLenient([]byte(`{"resourceType":"Bundle","type":"collection","entry":[` + strings.Join(entries, ",") + `]}`))
	require.NoError(t, err)
	var found []string
	for _, i := range issues {
		found = append(found, i.Pointer+" "+i.Reason)
	}
	return d, found
}

// References of every form that R4 has lead to their resource.
func TestReadLenientReferences(t *testing.T) {
	const uuid = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
	condition := func(url, reference string) string {
		return `{"fullUrl":"` + url + `","resource":{"resourceType":"Condition","id":"c","subject":{"reference":"` + reference + `"}}}`
	}
	tests := map[string][]string{
		"urn":                     {`{"fullUrl":"urn:uuid:` + uuid + `","resource":{"resourceType":"Patient","id":"p"}}`, condition("urn:uuid:6ba7b810-9dad-41d1-80b4-00c04fd430c9", "urn:uuid:"+uuid)},
		"urn in capitals":         {`{"fullUrl":"urn:uuid:` + uuid + `","resource":{"resourceType":"Patient","id":"p"}}`, condition("urn:uuid:6ba7b810-9dad-41d1-80b4-00c04fd430c9", "urn:uuid:"+strings.ToUpper(uuid))},
		"oid":                     {`{"fullUrl":"urn:oid:1.2.3","resource":{"resourceType":"Patient","id":"p"}}`, condition("urn:oid:1.2.4", "urn:oid:1.2.3")},
		"absolute":                {`{"fullUrl":"http://example.org/fhir/Patient/p","resource":{"resourceType":"Patient","id":"p"}}`, condition("urn:oid:1.2.4", "http://example.org/fhir/Patient/p")},
		"absolute, of a version":  {`{"fullUrl":"http://example.org/fhir/Patient/p","resource":{"resourceType":"Patient","id":"p"}}`, condition("urn:oid:1.2.4", "http://example.org/fhir/Patient/p/_history/2")},
		"relative to the server":  {`{"fullUrl":"http://example.org/fhir/Patient/p","resource":{"resourceType":"Patient","id":"p"}}`, condition("http://example.org/fhir/Condition/c", "Patient/p")},
		"relative without server": {`{"resource":{"resourceType":"Patient","id":"p"}}`, condition("", "Patient/p")},
		"of a transaction":        {`{"fullUrl":"urn:uuid:` + uuid + `","resource":{"resourceType":"Patient"},"request":{"method":"PUT","url":"Patient/p"}}`, condition("urn:oid:1.2.4", "Patient/p")},
		"contained":               {`{"resource":{"resourceType":"Condition","contained":[{"resourceType":"Patient","id":"p"}],"subject":{"reference":"#p"}}}`},
	}
	for name, entries := range tests {
		t.Run(name, func(t *testing.T) {
			d, issues := lenient(t, entries...)
			assert.Empty(t, issues)
			require.NotNil(t, d.Patient.Id)
			require.Len(t, d.Conditions, 1)
			assert.Equal(t, "urn:uuid:"+*d.Patient.Id, *d.Conditions[0].Subject.Reference)
		})
	}
}

// A reference to the same name on another server leads elsewhere.
func TestReadLenientOtherServer(t *testing.T) {
	d, issues := lenient(t, `{"fullUrl":"http://a.example/Patient/p","resource":{"resourceType":"Patient","id":"p"}}`,
		`{"fullUrl":"http://b.example/Condition/c","resource":{"resourceType":"Condition","id":"c","subject":{"reference":"http://b.example/Patient/p"}}}`)
	assert.Empty(t, issues)
	assert.Equal(t, "http://b.example/Patient/p", *d.Conditions[0].Subject.Reference)
}

// What is not understood is left out and reported; the rest is kept.
func TestReadLenientLeavesOut(t *testing.T) {
	tests := map[string]struct {
		entry string
		want  string
	}{
		"unknown type":      {`{"resource":{"resourceType":"MedicationRequest"}}`, `/entry/1/resource is a MedicationRequest, which a document does not hold`},
		"no type of R4":     {`{"resource":{"resourceType":"陈大文"}}`, `/entry/1/resource is a resource of a type that R4 does not have, which a document does not hold`},
		"unknown element":   {`{"resource":{"resourceType":"Condition","subject":{"display":"x"},"陈大文":{"a":[1,{"b":true}]}}}`, `/entry/1/resource has an element that is not known`},
		"of a primitive":    {`{"resource":{"resourceType":"Condition","subject":{"display":"x"},"recordedDate":"2024","_recordedDate":{"id":"a"}}}`, `/entry/1/resource has an extension of a primitive value, which is not understood`},
		"wrong type":        {`{"resource":{"resourceType":"Condition","subject":{"display":"x"},"recordedDate":"yesterday"}}`, `/entry/1/resource/recordedDate is not of type dateTime: it is left out`},
		"wrong type within": {`{"resource":{"resourceType":"Condition","subject":{"display":"x"},"code":{"coding":[{"code":" "},{"code":"A00"}]}}}`, `/entry/1/resource/code/coding/0/code is not of type code: it is left out`},
		"empty":             {`{"resource":{"resourceType":"Condition","subject":{"display":"x"},"note":[]}}`, `/entry/1/resource has an element that is empty`},
		"null":              {`{"resource":{"resourceType":"Condition","subject":{"display":"x"},"code":null}}`, `/entry/1/resource has an element that is empty`},
		"to nothing":        {`{"resource":{"resourceType":"Condition","subject":{"reference":"#p","display":"x"}}}`, `/entry/1/resource has a reference that leads to nothing that was read`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d, issues := lenient(t, `{"resource":{"resourceType":"Patient","id":"p"}}`, test.entry)
			require.NotEmpty(t, issues)
			assert.Equal(t, test.want, issues[0])
			if strings.Contains(test.entry, "Condition") {
				require.Len(t, d.Conditions, 1)
				assert.Equal(t, "x", *d.Conditions[0].Subject.Display)
			}
		})
	}
	d, issues := lenient(t, `{"resource":{"resourceType":"Observation","code":{"text":"x"}}}`, `{}`, `7`)
	assert.Empty(t, d.Observations)
	assert.Equal(t, []string{"/entry/1 has no resource", "/entry/2 is not an object", "/entry/0/resource has no status: it is left out"}, issues)
}

// What is about another patient is left out: it must not get into the record.
func TestReadLenientOfSeveralPatients(t *testing.T) {
	d, issues := lenient(t,
		`{"resource":{"resourceType":"Patient","id":"mother"}}`, `{"resource":{"resourceType":"Patient","id":"child"}}`,
		`{"resource":{"resourceType":"Encounter","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/child"}}}`,
		`{"resource":{"resourceType":"Condition","subject":{"reference":"Patient/mother"}}}`,
		`{"resource":{"resourceType":"Condition","subject":{"reference":"Patient/child"}}}`)
	assert.Equal(t, []string{"/entry/0/resource is another Patient", "/entry/3/resource is about another Patient"}, issues)
	require.Len(t, d.Conditions, 1)
	assert.Equal(t, "urn:uuid:"+*d.Patient.Id, *d.Conditions[0].Subject.Reference)
}

func TestReadLenientOfNoBundle(t *testing.T) {
	for _, text := range []string{"", "[]", "{}", `{"resourceType":"Patient"}`, `{"resourceType":"Bundle"`, "null"} {
		_, _, err := fhir.ReadLenient([]byte(text))
		assert.Error(t, err, text)
	}
}

// What the JSON of a Bundle says twice, or beside it, is told; what nests too
// deep is not read.
func TestReadLenientOfJSONThatLies(t *testing.T) {
	twice := "has an object in which a name stands twice: the last counts"
	for _, test := range []struct {
		text string
		want []fhir.ReadIssue
	}{
		{`{"resourceType":"Bundle","type":"collection","type":"document"}`, []fhir.ReadIssue{{Pointer: "", Reason: twice}}},
		{`{"resourceType":"Bundle","entry":[{},{"resource":{"resourceType":"Patient","active":true,"act\u0069ve":false}}]}`, []fhir.ReadIssue{{Pointer: "/entry/1", Reason: twice}}},
		{`{"resourceType":"Bundle"} {"resourceType":"Bundle"}`, []fhir.ReadIssue{{Pointer: "", Reason: "is followed by more"}}},
		{`{"resourceType":"Bundle","meta":{"tag":[{"code":"a"},{"code":"\\\"{"}]}}`, nil},
	} {
		_, issues, err := fhir.ReadLenient([]byte(test.text))
		require.NoError(t, err, test.text)
		var got []fhir.ReadIssue
		for _, i := range issues {
			if i.Reason == twice || i.Reason == "is followed by more" {
				got = append(got, *i)
			}
		}
		assert.Equal(t, test.want, got, test.text)
	}
	deep := `{"resourceType":"Bundle","meta":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`
	_, _, err := fhir.ReadLenient([]byte(deep))
	assert.ErrorContains(t, err, "deeper than 64")
	_, _, err = fhir.ReadLenient([]byte(strings.Replace(strings.Replace(deep, "[", "", 1), "]", "", 1)))
	assert.NoError(t, err)
}

// Real Bundles are read without a panic, the same each time, and what comes of
// them can be checked.
func TestReadLenientOfExamples(t *testing.T) {
	files, err := filepath.Glob("../../shared/suites/r4-examples/Bundle/*.json")
	require.NoError(t, err)
	if len(files) == 0 {
		t.Skip("the examples of R4 are not here")
	}
	resources := 0
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		d, issues, err := fhir.ReadLenient(text)
		require.NoError(t, err, name)
		again, others, err := fhir.ReadLenient(text)
		require.NoError(t, err)
		assert.Equal(t, d, again)
		assert.Equal(t, issues, others)
		n := len(d.Encounters) + len(d.Conditions) + len(d.Procedures) + len(d.Observations) + len(d.AllergyIntolerances) +
			len(d.Organizations) + len(d.Practitioners) + len(d.Locations) + len(d.Coverages) + len(d.PractitionerRoles) + len(d.Provenances) +
			len(d.DiagnosticReports) + len(d.ImagingStudies) + len(d.Specimens) + len(d.ServiceRequests) + len(d.Tasks)
		resources += n
		if n == 0 && d.Patient.Id == nil && bytes.Contains(text, []byte(`"entry"`)) {
			assert.NotEmpty(t, issues, "%s: nothing was read, and nothing said", name)
		}
		for i, id := range []**string{&d.Composition.Id, &d.Patient.Id} {
			if *id == nil {
				*id = to(sampleID(900 + i)).Reference
				**id = strings.TrimPrefix(**id, "urn:uuid:")
			}
		}
		for _, e := range d.Check() {
			assert.False(t, e.Rule == fhir.RuleReference && strings.Contains(e.Reason, "no resource"), "%s: %v", filepath.Base(name), e)
		}
	}
	t.Log(len(files), "Bundles,", resources, "resources")
	assert.NotZero(t, resources)
}

// FuzzReadLenient reads arbitrary bytes. Nothing may panic, and the resources
// that come out are ones that can be written.
func FuzzReadLenient(f *testing.F) {
	for _, name := range []string{"document.json", "transaction.json"} {
		text, err := os.ReadFile("testdata/" + name)
		require.NoError(f, err)
		f.Add(text)
	}
	for _, seed := range []string{
		`{"resourceType":"Bundle"}`, `{"resourceType":"Bundle","entry":[null,{},{"resource":{"resourceType":"Patient","contained":[{"resourceType":"Patient","id":"a"}],"link":[{"other":{"reference":"#a"}}]}}]}`,
		`{"resourceType":"Bundle","entry":[{"fullUrl":"http://a/Patient/1","resource":{"resourceType":"Patient","id":"1","birthDate":"","name":[null,{"given":[]}]}},{"fullUrl":"http://a/Encounter/1/_history/2","resource":{"resourceType":"Encounter","status":"x","class":{},"subject":{"reference":"Patient/1"}}}]}`,
		`{"resourceType":"Bundle","identifier":{"value":[[]]},"timestamp":1,"entry":{}}`, "{\"resourceType\":\"Bundle\",\"id\":\"\xff\"}{}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, issues, err := fhir.ReadLenient(data)
		if err != nil {
			require.Nil(t, d)
			return
		}
		for _, i := range issues {
			require.NotEmpty(t, i.Reason)
		}
		if d.Composition.Id == nil || d.Patient.Id == nil {
			return
		}
		text, err := d.Append(nil)
		require.NoError(t, err)
		again, err := fhir.Read(text)
		require.NoError(t, err)
		out, err := again.Append(nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(text, out))
	})
}

// A reference by type and identifier leads to the resource of that id, where the
// identifier is a urn:uuid (R4, "References between resources": logical references).
// Bulk Data refers so from a stay to its diagnoses.
func TestLogicalReferences(t *testing.T) {
	condition := `{"resource":{"resourceType":"Condition","id":"00000000-0000-4000-8000-000000000001","subject":{"reference":"Patient/p"}}}`
	to := func(identifier string) string {
		return `{"resource":{"resourceType":"Encounter","id":"e","status":"finished","class":{"code":"IMP"},"diagnosis":[{"condition":{"type":"Condition","identifier":` + identifier + `}}]}}`
	}
	for identifier, leads := range map[string]bool{
		`{"system":"urn:ietf:rfc:3986","value":"urn:uuid:00000000-0000-4000-8000-000000000001"}`: true,
		`{"system":"urn:ietf:rfc:3986","value":"urn:uuid:00000000-0000-4000-8000-000000000002"}`: false,
		`{"system":"urn:x","value":"urn:uuid:00000000-0000-4000-8000-000000000001"}`:             false,
		`{"system":"urn:ietf:rfc:3986","value":"00000000-0000-4000-8000-000000000001"}`:          false,
		`{"value":7}`: false,
	} {
		d, _ := lenient(t, condition, to(identifier), `{"resource":{"resourceType":"Patient","id":"p"}}`)
		got := d.Encounters[0].Diagnosis[0].Condition
		if !leads {
			assert.Nil(t, got.Reference, identifier)
			continue
		}
		require.NotNil(t, got.Reference, identifier)
		assert.Equal(t, "urn:uuid:"+*d.Conditions[0].Id, *got.Reference)
		assert.Nil(t, got.Identifier)
		assert.Nil(t, got.Type)
	}
}
