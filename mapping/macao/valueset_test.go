package macao_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/crossbay/crossbay/mapping/macao"
)

// A value set is found by the name that layouts give it.
func TestValueSetByName(t *testing.T) {
	set := macao.ValueSet("mo-sex")
	require.NotNil(t, set)
	assert.Contains(t, macao.ValueSets(), set)
	assert.Nil(t, macao.ValueSet("no such"))
}
