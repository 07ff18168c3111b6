package hongkong

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping"
)

func set(t *testing.T, name string) *mapping.ValueSet {
	t.Helper()
	for _, s := range ValueSets() {
		if s.Name == name {
			return s
		}
	}
	require.Fail(t, "no such value set", name)
	return nil
}

func TestValueSets(t *testing.T) {
	names := map[string]bool{}
	for _, s := range ValueSets() {
		assert.False(t, names[s.Name], s.Name)
		names[s.Name] = true
		assert.NotEmpty(t, s.English, s.Name)
		assert.NotEmpty(t, s.Chinese, s.Name)
		for _, c := range s.Concepts() {
			assert.NotEmpty(t, c.English, "%s %s", s.Name, c.Code)
			assert.NotEmpty(t, c.Chinese, "%s %s", s.Name, c.Code)
		}
	}
	assert.Len(t, set(t, "hk-district").Concepts(), 18)
	assert.Equal(t, "http://terminology.hl7.org/CodeSystem/v2-0004", set(t, "hl7-0004").URI)
	assert.Equal(t, mapping.Base+"/CodeSystem/hk-district", set(t, "hk-district").URI)
}
