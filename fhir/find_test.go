package fhir_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/crossbay/crossbay/fhir"
	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"
)

// Whatever resource a document holds, a reference leads to it: a type that is added to
// the document cannot be forgotten.
func TestResolveFindsEveryResource(t *testing.T) {
	for _, name := range resourceNames() {
		d := &fhir.Document{}
		v := resourceSlot(d, name)
		v.FieldByName("Id").Set(reflect.ValueOf(sampleID(7)))
		id := *sampleID(7)
		for _, reference := range []string{"urn:uuid:" + id, name + "/" + id} {
			found := d.Resolve(r4.Reference{Reference: &reference})
			if assert.NotNil(t, found, name) {
				assert.Equal(t, name, reflect.TypeOf(found).Elem().Name())
			}
		}
	}
}
