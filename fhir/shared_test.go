package fhir_test

import (
	"testing"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/fhir"
)

// An Encoder writes what Append writes, whether it is told of lists that
// documents share or not, and whether a document comes after another or not.
func TestEncoder(t *testing.T) {
	first, second := sampleDocument(), benchmarkDocument()
	shared := coding("http://example.org/shared", "a", "Äußeres \"A\"")
	shared.Extension = []r4.Extension{{Url: "http://example.org/x", ValueString: ptr("<&>")}}
	list := []r4.Coding{shared, coding("http://example.org/shared", "b", "")}
	extensions := []r4.Extension{{Url: "http://example.org/y", ValueCodeableConcept: &r4.CodeableConcept{Coding: list}}}
	for _, d := range []*fhir.Document{first, second} {
		for i := range d.Conditions {
			d.Conditions[i].Code = &r4.CodeableConcept{Coding: list, Text: ptr("text")}
			d.Conditions[i].Extension = extensions
			d.Conditions[i].Category = []r4.CodeableConcept{{Coding: list}, {Id: ptr("x"), Coding: list}, {Coding: list[:1]}, {Coding: list}}
		}
		d.Patient.MaritalStatus = &r4.CodeableConcept{Coding: append(list[:2:2], coding("http://example.org/more", "c", ""))}
		d.Patient.Extension = append(extensions[:1:1], r4.Extension{Url: "http://example.org/z", Extension: extensions})
	}
	var plain, told fhir.Encoder
	told.ShareCodings(list)
	told.ShareExtensions(extensions)
	for range 2 {
		for _, d := range []*fhir.Document{first, second} {
			want, err := d.Append([]byte("x"))
			require.NoError(t, err)
			for _, e := range []*fhir.Encoder{&plain, &told} {
				got, err := e.Append(d, []byte("x"))
				require.NoError(t, err)
				assert.Equal(t, string(want), string(got))
			}
		}
	}
}

// What cannot be written is refused as Append refuses it, and the next document
// does not suffer.
func TestEncoderRefuses(t *testing.T) {
	bad := []r4.Coding{{System: ptr("not a uri")}}
	var e fhir.Encoder
	e.ShareCodings(bad)
	e.ShareCodings(nil)
	e.ShareExtensions([]r4.Extension{{}})
	good, broken, twice := sampleDocument(), sampleDocument(), sampleDocument()
	broken.Conditions[0].Code = &r4.CodeableConcept{Coding: bad}
	twice.Patient.Id = twice.Composition.Id
	for _, d := range []*fhir.Document{good, broken, good, twice, good} {
		want, wantErr := d.Append([]byte("x"))
		got, err := e.Append(d, []byte("x"))
		assert.Equal(t, wantErr, err)
		assert.Equal(t, string(want), string(got))
	}
}

// Lists nested in one another do not come to more than an element may hold.
func TestEncoderDepth(t *testing.T) {
	list := []r4.Extension{{Url: "http://example.org/a", ValueCode: ptr("a")}}
	var e fhir.Encoder
	e.ShareExtensions(list)
	for range 40 {
		d := sampleDocument()
		d.Patient.Extension = list
		want, wantErr := d.Append(nil)
		got, err := e.Append(d, nil)
		require.Equal(t, wantErr, err)
		require.Equal(t, string(want), string(got))
		list = []r4.Extension{{Url: "http://example.org/b", Extension: list}}
	}
}
