package fhir_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"

	r4 "github.com/samply/golang-fhir-models/fhir-models/fhir"

	"github.com/crossbay/crossbay/fhir"
)

// Every resource that a document can hold is found, by its URN and by its type and id,
// and by nothing else.
func TestResolveFindsEveryResource(t *testing.T) {
	of := reflect.TypeFor[fhir.Document]()
	tried := 0
	for i := range of.NumField() {
		var d fhir.Document
		field := reflect.ValueOf(&d).Elem().Field(i)
		resource := field
		if field.Kind() == reflect.Slice {
			field.Set(reflect.MakeSlice(field.Type(), 2, 2))
			resource = field.Index(1)
		}
		if resource.Kind() != reflect.Struct || !resource.FieldByName("Id").IsValid() || resource.Type() == reflect.TypeFor[r4.Identifier]() {
			continue
		}
		tried++
		id, kind := "3f1c", resource.Type().Name()
		resource.FieldByName("Id").Set(reflect.ValueOf(&id))
		for _, reference := range []string{"urn:uuid:" + id, kind + "/" + id} {
			assert.Equal(t, resource.Addr().Interface(), d.Resolve(r4.Reference{Reference: &reference}), reference)
			assert.NotNil(t, d.Resolve(r4.Reference{Reference: &reference}), reference)
		}
		for _, reference := range []string{"", id, "urn:uuid:", "urn:uuid:3f1d", "Group/" + id, kind + "/", "#" + id, "https://example.org/" + kind + "/" + id} {
			assert.Nil(t, d.Resolve(r4.Reference{Reference: &reference}), reference)
		}
		assert.Nil(t, d.Resolve(r4.Reference{}))
	}
	assert.Equal(t, 20, tried, "all but what is of the Bundle")
}
