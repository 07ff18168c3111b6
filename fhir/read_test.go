package fhir_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

func TestRead(t *testing.T) {
	d := sampleDocument()
	document, err := d.Append(nil)
	require.NoError(t, err)
	back, err := fhir.Read(document)
	require.NoError(t, err)
	assert.Equal(t, d, back)

	transaction, err := d.AppendTransaction(nil)
	require.NoError(t, err)
	back, err = fhir.Read(transaction)
	require.NoError(t, err)
	back.Identifier, back.Timestamp = d.Identifier, d.Timestamp
	assert.Equal(t, d, back, "with the references of a document")
}

// TestReadOtherLayout reads a document that a tool has written anew: with
// other white space, escapes, and members in the order of their names.
func TestReadOtherLayout(t *testing.T) {
	d := sampleDocument()
	text, err := d.Append(nil)
	require.NoError(t, err)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "\t")
	require.NoError(t, e.Encode(decode(t, text)))
	require.NotContains(t, b.String()[:20], "resourceType", "comes first no more")
	ascii := strings.NewReplacer("𠮷", `\ud842\udfb7`, "陈", `\u9648`, "/", `\/`).Replace(b.String())
	back, err := fhir.Read([]byte(ascii))
	require.NoError(t, err)
	assert.Equal(t, d, back)
}

