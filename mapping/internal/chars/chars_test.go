package chars

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A cell of spaces states nothing, whatever spaces they are: cmp.Or would take it.
func TestFirstOf(t *testing.T) {
	assert.Equal(t, "甲", FirstOf("", " ", "\u3000", "甲", "乙"))
	assert.Equal(t, " 甲", FirstOf(" 甲"))
	assert.Empty(t, FirstOf("\u3000", " "))
	assert.Empty(t, FirstOf())
}
