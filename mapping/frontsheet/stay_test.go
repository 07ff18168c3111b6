package frontsheet

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A stay of which anything is stated, in whatever field, is not zero.
func TestStayIsZero(t *testing.T) {
	assert.True(t, (&Stay{}).IsZero())
	for field := range reflect.TypeFor[Stay]().Fields() {
		var s Stay
		fill(reflect.ValueOf(&s).Elem().FieldByIndex(field.Index))
		assert.False(t, s.IsZero(), field.Name)
	}
}

// fill sets something of v.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		fill(v.Field(0))
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
	case reflect.String:
		v.SetString("x")
	default:
		v.SetInt(1)
	}
}