func TestReadErrors(t *testing.T) {
	const secret = "S3CRET"
	line, err := sampleDocument().Append(nil)
	require.NoError(t, err)
	document := string(line)
	line, err = sampleDocument().AppendTransaction(nil)
	require.NoError(t, err)
	transaction := string(line)
	deep := strings.Repeat(`{"url":"http://example.org","extension":[`, 40)

	const patient = "/entry/1/resource"
	tests := []struct {
		name, text, old, new string
		pointer              string
	}{
		{"nothing", "", "", "", ""},
		{"a list", "[]", "", "", ""},
		{"two", document + document, "", "", ""},
		{"a comma behind", document + ",", "", "", ""},
		{"cut off", document[:len(document)/2], "", "", "*"},
		{"byte order mark", "\ufeff" + document, "", "", ""},
		{"not a Bundle", document, `"Bundle"`, `"Patient"`, ""},
		{"another Bundle", document, `"type":"document"`, `"type":"collection"`, ""},
		{"no type", document, `"type":"document",`, ``, ""},
		{"not UTF-8", document, "陈大文", secret + "\xb3\xc2", ""},
		{"member twice", document, `"birthDate":"1958-02-28"`, `"birthDate":"1958-02-28","birthDate":"` + secret + `"`, patient + "/birthDate"},
		{"member twice, one escaped", document, `"birthDate":"1958-02-28"`, `"birthDate":"1958-02-28","birth\u0044ate":"1958-02-27"`, patient + "/birthDate"},
		{"resourceType twice", document, `"resourceType":"Patient"`, `"resourceType":"Patient","resourceType":"Encounter"`, patient + "/resourceType"},
		{"type twice", document, `"type":"document"`, `"type":"document","type":"transaction"`, "/type"},
		{"unknown member", document, `"birthDate"`, `"` + secret + `"`, patient},
		{"member in capitals", document, `"birthDate"`, `"BirthDate"`, patient},
		{"primitive extension", document, `"birthDate"`, `"_birthDate":{"id":"a"},"birthDate"`, patient},
		{"contained", document, `"birthDate"`, `"contained":[{"resourceType":"Patient"}],"birthDate"`, patient},
		{"unknown resource", document, `"resourceType":"Patient"`, `"resourceType":"Basic"`, patient},
		{"second patient", document, `"resourceType":"Location"`, `"resourceType":"Patient"`, "/entry/7/resource"},
		{"no patient", document, `"resourceType":"Patient"`, `"resourceType":"Practitioner"`, "*"},
		{"no resource type", document, `"resourceType":"Patient",`, ``, patient},
		{"resource type no string", document, `"resourceType":"Patient"`, `"resourceType":1`, patient + "/resourceType"},
		{"null", document, `"1958-02-28"`, `null`, patient + "/birthDate"},
		{"empty string", document, `"1958-02-28"`, `""`, patient + "/birthDate"},
		{"empty list", document, `"given":["大文"]`, `"given":[]`, patient + "/name/0/given"},
		{"empty object", document, `"given":["大文"]`, `"period":{}`, patient + "/name/0/period"},
		{"date", document, `"1958-02-28"`, `"1958-02-29"`, patient + "/birthDate"},
		{"number for a string", document, `"1958-02-28"`, `1958`, patient + "/birthDate"},
		{"string for a number", document, `48211.37`, `"48211.37"`, "/entry/14/resource/totalGross/value"},
		{"decimal", document, `48211.37`, `048211.37`, "/entry/14/resource/totalGross/value"},
		{"fraction of an integer", document, `"rank":2`, `"rank":2.0`, "/entry/2/resource/diagnosis/1/rank"},
		{"exponent of an integer", document, `"rank":2`, `"rank":2e0`, "/entry/2/resource/diagnosis/1/rank"},
		{"rank zero", document, `"rank":2`, `"rank":0`, "/entry/2/resource/diagnosis/1/rank"},
		{"large integer", document, `"rank":2`, `"rank":99999999999999999999`, "/entry/2/resource/diagnosis/1/rank"},
		{"no such code", document, `"status":"finished"`, `"status":"` + secret + `"`, "/entry/2/resource/status"},
		{"samply's own unknown", document, `"status":"finished"`, `"status":"<unknown>"`, "/entry/2/resource/status"},
		{"no status", document, `"status":"finished",`, ``, "/entry/2/resource"},
		{"two variants", document, `"valueQuantity":{"value":3250`, `"valueString":"x","valueQuantity":{"value":3250`, "/entry/11/resource"},
		{"control character", document, `陈大文`, secret + "\x01", patient + "/name/0/text"},
		{"escaped control character", document, `陈大文`, secret + `\u0000`, patient + "/name/0/text"},
		{"half a surrogate pair", document, `陈大文`, secret + `\ud842`, patient + "/name/0/text"},
		{"the other half", document, `陈大文`, secret + `\udfb7x`, patient + "/name/0/text"},
		{"two first halves", document, `陈大文`, secret + `\ud842\ud842`, patient + "/name/0/text"},
		{"escape that JSON has not", document, `陈大文`, secret + `\x41`, patient + "/name/0/text"},
		{"short escape", document, `陈大文`, `\u12`, patient + "/name/0/text"},
		{"depth", document, `"birthDate"`, `"extension":[` + deep + `],"birthDate"`, "*"},
		{"depth of what is skipped", `{"x":` + strings.Repeat("[", 1e6), "", "", "*"},
		{"fullUrl of another", document, `"fullUrl":"urn:uuid:6ba7b810-9dad-51d1-80b4-000000000002"`, `"fullUrl":"urn:uuid:6ba7b810-9dad-51d1-80b4-000000000099"`, "/entry/1"},
		{"no fullUrl", document, `"fullUrl":"urn:uuid:6ba7b810-9dad-51d1-80b4-000000000002",`, ``, "/entry/1"},
		{"no id", document, `"resourceType":"Patient","id":"6ba7b810-9dad-51d1-80b4-000000000002",`, `"resourceType":"Patient",`, "/entry/1"},
		{"id of another", document, `6ba7b810-9dad-51d1-80b4-000000000005`, `6ba7b810-9dad-51d1-80b4-000000000004`, "/entry/4"},
		{"request in a document", document, `"resource":{"resourceType":"Patient"`, `"request":{"method":"PUT"},"resource":{"resourceType":"Patient"`, "/entry/1/request"},
		{"transaction with a timestamp", transaction, `"type":"transaction"`, `"type":"transaction","timestamp":"2023-03-10T09:00:00+08:00"`, "/timestamp"},
		{"POST", transaction, `"method":"PUT"`, `"method":"POST"`, "/entry/0"},
		{"PUT elsewhere", transaction, `"url":"Patient/`, `"url":"Group/`, "/entry/1"},
		{"no request", transaction, `,"request":{"method":"PUT","url":"Composition/6ba7b810-9dad-51d1-80b4-000000000001"}`, ``, "/entry/0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text := test.text
			if test.old != "" {
				require.Contains(t, text, test.old)
				text = strings.ReplaceAll(text, test.old, test.new)
			}
			d, err := fhir.Read([]byte(text))
			assert.Nil(t, d)
			var read *fhir.ReadError
			require.True(t, errors.As(err, &read), "%v", err)
			if test.pointer != "*" {
				assert.Equal(t, test.pointer, read.Pointer, "%v", err)
			}
			assert.NotContains(t, err.Error(), secret)
			assert.LessOrEqual(t, read.Offset, len(text))
		})
	}
}

