package merge_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/internal/merge"
)

// A server that is loaded with one stay after the other loses what the later does not
// speak of, a death among it: what is merged loses nothing.
func TestResources(t *testing.T) {
	for name, test := range map[string]struct{ older, newer, want string }{
		"the newer holds":           {`{"id":"1","gender":"male"}`, `{"id":"1","gender":"female"}`, `{"id":"1","gender":"female"}`},
		"silence takes nothing":     {`{"id":"1","gender":"male","birthDate":"1990"}`, `{"id":"1","gender":"male"}`, `{"id":"1","gender":"male","birthDate":"1990"}`},
		"an address of another use": {`{"address":[{"use":"home","text":"a"},{"use":"work","text":"b"}]}`, `{"address":[{"use":"home","text":"c"}]}`, `{"address":[{"use":"home","text":"c"},{"use":"work","text":"b"}]}`},
		"a death":                   {`{"deceasedBoolean":true}`, `{"id":"1"}`, `{"id":"1","deceasedBoolean":true}`},
		"a death, and when":         {`{"deceasedDateTime":"2024-01-01"}`, `{"deceasedBoolean":true}`, `{"deceasedDateTime":"2024-01-01"}`},
		"a life":                    {`{"deceasedBoolean":true}`, `{"deceasedBoolean":false}`, `{"deceasedBoolean":false}`},
	} {
		got, err := merge.Resources([]byte(test.older), []byte(test.newer))
		require.NoError(t, err)
		assert.Equal(t, test.want, string(got), name)
	}
	_, err := merge.Resources([]byte("[]"), []byte("{}"))
	require.Error(t, err)
}

func TestDead(t *testing.T) {
	for _, test := range []struct{ patient, other, want string }{
		{`{"id":"1","deceasedBoolean":false}`, `{"deceasedBoolean":true}`, `{"id":"1","deceasedBoolean":true}`},
		{`{"id":"1","deceasedBoolean":false}`, `{"deceasedDateTime":"2024"}`, `{"id":"1","deceasedDateTime":"2024"}`},
		{`{"id":"1","deceasedBoolean":true}`, `{"deceasedDateTime":"2024"}`, `{"id":"1","deceasedBoolean":true}`},
		{`{"id":"1"}`, `{"deceasedBoolean":false}`, `{"id":"1"}`},
	} {
		got, err := merge.Dead([]byte(test.patient), []byte(test.other))
		require.NoError(t, err)
		assert.Equal(t, test.want, string(got))
	}
}
