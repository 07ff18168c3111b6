package hongkong_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/hongkong"
)

// A value set is found by the name that layouts give it.
func TestValueSetByName(t *testing.T) {
	set := hongkong.ValueSet("hk-sex")
	require.NotNil(t, set)
	assert.Contains(t, hongkong.ValueSets(), set)
	assert.Nil(t, hongkong.ValueSet("no such"))
}