// TestDepth finds that reading and writing stop at the same depth.
func TestDepth(t *testing.T) {
	line, err := sampleDocument().Append(nil)
	require.NoError(t, err)
	deepest := 0
	for n := range 64 {
		nested := r4.Extension{Url: "http://example.org/x", ValueBoolean: ptr(true)}
		text := `{"url":"http://example.org/x","valueBoolean":true}`
		for range n {
			nested = r4.Extension{Url: "http://example.org/x", Extension: []r4.Extension{nested}}
			text = `{"extension":[` + text + `],"url":"http://example.org/x"}`
		}
		d := sampleDocument()
		d.Patient.Photo = []r4.Attachment{{Extension: []r4.Extension{nested}}}
		_, appendErr := d.Append(nil)
		_, readErr := fhir.Read([]byte(strings.Replace(string(line), `"birthDate":`, `"photo":[{"extension":[`+text+`]}],"birthDate":`, 1)))
		require.Equal(t, appendErr == nil, readErr == nil, "%d: %v, %v", n, appendErr, readErr)
		if readErr == nil {
			deepest = n
		}
	}
	// The Bundle, its list and entry, the Patient, photo and its member, and
	// the first extension take eight levels, each further extension two.
	require.Equal(t, (64-8)/2, deepest)
}

// FuzzRead holds Read to what it promises: what it accepts can be written,
// and comes back the same. Run it with -fuzzminimizetime=10x: to make large
// inputs smaller takes the fuzzer longer than to find them.
func FuzzRead(f *testing.F) {
	line, err := sampleDocument().Append(nil)
	require.NoError(f, err)
	f.Add(line)
	const entries = `[{"fullUrl":"urn:uuid:6ba7b810-9dad-51d1-80b4-000000000001","resource":{"resourceType":"Composition","id":"6ba7b810-9dad-51d1-80b4-000000000001","status":"final"}},` +
		`{"fullUrl":"urn:uuid:6ba7b810-9dad-51d1-80b4-000000000002","resource":{"resourceType":"Patient","id":"6ba7b810-9dad-51d1-80b4-000000000002","active":true}}]`
	for _, member := range []string{
		`"active":true`,
		`"name":[{"text":"\ud842\udfb7\u0022","given":["a\nb"]}],"birthDate":"2024-02-29"`,
		`"multipleBirthInteger":2,"gender":"male","extension":[{"url":"http://example.org/x","valueDecimal":-1.50e3}]`,
		`"deceasedDateTime":"2024-02-29T23:59:60.5+08:00","managingOrganization":{"reference":"Composition/6ba7b810-9dad-51d1-80b4-000000000001"}`,
	} {
		document := strings.Replace(entries, `"active":true`, member, 1)
		f.Add([]byte(`{"resourceType":"Bundle","type":"document","entry":` + document + `}`))
		transaction := strings.NewReplacer(
			`"fullUrl":"urn:uuid:6ba7b810-9dad-51d1-80b4-000000000001"`, `"request":{"method":"PUT","url":"Composition/6ba7b810-9dad-51d1-80b4-000000000001"},"fullUrl":"urn:uuid:6ba7b810-9dad-51d1-80b4-000000000001"`,
			`"fullUrl":"urn:uuid:6ba7b810-9dad-51d1-80b4-000000000002"`, `"request":{"method":"PUT","url":"Patient/6ba7b810-9dad-51d1-80b4-000000000002"},"fullUrl":"urn:uuid:6ba7b810-9dad-51d1-80b4-000000000002"`,
		).Replace(document)
		text := []byte(`{"entry":` + transaction + `,"type":"transaction","resourceType":"Bundle"}`)
		if _, err := fhir.Read(text); err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := fhir.Read(text)
		if err != nil {
			var read *fhir.ReadError
			require.ErrorAs(t, err, &read)
			return
		}
		first, err := d.Append(nil)
		require.NoError(t, err)
		again, err := fhir.Read(first)
		require.NoError(t, err)
		require.Equal(t, d, again)
		second, err := d.AppendTransaction(nil)
		require.NoError(t, err)
		_, err = fhir.Read(second)
		require.NoError(t, err)
	})
}
