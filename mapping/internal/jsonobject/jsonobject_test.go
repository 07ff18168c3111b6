package jsonobject_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/internal/jsonobject"
)

// Members keep their order, and values their text: 1.0 is not 1.
func TestObjectComesBack(t *testing.T) {
	const text = `{"resourceType":"Patient","id":"1","n":1.0,"list":[ {"a":1} ]}`
	o, err := jsonobject.Parse([]byte(text))
	require.NoError(t, err)
	assert.Equal(t, text, string(o.Append(nil)))
	assert.Equal(t, "1.0", string(o.Get("n")))
	assert.Nil(t, o.Get("m"))
}

func TestNoObject(t *testing.T) {
	for _, text := range []string{"", "[]", `"secret"`, `{"a":`, `{"a" 1}`} {
		_, err := jsonobject.Parse([]byte(text))
		assert.Equal(t, jsonobject.ErrNone, err, text)
	}
}

func Example() {
	o, _ := jsonobject.Parse([]byte(`{"a":1,"b":2}`))
	o.Set("a", []byte("3"))
	o.Set("c", []byte("4"))
	fmt.Println(string(o.Append(nil)))
	// Output: {"a":3,"b":2,"c":4}
}
